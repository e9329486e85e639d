"""The broker from a producer's side: topics made, records sent and acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, TopicAlreadyExistsError, for_code

from schemas import topics
from secondsource.errors import Unavailable
from streams.access import Kafka, options
from streams.door import AWAY, CONNECT_S, entered

log = logging.getLogger("secondsource")

#: The largest record of any topic, with its headers.
LARGEST_BYTES = max(topic.max_bytes for topic in topics.ALL) + 64 * 1024
#: Brokers that keep a copy of our topics: one may die, and another be away meanwhile.
REPLICAS = 3


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to send."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


class Sender:
    """Sends records and returns when the broker has all of them, on every replica in sync (acks=all).

    A record may be written twice when the broker's answer is lost: whoever reads our topics takes a record again
    without harm. aiokafka's idempotent producer would avoid that, but holds records for ever while the broker is
    gone, so that nobody could be told.
    """

    def __init__(self, kafka: Kafka | str, timeout_s: float = 10.0) -> None:
        self._kafka = kafka
        self._timeout_s = timeout_s
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **options(self._kafka),
                    acks="all",
                    max_request_size=LARGEST_BYTES,
                    linger_ms=2,
                    request_timeout_ms=int(self._timeout_s * 1000),
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Raises KafkaError when any record is not acknowledged; all may be sent again."""
        producer = await self._started()
        waiting: list[asyncio.Future[Any]] = []
        try:
            for record in records:
                headers = list(record.headers)
                waiting.append(await producer.send(record.topic, key=record.key, value=record.value, headers=headers))
        finally:
            answers = await asyncio.gather(*waiting, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer

    async def ping(self) -> None:
        """Raises KafkaError when no broker answers."""
        producer = await self._started()
        if not await producer.client.force_metadata_update():
            raise KafkaConnectionError(f"no answer from {self._kafka}")

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                await asyncio.wait_for(producer.stop(), 5)
            except AWAY:
                log.debug("the producer did not stop in time")


def admin_of(kafka: Kafka | str) -> AbstractAsyncContextManager[AIOKafkaAdminClient]:
    """A client that asks about topics and groups. Raises Unavailable, also for what befalls a request within."""
    admin = AIOKafkaAdminClient(**options(kafka), request_timeout_ms=int(CONNECT_S * 1000))
    return entered(kafka, admin, admin.close)


async def make_topics(kafka: Kafka | str, prefix: str = "") -> None:
    """Makes the topics that are missing, on REPLICAS brokers where there are so many. Raises Unavailable."""
    async with admin_of(kafka) as admin:
        have = set(await admin.list_topics())
        missing = [topic for topic in topics.ALL if prefix + topic.name not in have]
        if not missing:
            return
        replicas = min(REPLICAS, len((await admin.describe_cluster())["brokers"]))
        wanted = [NewTopic(prefix + t.name, t.partitions, replicas, topic_configs=t.config()) for t in missing]
        reply: Any = await admin.create_topics(wanted)
        for error in reply.topic_errors:
            if error[1] and for_code(error[1]) is not TopicAlreadyExistsError:
                raise Unavailable(f"Kafka refuses the topic {error[0]}: {for_code(error[1]).__name__}")
