"""Redis full or stopped under a worker: it waits, loses nothing, writes nothing off, and goes on by itself."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from schemas import topics
from schemas.claims import ClaimsRecord, Origin
from schemas.wire.detect import decode
from secondsource.review import ENGINE, as_dict, review
from streams import embedded, handler
from streams.broker import Sender, make_topics
from streams.handler import Handler, Incoming
from streams.log import records
from streams.outages import OUTAGES, Outages
from streams.publishing import Publisher
from tests.contract.conftest import binaries
from tests.contract.desks import an_item, planted
from tests.crew import PATIENCE_S, until
from tests.wirecopy import Copy, copies
from workers.errors import QueueFull
from workers.evidence import Evidence
from workers.queue import ClaimQueue

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.asyncio]

#: Room for some of the work.
MORE_BYTES = 50_000


def claims(copy: Copy) -> Incoming:
    """An article as the reader passes it on."""
    article, origin = decode(copy.value), Origin(topic="claims", partition=0, offset=0)
    found = as_dict(review(article.to_model()))
    record = ClaimsRecord(article=article, review=found, engine=ENGINE, received_ms=1, reviewed_ms=1, origin=origin)
    return Incoming(article.item.encode(), record.to_bytes(), origin, 1)


class Worker:
    """The handler of a worker on a server of its own. Nothing of it needs a reader."""

    def __init__(self, server: embedded.Server, queue: ClaimQueue, kafka: str, prefix: str) -> None:
        self.server, self.queue, self.kafka, self.prefix = server, queue, kafka, prefix
        self.sender, self.outages = Sender(kafka), Outages()
        evidence = Evidence(queue, Publisher(self.sender, prefix))
        readers: Any = None
        self.handler = Handler(prefix, self.sender, readers, evidence, self.outages)

    async def corroborate(self, start: int, count: int) -> None:
        """The claims of so many articles, each with a claim of its own."""
        await self.handler.corroborate([claims(copy) for copy in copies(count, seed=3, start=start)])

    async def dead_letters(self) -> int:
        return len([one async for one in records(self.kafka, self.prefix + topics.DEAD_LETTERS.name)])


@asynccontextmanager
async def a_worker(folder: Path, kafka: str, prefix: str) -> AsyncIterator[Worker]:
    await make_topics(kafka, prefix)
    server = embedded.start_redis(folder)
    queue = await ClaimQueue.open(server.address)
    worker = Worker(server, queue, kafka, prefix)
    try:
        yield worker
    finally:
        server.process.send_signal(signal.SIGCONT)
        await worker.sender.close()
        await queue.close()
        server.kill()


async def filled(worker: Worker) -> asyncio.Task[None]:
    """A worker that stands before a full server, with work in hand."""
    client = worker.queue.client
    await client.config_set("maxmemory", (await client.info("memory"))["used_memory"] + MORE_BYTES)
    work = asyncio.create_task(worker.corroborate(0, 40))
    await until(lambda: worker.outages.redis.last_s > 0 or work.done(), PATIENCE_S, "the worker meets a full server")
    return work


async def oom(worker: Worker) -> int:
    """How often the server said that it is full. Redis 6 counts an error in a script as ERR."""
    found = await worker.queue.client.info("errorstats")
    return sum(found[name]["count"] for name in ("errorstat_OOM", "errorstat_ERR") if name in found)


async def test_a_worker_waits_for_a_full_server(tmp_path: Path, kafka: str, unique: str) -> None:
    async with a_worker(tmp_path, kafka, unique) as worker:
        work = await filled(worker)
        assert not work.done()
        used = (await worker.queue.client.info("memory"))["used_memory"]
        refused = await oom(worker)

        async def tried_again() -> bool:
            return await oom(worker) > refused + 2

        await until(tried_again, 30, "the worker tries again and again")
        assert not work.done()
        assert (await worker.queue.client.info("memory"))["used_memory"] - used < MORE_BYTES
        await worker.queue.client.config_set("maxmemory", 0)
        await asyncio.wait_for(work, 60)
        assert (await worker.queue.stats()).states["waiting"] == 40
        assert await worker.dead_letters() == 0


async def test_that_test_finds_a_worker_that_writes_claims_off(
    tmp_path: Path, kafka: str, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "OUTAGES", tuple(kind for kind in OUTAGES if kind is not QueueFull))
    async with a_worker(tmp_path, kafka, unique) as worker:
        work = await filled(worker)
        await asyncio.wait_for(work, 60)
        assert await worker.dead_letters() > 0


@pytest.mark.parametrize("stopped_s", [1, pytest.param(30, marks=pytest.mark.full)])
async def test_a_worker_waits_for_a_server_that_stands_still(
    tmp_path: Path, kafka: str, unique: str, stopped_s: float
) -> None:
    async with a_worker(tmp_path, kafka, unique) as worker:
        await worker.corroborate(0, 5)
        worker.server.process.send_signal(signal.SIGSTOP)
        work = asyncio.create_task(worker.corroborate(5, 20))
        done, _ = await asyncio.wait([work], timeout=stopped_s)
        assert not done
        worker.server.process.send_signal(signal.SIGCONT)
        await asyncio.wait_for(work, 60)
        assert (await worker.queue.stats()).states["waiting"] == 25
        assert await worker.dead_letters() == 0


#: A trip whose first write is one that a full server allows: then it allows the rest of the script too.
UNGUARDED = ("trip", "redis.call('SETRANGE', P .. 'nothing', '0', '')", "redis.call('DEL', P .. 'nothing')")


@pytest.mark.parametrize("kind", sorted(binaries()))
@pytest.mark.parametrize("guarded", [True, False])
async def test_memory_stays_flat_only_while_the_first_write_is_one_that_a_full_server_refuses(
    tmp_path: Path, kind: str, guarded: bool
) -> None:
    server = embedded.start_redis(tmp_path, binary=binaries()[kind])
    opened = await ClaimQueue.open(server.address)
    queue = opened
    if not guarded:
        no_clock = planted(*UNGUARDED)
        queue = ClaimQueue(opened.client, "main", reader=no_clock)
        await opened.client.set(queue.prefix + "test-clock", 1_800_000_000_000)
    try:
        limit = (await opened.client.info("memory"))["used_memory"] + 1_000_000
        await opened.client.config_set("maxmemory", limit)
        answers = await asyncio.gather(*(queue.push(an_item(f"c{n}")) for n in range(3000)), return_exceptions=True)
        refused = sum(isinstance(answer, QueueFull) for answer in answers)
        used = (await opened.client.info("memory"))["used_memory"]
        assert (refused > 0 and used < limit + 500_000) == guarded
    finally:
        await opened.close()
        server.kill()
