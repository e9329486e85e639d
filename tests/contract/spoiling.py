"""A desk whose keys are spoilt one by one: where an item may stand before a move, and what the move leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.contract.desks import START_MS, RedisDesk, an_item
from workers.errors import Damaged
from workers.keys import type_of
from workers.policy import HOUR_S

LATER_MS = START_MS + HOUR_S * 1000
#: Keys of no move: the clock of the tests, the gate of the desk, counters, which are written when all is done, and the
#: words of c1: who takes an item whose words cannot be read has it, and is told so.
ASIDE = ("test-clock", "format", "stats", "body:c1")
Work = Callable[[Any], Awaitable[Any]]


async def nothing(queue: Any) -> None:
    pass


async def parked(queue: Any) -> None:
    await queue.park("c1", None, "chef", LATER_MS)


async def buried(queue: Any) -> None:
    await queue.bury("c1", None, "chef", "a hoax")


async def frozen(queue: Any) -> None:
    await queue.freeze("c1", "f1")


async def held(queue: Any) -> None:
    await queue.take_item("c1", "ana")


async def held_and_frozen(queue: Any) -> None:
    await held(queue)
    await frozen(queue)


async def decided(queue: Any) -> None:
    await held(queue)
    await queue.verdict("c1", 1, "ana", "confirmed", reason="rang", key="k")


async def read_once(queue: Any) -> None:
    await held(queue)
    await queue.verdict("c1", 1, "ana", "confirmed", reason="rang", key="k", second=True)


async def with_the_second(queue: Any) -> None:
    await read_once(queue)
    await queue.take_item("c1", "bo")


async def withdrawn(queue: Any) -> None:
    await queue.withdraw("c1", "w1")


async def withdrawn_under_its_holder(queue: Any) -> None:
    await held(queue)
    await withdrawn(queue)


async def under_embargo(queue: Any) -> None:
    await queue.push(an_item("c1", source="le courrier", version=5), embargo_ms=LATER_MS)


async def muted(queue: Any) -> None:
    await withdrawn(queue)
    await queue.mute("source:le courrier", LATER_MS, "chef")
    await queue.reinstate("c1", "r1", 50)


async def about_to_be_muted(queue: Any) -> None:
    await withdrawn(queue)
    await queue.mute("source:le courrier", LATER_MS, "chef")


class Picture:
    """The keys of a desk, as they are stored."""

    def __init__(self, desk: RedisDesk) -> None:
        self._client, self._prefix = desk.queue.client, desk.queue.prefix

    async def names(self) -> set[str]:
        found = {name async for name in self._client.scan_iter(match=self._prefix + "*", count=1000)}
        return {name.removeprefix(self._prefix) for name in found} - {*ASIDE}

    async def taken(self) -> dict[str, str]:
        names = sorted(await self.names())
        pipe = self._client.pipeline()
        for name in names:
            pipe.dump(self._prefix + name)
        return dict(zip(names, await pipe.execute(), strict=True))

    async def put_back(self, taken: dict[str, str]) -> None:
        now = await self.taken()
        pipe = self._client.pipeline()
        for name in now.keys() - taken.keys():
            pipe.delete(self._prefix + name)
        for name, value in taken.items():
            if now.get(name) != value:
                pipe.restore(self._prefix + name, 0, value, replace=True)
        await pipe.execute()

    async def heal(self, name: str, before: dict[str, str]) -> None:
        """One key as it was before."""
        await self._client.delete(self._prefix + name)
        if name in before:
            await self._client.restore(self._prefix + name, 0, before[name])

    async def spoil(self, name: str) -> None:
        """A set in the place of a sorted set, where one command more would look the same; else a hash."""
        await self._client.delete(self._prefix + name)
        if type_of(name) == "zset":
            await self._client.sadd(self._prefix + name, "x")
        elif type_of(name) == "hash":
            await self._client.set(self._prefix + name, "x")
        else:
            await self._client.hset(self._prefix + name, "x", "y")


async def fill(desk: RedisDesk) -> None:
    for id in ("c1", "c2"):
        await desk.queue.push(an_item(id, source="le courrier"))


async def refused_with(desk: RedisDesk, move: Work, left_out: str = "") -> int:
    """Makes the move with each key spoilt in turn but one. Returns with how many it was refused."""
    picture, refused = Picture(desk), 0
    before = await picture.taken()
    await move(desk.queue)
    names = before.keys() | await picture.names()
    for name in sorted(names - {left_out}):
        await picture.put_back(before)
        await picture.spoil(name)
        spoilt = await picture.taken()
        try:
            await move(desk.queue)
        except Damaged:
            after = await picture.taken()
            assert {one for one in after if after[one] != spoilt.get(one)} == set(), f"half made, with {name} spoilt"
            assert after.keys() == spoilt.keys(), f"half made, with {name} spoilt"
            refused += 1
    return refused
