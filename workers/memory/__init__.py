"""The queue in plain dicts: the same moves, records and refusals as workers.queue, one process, nothing kept.

It is the model that the tests hold Redis against, so it does everything the slow and plain way: no index, no second
copy of a fact but the line of what waits. Where workers/lua keeps a sorted set, this sorts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from workers.memory import checker, head, machine, reader, ruling, stream
from workers.memory.shelf import Shelf
from workers.policy import Policy
from workers.queue import ClaimQueue

P = ParamSpec("P")
T = TypeVar("T")


def _of(move: Callable[Concatenate[Shelf, P], T]) -> Callable[Concatenate[MemoryQueue, P], T]:
    """A move as a method, on the shelf of its queue."""

    @wraps(move)
    def method(queue: MemoryQueue, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return move(queue._shelf, *args, **kwargs)

    return method


class MemoryQueue:
    """As ClaimQueue. `now_ms` is the clock."""

    def __init__(self, now_ms: Callable[[], int], desk: str = "main", policy: Policy | None = None) -> None:
        self.desk = desk
        self.policy = policy or Policy()
        self.now_ms = now_ms
        self._shelf = Shelf(now_ms, self.policy, desk)

    async def close(self) -> None:
        """Nothing to close."""

    # The stream
    push = _of(stream.push)
    push_many = _of(stream.push_many)
    update = _of(stream.update)
    withdraw = _of(stream.withdraw)
    reinstate = _of(stream.reinstate)
    freeze = _of(stream.freeze)
    thaw = _of(stream.thaw)
    merge = _of(stream.merge)
    split = _of(stream.split)

    # A checker
    take = _of(checker.take)
    take_item = _of(checker.take_item)
    heartbeat = _of(checker.heartbeat)
    hold = _of(checker.hold)
    release = _of(checker.release)
    park = _of(checker.park)
    hand_over = _of(checker.hand_over)
    verdict = _of(ruling.verdict)
    undo = _of(ruling.undo)
    escalate = _of(checker.escalate)
    note = _of(checker.note)
    notices = _of(checker.notices)

    # A desk head
    wake = _of(head.wake)
    bury = _of(head.bury)
    redrive = _of(head.redrive)
    mute = _of(head.mute)
    mutes = _of(head.mutes)
    bulk = staticmethod(ClaimQueue.bulk)

    # Everybody
    find = _of(reader.find)
    get = _of(reader.get)
    trail = _of(reader.trail)
    page = _of(reader.page)
    counts = _of(reader.counts)
    people = _of(reader.people)
    stats = _of(reader.stats)
    unsafe = _of(reader.unsafe)

    # The machine
    expire = _of(machine.expire)
    audit_read = _of(machine.audit_read)
    audit_texts = _of(machine.audit_texts)
    audit_trim = _of(machine.audit_trim)
    restore = _of(machine.restore)
    reopen = _of(machine.reopen)
    bodies = _of(machine.bodies)
