"""Samples of groups and partitions, taken from the broker from outside: no joins, no commits, no trace."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from fnmatch import fnmatchcase
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from secondsource.errors import Unavailable
from streams.broker import CONNECT_S
from streams.lag import GroupLag, Partition, Sample, read

Place = tuple[str, TopicPartition]
#: How many samples of a partition are kept, and how long fetching timestamps may take.
WINDOW = 30
TIMESTAMPS_S = 1.5
#: Looks closer than this share one place in the window, so that quick looks do not shorten what is remembered.
APART_S = 1.0
#: A group that the broker has forgotten (its topic was made anew, say) is still told for so long.
FORGET_S = 3600.0
#: Kafka's code for a group state in the answer to a description.
STATE_AT, MEMBERS_AT, GROUP_AT = 2, 5, 1


def remember(window: deque[Sample], sample: Sample) -> None:
    """Adds a sample, in place of the last one where that came less than APART_S after its own predecessor."""
    if len(window) > 1 and window[-1].at_s - window[-2].at_s < APART_S:
        window.pop()
    window.append(sample)


class Sampler:
    """Takes samples and remembers the last ones, so that states can be told from movement.

    `known`: group -> topics that it is to read, looked at also before it has ever committed or even existed.
    """

    def __init__(
        self,
        kafka: str,
        *,
        group: str = "*",
        topic: str = "*",
        known: Mapping[str, Collection[str]] | None = None,
        clock: Callable[[], float] = time.time,
        **security: Any,
    ) -> None:
        self._kafka = kafka
        self._wanted_group, self._wanted_topic = group, topic
        self._known = {name: set(topics) for name, topics in (known or {}).items() if fnmatchcase(name, group)}
        self._clock = clock
        self._security = security
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None
        self._seen: dict[tuple[str, str], float] = {}
        self.windows: dict[Place, deque[Sample]] = defaultdict(lambda: deque(maxlen=WINDOW))

    async def start(self) -> None:
        """Connects. Raises Unavailable."""
        self._admin = AIOKafkaAdminClient(bootstrap_servers=self._kafka, **self._security)
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._kafka,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=4096,
            fetch_max_wait_ms=50,
            **self._security,
        )
        try:
            await asyncio.wait_for(asyncio.gather(self._admin.start(), self._consumer.start()), CONNECT_S)
        except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError) as error:
            await self.close()
            raise Unavailable(
                f"Kafka at {self._kafka} does not answer: is it running? (`secondsource up` starts one)"
            ) from error

    async def close(self) -> None:
        """Disconnects."""
        for client in (self._admin, self._consumer):
            if client is not None:
                try:
                    await (client.close() if isinstance(client, AIOKafkaAdminClient) else client.stop())
                except (KafkaError, OSError):
                    continue

    async def sample(self) -> list[GroupLag]:
        """One look at every group and topic that is wanted. Raises Unavailable when the broker goes away."""
        try:
            return await self._sample()
        except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError) as error:
            raise Unavailable(f"Kafka at {self._kafka} went away: {error or type(error).__name__}") from error

    async def _sample(self) -> list[GroupLag]:
        assert self._admin is not None
        assert self._consumer is not None
        listed = [name for name, *_ in await self._admin.list_consumer_groups()]
        groups = [name for name in listed if fnmatchcase(name, self._wanted_group)]
        described, *offsets = await asyncio.gather(
            self._describe(groups), *(self._admin.list_consumer_group_offsets(group) for group in groups)
        )
        places: dict[str, dict[TopicPartition, int]] = {name: {} for name in {*self._known, *self._remembered()}}
        for group, found in zip(groups, offsets, strict=True):
            kept = {tp: meta.offset for tp, meta in found.items() if fnmatchcase(tp.topic, self._wanted_topic)}
            if kept or group in places:
                places[group] = kept
            self._seen.update(dict.fromkeys(((group, tp.topic) for tp in kept), self._clock()))
        topics = {group: self._topics(group, found) for group, found in places.items()}
        partitions = await self._all_partitions(set().union(*topics.values()))
        every = sorted({tp for tps in partitions.values() for tp in tps})
        if not every:
            return []
        ends, begins = await asyncio.gather(self._consumer.end_offsets(every), self._consumer.beginning_offsets(every))
        stamps = await self._timestamps(places, topics, partitions, begins, ends)
        return self._told(places, topics, partitions, described, begins, ends, stamps)

    def _topics(self, group: str, found: Mapping[TopicPartition, int]) -> set[str]:
        """The topics of a group: those it has committed for, and those it is known to read."""
        known = {topic for topic in self._known.get(group, ()) if fnmatchcase(topic, self._wanted_topic)}
        return known | {tp.topic for tp in found} | self._remembered().get(group, set())

    def _remembered(self) -> dict[str, set[str]]:
        """group -> topics that it had committed for within FORGET_S."""
        found: dict[str, set[str]] = defaultdict(set)
        for (group, topic), at_s in self._seen.items():
            if self._clock() - at_s < FORGET_S:
                found[group].add(topic)
        return found

    async def _describe(self, groups: list[str]) -> dict[str, tuple[str, int]]:
        """group -> (state, members).

        One request a group: aiokafka 0.14 asks with DescribeGroups v3 and reads the answer as v2, which lacks the
        authorized operations at the end of each group, so an answer about several groups cannot be decoded.
        """
        assert self._admin is not None
        found: dict[str, tuple[str, int]] = {}
        answers = await asyncio.gather(*(self._admin.describe_consumer_groups([group]) for group in groups))
        for answer in chain.from_iterable(answers):
            for entry in answer.groups:
                found[entry[GROUP_AT]] = (entry[STATE_AT], len(entry[MEMBERS_AT]))
        return found

    async def _all_partitions(self, topics: set[str]) -> dict[str, list[TopicPartition]]:
        """Every partition of the topics, also those that nothing was committed for. A deleted topic has none."""
        assert self._consumer is not None
        if not topics:
            return {}
        await self._consumer._client.force_metadata_update()
        known = await self._consumer.topics()
        return {
            topic: sorted(TopicPartition(topic, n) for n in self._consumer.partitions_for_topic(topic) or ())
            for topic in topics & known
        }

    async def _timestamps(
        self,
        places: Mapping[str, Mapping[TopicPartition, int]],
        topics: Mapping[str, set[str]],
        partitions: Mapping[str, list[TopicPartition]],
        begins: Mapping[TopicPartition, int],
        ends: Mapping[TopicPartition, int],
    ) -> dict[tuple[TopicPartition, int], int]:
        """The timestamp of the record that each group reads next, where there is one. One pass a distinct offset."""
        wanted: dict[TopicPartition, set[int]] = defaultdict(set)
        for group, found in places.items():
            for topic in topics[group]:
                for tp in partitions.get(topic, ()):
                    at = max(found.get(tp, begins[tp]), begins[tp])
                    if at < ends[tp]:
                        wanted[tp].add(at)
        stamps: dict[tuple[TopicPartition, int], int] = {}
        rounds = max((len(offsets) for offsets in wanted.values()), default=0)
        queued = {tp: sorted(offsets) for tp, offsets in wanted.items()}
        for number in range(rounds):
            turn = {tp: offsets[number] for tp, offsets in queued.items() if number < len(offsets)}
            stamps.update(await self._fetch(turn))
        return stamps

    async def _fetch(self, turn: Mapping[TopicPartition, int]) -> dict[tuple[TopicPartition, int], int]:
        assert self._consumer is not None
        self._consumer.assign(list(turn))
        for tp, offset in turn.items():
            self._consumer.seek(tp, offset)
        found: dict[tuple[TopicPartition, int], int] = {}
        left = set(turn)
        deadline = time.monotonic() + TIMESTAMPS_S
        while left and time.monotonic() < deadline:
            for tp, batch in (await self._consumer.getmany(*left, timeout_ms=100, max_records=len(left))).items():
                if batch and tp in left:
                    found[tp, turn[tp]] = batch[0].timestamp
                    left.discard(tp)
        self._consumer.unsubscribe()
        return found

    def _told(
        self,
        places: Mapping[str, Mapping[TopicPartition, int]],
        topics: Mapping[str, set[str]],
        partitions: Mapping[str, list[TopicPartition]],
        described: Mapping[str, tuple[str, int]],
        begins: Mapping[TopicPartition, int],
        ends: Mapping[TopicPartition, int],
        stamps: Mapping[tuple[TopicPartition, int], int],
    ) -> list[GroupLag]:
        now_s = self._clock()
        told = []
        for group, found in places.items():
            state, members = described.get(group, ("Dead", 0))
            for topic in sorted(topics[group]):
                if topic not in partitions:
                    continue
                read_off = []
                for tp in partitions.get(topic, ()):
                    committed = found.get(tp)
                    at = max(begins[tp] if committed is None else committed, begins[tp])
                    sample = Sample(now_s, committed, begins[tp], ends[tp], stamps.get((tp, at)), members, state)
                    window = self.windows[group, tp]
                    remember(window, sample)
                    read_off.append(Partition(tp.partition, sample, read(tuple(window), now_s)))
                told.append(GroupLag(group, topic, members, tuple(read_off)))
        return told
