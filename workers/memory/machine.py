"""What no person asks of the model: timers, the relay, a rebuild."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schemas.queue_item import QueueItem
from workers import replies
from workers.memory.entry import Entry
from workers.memory.shelf import CLOSED, Shelf
from workers.records import STATES, Event, Mute


async def expire(shelf: Shelf, limit: int = 500) -> dict[str, int]:
    now = shelf.now_ms()
    done = dict.fromkeys(("expired", "woken", "thawed", "purged", "parked"), 0)
    due = sorted((entry.f["due_ms"], entry.id) for entry in shelf.items.values() if "due_ms" in entry.f)
    for _, id in [place for place in due if place[0] <= now][:limit]:
        done[_due(shelf, shelf.items[id])] += 1
    for subject, mute in sorted(shelf.mutes.items()):
        left = limit - sum(done.values())
        parked = shelf.parked_by(subject)[:left]
        for entry in parked:
            done[_wake(shelf, entry, mute.who, mute.reason)] += 1
        if len(parked) < left and mute.until_ms <= now:
            del shelf.mutes[subject]
    return done


def _due(shelf: Shelf, entry: Entry) -> str:
    """What becomes of an item whose time has come."""
    state = entry.f["state"]
    if state == "leased":
        _expire_lease(shelf, entry)
        return "expired"
    if state == "parked":
        return _wake(shelf, entry, "timer")
    if state in CLOSED:
        shelf.record(entry, "purged", "timer")
        del shelf.items[entry.id], shelf.told[entry.id]
        return "purged"
    shelf.queue_up(entry)
    shelf.record(entry, "thawed", "timer")
    return "thawed"


def _wake(shelf: Shelf, entry: Entry, who: str, reason: str = "") -> str:
    """It waits again, but for what a mute had parked and a mute holds still."""
    subject, data = entry.f.get("muted"), {}
    until_ms = 0
    if subject:
        until_ms = shelf.queue_up(entry)
        data = {"mute": subject} | ({"until_ms": until_ms} if until_ms else {})
    else:
        shelf.enter(entry, "waiting")
    what = "parked" if until_ms else "woken"
    shelf.record(entry, what, who, reason, data)
    return what


def _expire_lease(shelf: Shelf, entry: Entry) -> None:
    f = entry.f
    holder = f["holder"]
    clock = "hold" if f["hold_until_ms"] <= shelf.now_ms() else "presence"
    expiries = entry.get("expiries") + 1
    most = shelf.policy.expiries_max
    if "next" in f:
        shelf.close(entry, f["next"])
    elif f["lane"] == "lead" and expiries >= 2 * most:
        shelf.enter(entry, "dead")
        shelf.count("dead")
    else:
        if expiries >= most and f["lane"] != "lead":
            f["lane"] = "lead"
            shelf.count("escalated")
        shelf.enter(entry, "waiting")
    f["expiries"] = expiries
    shelf.notify(holder, entry, "expired", clock)
    shelf.record(entry, "expired", holder, clock)
    shelf.count("lease_expired")


async def audit_read(shelf: Shelf, after: str = "", limit: int = 500) -> tuple[Event, ...]:
    return tuple(replies.event(text, position) for position, text in await audit_texts(shelf, after, limit))


async def audit_texts(shelf: Shelf, after: str = "", limit: int = 500) -> tuple[tuple[str, str], ...]:
    seen = int(after.partition("-")[0]) if after else 0
    return tuple((f"{number}-0", text) for number, text in shelf.log if number > seen)[:limit]


async def audit_trim(shelf: Shelf, through: str) -> int:
    seen = int(through.partition("-")[0]) if through else 0
    before = len(shelf.log)
    shelf.log = [(number, text) for number, text in shelf.log if number > seen]
    return before - len(shelf.log)


async def restore(shelf: Shelf, item: QueueItem, fields: Mapping[str, str], trail: Iterable[str] = ()) -> bool:
    if item.id in shelf.items:
        return False
    entry = Entry(item)
    entry.f = {n: int(v) if n.endswith("_ms") or n in ("priority", "token", "expiries", "seq") else v
               for n, v in fields.items() if not n.startswith("+")}  # fmt: skip
    entry.seen = {name[1:]: move for name, move in fields.items() if name.startswith("+")}
    entry.told_seen = set(entry.seen)
    entry.trail = list(trail)
    shelf.token = max(shelf.token, entry.get("token"))
    shelf.items[item.id] = entry
    shelf.tell(entry)
    if entry.f["state"] not in STATES:
        shelf.told[item.id]["state"] = ""
        shelf.enter(entry, "dead")
        shelf.record(entry, "buried", "rebuild", "the log tells no state that there is")
    elif entry.f["state"] == "leased":
        holder = entry.f["holder"]
        shelf.close(entry, entry.f.get("next", "waiting"))
        shelf.notify(holder, entry, "expired", "rebuild")
        shelf.record(entry, "let-go", "rebuild", "a lease cannot be restored")
    return True


async def reopen(
    shelf: Shelf,
    token: int,
    mutes: Mapping[str, Mute],
    given: Mapping[str, replies.Answered],
    who: str,
    items: int,
    people: Iterable[str] = (),
) -> int:
    now = shelf.now_ms()
    shelf.token = max(shelf.token, token)
    shelf.people |= {*people}
    parked = {entry.f.get("muted") for entry in shelf.items.values()}
    shelf.mutes |= {subject: mute for subject, mute in mutes.items() if mute.until_ms > now or subject in parked}
    for key, answered in given.items():
        if answered.at_ms + shelf.policy.idempotency_s * 1000 > now:
            shelf.given[key] = answered
    told = {"id": "", "seq": 0, "at_ms": now, "what": "rebuilt", "who": who, "to": ""}
    shelf.log_event(told | {"data": {"items": items, "token": shelf.token}})
    return shelf.token


async def bodies(shelf: Shelf, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {id: json.loads(replies.json_of(shelf.items[id].item)) for id in ids if id in shelf.items}
