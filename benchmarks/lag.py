"""Lag: what a look at 1,000 partitions in 50 groups costs, on the embedded broker.

    python -m benchmarks.lag

Prints the time of a look against the limit of 2 s, and the CPU of sampling every 10 s against 1 % of a core.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.structs import TopicPartition

from streams import embedded
from streams.sampling import Sampler

GROUPS, PARTITIONS = 50, 20
LOOKS = 8
LIMIT_S = 2.0
EVERY_S, CPU_LIMIT = 10.0, 0.01


async def fill(kafka: str) -> None:
    """A topic a group; two records in each partition, the first of them committed."""
    topics = [f"bench-{n}" for n in range(GROUPS)]
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in topics], timeout_ms=60_000)
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=20)
    await producer.start()
    places = [TopicPartition(topic, n) for topic in topics for n in range(PARTITIONS)]
    sent = [await producer.send(place.topic, b"x", partition=place.partition) for place in places for _ in range(2)]
    await asyncio.gather(*sent)
    await producer.stop()
    for topic in topics:
        member = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=topic, enable_auto_commit=False)
        await member.start()
        member.assign([place for place in places if place.topic == topic])
        await member.commit({place: 1 for place in places if place.topic == topic})
        await member.stop()


async def measure(kafka: str) -> None:
    sampler = Sampler(kafka, group="bench-*")
    took_s, cpu_s = [], []
    began = time.perf_counter()
    await sampler.start()
    try:
        for number in range(LOOKS + 1):
            cpu_began = time.process_time()
            found = await sampler.sample()
            took_s.append(time.perf_counter() - began)
            if number:
                cpu_s.append(time.process_time() - cpu_began)
            unknown = sum(p.reading.lag_s is None for group in found for p in group.partitions)
            seen = sum(len(group.partitions) for group in found)
            wrong = sum(p.reading.lag != 1 for group in found for p in group.partitions)
            print(f"look {number}: {took_s[-1]:.2f} s, {seen} partitions, {wrong} wrong, {unknown} without seconds")
            began = time.perf_counter()
    finally:
        await sampler.close()
    median_s, share = statistics.median(took_s[1:]), statistics.median(cpu_s) / EVERY_S
    print(f"first look, connecting: {took_s[0]:.2f} s, {took_s[0] / LIMIT_S:.2f} of the limit of {LIMIT_S:g} s")
    print(f"later looks, median:    {median_s:.2f} s, {median_s / LIMIT_S:.2f} of the limit")
    print(f"CPU, a look each {EVERY_S:g} s: {share:.2%} of a core, {share / CPU_LIMIT:.2f} of the limit")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = embedded.start_kafka(Path(folder))
        try:
            asyncio.run(fill(server.address))
            asyncio.run(measure(server.address))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
