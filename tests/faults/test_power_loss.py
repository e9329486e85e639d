"""Power loss: the append-only file is cut back by two seconds amid work, and the desk is made again from the log.

What was acknowledged is what Kafka has: a push when the stream's batch is done, a verdict when the person was told.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from streams import embedded
from streams.broker import Sender, make_topics
from streams.publishing import Publisher
from tests.contract.desks import an_item
from tests.crew import Crew, secondsource
from tests.faults.test_queue import Journal, compare
from workers.queue import ClaimQueue
from workers.relay import relay

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CUT_S = 2.0
PEOPLE = 4
BATCH = 200
#: The file is not written anew meanwhile, which would leave two.
ONE_FILE = ("--auto-aof-rewrite-percentage", "0")


class Desk:
    """A desk whose work is journalled once Kafka has it."""

    def __init__(self, queue: ClaimQueue, publisher: Publisher, journal: Journal) -> None:
        self.queue, self.publisher, self.journal = queue, publisher, journal
        self.ended = False

    async def feed(self, count: int) -> None:
        """As a worker does it: the batch is acknowledged when the log has what the queue says of it."""
        for start in range(0, count, BATCH):
            begin = len(self.journal.pushed)
            items = [an_item(f"c{begin + n}", 20 + n % 80, card={"paragraph": "Il aurait détourné." * 40})
                     for n in range(min(BATCH, count - start))]  # fmt: skip
            await self.queue.push_many(items)
            await relay(self.queue, self.publisher)
            self.journal.pushed += [item.id for item in items]

    async def check(self, who: str) -> None:
        """As the command does it: said to be saved when the log has it."""
        while not self.ended:
            lease = await self.queue.take(who)
            assert lease
            self.journal.leased.append((lease.id, lease.token))
            given = await self.queue.verdict(lease.id, lease.token, who, "confirmed", reason="rang")
            await relay(self.queue, self.publisher)
            assert given.result == "applied"
            self.journal.applied.append(lease.id)

    async def work(self, seconds: float) -> None:
        """More copy, and people at work, for so long."""
        people = [asyncio.create_task(self.check(f"p{number}")) for number in range(PEOPLE)]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await self.feed(BATCH)
        self.ended = True
        await asyncio.gather(*people)
        self.ended = False


def append_only_file(folder: Path) -> Path:
    """The file that grows: one since Redis 7 in a folder of its own, with a base beside it."""
    (found,) = [*folder.glob("appendonly.aof"), *folder.glob("appendonlydir/*.incr.aof")]
    return found


@pytest.mark.asyncio
@pytest.mark.parametrize("goes_on", [False, True], ids=["rebuilt at once", "goes on with what is left"])
@pytest.mark.parametrize("items", [5_000, pytest.param(100_000, marks=pytest.mark.full)])
@pytest.mark.timeout(1200)
async def test_a_power_loss_loses_no_item_and_no_verdict(
    tmp_path: Path, kafka: str, unique: str, items: int, goes_on: bool
) -> None:
    port, redis_folder = embedded.free_port(), tmp_path / "redis"
    server = embedded.start_redis(redis_folder, port=port, options=ONE_FILE)
    await make_topics(kafka, unique)
    sender, journal = Sender(kafka), Journal()
    queue = await ClaimQueue.open(server.address, unique)
    desk = Desk(queue, Publisher(sender, unique), journal)
    try:
        await desk.feed(items)
        file = append_only_file(redis_folder)
        size = file.stat().st_size
        await desk.work(CUT_S)
        server.kill()
        with file.open("r+b") as cut:
            cut.truncate(size + 1000)  # in the middle of a command
        server = embedded.start_redis(redis_folder, port=port, options=ONE_FILE)

        forgotten = await compare(queue, journal)
        assert forgotten.lost, "the cut cost nothing, so this shows nothing"
        assert forgotten.verdicts_lost
        if goes_on:
            journal.leased.clear()  # tokens come again: they are what the cut took
            await desk.work(CUT_S / 4)
        told = await asyncio.to_thread(
            secondsource, Crew(tmp_path, kafka, server.address, unique), "rebuild", "--replace"
        )
        assert told.returncode == 0, told.stderr
        print(told.stdout)
        assert ("Redis had forgotten it" in told.stderr) == goes_on
        found = await compare(queue, journal)
        assert found.nothing(), found
        applied = set(journal.applied)
        assert {id for id in applied if (await queue.get(id)).state != "done"} == set()
        lease = await queue.take("ana")
        assert lease
        assert lease.token > max(token for _, token in journal.leased)
    finally:
        await sender.close()
        await queue.close()
        server.kill()
