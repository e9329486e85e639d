"""What an embargo does to an item of the model, as places.lua does it in Redis."""

from __future__ import annotations

from workers.memory.entry import Entry
from workers.memory.shelf import Shelf


def say(shelf: Shelf, entry: Entry, says: int | None) -> int | None:
    """What the stream says of it: nothing, 0 for none, or until when. Returns what was known before."""
    had: int | None = entry.f.get("embargo_ms")
    now = shelf.now_ms()
    if says is not None and says > now:
        entry.f["embargo_ms"] = says
    elif says is not None and entry.embargoed(now):
        entry.f["embargo_ms"] = now
    return had


def moves(shelf: Shelf, entry: Entry, had: int | None) -> bool:
    """Whether the item must leave its place for it."""
    f = entry.f
    if f["state"] in ("waiting", "parked"):
        return entry.embargoed(shelf.now_ms())
    return f["state"] == "frozen" and had is not None and f.get("due_ms") == had != f["embargo_ms"]


def hold_back(shelf: Shelf, entry: Entry, had: int | None) -> str:
    """What is held or decided becomes frozen when it is let go. Returns what a holder is told."""
    f = entry.f
    if f["state"] not in ("leased", "done"):
        return ""
    lasts = entry.embargoed(shelf.now_ms())
    by_embargo = f.get("next") == "frozen" and had is not None and f.get("frozen_until_ms") == had
    if lasts and ("next" not in f or (by_embargo and f["embargo_ms"] != had)):
        shelf.set(entry, next="frozen", frozen_until_ms=f["embargo_ms"])
        return "frozen"
    if by_embargo and not lasts:
        shelf.drop(entry, ("next", "frozen_until_ms"))
        return "thawed"
    return ""
