"""Memory of a worker's processes: all languages loaded, two reading children that have read. Part of `bench-engine`.

    python -m benchmarks.footprint

Proportional set size: a page that three processes share counts a third in each, so that the sum is what the machine
gives. Without /proc/…/smaps (not Linux) there is no figure.
"""

from __future__ import annotations

import asyncio
import random
import time

import psutil

import streams.app  # noqa: F401  all that a worker imports
from benchmarks.drawn import articles
from benchmarks.examples import CODES
from schemas.claims import Origin
from streams.reading import Readers, Task

GOAL_MB = 400
CHILDREN = 2
ARTICLES = 100
SEED = 7


async def measure() -> None:
    readers = Readers(CHILDREN, article_s=60)
    begin_s = time.perf_counter()
    await readers.warm()
    warm_s = time.perf_counter() - begin_s
    rng = random.Random(SEED)
    tasks = [
        Task(_wire(code, number, text), Origin(topic="bench", partition=0, offset=number), 0, 0)
        for code in CODES
        for number, text in enumerate(articles(code, ARTICLES, rng))
    ]
    read = await readers.read(tasks)
    unread = [one.reason for one in read if not one.record]
    assert not unread, unread
    here = psutil.Process()
    processes = [here, *sorted(here.children(recursive=True), key=lambda process: process.pid)]
    sizes_mb = [process.memory_full_info().pss / 2**20 for process in processes]
    readers.close()
    print(f"a worker, {len(CODES)} languages, {CHILDREN} reading children, {len(tasks)} articles read")
    print(f"the first child reads after {warm_s:.1f} s")
    print("memory (PSS, MB): " + " + ".join(f"{size:.0f}" for size in sizes_mb))
    print(f"all: {sum(sizes_mb):.0f} MB, {sum(sizes_mb) / GOAL_MB:.2f} of the limit of {GOAL_MB} MB")


def _wire(code: str, number: int, text: str) -> bytes:
    """A text as the plain wire format has it."""
    head = f"item: urn:newsml:bench.example:{code}-{number}\nlanguage: {code}\nprovider: Bench\nversion: 1\n"
    return f"{head}published: 2026-11-24T10:40:00+00:00\nurgency: 5\n---\n{text}\n".encode()


if __name__ == "__main__":
    asyncio.run(measure())
