"""Samples of groups and partitions, taken from the broker from outside, and what the last of them mean."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
)
from aiokafka.structs import TopicPartition

from secondsource.errors import Unavailable
from streams.access import Kafka
from streams.brokers import Brokers
from streams.coordinators import DEAD, Coordinators, Group
from streams.door import AWAY, in_words
from streams.groups import GroupLag, Member, Partition
from streams.lag import UNTOLD, Reading, Sample, read
from streams.presence import ended
from streams.questions import EARLIEST, LATEST
from streams.survey import Survey

Place = tuple[str, TopicPartition]
#: How many samples of a partition are kept.
WINDOW = 30
#: Looks closer than this share one place in the window, so that quick looks do not shorten what is remembered.
APART_S = 1.0
#: What the broker has forgotten (a topic that was deleted or made anew, say) is still told for so long.
FORGET_S = 3600.0
#: Where Kafka keeps what groups commit.
OFFSETS = "__consumer_offsets"
FORBIDDEN = (ClusterAuthorizationFailedError, GroupAuthorizationFailedError, TopicAuthorizationFailedError)
GONE = "there is no such topic any more, or we may not see it"
ABSENT = "there is no such topic, or we may not see it"
#: Stands for a group that is not asked whether it is dead.
ALIVE = Group("")
#: Stands for a time that could not be read.
UNREAD = -2
KIND = "the group is of a kind (share, streams) of which neither members nor offsets can be told"
NO_PLACE = "the group has committed nothing here: where it reads cannot be told"


@dataclass(frozen=True, slots=True)
class Look:
    """What the brokers said at one time. `described` and `committed`: by group; `partitions`: of each topic there is.

    `unanswered`: group -> why nothing was said of it; `unread`: why there is no stamp; `waiting`: where a transaction
    is open.
    """

    unanswered: Mapping[str, str]
    described: Mapping[str, Group]
    committed: Mapping[str, Mapping[TopicPartition, int]]
    partitions: Mapping[str, list[TopicPartition]]
    begins: Mapping[TopicPartition, int]
    ends: Mapping[TopicPartition, int]
    stamps: Mapping[tuple[TopicPartition, int], int | None]
    unread: Mapping[tuple[TopicPartition, int], str]
    waiting: Collection[tuple[TopicPartition, int]]

    def sample(self, at_s: float, group: str, tp: TopicPartition) -> Sample | None:
        """None where it is not told where the partition begins and ends, or where the group is."""
        if group in self.unanswered or tp not in self.begins or tp not in self.ends:
            return None
        about, begin = self.described.get(group, Group()), self.begins[tp]
        committed = self.committed.get(group, {}).get(tp)
        place = tp, max(begin if committed is None else committed, begin)
        next_ms = self.stamps.get(place, UNREAD)
        return Sample(
            at_s=at_s,
            committed=committed,
            begin=begin,
            end=self.ends[tp],
            next_ms=None if next_ms == UNREAD else next_ms,
            members=len(about.members),
            group_state=about.state,
            bare=next_ms is None,
            unread=self.unread.get(place, ""),
            waiting=place in self.waiting,
        )


def fits(name: str, pattern: str) -> bool:
    """Whether a name is the pattern or fits it; a name may have brackets in it."""
    return name == pattern or fnmatchcase(name, pattern)


def remember(window: deque[Sample], sample: Sample) -> None:
    """Adds a sample, in place of the last one where that came less than APART_S after its own predecessor."""
    if len(window) > 1 and window[-1].at_s - window[-2].at_s < APART_S:
        window.pop()
    window.append(sample)


class Sampler:
    """Takes samples and remembers the last ones, so that states can be told from movement.

    `known`: group -> topics that it is to read, looked at also before it has ever committed or even existed; `clock`:
    seconds since 1970, to which the ages of records are told; `steady`: seconds of a clock that nobody sets.
    """

    def __init__(
        self,
        kafka: Kafka | str,
        *,
        group: str = "*",
        topic: str = "*",
        known: Mapping[str, Collection[str]] | None = None,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kafka = kafka
        self._brokers = Brokers(kafka)
        self._coordinators, self._survey = Coordinators(self._brokers), Survey(self._brokers)
        self._wanted_group, self._wanted_topic = group, topic
        self._known = {name: set(topics) for name, topics in (known or {}).items() if fits(name, group)}
        self._clock, self._steady = clock, steady
        self._seen: dict[tuple[str, str], float] = {}
        self.gaps: list[str] = []
        self.windows: dict[Place, deque[Sample]] = defaultdict(lambda: deque(maxlen=WINDOW))

    async def start(self) -> None:
        """Connects. Raises Unavailable."""
        await self._brokers.start()

    async def close(self) -> None:
        """Disconnects."""
        await self._brokers.close()

    async def sample(self) -> list[GroupLag]:
        """One look at every group and topic that is wanted; `gaps` says what it lacks.

        Raises Unavailable when no broker answers.
        """
        try:
            return await self._sample()
        except FORBIDDEN as error:
            raise Unavailable(f"Kafka at {self._kafka} does not let us look: {type(error).__name__}") from error
        except AWAY as error:
            raise Unavailable(f"Kafka at {self._kafka} went away: {in_words(error)}") from error

    async def _sample(self) -> list[GroupLag]:
        survey, coordinators = self._survey, self._coordinators
        partitions = await survey.partitions()
        listed = {name for name in await coordinators.groups() if fits(name, self._wanted_group)}
        groups = self._groups(listed, OFFSETS in partitions)
        described, committed = await asyncio.gather(coordinators.described(groups), coordinators.committed(groups))
        described.update({name: Group(UNTOLD) for name in listed if described.get(name, ALIVE).state == DEAD})
        topics = self._topics(described, committed)
        every = [tp for topic in sorted(set().union(*topics.values()) & partitions.keys()) for tp in partitions[topic]]
        begins, ends = await asyncio.gather(survey.bounds(every, EARLIEST), survey.bounds(every, LATEST))
        stamps = await survey.stamps(_wanted(topics, committed, partitions, begins, ends), ends)
        look = Look(
            dict(coordinators.unanswered),
            described,
            committed,
            partitions,
            begins,
            ends,
            stamps,
            survey.unread,
            survey.waiting,
        )
        at_s, now_s = self._steady(), self._clock()
        found = (self._told(group, topic, look, at_s, now_s) for group in sorted(topics) for topic in topics[group])
        told = [entry for entry in found if entry is not None]
        untold = {name: KIND for name, about in described.items() if about.state == UNTOLD}
        self.gaps = self._gaps(listed - {entry.group for entry in told}, untold | coordinators.unanswered)
        return told

    def _gaps(self, silent: set[str], why: Mapping[str, str]) -> list[str]:
        """What the last look lacks, in words. `silent`: groups that are there and of which nothing is told."""
        brokers = [f"broker {node} does not answer" for node in sorted(self._brokers.silent)]
        loading = [f"broker {node} is not ready to list its groups" for node in sorted(self._coordinators.loading)]
        return brokers + loading + [f"{name}: {why[name]}" for name in sorted(silent & why.keys())]

    def _groups(self, listed: set[str], any_offsets: bool) -> list[str]:
        """Also those that no broker lists: one may keep them and not answer. On a broker that never had a group no
        coordinator is looked for, since that would make the topic of offsets.
        """
        seen = {group for group, _ in self._seen}
        return sorted(listed | self._known.keys() | seen if any_offsets else listed)

    def _topics(
        self, described: Mapping[str, Group], committed: Mapping[str, Mapping[TopicPartition, int]]
    ) -> dict[str, list[str]]:
        """group -> wanted topics: what it has committed for within FORGET_S, what it is known or given to read."""
        at_s = self._steady()
        self._seen.update({(group, tp.topic): at_s for group, found in committed.items() for tp in found})
        self._seen = {key: seen_s for key, seen_s in self._seen.items() if at_s - seen_s < FORGET_S}
        for place in [place for place, window in self.windows.items() if at_s - window[-1].at_s >= FORGET_S]:
            del self.windows[place]
        found: dict[str, set[str]] = defaultdict(set)
        for group, topic in self._seen:
            found[group].add(topic)
        for group, topics in self._known.items():
            found[group] |= topics
        for group, about in described.items():
            found[group] |= {tp.topic for member in about.members for tp in member.places}
        wanted = {group: [t for t in sorted(topics) if fits(t, self._wanted_topic)] for group, topics in found.items()}
        return {group: topics for group, topics in wanted.items() if topics}

    def _told(self, group: str, topic: str, look: Look, at_s: float, now_s: float) -> GroupLag | None:
        """None for a topic that is not there and was not seen before."""
        members = _members(look.described.get(group, Group()), topic)
        answered = group not in look.unanswered
        if topic not in look.partitions:
            numbers = sorted(tp.partition for name, tp in self.windows if (name, tp.topic) == (group, topic))
            gone = tuple(not_told(number, GONE) for number in numbers)
            if gone:
                return GroupLag(group, topic, members, gone, answered)
            known = self._known.get(group, set())
            there = not answered or look.described.get(group, Group()).state != DEAD
            half = known & look.partitions.keys()  # the others that it is to read are there
            lacks = topic in known and (half or there)
            return GroupLag(group, topic, members, (), answered, ABSENT) if lacks else None
        told = [self._read(group, tp, look, at_s, now_s) for tp in look.partitions[topic]]
        if answered and group not in self._known:
            told = [without_place(p) if p.sample and p.sample.committed is None else p for p in told]
        return GroupLag(group, topic, members, tuple(told), answered)

    def _read(self, group: str, tp: TopicPartition, look: Look, at_s: float, now_s: float) -> Partition:
        sample = look.sample(at_s, group, tp)
        if sample is None:
            return not_told(tp.partition, look.unanswered.get(group) or self._survey.why_not(tp))
        window = self.windows[group, tp]
        remember(window, sample)
        return Partition(tp.partition, sample, read(tuple(window), now_s))


def without_place(partition: Partition) -> Partition:
    """One for which a stranger has committed nothing: it may read from the beginning, from the end, or not at all."""
    if partition.reading.state == "UNKNOWN" or not partition.lag:
        return partition
    told = replace(partition.reading, state="UNKNOWN", lag=0, lag_s=None, why=NO_PLACE, counted=False)
    return replace(partition, reading=told)


def not_told(number: int, why: str) -> Partition:
    """A partition of which nothing can be said."""
    return Partition(number, None, Reading("UNKNOWN", 0, None, why))


def _members(about: Group, topic: str) -> tuple[Member, ...]:
    """Those of the group, by host and name, with what each reads of the topic."""
    found = []
    for m in about.members:
        reads = tuple(sorted(tp.partition for tp in m.places if tp.topic == topic))
        found.append(Member(m.id, m.client, m.host, reads, ended(m.client, m.host)))
    return tuple(sorted(found, key=lambda member: (member.host, member.client, member.id)))


def _wanted(
    topics: Mapping[str, Collection[str]],
    committed: Mapping[str, Mapping[TopicPartition, int]],
    partitions: Mapping[str, list[TopicPartition]],
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
) -> dict[TopicPartition, set[int]]:
    """The offsets that groups read next, where there is a record."""
    wanted: dict[TopicPartition, set[int]] = defaultdict(set)
    for group, names in topics.items():
        found = committed.get(group, {})
        for tp in (tp for topic in names for tp in partitions.get(topic, ()) if tp in begins and tp in ends):
            at = max(found.get(tp, begins[tp]), begins[tp])
            if at < ends[tp]:
                wanted[tp].add(at)
    return wanted
