"""A worker that stands still while there is work ends itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import psutil
import pytest

from tests.crew import Crew, until
from tests.ledger import feed_copies
from tests.wirecopy import copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis]


@pytest.mark.asyncio
async def test_a_worker_that_stands_still_ends_and_says_why(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of("hold")
    crew.environ["SECONDSOURCE_WATCHDOG_S"] = "3"
    crew.hold()
    worker = crew.start()
    await feed_copies(crew, copies(10, seed=3))
    await until(lambda: worker.poll() is not None, 60, "the worker ends itself")
    assert worker.returncode == 1
    assert re.search(r"-\d stands still at \d+ for", crew.words()), crew.words()


@pytest.mark.asyncio
async def test_one_whose_event_loop_is_blocked_ends_with_its_children(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of("block")
    crew.environ["SECONDSOURCE_WATCHDOG_S"] = "8"
    worker = crew.start()
    await until(lambda: "worker ready" in crew.words(), 60, "the worker reads")
    children = psutil.Process(worker.pid).children(recursive=True)
    await feed_copies(crew, copies(10, seed=3))
    await until(lambda: worker.poll() is not None, 60, "the worker ends itself")
    assert worker.returncode == 1
    assert "the event loop stands still" in crew.words()
    await until(lambda: not any(child.is_running() for child in children), 30, "its children end")
