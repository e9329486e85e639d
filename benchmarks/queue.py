"""The queue beside other queue libraries on one redis-server, and how it grows: `make bench-queue`.

Jobs do nothing, clients are one process each, the server writes its append-only file as it is deployed (appendfsync
always). A pair of ours is a take and a verdict, each with its audit record.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.rates import HEAD, PULLERS, Figures, chart, line, ratios
from schemas.queue_item import QueueItem
from streams import embedded
from workers.policy import Policy
from workers.queue import ClaimQueue

HERE = Path(__file__).parent
PEERS = HERE / "peers"
#: RQ runs one job at a time in a process.
ALONE = ("RQ",)
LIBRARIES = ("dramatiq", "arq", "RQ", "Celery", "BullMQ", "BullMQ, kept")
PEER_LIMIT_S = 120
TOPICS = ("economy", "politics", "health", "sport", "justice")
POLICY = Policy(quota=10**9)
#: Runs of each desk of the growth.
ROUNDS = 5


def an_item(number: int) -> QueueItem:
    """A claim as the engine sends it, about half a kilobyte of JSON."""
    return QueueItem.model_validate(
        {
            "id": f"claim-{number:08d}",
            "item": f"urn:newsml:agence-du-lac:2026:{number:08d}",
            "version": 1,
            "claim_id": "s3",
            "claim": f"Die Präfektur habe den Auftrag Nr. {number} ohne Ausschreibung vergeben, heisst es in Bern.",
            "engine": "0.3.0",
            "language": ("de", "fr", "it", "en")[number % 4],
            "topic": TOPICS[number % len(TOPICS)],
            "provider": "Agence du Lac",
            "source": f"source-{number % 500}",
            "verdict": "unsupported",
            "kind": "rumour",
            "priority": number * 37 % 101,
        }
    )


async def fill(queue: ClaimQueue, start: int, end: int) -> float:
    """Pushes per second, 2,000 items at a time."""
    begin_s, making_s = time.perf_counter(), 0.0
    for first in range(start, end, 2_000):
        made_s = time.perf_counter()
        items = [an_item(number) for number in range(first, min(first + 2_000, end))]
        making_s += time.perf_counter() - made_s
        await queue.push_many(items)
    return (end - start) / (time.perf_counter() - begin_s - making_s)


async def used(queue: ClaimQueue) -> int:
    return int((await queue.client.info("memory"))["used_memory"])


async def log_relayed(queue: ClaimQueue) -> None:
    """Trims the audit stream as the relay does once Kafka has it."""
    while events := await queue.audit_read(limit=5_000):
        await queue.audit_trim(events[-1].position)


async def pull(queue: ClaimQueue, pullers: int, pairs: int) -> tuple[float, list[float], int]:
    """Take and verdict `pairs` times. Pairs per second, ms of each pair in order of size, items leased twice.

    A person answers and asks for the next at once, which is one trip, as "save and next" is at a desk. (Peers fetch
    ahead.) A pair takes from one lease to the next.
    """
    taken: list[str] = []
    took_ms: list[float] = []
    left = iter(range(pairs))

    async def person(who: str) -> None:
        start_s = time.perf_counter()
        lease = await queue.take(who)
        for _ in left:
            if lease is None:
                return
            taken.append(lease.id)
            _, lease = await asyncio.gather(
                queue.verdict(lease.id, lease.token, who, "confirmed", reason="rang"), queue.take(who)
            )
            now_s = time.perf_counter()
            took_ms.append((now_s - start_s) * 1000)
            start_s = now_s

    begin_s = time.perf_counter()
    await asyncio.gather(*(person(f"p{number}") for number in range(pullers)))
    return len(taken) / (time.perf_counter() - begin_s), sorted(took_ms), len(taken) - len(set(taken))


def at(sorted_ms: list[float], share: float) -> float:
    return sorted_ms[min(len(sorted_ms) - 1, int(share * len(sorted_ms)))]


async def ours(url: str, jobs: int, pullers: int) -> Figures:
    queue = await ClaimQueue.open(url, "bench", POLICY)
    try:
        await queue.client.flushall()
        before = await used(queue)
        push_per_s = await fill(queue, 0, jobs + pullers)  # the last one of each person is taken and not answered
        size = (await used(queue) - before) / (jobs + pullers)
        pairs_per_s, took_ms, double = await pull(queue, pullers, jobs)
        return Figures(
            "Secondsource", pullers, push_per_s, pairs_per_s, size, at(took_ms, 0.5), at(took_ms, 0.99), double
        )
    finally:
        await queue.close()


async def growth(url: str, sizes: list[int], pairs: int) -> list[Figures]:
    """The same pulls by 50 people on desks where ever more items wait; the middle of ROUNDS by p99.

    The desks take turns, so that what else the machine does falls on all of them.
    """
    desks = [await ClaimQueue.open(url, f"bench-{size}", POLICY) for size in sizes]
    runs: list[list[tuple[float, list[float], int]]] = [[] for _ in sizes]
    filled = []
    try:
        await desks[0].client.flushall()
        for size, desk in zip(sizes, desks, strict=True):
            before = await used(desk)
            push_per_s = await fill(desk, 0, size)
            await log_relayed(desk)
            filled.append((push_per_s, (await used(desk) - before) / size))
        for _ in range(ROUNDS):
            for size, desk, told in zip(sizes, desks, runs, strict=True):
                told.append(await pull(desk, 50, min(pairs, size // (ROUNDS + 1))))
    finally:
        for desk in desks:
            await desk.close()
    return [grown(size, *of, told) for size, of, told in zip(sizes, filled, runs, strict=True)]


def grown(size: int, push_per_s: float, per_item: float, runs: list[tuple[float, list[float], int]]) -> Figures:
    """The middle of the runs with so many waiting items."""
    p50_ms, p99_ms = (statistics.median(at(took_ms, share) for _, took_ms, _ in runs) for share in (0.5, 0.99))
    rate = statistics.median(rate for rate, _, _ in runs)
    return Figures(
        f"{size:,} waiting", 50, push_per_s, rate, per_item, p50_ms, p99_ms, sum(double for _, _, double in runs)
    )


def peer(name: str, url: str, jobs: int, pullers: int) -> Figures | str:
    """Its figures, or why there are none."""
    subprocess.run([sys.executable, "-c", f"import redis; redis.Redis.from_url({url!r}).flushall()"], check=True)
    if name.startswith("BullMQ"):
        port = url.rpartition(":")[2].partition("/")[0]
        node = shutil.which("node")
        if not node or not (PEERS / "node_modules").exists():
            return "left out: no node or npm here"
        command = [node, str(PEERS / "bullmq.mjs"), port, str(jobs), str(pullers), name.partition(", ")[2]]
    else:
        command = [str(PEERS / ".env" / "bin" / "python"), str(PEERS / "run.py"), name, url, str(jobs), str(pullers)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=PEERS, timeout=PEER_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return f"not done after {PEER_LIMIT_S} s"
    except OSError as error:
        return f"left out: {error.strerror}"
    told = [text for text in done.stdout.splitlines() if text.startswith("{")]
    if not told:
        return f"failed: {' '.join(done.stderr.split()[-20:])}"
    figures: dict[str, Any] = json.loads(told[-1])
    return Figures(name, pullers, figures["push_per_s"], figures["pairs_per_s"], figures["bytes_per_item"])


def machine() -> str:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    server = subprocess.run([embedded.redis_binary(), "--version"], capture_output=True, text=True, check=True).stdout
    return f"{os.cpu_count()} cores, load {load}, Python {platform.python_version()}, {' '.join(server.split()[:3])}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--jobs", type=int, default=5_000, help="jobs of each run beside the peers; of one puller a fifth"
    )
    parser.add_argument("--growth", default="1000,100000,1000000", help="waiting items, rising")
    parser.add_argument("--pairs", type=int, default=3_000, help="pairs of each run of the growth")
    parser.add_argument("--chart", type=Path, help="where the picture goes (SVG)")
    given = parser.parse_args()
    conditions = machine()
    print(conditions)
    with tempfile.TemporaryDirectory() as folder:
        server = embedded.start_redis(Path(folder))
        try:
            rows: list[Figures] = []
            print(HEAD)
            for pullers in PULLERS:
                jobs = given.jobs if pullers > 1 else given.jobs // 5  # one alone waits for each answer
                rows.append(asyncio.run(ours(server.address, jobs, pullers)))
                print(line(rows[-1]), flush=True)
                for name in LIBRARIES:
                    if name in ALONE and pullers > 1:
                        continue
                    found = peer(name, server.address, jobs, pullers)
                    if isinstance(found, Figures):
                        rows.append(found)
                    print(line(found) if isinstance(found, Figures) else f"{name:18} {pullers:7} {found}", flush=True)
            print("\n".join(ratios(rows)))
            print(f"items leased twice: {sum(row.double for row in rows)}; goal 0\n\n{HEAD}")
            sizes = asyncio.run(growth(server.address, [int(size) for size in given.growth.split(",")], given.pairs))
            print("\n".join(map(line, sizes)))
            first, last = sizes[0], sizes[-1]
            print(f"p99 grows {last.p99_ms / first.p99_ms:.1f} x from {first.name} to {last.name}; goal 2")
            print(f"bytes per waiting item: {last.bytes_per_item:,.0f}; goal 2,048")
            if given.chart:
                given.chart.write_text(chart(rows, conditions), encoding="utf-8")
        finally:
            server.kill()


if __name__ == "__main__":
    main()
