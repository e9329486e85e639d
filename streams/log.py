"""Reading a topic from its beginning to where it ends now, without a group and without a trace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from secondsource.errors import Unavailable
from streams.broker import CONNECT_S

#: Fetched at once from a partition; one record that is larger comes alone.
FETCH_BYTES = 1024 * 1024


async def records(kafka: str, topic: str) -> AsyncIterator[Any]:
    """The records of a topic, partition by partition. Raises Unavailable; an unknown topic is empty."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    try:
        await asyncio.wait_for(consumer.start(), CONNECT_S)
    except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError) as error:
        await consumer.stop()
        raise Unavailable(f"Kafka at {kafka} does not answer: is it running? (`secondsource up` starts one)") from error
    try:
        partitions = await _partitions(kafka, topic)
        if not partitions:
            return
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        left = {p for p in partitions if await consumer.position(p) < ends[p]}
        while left:
            for partition, batch in (await consumer.getmany(*left, timeout_ms=1000)).items():
                for record in batch:
                    if record.offset < ends[partition]:
                        yield record
            left = {p for p in left if await consumer.position(p) < ends[p]}
    finally:
        await consumer.stop()


async def _partitions(kafka: str, topic: str) -> list[TopicPartition]:
    """Those of a topic, none when there is no such topic. A consumer knows only topics that it has subscribed to."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    try:
        await admin.start()
        if topic not in await admin.list_topics():
            return []
        described = await admin.describe_topics([topic])
        return sorted(TopicPartition(topic, partition["partition"]) for partition in described[0]["partitions"])
    finally:
        await admin.close()
