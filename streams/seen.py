"""One look for whoever reads it: lag, the whole way where it is asked for, and what the look lacks."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from secondsource.errors import Unavailable
from streams.freshness import Freshness
from streams.groups import GroupLag
from streams.lanes import Lane
from streams.sampling import Sampler

#: Reads the whole way, given the time in ms since 1970.
Way = Callable[[float], Awaitable[Freshness]]
#: Reads what waits at the desk.
Desk = Callable[[], Awaitable[Sequence[Lane]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """`at_s`: when it was looked, in seconds since 1970; `gaps`: what it lacks, in words; `lanes`: None if unread."""

    groups: Sequence[GroupLag]
    at_s: float
    fresh: Freshness | None = None
    gaps: Sequence[str] = ()
    lanes: Sequence[Lane] | None = None


#: One look with a sampler.
Look = Callable[[Sampler], Awaitable[Seen]]


async def look(sampler: Sampler, way: Way | None, desk: Desk | None = None) -> Seen:
    """Raises Unavailable where no broker answers; that only the way or the desk cannot be read is a gap."""
    groups = await sampler.sample()
    gaps, fresh, lanes = list(sampler.gaps), None, None
    if way is not None:
        try:
            fresh = await way(time.time() * 1000)
        except Unavailable as error:
            gaps.append(str(error))
    if desk is not None:
        try:
            lanes = await desk()
        except Unavailable as error:
            gaps.append(str(error))
    return Seen(groups, time.time(), fresh, gaps, lanes)
