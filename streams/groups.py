"""Lag of the topics of groups, made of that of their partitions: who reads them, and how bad they are as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.lag import State
from streams.lag import STALL_S, WORST, Reading, Sample

#: A partition with so many times its fair share of the lag is hot.
HOT = 2.0


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition of one topic as a group sees it. `sample`: the last one, None where the broker tells nothing."""

    number: int
    sample: Sample | None
    reading: Reading

    @property
    def lag(self) -> int | None:
        """Records that are there and not read; None where that is not known."""
        return None if self.sample is None or not self.reading.counted else self.reading.lag


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a group: what it calls itself, the host that it speaks from, and the partitions that it reads.

    `ended`: it is known to run no more, and Kafka counts it until its session is over.
    """

    id: str
    client: str
    host: str
    partitions: tuple[int, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class GroupLag:
    """One topic of one group. `members`: all of the group, with the partitions of this topic that each reads.

    `answered`: whether the group's members are known; `why`: why its topic has no partitions here.
    """

    group: str
    topic: str
    members: tuple[Member, ...]
    partitions: tuple[Partition, ...]
    answered: bool = True
    why: str = ""

    @property
    def state(self) -> State:
        """The worst of its partitions; one that is merely quiet does not hide one that is stuck."""
        return min((p.reading.state for p in self.partitions), key=WORST.index, default="UNKNOWN")

    @property
    def lag(self) -> int:
        """Records over all partitions of which it is known."""
        return sum(p.lag or 0 for p in self.partitions)

    @property
    def whole(self) -> bool:
        """Whether `lag` is of all partitions."""
        return bool(self.partitions) and all(p.lag is not None for p in self.partitions)

    @property
    def lag_s(self) -> float | None:
        """The oldest unread record of any partition; None when one is unknown."""
        found = [p.reading.lag_s for p in self.partitions]
        return None if None in found else max((v for v in found if v is not None), default=None)

    @property
    def eta_s(self) -> float | None:
        """When the last of its partitions will have caught up, while all is on its way; seconds."""
        if self.state != "CATCHING_UP":
            return None
        return max((p.reading.eta_s for p in self.partitions if p.reading.eta_s is not None), default=None)

    @property
    def rate_in(self) -> float | None:
        """Records a second that come, over all partitions of which it is known."""
        return total(p.reading.rate_in for p in self.partitions)

    @property
    def rate_out(self) -> float | None:
        """Records a second that are read."""
        return total(p.reading.rate_out for p in self.partitions)

    @property
    def trend(self) -> float | None:
        """Records a second by which its lag grows."""
        return total(p.reading.trend for p in self.partitions)

    @property
    def skew(self) -> float | None:
        """The largest lag of a partition over the mean: 1 is even, the number of partitions is all in one."""
        return max(p.lag or 0 for p in self.partitions) * len(self.partitions) / self.lag if self.lag else None

    @property
    def hot(self) -> int | None:
        """The partition that has HOT times its fair share of the lag, while the group is behind."""
        if self.state == "OK" or self.skew is None or self.skew < HOT:
            return None
        return max(self.partitions, key=lambda p: p.lag or 0).number

    @property
    def open(self) -> bool:
        """Whether only more looks tell if it has stalled: what waits has waited long enough, and did not move yet."""
        return any(
            r.state in ("SLOW", "UNKNOWN") and r.still_s > 0 and (r.lag_s is None or r.lag_s >= STALL_S)
            for r in (p.reading for p in self.partitions)
        )

    def reader(self, number: int) -> Member | None:
        """Who is to read this partition."""
        return next((member for member in self.members if number in member.partitions), None)


def total(values: Iterable[float | None]) -> float | None:
    """The sum of what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
