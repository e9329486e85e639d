"""Promise 3, order: the earliest virtual deadline first; everything ages; alerts above all; the quota of a source."""

import pytest

from tests.contract.desks import Desk, an_item
from workers.policy import ALLOWANCE_S, DAY_S, HOUR_S, MINUTE_S, Policy

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def order(desk: Desk, **skills: object) -> list[str]:
    taken = []
    while lease := await desk.queue.take("ana", **skills):
        taken.append(lease.id)
    return taken


async def test_the_higher_priority_goes_first(desk: Desk) -> None:
    for id, priority in [("low", 35), ("high", 92), ("middle", 60)]:
        await desk.queue.push(an_item(id, priority))
    assert await order(desk) == ["high", "middle", "low"]


async def test_an_old_claim_overtakes_a_newer_and_stronger_one(desk: Desk) -> None:
    await desk.queue.push(an_item("old", 50))  # may wait two hours
    await desk.advance(2 * HOUR_S)
    await desk.queue.push(an_item("new", 95))  # may wait five minutes
    assert await order(desk) == ["old", "new"]


async def test_equal_deadlines_go_by_id(desk: Desk) -> None:
    for id in ["c", "a", "b"]:
        await desk.queue.push(an_item(id))
    assert await order(desk) == ["a", "b", "c"]


@pytest.mark.parametrize(("priority", "allowance_s"), [(100, 300), (90, 300), (89, 900), (35, 8 * HOUR_S), (0, DAY_S)])
async def test_the_allowance_is_that_of_the_table(desk: Desk, priority: int, allowance_s: int) -> None:
    await desk.queue.push(an_item(priority=priority))
    row = await desk.queue.get("c1")
    assert row.deadline_ms - row.queued_ms == allowance_s * 1000


async def test_the_table_covers_every_priority() -> None:
    waits = [Policy().allowance_ms(priority) for priority in range(101)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] == max(allowance for _, allowance in ALLOWANCE_S) * 1000


async def test_a_waiting_item_is_ranked_anew_in_one_move(desk: Desk) -> None:
    await desk.queue.push(an_item("a", 60))
    await desk.queue.push(an_item("b", 50))
    await desk.queue.update(an_item("b", 95, version=2), reason="a court confirms the charge")
    assert await order(desk) == ["b", "a"]


async def test_a_new_rank_keeps_the_age(desk: Desk) -> None:
    await desk.queue.push(an_item(priority=50))
    await desk.advance(HOUR_S)
    await desk.queue.update(an_item(priority=80, version=2))
    row = await desk.queue.get("c1")
    assert row.deadline_ms == row.queued_ms + 15 * MINUTE_S * 1000


@pytest.mark.parametrize("move", ["push", "update"])
async def test_a_rise_does_not_take_back_the_deadline_that_a_merge_brought(desk: Desk, move: str) -> None:
    await desk.queue.push(an_item("old", 50))
    due_ms = (await desk.queue.get("old")).deadline_ms
    await desk.advance(110 * MINUTE_S)
    await desk.queue.push(an_item("new", 50))
    await desk.queue.merge("new", "old", "m1")
    await getattr(desk.queue, move)(an_item("new", 62, version=2))
    assert (await desk.queue.get("new")).deadline_ms == due_ms
    await desk.queue.update(an_item("new", 20, version=3))
    assert (await desk.queue.get("new")).deadline_ms > due_ms


async def test_an_alert_is_above_all(desk: Desk) -> None:
    await desk.queue.push(an_item("urgent", 99))
    await desk.advance(DAY_S)
    await desk.queue.push(an_item("killed", 10, language="it"), alert="kill")
    assert await order(desk, languages=("fr",)) == ["killed", "urgent"]


async def test_a_noisy_source_does_not_own_the_head(open_desk) -> None:  # type: ignore[no-untyped-def]
    desk = await open_desk(quota=2, spacing_s=HOUR_S, setback_max_s=3 * HOUR_S)
    for number in range(6):
        await desk.queue.push(an_item(f"noisy{number}", 60, source="le courrier"))
    await desk.queue.push(an_item("quiet", 60, source="la gazette"))
    assert await order(desk) == ["noisy0", "noisy1", "quiet", "noisy2", "noisy3", "noisy4", "noisy5"]


async def test_unnamed_sources_of_different_articles_are_no_noisy_one(open_desk) -> None:  # type: ignore[no-untyped-def]
    desk = await open_desk(quota=2, spacing_s=HOUR_S)
    for number in range(6):
        await desk.queue.push(an_item(f"n{number}", 80, source="anonymous:officials"))
    row = await desk.queue.get("n5")
    assert row.deadline_ms == row.queued_ms + 15 * MINUTE_S * 1000


async def test_the_setback_of_a_source_is_bounded(open_desk) -> None:  # type: ignore[no-untyped-def]
    desk = await open_desk(quota=1, spacing_s=HOUR_S, setback_max_s=2 * HOUR_S)
    for number in range(10):
        await desk.queue.push(an_item(f"n{number}", 60, source="le courrier"))
    row = await desk.queue.get("n9")
    assert row.deadline_ms == row.queued_ms + 3 * HOUR_S * 1000


@pytest.mark.parametrize("rise", [0, 35])
async def test_what_another_source_says_too_is_set_back_no_more(open_desk, rise: int) -> None:  # type: ignore[no-untyped-def]
    desk = await open_desk(quota=1, spacing_s=HOUR_S)
    for id in ("a", "b", "c"):
        await desk.queue.push(an_item(id, 60, source="le courrier"))
    await desk.queue.push(an_item("c", 60 + rise, version=2, source="le procureur"))
    row = await desk.queue.get("c")
    assert row.deadline_ms == row.queued_ms + (5 * MINUTE_S if rise else HOUR_S) * 1000
    assert await order(desk) == (["c", "a", "b"] if rise else ["a", "c", "b"])


async def test_the_quota_counts_what_waits_not_what_is_done(open_desk) -> None:  # type: ignore[no-untyped-def]
    desk = await open_desk(quota=1, spacing_s=HOUR_S)
    await desk.queue.push(an_item("a", 60, source="le courrier"))
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("a", lease.token, "ana", "confirmed", reason="rang")
    await desk.queue.push(an_item("b", 60, source="le courrier"))
    row = await desk.queue.get("b")
    assert row.deadline_ms == row.queued_ms + HOUR_S * 1000
