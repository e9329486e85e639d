"""One batch of records from bytes to done: no Faust in sight, so that tests hand in lists.

Each function returns when everything it caused is acknowledged by Kafka and Redis, and never raises for a record:
a record that cannot be worked on becomes a dead letter, an outage is waited out.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from schemas import topics
from schemas.article import Article
from schemas.claims import ClaimsRecord, Origin
from schemas.dead_letter import DeadLetter
from schemas.wire.detect import decode
from secondsource.errors import QueueError, Rejected
from secondsource.review import ENGINE
from streams.broker import OUTAGES, Outgoing, Sender, ride_out
from streams.publishing import Publisher
from streams.reading import Readers
from streams.settings import Settings
from workers.evidence import Evidence
from workers.relay import relay

log = logging.getLogger("secondsource")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One record as it was read: raw bytes, and where it stood."""

    key: bytes | None
    value: bytes | None
    origin: Origin
    timestamp_ms: int


def now_ms() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)


class Handler:
    """What a worker does with its two topics."""

    def __init__(self, settings: Settings, sender: Sender, readers: Readers, evidence: Evidence) -> None:
        self.settings = settings
        self._publisher = Publisher(sender, settings.prefix)
        self._sender = sender
        self._readers = readers
        self._evidence = evidence

    async def review(self, batch: Sequence[Incoming]) -> None:
        """wire.articles -> claims, one record an article version; what is no article -> wire.dead-letter."""
        outgoing: list[Outgoing] = []
        articles: list[tuple[Incoming, Article]] = []
        for incoming in batch:
            try:
                articles.append((incoming, decode(incoming.value)))
            except Rejected as rejected:
                outgoing.append(self._dead(incoming, rejected.reason, rejected.detail))
            except Exception as error:  # a fault of ours must not lose the record
                log.exception("cannot decode %s", incoming.origin)
                outgoing.append(self._dead(incoming, "decoder-failed", repr(error)))
        readable = [(incoming, article) for incoming, article in articles if article.status == "usable"]
        reviews = await self._readers.read([article.to_model() for _, article in readable]) if readable else []
        found = {id(article): result for (_, article), result in zip(readable, reviews, strict=True)}
        for incoming, article in articles:
            result = found.get(id(article))
            if isinstance(result, Rejected):
                outgoing.append(self._dead(incoming, result.reason, result.detail))
                continue
            record = ClaimsRecord(
                article=article,
                review=result,
                engine=ENGINE,
                received_ms=incoming.timestamp_ms,
                reviewed_ms=now_ms(),
                origin=incoming.origin,
            )
            outgoing.append(Outgoing(self._name(topics.CLAIMS), article.item.encode(), record.to_bytes()))
        await ride_out("Kafka", lambda: self._sender.send(outgoing))

    async def corroborate(self, batch: Sequence[Incoming]) -> None:
        """claims -> clusters and the queue. The cluster's decision is in Kafka before the queue changes."""
        for incoming in batch:
            try:
                record = ClaimsRecord.from_bytes(incoming.value or b"")
            except ValidationError as error:
                letter = self._dead(incoming, "bad-claims-record", str(error.errors()[0]["msg"]))
                await self._send([letter])
                continue
            try:
                await ride_out("Redis or Kafka", lambda record=record: self._evidence.absorb(record))  # type: ignore[misc]
            except QueueError as error:
                await self._send([self._dead(incoming, "queue-refused", str(error))])
            except Exception as error:  # a fault of ours must not lose the record
                log.exception("cannot corroborate %s", incoming.origin)
                await self._send([self._dead(incoming, "corroborate-failed", repr(error))])
        await self._hold()

    async def tend(self) -> None:
        """The idempotent loop that any worker may run: leases that ran out, and the desk's events to the log."""
        try:
            while any((await self._evidence.queue.expire()).values()):
                continue
            await relay(self._evidence.queue, self._publisher)
        except OUTAGES as error:
            log.debug("the desk waits: %r", error)

    async def _send(self, records: Sequence[Outgoing]) -> None:
        await ride_out("Kafka", lambda: self._sender.send(records))

    async def _hold(self) -> None:
        """Tests hold a worker here, between the write to Redis and the acknowledgement."""
        if self.settings.hold_file:
            held = Path(f"{self.settings.hold_file}.{os.getpid()}")
            if Path(self.settings.hold_file).exists():
                held.touch()
                while Path(self.settings.hold_file).exists():
                    await asyncio.sleep(0.02)

    def _name(self, topic: topics.Topic) -> str:
        return self.settings.prefix + topic.name

    def _dead(self, incoming: Incoming, reason: str, detail: str) -> Outgoing:
        letter = DeadLetter(
            reason=reason, detail=detail, origin=incoming.origin, at_ms=now_ms(), key=incoming.key, value=incoming.value
        )
        return Outgoing(self._name(topics.DEAD_LETTERS), incoming.key, incoming.value, letter.headers())
