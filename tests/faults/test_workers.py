"""Workers that die, stop, join and leave under load: the fault tests 1, 2 and 5 to 7, at full size with `make faults`.

A tenth of 7 runs always; a tenth of 1 and 2 is tests/acceptance/test_nothing_lost.py.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from aiokafka.errors import KafkaError

from schemas import topics
from streams import embedded
from streams.broker import make_topics
from tests.conftest import or_skip
from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets, balanced, drained, feed_copies
from tests.poison import send_to_partition
from tests.wirecopy import copies, piece

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CrewOf = Callable[..., Crew]
#: A worker loads its languages in 8 s, or in a minute on a busy machine: the tests wait, and no limit of theirs is a
WHOLE = [pytest.mark.full, pytest.mark.timeout(1800)]


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [pytest.param(1.0, id="whole", marks=WHOLE)])
async def test_1_workers_killed_again_and_again(crew_of: CrewOf, size: float) -> None:
    crew, rng = crew_of("hold"), random.Random(1)
    fed = copies(int(20_000 * size), seed=21)
    await feed_copies(crew, fed)
    for _ in range(2):
        crew.start()
    kills = int(20 * size)
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        for number in range(1, kills + 1):
            left = len(fed) * (kills - number) // kills  # the last one amid the last twentieth

            async def so_far(left: int = left) -> bool:
                to_do = await offsets.lag(topics.ARTICLES) + await offsets.lag(topics.CLAIMS)
                return to_do <= left + len(fed) // (2 * kills)

            await until(so_far, PATIENCE_S, f"work goes on\n{crew.words()[-3000:]}")
            crew.hold()
            await until(lambda: bool(crew.held()), PATIENCE_S, f"work is in hand\n{crew.words()[-3000:]}")
            crew.kill(rng.choice(crew.held()))
            crew.go_on()
            crew.start()
    after_s = await drained(crew)
    found = await balanced(crew, fed)
    assert found.redelivered >= 1
    print(
        f"\n{len(fed)} articles, {int(20 * size)} kills: {found.redelivered} redelivered, drained {after_s:.0f} s after"
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [pytest.param(1.0, id="whole", marks=WHOLE)])
async def test_2_workers_told_to_stop_again_and_again(crew_of: CrewOf, size: float) -> None:
    crew = crew_of("hold")
    fed = copies(int(8_000 * size), seed=22)
    await feed_copies(crew, fed)
    for _ in range(2):
        crew.start()
    longest_s = 0.0
    for _ in range(int(20 * size)):
        crew.hold()
        await until(lambda: bool(crew.held()), PATIENCE_S, f"work is in hand\n{crew.words()[-3000:]}")
        longest_s = max(longest_s, crew.ask_to_stop(crew.held()[0], within_s=10))
        crew.go_on()
        crew.start()
    await drained(crew)
    found = await balanced(crew, fed)
    print(f"\n{int(20 * size)} stops, the longest {longest_s:.1f} s; {found.redelivered} redelivered")


@pytest.mark.asyncio
@pytest.mark.parametrize("workers", [pytest.param(30, marks=WHOLE)])
async def test_5_workers_join_and_leave_while_one_document_takes_for_ever(crew_of: CrewOf, workers: int) -> None:
    crew, rng = crew_of("documents"), random.Random(5)
    fed = copies(6_000, seed=26)
    await make_topics(crew.kafka, crew.prefix)
    slow = piece("urn:valdor:slow", "Note", "The editor notes that this text takes for ever.")
    still = Standstill(crew)
    watching = asyncio.ensure_future(still.watch())
    crew.start()
    for number in range(workers):
        await feed_copies(crew, fed[number * 200 : (number + 1) * 200])
        if number == workers // 2:
            await send_to_partition(crew.kafka, crew.prefix + topics.ARTICLES.name, 0, [slow])
        joined = crew.start()
        await until(lambda joined=joined: ready(crew, joined), PATIENCE_S, "it has joined")
        others = [worker for worker in crew.running() if worker is not joined]
        if len(others) > 2:
            crew.ask_to_stop(rng.choice(others), within_s=10)
    await drained(crew)
    still.over.set()
    await watching
    found = await balanced(crew, fed)
    print(f"\n{workers} workers came and went; the longest standstill of a partition {still.longest_s:.0f} s")
    # a worker that goes between the letter and the commit leaves the record to the next, which writes the letter anew
    assert {(letter.reason, letter.origin) for letter in found.dead} == {("too-slow", found.dead[0].origin)}
    # who reads it and is asked to stop leaves it to the next, which reads it anew, for at most ten seconds each
    readings = crew.hold_file.with_suffix(".slow").stat().st_size
    assert still.longest_s <= 5 + 10 * readings


def ready(crew: Crew, worker: object) -> bool:
    number = next(n for n, known in enumerate(crew.workers) if known is worker)
    return "worker ready" in crew.log_of(number).read_text(errors="replace")


class Standstill:
    """How long a partition that has work stands still at most, once the first record of it was acknowledged."""

    def __init__(self, crew: Crew) -> None:
        self.crew, self.longest_s, self.over = crew, 0.0, asyncio.Event()

    async def watch(self) -> None:
        topic = topics.ARTICLES
        moved: dict[object, tuple[int, float]] = {}
        async with Offsets(self.crew.kafka, self.crew.prefix) as offsets:
            while not self.over.is_set():
                committed, ends, now = await offsets.committed(), await offsets.ends(topic), time.monotonic()
                for partition, end in ends.items():
                    at = committed.get(partition, 0)
                    if partition in moved and moved[partition][0] == at and at < end:
                        self.longest_s = max(self.longest_s, now - moved[partition][1])
                    elif at:
                        moved[partition] = (at, now)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.over.wait(), 0.5)


@pytest.mark.asyncio
@pytest.mark.parametrize("stopped_s", [pytest.param(30.0, marks=WHOLE)])
async def test_6_the_broker_killed_and_the_broker_stopped(
    tmp_path: Path, redis_url: str, unique: str, stopped_s: float
) -> None:
    port = embedded.free_port()
    kafka = or_skip(lambda: embedded.start_kafka(tmp_path / "kafka", port=port))
    crew = Crew(tmp_path, kafka.address, redis_url, unique)
    fed = copies(4_000, seed=27)
    try:
        await feed_copies(crew, fed)
        for _ in range(2):
            crew.start()
        async with Offsets(crew.kafka, unique) as offsets:
            await until(lambda: working_on(offsets), PATIENCE_S, "work is under way")
        kafka.kill()
        kafka = embedded.start_kafka(tmp_path / "kafka", port=port)
        killed_s = await first_commit(crew)
        os.kill(kafka.pid, signal.SIGSTOP)
        began = time.monotonic()
        await until(lambda: time.monotonic() - began > stopped_s, stopped_s + 5, "the broker stands still")
        os.kill(kafka.pid, signal.SIGCONT)
        stopped_for_s = await first_commit(crew)
        await drained(crew)
        await balanced(crew, fed)
        print(f"\nfirst commit {killed_s:.0f} s after the kill's restart, {stopped_for_s:.0f} s after the standstill")
        assert killed_s <= 60
        assert stopped_for_s <= 60
        assert len(crew.running()) == 2
    finally:
        crew.end()
        kafka.kill()


async def working_on(offsets: Offsets) -> bool:
    return sum((await offsets.committed()).values()) > 200


async def first_commit(crew: Crew) -> float:
    """How long until the broker answers again and an offset moves, or nothing is left; seconds."""

    async def answers() -> bool:
        try:
            async with Offsets(crew.kafka, crew.prefix) as offsets:
                await offsets.drained()
        except KafkaError:
            return False
        return True

    back_s = await until(answers, PATIENCE_S, "the broker answers")
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        before = sum((await offsets.committed()).values())

        async def moved() -> bool:
            return sum((await offsets.committed()).values()) != before or await offsets.drained()

        return back_s + await until(moved, PATIENCE_S, f"an offset is committed\n{crew.words()[-3000:]}")


@pytest.mark.asyncio
@pytest.mark.parametrize("stopped_s", [pytest.param(0.0, id="a-session"), pytest.param(90.0, id="whole", marks=WHOLE)])
async def test_7_a_worker_that_was_stopped_comes_back_and_its_commit_is_rejected(
    crew_of: CrewOf, stopped_s: float
) -> None:
    crew = crew_of("hold")
    fed = copies(120, seed=28)
    await feed_copies(crew, fed[:80])
    crew.hold()
    zombie = crew.start()
    await until(lambda: bool(crew.held()), PATIENCE_S, "it holds work")
    os.killpg(zombie.pid, signal.SIGSTOP)
    began = time.monotonic()
    crew.go_on()
    crew.start()
    await drained(crew)
    await until(lambda: time.monotonic() - began >= stopped_s, stopped_s + 60, "it stands still long enough")
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        before = await offsets.committed()
        os.killpg(zombie.pid, signal.SIGCONT)
        await feed_copies(crew, fed[80:])
        await drained(crew)
        after = await offsets.committed()
    assert all(after[partition] >= before[partition] for partition in before)
    found = await balanced(crew, fed)
    assert found.redelivered >= 1
    assert zombie.poll() is None
