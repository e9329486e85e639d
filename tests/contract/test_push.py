"""Promise 2, effectively once: a push, and every other move of the stream, can come again and change nothing."""

import asyncio
from typing import Any

import pytest

from tests.contract.desks import Desk, an_item
from workers.errors import BadMove

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_a_push_that_comes_again_changes_nothing(desk: Desk) -> None:
    assert await desk.queue.push(an_item()) == "pushed"
    before = await desk.queue.get("c1")
    await desk.advance(60)
    # at a new offset: the same item, version, claim and engine
    assert await desk.queue.push(an_item(origin="claims-3-912")) == "again"
    assert await desk.queue.get("c1") == before
    assert len(await desk.queue.trail("c1")) == 1


@pytest.mark.parametrize("other", [{"item": "urn:other"}, {"version": 2}, {"claim_id": "c2"}, {"engine": "0.4.0"}])
async def test_another_article_version_claim_or_engine_is_another_push(desk: Desk, other: dict[str, Any]) -> None:
    await desk.queue.push(an_item())
    assert await desk.queue.push(an_item(**other)) == "merged"
    assert await desk.queue.push(an_item(**other)) == "again"


async def test_an_item_of_another_desk_or_of_no_characters_is_refused(desk: Desk) -> None:
    await desk.queue.push(an_item("there", desk=desk.queue.desk))
    for strange in (an_item(desk="other"), an_item(claim="half \ud800"), an_item(item="urn:\ud800")):
        for asked in (
            desk.queue.push(strange),
            desk.queue.push_many([strange]),
            desk.queue.split("there", strange, "bo"),
        ):
            with pytest.raises(BadMove):
                await asked
    with pytest.raises(BadMove):
        await desk.queue.update(an_item("there", desk="other"))
    assert [row.id for row in (await desk.queue.page()).rows] == ["there"]


async def test_the_same_push_from_many_workers_at_once_makes_one_item(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.queue.push(an_item()) for _ in range(20)))
    assert sorted(answers) == ["again"] * 19 + ["pushed"]


async def test_a_rewound_group_cannot_undo_what_came_later(desk: Desk) -> None:
    async def replay() -> None:
        await desk.queue.push(an_item(version=1))
        await desk.queue.withdraw("c1", key="corroborated/7", reason="corroborated")
        await desk.queue.push(an_item(version=2))
        await desk.queue.update(an_item(version=3, priority=70))
        await desk.queue.freeze("c1", key="embargo/9")
        await desk.queue.thaw("c1", key="embargo/10")

    await replay()
    row = await desk.queue.get("c1")
    trail = await desk.queue.trail("c1")
    await desk.advance(3600)
    await replay()
    assert await desk.queue.get("c1") == row
    assert await desk.queue.trail("c1") == trail


async def test_many_pushes_in_one_trip_answer_one_by_one(desk: Desk) -> None:
    items = [an_item("a"), an_item("b"), an_item("a")]
    assert await desk.queue.push_many(items) == ["pushed", "pushed", "again"]


async def test_two_desks_do_not_see_each_other(open_desk) -> None:  # type: ignore[no-untyped-def]
    first, second = await open_desk(), await open_desk()
    await first.queue.push(an_item())
    assert await second.queue.take("ana") is None
