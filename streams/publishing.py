"""What the workers' folder asks to be written to the log: decisions on clusters, events of the desk."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from schemas import topics
from schemas.cluster import ClusterRecord
from schemas.dead_letter import DeadLetter
from schemas.verdict import DeskEvent
from streams.broker import Outgoing, Sender

log = logging.getLogger("secondsource")


class Publisher:
    """Writes through one sender; each call returns when Kafka has all of it, or raises KafkaError."""

    def __init__(self, sender: Sender, prefix: str = "") -> None:
        self._sender = sender
        self._prefix = prefix

    async def clusters(self, records: Sequence[ClusterRecord]) -> None:
        """The decisions on one article version."""
        topic = self._prefix + topics.CLUSTERS.name
        await self._sender.send([Outgoing(topic, record.claim.encode(), record.to_bytes()) for record in records])

    async def desk_events(self, events: Sequence[DeskEvent]) -> None:
        """Audit events of the queue, in order; keyed by item, so that one item's stay in order."""
        topic = self._prefix + topics.DESK_EVENTS.name
        await self._sender.send([Outgoing(topic, event.id.encode(), event.to_bytes()) for event in events])

    async def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        """What is no event of the desk; each is named."""
        topic = self._prefix + topics.DEAD_LETTERS.name
        await self._sender.send([Outgoing(topic, letter.key, letter.value, letter.headers()) for letter in letters])
        for letter in letters:
            log.warning("a dead letter, %s: %s: %s", letter.origin, letter.reason, letter.detail)
