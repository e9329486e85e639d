"""Reading processes that are killed at any moment: every record is read, and only the one at fault is refused."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator

import psutil
import pytest
import pytest_asyncio

from schemas.claims import ClaimsRecord, Origin
from streams.reading import Read, Readers, Task
from tests.planted import KILLS, RAISES, SLOW, read_with_faults
from tests.wirecopy import copies


@pytest_asyncio.fixture
async def readers() -> AsyncIterator[Readers]:
    made = Readers(2, 3.0, read_with_faults)
    await made.warm()
    yield made
    made.close()


def task(value: bytes, offset: int = 0) -> Task:
    return Task(value, Origin(topic="wire.articles", partition=0, offset=offset), 1, 2)


@pytest.mark.asyncio
async def test_only_the_records_at_fault_are_refused(readers: Readers) -> None:
    good = [task(copy.value, number) for number, copy in enumerate(copies(20))]
    bad = {b"The text " + KILLS: "killer", b"The text " + RAISES: "review-failed", b"The text " + SLOW: "too-slow"}
    found = await readers.read([*good[:10], *(task(value) for value in bad), *good[10:]])
    assert [read.reason for read in found] == [""] * 10 + list(bad.values()) + [""] * 10
    assert [ClaimsRecord.from_bytes(read.record).origin.offset for read in found if not read.reason] == list(range(20))


@pytest.mark.asyncio
async def test_every_record_is_read_though_a_process_is_killed_amid_each_batch(readers: Readers) -> None:
    rng = random.Random(4)
    tasks = [task(copy.value, number) for number, copy in enumerate(copies(240))]
    found: list[Read] = []
    for at in range(0, len(tasks), 30):
        reading = asyncio.ensure_future(readers.read(tasks[at : at + 30]))
        await asyncio.sleep(rng.uniform(0, 0.05))
        while not (alive := children()):  # after a kill the pool may be starting anew
            await asyncio.sleep(0.01)
        rng.choice(alive).kill()
        found += await reading
    assert not {read.reason for read in found if read.reason}
    assert [ClaimsRecord.from_bytes(read.record).origin.offset for read in found] == list(range(240))


def children() -> list[psutil.Process]:
    """The reading processes of this process: children of its fork server."""
    return [child for server in psutil.Process(os.getpid()).children() for child in server.children()]
