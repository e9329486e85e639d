"""Documents that fail, alone and beside good ones: the fault tests 3 and 4, at full size with `make faults`."""

from __future__ import annotations

import random
from collections.abc import Callable

import psutil
import pytest

from schemas import topics
from streams.broker import make_topics
from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets, balanced, drained, feed_copies
from tests.poison import poison, send_to_partition
from tests.wirecopy import copies, piece

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CrewOf = Callable[..., Crew]
SIZES = [
    pytest.param(0.1, id="a-tenth"),
    pytest.param(1.0, id="whole", marks=[pytest.mark.full, pytest.mark.timeout(1800)]),
]


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_3_documents_that_fail_and_readers_that_are_killed(crew_of: CrewOf, size: float) -> None:
    crew, rng = crew_of("documents"), random.Random(3)
    fed = copies(int(5_000 * size), seed=23)
    failing = len(fed) // 100
    await feed_copies(crew, fed[: len(fed) // 2])
    note = "The editor notes that this text raises an error."
    values: list[bytes | None] = [piece(f"urn:valdor:fails:{number}", "Note", note) for number in range(failing)]
    for partition in range(topics.PARTITIONS):
        await send_to_partition(
            crew.kafka, crew.prefix + topics.ARTICLES.name, partition, values[partition :: topics.PARTITIONS]
        )
    await feed_copies(crew, fed[len(fed) // 2 :])
    crew.start()
    worker = psutil.Process(crew.workers[0].pid)
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        for _ in range(max(1, int(5 * size))):
            await until(lambda: bool(readers(worker)), PATIENCE_S, "a reader is there")
            left = await offsets.lag(topics.ARTICLES)

            async def reading(left: int = left) -> bool:
                return await offsets.lag(topics.ARTICLES) < left or not left

            await until(reading, PATIENCE_S, f"it reads\n{crew.words()[-3000:]}")
            rng.choice(readers(worker)).kill()
    await drained(crew)
    found = await balanced(crew, fed)
    assert [letter.reason for letter in found.dead] == ["review-failed"] * failing
    assert all("as the article says" in letter.detail for letter in found.dead)
    assert crew.workers[0].poll() is None


def readers(worker: psutil.Process) -> list[psutil.Process]:
    """The processes in which a worker reads: children of its fork server."""
    found = []
    for child in worker.children():
        try:
            found += child.children()
        except psutil.NoSuchProcess:
            continue
    return found


def memory_mb(worker: psutil.Process) -> float:
    """Of a worker and all that it started: what is theirs alone."""
    return sum(process.memory_full_info().uss for process in [worker, *worker.children(recursive=True)]) / 1e6


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_4_poison_then_a_good_record_on_the_same_partition(crew_of: CrewOf, size: float) -> None:
    crew = crew_of()
    await make_topics(crew.kafka, crew.prefix)
    warm, good = copies(50, seed=24), copies(1, seed=25)
    for _ in range(3):  # fed again and again, and in the queue once
        await feed_copies(crew, warm)
    crew.start()
    await drained(crew)
    worker = psutil.Process(crew.workers[0].pid)
    before_mb = memory_mb(worker)
    broken = list(poison(int(1_000 * size)))
    topic = crew.prefix + topics.ARTICLES.name
    await send_to_partition(crew.kafka, topic, 0, [value for _, value in broken])
    await send_to_partition(crew.kafka, topic, 0, [good[0].value])
    after_s = await drained(crew)
    grown_mb = memory_mb(worker) - before_mb
    found = await balanced(crew, warm + good)
    assert sorted(letter.reason for letter in found.dead) == sorted(reason for reason, _ in broken)
    print(f"\n{len(broken)} poison records: the good one behind them {after_s:.1f} s later, memory {grown_mb:+.0f} MB")
    assert grown_mb <= 50
