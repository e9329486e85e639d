"""The audit stream of a desk to the log: at least once, in order, and Redis forgets only what the log has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from schemas.claims import Origin
from schemas.dead_letter import DeadLetter
from schemas.verdict import DeskEvent
from workers import checks, replies
from workers.errors import Damaged
from workers.queue import ClaimQueue
from workers.records import Event

BATCH = 500
#: The reason of a dead letter that is no event.
UNFIT = "bad-desk-event"
#: Far below the depth of data at which Python gives up, which depends on who asks.
DEPTH_MAX = 100
#: What reading or writing one raises; pydantic's ValidationError is a ValueError.
NO_EVENT = (Damaged, ValueError, RecursionError)
#: The moves that put a body in place of the one before, or may: "linked" does where it moves an embargo.
SHOWN_ANEW = ("pushed", "merged", "reopened", "linked", "updated")


class Publisher(Protocol):
    """Who writes events to the log, and what is none among the dead letters; returns when Kafka has them."""

    async def desk_events(self, events: Sequence[DeskEvent]) -> None: ...

    async def dead_letters(self, letters: Sequence[DeadLetter]) -> None: ...


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


async def relay(queue: ClaimQueue, publisher: Publisher, *, trim: bool = True) -> int:
    """Everything that waits, oldest first. Returns how many. Two relays at once write some events twice, never none.

    What the log could not take (somebody spoilt it in Redis) is a dead letter, and does not stand before the others.
    Not to `trim` keeps them in Redis as well: for who does not know yet whether it is the right log.
    """
    sent, after = 0, ""
    while texts := await queue.audit_texts(after, BATCH):
        try:
            events = [replies.event(text, position) for position, text in texts]
            await publisher.desk_events(await with_bodies(queue, events))
        except NO_EVENT:  # then each is looked at alone, which costs as much as to send it
            events, letters = sorted_out(texts, queue)
            await publisher.dead_letters(letters)
            await publisher.desk_events(await with_bodies(queue, events))
        if trim:
            await queue.audit_trim(texts[-1][0])
        else:
            after = texts[-1][0]
        sent += len(events)
    return sent


def sorted_out(texts: Sequence[tuple[str, str]], queue: ClaimQueue) -> tuple[list[Event], list[DeadLetter]]:
    """The events, and a letter for each text that is none."""
    events, letters = [], []
    for position, text in texts:
        try:
            event = replies.event(text, position)
            desk_event(event, queue.desk).to_bytes()
            if checks.is_deeper(event.data, DEPTH_MAX):
                raise ValueError(f"lists in lists, more than {DEPTH_MAX} deep")
            events.append(event)
        except NO_EVENT as error:
            letters.append(_letter(position, text, queue, error))
    return events, letters


def _letter(position: str, text: str, queue: ClaimQueue, error: Exception) -> DeadLetter:
    """Where it stood in the stream tells the place: its ms are the offset, its number among those the partition."""
    ms, _, number = position.partition("-")
    return DeadLetter(
        reason=UNFIT,
        detail=" ".join(str(error).split()),
        origin=Origin(topic=f"audit.{queue.desk}", partition=int(number), offset=int(ms)),
        at_ms=int(ms),
        key=None,
        value=text.encode(errors="surrogateescape"),
    )
