"""What no person asks: timers, the relay, a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schemas.queue_item import QueueItem
from workers import connection, replies
from workers.calls.desk import Desk
from workers.records import Event, Mute


async def expire(desk: Desk, limit: int = 500) -> dict[str, int]:
    """What is due: leases, parked and frozen items, closed ones past their retention; what a changed mute parked.

    Moves `limit` items at most: call it until all counts are 0. Raises Damaged, when the rest is moved, with the
    names of items that are spoilt; they are passed over from then on.
    """
    reply = await desk.move("expire", limit, desk.policy.expiries_max, desk.policy.retention_ms)
    return dict(zip(("expired", "woken", "thawed", "purged", "parked"), reply[1:], strict=True))


async def audit_read(desk: Desk, after: str = "", limit: int = 500) -> tuple[Event, ...]:
    """Events that the relay has not confirmed, oldest first, from after that position on."""
    start = f"({after}" if after else "-"
    while found := await connection.call(desk.client.xrange(desk.prefix + "audit", min=start, count=limit)):
        if events := replies.events(found):
            return events
        start = f"({found[-1][0]}"
    return ()


async def audit_texts(desk: Desk, after: str = "", limit: int = 500) -> tuple[tuple[str, str], ...]:
    """As audit_read, each as it stands there: position and text, whether or not it is an event."""
    start = f"({after}" if after else "-"
    found = await connection.call(desk.client.xrange(desk.prefix + "audit", min=start, count=limit))
    return tuple((position, fields.get("event", "")) for position, fields in found)


async def bodies(desk: Desk, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The bodies of these items, as they are stored; one that is gone or cannot be read is left out."""
    if not ids:
        return {}
    packed = await connection.call(desk.client.mget([f"{desk.prefix}body:{id}" for id in ids]))
    return replies.bodies(dict(zip(ids, packed, strict=True)))


async def audit_trim(desk: Desk, through: str) -> int:
    """The log has everything up to and with that position; Redis forgets it. Returns how many."""
    if not through:
        return 0
    ms, _, number = through.partition("-")
    below = f"{ms}-{int(number) + 1}"
    return int(await connection.call(desk.client.xtrim(desk.prefix + "audit", minid=below, approximate=False)))


async def restore(desk: Desk, item: QueueItem, fields: Mapping[str, str], trail: Iterable[str] = ()) -> bool:
    """Puts an item as the log tells it. False when it is there already.

    `fields`: those of its events added up, marks and all, with `seq`; `trail`: its events (workers/history.py).
    An item that was leased waits again, which is the only thing that leaves an audit record.
    """
    reply = await desk.move("restore", *replies.restore_args(item, fields, trail, desk.policy))
    return bool(reply[0] == 0)


async def reopen(
    desk: Desk,
    token: int,
    mutes: Mapping[str, Mute],
    given: Mapping[str, replies.Answered],
    who: str,
    items: int,
    people: Iterable[str] = (),
) -> int:
    """Ends a rebuild: the newest token, mutes, verdicts by their keys, people. Returns the newest token."""
    args = replies.reopen_args(token, mutes, given, who, items, people, desk.policy)
    return await desk.number("reopen", *args)
