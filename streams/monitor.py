"""What an operator's tools read: lag, queue and freshness as Prometheus metrics, and whether all is well.

Names of consumer lag are those that existing dashboards know; ours begin with secondsource_.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from secondsource.errors import QueueError, Unavailable
from streams.freshness import Freshness
from streams.lag import WORST, GroupLag
from streams.sampling import Sampler
from workers.queue import ClaimQueue
from workers.records import Stats

log = logging.getLogger("secondsource")
#: A look older than so many intervals is no look.
STALE_INTERVALS = 3
#: Seconds between two looks at the whole way: it reads records, and no offsets alone.
WAY_EVERY_S = 60.0
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Look:
    """The last look at the broker and at the queue, and what went wrong with it."""

    groups: list[GroupLag] = field(default_factory=list)
    stats: Stats | None = None
    fresh: Freshness | None = None
    fresh_at_s: float = 0.0
    kafka_error: str = "no look yet"
    redis_error: str = "no look yet"
    way_error: str = ""
    at_s: float = 0.0
    took_s: float = 0.0
    gaps: int = 0


class Metrics(Collector):
    """Turns the last look into metrics when they are asked for."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def collect(self) -> Iterator[Metric]:
        """The families, fresh from the last look."""
        yield from self._lag()
        yield from self._queue()
        yield from self._way()
        up = GaugeMetricFamily("secondsource_up", "1 where the last look succeeded.", labels=["server"])
        up.add_metric(["kafka"], 0.0 if self._look.kafka_error else 1.0)
        up.add_metric(["redis"], 0.0 if self._look.redis_error else 1.0)
        yield up
        yield GaugeMetricFamily("secondsource_look_seconds", "How long the last look took.", self._look.took_s)
        yield GaugeMetricFamily("secondsource_look_gaps", "Brokers and groups that did not answer it.", self._look.gaps)

    def _lag(self) -> Iterator[Metric]:
        place = ["consumergroup", "topic", "partition"]
        lag = GaugeMetricFamily("kafka_consumergroup_lag", "Records that are there and not read.", labels=place)
        current = GaugeMetricFamily("kafka_consumergroup_current_offset", "Committed offset.", labels=place)
        seconds = GaugeMetricFamily("secondsource_lag_seconds", "Age of the next record to be read.", labels=place)
        end = GaugeMetricFamily("kafka_topic_partition_current_offset", "End offset.", labels=["topic", "partition"])
        members = GaugeMetricFamily("kafka_consumergroup_members", "Members of the group.", labels=["consumergroup"])
        group_s = GaugeMetricFamily(
            "kafka_consumergroup_group_lag_seconds",
            "Age of the oldest unread record.",
            labels=["consumergroup", "topic"],
        )
        state = GaugeMetricFamily(
            "secondsource_lag_state", "1 for the state.", labels=["consumergroup", "topic", "state"]
        )
        ends: dict[tuple[str, str], float] = {}
        counted: dict[str, int] = {}
        for group in self._look.groups:
            if group.answered:
                counted[group.group] = len(group.members)
            if group.lag_s is not None:
                group_s.add_metric([group.group, group.topic], group.lag_s)
            for one in WORST:
                state.add_metric([group.group, group.topic, one], float(one == group.state))
            for p in group.partitions:
                if p.sample is None:
                    continue
                labels = [group.group, group.topic, str(p.number)]
                if p.lag is not None:
                    lag.add_metric(labels, p.lag)
                current.add_metric(labels, -1 if p.sample.committed is None else p.sample.committed)
                if p.reading.lag_s is not None:
                    seconds.add_metric(labels, p.reading.lag_s)
                ends[group.topic, str(p.number)] = p.sample.end
        for name, count in counted.items():
            members.add_metric([name], count)
        for labels_, offset in ends.items():
            end.add_metric(list(labels_), offset)
        yield from (lag, current, seconds, end, members, group_s, state)

    def _way(self) -> Iterator[Metric]:
        fresh = self._look.fresh
        if fresh is None:
            return
        took = GaugeMetricFamily(
            "secondsource_freshness_seconds", "How long a step of the way takes.", labels=["step", "quantile"]
        )
        for step in fresh.steps:
            for share, value in (("0.5", step.p50_s), ("0.95", step.p95_s)):
                if value is not None:
                    took.add_metric([step.name, share], value)
        silent = GaugeMetricFamily(
            "secondsource_provider_quiet_seconds", "A provider that has gone quiet.", labels=["provider"]
        )
        for one in fresh.quiet:
            silent.add_metric([one.provider], one.silent_s)
        yield from (took, silent)
        yield GaugeMetricFamily("secondsource_dead_letters", "Records in the dead-letter topic.", fresh.dead_letters)

    def _queue(self) -> Iterator[Metric]:
        stats = self._look.stats
        if stats is None:
            return
        ready = GaugeMetricFamily("secondsource_queue_ready", "Claims that wait.", labels=["lane"])
        oldest = GaugeMetricFamily("secondsource_queue_oldest_ready_seconds", "The longest wait.", labels=["lane"])
        overdue = GaugeMetricFamily(
            "secondsource_queue_deadline_missed", "Waiting past their deadline.", labels=["lane"]
        )
        for lane, row in stats.lanes.items():
            ready.add_metric([lane], row.waiting)
            oldest.add_metric([lane], row.oldest_ms / 1000)
            overdue.add_metric([lane], row.overdue)
        yield from (ready, oldest, overdue)
        yield GaugeMetricFamily(
            "secondsource_queue_leased", "Claims in somebody's hands.", stats.states.get("leased", 0)
        )
        yield GaugeMetricFamily(
            "secondsource_log_backlog", "Desk events that Kafka has not got yet.", stats.audit_backlog
        )
        yield GaugeMetricFamily(
            "secondsource_projection_lag_seconds", "Age of the oldest.", stats.audit_oldest_ms / 1000
        )
        for name, value in stats.counters.items():
            if re.fullmatch(r"[a-z_]+", name) and not name.endswith("_ms_sum"):
                yield CounterMetricFamily(f"secondsource_queue_{name}", f"Moves: {name}.", value)
        for name in ("time_to_take", "time_to_verdict"):
            if family := histogram(name, stats):
                yield family


def histogram(name: str, stats: Stats) -> HistogramMetricFamily | None:
    """A histogram out of the queue's counters NAME_bucket:MINUTES and NAME_ms_sum; cumulative, in seconds."""
    found = {key.partition(":")[2]: n for key, n in stats.counters.items() if key.startswith(f"{name}_bucket:")}
    if not found:
        return None
    buckets: list[tuple[str, float]] = []
    total = 0
    for minutes in sorted(int(bound) for bound in found if bound != "inf"):
        total += found[str(minutes)]
        buckets.append((str(minutes * 60.0), total))
    buckets.append(("+Inf", total + found.get("inf", 0)))
    made = HistogramMetricFamily(f"secondsource_queue_{name}_seconds", f"{name} of claims, since they were queued.")
    made.add_metric([], buckets, stats.counters.get(f"{name}_ms_sum", 0) / 1000)
    return made


class Monitor:
    """Looks on a timer, and answers /metrics, /healthz and /readyz from the last look."""

    def __init__(
        self,
        sampler: Sampler,
        queue: ClaimQueue,
        every_s: float,
        way: Callable[[float], Awaitable[Freshness]] | None = None,
    ) -> None:
        self.look = Look()
        self._way = way
        self._sampler, self._queue, self._every_s = sampler, queue, every_s
        self._started = False
        self._registry = CollectorRegistry()
        self._registry.register(Metrics(self.look))

    async def watch(self) -> None:
        """Looks until it is cancelled; an outage is a look as well."""
        while True:
            began = time.monotonic()
            await self._see()
            self.look.at_s, self.look.took_s = time.monotonic(), time.monotonic() - began
            await asyncio.sleep(max(0.1, self._every_s - self.look.took_s))

    async def _see(self) -> None:
        if await self._see_lag():
            await self._see_way()
        try:
            self.look.stats, self.look.redis_error = await self._queue.stats(), ""
        except (Unavailable, QueueError) as error:
            self.look.stats, self.look.redis_error = None, str(error)

    async def _see_lag(self) -> bool:
        """Whether Kafka answered. What was so before an outage is not known in it."""
        try:
            if not self._started:
                await self._sampler.start()
                self._started = True
            self.look.groups, self.look.kafka_error = await self._sampler.sample(), ""
            self.look.gaps = len(self._sampler.gaps)
            return True
        except Unavailable as error:
            self.look.groups, self.look.gaps, self.look.kafka_error = [], 0, str(error)
            self.look.fresh, self.look.fresh_at_s, self.look.way_error = None, 0.0, ""
            self._started = False
            await self._sampler.close()
            return False

    async def _see_way(self) -> None:
        """Once in WAY_EVERY_S. That it cannot be read is no blindness for lag."""
        if self._way is None or (self.look.fresh_at_s and time.monotonic() - self.look.fresh_at_s < WAY_EVERY_S):
            return
        self.look.fresh_at_s = time.monotonic()
        try:
            self.look.fresh, self.look.way_error = await self._way(time.time() * 1000), ""
        except Unavailable as error:
            self.look.fresh, self.look.way_error = None, str(error)

    def app(self) -> web.Application:
        """The pages."""
        made = web.Application()
        made.router.add_get("/metrics", self._metrics)
        made.router.add_get("/healthz", self._healthz)
        made.router.add_get("/readyz", self._readyz)
        return made

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": TEXT})

    async def _healthz(self, _: web.Request) -> web.Response:
        """Well as long as it looks: what it sees may be bad."""
        age_s = time.monotonic() - self.look.at_s
        fresh = self.look.at_s > 0 and age_s < STALE_INTERVALS * self._every_s + 10
        return web.json_response({"ok": fresh, "look_age_seconds": round(age_s, 1)}, status=200 if fresh else 503)

    async def _readyz(self, _: web.Request) -> web.Response:
        """Ready when both servers answered the last look, and the way could be read."""
        problems = [error for error in (self.look.kafka_error, self.look.redis_error, self.look.way_error) if error]
        return web.json_response({"ok": not problems, "problems": problems}, status=503 if problems else 200)
