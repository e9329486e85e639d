"""More than one broker: one dies or hangs while lag is read. What it alone keeps is unknown; nothing else changes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.structs import TopicPartition

from schemas import topics
from secondsource.errors import Unavailable
from streams import freshness
from streams.access import Kafka
from streams.broker import make_topics
from streams.freshness import read_freshness
from streams.groups import GroupLag
from streams.sampling import Sampler
from streams.seen import look
from streams.settings import Settings
from tests.cluster import Cluster
from tests.conftest import lacking
from tests.crew import until

pytestmark = [pytest.mark.kafka, pytest.mark.asyncio]
RECORDS, COMMITTED = 10, 4
WITHIN_S = 60.0
SamplerOf = Callable[[str], Awaitable[Sampler]]
#: topic -> partition -> its brokers, the leader first. Of `kept` one partition is on the second broker alone.
TOPICS = {"copied": {0: [2, 1]}, "kept": {0: [2], 1: [1]}}
PLACES = [TopicPartition(topic, number) for topic, numbers in TOPICS.items() for number in numbers]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.__enter__()
    except Unavailable as error:
        lacking(str(error))
    yield made
    made.__exit__()


@pytest_asyncio.fixture
async def sampler_of(cluster: Cluster) -> AsyncIterator[SamplerOf]:
    """Makes samplers of groups, closed whatever happens."""
    made: list[Sampler] = []

    async def start(group: str) -> Sampler:
        made.append(Sampler(cluster.address, group=group))
        await made[-1].start()
        return made[-1]

    yield start
    for sampler in made:
        await sampler.close()


async def prepare(cluster: Cluster, prefix: str) -> dict[int, str]:
    """Topics with records, and a group without members that broker 1, and one that broker 2 keeps. broker -> group"""
    admin = AIOKafkaAdminClient(bootstrap_servers=cluster.address)
    await admin.start()
    await until(lambda: three(admin), WITHIN_S, "all brokers are there")
    await admin.create_topics(
        [NewTopic(prefix + topic, -1, -1, replica_assignments=where) for topic, where in TOPICS.items()]
    )
    producer = AIOKafkaProducer(bootstrap_servers=cluster.address, acks="all")  # the end is what every copy has
    await producer.start()
    for place in PLACES:
        for _ in range(RECORDS):
            await producer.send_and_wait(prefix + place.topic, b"x", partition=place.partition)
    await producer.stop()
    await commit(cluster, prefix, f"{prefix}-any")  # makes the topic of offsets
    found: dict[int, str] = {}
    for number in range(100):
        found.setdefault(await admin.find_coordinator(f"{prefix}-{number}"), f"{prefix}-{number}")
        if {1, 2} <= found.keys():
            break
    for node in (1, 2):
        await commit(cluster, prefix, found[node])
    await admin.close()
    return found


async def three(admin: AIOKafkaAdminClient) -> bool:
    return len((await admin.describe_cluster())["brokers"]) == 3


async def commit(cluster: Cluster, prefix: str, group: str) -> None:
    by_hand = AIOKafkaConsumer(bootstrap_servers=cluster.address, group_id=group, enable_auto_commit=False)
    await by_hand.start()
    places = [TopicPartition(prefix + place.topic, place.partition) for place in PLACES]
    by_hand.assign(places)
    await by_hand.commit(dict.fromkeys(places, COMMITTED))
    await by_hand.stop()


def told(found: list[GroupLag], group: str, topic: str) -> list[tuple[str, int | None]]:
    """State and records of each partition; no records where none are told."""
    (entry,) = (entry for entry in found if entry.group == group and entry.topic.endswith(topic))
    return [(p.reading.state, p.reading.lag if p.sample else None) for p in entry.partitions]


KNOWN, UNKNOWN = ("STOPPED", RECORDS - COMMITTED), ("UNKNOWN", None)


async def test_a_broker_that_dies_takes_with_it_only_what_it_alone_keeps(
    cluster: Cluster, sampler_of: SamplerOf
) -> None:
    groups = await prepare(cluster, "dies")
    sampler = await sampler_of("dies-*")
    seen: list[GroupLag] = await sampler.sample()
    assert [told(seen, groups[node], topic) for node in (1, 2) for topic in TOPICS] == [[KNOWN], [KNOWN, KNOWN]] * 2

    async def look_again() -> None:
        seen[:] = await sampler.sample()
        for entry in seen:
            for state in told(seen, entry.group, entry.topic):
                assert state in (KNOWN, UNKNOWN), (entry.group, entry.topic, state)

    async def after_the_move() -> bool:
        await look_again()
        here = told(seen, groups[1], "copied") == [KNOWN] and told(seen, groups[1], "kept") == [UNKNOWN, KNOWN]
        return here and told(seen, groups[2], "copied") == [UNKNOWN]

    cluster.kill(2)
    await look_again()
    assert told(seen, groups[2], "copied") == [UNKNOWN]
    assert sampler.gaps == ["broker 2 does not answer"]
    await until(after_the_move, WITHIN_S, "what has a copy is told again")
    why = {p.number: p.reading.why for entry in seen if entry.group == groups[1] for p in entry.partitions}
    assert "no leader" in why[0]
    assert {entry.answered for entry in seen if entry.group == groups[2]} == {False}
    cluster.start(2)

    async def all_again() -> bool:
        await look_again()
        return all(told(seen, groups[node], "kept") == [KNOWN, KNOWN] for node in (1, 2))

    await until(all_again, WITHIN_S, "all is told when it is back")
    assert not sampler.gaps


async def test_a_broker_that_hangs_does_not_silence_the_others(cluster: Cluster, sampler_of: SamplerOf) -> None:
    groups = await prepare(cluster, "hangs")
    sampler = await sampler_of("hangs-*")
    await sampler.sample()
    os.kill(cluster.pid(2), signal.SIGSTOP)
    try:
        found = await sampler.sample()
        assert told(found, groups[1], "kept") == [UNKNOWN, KNOWN]
        assert told(found, groups[2], "kept") == [UNKNOWN, UNKNOWN]
    finally:
        os.kill(cluster.pid(2), signal.SIGCONT)

    async def all_again() -> bool:
        found = await sampler.sample()
        return all(told(found, groups[node], "kept") == [KNOWN, KNOWN] for node in (1, 2))

    await until(all_again, WITHIN_S, "all is told when it goes on")


async def test_the_way_of_copy_is_not_waited_for_without_end(
    cluster: Cluster, sampler_of: SamplerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "WAY_S", 3.0)
    settings = Settings(Kafka(cluster.address), "", prefix="way.")
    admin = AIOKafkaAdminClient(bootstrap_servers=cluster.address)
    await admin.start()
    await until(lambda: three(admin), WITHIN_S, "all brokers are there")
    name = f"way.{topics.CLAIMS.name}"
    await admin.create_topics([NewTopic(name, -1, -1, replica_assignments={0: [3]})])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=cluster.address)
    await producer.start()
    await producer.send_and_wait(name, b"written by somebody else")
    await producer.stop()
    assert (await read_freshness(settings, 0)).steps[0].count == 0
    cluster.kill(3)
    sampler = await sampler_of("way")
    seen = await look(sampler, partial(read_freshness, settings))
    assert seen.fresh is None
    assert "the way of copy cannot be read" in seen.gaps[-1]
    cluster.start(3)


async def test_our_topics_are_kept_by_as_many_brokers_as_keep_them_safe(cluster: Cluster) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=cluster.address)
    await admin.start()

    async def kept() -> bool:
        """Each broker learns in its own time that the third is back: made anew until all know it."""
        prefix = f"safe.{time.monotonic_ns()}."
        await make_topics(cluster.address, prefix)
        described = await admin.describe_topics([f"{prefix}{topic.name}" for topic in topics.ALL])
        return {len(partition["replicas"]) for topic in described for partition in topic["partitions"]} == {3}

    await until(kept, WITHIN_S, "three copies of each")
    await admin.close()


async def test_where_nobody_answers_it_is_one_clear_error(cluster: Cluster, sampler_of: SamplerOf) -> None:
    sampler = await sampler_of("nobody")
    await sampler.sample()
    for node in (1, 2, 3):
        cluster.kill(node)
    with pytest.raises(Unavailable, match="went away: the connection is lost"):
        await sampler.sample()
