"""The checker finds the bugs that lose or double work. Each is planted once, in a worker like any other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crew import PATIENCE_S, WORKER, Crew, until
from tests.ledger import Ledger, Offsets, balance, feed_copies
from tests.wirecopy import Copy, copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CrewOf = Callable[..., Crew]


async def settled(crew: Crew, fed: list[Copy]) -> Ledger:
    """Starts a worker without the bug, lets it finish what the log says is left, and compares."""
    crew.go_on()
    crew.command = WORKER
    crew.start()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    return await balance(crew.kafka, crew.redis, crew.prefix, fed)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "bug",
    [
        # Faust acknowledges the batch of a body that raises
        "take-events",
        # what was not acknowledged before the exception is jumped by what comes after
        "escaping",
    ],
)
async def test_an_exception_in_the_body_loses_articles(crew_of: CrewOf, bug: str) -> None:
    crew = crew_of(bug)
    fed = copies(40, seed=5)
    await feed_copies(crew, fed)
    crew.hold()  # here: the next batch raises
    worker = crew.start()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    crew.kill(worker)
    found = await settled(crew, fed)
    assert found.lost
    with pytest.raises(AssertionError, match="lost"):
        found.assert_nothing_lost_or_twice()


@pytest.mark.asyncio
async def test_four_tasks_an_agent_lose_what_one_of_them_holds_at_a_kill(crew_of: CrewOf) -> None:
    crew = crew_of("concurrency", "hold-before")
    fed = copies(60, seed=6)
    await feed_copies(crew, fed)
    crew.hold()
    worker = crew.start()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(lambda: bool(crew.held()), PATIENCE_S, "one task holds a batch")
        await until(lambda: offsets.passed(crew.held_at()), PATIENCE_S, f"its offset was passed\n{crew.words()}")
    crew.kill(worker)
    assert (await settled(crew, fed)).lost


@pytest.mark.asyncio
async def test_a_push_with_a_new_key_each_time_is_seen_twice(crew_of: CrewOf) -> None:
    crew = crew_of("push-twice", "hold")
    fed = copies(20, seed=7)
    await feed_copies(crew, fed)
    crew.hold()
    worker = crew.start()
    await until(lambda: bool(crew.held()), PATIENCE_S, "the worker holds work")
    crew.kill(worker)
    found = await settled(crew, fed)
    assert found.twice_audited
    with pytest.raises(AssertionError, match="pushed twice"):
        found.assert_nothing_lost_or_twice()
