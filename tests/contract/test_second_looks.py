"""Promise 9: a blind second opinion, escalation after leases that ran out, dead letters seen and driven again."""

import json
from collections.abc import Awaitable, Callable

import pytest

from tests.contract.desks import START_MS, Desk, an_item
from tests.contract.test_blind import first_opinion
from workers.errors import SameReader, WrongState
from workers.history import History
from workers.policy import HOUR_S, MINUTE_S
from workers.relay import desk_event

OpenDesk = Callable[..., Awaitable[Desk]]
pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_two_that_agree_decide(desk: Desk) -> None:
    await first_opinion(desk)
    lease = await desk.queue.take("bo")
    assert (await desk.queue.verdict("c1", lease.token, "bo", "refuted", reason="rang")).result == "applied"
    assert "no such ruling" in repr(await desk.queue.trail("c1"))


async def test_two_that_differ_go_to_the_lead(desk: Desk) -> None:
    await first_opinion(desk)
    lease = await desk.queue.take("bo")
    assert (await desk.queue.verdict("c1", lease.token, "bo", "confirmed", reason="rang")).result == "conflict"
    assert await desk.queue.take("cy") is None
    lease = await desk.queue.take("chef", lead=True)
    assert (await desk.queue.verdict("c1", lease.token, "chef", "misleading", reason="rang")).result == "applied"


async def differing(desk: Desk) -> None:
    await first_opinion(desk)
    lease = await desk.queue.take("bo")
    assert (await desk.queue.verdict("c1", lease.token, "bo", "confirmed", reason="rang")).result == "conflict"


async def test_what_two_differ_on_stays_the_leads_when_it_was_a_dead_letter(desk: Desk) -> None:
    await differing(desk)
    await desk.queue.bury("c1", None, "chef", "later")
    await desk.queue.redrive("c1", "chef")
    assert (await desk.queue.get("c1")).lane == "lead"


async def test_an_alert_that_two_differ_on_goes_to_neither_of_them(desk: Desk) -> None:
    await differing(desk)
    await desk.queue.push(an_item(version=2), alert="denial")
    for who in ("ana", "bo"):
        assert await desk.queue.take(who) is None
        with pytest.raises(SameReader):
            await desk.queue.take_item("c1", who)
    lease = await desk.queue.take("cy")
    with pytest.raises(SameReader):
        await desk.queue.hand_over("c1", lease.token, "cy", "bo")
    assert (await desk.queue.verdict("c1", lease.token, "cy", "refuted", reason="rang")).result == "applied"
    with pytest.raises(SameReader):
        await desk.queue.undo("c1", "bo", head=True)


async def test_behind_hundreds_that_one_may_not_read_again_the_next_is_found(open_desk: OpenDesk) -> None:
    desk = await open_desk(quota=1000)
    for number in range(250):
        await desk.queue.push(an_item(f"c{number:03}"))
        lease = await desk.queue.take("ana")
        await desk.queue.verdict(lease.id, lease.token, "ana", "refuted", second=True, reason="rang")
    await desk.advance(1)
    await desk.queue.push(an_item("new"))
    assert (await desk.queue.take("ana")).id == "new"


async def test_a_first_opinion_can_be_undone(desk: Desk) -> None:
    await first_opinion(desk)
    token = await desk.queue.undo("c1", "ana")
    assert (await desk.queue.verdict("c1", token, "ana", "confirmed", reason="rang")).result == "applied"


async def test_a_first_opinion_on_what_was_parked_meanwhile_can_be_undone(desk: Desk) -> None:
    await first_opinion(desk)
    await desk.queue.park("c1", None, "chef", START_MS + HOUR_S * 1000)
    token = await desk.queue.undo("c1", "ana")
    assert (await desk.queue.verdict("c1", token, "ana", "confirmed", reason="rang")).result == "applied"


@pytest.mark.parametrize("until_ms", [None, START_MS + HOUR_S * 1000])
async def test_a_first_opinion_on_what_was_frozen_meanwhile_can_be_undone_and_it_stays_frozen(
    desk: Desk, until_ms: int | None
) -> None:
    await first_opinion(desk)
    await desk.queue.freeze("c1", "f1", until_ms=until_ms)
    token = await desk.queue.undo("c1", "ana")
    assert [notice.what for notice in await desk.queue.notices("ana")] == ["frozen"]
    assert await desk.queue.release("c1", token, "ana") == "frozen"
    await desk.advance(HOUR_S)
    await desk.queue.expire()
    assert (await desk.queue.get("c1")).state == ("frozen" if until_ms is None else "waiting")


async def test_a_lease_is_not_handed_over_to_the_first_reader(desk: Desk) -> None:
    await first_opinion(desk)
    lease = await desk.queue.take("bo")
    with pytest.raises(SameReader):
        await desk.queue.hand_over("c1", lease.token, "bo", "ana")


async def test_who_cannot_judge_sends_it_to_the_lead(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    assert await desk.queue.escalate("c1", lease.token, "ana", "cannot judge: medicine", request="r1") == "waiting"
    assert await desk.queue.escalate("c1", lease.token, "ana", "cannot judge: medicine", request="r1") == "waiting"
    assert (await desk.queue.get("c1")).lane == "lead"


async def test_leases_that_run_out_escalate_and_end_as_a_dead_letter(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lanes = []
    for _ in range(6):
        assert await desk.queue.take("ana", lead=True)
        await desk.advance(5 * MINUTE_S)
        await desk.queue.expire()
        row = await desk.queue.get("c1")
        lanes.append(row.lane if row.state == "waiting" else row.state)
    assert lanes == ["fr/economy", "fr/economy", "lead", "lead", "lead", "dead"]
    assert (await desk.queue.stats()).states["dead"] == 1
    assert await desk.queue.redrive("c1", "chef", "the page is mended") == "waiting"
    assert (await desk.queue.take("bo")).id == "c1"


async def test_a_dead_letter_is_buried_by_hand(desk: Desk) -> None:
    await desk.queue.push(an_item())
    assert await desk.queue.bury("c1", None, "chef", "cannot be shown") == "dead"
    assert await desk.queue.take("ana") is None
    with pytest.raises(WrongState):
        await desk.queue.bury("c1", None, "chef", "again")


async def test_a_bulk_move_answers_for_each(desk: Desk) -> None:
    for id in ["a", "b"]:
        await desk.queue.push(an_item(id))
    await desk.queue.take("ana")
    answers = await desk.queue.bulk(["a", "b", "x"], lambda id: desk.queue.escalate(id, None, "chef", "clear the lane"))
    assert answers["b"] == "waiting"
    assert type(answers["a"]).__name__ == "WrongState"
    assert type(answers["x"]).__name__ == "UnknownItem"


async def test_a_lead_who_read_first_does_not_take_the_second_place(desk: Desk) -> None:
    await first_opinion(desk)
    lease = await desk.queue.take("bo")
    await desk.queue.verdict("c1", lease.token, "bo", "refuted", reason="rang")
    with pytest.raises(SameReader):
        await desk.queue.undo("c1", "ana", head=True)
    assert await desk.queue.undo("c1", "bo")


@pytest.mark.parametrize(
    ("wording", "result"),
    [("Twelve, not ten", "applied"), (" Twelve,  not\nten", "applied"), ("Eleven, not ten", "conflict")],
)
async def test_two_who_would_have_it_worded_differently_differ(desk: Desk, wording: str, result: str) -> None:
    await desk.queue.push(an_item())
    change = "confirmed-with-change"
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", change, change="Twelve, not ten", second=True, reason="rang")
    lease = await desk.queue.take("bo")
    assert "Twelve" not in repr(lease) + repr(await desk.queue.get("c1")) + repr(await desk.queue.trail("c1"))
    given = await desk.queue.verdict("c1", lease.token, "bo", change, change=wording, reason="read it")
    assert given.result == result
    if result == "conflict":
        assert await desk.queue.take("chef", lead=True)
    told = [event.data["change"] for event in await desk.queue.trail("c1") if event.what == "verdict"]
    assert told == ["Twelve, not ten", " ".join(wording.split())]


async def test_two_that_name_different_items_as_the_same_differ(desk: Desk) -> None:
    for id in ("c1", "x1", "y1"):
        await desk.queue.push(an_item(id))
    lease = await desk.queue.take_item("c1", "ana")
    await desk.queue.verdict("c1", lease.token, "ana", "duplicate", of="x1", second=True, reason="the same fire")
    assert {"first", "first_of"}.isdisjoint((await desk.queue.get("c1")).fields)
    assert "x1" not in repr(await desk.queue.trail("c1"))
    lease = await desk.queue.take_item("c1", "bo")
    given = await desk.queue.verdict("c1", lease.token, "bo", "duplicate", of="y1", reason="the same fire")
    assert given.result == "conflict"


async def of_an_older_version(desk: Desk, rebuilt: Desk, typed: dict[str, str]) -> None:
    """A first opinion that only the trail tells whole, with the wording as it was typed."""
    history = History(desk.queue.desk)
    for event in await desk.queue.audit_read():
        history.hear(desk_event(event, desk.queue.desk))
    for id, told in history.items.items():
        told.fields.pop("first_of", None)
        trail = [json.loads(text) for text in told.trail]
        for event in trail:
            event.get("data", {}).update(typed if event["what"] == "verdict" else {})
        item = (await desk.queue.get(id)).item
        await rebuilt.queue.restore(item, told.fields | {"seq": str(told.seq)}, map(json.dumps, trail))


@pytest.mark.parametrize(
    ("outcome", "typed", "second", "result"),
    [
        (
            "confirmed-with-change",
            {"change": " «\xa0Douze\u202f»\n, pas  dix "},
            {"change": "« Douze » , pas dix"},
            "applied",
        ),
        ("confirmed-with-change", {"change": "Twelve, not ten"}, {"change": "Eleven, not ten"}, "conflict"),
        ("duplicate", {"of": "x1"}, {"of": "x1"}, "applied"),
        ("duplicate", {"of": "x1"}, {"of": "y1"}, "conflict"),
        ("confirmed", {}, {}, "applied"),
    ],
)
async def test_a_first_opinion_that_only_the_trail_tells_whole_is_held_against_the_second(
    open_desk: Callable[[], Awaitable[Desk]], outcome: str, typed: dict[str, str], second: dict[str, str], result: str
) -> None:
    desk, rebuilt = await open_desk(), await open_desk()
    for id in ("c1", "x1", "y1"):
        await desk.queue.push(an_item(id))
    lease = await desk.queue.take_item("c1", "ana")
    await desk.queue.verdict("c1", lease.token, "ana", outcome, second=True, reason="rang", **typed)
    await of_an_older_version(desk, rebuilt, typed)
    lease = await rebuilt.queue.take_item("c1", "bo")
    given = await rebuilt.queue.verdict("c1", lease.token, "bo", outcome, reason="read it", **second)
    assert given.result == result
