"""A move that meets a key of another type, which somebody made by hand, happens whole or changes nothing.

Each move is made with each key of the desk spoilt in turn: those that are there before it, and those that it makes.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.desks import RedisDesk, an_item
from tests.contract.spoiling import (
    LATER_MS,
    Picture,
    Work,
    about_to_be_muted,
    buried,
    decided,
    fill,
    frozen,
    held,
    held_and_frozen,
    muted,
    nothing,
    parked,
    read_once,
    refused_with,
    under_embargo,
    with_the_second,
    withdrawn,
    withdrawn_under_its_holder,
)
from workers.errors import Damaged
from workers.policy import HOUR_S

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


def item(**fields: Any) -> Any:
    return an_item("c1", **({"source": "le courrier", "version": 2} | fields))


#: Name -> what comes before, and the move.
MOVES: dict[str, tuple[Work, Work]] = {
    "push of what is parked by a mute": (muted, lambda queue: queue.push(item(source="x", topic="sport"))),
    "push again": (nothing, lambda queue: queue.push(item(source="x", language="it", provider="y", kind="anonymous"))),
    "push again under its holder": (held, lambda queue: queue.push(item(source="x"))),
    "push of what is muted": (about_to_be_muted, lambda queue: queue.push(item())),
    "push under embargo": (nothing, lambda queue: queue.push(item(source="x"), embargo_ms=LATER_MS)),
    "push that lifts one": (under_embargo, lambda queue: queue.push(item(source="x", provider="y"), embargo_ms=0)),
    "update that lifts one": (under_embargo, lambda queue: queue.update(item(source="x"), embargo_ms=0)),
    "thaw of what is under embargo": (under_embargo, lambda queue: queue.thaw("c1", "t1")),
    "reinstate under embargo": (withdrawn, lambda queue: queue.reinstate("c1", "r2", 80, embargo_ms=LATER_MS)),
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
