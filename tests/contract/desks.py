"""A desk of the model or of Redis, each with a clock that a test turns by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from schemas.queue_item import QueueItem
from workers import scripts
from workers.memory import MemoryQueue
from workers.policy import Policy
from workers.queue import ClaimQueue

#: Where the clock stands when a desk opens.
START_MS = 1_800_000_000_000

#: What stands in for clock.lua. Not in the package: a deployed queue has no way to turn its clock.
HAND_CLOCK = "local function clock() return tonumber(redis.call('GET', KEYS[1] .. 'test-clock')) end"


class Desk(Protocol):
    queue: Any

    async def advance(self, seconds: float) -> None: ...

    async def close(self) -> None: ...


class MemoryDesk:
    def __init__(self, name: str, policy: Policy) -> None:
        self._now_ms = START_MS
        self.queue = MemoryQueue(lambda: self._now_ms, name, policy)

    async def advance(self, seconds: float) -> None:
        self._now_ms += round(seconds * 1000)

    async def close(self) -> None:
        await self.queue.close()


def hand_clock(read: Callable[[str], str] = scripts.read) -> Callable[[str], str]:
    """A reader of scripts whose clock is the key `test-clock`."""
    return lambda name: HAND_CLOCK if name == "clock" else read(name)


def planted(move: str, good: str, bad: str) -> Callable[[str], str]:
    """The scripts with one bug: `bad` stands where `good` stood."""

    def reader(name: str) -> str:
        text = scripts.read(name)
        if name != move:
            return text
        if good not in text:
            raise LookupError(f"{name}.lua has no {good}")  # an AssertionError would pass for a bug that was found
        return text.replace(good, bad)

    return hand_clock(reader)


_hand_clock = hand_clock()


class RedisDesk:
    def __init__(self, queue: ClaimQueue) -> None:
        self.queue = queue
        self._now_ms = START_MS

    @classmethod
    async def open(cls, url: str, name: str, policy: Policy, reader: Callable[[str], str] = _hand_clock) -> RedisDesk:
        opened = await ClaimQueue.open(url, name, policy)
        desk = cls(ClaimQueue(opened.client, name, policy, reader=reader))
        await desk.advance(0)
        return desk

    async def advance(self, seconds: float) -> None:
        self._now_ms += round(seconds * 1000)
        await self.queue.client.set(self.queue.prefix + "test-clock", self._now_ms)

    async def close(self) -> None:
        names = [name async for name in self.queue.client.scan_iter(match=self.queue.prefix + "*", count=1000)]
        if names:
            await self.queue.client.delete(*names)
        await self.queue.close()


def an_item(id: str = "c1", priority: int = 50, **fields: Any) -> QueueItem:
    """A queue item as the stream would make it."""
    given = {
        "id": id,
        "item": f"urn:newsml:valdor:{id}",
        "version": 1,
        "claim_id": "c1",
        "claim": "Le directeur aurait détourné deux millions de francs",
        "engine": "0.3.0",
        "language": "fr",
        "topic": "economy",
        "provider": "Agence du Lac",
        "source": "",
        "verdict": "unsupported",
        "kind": "rumour",
        "priority": priority,
    }
    return QueueItem.model_validate(given | fields)
