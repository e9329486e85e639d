"""A desk of 100,000 waiting claims made again from Kafka, and compared with it: `make bench-rebuild`.

The log is as the workers write it: DISTINCT articles go through the engine, the clusters and the queue, and stand for
the rest with other ids and numbers. Printed are the seconds of the two commands, start to exit, against the limit.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from schemas import topics
from schemas.claims import ClaimsRecord, Origin
from schemas.cluster import ClusterRecord
from schemas.queue_item import QueueItem
from schemas.wire.detect import decode
from secondsource.review import ENGINE, as_dict, review
from streams import embedded
from streams.broker import Outgoing, Sender, make_topics
from streams.publishing import Publisher
from tests.wirecopy import Copy, copies
from workers.evidence import Evidence
from workers.policy import Policy
from workers.queue import ClaimQueue
from workers.relay import relay

ITEMS = 100_000
LIMIT_S = 60.0
DISTINCT = 1_000
BATCH = 500
DESK = "bench"


class Made(NamedTuple):
    """What the log holds of one article, as bytes, and the parts of it that are another's in another."""

    claims: bytes
    decision: ClusterRecord
    item: QueueItem
    number: str


class Kept:
    """Takes the decisions on clusters where a worker would send them."""

    def __init__(self) -> None:
        self.last: Sequence[ClusterRecord] = ()

    async def clusters(self, records: Sequence[ClusterRecord]) -> None:
        self.last = records


async def made(queue: ClaimQueue, copy: Copy) -> Made | None:
    """One article through the engine, the clusters and the queue; None unless it makes one claim for the queue."""
    article, now_ms = decode(copy.value), int(time.time() * 1000)
    record = ClaimsRecord(
        article=article,
        review=as_dict(review(article.to_model())),
        engine=ENGINE,
        received_ms=now_ms,
        reviewed_ms=now_ms,
        origin=Origin(topic="wire.articles", partition=0, offset=0),
    )
    kept = Kept()
    await Evidence(queue, kept).absorb(record)
    number = next((word for word in copy.claims[0].split() if word.isdigit()), "")
    decisions = [decision for decision in kept.last if decision.queued]
    if len(kept.last) != 1 or len(decisions) != 1 or not number:
        return None
    row = await queue.get(decisions[0].cluster)
    return Made(record.to_bytes(), decisions[0], row.item, number)


def as_another(one: Made, serial: int) -> tuple[Outgoing, Outgoing, QueueItem]:
    """The claims record, the decision and the item of an article that differs in its id and its number."""
    item, number, cluster = f"{one.item.item}-{serial}", str(10**7 + serial), f"{serial:016x}"
    old = one.item.item.encode(), one.number.encode()
    claims = one.claims.replace(old[0], item.encode()).replace(old[1], number.encode())
    claim = f"{item}/{one.item.claim_id}"
    assert one.decision.fingerprint is not None
    words = {
        name: [number if word == one.number else word for word in value] if isinstance(value, list) else value
        for name, value in one.decision.fingerprint.items()
    }
    change = {"claim": claim, "cluster": cluster, "item": item, "desk": DESK, "fingerprint": words}
    decision = one.decision.model_copy(update=change)
    pushed = one.item.model_copy(
        update={"id": cluster, "item": item, "desk": DESK, "claim": one.item.claim.replace(one.number, number)}
    )
    return (
        Outgoing(topics.CLAIMS.name, item.encode(), claims),
        Outgoing(topics.CLUSTERS.name, claim.encode(), decision.to_bytes()),
        pushed,
    )


async def fill(kafka: str, redis: str, items: int) -> None:
    """The log of a desk with so many waiting items. Redis has the desk too, when this returns."""
    await make_topics(kafka)
    sender = Sender(kafka)
    scratch, queue = [await ClaimQueue.open(redis, desk, Policy(quota=10**9)) for desk in ("scratch", DESK)]
    examples = [one for copy in copies(min(DISTINCT, items), seed=9) if (one := await made(scratch, copy))]
    for start in range(0, items, BATCH):
        batch = [as_another(examples[n % len(examples)], n) for n in range(start, min(start + BATCH, items))]
        await sender.send([record for claims, decision, _ in batch for record in (claims, decision)])
        await queue.push_many([item for *_, item in batch])
        await relay(queue, Publisher(sender))
    await sender.close()
    await scratch.close()
    await queue.close()


async def forget(redis: str) -> None:
    """As a new machine would be."""
    queue = await ClaimQueue.open(redis, DESK)
    await queue.client.flushall()
    await queue.close()


def timed(kafka: str, redis: str, *words: str) -> tuple[float, str]:
    """Seconds of one command, and what it said."""
    environ = {**os.environ, "KAFKA_BOOTSTRAP_SERVERS": kafka, "REDIS_URL": redis, "SECONDSOURCE_DESK": DESK}
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", *words], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed: {done.stderr or done.stdout}")
    return time.perf_counter() - began, done.stdout


def machine() -> Iterator[str]:
    yield f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    yield "load before: " + ", ".join(f"{load:.2f}" for load in os.getloadavg())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS)
    items = parser.parse_args().items
    print(*machine(), sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        kafka = embedded.start_kafka(Path(folder, "kafka"))
        redis = embedded.start_redis(Path(folder, "redis"))
        try:
            asyncio.run(fill(kafka.address, redis.address, items))
            asyncio.run(forget(redis.address))
            rebuilt_s, told = timed(kafka.address, redis.address, "rebuild")
            print(told.strip())
            limit_s = LIMIT_S * items / ITEMS
            share = rebuilt_s / limit_s
            print(f"rebuild: {rebuilt_s:.1f} s for {items} items, {share:.2f} of the limit of {limit_s:g} s")
            compared_s, told = timed(kafka.address, redis.address, "verify")
            print(f"verify:  {compared_s:.1f} s; {told.strip()}")
        finally:
            redis.kill()
            kafka.kill()


if __name__ == "__main__":
    main()
