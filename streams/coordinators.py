"""What the coordinators of groups say when they are asked from outside: no joins, no commits, no trace."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import (
    CoordinatorLoadInProgressError,
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    NotCoordinatorForGroupError,
    for_code,
)
from aiokafka.protocol.admin import ListGroupsRequest
from aiokafka.protocol.commit import OffsetFetchRequest
from aiokafka.protocol.coordination import FindCoordinatorRequest
from aiokafka.structs import TopicPartition

from streams import questions
from streams.brokers import Brokers

T = TypeVar("T")
#: A coordinator that moves or loads is asked so often, so many seconds apart.
TRIES, RETRY_S = 10, 0.3
MOVED = (CoordinatorLoadInProgressError, GroupCoordinatorNotAvailableError, NotCoordinatorForGroupError)
#: What a group is when the broker knows none of that name, or one of the newer protocol.
DEAD = "Dead"
#: The kind of coordinator that keeps groups.
OF_GROUPS = 0


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


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing is said of a group. `again`: it may be worth asking once more."""

    why: str
    again: bool = False


class Coordinators:
    """Asks. Every method raises KafkaError or OSError where no broker answers.

    `unanswered`: group -> why nothing is known of it in this look; `loading`: brokers that could not list their groups.
    """

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._nodes: dict[str, int] = {}
        self._before: set[str] = set()
        self.unanswered: dict[str, str] = {}
        self.loading: set[int] = set()

    async def groups(self) -> set[str]:
        """Every group that any broker keeps. Begins a look, after `Brokers.metadata`."""
        self._before, self.unanswered = set(self.unanswered), {}
        found: set[str] = set()
        self.loading = set(self._brokers.nodes)
        for left in reversed(range(TRIES)):
            asked = sorted(self.loading)
            answers = await asyncio.gather(*(self._brokers.ask(node, ListGroupsRequest()) for node in asked))
            for node, answer in zip(asked, answers, strict=True):
                if answer is None or not issubclass(for_code(answer.error_code), MOVED):
                    self.loading.discard(node)
                    found |= listed(answer)
            if not self.loading or not left:
                break
            await asyncio.sleep(RETRY_S)
        return found

    async def described(self, groups: Sequence[str]) -> dict[str, Group]:
        """group -> its state and members; DEAD where there is none, or one of a kind that we cannot ask about."""
        found = await self._each(groups, self._described)
        newer = [name for name, group in found.items() if group.state == DEAD]
        if newer and self._brokers.know(questions.members([])):
            found.update(await self._each(newer, self._newer))
        return found

    async def _described(self, node: int, groups: list[str]) -> dict[str, Group | Refused]:
        answer = await self._brokers.ask(node, questions.groups(groups))
        if answer is None:
            return silent(node, groups)
        return {
            name: refused(code) if code else Group(state, tuple(map(member, members)))
            for code, name, state, _, _, members in answer.groups
        }

    async def _newer(self, node: int, groups: list[str]) -> dict[str, Group | Refused]:
        answer = await self._brokers.ask(node, questions.members(groups))
        if answer is None:
            return silent(node, groups)
        found: dict[str, Group | Refused] = {}
        for code, _, name, state, _, _, _, members, *_ in answer.groups:
            if not code:
                found[name] = Group(state, tuple(map(newer_member, members)))
            elif issubclass(for_code(code), MOVED):
                found[name] = refused(code)
        return found  # any other is of neither kind: it stays DEAD

    async def committed(self, groups: Sequence[str]) -> dict[str, dict[TopicPartition, int]]:
        """group -> what it has committed."""
        return await self._each(groups, self._committed)

    async def _committed(self, node: int, groups: list[str]) -> dict[str, dict[TopicPartition, int] | Refused]:
        asked = (self._brokers.ask(node, OffsetFetchRequest(group, None)) for group in groups)
        found = silent(node, groups)
        for group, answer in zip(groups, await asyncio.gather(*asked), strict=True):
            if answer is not None:
                found[group] = refused(answer.error_code) if answer.error_code else offsets(answer.topics)
        return found

    async def _each(
        self, groups: Sequence[str], ask: Callable[[int, list[str]], Awaitable[dict[str, T | Refused]]]
    ) -> dict[str, T]:
        """What is said of each group. Where a coordinator moves or loads, it is asked again: once where it did so in
        the look before.
        """
        found: dict[str, T] = {}
        left = list(groups)
        for tries in reversed(range(TRIES)):
            told = await self._turn(left, ask)
            left = []
            for name, said in told.items():
                if not isinstance(said, Refused):
                    found[name] = said
                    continue
                self._nodes.pop(name, None)
                if said.again and tries and name not in self._before:
                    left.append(name)
                else:
                    self.unanswered[name] = said.why
            if not left:
                break
            await asyncio.sleep(RETRY_S)
        return found

    async def _turn(
        self, groups: Iterable[str], ask: Callable[[int, list[str]], Awaitable[dict[str, T | Refused]]]
    ) -> dict[str, T | Refused]:
        told: dict[str, T | Refused] = {}
        by_node: dict[int, list[str]] = defaultdict(list)
        for name, node in (await self._coordinators_of(list(groups))).items():
            if isinstance(node, Refused):
                told[name] = node
            else:
                by_node[node].append(name)
        for answers in await asyncio.gather(*(ask(node, names) for node, names in by_node.items())):
            told.update(answers)
        return told

    async def _coordinators_of(self, groups: list[str]) -> dict[str, int | Refused]:
        there = set(self._brokers.nodes)
        new = [name for name in groups if self._nodes.get(name) not in there]
        asked = (self._brokers.ask_any(FindCoordinatorRequest(name, OF_GROUPS)) for name in new)
        found: dict[str, int | Refused] = {}
        for name, answer in zip(new, await asyncio.gather(*asked), strict=True):
            if answer.error_code:
                found[name] = refused(answer.error_code)
            else:
                self._nodes[name] = answer.coordinator_id
        return found | {name: self._nodes[name] for name in groups if name in self._nodes}


def listed(answer: Any) -> set[str]:
    """The groups of an answer; none where there is no answer. Raises KafkaError where they may not be listed."""
    if answer is None:
        return set()
    if answer.error_code:
        raise for_code(answer.error_code)("the groups cannot be listed")
    return {group for group, *_ in answer.groups}


def silent(node: int, groups: Iterable[str]) -> dict[str, Any]:
    """What is known of groups whose coordinator does not answer."""
    return dict.fromkeys(groups, Refused(f"broker {node} keeps the group and does not answer"))


def refused(code: int) -> Refused:
    """What an error code of a coordinator means."""
    error = for_code(code)
    if issubclass(error, GroupAuthorizationFailedError):
        return Refused("we may not look at the group")
    if issubclass(error, MOVED):
        return Refused("no broker is ready to tell of the group: it moves, loads or has no copy left", again=True)
    return Refused(f"the broker tells nothing of the group: {error.__name__}")


def offsets(topics: Iterable[Any]) -> dict[TopicPartition, int]:
    """What a group has committed."""
    rows = ((TopicPartition(topic, row[0]), row[1]) for topic, rows in topics for row in rows)
    return {place: offset for place, offset in rows if offset >= 0}


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
