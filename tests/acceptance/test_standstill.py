"""A worker that stands still while there is work ends itself; one told to stop amid a slow article ends that first,
and one whose languages still load ends at once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress

import psutil
import pytest

from schemas import topics
from streams.app import LONG_S
from streams.broker import make_topics
from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets, balance, feed_copies
from tests.poison import send_to_partition
from tests.wirecopy import copies, piece

pytestmark = [pytest.mark.kafka, pytest.mark.redis]


@pytest.mark.asyncio
async def test_a_worker_that_stands_still_ends_and_says_why(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of("hold")
    crew.environ["SECONDSOURCE_WATCHDOG_S"] = "3"
    crew.hold()
    worker = crew.start()
    await feed_copies(crew, copies(10, seed=3))
    await until(lambda: worker.poll() is not None, PATIENCE_S, "the worker ends itself")
    assert worker.returncode == 1
    assert re.search(r"-\d stands still at \d+ for", crew.words()), crew.words()


@pytest.mark.asyncio
async def test_one_whose_event_loop_is_blocked_ends_with_its_children(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of("block")
    crew.environ["SECONDSOURCE_WATCHDOG_S"] = "8"
    worker = crew.start()
    await until(lambda: "worker ready" in crew.words(), PATIENCE_S, "the worker reads")
    children = psutil.Process(worker.pid).children(recursive=True)
    await feed_copies(crew, copies(10, seed=3))
    await until(lambda: worker.poll() is not None, PATIENCE_S, "the worker ends itself")
    assert worker.returncode == 1
    assert "the event loop stands still" in crew.words()
    await until(lambda: not any(child.is_running() for child in children), 30, "its children end")


@pytest.mark.asyncio
async def test_one_told_to_stop_amid_a_slow_article_leaves_it_to_nobody(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of("documents")
    crew.environ["SECONDSOURCE_ARTICLE_S"] = "4"
    await make_topics(crew.kafka, crew.prefix)
    slow = piece("urn:valdor:slow", "Note", "The editor notes that this text takes for ever.")
    await send_to_partition(crew.kafka, crew.prefix + topics.ARTICLES.name, 0, [slow])
    worker, readings = crew.start(), crew.hold_file.with_suffix(".slow")
    await until(
        lambda: readings.exists() and time.time() - readings.stat().st_mtime > LONG_S, 60, "it is read for long"
    )
    crew.ask_to_stop(worker, within_s=10)
    crew.start()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, crew.words()[-3000:])
    assert readings.read_text() == "x"
    found = await balance(crew.kafka, crew.redis, crew.prefix, [])
    assert [letter.reason for letter in found.dead] == ["too-slow"]


@pytest.mark.asyncio
async def test_one_told_to_stop_while_its_languages_load_ends(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of()
    worker = crew.start()
    loading: list[psutil.Process] = []

    def found() -> bool:
        for child in psutil.Process(worker.pid).children():
            with suppress(psutil.NoSuchProcess):  # one that has ended since it was listed
                if any("forkserver" in word for word in child.cmdline()):
                    loading[:] = [child]
        return bool(loading)

    await until(found, PATIENCE_S, "the server of its children loads")
    loading[0].suspend()  # so that they are never loaded
    try:
        crew.ask_to_stop(worker, within_s=30)
    finally:
        loading[0].kill()
    assert worker.returncode == 0
    assert "worker ready" not in crew.words()
