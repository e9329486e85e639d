"""What the stream asks of the model: claims that come, change, go and are joined."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.article import NO_END_MS
from schemas.queue_item import QueueItem
from workers import checks, replies
from workers.errors import refusal
from workers.memory import embargo
from workers.memory.entry import Entry
from workers.memory.shelf import CLOSED, Shelf
from workers.records import Alert, Pushed, State


async def push(
    shelf: Shelf,
    item: QueueItem,
    who: str = "stream",
    alert: Alert = "",
    anew: bool = False,
    key: str = "",
    embargo_ms: int | None = None,
) -> Pushed:
    replies.body(checks.of_desk(item, shelf.desk))  # refused as by Redis
    checks.alert(alert)
    checks.embargo(embargo_ms)
    id, mark = shelf.follow(item.id), replies.mark(key or item.push_key)
    entry = shelf.items.get(id)
    if entry is None:
        _create(shelf, item, who, mark, alert, embargo_ms)
        return "pushed"
    if shelf.came_before(entry, mark, "push"):
        return "again"
    entry.seen[mark] = "push"
    had = embargo.say(shelf, entry, embargo_ms)
    what = _arrival(entry, item.priority, alert, shelf.policy.rise(anew))
    if what == "linked":
        if had is not None and entry.f["embargo_ms"] != had:  # the words that it kept back go with it
            shelf.describe(entry, item)
            entry.go_home()
            entry.hold(item)
        if entry.f.get("next") == "withdrawn":
            shelf.drop(entry, ("next",))
        embargo.hold_back(shelf, entry, had)
    else:
        told = "alert" if alert else "reinstated" if entry.f.get("next") == "withdrawn" else "changed"
        told = _again(shelf, entry, item, what, alert, had) or told
        if "holder" in entry.f:
            shelf.notify(entry.f["holder"], entry, told, alert)
        shelf.count(what)
    shelf.record(entry, what, who, alert, dict(replies.article_of(item)))
    return what


def _create(shelf: Shelf, item: QueueItem, who: str, mark: str, alert: str, embargo_ms: int | None) -> None:
    now, policy = shelf.now_ms(), shelf.policy
    entry = Entry(item)
    shelf.describe(entry, item)
    of_source = sum(other.f.get("source") == item.source for other in shelf.waiting()) if item.source else 0
    over = of_source - policy.quota_of(item.source) + 1
    if item.source and over > 0:
        entry.f["setback_ms"] = min(over * policy.spacing_s, policy.setback_max_s) * 1000
    lane = "alert" if alert else entry.f["home"]
    shelf.set(entry, lane=lane, priority=item.priority, queued_ms=now)
    embargo.say(shelf, entry, embargo_ms)
    shelf.rank(entry, item.priority)
    shelf.queue_up(entry)
    entry.seen[mark] = "push"
    shelf.items[item.id] = entry
    shelf.record(entry, "pushed", who, alert)
    shelf.count("pushed")


def _arrival(entry: Entry, priority: int, alert: str, rise: int) -> Pushed:
    """What a new article does to an item that is there."""
    state = entry.f["state"]
    if state == "withdrawn":
        return "reopened"
    if state != "done":
        return "merged"
    return "reopened" if alert or priority >= entry.f["priority"] + rise else "linked"


def _again(shelf: Shelf, entry: Entry, item: QueueItem, what: str, alert: str, had: int | None) -> str:
    """Returns what a holder is told of an embargo."""
    rises = item.priority > entry.f["priority"]
    state, moves = entry.f["state"], embargo.moves(shelf, entry, had)
    frozen = entry.f.get("next") == "frozen" and (had is None or entry.f.get("frozen_until_ms") != had)
    shelf.describe(entry, item)
    if what == "reopened":
        shelf.renew(entry)
        entry.f["lane"] = entry.f["home"]
    elif state == "dead" and alert:
        shelf.drop(entry, ("expiries",))
    elif alert or entry.f.get("next") == "withdrawn":
        shelf.drop(entry, ("next", "frozen_until_ms"))
    told = embargo.hold_back(shelf, entry, had)
    if what == "reopened" or rises:
        entry.f["priority"] = item.priority
    if alert:
        entry.f["lane"] = "alert"
    else:
        entry.go_home()
    if what == "reopened" or rises or alert:
        shelf.rank(entry, item.priority, sooner=what != "reopened")
    entry.hold(item)
    if what == "reopened" and not alert and frozen:  # decided while it was, which goes on
        shelf.close(entry, "frozen")
    elif what == "reopened" or (alert and state in ("parked", "frozen", "dead")) or "muted" in entry.f or moves:
        shelf.queue_up(entry)
    return told


async def push_many(shelf: Shelf, items: Sequence[QueueItem], who: str = "stream") -> list[Pushed]:
    for item in items:
        replies.body(checks.of_desk(item, shelf.desk))
    return [await push(shelf, item, who) for item in items]


async def update(
    shelf: Shelf,
    item: QueueItem,
    who: str = "stream",
    reason: str = "",
    key: str = "",
    embargo_ms: int | None = None,
) -> State:
    replies.body(checks.of_desk(item, shelf.desk))
    checks.embargo(embargo_ms)
    mark = replies.mark(key or f"update/{item.push_key}")
    entry = shelf.entry(shelf.follow(item.id))
    if shelf.came_before(entry, mark, "update"):
        return shelf.state(entry)
    entry.seen[mark] = "update"
    had = embargo.say(shelf, entry, embargo_ms)
    shelf.describe(entry, item)
    falls = item.priority < entry.f["priority"]
    entry.f["priority"] = item.priority
    entry.go_home()
    shelf.rank(entry, item.priority, sooner=not falls)
    entry.hold(item)
    if "muted" in entry.f or embargo.moves(shelf, entry, had):
        shelf.queue_up(entry)
    told = embargo.hold_back(shelf, entry, had) or "changed"
    if "holder" in entry.f:
        shelf.notify(entry.f["holder"], entry, told, reason)
    shelf.record(entry, "updated", who, reason)
    return shelf.state(entry)


async def withdraw(shelf: Shelf, id: str, key: str, who: str = "stream", reason: str = "") -> State:
    entry, mark = shelf.entry(id), replies.mark(key)
    if shelf.came_before(entry, mark, "withdraw"):
        return shelf.state(entry)
    entry.seen[mark] = "withdraw"
    what = "withdrawn"
    if not entry.embargoed(shelf.now_ms()) and "frozen" in (entry.f["state"], entry.f.get("next")):
        end = "due_ms" if entry.f["state"] == "frozen" else "frozen_until_ms"
        entry.f["embargo_ms"] = entry.f.get(end, NO_END_MS)
    if entry.f["state"] == "leased":
        shelf.set(entry, next="withdrawn", frozen_until_ms=None)
        shelf.notify(entry.f["holder"], entry, "withdrawn", reason)
    elif entry.f["state"] in CLOSED:
        what = "linked"
        if entry.f["state"] == "done":
            shelf.set(entry, next="withdrawn", frozen_until_ms=None)
    else:
        shelf.close(entry, "withdrawn")
    shelf.record(entry, what, who, reason)
    shelf.count(what)
    return shelf.state(entry)


async def reinstate(
    shelf: Shelf,
    id: str,
    key: str,
    priority: int,
    who: str = "stream",
    reason: str = "",
    embargo_ms: int | None = None,
) -> State:
    checks.priority(priority)
    checks.embargo(embargo_ms)
    entry, mark = shelf.entry(id), replies.mark(key)
    if shelf.came_before(entry, mark, "reinstate"):
        return shelf.state(entry)
    if entry.f["state"] in ("leased", "done") and entry.f.get("next") in ("withdrawn", "merged"):
        had = embargo.say(shelf, entry, embargo_ms)
        shelf.drop(entry, ("next", "merged_into"))
        told = embargo.hold_back(shelf, entry, had) or "reinstated"
        if "holder" in entry.f:
            shelf.notify(entry.f["holder"], entry, told, reason)
    else:
        shelf.in_state(entry, "withdrawn", "merged")
        embargo.say(shelf, entry, embargo_ms)
        shelf.renew(entry)
        entry.f["lane"] = entry.f["home"]
        shelf.rank(entry, priority)
        shelf.queue_up(entry)
    entry.seen[mark] = "reinstate"
    shelf.record(entry, "reinstated", who, reason)
    return shelf.state(entry)


async def freeze(
    shelf: Shelf, id: str, key: str, who: str = "stream", reason: str = "", until_ms: int | None = None
) -> State:
    if until_ms is not None:
        checks.moment(until_ms)
    entry, mark = shelf.entry(id), replies.mark(key)
    if shelf.came_before(entry, mark, "freeze"):
        return shelf.state(entry)
    if entry.f["state"] == "leased":
        if "next" in entry.f:
            raise refusal(-3, id, entry.f["next"])
        shelf.set(entry, next="frozen", frozen_until_ms=until_ms)
        shelf.notify(entry.f["holder"], entry, "frozen", reason)
    else:
        shelf.in_state(entry, "waiting", "parked")
        shelf.enter(entry, "frozen", until_ms)
    entry.seen[mark] = "freeze"
    shelf.record(entry, "frozen", who, reason)
    return shelf.state(entry)


async def thaw(shelf: Shelf, id: str, key: str, who: str = "stream", reason: str = "") -> State:
    entry, mark = shelf.entry(id), replies.mark(key)
    if shelf.came_before(entry, mark, "thaw"):
        return shelf.state(entry)
    if entry.f["state"] in ("leased", "done") and entry.f.get("next") == "frozen":
        shelf.drop(entry, ("next", "frozen_until_ms", "embargo_ms"))
        if "holder" in entry.f:
            shelf.notify(entry.f["holder"], entry, "thawed", reason)
    else:
        shelf.in_state(entry, "frozen")
        embargo.say(shelf, entry, 0)
        shelf.queue_up(entry)
    entry.seen[mark] = "thaw"
    shelf.record(entry, "thawed", who, reason)
    return shelf.state(entry)


async def merge(shelf: Shelf, into: str, gone: str, key: str, who: str = "stream", reason: str = "") -> str:
    stays, mark = shelf.follow(into), replies.mark(key)
    if stays not in shelf.items or gone not in shelf.items:
        raise refusal(-1, into)
    if stays == gone:
        raise refusal(-3, into, "the same item")
    target, source = shelf.items[stays], shelf.items[gone]
    if "merged_into" in source.f:
        return shelf.follow(gone)
    if shelf.came_before(target, mark, "merge"):
        return stays
    if target.f["state"] in (*CLOSED, "dead") or target.f.get("next") == "withdrawn":
        raise refusal(-3, into, target.f.get("next", target.f["state"]))
    target.seen = {**source.seen, **target.seen, mark: "merge"}
    target.f["priority"] = max(target.f["priority"], source.f["priority"])
    if source.f["state"] not in CLOSED and source.f["deadline_ms"] < target.f["deadline_ms"]:
        shelf.set(target, deadline_ms=source.f["deadline_ms"], setback_ms=source.f.get("setback_ms"))
    source.f["merged_into"] = stays
    if source.f["state"] == "leased":
        shelf.set(source, next="merged", frozen_until_ms=None)
        shelf.notify(source.f["holder"], source, "merged", reason)
    else:
        shelf.close(source, "merged")
    if "holder" in target.f:
        shelf.notify(target.f["holder"], target, "changed", reason)
    shelf.record(source, "merged-into", who, reason, {"into": stays})
    shelf.record(target, "merged-from", who, reason, {"from": gone})
    shelf.count("merged")
    return stays


async def split(shelf: Shelf, parent: str, part: QueueItem, who: str, reason: str = "") -> str:
    replies.body(checks.of_desk(part, shelf.desk))
    whole = shelf.entry(parent)
    if there := shelf.items.get(part.id):
        if there.f.get("parent") != parent:
            raise refusal(-3, part.id, "another item")
        return part.id
    entry = Entry(part)
    shelf.describe(entry, part)
    home, queued_ms = entry.f["home"], whole.f["queued_ms"]
    shelf.set(entry, lane=home, priority=part.priority, queued_ms=queued_ms, parent=parent)
    if whole.embargoed(shelf.now_ms()):
        entry.f["embargo_ms"] = whole.f["embargo_ms"]
    shelf.rank(entry, part.priority)
    shelf.queue_up(entry)
    entry.seen[replies.mark(part.push_key)] = "push"
    shelf.items[part.id] = entry
    if "holder" in whole.f:
        shelf.notify(whole.f["holder"], whole, "split", reason)
    shelf.record(entry, "pushed", who, reason, {"parent": parent})
    shelf.record(whole, "split", who, reason, {"part": part.id})
    shelf.count("pushed")
    return part.id
