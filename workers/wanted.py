"""What a list is limited to: whether an item passes a filter."""

from __future__ import annotations

from unicodedata import combining, normalize

from workers.records import Filter, Row


def passes(row: Row, wanted: Filter) -> bool:
    """Whether a row is one that the filter wants."""
    item = row.item
    return (
        wanted.id in (None, row.id)
        and wanted.source in (None, item.source)
        and wanted.verdict in (None, item.verdict)
        and wanted.kind in (None, item.kind)
        and wanted.language in (None, item.language)
        and wanted.provider in (None, item.provider)
        and (wanted.lane is None or (row.state == "waiting" and row.lane == wanted.lane))
        and wanted.holder in (None, row.holder)
        and wanted.state in (None, row.state)
        and (wanted.since_ms is None or row.queued_ms >= wanted.since_ms)
        and (wanted.before_ms is None or row.queued_ms < wanted.before_ms)
        and (wanted.words is None or has_words(item.claim, wanted.words))
    )


def has_words(claim: str, words: str) -> bool:
    """Whether each of the words stands in the claim, also in a longer word; capitals and accents are none."""
    told = bare(claim)
    return all(word in told for word in bare(words).split())


def bare(text: str) -> str:
    """A text without capitals and accents, as words are looked for in it."""
    return "".join(one for one in normalize("NFKD", text.casefold()) if not combining(one))
