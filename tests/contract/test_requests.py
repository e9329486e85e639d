"""Who has no answer asks again, by the same request: it is one move, of its item and person."""

import pytest

from tests.contract.desks import START_MS, Desk, an_item
from workers.errors import BadMove, KeyUsed, WrongState
from workers.policy import MINUTE_S
from workers.records import Filter

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_a_take_that_is_tried_again_gets_the_same_lease(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    await desk.queue.push(an_item("b"))
    first = await desk.queue.take("ana", request="r1")
    assert await desk.queue.take("ana", request="r1") == first
    assert (await desk.queue.take("ana", request="r2")).id == "b"


async def test_a_request_may_look_like_anything(desk: Desk) -> None:
    for id in ("a", "b"):
        await desk.queue.push(an_item(id))
    first = await desk.queue.take("ana", request="take 2 of 3")
    assert await desk.queue.take("ana", request="take 2 of 3") == first


async def test_a_release_that_is_tried_again_is_one_release(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    assert await desk.queue.release("c1", lease.token, "ana", request="r1") == "waiting"
    assert await desk.queue.release("c1", lease.token, "ana", request="r1") == "waiting"
    assert [event.what for event in await desk.queue.trail("c1")] == ["pushed", "taken", "released"]


async def test_a_request_is_known_though_others_asked_meanwhile(desk: Desk) -> None:
    """Who has no answer asks again, behind those who asked in between."""
    await desk.queue.push(an_item("c1"))
    notes = [f"r{number}" for number in range(16)]
    for request in notes * 2:
        await desk.queue.note("c1", "ana", request, request=request)
    assert [event.reason for event in await desk.queue.trail("c1") if event.what == "noted"] == notes
    await desk.queue.park("c1", None, "chef", START_MS + 60_000, request="p1")
    await desk.queue.wake("c1", "bob", request="p2")
    assert await desk.queue.park("c1", None, "chef", START_MS + 60_000, request="p1") == "waiting"


async def test_a_take_is_known_though_the_same_person_took_another_meanwhile(desk: Desk) -> None:
    for id in ("c1", "c2", "c3", "c4", "c5"):
        await desk.queue.push(an_item(id))
    requests = ("r1", "r2", "r3", "r4")
    first = [await desk.queue.take("ana", request=request) for request in requests]
    assert [await desk.queue.take("ana", request=request) for request in requests] == first
    assert [row.id for row in (await desk.queue.page(Filter(state="waiting"))).rows] == ["c5"]


async def test_a_take_that_is_asked_again_when_its_lease_is_over_is_no_lease(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take_item("c1", "ana", request="r1")
    await desk.queue.release("c1", lease.token, "ana", request="r2")
    taken = await desk.queue.take_item("c1", "ben", request="r3")
    with pytest.raises(WrongState):
        await desk.queue.take_item("c1", "ana", request="r1")
    assert (await desk.queue.get("c1")).token == taken.token


async def test_nor_is_one_whose_lease_ran_out_and_nobody_has_ended_yet(desk: Desk) -> None:
    for id in ("c1", "c2", "c3"):
        await desk.queue.push(an_item(id))
    await desk.queue.take("ana", request="r1")
    await desk.queue.take_item("c2", "ana", request="r2")
    await desk.advance(5 * MINUTE_S)
    assert (await desk.queue.take("ana", request="r1")).id == "c3"
    with pytest.raises(WrongState):
        await desk.queue.take_item("c2", "ana", request="r2")


async def test_a_request_is_one_of_its_move_and_person(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take_item("c1", "ana", request="r1")
    await desk.queue.release("c1", lease.token, "ana", request="r2")
    for used in (
        desk.queue.take_item("c1", "bo", request="r1"),
        desk.queue.note("c1", "ana", "rang", request="r1"),
        desk.queue.release("c1", lease.token, "bo", request="r2"),
        desk.queue.park("c1", None, "ana", START_MS + 60_000, request="r2"),
    ):
        with pytest.raises(KeyUsed):
            await used
    assert await desk.queue.release("c1", lease.token, "ana", request="r2") == "waiting"


async def test_a_request_is_one_of_its_item_and_that_of_a_take_one_of_its_person(desk: Desk) -> None:
    for id in ("c1", "c2", "c3", "c4"):
        await desk.queue.push(an_item(id))
    for id in ("c1", "c2"):
        assert await desk.queue.escalate(id, None, "chef", request="r") == "waiting"
        assert [event.what for event in await desk.queue.trail(id)] == ["pushed", "escalated"]
    assert [(await desk.queue.take(who, request="r")).id for who in ("ana", "bo", "ana")] == ["c3", "c4", "c3"]


@pytest.mark.parametrize("request_", ["a\tb", "a\nb", "x" * 201])
async def test_a_request_is_one_line(desk: Desk, request_: str) -> None:
    await desk.queue.push(an_item())
    with pytest.raises(BadMove, match="one line"):
        await desk.queue.note("c1", "ana", "rang", request=request_)
