"""A worker that was killed: Kafka counts it until its session is over, and we say that it has ended."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from streams.sampling import Sampler
from tests.crew import PATIENCE_S, Crew, until

pytestmark = [pytest.mark.kafka, pytest.mark.redis]


@pytest.mark.asyncio
async def test_a_killed_worker_is_told_from_one_that_is_there(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of()
    crew.environ["SECONDSOURCE_SESSION_S"] = "60"
    killed = crew.start()
    crew.start()
    group = f"{crew.prefix}secondsource"
    sampler = Sampler(crew.kafka, group=group, topic="*claims", known={group: [f"{crew.prefix}claims"]})
    await sampler.start()

    async def members(ended: dict[int, bool]) -> bool:
        seen = {member.client: member.ended for entry in await sampler.sample() for member in entry.members}
        return seen == {f"worker-{pid}@{socket.gethostname()}": gone for pid, gone in ended.items()}

    here, there = (worker.pid for worker in crew.workers)
    await until(lambda: members({here: False, there: False}), PATIENCE_S, "both have joined")
    killed.kill()
    killed.wait()
    await until(lambda: members({here: True, there: False}), 20, "the end of one is told, though Kafka counts it")
    await sampler.close()
