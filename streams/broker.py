"""The broker from a producer's side: topics made, records sent and acknowledged, outages waited out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from schemas import topics
from secondsource.errors import Unavailable
from workers.errors import QueueFull

log = logging.getLogger("secondsource")
T = TypeVar("T")

BACKOFF_BASE_S = 0.2
BACKOFF_MAX_S = 5.0
OUTAGES = (KafkaError, Unavailable, QueueFull, ConnectionError, TimeoutError, OSError)
#: How long a command waits for a broker that does not answer.
CONNECT_S = 8.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to send."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


async def ride_out(what: str, attempt: Callable[[], Awaitable[T]]) -> T:
    """Tries until it works, with back-off: an outage blocks. One log line for the outage, one for its end."""
    began, wait_s = 0.0, BACKOFF_BASE_S
    while True:
        try:
            answer = await attempt()
        except OUTAGES as error:
            if not began:
                began = time.monotonic()
                log.warning("%s is not to be had (%s); waiting, nothing is acknowledged", what, _brief(error))
            await asyncio.sleep(wait_s)
            wait_s = min(BACKOFF_MAX_S, wait_s * 2)
            continue
        if began:
            log.warning("%s is back after %.0f s; going on", what, time.monotonic() - began)
        return answer


def _brief(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:160]


class Sender:
    """Sends records and returns when the broker has all of them (acks=all, idempotent producer)."""

    def __init__(self, kafka: str) -> None:
        self._kafka = kafka
        self._producer: AIOKafkaProducer | None = None

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._kafka,
                acks="all",
                enable_idempotence=True,
                max_request_size=topics.RECORD_MAX_BYTES,
                linger_ms=2,
                request_timeout_ms=10_000,
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
        try:
            waiting = [await producer.send(r.topic, key=r.key, value=r.value, headers=list(r.headers)) for r in records]
            await asyncio.gather(*waiting)
        except KafkaError:
            await self.close()
            raise

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                await asyncio.wait_for(producer.stop(), 5)
            except (KafkaError, TimeoutError, asyncio.TimeoutError, OSError):
                log.debug("the producer did not stop in time")


async def make_topics(kafka: str, prefix: str = "") -> None:
    """Makes the topics that are missing. Raises Unavailable when the broker does not answer."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka, request_timeout_ms=int(CONNECT_S * 1000))
    try:
        await asyncio.wait_for(admin.start(), CONNECT_S)
        have = set(await admin.list_topics())
        wanted = [
            NewTopic(prefix + t.name, t.partitions, 1, topic_configs=t.config())
            for t in topics.ALL
            if prefix + t.name not in have
        ]
        if wanted:
            reply: Any = await admin.create_topics(wanted)
            for error in reply.topic_errors:
                if error[1] and for_code(error[1]) is not TopicAlreadyExistsError:
                    raise Unavailable(f"Kafka refuses the topic {error[0]}: {for_code(error[1]).__name__}")
    except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError) as error:
        raise Unavailable(f"Kafka at {kafka} does not answer: is it running? (`secondsource up` starts one)") from error
    finally:
        await admin.close()
