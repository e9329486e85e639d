"""What `secondsource lag --json` prints. Unknown is null with its reason, never NaN."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal[
    "OK", "CATCHING_UP", "SLOW", "STALLED", "STOPPED", "REBALANCING", "REWOUND", "TRUNCATED", "UNKNOWN"
]  # fmt: skip
Count = Annotated[int, Field(ge=0)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Strict(BaseModel):
    """No key that the schema does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PartitionReport(Strict):
    """One partition of a topic as a group sees it."""

    partition: Count
    state: State
    why: str = Field(description="The reason of a state that is not plain; empty otherwise.")
    committed: Count | None = Field(description="The offset that the group reads next; null: nothing committed.")
    begin: Count | None = Field(description="The first offset that is still there; null: the broker does not say.")
    end: Count | None = Field(description="The offset of the record that comes next; null: the broker does not say.")
    lag: Count | None = Field(description="Records that are there and not read; null: unknown.")
    lag_seconds: Amount | None = Field(description="Age of the next record to be read; null: unknown.")
    lost: Count = Field(description="Records that were deleted before they were read.")
    eta_seconds: Amount | None = Field(description="When it will have caught up, at the rates of now.")
    rate_in: Amount | None = Field(description="Records a second that come; null: not seen to move yet.")
    rate_out: Amount | None = Field(description="Records a second that are read.")
    trend: Annotated[float, Field(allow_inf_nan=False)] | None = Field(description="Records a second that lag grows.")
    client: str | None = Field(description="What its reader calls itself; null: nobody is to read it, or not told.")
    host: str | None = Field(description="The host that its reader speaks from.")


class MemberReport(Strict):
    """One member of a group."""

    id: str = Field(description="As Kafka tells members apart.")
    client: str
    host: str
    partitions: list[Count] = Field(description="Those of this topic that it is to read.")
    ended: bool = Field(description="It is known to run no more; Kafka counts it until its session is over.")


class GroupReport(Strict):
    """One topic of one group; as bad as its worst partition."""

    group: str
    topic: str
    state: State
    why: str = Field(description="Why there are no partitions; empty where there are.")
    lag: Count | None = Field(description="Records that are there and not read; null: not known of every partition.")
    lag_seconds: Amount | None
    eta_seconds: Amount | None = Field(
        description="When the last of its partitions will have caught up; null: it is not CATCHING_UP."
    )
    rate_in: Amount | None
    rate_out: Amount | None
    trend: Annotated[float, Field(allow_inf_nan=False)] | None
    skew: Amount | None = Field(description="The largest lag of a partition over the mean; null: nothing waits.")
    hot: Count | None = Field(description="The partition with at least twice its fair share, while it is behind.")
    members: Count | None = Field(description="How many Kafka counts; null: its coordinator does not say.")
    readers: list[MemberReport] = Field(description="Who they are.")
    partitions: list[PartitionReport]


class StepReport(Strict):
    """One step of the way of copy."""

    name: str
    count: Count
    p50_s: Amount | None
    p95_s: Amount | None


class QuietReport(Strict):
    """A provider that has gone quiet."""

    provider: str
    silent_s: Amount
    usual_s: Amount


class WayReport(Strict):
    """The whole way of copy, with `--way`."""

    steps: list[StepReport]
    quiet: list[QuietReport]
    dead_letters: Count


class LaneReport(Strict):
    """One lane of the desk in which claims wait."""

    name: str
    waiting: Count
    oldest_s: Amount = Field(description="How long its oldest claim has waited.")
    overdue: Count = Field(description="Claims past their deadline.")


class LagReport(Strict):
    """One look. With `--watch --json` each line is one."""

    at_seconds: Amount = Field(description="When it was looked, in seconds since 1970.")
    groups: list[GroupReport]
    gaps: list[str] = Field(description="What this look lacks: brokers and groups that did not answer.")
    way: WayReport | None = None
    lanes: list[LaneReport] | None = Field(
        default=None,
        description="With `--way`: what waits at the desk; null: no Redis is known, or it does not answer.",
    )
