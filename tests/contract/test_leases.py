"""Promise 5, leases: one holder, a fence token that only grows, a presence clock and a hold clock."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.contract.desks import START_MS, Desk, an_item
from workers.errors import HoldTooLong, NotYours, StaleToken, UnknownItem, WrongState
from workers.policy import HOUR_S, MINUTE_S

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_an_item_has_one_holder(desk: Desk) -> None:
    for number in range(10):
        await desk.queue.push(an_item(f"c{number}"))
    leases = await asyncio.gather(*(desk.queue.take(f"checker{number}") for number in range(20)))
    ids = [lease.id for lease in leases if lease]
    assert len(ids) == 10
    assert len(set(ids)) == 10


async def test_tokens_only_grow(desk: Desk) -> None:
    await desk.queue.push(an_item())
    tokens = []
    for _ in range(3):
        lease = await desk.queue.take("ana")
        tokens.append(lease.token)
        await desk.queue.release("c1", lease.token, "ana")
    assert tokens == sorted(set(tokens))


async def test_without_a_heartbeat_the_item_goes_back_with_its_draft(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.heartbeat("c1", lease.token, draft="called the prefecture, they ring back")
    await desk.advance(5 * MINUTE_S)
    assert (await desk.queue.expire())["expired"] == 1
    row = await desk.queue.get("c1")
    assert (row.state, row.holder) == ("waiting", "")
    assert (await desk.queue.take("bo")).draft == "called the prefecture, they ring back"


async def test_a_heartbeat_keeps_it_up_to_the_hold_cap(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    for _ in range(29):
        await desk.advance(4 * MINUTE_S)
        beat = await desk.queue.heartbeat("c1", lease.token)
        assert (await desk.queue.expire())["expired"] == 0
    assert beat.presence_until_ms == beat.hold_until_ms == lease.hold_until_ms
    await desk.advance(4 * MINUTE_S)
    with pytest.raises(StaleToken):
        await desk.queue.heartbeat("c1", lease.token)


async def test_a_lease_is_over_by_the_clock_not_by_the_timer_loop(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.advance(5 * MINUTE_S)
    with pytest.raises(StaleToken):
        await desk.queue.heartbeat("c1", lease.token)


async def test_a_longer_hold_is_asked_for_and_bounded(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    until_ms = await desk.queue.hold("c1", lease.token, "ana", 6 * HOUR_S)
    assert until_ms == lease.hold_until_ms + 4 * HOUR_S * 1000
    with pytest.raises(HoldTooLong):
        await desk.queue.hold("c1", lease.token, "ana", 13 * HOUR_S)


async def test_a_hold_needs_no_heartbeat_and_one_does_not_shorten_it(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.hold("c1", lease.token, "ana", 3 * HOUR_S)
    await desk.queue.heartbeat("c1", lease.token)
    await desk.advance(3 * HOUR_S - 1)
    assert (await desk.queue.expire())["expired"] == 0
    assert (await desk.queue.heartbeat("c1", lease.token)).presence_until_ms == lease.row.queued_ms + 3 * HOUR_S * 1000
    await desk.advance(1)
    assert (await desk.queue.expire())["expired"] == 1
    assert (await desk.queue.get("c1")).state == "waiting"


async def test_an_item_keeps_its_place_when_given_back(desk: Desk) -> None:
    await desk.queue.push(an_item("first", 60))
    await desk.queue.push(an_item("second", 60))
    lease = await desk.queue.take("ana")
    await desk.queue.release(lease.id, lease.token, "ana", "not my field")
    assert (await desk.queue.take("bo")).id == "first"


async def test_a_parked_item_comes_back_at_its_time(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.park("c1", lease.token, "ana", lease.row.queued_ms + HOUR_S * 1000, "office opens at nine")
    assert await desk.queue.take("bo") is None
    await desk.advance(HOUR_S)
    assert (await desk.queue.expire())["woken"] == 1
    assert (await desk.queue.take("bo")).id == "c1"


async def test_what_is_put_aside_for_good_says_so_in_whole_ms(desk: Desk) -> None:
    """Lua writes a large number as 2.5e+14, which nobody can read."""
    year_9999_ms = 253_402_214_400_000
    await desk.queue.push(an_item("parked"))
    await desk.queue.park("parked", None, "chef", year_9999_ms)
    await desk.queue.mute("topic:sport", year_9999_ms, "chef")
    await desk.queue.push(an_item("muted", topic="sport"))
    await desk.queue.push(an_item("frozen"))
    await desk.queue.freeze("frozen", "k1", until_ms=year_9999_ms)
    for id in ("parked", "muted", "frozen"):
        assert (await desk.queue.get(id)).fields["due_ms"] == str(year_9999_ms)
    assert (await desk.queue.trail("parked"))[-1].data == {"until_ms": year_9999_ms}


async def test_the_desk_head_parks_and_wakes_what_nobody_holds(desk: Desk) -> None:
    await desk.queue.push(an_item())
    assert await desk.queue.park("c1", None, "chef", 1_900_000_000_000) == "parked"
    assert await desk.queue.wake("c1", "chef") == "waiting"
    await desk.queue.take("ana")
    with pytest.raises(WrongState):
        await desk.queue.park("c1", None, "chef", 1_900_000_000_000)


async def test_a_lease_is_handed_over_and_the_old_token_is_void(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    token = await desk.queue.hand_over("c1", lease.token, "ana", "bo", "you know the prosecutor")
    assert [notice.what for notice in await desk.queue.notices("bo")] == ["handed-over"]
    with pytest.raises(StaleToken):
        await desk.queue.heartbeat("c1", lease.token)
    assert (await desk.queue.verdict("c1", token, "bo", "confirmed", reason="rang")).result == "applied"


@pytest.mark.parametrize(("who", "head"), [("ana", False), ("chef", True)])
async def test_a_hold_goes_along_when_the_item_is_handed_over(desk: Desk, who: str, head: bool) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    until_ms = await desk.queue.hold("c1", lease.token, "ana", 6 * HOUR_S)
    await desk.advance(HOUR_S)
    await desk.queue.hand_over("c1", lease.token, who, "bo", head=head)
    await desk.advance(5 * HOUR_S - 1)
    assert (await desk.queue.expire())["expired"] == 0
    fields = (await desk.queue.get("c1")).fields
    assert fields["presence_until_ms"] == fields["hold_until_ms"] == str(until_ms)
    await desk.advance(1)
    assert (await desk.queue.expire())["expired"] == 1


async def test_who_is_handed_an_item_has_it_as_long_as_one_who_takes_it(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.hold("c1", lease.token, "ana", MINUTE_S)
    await desk.queue.hand_over("c1", lease.token, "ana", "bo")
    fields = (await desk.queue.get("c1")).fields
    assert fields["presence_until_ms"] == str(START_MS + 5 * MINUTE_S * 1000)
    assert fields["hold_until_ms"] == str(lease.hold_until_ms)


async def test_a_named_item_can_be_taken(desk: Desk) -> None:
    await desk.queue.push(an_item("a", 99))
    await desk.queue.push(an_item("b", 20))
    lease = await desk.queue.take_item("b", "ana", request="r1")
    assert lease.id == "b"
    assert await desk.queue.take_item("b", "ana", request="r1") == lease
    with pytest.raises(WrongState):
        await desk.queue.take_item("b", "bo")
    with pytest.raises(UnknownItem):
        await desk.queue.take_item("nothing", "bo")


async def test_nobody_moves_what_another_holds(desk: Desk) -> None:
    """Also with their token, which anybody may see."""
    await desk.queue.push(an_item("c1"))
    token = (await desk.queue.take("ana")).token
    until_ms = START_MS + HOUR_S * 1000
    moves: list[Callable[..., Awaitable[object]]] = [
        lambda: desk.queue.hold("c1", token, "bo", 60),
        lambda: desk.queue.release("c1", token, "bo"),
        lambda: desk.queue.park("c1", token, "bo", until_ms),
        lambda: desk.queue.hand_over("c1", token, "bo", "cy"),
        lambda: desk.queue.escalate("c1", token, "bo"),
        lambda: desk.queue.bury("c1", token, "bo", "a hoax"),
    ]
    for move in moves:
        with pytest.raises(NotYours, match="it is ana's"):
            await move()
    assert [event.what for event in await desk.queue.trail("c1")] == ["pushed", "taken"]


async def told_of(desk: Desk, who: str) -> list[tuple[str, str]]:
    return [(notice.what, notice.reason) for notice in await desk.queue.notices(who)]


async def test_a_desk_head_releases_what_another_holds(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("ana")
    assert await desk.queue.release("c1", lease.token, "chef", "she is ill", head=True) == "waiting"
    event = (await desk.queue.trail("c1"))[-1]
    assert (event.what, event.who, event.reason) == ("released", "chef", "she is ill")
    assert event.data == {"as": "head", "from": "ana"}
    assert await told_of(desk, "ana") == [("taken-away", "she is ill")]
    with pytest.raises(StaleToken):
        await desk.queue.release("c1", lease.token, "chef", head=True)


async def test_a_desk_head_hands_over_what_another_holds(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("ana")
    await desk.queue.heartbeat("c1", lease.token, draft="called")
    token = await desk.queue.hand_over("c1", lease.token, "chef", "bo", "her shift is over", head=True)
    assert (await desk.queue.get("c1")).holder == "bo"
    event = (await desk.queue.trail("c1"))[-1]
    assert (event.what, event.who, event.token) == ("handed-over", "chef", token)
    assert event.data == {"to": "bo", "as": "head", "from": "ana"}
    assert await told_of(desk, "ana") == [("taken-away", "her shift is over")]
    assert await told_of(desk, "bo") == [("handed-over", "her shift is over")]


async def test_what_a_head_does_with_an_item_of_their_own_is_not_as_head(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("chef")
    await desk.queue.release("c1", lease.token, "chef", head=True)
    assert (await desk.queue.trail("c1"))[-1].data == {}
    assert await told_of(desk, "chef") == []


async def test_a_desk_head_undoes_what_another_decided(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    with pytest.raises(NotYours, match="it is ana's"):
        await desk.queue.undo("c1", "chef")
    await desk.queue.undo("c1", "chef", "ruled since", head=True)
    assert (await desk.queue.get("c1")).holder == "chef"
    assert (await desk.queue.trail("c1"))[-1].reason == "ruled since"
    event = (await desk.queue.trail("c1"))[-1]
    assert (event.what, event.who, event.data) == ("undone", "chef", {"as": "head", "from": "ana"})
    assert await told_of(desk, "ana") == [("undone", "ruled since")]


async def test_who_has_ever_held_an_item_is_known(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    assert await desk.queue.people() == frozenset()
    lease = await desk.queue.take("ana")
    token = await desk.queue.hand_over("c1", lease.token, "ana", "bo")
    await desk.queue.release("c1", token, "bo")
    await desk.queue.note("c1", "cy", "seen")
    assert await desk.queue.people() == {"ana", "bo"}
