"""Verdicts of the model, and how they are taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workers import checks, replies
from workers.calls.desk import new_request
from workers.errors import refusal
from workers.memory.entry import Entry
from workers.memory.shelf import RULED, Shelf
from workers.records import Given, State


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
    if of and given.result != "late" and _repeats(shelf, of, id):
        raise refusal(-12, id, f"what {of} repeats")
    _apply(shelf, entry, given, who, outcome, of or change, key)
    if given.result in ("applied", "audit"):
        shelf.set(entry, duplicate_of=of)
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


def _repeats(shelf: Shelf, other: str | None, id: str) -> bool:
    """Whether an item repeats this one: by its verdict, by a merge, or by way of others."""
    seen: set[str] = set()
    while other in shelf.items and other != id and other not in seen:
        seen.add(other)
        f = shelf.items[other].f
        other = f.get("merged_into") or f.get("duplicate_of")
    return other == id


def _first_of(entry: Entry) -> str:
    """The item or the wording of a first opinion of an older version, which has it in the trail alone."""
    told = [event.data for event in map(replies.event, entry.trail) if event.what == "verdict"]
    first = [data for data in told if data.get("result") == "second"][-1]
    return str(first.get("of") or checks.wording(first.get("change", "")))


def _apply(shelf: Shelf, entry: Entry, given: Given, who: str, outcome: str, needs: str, key: str) -> None:
    now, f = shelf.now_ms(), entry.f
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
        kept = {name: f[name] for name in ("next", "frozen_until_ms") if given.result == "applied" and name in f}
        shelf.close(entry, given.state)
        shelf.set(entry, **kept, outcome=outcome, decided_by=who, decided_ms=now, decided_key=key)


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
    if not first and entry.has_read(who):
        raise refusal(-7, id)
    if shelf.now_ms() - at_ms > shelf.policy.undo_s * 1000:
        raise refusal(-4, id)
    data = shelf.as_head(entry, by, who, "undone", reason)
    key = f.get("first_key" if first else "decided_key", "")
    if key in shelf.given:
        shelf.given[key] = shelf.given[key].undone()
    shelf.drop(entry, ("first", "first_of", "first_by", "first_ms", "first_key", "not_by") if first else RULED)
    if f["state"] == "frozen":
        shelf.set(entry, next="frozen", frozen_until_ms=f.get("due_ms"))
    token = shelf.lease(entry, who)
    if "next" in f:
        shelf.notify(who, entry, f["next"])
    shelf.remember(entry, request, "undo", who, token)
    shelf.record(entry, "undone", who, reason, data)
    shelf.count("undone")
    return token
