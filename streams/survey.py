"""What a broker says of groups and partitions when it is asked from outside: no joins, no commits, no trace."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka.client import AIOKafkaClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import (
    CoordinatorLoadInProgressError,
    GroupCoordinatorNotAvailableError,
    KafkaConnectionError,
    KafkaError,
    NotCoordinatorForGroupError,
    for_code,
)
from aiokafka.protocol.admin import ListGroupsRequest
from aiokafka.protocol.commit import OffsetFetchRequest
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.structs import TopicPartition

from streams import questions
from streams.access import Kafka, options, unreachable
from streams.broker import CONNECT_S
from streams.questions import Question
from streams.stamps import Again, stamp

T = TypeVar("T")
#: A coordinator that moves or loads is asked so often, so many seconds apart.
TRIES, RETRY_S = 10, 0.3
MOVED = (CoordinatorLoadInProgressError, GroupCoordinatorNotAvailableError, NotCoordinatorForGroupError)
#: Reading timestamps may take so long; what is not read then is unknown.
TIMESTAMPS_S = 1.5
#: Bytes of a partition that are asked for at first. A broker answers with whole batches, and with nothing where not
#: even one fits, but for the first partition that has any: then so many times more are asked for, up to the most.
FIRST_BYTES, MORE_TIMES, MOST_BYTES = 1024, 8, 32 * 1024 * 1024
#: Bytes of one answer.
ANSWER_BYTES = 16 * 1024 * 1024
#: What a group is when the broker knows none of that name, or one of the newer protocol.
DEAD = "Dead"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a group: what it calls itself, the host that it speaks from, and what it is to read."""

    id: str
    client: str
    host: str
    places: frozenset[TopicPartition] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """The state that Kafka gives a group, and its members."""

    state: str = DEAD
    members: tuple[Member, ...] = ()


class Survey:
    """Asks. Every method raises KafkaError, OSError or TimeoutError when the broker goes away."""

    def __init__(self, kafka: Kafka | str) -> None:
        self._kafka = kafka
        self._client: Any = None
        self._coordinators: dict[str, int] = {}
        self._brokers: list[int] = []
        self._leaders: dict[TopicPartition, int] = {}
        self._sizes: dict[TopicPartition, int] = {}  # what it took the last time

    async def start(self) -> None:
        """Connects. Raises Unavailable."""
        timeout_ms = int(CONNECT_S * 1000)
        self._client = AIOKafkaClient(**options(self._kafka), request_timeout_ms=timeout_ms)
        try:
            await asyncio.wait_for(self._client.bootstrap(), CONNECT_S)
        except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError) as error:
            await self.close()
            raise unreachable(self._kafka) from error

    async def close(self) -> None:
        """Disconnects."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def partitions(self) -> dict[str, list[TopicPartition]]:
        """topic -> its partitions, in order. All topics are asked for: to name one may make it."""
        answer = await self._ask_any(MetadataRequest(None))
        brokers = [broker[0] for broker in answer.brokers]
        if sorted(brokers) != self._brokers:
            self._client.cluster.update_metadata(answer)
            self._brokers = sorted(brokers)
        self._leaders, found = {}, {}
        for code, topic, _, partitions in answer.topics:
            if code:
                continue
            found[topic] = sorted(TopicPartition(topic, partition[1]) for partition in partitions)
            self._leaders.update({TopicPartition(topic, partition[1]): partition[2] for partition in partitions})
        return found

    async def _ask_any(self, request: Any) -> Any:
        """The answer of the first broker that gives one."""
        failed: Exception = KafkaConnectionError("no broker is known")
        for broker in self._client.cluster.brokers():
            try:
                return await self._client.send(broker.nodeId, request)
            except (KafkaError, OSError) as error:
                failed = error
        raise failed

    async def groups(self) -> list[str]:
        """Every group that any broker keeps. Call `partitions` first."""
        return await self._patiently(self._groups)

    async def _groups(self) -> list[str]:
        answers = await asyncio.gather(*(self._client.send(node, ListGroupsRequest()) for node in self._brokers))
        for answer in answers:
            if answer.error_code:
                raise for_code(answer.error_code)("the groups cannot be listed")
        return sorted({group for answer in answers for group, *_ in answer.groups})

    async def described(self, groups: Sequence[str]) -> dict[str, Group]:
        """group -> its state and members; DEAD where there is none, or one of a kind that we cannot ask about."""
        found = await self._patiently(lambda: self._described(groups))
        newer = [name for name, group in found.items() if group.state == DEAD]
        if newer and self._knows(questions.members([])):
            found.update(await self._patiently(lambda: self._newer(newer)))
        return found

    async def _described(self, groups: Sequence[str]) -> dict[str, Group]:
        answers = await self._ask_coordinators(groups, questions.groups)
        entries = [entry for answer in answers for entry in answer.groups]
        check(code for code, *_ in entries)
        return {name: Group(state, tuple(map(member, members))) for _, name, state, _, _, members in entries}

    async def _newer(self, groups: Sequence[str]) -> dict[str, Group]:
        answers = await self._ask_coordinators(groups, questions.members)
        found = {}
        for code, _, name, state, _, _, _, members, *_ in (entry for answer in answers for entry in answer.groups):
            check([code] if for_code(code) in MOVED else [])
            if not code:
                found[name] = Group(state, tuple(map(newer_member, members)))
        return found

    def _knows(self, question: Question) -> bool:
        """Whether the broker that we are connected to knows a request."""
        versions = [conn._versions for conn in self._client._conns.values()]
        return any(question.request.API_KEY in known for known in versions)

    async def _ask_coordinators(self, groups: Iterable[str], question: Callable[[list[str]], Question]) -> list[Any]:
        by_node: dict[int, list[str]] = defaultdict(list)
        for group, node in (await self._coordinators_of(groups)).items():
            by_node[node].append(group)
        asked = (self._client.send(node, question(names)) for node, names in by_node.items())
        return list(await asyncio.gather(*asked))

    async def _coordinators_of(self, groups: Iterable[str]) -> dict[str, int]:
        names = list(groups)
        new = [name for name in names if name not in self._coordinators]
        found = await asyncio.gather(*(self._client.coordinator_lookup(0, name) for name in new))
        self._coordinators.update(zip(new, found, strict=True))
        return {name: self._coordinators[name] for name in names}

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Asks again where a coordinator has moved or is loading. After any error all are looked for anew."""
        for left in reversed(range(TRIES)):
            try:
                return await ask()
            except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError) as error:
                self._coordinators.clear()
                if not left or not isinstance(error, MOVED):
                    raise
                await asyncio.sleep(RETRY_S)
        raise AssertionError

    async def committed(self, groups: Sequence[str]) -> dict[str, dict[TopicPartition, int]]:
        """group -> what it has committed."""
        return await self._patiently(lambda: self._committed(groups))

    async def _committed(self, groups: Sequence[str]) -> dict[str, dict[TopicPartition, int]]:
        nodes = await self._coordinators_of(groups)
        asked = (self._client.send(node, OffsetFetchRequest(group, None)) for group, node in nodes.items())
        found = {}
        for group, answer in zip(nodes, await asyncio.gather(*asked), strict=True):
            check([answer.error_code])
            rows = ((TopicPartition(topic, row[0]), row[1]) for topic, rows in answer.topics for row in rows)
            found[group] = {place: offset for place, offset in rows if offset >= 0}
        return found

    async def bounds(self, places: Collection[TopicPartition], which: int) -> dict[TopicPartition, int]:
        """The first offset (EARLIEST) or the end (LATEST) of each; without a leader, or deleted just now: none."""
        asked = (
            self._client.send(node, questions.bounds(numbers(led), which)) for node, led in self._by_leader(places)
        )
        answers = await asyncio.gather(*asked)
        return {
            TopicPartition(topic, number): offset
            for answer in answers
            for topic, rows in answer.topics
            for number, code, _, offset in rows
            if not code and offset >= 0
        }

    def _by_leader(self, places: Iterable[TopicPartition]) -> Iterator[tuple[int, list[TopicPartition]]]:
        led: dict[int, list[TopicPartition]] = defaultdict(list)
        for place in places:
            led[self._leaders.get(place, -1)].append(place)
        led.pop(-1, None)
        yield from led.items()

    async def stamps(self, wanted: Mapping[TopicPartition, Collection[int]]) -> dict[tuple[TopicPartition, int], int]:
        """Milliseconds since 1970 of the record at each wanted offset, where there is one and it could be read."""
        deadline = time.monotonic() + TIMESTAMPS_S
        left = {
            place: [(offset, Again(offset, self._sizes.get(place, FIRST_BYTES))) for offset in offsets]
            for place, offsets in wanted.items()
        }
        found: dict[tuple[TopicPartition, int], int] = {}
        while left and time.monotonic() < deadline:
            turn = within({place: queue[0][1] for place, queue in left.items()}, ANSWER_BYTES)
            for place, records in (await self._fetch(turn)).items():
                offset, again = left[place].pop(0)
                told = stamp(records, offset, again.size) if records else larger(again)
                if records is not None and isinstance(told, Again):
                    left[place].insert(0, (offset, told))
                elif isinstance(told, int):
                    found[place, offset] = told
                    self._sizes[place] = again.size
            left = {place: queue for place, queue in left.items() if queue}
        return found

    async def _fetch(self, turn: Mapping[TopicPartition, Again]) -> dict[TopicPartition, bytes | None]:
        """What each partition holds; None where it cannot be read."""
        asked = []
        for node, led in self._by_leader(turn):
            rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
            for place in led:
                rows[place.topic].append((place.partition, turn[place].offset, turn[place].size))
            asked.append(self._client.send(node, questions.fetch(rows, ANSWER_BYTES)))
        found: dict[TopicPartition, bytes | None] = dict.fromkeys(turn)
        for answer in await asyncio.gather(*asked):
            for topic, partitions in answer.topics:
                found.update({TopicPartition(topic, row[0]): row[5] or b"" for row in partitions if not row[1]})
        return found


def larger(again: Again) -> Again | None:
    """The same, and more of it; None when that would be too much."""
    size = again.size * MORE_TIMES
    return Again(again.offset, size) if size <= MOST_BYTES else None


def within(turn: Mapping[TopicPartition, Again], most: int) -> dict[TopicPartition, Again]:
    """As many as fit into one answer, one at least."""
    taken: dict[TopicPartition, Again] = {}
    total = 0
    for place, again in turn.items():
        total += again.size
        if taken and total > most:
            break
        taken[place] = again
    return taken


def check(codes: Iterable[int]) -> None:
    """Raises the KafkaError of the first code that is one."""
    for code in codes:
        if code:
            raise for_code(code)


def numbers(places: Iterable[TopicPartition]) -> dict[str, list[int]]:
    """topic -> partition numbers."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in places:
        found[place.topic].append(place.partition)
    return found


def bare(host: str) -> str:
    """Kafka puts a stroke before an address."""
    return host.removeprefix("/")


def member(told: tuple[Any, ...]) -> Member:
    """A member of a group of the older protocol. What it reads is not told while the group shares out."""
    key, client, host, _, given = told
    try:
        places = ConsumerProtocolMemberAssignment.decode(given).partitions() if given else ()
    except (ValueError, TypeError):  # a protocol that is no consumer's
        places = ()
    return Member(key, client, bare(host), frozenset(places))


def newer_member(told: tuple[Any, ...]) -> Member:
    """A member of a group of the newer protocol."""
    key, _, _, _, client, host, _, _, has, *_ = told
    places = [TopicPartition(topic, number) for _, topic, numbers, _ in has[0] for number in numbers]
    return Member(key, client, bare(host), frozenset(places))
