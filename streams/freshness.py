"""How long copy takes on its whole way: published, received, claims found, queued, taken, verdict.

Pure rules over the last records of `claims` and `desk.events`, and the reader of both. The clocks of providers, of the
broker and of Redis differ: a step that would take less than no time took none.
"""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, TypeVar

from schemas import topics
from schemas.claims import ClaimsRecord
from schemas.verdict import DeskEvent
from secondsource.errors import Unavailable
from streams.door import TIMEOUTS
from streams.lag import FIRST_MS, FUTURE_S
from streams.log import records
from streams.settings import Settings

T = TypeVar("T")
#: The steps of the way, in order.
STEPS = ("published → received", "received → claims", "claims → queued", "queued → taken", "taken → verdict")
#: So many records of a partition are looked at.
LAST = 250
#: A provider is quiet when it has been silent for so many times its usual gap, and for an hour at least.
QUIET_TIMES, QUIET_S = 5.0, 3600.0
#: Seconds that reading it may take: a partition whose broker is gone is waited for without end.
WAY_S = 15.0
#: The clock of Redis may be so much behind that of a worker.
CLOCKS_MS = 1000
#: A wrong zone explains a day at most: of a time that is further ahead of what came after it, the clock was wrong.
AHEAD_MS = 24 * 3_600_000
#: A gap is usual when so many articles of a provider were seen.
USUAL = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way. Seconds; None where nothing was seen."""

    name: str
    count: int
    p50_s: float | None
    p95_s: float | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A provider that has gone quiet: how long, and how long it usually is between two of its articles, in seconds."""

    provider: str
    silent_s: float
    usual_s: float


@dataclass(frozen=True, slots=True)
class Freshness:
    """The way as a whole. `dead_letters`: records that the topic holds."""

    steps: tuple[Step, ...]
    quiet: tuple[Quiet, ...]
    dead_letters: int


def quantile(values: list[float], share: float) -> float | None:
    """The value below which a share of the values lies: the nearest rank."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else None


def steps(claims: Iterable[ClaimsRecord], events: Iterable[DeskEvent]) -> tuple[Step, ...]:
    """The steps of the way, from what was reviewed and what happened at the desk."""
    took: dict[str, list[float]] = {name: [] for name in STEPS}

    def add(name: str, begin_ms: float | None, end_ms: float | None) -> None:
        if begin_ms is not None and end_ms is not None and FIRST_MS <= begin_ms <= end_ms + AHEAD_MS:
            took[name].append(max(0.0, (end_ms - begin_ms) / 1000))

    reviewed: dict[tuple[str, int], list[int]] = defaultdict(list)
    for record in claims:
        article = record.article
        published = article.published.timestamp() * 1000 if article.published else None
        received = record.received_ms if record.received_ms <= record.reviewed_ms + AHEAD_MS else None
        add(STEPS[0], published, received)
        add(STEPS[1], record.received_ms, record.reviewed_ms)
        reviewed[article.item, article.version].append(record.reviewed_ms)
    since: dict[str, tuple[str, int]] = {}
    for event in sorted(events, key=lambda event: (event.at_ms, event.seq)):
        if event.what == "pushed" and event.body is not None:
            add(STEPS[2], _cause(reviewed[event.body["item"], event.body["version"]], event.at_ms), event.at_ms)
            since[event.id] = ("queued", event.at_ms)
        elif event.what == "taken":
            what, at_ms = since.get(event.id, ("", 0))
            add(STEPS[3], at_ms if what == "queued" else None, event.at_ms)
            since[event.id] = ("taken", event.at_ms)
        elif event.what == "verdict":
            what, at_ms = since.pop(event.id, ("", 0))
            add(STEPS[4], at_ms if what == "taken" else None, event.at_ms)
    return tuple(
        Step(name, len(values), quantile(values, 0.5), quantile(values, 0.95)) for name, values in took.items()
    )


def _cause(reviewed: Iterable[int], queued_ms: int) -> int | None:
    """The review that a claim was queued for: the last before it. Copy that is fed again is reviewed again."""
    return max((at_ms for at_ms in reviewed if at_ms <= queued_ms + CLOCKS_MS), default=None)


def quiet(claims: Iterable[ClaimsRecord], now_ms: float) -> tuple[Quiet, ...]:
    """The providers that have been silent far longer than they use to be, the longest first."""
    heard: dict[str, list[int]] = defaultdict(list)
    for record in claims:
        heard[record.article.provider].append(record.received_ms)
    found = []
    for provider, all_times in heard.items():
        times = [at_ms for at_ms in all_times if FIRST_MS <= at_ms <= now_ms + FUTURE_S * 1000]
        if len(times) < USUAL or not provider:
            continue
        times.sort()
        usual_s = median(b - a for a, b in pairwise(times)) / 1000
        silent_s = (now_ms - times[-1]) / 1000
        if silent_s >= max(QUIET_S, QUIET_TIMES * usual_s):
            found.append(Quiet(provider, silent_s, usual_s))
    return tuple(sorted(found, key=lambda one: -one.silent_s))


async def read_freshness(settings: Settings, now_ms: float) -> Freshness:
    """The way as the last records tell it. Raises Unavailable, also when it takes more than WAY_S."""
    try:
        return await asyncio.wait_for(_read(settings, now_ms), WAY_S)
    except (Unavailable, *TIMEOUTS) as error:
        why = str(error) or f"no answer from Kafka at {settings.kafka} within {WAY_S:g} s"
        raise Unavailable(f"the way of copy cannot be read: {why}") from error


async def _read(settings: Settings, now_ms: float) -> Freshness:
    reviewed = records(settings.kafka, settings.prefix + topics.CLAIMS.name, last=LAST)
    claims = await _parsed(reviewed, ClaimsRecord.from_bytes)
    moves = records(settings.kafka, settings.prefix + topics.DESK_EVENTS.name, last=4 * LAST)
    events = [event for event in await _parsed(moves, DeskEvent.from_bytes) if event.desk == settings.desk]
    held: list[int] = [0]
    letters = records(settings.kafka, settings.prefix + topics.DEAD_LETTERS.name, last=0, told=held.append)
    async for _ in letters:
        break
    return Freshness(steps(claims, events), quiet(claims, now_ms), held[-1])


async def _parsed(found: AsyncIterator[Any], parse: Callable[[bytes], T]) -> list[T]:
    """What can be read of the records; what a stranger or a newer version wrote there is passed over."""
    read = []
    async for record in found:
        with suppress(ValueError):
            if record.value is not None:
                read.append(parse(record.value))
    return read
