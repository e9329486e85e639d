"""What a checker asks of the model, from the take to the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workers import checks, replies
from workers.calls.desk import new_request
from workers.errors import refusal
from workers.memory.shelf import Entry, Shelf
from workers.records import Beat, Given, Lease, Notice, State


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
        if last == request and taken and taken.f.get("holder") == who and taken.f["token"] == token:
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
        if entry.f.get("not_by") == who:
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
    if shelf.seen_request(entry.id, request, "take_item", who) and entry.f.get("holder") == who:
        return _lease_of(shelf, entry)
    shelf.in_state(entry, "waiting", "parked")
    if entry.f.get("not_by") == who:
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
    if entry.f.get("not_by") == to:
        raise refusal(-7, id)
    data = shelf.as_head(entry, entry.f["holder"], who, "taken-away", reason)
    new = shelf.lease(entry, to, entry.get("presence_until_ms"), entry.get("hold_until_ms"))
    shelf.remember(entry, request, "hand_over", who, new)
    shelf.notify(to, entry, "handed-over", reason)
    shelf.record(entry, "handed-over", who, reason, {"to": to} | data)
    return new


async def verdict(
    shelf: Shelf,
    id: str,
    token: int,
    who: str,
    outcome: str,
    *,
    reason: str,
    evidence: Sequence[Any] = (),
    change: str = "",
    of: str = "",
    second: bool = False,
    key: str = "",
) -> Given:
    checks.ruling(id, checks.outcome(outcome), change, of)
    checks.reason(reason)
    checks.evidence(evidence)
    checks.person(who)
    change = checks.wording(change)
    key = checks.request(key) or new_request()
    what = replies.found(outcome, of or change)
    before = shelf.given.get(key)
    if before and before.at_ms + shelf.policy.idempotency_s * 1000 > shelf.now_ms():
        if (before.id, before.who, before.found) != (id, who, what) or before.result == replies.UNDONE:
            raise refusal(-9, id)
        return Given(before.result, before.state, again=True)  # type: ignore[arg-type]
    entry = shelf.entry(id)
    shelf.seen_request(id, key, "verdict", who)
    if of and of not in shelf.items:
        raise refusal(-1, id, of)
    given = _judged(shelf, entry, token, who, outcome, of or change, second)
    _apply(shelf, entry, given, who, outcome, of or change, key)
    data: dict[str, Any] = {"outcome": outcome, "result": given.result, "given_token": str(token)}
    told = "verdict-late" if given.result == "late" else "verdict"
    shelf.remember(entry, key, "verdict", who)
    more = {"evidence": list(evidence), "change": change, "of": of}
    shelf.record(entry, told, who, reason, data | {name: value for name, value in more.items() if value})
    shelf.given[key] = replies.Answered(id, given.result, given.state, who, shelf.now_ms(), what)
    return given


def _judged(shelf: Shelf, entry: Entry, token: int, who: str, outcome: str, needs: str, second: bool) -> Given:
    """What becomes of a verdict. `needs`: the item that it repeats, or the wording that is right."""
    f = entry.f
    if not shelf.holds(entry, token) or f["holder"] != who:
        return Given("late", f["state"])
    if f.get("next") in ("withdrawn", "merged"):
        return Given("audit", f["next"])
    passed_on: State = "frozen" if f.get("next") == "frozen" else "waiting"
    if second and "first" not in f:
        return Given("second", passed_on)
    if (
        "first" in f
        and "second" not in f
        and (f["first"], f.get("first_of", "") or _first_of(entry)) != (outcome, needs)
    ):
        return Given("conflict", passed_on)
    return Given("applied", "done")


def _first_of(entry: Entry) -> str:
    """The item or the wording of a first opinion of an older version, which has it in the trail alone."""
    told = [event.data for event in map(replies.event, entry.trail) if event.what == "verdict"]
    first = [data for data in told if data.get("result") == "second"][-1]
    return str(first.get("of") or checks.wording(first.get("change", "")))


def _apply(shelf: Shelf, entry: Entry, given: Given, who: str, outcome: str, needs: str, key: str) -> None:
    now = shelf.now_ms()
    if given.result == "late":
        shelf.count("fenced")
        shelf.count("late_verdicts")
        return
    shelf.observe("time_to_verdict", now - entry.f["queued_ms"])
    if given.result == "second":
        shelf.set(entry, first=outcome, first_of=needs, first_by=who, first_ms=now, first_key=key, not_by=who)
        entry.draft = ""
        shelf.close(entry, given.state)
    elif given.result == "conflict":
        shelf.set(entry, second=outcome, second_by=who, not_by=None, lane="lead")
        shelf.close(entry, given.state)
    else:
        shelf.close(entry, given.state)
        shelf.set(entry, outcome=outcome, decided_by=who, decided_ms=now, decided_key=key)


async def undo(shelf: Shelf, id: str, who: str, reason: str = "", *, head: bool = False, request: str = "") -> int:
    entry = shelf.entry(id)
    f = entry.f
    if before := shelf.answered(id, request, "undo", who):
        return before
    first = f["state"] in ("waiting", "parked", "frozen") and "first" in f and "second" not in f
    if not first:
        shelf.in_state(entry, "done")
    by, at_ms = (f["first_by"], f["first_ms"]) if first else (f["decided_by"], f["decided_ms"])
    if by != who and not head:
        raise refusal(-5, id, by)
    if not first and f.get("not_by") == who:
        raise refusal(-7, id)
    if shelf.now_ms() - at_ms > shelf.policy.undo_s * 1000:
        raise refusal(-4, id)
    data = shelf.as_head(entry, by, who, "undone", reason)
    key = f.get("first_key" if first else "decided_key", "")
    if key in shelf.given:
        shelf.given[key] = shelf.given[key].undone()
    decided = ("outcome", "decided_by", "decided_ms", "decided_key")
    shelf.drop(entry, ("first", "first_of", "first_by", "first_ms", "first_key", "not_by") if first else decided)
    if f["state"] == "frozen":
        shelf.set(entry, next="frozen", frozen_until_ms=f.get("due_ms"))
    token = shelf.lease(entry, who)
    if "next" in f:
        shelf.notify(who, entry, f["next"])
    shelf.remember(entry, request, "undo", who, token)
    shelf.record(entry, "undone", who, reason, data)
    shelf.count("undone")
    return token


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
