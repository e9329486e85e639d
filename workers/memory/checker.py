"""What a checker asks of the model, but for verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from workers import checks
from workers.calls.desk import new_request
from workers.errors import refusal
from workers.memory.entry import Entry
from workers.memory.shelf import Shelf
from workers.records import Beat, Lease, Notice, State


async def take(
    shelf: Shelf,
    who: str,
    languages: Sequence[str] = (),
    topics: Sequence[str] = (),
    *,
    lead: bool = False,
    relax: bool = True,
    request: str = "",
) -> Lease | None:
    checks.person(who)
    for skills in (languages, topics):
        checks.several(skills)
    request, before = request or new_request(), shelf.takes.get(who, [])
    for last, token, id in before:
        taken = shelf.items.get(id)
        if last == request and taken and taken.f.get("holder") == who and shelf.holds(taken, token):
            return _lease_of(shelf, taken)
    entry = _choose(shelf, who, languages, topics, lead, relax)
    if entry is None:
        return None
    shelf.takes[who] = [(request, _lease(shelf, entry, who), entry.id), *before[:3]]
    shelf.record(entry, "taken", who)
    return _lease_of(shelf, entry)


def _lease(shelf: Shelf, entry: Entry, who: str) -> int:
    """The token of a new lease; how long it waited, and whether the first one comes after the deadline, is counted."""
    if shelf.now_ms() > entry.f["deadline_ms"] and "token" not in entry.f:
        shelf.count("deadline_missed")
    shelf.observe("time_to_take", shelf.now_ms() - entry.f["queued_ms"])
    return shelf.lease(entry, who)


def _choose(
    shelf: Shelf, who: str, languages: Sequence[str], topics: Sequence[str], lead: bool, relax: bool
) -> Entry | None:
    def may(entry: Entry) -> bool:
        lane = entry.f["lane"]
        if entry.has_read(who):
            return False
        if lane in ("alert", "lead"):
            return lead or lane == "alert"
        language, _, topic = lane.partition("/")
        skilled = (not languages or language in languages) and (not topics or topic in topics)
        late = relax and entry.f["deadline_ms"] + shelf.policy.relax_s * 1000 <= shelf.now_ms()
        return skilled or late

    return next(filter(may, shelf.waiting()), None)


def _lease_of(shelf: Shelf, entry: Entry) -> Lease:
    times = entry.get("presence_until_ms"), entry.get("hold_until_ms")
    return Lease(entry.row(), entry.f["token"], *times, entry.draft)


async def take_item(shelf: Shelf, id: str, who: str, *, request: str = "") -> Lease:
    checks.person(who)
    entry = shelf.entry(shelf.follow(id))
    known = shelf.seen_request(entry.id, request, "take_item", who)
    if known and entry.f.get("holder") == who and shelf.holds(entry, entry.f["token"]):
        return _lease_of(shelf, entry)
    shelf.in_state(entry, "waiting", "parked")
    if entry.has_read(who):
        raise refusal(-7, id)
    _lease(shelf, entry, who)
    shelf.remember(entry, request, "take_item", who)
    shelf.record(entry, "taken", who, "chosen")
    return _lease_of(shelf, entry)


async def heartbeat(shelf: Shelf, id: str, token: int, draft: str = "") -> Beat:
    entry = shelf.held(id, token)
    until = min(shelf.now_ms() + shelf.policy.presence_s * 1000, entry.f["hold_until_ms"])
    until = max(until, entry.f["presence_until_ms"])
    shelf.set(entry, presence_until_ms=until, due_ms=until)
    entry.draft = draft or entry.draft
    shelf.quietly(entry)
    return Beat(until, entry.f["hold_until_ms"], entry.f.get("next", ""))


async def hold(shelf: Shelf, id: str, token: int, who: str, hold_s: int, *, request: str = "") -> int:
    checks.span(hold_s)
    if before := shelf.answered(id, request, "hold", who):
        return before
    entry = shelf.held(id, token, who)
    if hold_s > shelf.policy.hold_max_s:
        raise refusal(-6, id)
    until = shelf.now_ms() + hold_s * 1000
    shelf.set(entry, hold_until_ms=until, presence_until_ms=until, due_ms=until)
    shelf.remember(entry, request, "hold", who, until)
    shelf.record(entry, "held", who, "", {"until_ms": until})
    return until


async def release(
    shelf: Shelf, id: str, token: int, who: str, reason: str = "", *, head: bool = False, request: str = ""
) -> State:
    if shelf.seen_request(id, request, "release", who):
        return shelf.state(shelf.items[id])
    entry = shelf.held(id, token, "" if head else who)
    data = shelf.as_head(entry, entry.f["holder"], who, "taken-away", reason)
    shelf.close(entry, entry.f.get("next", "waiting"))
    shelf.remember(entry, request, "release", who)
    shelf.record(entry, "released", who, reason, data)
    return shelf.state(entry)


async def park(
    shelf: Shelf, id: str, token: int | None, who: str, until_ms: int, reason: str = "", *, request: str = ""
) -> State:
    checks.moment(until_ms)
    if shelf.seen_request(id, request, "park", who):
        return shelf.state(shelf.items[id])
    entry = shelf.person(id, token, who)
    shelf.enter(entry, "parked", until_ms)
    shelf.remember(entry, request, "park", who)
    shelf.record(entry, "parked", who, reason, {"until_ms": until_ms})
    return shelf.state(entry)


async def hand_over(
    shelf: Shelf,
    id: str,
    token: int,
    who: str,
    to: str,
    reason: str = "",
    *,
    head: bool = False,
    request: str = "",
) -> int:
    checks.person(to)
    if before := shelf.answered(id, request, "hand_over", who):
        return before
    entry = shelf.held(id, token, "" if head else who)
    if entry.has_read(to):
        raise refusal(-7, id)
    data = shelf.as_head(entry, entry.f["holder"], who, "taken-away", reason)
    new = shelf.lease(entry, to, entry.get("presence_until_ms"), entry.get("hold_until_ms"))
    shelf.remember(entry, request, "hand_over", who, new)
    shelf.notify(to, entry, "handed-over", reason)
    shelf.record(entry, "handed-over", who, reason, {"to": to} | data)
    return new


async def escalate(shelf: Shelf, id: str, token: int | None, who: str, reason: str = "", *, request: str = "") -> State:
    if shelf.seen_request(id, request, "escalate", who):
        return shelf.state(shelf.items[id])
    entry = shelf.person(id, token, who)
    shelf.drop(entry, ("expiries",))
    entry.f["lane"] = "lead"
    shelf.remember(entry, request, "escalate", who)
    shelf.enter(entry, "waiting")
    shelf.record(entry, "escalated", who, reason)
    shelf.count("escalated")
    return shelf.state(entry)


async def note(shelf: Shelf, id: str, who: str, text: str, *, request: str = "") -> None:
    entry = shelf.entry(id)
    if not shelf.seen_request(id, request, "note", who):
        shelf.remember(entry, request, "note", who)
        shelf.record(entry, "noted", who, text)


async def notices(shelf: Shelf, who: str, after: str = "") -> tuple[Notice, ...]:
    seen = int(after.partition("-")[0]) if after else 0
    return tuple(told for told in shelf.notices[who] if int(told.position.partition("-")[0]) > seen)
