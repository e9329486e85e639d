"""The tables of docs/python.md, from the code: `make reference`. A test holds the page against them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args

from workers.queue import ClaimQueue
from workers.records import (
    Alert,
    Beat,
    Event,
    Filter,
    Given,
    LaneStats,
    Lease,
    Mute,
    Notice,
    Page,
    Pushed,
    Result,
    Row,
    State,
    Stats,
)

PAGE = Path(__file__).parent / "python.md"
BEGIN, END = "<!-- made by docs/reference.py -->", "<!-- end -->"
#: The modules that have the calls, and for whom each is.
PARTS = {
    "workers.queue": "The queue itself",
    "workers.calls.checker": "A checker",
    "workers.calls.head": "A desk head",
    "workers.calls.reader": "Everybody",
    "workers.calls.stream": "The stream",
    "workers.calls.machine": "The machine",
}
#: What the calls give back, and the filter of a list.
RECORDS = (Lease, Row, Beat, Given, Event, Notice, Page, Filter, Stats, LaneStats, Mute)

#: The types whose values are named.
WORDS = {"State": State, "Pushed": Pushed, "Alert": Alert, "Result": Result}


def signature(name: str) -> str:
    """As one calls it: a move without the desk, which the queue has already."""
    found = inspect.signature(getattr(ClaimQueue, name))
    moves = _module(name) != ClaimQueue.__module__
    given = [p for p in found.parameters.values() if p.name != "self" and (p.name != "desk" or not moves)]
    plain = [p.replace(default=...) if callable(p.default) and p.default is not p.empty else p for p in given]
    told = re.sub(r"(: |-> )'([^']*)'", r"\1\2", f"{name}{found.replace(parameters=plain)}")
    return told.replace("'", '"').replace("Ellipsis", "...")


def tables() -> str:
    """A table a part: each call with its types, and the first line of what is said of it."""
    made = [BEGIN]
    for module, title in PARTS.items():
        names = [name for name in vars(ClaimQueue) if _module(name) == module]
        made += ["", f"### {title}", "| call | does |", "|---|---|"]
        for name in names:
            said = (getattr(ClaimQueue, name).__doc__ or "").splitlines()[0]
            made.append(f"| `{signature(name)}` | {said} |".replace(" | None", " \\| None"))
    made += ["", "### What comes back", "| record | is | fields |", "|---|---|---|"]
    for record in RECORDS:
        said = (record.__doc__ or "").splitlines()[0]
        made.append(f"| `{record.__name__}` | {said} | {_fields(record)} |".replace(" | None", " \\| None"))
    made += ["", "### Their words", "| type | one of |", "|---|---|"]
    for name, kind in WORDS.items():
        made.append(f"| `{name}` | {', '.join(f'`{word}`' if word else 'nothing' for word in get_args(kind))} |")
    return "\n".join([*made, "", END])


def _fields(record: type) -> str:
    told = inspect.get_annotations(record)
    return ", ".join(f"`{name}: {getattr(kind, '__forward_arg__', kind)}`" for name, kind in told.items())


def _module(name: str) -> str:
    return "" if name.startswith("_") else getattr(getattr(ClaimQueue, name), "__module__", "")


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(before + tables() + after, encoding="utf-8")


if __name__ == "__main__":
    main()
