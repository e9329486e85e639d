"""What is shown of an item while an embargo lasts: that it is there, of which article, and until when; no words."""

from __future__ import annotations

import time
from dataclasses import replace

from schemas.article import NO_END_MS
from streams.times import local
from workers.records import Filter, Row


def ends_ms(row: Row) -> int:
    """Until when nobody may see its words, ms since 1970; 0 for one that anybody may see."""
    ends = [int(row.fields.get("embargo_ms") or 0)]
    if row.state == "frozen":
        ends.append(int(row.fields.get("due_ms") or NO_END_MS))
        return max(ends)  # until a worker thaws it
    return ends[0] if ends[0] > time.time() * 1000 else 0


def told(row: Row) -> str:
    """That it is under embargo, and until when; "" for one that is not."""
    end = ends_ms(row)
    return f"under embargo until {local(end) if end < NO_END_MS else 'somebody lifts it'}" if end else ""


def found(row: Row, wanted: Filter) -> bool:
    """Whether a list may have it: not where a filter by what it says would tell what that is."""
    by_words = wanted.words, wanted.source, wanted.verdict, wanted.kind
    return not told(row) or not any(by_words)


def shown(row: Row) -> Row:
    """The item as a list has it: without its words, and what was made of them, while an embargo lasts."""
    if not (why := told(row)):
        return row
    nothing = {"claim": f"({why})", "verdict": "", "kind": "", "flags": [], "source": "", "topic": "", "card": {}}
    return replace(row, item=row.item.model_copy(update=nothing), lane="")
