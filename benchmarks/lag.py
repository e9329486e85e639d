"""Lag: what a look at 1,000 partitions in 50 groups costs, on the embedded broker.

    python -m benchmarks.lag

Every group has a member, every partition something to read, and between two looks every partition moves. The looks are
told that they are 10 s apart, so that all windows are full. Prints the time of a look against the limit of 2 s, and the
CPU of a look each 10 s against 1 % of a core.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.structs import TopicPartition

from streams import embedded
from streams.sampling import WINDOW, Sampler

GROUPS, PARTITIONS = 50, 20
#: Looks that are measured, after those that fill the windows.
LOOKS = 10
LIMIT_S = 2.0
EVERY_S, CPU_LIMIT = 10.0, 0.01
TOPICS = [f"bench-{n}" for n in range(GROUPS)]
PLACES = [TopicPartition(topic, n) for topic in TOPICS for n in range(PARTITIONS)]


class Crowd:
    """The members of the groups, in one process beside the one that is measured: told on stdin what to commit."""

    def __init__(self, kafka: str) -> None:
        command = [sys.executable, "-m", "benchmarks.lag", kafka]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._hear()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def commit(self, offset: int) -> None:
        """Every member commits the offset for each of its partitions."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{offset}\n")
        self._process.stdin.flush()
        self._hear()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


async def be_members(kafka: str) -> None:
    """Joins with one member a group, then commits what stdin says."""
    members = []
    for topic in TOPICS:
        member = AIOKafkaConsumer(topic, bootstrap_servers=kafka, group_id=topic, enable_auto_commit=False)
        await member.start()
        members.append(member)
    while not all(len(member.assignment()) == PARTITIONS for member in members):
        await asyncio.sleep(0.1)
    print("joined", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        await asyncio.gather(*(m.commit(dict.fromkeys(m.assignment(), int(line))) for m in members))
        print("done", flush=True)


async def make(kafka: str) -> None:
    """A topic a group."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in TOPICS], timeout_ms=60_000)
    while sum(p["leader"] >= 0 for t in await admin.describe_topics(TOPICS) for p in t["partitions"]) < len(PLACES):
        await asyncio.sleep(0.2)
    await admin.close()


async def send(producer: AIOKafkaProducer) -> None:
    """Two records for each partition, in one batch."""
    waiting = [await producer.send(place.topic, b"x", partition=place.partition) for place in PLACES for _ in range(2)]
    await asyncio.gather(*waiting)


async def measure(kafka: str, crowd: Crowd) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=20)
    await producer.start()
    now_s = time.time()
    sampler = Sampler(kafka, group="bench-*", clock=lambda: now_s, steady=lambda: now_s)
    took_s, cpu_s = [], []
    for number in range(WINDOW + LOOKS):
        await send(producer)
        await asyncio.to_thread(crowd.commit, 2 * number + 1)
        now_s += EVERY_S
        began, cpu_began = time.perf_counter(), time.process_time()
        if not number:
            await sampler.start()
        found = await sampler.sample()
        took_s.append(time.perf_counter() - began)
        cpu_s.append(time.process_time() - cpu_began)
        unknown = sum(p.reading.lag_s is None for group in found for p in group.partitions)
        seen = sum(len(group.partitions) for group in found)
        wrong = sum(p.reading.lag != 1 for group in found for p in group.partitions)
        states = sorted({group.state for group in found})
        if unknown or wrong or seen != len(PLACES):
            print(f"look {number}: {seen} partitions, {wrong} wrong, {unknown} without seconds, {states}")
    await sampler.close()
    await producer.stop()
    median_s, share = statistics.median(took_s[WINDOW:]), statistics.median(cpu_s[WINDOW:]) / EVERY_S
    print(f"{len(PLACES)} partitions in {GROUPS} groups, each moved before each look; {LOOKS} looks with full windows")
    print(f"first look, connecting: {took_s[0]:.2f} s, {took_s[0] / LIMIT_S:.2f} of the limit of {LIMIT_S:g} s")
    print(f"later looks, median:    {median_s:.2f} s, {median_s / LIMIT_S:.2f} of the limit")
    print(f"CPU, a look each {EVERY_S:g} s: {share:.2%} of a core, {share / CPU_LIMIT:.2f} of the limit")


def main() -> None:
    logging.disable(logging.CRITICAL)
    if len(sys.argv) > 1:
        asyncio.run(be_members(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        server = embedded.start_kafka(Path(folder))
        try:
            asyncio.run(make(server.address))
            crowd = Crowd(server.address)
            try:
                asyncio.run(measure(server.address, crowd))
            finally:
                crowd.end()
        finally:
            server.kill()


if __name__ == "__main__":
    main()
