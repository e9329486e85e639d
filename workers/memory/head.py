"""What a desk head asks of the model."""

from __future__ import annotations

from workers import checks
from workers.memory import machine
from workers.memory.shelf import Shelf
from workers.records import Mute, State


async def wake(shelf: Shelf, id: str, who: str, reason: str = "", *, request: str = "") -> State:
    entry = shelf.entry(id)
    if not shelf.seen_request(id, request, "wake", who):
        shelf.in_state(entry, "parked")
        shelf.enter(entry, "waiting")
        shelf.remember(entry, request, "wake", who)
        shelf.record(entry, "woken", who, reason)
    return shelf.state(entry)


async def bury(shelf: Shelf, id: str, token: int | None, who: str, reason: str, *, request: str = "") -> State:
    if shelf.seen_request(id, request, "bury", who):
        return shelf.state(shelf.items[id])
    entry = shelf.person(id, token, who)
    shelf.enter(entry, "dead")
    shelf.remember(entry, request, "bury", who)
    shelf.record(entry, "buried", who, reason)
    shelf.count("dead")
    return shelf.state(entry)


async def redrive(shelf: Shelf, id: str, who: str, reason: str = "", *, request: str = "") -> State:
    entry = shelf.entry(id)
    if not shelf.seen_request(id, request, "redrive", who):
        shelf.in_state(entry, "dead")
        shelf.drop(entry, ("expiries",))
        entry.f["lane"] = "lead" if "second" in entry.f else entry.f["home"]
        shelf.remember(entry, request, "redrive", who)
        frozen = entry.embargoed(shelf.now_ms())
        shelf.enter(entry, "frozen" if frozen else "waiting", entry.f["embargo_ms"] if frozen else None)
        shelf.record(entry, "redriven", who, reason)
    return shelf.state(entry)


async def mute(shelf: Shelf, subject: str, until_ms: int, who: str, reason: str = "") -> int:
    checks.subject(subject)
    checks.moment(until_ms)
    checks.person(who)
    now = shelf.now_ms()
    muted = until_ms > now
    shelf.mutes[subject] = Mute(until_ms if muted else 0, who, reason)
    moving = len(shelf.parked_by(subject))
    if not muted and not moving:
        del shelf.mutes[subject]
    told = {"id": "", "seq": 0, "at_ms": now, "what": "muted" if muted else "unmuted", "who": who, "reason": reason}
    fields = {"subject": subject, "until_ms": str(until_ms)}
    shelf.log_event(told | {"to": "", "fields": fields})
    while moving and any((await machine.expire(shelf)).values()):
        continue
    return moving


async def mutes(shelf: Shelf) -> dict[str, Mute]:
    return {subject: mute for subject, mute in shelf.mutes.items() if mute.until_ms}
