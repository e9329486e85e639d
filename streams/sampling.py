"""Samples of groups and partitions, taken from the broker from outside, and what the last of them mean."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from fnmatch import fnmatchcase

from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from secondsource.errors import Unavailable
from streams.access import Kafka
from streams.lag import GroupLag, Member, Partition, Reading, Sample, read
from streams.questions import EARLIEST, LATEST
from streams.survey import Group, Survey

Place = tuple[str, TopicPartition]
#: How many samples of a partition are kept.
WINDOW = 30
#: Looks closer than this share one place in the window, so that quick looks do not shorten what is remembered.
APART_S = 1.0
#: A group that the broker has forgotten (its topic was made anew, say) is still told for so long.
FORGET_S = 3600.0
#: A partition that nobody leads, or that went while it was looked at.
UNTOLD = Reading("UNKNOWN", 0, None, "the broker did not say where it begins and ends: it has no leader, or is gone")


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
        kafka: Kafka | str,
        *,
        group: str = "*",
        topic: str = "*",
        known: Mapping[str, Collection[str]] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._kafka = kafka
        self._survey = Survey(kafka)
        self._wanted_group, self._wanted_topic = group, topic
        self._known = {name: set(topics) for name, topics in (known or {}).items() if fnmatchcase(name, group)}
        self._clock = clock
        self._seen: dict[tuple[str, str], float] = {}
        self.windows: dict[Place, deque[Sample]] = defaultdict(lambda: deque(maxlen=WINDOW))

    async def start(self) -> None:
        """Connects. Raises Unavailable."""
        await self._survey.start()

    async def close(self) -> None:
        """Disconnects."""
        await self._survey.close()

    async def sample(self) -> list[GroupLag]:
        """One look at every group and topic that is wanted. Raises Unavailable when the broker goes away."""
        try:
            return await self._sample()
        except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError) as error:
            raise Unavailable(f"Kafka at {self._kafka} went away: {error or type(error).__name__}") from error

    async def _sample(self) -> list[GroupLag]:
        survey = self._survey
        partitions = await survey.partitions()
        groups = [name for name in await survey.groups() if fnmatchcase(name, self._wanted_group)]
        described, committed = await asyncio.gather(survey.described(groups), survey.committed(groups))
        places = self._places(committed)
        topics = {group: self._topics(group, found) & partitions.keys() for group, found in places.items()}
        every = [tp for topic in sorted(set().union(*topics.values())) for tp in partitions[topic]]
        begins, ends = await asyncio.gather(survey.bounds(every, EARLIEST), survey.bounds(every, LATEST))
        stamps = await survey.stamps(_wanted(places, topics, partitions, begins, ends))
        now_s = self._clock()
        told = []
        for group, found in places.items():
            about = described.get(group, Group())
            for topic in sorted(topics[group]):
                samples = [
                    (tp, _sample_of(now_s, tp, found.get(tp), begins, ends, stamps, about)) for tp in partitions[topic]
                ]
                told.append(self._told(group, topic, samples, about, now_s))
        return told

    def _places(self, committed: Mapping[str, Mapping[TopicPartition, int]]) -> dict[str, Mapping[TopicPartition, int]]:
        """group -> what it has committed for wanted topics; also groups that have not, or not any more."""
        places: dict[str, Mapping[TopicPartition, int]] = {name: {} for name in {*self._known, *self._remembered()}}
        for group, found in committed.items():
            kept = {tp: offset for tp, offset in found.items() if fnmatchcase(tp.topic, self._wanted_topic)}
            if kept or group in places:
                places[group] = kept
            self._seen.update(dict.fromkeys(((group, tp.topic) for tp in kept), self._clock()))
        return dict(sorted(places.items()))

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

    def _told(
        self, group: str, topic: str, samples: list[tuple[TopicPartition, Sample | None]], about: Group, now_s: float
    ) -> GroupLag:
        told = []
        for tp, sample in samples:
            if sample is None:
                told.append(Partition(tp.partition, None, UNTOLD))
                continue
            window = self.windows[group, tp]
            remember(window, sample)
            told.append(Partition(tp.partition, sample, read(tuple(window), now_s)))
        return GroupLag(group, topic, _members(about, topic), tuple(told))


def _members(about: Group, topic: str) -> tuple[Member, ...]:
    """Those of the group, by host and name, with what each reads of the topic."""
    found = [
        Member(m.id, m.client, m.host, tuple(sorted(tp.partition for tp in m.places if tp.topic == topic)))
        for m in about.members
    ]
    return tuple(sorted(found, key=lambda member: (member.host, member.client, member.id)))


def _sample_of(
    now_s: float,
    tp: TopicPartition,
    committed: int | None,
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
    stamps: Mapping[tuple[TopicPartition, int], int],
    about: Group,
) -> Sample | None:
    if tp not in begins or tp not in ends:
        return None
    begin = begins[tp]
    at = max(begin if committed is None else committed, begin)
    return Sample(now_s, committed, begin, ends[tp], stamps.get((tp, at)), len(about.members), about.state)


def _wanted(
    places: Mapping[str, Mapping[TopicPartition, int]],
    topics: Mapping[str, set[str]],
    partitions: Mapping[str, list[TopicPartition]],
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
) -> dict[TopicPartition, set[int]]:
    """The offsets that groups read next, where there is a record."""
    wanted: dict[TopicPartition, set[int]] = defaultdict(set)
    for group, found in places.items():
        for tp in (tp for topic in topics[group] for tp in partitions[topic] if tp in begins and tp in ends):
            at = max(found.get(tp, begins[tp]), begins[tp])
            if at < ends[tp]:
                wanted[tp].add(at)
    return wanted
