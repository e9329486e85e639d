"""What is due and meets a key of another type is done whole or not at all, and keeps nothing else from being done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.contract.desks import RedisDesk, an_item
from tests.contract.spoiling import (
    LATER_MS,
    Picture,
    Work,
    decided,
    fill,
    held,
    held_and_frozen,
    muted,
    parked,
    refused_with,
    under_embargo,
    withdrawn,
)
from workers.errors import Damaged
from workers.policy import DAY_S, HOUR_S

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


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
        under_embargo,
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
