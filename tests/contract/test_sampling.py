"""Lag against a real broker: exact, also when nobody reads, and without leaving a trace."""

from __future__ import annotations

import time

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.structs import TopicPartition

from streams.sampling import Sampler

pytestmark = [pytest.mark.kafka, pytest.mark.asyncio]
HOUR_MS = 3_600_000


async def make(kafka: str, topic: str, records: int, *, age_ms: int = 0) -> None:
    """A topic of one partition with records, a second apart, the first `age_ms` old."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    now_ms = int(time.time() * 1000)
    for number in range(records):
        await producer.send_and_wait(topic, b"x", timestamp_ms=now_ms - age_ms + 1000 * number)
    await producer.stop()


async def commit(kafka: str, topic: str, group: str, offset: int) -> None:
    """The group's place, committed by a member that leaves again."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=group, enable_auto_commit=False)
    await consumer.start()
    consumer.assign([TopicPartition(topic, 0)])
    await consumer.commit({TopicPartition(topic, 0): offset})
    await consumer.stop()


async def look(kafka: str, group: str, times: int = 1) -> Sampler:
    sampler = Sampler(kafka, group=group)
    await sampler.start()
    for _ in range(times):
        await sampler.sample()
    return sampler


async def test_lag_is_exact_with_nobody_there(kafka: str, unique: str) -> None:
    await make(kafka, unique, 10, age_ms=HOUR_MS)
    await commit(kafka, unique, unique, 4)
    sampler = Sampler(kafka, group=unique)
    await sampler.start()
    (found,) = await sampler.sample()
    await sampler.close()
    assert (found.state, found.lag, found.members) == ("STOPPED", 6, 0)
    assert found.lag_s == pytest.approx(3600 - 4, abs=5)


async def test_a_group_without_members_does_not_vanish(kafka: str, unique: str) -> None:
    await make(kafka, unique, 3)
    await commit(kafka, unique, unique, 3)
    sampler = await look(kafka, unique, 2)
    (found,) = await sampler.sample()
    await sampler.close()
    assert (found.state, found.lag) == ("STOPPED", 0)


async def test_records_deleted_before_they_were_read_are_told(kafka: str, unique: str) -> None:
    await make(kafka, unique, 10)
    await commit(kafka, unique, unique, 2)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.delete_records({TopicPartition(unique, 0): RecordsToDelete(before_offset=7)})
    await admin.close()
    sampler = Sampler(kafka, group=unique)
    await sampler.start()
    (found,) = await sampler.sample()
    await sampler.close()
    assert (found.state, found.partitions[0].reading.lost, found.lag) == ("TRUNCATED", 5, 3)


async def test_a_group_that_is_set_back_is_told(kafka: str, unique: str) -> None:
    await make(kafka, unique, 10)
    await commit(kafka, unique, unique, 9)
    sampler = await look(kafka, unique)
    await commit(kafka, unique, unique, 1)
    (found,) = await sampler.sample()
    await sampler.close()
    assert found.state == "REWOUND"


async def test_looking_leaves_no_group_behind(kafka: str, unique: str) -> None:
    await make(kafka, unique, 1)
    await commit(kafka, unique, unique, 0)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    before = {name for name, *_ in await admin.list_consumer_groups()}
    sampler = await look(kafka, unique, 3)
    await sampler.close()
    after = {name for name, *_ in await admin.list_consumer_groups()}
    offsets = await admin.list_consumer_group_offsets(unique)
    await admin.close()
    assert before == after
    assert offsets[TopicPartition(unique, 0)].offset == 0
