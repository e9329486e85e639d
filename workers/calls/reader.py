"""What everybody may look at."""

from __future__ import annotations

from workers import connection, fitness, listing, replies
from workers.calls.desk import Desk
from workers.errors import refusal
from workers.records import Event, Filter, Page, Row, Stats

#: The fields that tell whether a second opinion is awaited.
READ_BY = ("state", "first", "second")


async def get(desk: Desk, id: str) -> Row:
    """One item and where it stands."""
    rows = await listing.rows(desk.client, desk.prefix, [id])
    if not rows:
        raise refusal(-1, id)
    return rows[0]


async def find(desk: Desk, start: str) -> str:
    """The id that is `start`, or the only one that begins so (four characters or more). UnknownItem, BadMove."""
    return listing.the_one(start, await listing.begin_so(desk.client, desk.prefix, start))


async def trail(desk: Desk, id: str, *, blind: bool = True) -> tuple[Event, ...]:
    """Who did what to an item, oldest first. `blind` hides a first opinion while the second is awaited."""
    pipe = desk.client.pipeline(transaction=False)  # a full Redis refuses MULTI; by the later state, nothing is let out
    pipe.lrange(desk.prefix + "trail:" + id, 0, -1)
    pipe.hmget(desk.prefix + "item:" + id, *READ_BY)
    texts, read_by = await connection.call(pipe.execute())
    events = tuple(replies.event(text) for text in texts)
    return replies.blinded(events, dict(zip(READ_BY, read_by, strict=True))) if blind else events


async def page(desk: Desk, filter: Filter | None = None, cursor: str | None = None, limit: int = 50) -> Page:
    """What passes the filter: waiting ones in the order of taking, others by when they were queued."""
    return await listing.page(desk.client, desk.prefix, filter or Filter(), cursor, limit)


async def counts(desk: Desk, facet: str) -> dict[str, int]:
    """How many items each value of source, kind, provider, lane or state has."""
    return await listing.counts(desk.client, desk.prefix, facet)


async def people(desk: Desk) -> frozenset[str]:
    """Who has ever held an item of this desk."""
    return frozenset(await connection.call(desk.client.smembers(desk.prefix + "people")))


async def stats(desk: Desk) -> Stats:
    """The desk at a glance."""
    return await listing.stats(desk.client, desk.prefix)


async def unsafe(desk: Desk) -> str:
    """Why the server would lose what it is given; "" where it would not. Somebody may change it at any time."""
    return await fitness.unsafe(desk.client)
