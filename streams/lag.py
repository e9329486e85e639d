"""Stream lag that is true: pure rules over samples that were taken from outside (docs/lag.md).

Offsets count records; `lag_s` is now minus the timestamp of the next record to be read. Unknown is a state with its
reason; nothing is ever NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from schemas.lag import State

#: The worst first: a group is as bad as its worst partition.
WORST: tuple[State, ...] = (
    "TRUNCATED", "STALLED", "STOPPED", "REWOUND", "UNKNOWN", "SLOW", "REBALANCING", "CATCHING_UP", "OK",
)  # fmt: skip
WORSE_THAN_REWOUND = WORST[: WORST.index("REWOUND")]
REBALANCES = frozenset({"PreparingRebalance", "CompletingRebalance", "Assigning", "Reconciling"})
#: What the sampler says of a group that the broker lists and does not describe: one of a kind that we cannot ask about.
UNTOLD = "Untold"
#: A record may be so much younger than now before its clock, or ours, is called wrong.
FUTURE_S = 60.0
#: Older than Kafka (January 2011) is no record: the clock that stamped it was wrong. Milliseconds since 1970.
FIRST_MS = 1_293_840_000_000
#: Lag younger than this is traffic, not trouble.
FRESH_S = 5.0
#: No progress for so long, with members and with something to read, is a stall: five commits of a worker, and short
#: enough that a look within 15 s of the fault can tell it. What must not cry wolf (alerts, the watchdog) waits longer.
STALL_S = 10.0
#: A reader of committed records can do nothing there, and whether a group is one cannot be seen from outside.
OPEN = "a transaction is open here: who reads only what is committed waits for it"


@dataclass(frozen=True, slots=True)
class Sample:
    """One partition of one group at one time.

    `at_s`: on a clock that is never set, only differences count; `next_ms`: timestamp of the record at the committed
    offset, in ms since 1970, and `unread` why there is none; `bare`: nothing that can be read is left from there to the
    end; `waiting`: an open transaction begins there.
    """

    at_s: float
    committed: int | None
    begin: int
    end: int
    next_ms: int | None = None
    members: int = 0
    group_state: str = "Stable"
    bare: bool = False
    unread: str = ""
    waiting: bool = False

    @property
    def place(self) -> int:
        """Where the group reads next; without a commit at the beginning."""
        return self.begin if self.committed is None else self.committed

    @property
    def lag(self) -> int:
        """Records that are there and not read."""
        return 0 if self.bare else max(0, self.end - max(self.place, self.begin))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the samples of one partition mean.

    `lag_s` is None only where `why` says why; `counted`: whether `lag` is known.
    """

    state: State
    lag: int
    lag_s: float | None
    why: str = ""
    eta_s: float | None = None
    lost: int = 0
    rate_in: float | None = None
    rate_out: float | None = None
    still_s: float = 0.0  # how long there has been no progress, with something to read
    trend: float | None = None  # records a second by which lag grows; it shrinks where negative
    counted: bool = True


def read(window: Sequence[Sample], now_s: float) -> Reading:
    """The state of one partition from its samples, oldest first. `now_s`: seconds since 1970."""
    if not window:
        return Reading("UNKNOWN", 0, None, "no sample yet")
    window, anew = _since_anew(window)
    rate_in, rate_out = _rates(window)
    found = _read(window, now_s, anew)
    return replace(found, rate_in=rate_in, rate_out=rate_out, trend=_trend(window), still_s=_still_s(window))


def _read(window: Sequence[Sample], now_s: float, anew: bool) -> Reading:
    last = window[-1]
    if last.committed is not None and last.committed > last.end:
        why = f"committed {last.committed} is beyond the end {last.end}: the topic was made anew, or its end was lost"
        return Reading("UNKNOWN", last.end - last.begin, None, why)
    if any(sample.committed == last.committed and sample.place > sample.end for sample in window):
        why = f"committed {last.committed} was beyond the end: what was written since below it was not read"
        return Reading("UNKNOWN", last.end - last.begin, None, why)
    lag_s = _lag_s(last, now_s)
    if anew and last.committed is None:
        why = "the topic was made anew, and the group has committed nothing since"
        return Reading("UNKNOWN", last.lag, None, why)
    if last.committed is None and any(sample.committed is not None for sample in window):
        return Reading("UNKNOWN", last.lag, None, "what the group had committed is gone: deleted, reset or expired")
    if last.committed is not None and last.committed < last.begin:
        lost = last.begin - last.committed
        return Reading("TRUNCATED", last.lag, lag_s, f"{lost} records were deleted before they were read", lost=lost)
    if last.group_state in REBALANCES:
        since_s = _since_s(window, lambda sample: sample.group_state in REBALANCES)
        spent = f" for {since_s:.0f} s" if since_s >= 1 else ""
        return Reading("REBALANCING", last.lag, lag_s, f"the group is sharing out its partitions{spent}")
    found = _settled(window, last, lag_s)
    rewound = _rewound(window)
    if not rewound:
        return found
    if found.state in WORSE_THAN_REWOUND:
        return replace(found, why=f"{found.why}; it went back {rewound} records")
    return Reading("REWOUND", last.lag, lag_s, f"the group went back {rewound} records")


def _settled(window: Sequence[Sample], last: Sample, lag_s: float | None) -> Reading:
    """Of a group whose partitions are shared out, wherever it came from."""
    if last.group_state == UNTOLD:
        return Reading("UNKNOWN", last.lag, lag_s, "the group is of a kind whose members cannot be told")
    if last.members == 0:
        return Reading("STOPPED", last.lag, lag_s, "the group has no members")
    if last.lag == 0:
        return Reading("OK", 0, 0.0)
    return _behind(window, last, lag_s)


def _since_anew(window: Sequence[Sample]) -> tuple[Sequence[Sample], bool]:
    """The samples of the topic that is there now, and whether there was another one: an end never goes back."""
    for number in range(len(window) - 1, 0, -1):
        if window[number].end < window[number - 1].end:
            return window[number:], True
    return window, False


def _behind(window: Sequence[Sample], last: Sample, lag_s: float | None) -> Reading:
    if last.waiting and lag_s is not None and _still_s(window) >= STALL_S:
        return Reading("SLOW", last.lag, lag_s, OPEN)
    still_s = _still_s(window, waiting=False)
    if still_s >= STALL_S:
        return Reading("STALLED", last.lag, lag_s, f"no progress for {still_s:.0f} s")
    if lag_s is None:
        return Reading("UNKNOWN", last.lag, None, _why_no_seconds(last))
    rate_in, rate_out = _rates(window)
    gain = (rate_out or 0.0) - (rate_in or 0.0)
    if gain > 0:
        return Reading("CATCHING_UP", last.lag, lag_s, eta_s=last.lag / gain)
    if lag_s <= FRESH_S:
        return Reading("OK", last.lag, lag_s)
    why = f"no progress for {still_s:.1f} s" if still_s else ""
    return Reading("SLOW", last.lag, lag_s, why)


def _still_s(window: Sequence[Sample], *, waiting: bool = True) -> float:
    """For how long the group has stood where it stands, with something to read and somebody to read it.

    `waiting`: whether the time counts in which a transaction was open there.
    """
    place = window[-1].place

    def stands(sample: Sample) -> bool:
        read = sample.members > 0 and sample.group_state not in REBALANCES and (waiting or not sample.waiting)
        return sample.place == place and sample.lag > 0 and read

    return _since_s(window, stands)


def _since_s(window: Sequence[Sample], holds: Callable[[Sample], bool]) -> float:
    """For how long something has held without a break, as far as it was seen; seconds."""
    last = window[-1]
    since_s = last.at_s
    for sample in takewhile(holds, reversed(window)):
        since_s = sample.at_s
    return last.at_s - since_s


def _lag_s(sample: Sample, now_s: float) -> float | None:
    if sample.lag == 0:
        return 0.0
    if sample.next_ms is None or not FIRST_MS <= sample.next_ms <= (now_s + FUTURE_S) * 1000:
        return None
    return max(0.0, now_s - sample.next_ms / 1000)


def _why_no_seconds(sample: Sample) -> str:
    if sample.next_ms is None:
        return f"the next record could not be read{f': {sample.unread}' if sample.unread else ''}"
    if sample.next_ms <= 0:
        return "the next record has no time"
    when = "of a time before there was a Kafka" if sample.next_ms < FIRST_MS else "of the future"
    return f"the next record is {when}: a clock is wrong"


def _rates(window: Sequence[Sample]) -> tuple[float | None, float | None]:
    """Records a second in and out, over the window."""
    first, last = window[0], window[-1]
    span_s = last.at_s - first.at_s
    if span_s <= 0:
        return None, None
    return max(0, last.end - first.end) / span_s, max(0, last.place - first.place) / span_s


def _trend(window: Sequence[Sample]) -> float | None:
    """Records a second by which lag has grown over the window."""
    span_s = window[-1].at_s - window[0].at_s
    return (window[-1].lag - window[0].lag) / span_s if span_s > 0 else None


def _rewound(window: Sequence[Sample]) -> int:
    """How far the group went back within the window and has not made good since. Beyond an end there was nothing."""
    return max(min(sample.place, sample.end) for sample in window) - window[-1].place
