"""The audit stream of a desk to the log: at least once, in order, and Redis forgets only what the log has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from schemas.verdict import DeskEvent
from workers.queue import ClaimQueue
from workers.records import Event

BATCH = 500


class Publisher(Protocol):
    """Who writes events to the log; returns when the log has them."""

    async def desk_events(self, events: Sequence[DeskEvent]) -> None: ...


def desk_event(event: Event, desk: str) -> DeskEvent:
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
    )


async def relay(queue: ClaimQueue, publisher: Publisher) -> int:
    """Everything that waits, oldest first. Returns how many. Two relays at once write some events twice, never none."""
    sent = 0
    while events := await queue.audit_read(limit=BATCH):
        await publisher.desk_events([desk_event(event, queue.desk) for event in events])
        await queue.audit_trim(events[-1].position)
        sent += len(events)
    return sent
