"""2,000 articles, two workers, one killed with work in hand, twice: nothing lost, nothing twice in the queue."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets, balance, feed_copies
from tests.wirecopy import copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CrewOf = Callable[..., Crew]


@pytest.mark.asyncio
async def test_a_worker_killed_between_redis_and_the_acknowledgement_loses_nothing(crew_of: CrewOf) -> None:
    crew = crew_of("hold")
    crew.hold()
    for _ in range(2):
        crew.start()
    fed = copies(2_000)
    await feed_copies(crew, fed)
    for _ in range(2):
        crew.hold()
        await until(lambda: bool(crew.held()), PATIENCE_S, f"a worker holds work\n{crew.words()}")
        crew.kill(crew.held()[0])
        crew.start()
        crew.go_on()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    found = await balance(crew.kafka, crew.redis, crew.prefix, fed)
    found.assert_nothing_lost_or_twice()
    assert not found.dead
    assert found.redelivered >= 1


@pytest.mark.asyncio
async def test_a_worker_told_to_stop_with_work_in_hand_ends_at_once_and_loses_nothing(crew_of: CrewOf) -> None:
    crew = crew_of("hold")
    fed = copies(100, seed=2)
    await feed_copies(crew, fed)
    crew.hold()
    for _ in range(2):
        crew.start()
    await until(lambda: bool(crew.held()), PATIENCE_S, "a worker holds work")
    told = crew.held()[0]
    crew.ask_to_stop(told, within_s=5)
    assert told.returncode == 0
    crew.go_on()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    found = await balance(crew.kafka, crew.redis, crew.prefix, fed)
    found.assert_nothing_lost_or_twice()
    assert found.redelivered >= 1
