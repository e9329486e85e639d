"""What a desk head asks of the model."""

from __future__ import annotations

from typing import Any

from workers import checks
from workers.memory.shelf import Shelf
from workers.queue import new_request
from workers.records import Mute, State


async def wake(shelf: Shelf, id: str, who: str, reason: str = "", *, request: str = "") -> State:
    entry = shelf.entry(id)
    if not shelf.seen_request(id, request):
        shelf.in_state(entry, "parked")
        shelf.enter(entry, "waiting")
        shelf.remember(entry, request or new_request())
        shelf.record(entry, "woken", who, reason)
    return shelf.state(entry)


async def bury(shelf: Shelf, id: str, token: int | None, who: str, reason: str, *, request: str = "") -> State:
    if shelf.seen_request(id, request):
        return shelf.state(shelf.items[id])
    entry = shelf.person(id, token)
    shelf.enter(entry, "dead")
    shelf.remember(entry, request or new_request())
    shelf.record(entry, "buried", who, reason)
    shelf.count("dead")
    return shelf.state(entry)


async def redrive(shelf: Shelf, id: str, who: str, reason: str = "", *, request: str = "") -> State:
    entry = shelf.entry(id)
    if not shelf.seen_request(id, request):
        shelf.in_state(entry, "dead")
        shelf.drop(entry, ("expiries",))
        entry.f["lane"] = entry.f["home"]
        shelf.remember(entry, request or new_request())
        shelf.enter(entry, "waiting")
        shelf.record(entry, "redriven", who, reason)
    return shelf.state(entry)


async def mute(shelf: Shelf, subject: str, until_ms: int, who: str, reason: str = "") -> int:
    checks.subject(subject)
    now = shelf.now_ms()
    muted = until_ms > now
    if muted:
        shelf.mutes[subject] = Mute(until_ms, who, reason)
    else:
        shelf.mutes.pop(subject, None)
    told = {"id": "", "seq": 0, "at_ms": now, "what": "muted" if muted else "unmuted", "who": who, "reason": reason}
    fields = {"subject": subject, "until_ms": str(until_ms)}
    shelf.log_event(told | {"to": "", "fields": fields})
    return _retime(shelf, subject, who, reason)


def _retime(shelf: Shelf, subject: str, who: str, reason: str) -> int:
    """What a mute parked goes by the mute as it is now. Returns how many."""
    mute = shelf.mutes.get(subject)
    ends_ms = mute.until_ms if mute and mute.until_ms > shelf.now_ms() else 0
    parked = [one for one in shelf.items.values() if one.f.get("muted") == subject and one.f["due_ms"] != ends_ms]
    low = sorted(parked, key=lambda one: (one.f["due_ms"], one.id))
    for entry in low:
        until_ms, by = shelf.muted_until(entry.f.get("source", ""), entry.f["home"].partition("/")[2])
        data: dict[str, Any] = {"mute": subject} | ({"until_ms": until_ms} if until_ms else {})
        shelf.enter(entry, "parked" if until_ms else "waiting", until_ms or None)
        shelf.set(entry, muted=by)
        shelf.record(entry, "parked" if until_ms else "woken", who, reason, data)
    return len(low)


async def mutes(shelf: Shelf) -> dict[str, Mute]:
    return dict(shelf.mutes)
