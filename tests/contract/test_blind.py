"""Promise 9: the second of two readers is another, is told so, and does not see what the first found."""

import pytest

from streams.standing import reading
from tests.contract.desks import Desk, an_item
from workers.errors import SameReader
from workers.policy import MINUTE_S
from workers.records import Filter

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def first_opinion(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    given = await desk.queue.verdict("c1", lease.token, "ana", "refuted", reason="no such ruling", second=True)
    assert (given.result, given.state) == ("second", "waiting")


async def test_the_second_reader_is_another_and_reads_blind(desk: Desk) -> None:
    await first_opinion(desk)
    assert await desk.queue.take("ana") is None
    with pytest.raises(SameReader):
        await desk.queue.take_item("c1", "ana")
    lease = await desk.queue.take("bo")
    shown = repr(lease) + repr(await desk.queue.trail("c1"))
    assert "refuted" not in shown
    assert "no such ruling" not in shown


async def test_the_second_reader_is_told_to_be_the_second(desk: Desk) -> None:
    await first_opinion(desk)
    assert reading(await desk.queue.get("c1")) == "second"
    lease = await desk.queue.take("bo")
    (listed,) = (await desk.queue.page(Filter(state="leased"))).rows
    assert [reading(row) for row in (lease.row, listed)] == ["second", "second"]
    await desk.queue.verdict("c1", lease.token, "bo", "confirmed", reason="rang")
    assert reading(await desk.queue.get("c1")) == "differ"
    lease = await desk.queue.take("chef", lead=True)
    await desk.queue.verdict("c1", lease.token, "chef", "confirmed", reason="rang")
    assert reading(await desk.queue.get("c1")) == ""


async def test_nor_is_what_the_first_reader_undid_shown_to_the_second(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="she said so")
    token = await desk.queue.undo("c1", "ana", "she took it back")
    await desk.queue.verdict("c1", token, "ana", "refuted", reason="no such ruling", second=True)
    lease = await desk.queue.take("bo")
    shown = repr(lease) + repr(await desk.queue.trail("c1"))
    given = ("confirmed", "she said so", "she took it back", "refuted", "no such ruling")
    assert not [word for word in given if word in shown]
    await desk.queue.verdict("c1", lease.token, "bo", "refuted", reason="rang")
    assert {"she said so", "she took it back"} <= {event.reason for event in await desk.queue.trail("c1")}


async def unsaid(desk: Desk, *given: str) -> bool:
    shown = repr(await desk.queue.get("c1")) + repr(await desk.queue.trail("c1"))
    return not [word for word in given if word in shown]


async def test_nor_what_was_found_when_a_withdrawal_under_the_second_is_taken_back(desk: Desk) -> None:
    await first_opinion(desk)
    await desk.queue.take("bo")
    await desk.queue.withdraw("c1", "w1", reason="corroborated/mixed")
    await desk.queue.reinstate("c1", "r1", 50, reason="single/official")
    assert await unsaid(desk, "refuted", "no such ruling")


async def test_nor_what_both_found_when_the_head_takes_the_second_back(desk: Desk) -> None:
    await first_opinion(desk)
    lease = await desk.queue.take("bo")
    await desk.queue.verdict("c1", lease.token, "bo", "refuted", reason="rang")
    token = await desk.queue.undo("c1", "chef", "look again", head=True)
    await desk.queue.release("c1", token, "chef")
    await desk.queue.take("cy")
    assert await unsaid(desk, "refuted", "no such ruling", "rang")


async def test_nor_what_the_first_reader_sent_too_late(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.advance(5 * MINUTE_S)
    await desk.queue.expire()
    late = await desk.queue.verdict("c1", lease.token, "ana", "refuted", reason="no such ruling")
    assert late.result == "late"
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", "refuted", reason="no such ruling", second=True)
    await desk.queue.take("bo")
    assert await unsaid(desk, "refuted", "no such ruling")


async def test_nor_is_the_draft_of_the_first_reader(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.heartbeat("c1", lease.token, draft="no such ruling")
    await desk.queue.verdict("c1", lease.token, "ana", "refuted", second=True, reason="rang")
    assert (await desk.queue.take("bo")).draft == ""
