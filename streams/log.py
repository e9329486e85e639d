"""Reading a topic from its beginning to where it ends now, without a group and without a trace."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import GroupCoordinatorNotAvailableError
from aiokafka.structs import TopicPartition

from secondsource.errors import Unavailable
from streams.access import Kafka, options
from streams.broker import admin_of
from streams.door import entered

#: Fetched at once from a partition; one record that is larger comes alone.
FETCH_BYTES = 1024 * 1024
#: A topic of which nothing comes for so long, though it has more, is not waited for: its broker is gone.
SILENT_S = 30.0


async def records(
    kafka: Kafka | str,
    topic: str,
    *,
    since_ms: int | None = None,
    begin: Mapping[int, int] | None = None,
    last: int | None = None,
    first: bool = False,
    told: Callable[[int], None] = lambda total: None,
) -> AsyncIterator[Any]:
    """The records of a topic, each partition in its order. Raises Unavailable; an unknown topic is empty.

    `since_ms`: only from the first record of that time on; `begin`: from these offsets on (partition -> offset);
    `last`: only so many of each partition; `first`: of each only what stands first; `told` hears how many there are,
    gaps counted (with `last` all that the topic holds).
    """
    async with _consumer_of(kafka) as consumer:
        partitions = await _partitions(kafka, topic)
        if not partitions:
            return
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        if since_ms is not None:
            await _seek(consumer, partitions, since_ms, ends)
        for partition in partitions:
            if begin and (at := begin.get(partition.partition)) is not None:
                consumer.seek(partition, at)
        told(sum([ends[p] - await consumer.position(p) for p in partitions]))
        if last is not None:
            for partition in partitions:
                consumer.seek(partition, max(await consumer.position(partition), ends[partition] - last))
        if first:
            begins = await consumer.beginning_offsets(partitions)
            ends = {p: min(ends[p], begins[p] + 1) for p in partitions}
        async for record in _until(consumer, ends, f"Kafka at {kafka} tells no more of {topic}"):
            yield record


def _consumer_of(kafka: Kafka | str) -> AbstractAsyncContextManager[AIOKafkaConsumer]:
    """A consumer of no group. Raises Unavailable."""
    consumer = AIOKafkaConsumer(
        **options(kafka),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    return entered(kafka, consumer, consumer.stop)


async def _until(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int], silent: str) -> AsyncIterator[Any]:
    """The records from where the consumer stands to the ends. Raises Unavailable, with `silent`, where none come."""
    heard_s = time.monotonic()
    while left := [partition for partition in ends if await consumer.position(partition) < ends[partition]]:
        found = await consumer.getmany(*left, timeout_ms=1000)
        for partition, batch in found.items():
            for record in batch:
                if record.offset < ends[partition]:
                    yield record
        if found:
            heard_s = time.monotonic()
        elif time.monotonic() - heard_s > SILENT_S:
            raise Unavailable(silent)


async def _seek(
    consumer: AIOKafkaConsumer, partitions: list[TopicPartition], since_ms: int, ends: dict[TopicPartition, int]
) -> None:
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, since_ms))
    for partition in partitions:
        at = found.get(partition)
        consumer.seek(partition, at.offset if at else ends[partition])


async def committed(kafka: Kafka | str, group: str, topic: str) -> dict[int, int]:
    """partition -> the offset up to which the group has acknowledged; where it never did, none. Raises Unavailable."""
    async with admin_of(kafka) as admin:
        try:
            found = await admin.list_consumer_group_offsets(group)
        except GroupCoordinatorNotAvailableError:  # the first group of a new broker
            return {}
    return {place.partition: meta.offset for place, meta in found.items() if place.topic == topic}


async def _partitions(kafka: Kafka | str, topic: str) -> list[TopicPartition]:
    """Those of a topic, none when there is no such topic. A consumer knows only topics that it has subscribed to."""
    async with admin_of(kafka) as admin:
        if topic not in await admin.list_topics():
            return []
        described = await admin.describe_topics([topic])
    return sorted(TopicPartition(topic, partition["partition"]) for partition in described[0]["partitions"])
