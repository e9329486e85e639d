"""The offline checker: what was acknowledged to the feed against what is in Kafka and in the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError
from aiokafka.structs import TopicPartition

from schemas import topics
from schemas.cluster import ClusterRecord
from schemas.dead_letter import DeadLetter
from streams.feed import Piece, feed
from streams.log import records
from tests.crew import Crew, until
from tests.wirecopy import Copy
from workers.queue import ClaimQueue


@dataclass(frozen=True, slots=True)
class Ledger:
    """`lost` and `phantom`: (item, claim) that should be in the queue and are not, and the other way round.

    `duplicated`: in the queue more than once. `redelivered`: decisions written to the log more than once, which is
    what a redelivery leaves behind. `pushes`: marks of pushes on the items, one for each push that was not a repeat.
    """

    lost: tuple[tuple[str, str], ...]
    phantom: tuple[tuple[str, str], ...]
    duplicated: tuple[tuple[str, str], ...]
    redelivered: int
    twice_audited: tuple[str, ...]
    dead: tuple[DeadLetter, ...]

    def assert_nothing_lost_or_twice(self) -> None:
        assert not self.lost, f"lost {len(self.lost)}: {self.lost[:5]}"
        assert not self.phantom, f"phantom {len(self.phantom)}: {self.phantom[:5]}"
        assert not self.duplicated, f"twice in the queue {len(self.duplicated)}: {self.duplicated[:5]}"
        assert not self.twice_audited, f"pushed twice {len(self.twice_audited)}: {self.twice_audited[:5]}"


async def feed_copies(crew: Crew, fed: Sequence[Copy]) -> None:
    """Returns when Kafka has all of it."""
    await feed([Piece(copy.item, copy.value) for copy in fed], crew.kafka, crew.prefix)


async def balance(kafka: str, redis: str, prefix: str, fed: Sequence[Copy]) -> Ledger:
    """Reads everything and compares."""
    wanted = Counter((copy.item, claim) for copy in fed for claim in copy.claims)
    found: Counter[tuple[str, str]] = Counter()
    queue = await ClaimQueue.open(redis, prefix)
    twice = []
    try:
        cursor = None
        while True:
            page = await queue.page(None, cursor, 500)
            for row in page.rows:
                found[row.item.item, row.item.claim] += 1
                moves = Counter(event.what for event in await queue.trail(row.item.id))
                if sum(moves[what] for what in ("pushed", "merged", "linked", "reopened")) > 1:
                    twice.append(row.item.id)
            cursor = page.cursor
            if cursor is None:
                break
    finally:
        await queue.close()
    decisions: Counter[tuple[str, int]] = Counter()
    async for record in records(kafka, prefix + topics.CLUSTERS.name):
        decision = ClusterRecord.model_validate_json(record.value)
        decisions[decision.claim, decision.version] += 1
    dead = [
        DeadLetter.from_record(r.key, r.value, list(r.headers))
        async for r in records(kafka, prefix + topics.DEAD_LETTERS.name)
    ]
    return Ledger(
        lost=tuple((wanted - found).keys()),
        phantom=tuple(found.keys() - wanted.keys()),
        duplicated=tuple(key for key, count in found.items() if count > 1),
        redelivered=sum(count - 1 for count in decisions.values()),
        twice_audited=tuple(twice),
        dead=tuple(dead),
    )


class Offsets:
    """How far the group has come, seen from outside: joins nothing, commits nothing."""

    def __init__(self, kafka: str, prefix: str) -> None:
        self.kafka, self.prefix = kafka, prefix

    async def __aenter__(self) -> Offsets:
        self._admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        self._consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka, enable_auto_commit=False)
        await self._admin.start()
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def committed(self) -> dict[TopicPartition, int]:
        try:
            found = await self._admin.list_consumer_group_offsets(self.prefix + topics.GROUP)
        except GroupCoordinatorNotAvailableError:  # the first group of a new broker
            return {}
        return {partition: meta.offset for partition, meta in found.items()}

    async def ends(self, topic: topics.Topic) -> dict[TopicPartition, int]:
        partitions = [TopicPartition(self.prefix + topic.name, number) for number in range(topic.partitions)]
        ends: dict[TopicPartition, int] = await self._consumer.end_offsets(partitions)
        return ends

    async def passed(self, place: str) -> bool:
        """Whether the record at topic-partition-offset is acknowledged."""
        topic, partition, offset = place.rsplit("-", 2)
        return (await self.committed()).get(TopicPartition(topic, int(partition)), 0) > int(offset)

    async def lag(self, topic: topics.Topic) -> int:
        """Records that are not acknowledged yet."""
        committed, ends = await self.committed(), await self.ends(topic)
        return sum(end - max(0, committed.get(partition, 0)) for partition, end in ends.items())

    async def drained(self) -> bool:
        """Everything that was fed is acknowledged, and everything that came of it."""
        return await self.lag(topics.ARTICLES) == 0 and await self.lag(topics.CLAIMS) == 0


async def drained(crew: Crew, within_s: float = 600) -> float:
    """Waits until nothing is left; how long that took, seconds."""
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        return await until(offsets.drained, within_s, f"everything acknowledged\n{crew.words()[-3000:]}")


async def balanced(crew: Crew, fed: list[Copy]) -> Ledger:
    found = await balance(crew.kafka, crew.redis, crew.prefix, fed)
    found.assert_nothing_lost_or_twice()
    return found
