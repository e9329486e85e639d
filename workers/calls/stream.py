"""What the stream asks: claims that come, change, go and are joined. Each with a key: again changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from schemas.queue_item import QueueItem
from workers import checks, replies
from workers.calls.desk import Desk
from workers.records import Alert, Pushed, State


async def push(
    desk: Desk,
    item: QueueItem,
    who: str = "stream",
    alert: Alert = "",
    anew: bool = False,
    key: str = "",
    embargo_ms: int | None = None,
) -> Pushed:
    """Queues `item`, or merges it into the open item of the same id. "again": this key was here before.

    An alert (kill, hold, correction, denial) goes to the lane above all and re-opens what was decided; `anew` re-opens
    it in its own, for words that may say something else than what was decided. `key`: else the push key. While the
    embargo of its article lasts, it is frozen, an alert too; 0 lifts one, None says nothing of it.
    """
    args = replies.push_args(checks.of_desk(item, desk.name), who, alert, desk.policy, anew, key, embargo_ms)
    reply = await desk.move("push", *args)
    return replies.pushed(reply)


async def push_many(desk: Desk, items: Sequence[QueueItem], who: str = "stream") -> list[Pushed]:
    """Many pushes in few round trips; each is a move of its own. None is made where one makes no sense."""
    told = [replies.push_args(checks.of_desk(item, desk.name), who, "", desk.policy) for item in items]
    answers = await asyncio.gather(*(desk.move("push", *args) for args in told))
    return [replies.pushed(reply) for reply in answers]


async def update(
    desk: Desk,
    item: QueueItem,
    who: str = "stream",
    reason: str = "",
    key: str = "",
    embargo_ms: int | None = None,
) -> State:
    """New words, sourcing or priority; a waiting item moves at once, a holder is told. `key`: else the push key. An
    embargo is as of `push`."""
    key = key or f"update/{item.push_key}"
    args = replies.update_args(checks.of_desk(item, desk.name), who, reason, key, desk.policy, embargo_ms)
    return await desk.state("update", *args)


async def withdraw(desk: Desk, id: str, key: str, who: str = "stream", reason: str = "") -> State:
    """Nothing is left to check. A holder is told; the answer is still accepted, for the record."""
    return await desk.state("withdraw", id, replies.mark(key), who, reason, desk.policy.retention_ms)


async def reinstate(
    desk: Desk,
    id: str,
    key: str,
    priority: int,
    who: str = "stream",
    reason: str = "",
    embargo_ms: int | None = None,
) -> State:
    """Takes a withdrawal or a merge back; it waits as long as one of `priority` that came now. What was frozen is so
    again, to the same end; an embargo is as of `push`."""
    allowance_ms = desk.policy.allowance_ms(checks.priority(priority))
    told = (replies.mark(key), who, reason, allowance_ms, checks.embargo(embargo_ms))
    return await desk.state("reinstate", id, *told)


async def freeze(
    desk: Desk, id: str, key: str, who: str = "stream", reason: str = "", until_ms: int | None = None
) -> State:
    """Nobody may take it, until thawed or until a time (an embargo)."""
    until = checks.moment(until_ms) if until_ms is not None else ""
    return await desk.state("freeze", id, replies.mark(key), who, reason, until)


async def thaw(desk: Desk, id: str, key: str, who: str = "stream", reason: str = "") -> State:
    """It waits again, at the place it had."""
    return await desk.state("thaw", id, replies.mark(key), who, reason)


async def merge(desk: Desk, into: str, gone: str, key: str, who: str = "stream", reason: str = "") -> str:
    """Two items are one claim. Returns the id of the one that stays; later pushes to the other reach it."""
    reply = await desk.move("merge", into, gone, replies.mark(key), who, reason, desk.policy.retention_ms)
    return str(reply[1])


async def split(desk: Desk, parent: str, part: QueueItem, who: str, reason: str = "") -> str:
    """`part` becomes an item of its own, as old as the whole. Returns its id."""
    args = replies.split_args(parent, checks.of_desk(part, desk.name), who, reason, desk.policy)
    return str((await desk.move("split", *args))[1])
