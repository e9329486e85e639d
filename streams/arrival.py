"""Whether the workers of a stack read: each has joined the group, and somebody reads every partition."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from secondsource.errors import SecondsourceError, Unavailable
from streams.door import TIMEOUTS
from streams.groups import GroupLag
from streams.sampling import Sampler
from streams.settings import Settings, here
from streams.stack import KAFKA

#: Seconds between looks.
LOOK_S = 1.0
#: Whoever finds nothing at the desk does not wait longer to learn whether copy is on its way.
COMING_S = 4.0


def all_read(found: Sequence[GroupLag], topics: int, workers: int) -> bool:
    """`topics`: how many the group is to read; `workers`: how many members it is to have at least."""
    return len(found) == topics and all(_is_read(entry, workers) for entry in found)


def _is_read(entry: GroupLag, workers: int) -> bool:
    there = [member for member in entry.members if not member.ended]
    taken = {number for member in there for number in member.partitions}
    return len(there) >= workers and taken >= {partition.number for partition in entry.partitions}


async def until_read(settings: Settings, workers: int, told: Callable[[], None]) -> None:
    """Looks until the workers read, then calls `told`. A broker that does not answer is asked again."""
    sampler = Sampler(settings.kafka, group=settings.group, known=settings.reads)
    topics = len(settings.reads[settings.group])
    started = False
    try:
        while True:
            with suppress(Unavailable):
                if not started:
                    await sampler.start()
                    started = True
                if all_read(await sampler.sample(), topics, workers):
                    told()
                    return
            await asyncio.sleep(LOOK_S)
    finally:
        await sampler.close()


def coming() -> str:
    """What to say of copy to somebody for whom nothing waits; "" where all is read, or Kafka does not say."""
    try:
        found = asyncio.run(asyncio.wait_for(_look(here([KAFKA])), COMING_S))
    except (SecondsourceError, *TIMEOUTS):
        return ""
    unread = sum(entry.lag for entry in found)
    if not found:
        return "no worker reads yet; see `secondsource lag`"
    return f"fed and not read yet: {unread}; ask again in a moment, or see `secondsource lag`" if unread else ""


async def _look(settings: Settings) -> Sequence[GroupLag]:
    sampler = Sampler(settings.kafka, group=settings.group, known=settings.reads)
    try:
        await sampler.start()
        return await sampler.sample()
    finally:
        await sampler.close()
