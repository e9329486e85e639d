"""One batch of records from bytes to done: no Faust in sight, so that tests hand in lists.

Each function returns when everything it caused is acknowledged by Kafka and Redis, and never raises for a record:
a record that cannot be worked on becomes a dead letter, an outage is waited out.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from schemas import topics
from schemas.claims import ClaimsRecord, Origin
from schemas.dead_letter import DeadLetter
from secondsource.errors import QueueError
from streams.broker import Outgoing, Sender
from streams.outages import OUTAGES, Outages
from streams.publishing import Publisher
from streams.reading import Readers, Task
from workers.evidence import Evidence
from workers.fitness import check_desk
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
    """What a worker does with its two topics. `prefix` stands before every topic's name."""

    def __init__(
        self,
        prefix: str,
        sender: Sender,
        readers: Readers,
        evidence: Evidence,
        outages: Outages,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._prefix = prefix
        self._publisher = Publisher(sender, prefix)
        self._sender = sender
        self._readers = readers
        self._evidence = evidence
        self._outages = outages
        self._clock = clock
        self._unsafe = ""

    async def review(self, batch: Sequence[Incoming]) -> None:
        """wire.articles -> claims, one record an article version; what is no article -> wire.dead-letter."""
        now = self._clock()
        tasks = [Task(incoming.value, incoming.origin, incoming.timestamp_ms, now) for incoming in batch]
        outgoing = [
            self._dead(incoming, read.reason, read.detail)
            if read.reason
            else Outgoing(self._prefix + topics.CLAIMS.name, read.item.encode(), read.record)
            for incoming, read in zip(batch, await self._readers.read(tasks), strict=True)
        ]
        await self._send(outgoing)

    async def corroborate(self, batch: Sequence[Incoming]) -> None:
        """claims -> clusters and the queue. The cluster's decision is in Kafka before the queue changes.

        And what the queue has to say of it is in Kafka before this returns: a record that is acknowledged is never
        read again, so a Redis that loses its last seconds must find it in the log.
        """
        left, letters = deque(batch), list[Outgoing]()

        async def attempt() -> None:
            async with self._evidence.turn():
                while left:
                    letters.extend(await self._absorb(left[0]))
                    left.popleft()
                await relay(self._evidence.queue, self._publisher)

        await self._outages.ride_out(attempt, self._outages.redis, self._outages.kafka)
        await self._send(letters)

    async def _absorb(self, incoming: Incoming) -> list[Outgoing]:
        """Nothing, or the dead letter of a record that cannot be worked on. An outage is raised."""
        try:
            await self._evidence.absorb_in_turn(ClaimsRecord.from_bytes(incoming.value or b""))
        except OUTAGES:
            raise
        except ValidationError as error:
            return [self._dead(incoming, "bad-claims-record", str(error.errors()[0]["msg"]))]
        except QueueError as error:
            return [self._dead(incoming, "queue-refused", str(error))]
        except Exception as error:  # a fault of ours must not lose the record
            log.exception("cannot corroborate %s", incoming.origin)
            return [self._dead(incoming, "corroborate-failed", repr(error))]
        return []

    async def tend(self) -> None:
        """The idempotent loop that any worker may run: leases that ran out, the desk's events to the log, and a look
        whether Redis keeps what it is given, which was so when the worker began. A step that fails stops no other.
        """
        for step in (self._expire, self._relay, self._look):
            try:
                await step()
            except OUTAGES as error:
                log.debug("the desk waits: %r", error)
            except Exception:  # a fault of ours must not stop the clock of the desk
                log.exception("cannot tend the desk")

    async def _expire(self) -> None:
        while any((await self._evidence.queue.expire()).values()):
            continue

    async def _relay(self) -> None:
        """Raises OtherVersion: what another version wrote, the log would get as ours."""
        queue = self._evidence.queue
        await check_desk(queue.client, queue.prefix)
        await relay(queue, self._publisher)

    async def _look(self) -> None:
        """A line when the server has become one that would lose claims, for another reason, or is fit again."""
        unsafe = await self._evidence.queue.unsafe()
        if unsafe != self._unsafe:
            log.warning("%s", unsafe or "Redis keeps again what it is given")
        self._unsafe = unsafe

    async def _send(self, records: Sequence[Outgoing]) -> None:
        await self._outages.ride_out(lambda: self._sender.send(records), self._outages.kafka)

    def _dead(self, incoming: Incoming, reason: str, detail: str) -> Outgoing:
        letter = DeadLetter(
            reason=reason,
            detail=detail,
            origin=incoming.origin,
            at_ms=self._clock(),
            key=incoming.key,
            value=incoming.value,
        )
        return Outgoing(self._prefix + topics.DEAD_LETTERS.name, incoming.key, incoming.value, letter.headers())
