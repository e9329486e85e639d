"""What the queue gives back. Times are ms since 1970 on the server's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from schemas.queue_item import QueueItem

State = Literal["waiting", "leased", "parked", "frozen", "done", "withdrawn", "merged", "dead"]
Pushed = Literal["pushed", "merged", "reopened", "linked", "again"]
Alert = Literal["", "kill", "hold", "correction", "denial"]
Result = Literal["applied", "second", "conflict", "audit", "late"]

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Row:
    """One item and where it stands. `fields` are the queue's own, as text, the same as the audit tells them."""

    item: QueueItem
    state: State
    lane: str
    priority: int
    queued_ms: int
    deadline_ms: int
    holder: str = ""
    token: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim in one checker's hands. Whoever has `token` decides; it is void once another token is given out."""

    row: Row
    token: int
    presence_until_ms: int
    hold_until_ms: int
    draft: str = ""

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True, slots=True)
class Beat:
    """The answer to a heartbeat. `next` is what the item becomes when it is let go: "" or withdrawn, frozen, merged."""

    presence_until_ms: int
    hold_until_ms: int
    next: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a verdict. `again`: this idempotency key had been answered before."""

    result: Result
    state: State
    again: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One audit record. `data` is what the move carried, `fields` what it changed ("" for a field that went away).

    The log has the fields; an item's own trail does without them.
    """

    id: str
    seq: int
    at_ms: int
    what: str
    who: str
    token: int
    reason: str
    from_state: str
    to_state: str
    fields: Mapping[str, str]
    data: Mapping[str, Any]
    #: Where it stands in the desk's stream; "" when read from an item's trail.
    position: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a checker must know about an item that they hold or held."""

    position: str
    id: str
    what: str
    reason: str
    at_ms: int


class Mute(NamedTuple):
    """Until when a source or a topic is muted, who did it, and why."""

    until_ms: int
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is limited to; None is "any". Dates are of `queued_ms`, half-open [since_ms, before_ms).

    `words` are looked for in each claim as it is read: no index helps, so all that the rest leaves is read.
    """

    id: str | None = None
    source: str | None = None
    verdict: str | None = None
    kind: str | None = None
    language: str | None = None
    provider: str | None = None
    lane: str | None = None
    holder: str | None = None
    state: State | None = None
    since_ms: int | None = None
    before_ms: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next page (None at the end). A page may be short and still have a next one.

    `looked`: how many items were looked at for it.
    """

    rows: tuple[Row, ...]
    cursor: str | None
    looked: int = 0


@dataclass(frozen=True, slots=True)
class LaneStats:
    """One lane in which something waits."""

    waiting: int
    oldest_ms: int  # how long its oldest item has waited
    overdue: int  # past their deadline, not checked by anybody


@dataclass(frozen=True, slots=True)
class Stats:
    """One look at the desk. `counters` only grow; `lanes` are those where something waits."""

    at_ms: int
    states: Mapping[State, int]
    lanes: Mapping[str, LaneStats]
    counters: Mapping[str, int]
    audit_backlog: int  # events that the relay has not confirmed
    audit_oldest_ms: int  # age of the oldest of them: the lag of the log behind the queue
