"""What a broker says of partitions when it is asked from outside: where they begin and end, how old a record is."""

from __future__ import annotations

import asyncio
import struct
import time
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from aiokafka.errors import KafkaError, TopicAuthorizationFailedError, UnsupportedCodecError, for_code
from aiokafka.structs import TopicPartition

from streams import questions
from streams.brokers import Brokers
from streams.stamps import Again, first_read, stamp

#: Reading timestamps may take so long; what is not read then is unknown.
TIMESTAMPS_S = 1.5
#: Bytes of a partition that are asked for at first. A broker answers with whole batches, and with nothing where not
#: even one fits, but for the first partition that has any: then so many times more are asked for, up to the most.
FIRST_BYTES, MORE_TIMES, MOST_BYTES = 1024, 8, 32 * 1024 * 1024
#: Bytes of one answer.
ANSWER_BYTES = 16 * 1024 * 1024
#: What stands for the leader of a partition that has none.
NOBODY = -1
#: How a batch that cannot be opened shows: a codec that is not here, or bytes that are no batch.
SPOILT = (KafkaError, OSError, EOFError, ValueError, ArithmeticError, LookupError, zlib.error, struct.error)
FORBIDDEN = "we may not read its records"


class Fetched(NamedTuple):
    """What a partition holds at an offset. `stable`: where the first open transaction begins, or the end."""

    code: int
    stable: int
    records: bytes


class Survey:
    """Asks the leaders. Every method raises KafkaError or OSError where no broker answers.

    `unread`: (partition, offset) -> why the record there could not be read in this look; `waiting`: those at which
    nothing comes before a transaction that is open.
    """

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._leaders: dict[TopicPartition, int] = {}
        self._refused: dict[TopicPartition, int] = {}  # codes
        self._sizes: dict[TopicPartition, int] = {}  # what it took the last time
        self.unread: dict[tuple[TopicPartition, int], str] = {}
        self.waiting: set[tuple[TopicPartition, int]] = set()

    async def partitions(self) -> dict[str, list[TopicPartition]]:
        """topic -> its partitions, in order. Begins a look."""
        answer = await self._brokers.metadata()
        self._leaders, self._refused, self.unread, self.waiting, found = {}, {}, {}, set(), {}
        for code, topic, _, partitions in answer.topics:
            if code:
                continue
            found[topic] = sorted(TopicPartition(topic, partition[1]) for partition in partitions)
            self._leaders.update({TopicPartition(topic, partition[1]): partition[2] for partition in partitions})
        return found

    async def bounds(self, places: Collection[TopicPartition], which: int) -> dict[TopicPartition, int]:
        """The first offset (EARLIEST) or the end (LATEST) of each that is told: `why_not` of the others."""
        asked = (
            self._brokers.ask(node, questions.bounds(numbers(led), which)) for node, led in self._by_leader(places)
        )
        found = {}
        for answer in await asyncio.gather(*asked):
            for topic, rows in answer.topics if answer else ():
                for number, code, _, offset in rows:
                    place = TopicPartition(topic, number)
                    if code:
                        self._refused[place] = code
                    elif offset >= 0:
                        found[place] = offset
        return found

    def why_not(self, place: TopicPartition) -> str:
        """Why its bounds were not told in this look."""
        leader = self._leaders.get(place, NOBODY)
        if leader == NOBODY:
            return "it has no leader: no broker that keeps it is there"
        if leader in self._brokers.silent:
            return f"broker {leader} leads it and does not answer"
        if for_code(self._refused.get(place, 0)) is TopicAuthorizationFailedError:
            return "we may not look at it"
        return "the broker did not say where it begins and ends: its leader has moved, or it is gone"

    def _by_leader(self, places: Iterable[TopicPartition]) -> Iterator[tuple[int, list[TopicPartition]]]:
        led: dict[int, list[TopicPartition]] = defaultdict(list)
        for place in places:
            led[self._leaders.get(place, NOBODY)].append(place)
        led.pop(NOBODY, None)
        yield from led.items()

    async def stamps(
        self, wanted: Mapping[TopicPartition, Collection[int]], ends: Mapping[TopicPartition, int]
    ) -> dict[tuple[TopicPartition, int], int | None]:
        """Milliseconds since 1970 of the record at each wanted offset, where it could be read; None where there is
        none from there to the end: marks of transactions, or records that compaction took away.
        """
        deadline = time.monotonic() + TIMESTAMPS_S
        left = {
            place: [(offset, Again(offset, self._sizes.get(place, FIRST_BYTES))) for offset in offsets]
            for place, offsets in wanted.items()
        }
        found: dict[tuple[TopicPartition, int], int | None] = {}
        while left and time.monotonic() < deadline:
            turn = within({place: queue[0][1] for place, queue in left.items()}, ANSWER_BYTES)
            for place, fetched in (await self._fetch(turn)).items():
                offset, again = left[place].pop(0)
                told = self._stamp(place, offset, again, fetched)
                if isinstance(told, int):
                    found[place, offset] = told
                    self._sizes[place] = again.size
                elif (told and told.offset >= ends[place]) or (told is None and (place, offset) not in self.unread):
                    found[place, offset] = None
                elif told:
                    left[place].insert(0, (offset, told))
            left = {place: queue for place, queue in left.items() if queue}
        return found

    def _stamp(self, place: TopicPartition, offset: int, again: Again, fetched: Fetched | None) -> int | Again | None:
        """As `stamp`; where it cannot be told, None and the reason in `unread`."""
        if fetched is None or fetched.code:
            forbidden = fetched is not None and for_code(fetched.code) is TopicAuthorizationFailedError
            self.unread[place, offset] = FORBIDDEN if forbidden else ""
            return None
        if not fetched.records:
            return larger(again)
        if first_read(fetched.records, offset) >= fetched.stable >= 0:
            self.waiting.add((place, offset))
        try:
            return stamp(fetched.records, offset, again.size)
        except SPOILT as error:
            said = str(error.args[0]) if error.args else type(error).__name__
            kind = "" if isinstance(error, UnsupportedCodecError) else "its batch is spoilt: "
            self.unread[place, offset] = kind + said
            return None

    async def _fetch(self, turn: Mapping[TopicPartition, Again]) -> dict[TopicPartition, Fetched | None]:
        """What each partition holds; None where the broker does not say."""
        asked = []
        for node, led in self._by_leader(turn):
            rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
            for place in led:
                rows[place.topic].append((place.partition, turn[place].offset, turn[place].size))
            asked.append(self._brokers.ask(node, questions.fetch(rows, ANSWER_BYTES)))
        found: dict[TopicPartition, Fetched | None] = dict.fromkeys(turn)
        for answer in await asyncio.gather(*asked):
            for topic, partitions in answer.topics if answer else ():
                for number, code, _, stable, _, records in partitions:
                    found[TopicPartition(topic, number)] = Fetched(code, stable, records or b"")
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


def numbers(places: Iterable[TopicPartition]) -> dict[str, list[int]]:
    """topic -> partition numbers."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in places:
        found[place.topic].append(place.partition)
    return found
