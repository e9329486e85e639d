"""A look at the stream as `secondsource lag --json` prints it (schemas/lag.py)."""

from __future__ import annotations

from dataclasses import asdict

from schemas.lag import GroupReport, LagReport, LaneReport, MemberReport, PartitionReport, WayReport
from streams.groups import GroupLag, Member, Partition
from streams.seen import Seen


def report(seen: Seen) -> LagReport:
    """The whole look."""
    way = WayReport.model_validate(asdict(seen.fresh)) if seen.fresh else None
    lanes = None if seen.lanes is None else [LaneReport.model_validate(asdict(lane)) for lane in seen.lanes]
    groups = [of_group(entry) for entry in seen.groups]
    return LagReport(at_seconds=round(seen.at_s, 3), groups=groups, gaps=list(seen.gaps), way=way, lanes=lanes)


def of_group(entry: GroupLag) -> GroupReport:
    return GroupReport(
        group=entry.group,
        topic=entry.topic,
        state=entry.state,
        why=entry.why,
        lag=entry.lag if entry.whole else None,
        lag_seconds=rounded(entry.lag_s),
        eta_seconds=rounded(entry.eta_s),
        rate_in=rounded(entry.rate_in),
        rate_out=rounded(entry.rate_out),
        trend=rounded(entry.trend),
        skew=rounded(entry.skew),
        hot=entry.hot,
        members=len(entry.members) if entry.answered else None,
        readers=[of_member(member) for member in entry.members],
        partitions=[of_partition(entry, p) for p in entry.partitions],
    )


def of_member(member: Member) -> MemberReport:
    return MemberReport(
        id=member.id,
        client=member.client,
        host=member.host,
        partitions=list(member.partitions),
        ended=member.ended,
    )


def of_partition(entry: GroupLag, partition: Partition) -> PartitionReport:
    sample, reading, reader = partition.sample, partition.reading, entry.reader(partition.number)
    return PartitionReport(
        partition=partition.number,
        state=reading.state,
        why=reading.why,
        committed=sample.committed if sample else None,
        begin=sample.begin if sample else None,
        end=sample.end if sample else None,
        lag=partition.lag,
        lag_seconds=rounded(reading.lag_s),
        lost=reading.lost,
        eta_seconds=rounded(reading.eta_s),
        rate_in=rounded(reading.rate_in),
        rate_out=rounded(reading.rate_out),
        trend=rounded(reading.trend),
        client=reader.client if reader else None,
        host=reader.host if reader else None,
    )


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
