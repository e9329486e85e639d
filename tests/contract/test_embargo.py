"""Promise 8, embargo: what its article forbids to show is taken by nobody before the time, whatever else happens."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

import pytest

from schemas.article import NO_END_MS
from tests.contract.desks import START_MS, Desk, an_item
from workers.errors import WrongState
from workers.policy import DAY_S, HOUR_S, MINUTE_S
from workers.records import Filter

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]

END_MS = START_MS + HOUR_S * 1000
Work = Callable[[Any], Awaitable[Any]]


async def state(desk: Desk, id: str = "c1") -> str:
    return str((await desk.queue.get(id)).state)


async def is_kept_to_its_end(desk: Desk, end_s: float = HOUR_S) -> None:
    """Nobody gets it a moment before, and the first who asks afterwards does."""
    await desk.advance(end_s - 0.001)
    assert (await desk.queue.expire())["thawed"] == 0
    assert await state(desk) == "frozen"
    assert await desk.queue.take("ana", lead=True) is None
    with pytest.raises(WrongState):
        await desk.queue.take_item("c1", "ana")
    await desk.advance(0.001)
    assert (await desk.queue.expire())["thawed"] == 1
    assert (await desk.queue.take("ana", lead=True)).id == "c1"


async def test_what_comes_under_embargo_is_frozen_from_its_first_moment(desk: Desk) -> None:
    assert await desk.queue.push(an_item(), embargo_ms=END_MS) == "pushed"
    assert [event.to_state for event in await desk.queue.trail("c1")] == ["frozen"]
    assert await desk.queue.push(an_item(), embargo_ms=0) == "again"  # the same push, whatever it says, changes nothing
    await is_kept_to_its_end(desk)


async def test_its_time_begins_with_the_end_of_the_embargo(desk: Desk) -> None:
    """Else what was kept back for two days would stand before all that came today."""
    end_ms = START_MS + 2 * DAY_S * 1000
    await desk.queue.push(an_item(priority=50), embargo_ms=end_ms)
    await desk.advance(2 * DAY_S - HOUR_S)
    await desk.queue.push(an_item("c2", priority=50))
    await desk.advance(HOUR_S)
    await desk.queue.expire()
    row = await desk.queue.get("c1")
    assert (row.queued_ms, row.deadline_ms) == (end_ms, end_ms + desk.queue.policy.allowance_ms(50))
    assert [(await desk.queue.take("ana")).id for _ in range(2)] == ["c2", "c1"]


async def test_one_that_is_over_is_none(desk: Desk) -> None:
    await desk.queue.push(an_item(), embargo_ms=START_MS)
    assert await state(desk) == "waiting"


async def test_one_without_end_lasts_until_somebody_lifts_it(desk: Desk) -> None:
    await desk.queue.push(an_item(), embargo_ms=NO_END_MS)
    await desk.advance(1000 * DAY_S)
    await desk.queue.expire()
    assert await state(desk) == "frozen"
    assert await desk.queue.thaw("c1", "t1", "chef", "the agency rang") == "waiting"
    assert await desk.queue.push(an_item(version=2)) == "merged"
    assert (await desk.queue.take("ana")).id == "c1"


async def test_a_later_version_moves_or_lifts_it_and_another_article_that_says_nothing_of_it_does_not(
    desk: Desk,
) -> None:
    await desk.queue.push(an_item(), embargo_ms=END_MS)
    await desk.queue.push(an_item(version=2, priority=95))
    assert await state(desk) == "frozen"
    await desk.queue.push(an_item(version=3), embargo_ms=END_MS + HOUR_S * 1000)
    await desk.advance(HOUR_S)
    assert (await desk.queue.expire())["thawed"] == 0
    await desk.queue.push(an_item(version=4), embargo_ms=0)
    assert (await desk.queue.take("ana")).id == "c1"


async def test_an_earlier_end_is_kept_too(desk: Desk) -> None:
    await desk.queue.push(an_item(), embargo_ms=NO_END_MS)
    await desk.queue.update(an_item(version=2), embargo_ms=END_MS)
    await is_kept_to_its_end(desk)


@pytest.mark.parametrize("alert", ["kill", "denial"])
async def test_no_alert_fetches_it(desk: Desk, alert: Any) -> None:
    await desk.queue.push(an_item(), embargo_ms=END_MS)
    await desk.queue.push(an_item(version=2), alert=alert)
    await is_kept_to_its_end(desk)
    assert (await desk.queue.get("c1")).lane == "alert"


async def test_an_alert_under_embargo_is_none_before_its_end(desk: Desk) -> None:
    await desk.queue.push(an_item(), alert="correction", embargo_ms=END_MS)
    await is_kept_to_its_end(desk)
    assert (await desk.queue.get("c1")).lane == "alert"


#: Where an item may be when its article comes under embargo, and what brings it there.
PLACES: dict[str, list[Work]] = {
    "waiting": [],
    "parked": [lambda queue: queue.park("c1", None, "chef", START_MS + MINUTE_S * 1000)],
    "with the lead": [lambda queue: queue.escalate("c1", None, "chef")],
    "an alert": [lambda queue: queue.push(an_item(version=2), alert="denial")],
    "muted": [
        lambda queue: queue.mute("source:le courrier", END_MS + 1, "chef"),
        lambda queue: queue.withdraw("c1", "w1"),
        lambda queue: queue.reinstate("c1", "r1", 50),
        lambda queue: queue.mute("source:le courrier", START_MS + 1000, "chef"),
    ],
    "withdrawn": [lambda queue: queue.withdraw("c1", "w1")],
}


@pytest.mark.parametrize("place", PLACES)
async def test_a_version_under_embargo_takes_it_from_wherever_it_is(desk: Desk, place: str) -> None:
    await desk.queue.push(an_item(source="le courrier"))
    for move in PLACES[place]:
        await move(desk.queue)
    await desk.queue.push(an_item(version=9, source="le courrier"), embargo_ms=END_MS)
    await is_kept_to_its_end(desk)


async def test_a_dead_letter_that_is_driven_again_is_frozen(desk: Desk) -> None:
    await desk.queue.push(an_item())
    await desk.queue.bury("c1", None, "chef", "a hoax")
    await desk.queue.push(an_item(version=2), embargo_ms=END_MS)
    assert await desk.queue.redrive("c1", "chef") == "frozen"
    await is_kept_to_its_end(desk)


#: What froze an item that is withdrawn, and until when it does.
FROZEN: dict[str, tuple[Work, int]] = {
    "its embargo": (lambda queue: queue.push(an_item(version=2), embargo_ms=END_MS), HOUR_S),
    "a move, for a time": (lambda queue: queue.freeze("c1", "f1", until_ms=END_MS), HOUR_S),
    "a move, without end": (lambda queue: queue.freeze("c1", "f1"), 0),
}


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("by", FROZEN)
async def test_what_is_withdrawn_and_reinstated_is_still_frozen(desk: Desk, by: str, held: bool) -> None:
    await desk.queue.push(an_item())
    token = (await desk.queue.take("ana")).token if held else 0
    freeze, end_s = FROZEN[by]
    await freeze(desk.queue)
    await desk.queue.withdraw("c1", "w1")
    await desk.queue.reinstate("c1", "r1", 50)
    if held:
        assert await desk.queue.release("c1", token, "ana") == "frozen"
    if end_s:
        await is_kept_to_its_end(desk, end_s)
    else:
        await desk.advance(DAY_S)
        await desk.queue.expire()
        assert await state(desk) == "frozen"


async def test_a_withdrawal_is_taken_back_with_another_embargo_or_none(desk: Desk) -> None:
    await desk.queue.push(an_item(), embargo_ms=END_MS)
    for number, (embargo_ms, expected) in enumerate([(END_MS + 1000, "frozen"), (0, "waiting")]):
        await desk.queue.withdraw("c1", f"w{number}")
        assert await desk.queue.reinstate("c1", f"r{number}", 50, embargo_ms=embargo_ms) == expected


async def test_a_holder_is_told_and_may_finish_and_whoever_comes_after_does_not_get_it(desk: Desk) -> None:
    await desk.queue.push(an_item())
    token = (await desk.queue.take("ana")).token
    await desk.queue.push(an_item(version=2), embargo_ms=END_MS)
    assert [notice.what for notice in await desk.queue.notices("ana")] == ["frozen"]
    assert (await desk.queue.heartbeat("c1", token)).next == "frozen"
    await desk.queue.push(an_item(version=3), embargo_ms=0)
    assert [notice.what for notice in await desk.queue.notices("ana")] == ["frozen", "thawed"]
    await desk.queue.push(an_item(version=4), embargo_ms=END_MS)
    assert (await desk.queue.verdict("c1", token, "ana", "confirmed", reason="rang")).result == "applied"
    token = await desk.queue.undo("c1", "ana")
    assert await desk.queue.release("c1", token, "ana") == "frozen"
    await is_kept_to_its_end(desk)


async def test_what_was_decided_and_opens_again_in_copy_under_embargo_is_frozen(desk: Desk) -> None:
    await desk.queue.push(an_item(priority=50))
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    assert await desk.queue.push(an_item(version=2, priority=95), embargo_ms=END_MS) == "reopened"
    await is_kept_to_its_end(desk)


async def test_what_was_decided_under_embargo_opens_again_in_a_version_without_one(desk: Desk) -> None:
    await desk.queue.push(an_item(priority=50))
    lease = await desk.queue.take("ana")
    await desk.queue.push(an_item(version=2, priority=50), embargo_ms=END_MS)
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    assert await desk.queue.push(an_item(version=3, priority=95), embargo_ms=0) == "reopened"
    assert (await desk.queue.take("ana")).id == "c1"


@pytest.mark.parametrize("end_ms", [0, END_MS - 1000, END_MS + 1000])
async def test_with_the_embargo_of_what_was_decided_go_the_words_that_it_kept_back(desk: Desk, end_ms: int) -> None:
    await desk.queue.push(an_item(priority=50))
    lease = await desk.queue.take("ana")
    await desk.queue.push(an_item(version=2, priority=50, claim="nobody may know", source="secret"), embargo_ms=END_MS)
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    free = an_item(version=3, priority=50, claim="anybody may", source="club", topic="culture")
    assert await desk.queue.push(free, embargo_ms=end_ms) == "linked"
    row = await desk.queue.get("c1")
    assert (row.state, row.item, row.lane) == ("done", free, "fr/culture")
    found = {source: (await desk.queue.page(Filter(source=source))).rows for source in ("secret", "club")}
    assert [len(rows) for rows in found.values()] == [0, 1]


async def test_a_part_is_kept_as_long_as_the_whole(desk: Desk) -> None:
    await desk.queue.push(an_item("whole"), embargo_ms=END_MS)
    await desk.queue.split("whole", an_item("c1"), "chef")
    await desk.queue.withdraw("whole", "w1")
    await is_kept_to_its_end(desk)


async def test_what_a_program_froze_no_article_without_embargo_thaws(desk: Desk) -> None:
    await desk.queue.push(an_item())
    await desk.queue.freeze("c1", "f1", until_ms=END_MS)
    await desk.queue.push(an_item(version=2), embargo_ms=0)
    await is_kept_to_its_end(desk)


async def test_python_and_lua_mean_the_same_by_no_end() -> None:
    (in_lua,) = re.findall(r"NO_END_MS = '(\d+)'", files("workers").joinpath("lua", "item.lua").read_text("utf-8"))
    assert int(in_lua) == NO_END_MS
