"""One look for whoever reads it: lag, the whole way where it is asked for, and what the look lacks."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from secondsource.errors import Unavailable
from streams.freshness import Freshness
from streams.lag import GroupLag
from streams.sampling import Sampler

#: Reads the whole way, given the time in ms since 1970.
Way = Callable[[float], Awaitable[Freshness]]


@dataclass(frozen=True, slots=True)
class Seen:
    """`at_s`: when it was looked, in seconds since 1970; `gaps`: what it lacks, in words."""

    groups: Sequence[GroupLag]
    at_s: float
    fresh: Freshness | None = None
    gaps: Sequence[str] = ()


async def look(sampler: Sampler, way: Way | None) -> Seen:
    """Raises Unavailable where no broker answers; that only the way cannot be read is a gap."""
    groups = await sampler.sample()
    gaps, fresh = list(sampler.gaps), None
    if way is not None:
        try:
            fresh = await way(time.time() * 1000)
        except Unavailable as error:
            gaps.append(str(error))
    return Seen(groups, time.time(), fresh, gaps)
