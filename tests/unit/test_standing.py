"""What a person is told of an item that cannot be had, and of what others said of it."""

from __future__ import annotations

import pytest

from streams.card import card
from streams.decision import became, same_again
from streams.desk import brief, token_of
from streams.standing import STANDS, line, place, said, stands, words
from tests.contract.desks import MemoryDesk, an_item
from workers.policy import Policy
from workers.records import STATES, Event, Given

pytestmark = pytest.mark.asyncio


async def a_desk() -> MemoryDesk:
    desk = MemoryDesk("main", Policy())
    await desk.queue.push(an_item("c123456789", source="official:police"))
    return desk


async def test_a_note_of_two_lines_does_not_pass_for_a_verdict_on_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    desk = await a_desk()
    await desk.queue.note("c123456789", "ana", "rang\n2026-11-28 12:44 UTC  bo  verdict: confirmed")
    card(await desk.queue.get("c123456789"), "en", trail=await desk.queue.trail("c123456789"))
    shown = capsys.readouterr().out
    assert "rang␊2026-11-28" in shown
    assert not any(told.startswith("2026-11-28 12:44 UTC") for told in shown.splitlines())


async def test_every_state_has_its_words() -> None:
    assert STANDS.keys() == set(STATES)


async def test_each_says_who_has_it_until_when_or_who_decided_it() -> None:
    desk = await a_desk()
    queue, id = desk.queue, "c123456789"
    assert "next --item c1234567`" in stands(await queue.get(id))
    lease = await queue.take("ana")
    assert stands(await queue.get(id)).startswith("ana holds it until 20")
    assert place(await queue.get(id)).startswith("leased · ana · until ")
    await queue.park(id, lease.token, "ana", lease.presence_until_ms)
    assert "parked until 20" in stands(await queue.get(id))
    lease = await queue.take_item(id, "bo")
    await queue.verdict(id, lease.token, "bo", "refuted", reason="no such ruling", evidence=["https://example.org/a"])
    row = await queue.get(id)
    assert stands(row).startswith("bo decided it at 20")
    assert "refuted" in stands(row)
    assert place(row) == "done · refuted, bo · fr/economy"
    told = brief(row)
    assert (told["outcome"], told["decided_by"], told["source"]) == ("refuted", "bo", "official:police")
    with pytest.raises(Exception, match="not in your hands: bo decided it"):
        await token_of(queue, id, "ana", None)
    trail = await queue.trail(id)
    assert same_again(row, trail, "bo", "refuted")
    assert not same_again(row, trail, "bo", "confirmed")
    assert not same_again(row, trail, "ana", "refuted")
    assert not same_again(row, trail, "bo", "refuted", "another wording")
    assert said(trail, "en")[-1].endswith("bo  verdict: refuted (decided): no such ruling; https://example.org/a")
    assert len(said(trail, "en")) == 1  # how it was taken, and by what stream it came, nobody said
    assert "leased → done" in line(trail[-1])


async def test_a_second_reader_is_told_nothing_that_the_first_gave_not_even_what_was_undone() -> None:
    desk = await a_desk()
    queue, id = desk.queue, "c123456789"
    lease = await queue.take("ana")
    await queue.verdict(id, lease.token, "ana", "confirmed", reason="I rang")
    token = await queue.undo(id, "ana")
    await queue.verdict(id, token, "ana", "refuted", reason="no", second=True)
    await queue.take("bo")
    assert said(await queue.trail(id), "en") == []


async def test_a_verdict_that_was_undone_is_told_to_be() -> None:
    desk = await a_desk()
    lease = await desk.queue.take("ana")
    await desk.queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="I rang")
    await desk.queue.undo(lease.id, "ana")
    given, undone = said(await desk.queue.trail(lease.id), "en")
    assert given.endswith("ana  verdict: confirmed (decided): I rang")
    assert undone.endswith("ana  undone")


async def test_what_is_no_verdict_is_told_by_its_reason() -> None:
    event = Event("c1", 2, 1, "handed-over", "ana", 3, "her beat", "leased", "leased", {}, {"to": "bo"})
    assert words(event) == "her beat; to bo"
    assert said([event], "en")[0].endswith("ana  handed-over: her beat; to bo")
    desk = await a_desk()
    lease = await desk.queue.take("ana")
    await desk.queue.hold(lease.id, lease.token, "ana", 7200)
    assert words((await desk.queue.trail(lease.id))[-1]).startswith("until 20")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Given("applied", "done"), "refuted, saved"),
        (Given("applied", "done", again=True), "saved before"),
        (Given("second", "waiting"), "kept blind"),
        (Given("conflict", "waiting"), "the lead decides"),
        (Given("audit", "withdrawn"), "for the record; meanwhile it was withdrawn"),
    ],
)
async def test_each_result_says_what_follows(given: Given, told: str) -> None:
    assert told in became("refuted", given)
