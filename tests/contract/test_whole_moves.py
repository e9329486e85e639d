"""A move that meets a key of another type, which somebody made by hand, happens whole or changes nothing.

Each move is made with each key of the desk spoilt in turn: those that are there before it, and those that it makes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.contract.desks import START_MS, RedisDesk, an_item
from workers.errors import Damaged
from workers.keys import type_of
from workers.policy import DAY_S, HOUR_S

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]

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


async def muted(queue: Any) -> None:
    await withdrawn(queue)
    await queue.mute("source:le courrier", LATER_MS, "chef")
    await queue.reinstate("c1", "r1", 50)


async def about_to_be_muted(queue: Any) -> None:
    await withdrawn(queue)
    await queue.mute("source:le courrier", LATER_MS, "chef")


def item(**fields: Any) -> Any:
    return an_item("c1", **({"source": "le courrier", "version": 2} | fields))


#: Name -> what comes before, and the move.
MOVES: dict[str, tuple[Work, Work]] = {
    "push of what is parked by a mute": (muted, lambda queue: queue.push(item(source="x", topic="sport"))),
    "push again": (nothing, lambda queue: queue.push(item(source="x", language="it", provider="y", kind="anonymous"))),
    "push again under its holder": (held, lambda queue: queue.push(item(source="x"))),
    "push of what is muted": (about_to_be_muted, lambda queue: queue.push(item())),
    "an alert": (parked, lambda queue: queue.push(item(), alert="kill")),
    "a link": (decided, lambda queue: queue.push(item())),
    "update": (nothing, lambda queue: queue.update(item(source="x", language="it", provider="y"))),
    "update of what a mute parked": (muted, lambda queue: queue.update(item(source="x"))),
    "withdraw": (nothing, lambda queue: queue.withdraw("c1", "w2")),
    "withdraw under its holder": (held, lambda queue: queue.withdraw("c1", "w2")),
    "withdraw what is decided": (decided, lambda queue: queue.withdraw("c1", "w2")),
    "reinstate": (withdrawn, lambda queue: queue.reinstate("c1", "r2", 80)),
    "reinstate under its holder": (withdrawn_under_its_holder, lambda queue: queue.reinstate("c1", "r2", 80)),
    "reinstate what is muted": (about_to_be_muted, lambda queue: queue.reinstate("c1", "r2", 80)),
    "freeze": (nothing, lambda queue: queue.freeze("c1", "f2", until_ms=LATER_MS)),
    "freeze under its holder": (held, lambda queue: queue.freeze("c1", "f2")),
    "thaw": (frozen, lambda queue: queue.thaw("c1", "t1")),
    "thaw under its holder": (held_and_frozen, lambda queue: queue.thaw("c1", "t1")),
    "merge": (nothing, lambda queue: queue.merge("c2", "c1", "m1")),
    "merge under its holder": (held, lambda queue: queue.merge("c2", "c1", "m1")),
    "split": (nothing, lambda queue: queue.split("c1", an_item("c1-part", source="z", topic="sport"), "chef")),
    "take": (nothing, lambda queue: queue.take("ana", request="r")),
    "take_item": (nothing, lambda queue: queue.take_item("c1", "ana", request="r")),
    "take_item of what a mute parked": (muted, lambda queue: queue.take_item("c1", "ana", request="r")),
    "heartbeat": (held, lambda queue: queue.heartbeat("c1", 1, "called")),
    "hold": (held, lambda queue: queue.hold("c1", 1, "ana", HOUR_S, request="r")),
    "release": (held, lambda queue: queue.release("c1", 1, "ana", request="r")),
    "release by a head": (held, lambda queue: queue.release("c1", 1, "chef", "ill", head=True, request="r")),
    "release of what is frozen": (held_and_frozen, lambda queue: queue.release("c1", 1, "ana", request="r")),
    "park": (nothing, lambda queue: queue.park("c1", None, "chef", LATER_MS, request="r")),
    "hand_over": (held, lambda queue: queue.hand_over("c1", 1, "chef", "bo", head=True, request="r")),
    "a first opinion": (
        held,
        lambda queue: queue.verdict("c1", 1, "ana", "confirmed", reason="rang", key="k", second=True),
    ),
    "a conflict": (with_the_second, lambda queue: queue.verdict("c1", 2, "bo", "refuted", reason="rang", key="k2")),
    "a late verdict": (held, lambda queue: queue.verdict("c1", 9, "ana", "confirmed", reason="rang", key="k")),
    "undo": (decided, lambda queue: queue.undo("c1", "chef", head=True, request="r")),
    "undo of a first opinion": (read_once, lambda queue: queue.undo("c1", "ana", request="r")),
    "escalate": (nothing, lambda queue: queue.escalate("c1", None, "chef", request="r")),
    "note": (nothing, lambda queue: queue.note("c1", "ana", "rang", request="r")),
    "wake": (parked, lambda queue: queue.wake("c1", "chef", request="r")),
    "bury": (nothing, lambda queue: queue.bury("c1", None, "chef", "a hoax", request="r")),
    "redrive": (buried, lambda queue: queue.redrive("c1", "chef", request="r")),
    "mute": (nothing, lambda queue: queue._desk.number("mute", "source:le courrier", LATER_MS, "chef", "")),
}


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


@pytest.mark.parametrize("name", MOVES)
async def test_a_move_is_made_whole_or_not_at_all(redis_desk: RedisDesk, name: str) -> None:
    await fill(redis_desk)
    before, move = MOVES[name]
    await before(redis_desk.queue)
    assert await refused_with(redis_desk, move)


@pytest.mark.parametrize("what", ["a push of what is new", "a verdict that decides"])
async def test_the_two_that_do_not_look_first_lose_nothing_and_are_made_when_they_come_again(
    redis_desk: RedisDesk, what: str
) -> None:
    queue, picture, refused = redis_desk.queue, Picture(redis_desk), 0
    await fill(redis_desk)
    await held(queue)
    before = await picture.taken()

    async def move() -> Any:
        if what == "a push of what is new":
            return await queue.push(an_item("new", source="le courrier"))
        return (await queue.verdict("c1", 1, "ana", "refuted", reason="rang", key="k")).result

    await move()
    for name in sorted({*before, *await picture.names()}):
        await picture.put_back(before)
        await picture.spoil(name)
        try:
            await move()
        except Damaged:
            await picture.heal(name, before)
            refused += 1
            assert (await queue.get("c1")).holder == "ana"
            assert await move() in ("pushed", "applied")
            logged = [event.what for event in await queue.audit_read()]
            assert logged == ["pushed", "pushed", "taken", "pushed" if what.startswith("a push") else "verdict"]
    assert refused


async def frozen_for_a_time(queue: Any) -> None:
    await queue.freeze("c1", "f1", until_ms=LATER_MS)


async def about_to_go_to_the_lead(queue: Any) -> None:
    await held(queue)
    await queue.client.hset(f"{queue.prefix}item:c1", "expiries", queue.policy.expiries_max - 1)


async def about_to_become_a_dead_letter(queue: Any) -> None:
    await queue.escalate("c1", None, "chef")
    await held(queue)
    await queue.client.hset(f"{queue.prefix}item:c1", "expiries", 2 * queue.policy.expiries_max - 1)


@pytest.mark.parametrize(
    "before",
    [
        held,
        held_and_frozen,
        about_to_go_to_the_lead,
        about_to_become_a_dead_letter,
        parked,
        frozen_for_a_time,
        decided,
        withdrawn,
        muted,
    ],
)
async def test_what_is_due_is_done_whole_or_not_at_all(redis_desk: RedisDesk, before: Work) -> None:
    await fill(redis_desk)
    await before(redis_desk.queue)
    await redis_desk.advance(40 * DAY_S)
    assert await refused_with(redis_desk, lambda queue: queue.expire(), "item:c1")  # that one loses its timer


@pytest.mark.parametrize("spoilt", ["lane:fr/economy", "muted:source:le courrier"])
async def test_a_spoilt_key_keeps_what_has_to_do_with_it_and_nothing_else(redis_desk: RedisDesk, spoilt: str) -> None:
    queue = redis_desk.queue
    await fill(redis_desk)
    await queue.push(an_item("c3", language="it", source="x"))
    for subject in ("source:le courrier", "source:x"):
        await queue.mute(subject, LATER_MS, "chef")
    for id in ("c1", "c3"):
        await queue.withdraw(id, "w1")
        await queue.reinstate(id, "r1", 50)
    for subject in ("source:le courrier", "source:x"):
        await queue.client.hset(f"{queue.prefix}mutes", subject, "0")  # ended, by who died before it was done
    name = f"{queue.prefix}{spoilt}"
    await queue.client.rename(name, f"{queue.prefix}spare")
    await queue.client.sadd(name, "x")
    for _ in range(2):
        with pytest.raises(Damaged, match=r"WRONGTYPE|type of"):
            await queue.expire()
    assert [(await queue.get(id)).state for id in ("c1", "c3")] == ["parked", "waiting"]
    await queue.client.rename(f"{queue.prefix}spare", name)
    await queue.expire()
    assert (await queue.get("c1")).state == "waiting"
    assert await queue.client.hgetall(f"{queue.prefix}mutes") == {}


#: What brings an item to where expire has something to do with it.
DUE: dict[str, Callable[[Any, str], list[Awaitable[Any]]]] = {
    "leased": lambda queue, id: [queue.take_item(id, "ana")],
    "parked": lambda queue, id: [queue.park(id, None, "chef", LATER_MS)],
    "frozen": lambda queue, id: [queue.freeze(id, "f1", until_ms=LATER_MS)],
    "withdrawn": lambda queue, id: [queue.withdraw(id, "w1")],
    "parked by a mute": lambda queue, id: [queue.withdraw(id, "w1"), queue.reinstate(id, "r1", 50)],
}


@pytest.mark.parametrize("where", DUE)
async def test_an_item_that_cannot_be_moved_keeps_no_other_where_it_is(redis_desk: RedisDesk, where: str) -> None:
    queue = redis_desk.queue
    await fill(redis_desk)
    if where == "parked by a mute":
        await queue.mute("source:le courrier", LATER_MS + 90 * DAY_S * 1000, "chef")
    for id in ("c1", "c2"):
        for move in DUE[where](queue, id):
            await move
    if where == "parked by a mute":
        await queue.client.hset(f"{queue.prefix}mutes", "source:le courrier", "0")
    await redis_desk.advance(40 * DAY_S)
    before = (await queue.get("c1")).state
    await Picture(redis_desk).spoil("trail:c1")
    with pytest.raises(Damaged, match="type of trail:c1"):
        await queue.expire()
    assert (await queue.get("c1")).state == before
    left = (await queue.page()).rows
    assert [(row.id, row.state) for row in left if row.id == "c2"] == (
        [] if where == "withdrawn" else [("c2", "waiting")]
    )


@pytest.mark.parametrize("spoilt", ["trail:c1", "audit", "state:done", "timers"])
async def test_the_lease_of_a_half_made_verdict_runs_out(redis_desk: RedisDesk, spoilt: str) -> None:
    queue, picture = redis_desk.queue, Picture(redis_desk)
    await fill(redis_desk)
    await held(queue)
    before = await picture.taken()
    await picture.spoil(spoilt)
    with pytest.raises(Damaged):
        await queue.verdict("c1", 1, "ana", "confirmed", reason="rang", key="k")
    await picture.heal(spoilt, before)
    assert await picture.taken() == before
    await redis_desk.advance(HOUR_S)
    await queue.expire()
    assert (await queue.get("c1")).state == "waiting"


@pytest.mark.parametrize("spoilt", ["audit", "trail:new", "since:fr/economy", "by:provider:Agence du Lac"])
async def test_a_push_that_fails_leaves_nothing_that_counts_or_stands_before_others(
    redis_desk: RedisDesk, spoilt: str
) -> None:
    queue, picture = redis_desk.queue, Picture(redis_desk)
    await fill(redis_desk)
    before = await picture.taken()
    await picture.spoil(spoilt)
    for _ in range(3):
        with pytest.raises(Damaged):
            await queue.push(an_item("new", source="le courrier"))
    await picture.heal(spoilt, before)
    assert await picture.taken() == before
    assert await queue.push(an_item("new", source="le courrier")) == "pushed"
    assert await queue.client.get(f"{queue.prefix}waiting-of:le courrier") == "3"
    assert [event.what for event in await queue.trail("new")] == ["pushed"]


async def test_what_cannot_be_moved_keeps_no_lease_from_running_out_however_much_it_is(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    for id in range(12):
        await queue.push(an_item(f"w{id}", source="x"))
        await queue.withdraw(f"w{id}", "w")
    await redis_desk.advance(40 * DAY_S)
    await fill(redis_desk)
    await held(queue)
    await redis_desk.advance(DAY_S)
    await Picture(redis_desk).spoil("by:source:x")
    with pytest.raises(Damaged, match="by:source:x"):
        await queue.expire(5)
    assert (await queue.get("c1")).state == "waiting"


@pytest.mark.parametrize(
    ("name", "value"), [("queued_ms", "nan"), ("queued_ms", " 1"), ("deadline_ms", "0x1f"), ("deadline_ms", "-inf")]
)
async def test_a_time_that_is_none_in_redis_keeps_the_item_where_it_is(
    redis_desk: RedisDesk, name: str, value: str
) -> None:
    queue = redis_desk.queue
    await fill(redis_desk)
    sound = await queue.client.hget(f"{queue.prefix}item:c1", name)
    await queue.client.hset(f"{queue.prefix}item:c1", name, value)
    with pytest.raises(Damaged):
        await queue.take_item("c1", "ana")
    await queue.client.hset(f"{queue.prefix}item:c1", name, sound)
    lease = await queue.take("ana")
    assert lease
    assert lease.id == "c1"


@pytest.mark.parametrize("count", ["007", "-0", "9" * 20])
async def test_a_count_that_is_none_in_redis_keeps_the_item_where_it_is(redis_desk: RedisDesk, count: str) -> None:
    queue = redis_desk.queue
    await fill(redis_desk)
    await queue.client.set(f"{queue.prefix}waiting-of:le courrier", count)
    with pytest.raises(Damaged, match="waiting-of"):
        await queue.take("ana")
    await queue.client.set(f"{queue.prefix}waiting-of:le courrier", 2)
    lease = await queue.take("ana")
    assert lease
    assert lease.id == "c1"


@pytest.mark.parametrize("spoilt", ["trail:c1", "lane:fr/economy", "since:fr/economy", "waiting-of:le courrier"])
async def test_a_take_passes_over_what_it_could_not_lease(redis_desk: RedisDesk, spoilt: str) -> None:
    queue = redis_desk.queue
    await queue.push(an_item("c1", 90, source="le courrier"))
    await queue.push(an_item("c2", language="it"))
    await Picture(redis_desk).spoil(spoilt)
    lease = await queue.take("ana")
    assert lease
    assert lease.id == "c2"
    with pytest.raises(Damaged, match=spoilt):
        await queue.take("ana")


async def test_a_lane_of_no_language_keeps_nobody_from_the_others(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    await fill(redis_desk)
    await queue.client.zadd(f"{queue.prefix}heads", {"x foo": 1})
    lease = await queue.take("ana", languages=("fr",), topics=("economy",))
    assert lease
    assert lease.id == "c1"
