"""The last look as Prometheus metrics.

Names of consumer lag are those that existing dashboards know; ours begin with secondsource_.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from streams.freshness import Freshness
from streams.groups import GroupLag
from streams.lag import WORST
from workers.records import Stats


@dataclass(slots=True)
class Look:
    """The last look at the broker and at the queue, and what went wrong with it."""

    groups: list[GroupLag] = field(default_factory=list)
    stats: Stats | None = None
    fresh: Freshness | None = None
    fresh_at_s: float = 0.0
    kafka_error: str = "no look yet"
    redis_error: str = "no look yet"
    unsafe: str = ""  # why Redis would lose claims; of the last look that it answered
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
        yield from _partitions(self._look.groups)
        yield from _groups(self._look.groups)
        yield from self._queue()
        yield from self._way()
        up = GaugeMetricFamily("secondsource_up", "1 where the last look succeeded.", labels=["server"])
        up.add_metric(["kafka"], 0.0 if self._look.kafka_error else 1.0)
        up.add_metric(["redis"], 0.0 if self._look.redis_error else 1.0)
        yield up
        yield GaugeMetricFamily("secondsource_look_seconds", "How long the last look took.", self._look.took_s)
        yield GaugeMetricFamily("secondsource_look_gaps", "Brokers and groups that did not answer it.", self._look.gaps)

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
        yield GaugeMetricFamily(
            "secondsource_redis_safe", "0 where Redis may evict claims or forgets them.", float(not self._look.unsafe)
        )
        for name, value in stats.counters.items():
            if re.fullmatch(r"[a-z_]+", name) and not name.endswith("_ms_sum"):
                yield CounterMetricFamily(f"secondsource_queue_{name}", f"Moves: {name}.", value)
        for name in ("time_to_take", "time_to_verdict"):
            if family := histogram(name, stats):
                yield family


def _partitions(groups: Sequence[GroupLag]) -> Iterator[Metric]:
    """Offsets, records and seconds of each partition; what is not known is absent."""
    place = ["consumergroup", "topic", "partition"]
    lag = GaugeMetricFamily("kafka_consumergroup_lag", "Records that are there and not read.", labels=place)
    current = GaugeMetricFamily("kafka_consumergroup_current_offset", "Committed offset.", labels=place)
    seconds = GaugeMetricFamily("secondsource_lag_seconds", "Age of the next record to be read.", labels=place)
    end = GaugeMetricFamily("kafka_topic_partition_current_offset", "End offset.", labels=["topic", "partition"])
    ends: dict[tuple[str, str], float] = {}
    for group in groups:
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
    for labels_, offset in ends.items():
        end.add_metric(list(labels_), offset)
    yield from (lag, current, seconds, end)


def _groups(groups: Sequence[GroupLag]) -> Iterator[Metric]:
    """Members, age and state of each group."""
    topic = ["consumergroup", "topic"]
    members = GaugeMetricFamily("kafka_consumergroup_members", "Members of the group.", labels=["consumergroup"])
    seconds = GaugeMetricFamily(
        "kafka_consumergroup_group_lag_seconds", "Age of the oldest unread record.", labels=topic
    )
    state = GaugeMetricFamily("secondsource_lag_state", "1 for the state.", labels=[*topic, "state"])
    for group in groups:
        if group.lag_s is not None:
            seconds.add_metric([group.group, group.topic], group.lag_s)
        for one in WORST:
            state.add_metric([group.group, group.topic, one], float(one == group.state))
    for name, count in {group.group: len(group.members) for group in groups if group.answered}.items():
        members.add_metric([name], count)
    yield from (members, seconds, state)


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
