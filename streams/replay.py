"""What the log says of a desk, read from its beginning: for a rebuild, and to hold Redis against."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from schemas import topics
from schemas.claims import ClaimsRecord
from schemas.cluster import ClusterRecord
from schemas.verdict import DeskEvent
from secondsource.errors import SecondsourceError
from streams.log import committed, records
from streams.settings import Settings
from workers.history import History
from workers.recall import Decisions

#: Records between two calls of `told`.
OFTEN = 1000
#: How many were read, of how many.
Told = Callable[[int, int], Awaitable[None]]


@contextmanager
def all_of_it_stays() -> Iterator[None]:
    """For a process that keeps what it reads: Python's collector walks a growing heap over and over, which took
    two fifths of the time of a rebuild. Records make no cycles; what little else does is collected now and then.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def nobody(done: int, total: int) -> None:
    """Tells nobody."""


class Replay:
    """The three topics of one desk. Every method raises Unavailable, or SecondsourceError for a record of no sense."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def history(self, told: Told = nobody) -> History:
        """The events of the desk, added up."""
        found = History(self._settings.desk)
        await self.more(found, None, told)
        return found

    async def more(self, found: History, since_ms: int | None, told: Told = nobody) -> None:
        """The events since then too; those that are known do not count again."""
        async for value, place in self._values(topics.DESK_EVENTS, told, since_ms):
            with_place(lambda value=value: found.hear(DeskEvent.from_bytes(value)), place)  # type: ignore[misc]

    async def decisions(self, told: Told = nobody) -> Decisions:
        """The last decision on every claim."""
        found = Decisions(self._settings.desk)
        async for value, place in self._values(topics.CLUSTERS, told):
            with_place(lambda value=value: found.hear(ClusterRecord.from_bytes(value)), place)  # type: ignore[misc]
        return found

    async def claims(self, since_ms: int, told: Told = nobody) -> AsyncIterator[tuple[ClaimsRecord, bool]]:
        """The claims since then, each with whether the workers have acknowledged it."""
        settings = self._settings
        topic = settings.prefix + topics.CLAIMS.name
        passed = await committed(settings.kafka, settings.group, topic)
        done, total = 0, [0]
        async for record in records(settings.kafka, topic, since_ms=since_ms, told=total.append):
            done += 1
            if done % OFTEN == 0:
                await told(done, total[-1])
            try:
                made = ClaimsRecord.from_bytes(record.value or b"")
            except ValidationError:
                continue  # a dead letter
            yield made, record.offset < passed.get(record.partition, 0)
        await told(total[-1], total[-1])

    async def unacknowledged(self) -> set[str]:
        """The articles whose claims no worker has acknowledged."""
        settings = self._settings
        topic = settings.prefix + topics.CLAIMS.name
        passed = await committed(settings.kafka, settings.group, topic)
        return {(record.key or b"").decode() async for record in records(settings.kafka, topic, begin=passed)}

    async def _values(
        self, topic: topics.Topic, told: Told, since_ms: int | None = None
    ) -> AsyncIterator[tuple[bytes, str]]:
        """Each value of a topic and where it stands; `told` hears of it now and then."""
        done, total = 0, [0]
        name = self._settings.prefix + topic.name
        async for record in records(self._settings.kafka, name, since_ms=since_ms, told=total.append):
            done += 1
            if done % OFTEN == 0:
                await told(done, total[-1])
            if record.value is not None:
                yield record.value, f"{record.topic}-{record.partition}-{record.offset}"
        await told(total[-1], total[-1])


def with_place(hear: Callable[[], None], place: str) -> None:
    """A record that cannot be read is named."""
    try:
        hear()
    except (ValueError, KeyError) as error:
        raise SecondsourceError(
            f"the record {place} is none of ours ({str(error).splitlines()[0]}): was it written by a newer version?"
        ) from error
