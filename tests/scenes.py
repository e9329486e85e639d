"""The eight scenes of fault test 12: what is done to a group and its topic, and what the truth is then.

Each leaves the broker so that a monitor that looked before and looks again can tell; the truth is what was done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.structs import TopicPartition

from schemas.lag import State
from tests.crew import until

#: Records of each topic, and how old the first is.
RECORDS = 40
AGE_S = 600
SESSION_MS = 6_000
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so. `oldest_s`: seconds since 1970 of the next record to be read, None where nothing waits."""

    state: State
    lag: int
    oldest_s: float | None


class Stage:
    """One topic of one partition, and one group of that name on it."""

    def __init__(self, kafka: str, name: str) -> None:
        self.kafka, self.name = kafka, name
        self.place = TopicPartition(name, 0)
        self.first_s = time.time() - AGE_S
        self._members: list[AIOKafkaConsumer] = []
        self.release = asyncio.Event()

    def oldest_s(self, offset: int) -> float:
        """When the record at this offset was made: a second apart."""
        return self.first_s + offset

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        client = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await client.start()
        try:
            yield client
        finally:
            await client.close()

    async def fill(self, records: int = RECORDS) -> None:
        async with self.admin() as admin:
            await admin.create_topics([NewTopic(self.name, 1, 1)])
        producer = AIOKafkaProducer(bootstrap_servers=self.kafka, linger_ms=5)
        await producer.start()
        for n in range(records):
            await producer.send(self.name, b"x", partition=0, timestamp_ms=int(self.oldest_s(n) * 1000))
        await producer.stop()

    async def join(self, listener: ConsumerRebalanceListener | None = None) -> AIOKafkaConsumer:
        """A member that has its partition, reads nothing and commits nothing by itself."""
        member = AIOKafkaConsumer(
            bootstrap_servers=self.kafka,
            group_id=self.name,
            enable_auto_commit=False,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=1000,
        )
        member.subscribe([self.name], listener=listener)
        await member.start()
        self._members.append(member)
        return member

    async def commit(self, offset: int) -> None:
        """The group's place, by its member or by hand when it has none."""
        if self._members:
            await self._members[0].commit({self.place: offset})
            return
        by_hand = AIOKafkaConsumer(bootstrap_servers=self.kafka, group_id=self.name, enable_auto_commit=False)
        await by_hand.start()
        by_hand.assign([self.place])
        await by_hand.commit({self.place: offset})
        await by_hand.stop()

    async def close(self) -> None:
        self.release.set()
        for member in self._members:
            await member.stop()
        self._members.clear()


class Slow(ConsumerRebalanceListener):  # type: ignore[misc]
    """A member that does not let go of its partitions before it is told to."""

    def __init__(self, release: asyncio.Event) -> None:
        self._release = release

    async def on_partitions_revoked(self, revoked: object) -> None:
        if revoked:
            await self._release.wait()

    async def on_partitions_assigned(self, assigned: object) -> None:
        return


async def until_assigned(member: AIOKafkaConsumer) -> None:
    await until(lambda: bool(member.assignment()), PATIENCE_S, "the member has its partition")


async def delete(kafka: str, topic: str) -> None:
    """Deletes a topic; it is gone then."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()

    async def gone() -> bool:
        return topic not in await admin.list_topics()

    await admin.delete_topics([topic])
    await until(gone, PATIENCE_S, f"{topic} is gone")
    await admin.close()


async def idle(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """A member has read everything and waits: nothing is wrong."""
    await until_assigned(await stage.join())
    await stage.commit(RECORDS)

    async def act() -> Truth:
        return Truth("OK", 0, None)

    return act


async def stuck(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """A member that lives, beats its heart, and does nothing."""
    await until_assigned(await stage.join())
    await stage.commit(7)

    async def act() -> Truth:
        return Truth("STALLED", RECORDS - 7, stage.oldest_s(7))

    return act


async def dead(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """The only member goes, with work left."""
    await until_assigned(await stage.join())
    await stage.commit(11)

    async def act() -> Truth:
        await stage.close()
        return Truth("STOPPED", RECORDS - 11, stage.oldest_s(11))

    return act


async def empty(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """A group that committed once and has no members: it must not vanish."""
    await stage.commit(RECORDS)

    async def act() -> Truth:
        return Truth("STOPPED", 0, None)

    return act


async def rewind(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """Somebody sets the group back."""
    await until_assigned(await stage.join())
    await stage.commit(30)

    async def act() -> Truth:
        await stage.commit(5)
        return Truth("REWOUND", RECORDS - 5, stage.oldest_s(5))

    return act


async def truncation(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """Records are deleted before they were read: 13 of them are lost."""
    await until_assigned(await stage.join())
    await stage.commit(5)

    async def act() -> Truth:
        async with stage.admin() as admin:
            await admin.delete_records({stage.place: RecordsToDelete(before_offset=18)})
        return Truth("TRUNCATED", RECORDS - 18, stage.oldest_s(18))

    return act


async def rebalance(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """A second member comes and the first does not let go."""
    await until_assigned(await stage.join(Slow(stage.release)))
    await stage.commit(20)

    async def act() -> Truth:
        joining = asyncio.ensure_future(stage.join())
        joining.add_done_callback(lambda done: done.exception())
        return Truth("REBALANCING", RECORDS - 20, stage.oldest_s(20))

    return act


async def anew(stage: Stage) -> Callable[[], Awaitable[Truth]]:
    """The topic is deleted and made again, with fewer records; what was committed means nothing any more."""
    await stage.commit(25)

    async def act() -> Truth:
        await delete(stage.kafka, stage.name)
        await stage.fill(9)
        return Truth("UNKNOWN", 9, stage.oldest_s(0))

    return act


Scene = Callable[[Stage], Awaitable[Callable[[], Awaitable[Truth]]]]
SCENES: dict[str, Scene] = {
    "idle": idle, "stuck": stuck, "dead": dead, "empty group": empty, "rewind": rewind,
    "truncation": truncation, "rebalance": rebalance, "topic made anew": anew,
}  # fmt: skip
