"""What waits at the desk, a lane after the other: the end of the way of copy."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from secondsource.errors import QueueError, Unavailable
from streams.door import TIMEOUTS
from streams.settings import Settings
from workers.queue import ClaimQueue

#: Seconds that it may take: a Redis that hangs must not hide lag.
LANES_S = 5.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane in which claims wait. `overdue`: how many of them past their deadline."""

    name: str
    waiting: int
    oldest_s: float
    overdue: int


async def read_lanes(settings: Settings) -> tuple[Lane, ...]:
    """The lanes in which something waits, by name. Raises Unavailable, also when it takes more than LANES_S."""
    queue = ClaimQueue.unchecked(settings.redis, settings.desk)
    try:
        found = await asyncio.wait_for(queue.stats(), LANES_S)
    except (Unavailable, QueueError, *TIMEOUTS) as error:
        why = str(error) or f"no answer within {LANES_S:g} s"
        raise Unavailable(f"the lanes of the desk cannot be read: {why}") from error
    finally:
        await queue.close()
    return tuple(
        Lane(name, row.waiting, row.oldest_ms / 1000, row.overdue) for name, row in sorted(found.lanes.items())
    )
