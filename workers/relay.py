"""The audit stream of a desk to the log: at least once, in order, and Redis forgets only what the log has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from schemas.verdict import DeskEvent
from workers.queue import ClaimQueue
from workers.records import Event

BATCH = 500
#: The moves that put a body in place of the one before.
SHOWN_ANEW = ("pushed", "merged", "reopened", "updated")


class Publisher(Protocol):
    """Who writes events to the log; returns when the log has them."""

    async def desk_events(self, events: Sequence[DeskEvent]) -> None: ...


def desk_event(event: Event, desk: str, body: dict[str, Any] | None = None) -> DeskEvent:
    """An audit record as the log keeps it."""
    return DeskEvent(
        desk=desk,
        id=event.id,
        seq=event.seq,
        at_ms=event.at_ms,
        what=event.what,
        who=event.who,
        token=event.token,
        reason=event.reason,
        from_state=event.from_state,
        to_state=event.to_state,
        fields=dict(event.fields),
        data=dict(event.data),
        body=body,
    )


async def with_bodies(queue: ClaimQueue, events: Sequence[Event]) -> list[DeskEvent]:
    """The events with their bodies. A body is that of now: it may be newer than its event, and is never older.

    So the audit stream need not carry each body a second time; what the log adds up to is the same.
    """
    last = {event.id: event.position for event in events if event.what in SHOWN_ANEW}
    bodies = await queue.bodies(list(last))
    return [
        desk_event(event, queue.desk, bodies.get(event.id) if last.get(event.id) == event.position else None)
        for event in events
    ]


async def relay(queue: ClaimQueue, publisher: Publisher) -> int:
    """Everything that waits, oldest first. Returns how many. Two relays at once write some events twice, never none."""
    sent = 0
    while events := await queue.audit_read(limit=BATCH):
        await publisher.desk_events(await with_bodies(queue, events))
        await queue.audit_trim(events[-1].position)
        sent += len(events)
    return sent
