"""Lag against a real broker: exact, also when nobody reads, and without leaving a trace."""

from __future__ import annotations

import random
import time

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.structs import TopicPartition

from streams.groups import GroupLag
from streams.sampling import ABSENT, KIND, Sampler
from tests.crew import until
from tests.newer import NewerMember, join_shared
from tests.scenes import Stage, until_assigned

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
    assert (found.state, found.lag, found.members) == ("STOPPED", 6, ())
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
    assert found.state == "STOPPED", "nobody reads it, which is worse"
    assert found.partitions[0].reading.why == "the group has no members; it went back 8 records"


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


async def test_members_are_told_with_their_host_and_what_they_read(kafka: str, unique: str) -> None:
    stage = Stage(kafka, unique)
    await stage.fill(5)
    await until_assigned(await stage.join())
    await stage.commit(1)
    sampler = await look(kafka, unique)
    (found,) = await sampler.sample()
    await sampler.close()
    await stage.close()
    reader = found.reader(0)
    assert reader is not None
    assert (reader.host, reader.partitions) == ("127.0.0.1", (0,))
    assert reader.client.startswith("aiokafka")
    assert len(found.members) == 1


async def test_a_group_of_the_newer_protocol_has_its_members(kafka: str, unique: str) -> None:
    await make(kafka, unique, 5)
    await commit(kafka, unique, unique, 2)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    member = NewerMember(admin, unique, unique)
    sampler = await look(kafka, unique)

    seen: list[GroupLag] = []

    async def with_member() -> bool:
        await member.beat()
        seen[:] = await sampler.sample()
        return bool(seen[0].reader(0))

    await until(with_member, 30, "the member reads", every_s=0.1)
    (found,) = seen
    await sampler.close()
    await admin.close()
    assert [(one.host, one.partitions) for one in found.members] == [("127.0.0.1", (0,))]
    assert (found.lag, found.state) != (3, "STOPPED")


async def test_a_share_group_does_not_vanish_without_a_word(kafka: str, unique: str) -> None:
    await make(kafka, unique, 3)
    await commit(kafka, unique, unique, 1)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await join_shared(admin, f"{unique}-shared", unique)
    await admin.close()
    sampler = await look(kafka, f"{unique}*")
    await sampler.close()
    assert sampler.gaps == [f"{unique}-shared: {KIND}"]


async def test_a_group_that_is_there_without_its_topics_is_unknown(kafka: str, unique: str) -> None:
    await make(kafka, unique, 3)
    await commit(kafka, unique, unique, 1)
    sampler = Sampler(kafka, group=unique, topic="*-gone", known={unique: [f"{unique}-gone"]})
    await sampler.start()
    (found,) = await sampler.sample()
    assert (found.topic, found.state, found.why) == (f"{unique}-gone", "UNKNOWN", ABSENT)
    await sampler.close()
    nobody = Sampler(kafka, group=f"{unique}-no", known={f"{unique}-no": [f"{unique}-gone"]})
    await nobody.start()
    assert not await nobody.sample(), "a group that never was is not there yet"
    await nobody.close()


async def test_time_is_exact_amid_batches_larger_than_what_is_asked_for_first(kafka: str, unique: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(unique, 3, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=200, max_batch_size=900_000, compression_type="gzip")
    await producer.start()
    now_ms = int(time.time() * 1000)
    for partition in range(3):
        for number in range(20):
            when_ms = now_ms - HOUR_MS + 60_000 * number
            value = random.Random(number).randbytes(20_000)
            await producer.send(unique, value, partition=partition, timestamp_ms=when_ms)
    await producer.stop()
    by_hand = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=unique, enable_auto_commit=False)
    await by_hand.start()
    by_hand.assign([TopicPartition(unique, partition) for partition in range(3)])
    await by_hand.commit({TopicPartition(unique, partition): 5 + partition for partition in range(3)})
    await by_hand.stop()
    sampler = await look(kafka, unique)
    (found,) = await sampler.sample()
    await sampler.close()
    assert len(found.partitions) == 3
    for partition in found.partitions:
        assert partition.reading.lag_s == pytest.approx(3600 - 60 * (5 + partition.number), abs=5)
