"""Lists and counts: keyset pages over the sorted sets that the moves keep, fast whatever the queue holds.

A filter picks the narrowest collections that hold everything it wants; their first rows are merged by place, and the
rest of the filter is asked of each row. A page looks at no more than LOOK rows, so it may be short and still have
a cursor: it says where to go on, not how many there are.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from typing import Any, NamedTuple

from secondsource.errors import QueueError
from workers import replies
from workers.connection import Client, call, translated
from workers.errors import BadMove, Damaged, UnknownItem, refusal
from workers.plans import CLOSED_OR_HELD, LOOK, lanes_of, narrowest, plans, waits
from workers.records import Filter, LaneStats, Page, Row, State, Stats
from workers.wanted import passes

#: The shortest beginning that may stand for an id.
START_MIN = 4
#: Ids that one trip looks through for those that begin so: a few milliseconds of the server's time.
SCAN = 10_000


class Place(NamedTuple):
    """Where an item stands in a list: alerts stand first in one by deadline."""

    calm: bool  # no alert
    score: int
    id: str


async def rows(client: Client, prefix: str, ids: list[str], *, pass_over: bool = False) -> list[Row]:
    """The rows of `ids` that exist, in that order. Raises Damaged where one of them cannot be read.

    With `pass_over`, one that cannot be read keeps nobody from the others; `secondsource verify` tells it.
    """
    if not ids:
        return []
    pipe = client.pipeline(transaction=False)
    for id in ids:
        pipe.get(f"{prefix}body:{id}")
        pipe.hgetall(f"{prefix}item:{id}")
    found = await call(pipe.execute(raise_on_error=False))
    read = []
    for id, packed, fields in zip(ids, found[::2], found[1::2], strict=True):
        with suppress(Damaged) if pass_over else nullcontext(), translated():
            for reply in (packed, fields):
                if isinstance(reply, Exception):
                    raise reply
            if packed and fields:
                read.append(replies.row(replies.item_of(id, packed), fields))
    return read


def the_one(start: str, ids: Sequence[str]) -> str:
    """The id that `start` stands for. Raises UnknownItem, or BadMove when there are several."""
    if not ids and len(start) < START_MIN:
        raise UnknownItem(
            f"{start}: no such item at this desk; a beginning of an id has {START_MIN} characters or more"
        )
    if not ids:
        raise refusal(-1, start)
    if len(ids) > 1:
        some = ", ".join(ids[:3]) + (" …" if len(ids) > 3 else "")
        raise BadMove(f"{len(ids)} ids begin with {start}: {some}; give more of it")
    return ids[0]


def write_cursor(place: Place) -> str:
    """In one word, that needs no quotes in a shell."""
    return f"{int(place.calm)}.{place.score}.{place.id}"


def read_cursor(cursor: str | None) -> Place | None:
    """The place after which a page begins. Raises QueueError on a cursor that this module did not write."""
    if cursor is None:
        return None
    try:
        calm, score, id = cursor.split(".", 2)
        return Place(bool(int(calm)), int(score), id)
    except ValueError as error:
        raise QueueError(f"not a cursor of this list: {cursor!r}; begin again without one") from error


def _is_calm(name: str) -> bool:
    return not name.endswith("}:lane:alert")


async def _members(
    client: Client, names: Iterable[str], after: Place | None, span: tuple[Any, Any], count: int
) -> list[Place]:
    """The first `count` of the union by their places, beyond `after`, with scores in `span`."""
    pipe = client.pipeline(transaction=False)
    asked = [name for name in names if after is None or _is_calm(name) >= after.calm]
    for name in asked:
        low = after.score if after and _is_calm(name) == after.calm else span[0]
        pipe.zrange(name, low, span[1], byscore=True, offset=0, num=count + 1, withscores=True)
    found = await call(pipe.execute()) if asked else []
    lists: list[list[Place]] = []
    for name, entries in zip(asked, found, strict=True):
        places = _places(name, entries)
        kept = [place for place in places if after is None or place > after]
        if len(places) > count and len(kept) < count:  # many share the cursor's score: skip them by rank
            kept = await _beyond(client, name, after, span, count)
        lists.append(kept)
    return list(dict.fromkeys(heapq.merge(*lists)))[:count]


async def _waiting(client: Client, prefix: str, names: Iterable[str], span: tuple[Any, Any]) -> list[Place]:
    """What waits of the union of sets that are by the time queued, in the order of taking."""
    pipe = client.pipeline(transaction=False)
    for name in names:
        pipe.zrange(name, *span, byscore=True)
    ids = list(dict.fromkeys(id for found in await call(pipe.execute()) for id in found))
    places = []
    for start in range(0, len(ids), SCAN):
        pipe = client.pipeline(transaction=False)
        for id in ids[start : start + SCAN]:
            pipe.hmget(f"{prefix}item:{id}", "state", "lane", "deadline_ms")
        told = await call(pipe.execute(raise_on_error=False))
        for id, found in zip(ids[start:], told, strict=False):
            with suppress(TypeError, ValueError):  # somebody spoilt it
                state, lane, deadline_ms = found
                if state == "waiting":
                    places.append(Place(lane != "alert", int(deadline_ms), id))
    return sorted(places)


async def _beyond(client: Client, name: str, after: Place | None, span: tuple[Any, Any], count: int) -> list[Place]:
    """As `_members` of one set, by bisection among equal scores: their order in Redis is that of their ids' bytes."""
    assert after is not None
    _, score, id = after
    first = await call(client.zcount(name, "-inf", f"({score}"))
    low, high = first, first + await call(client.zcount(name, score, score))
    while low < high:
        middle = (low + high) // 2
        if (await call(client.zrange(name, middle, middle)))[0] <= id:
            low = middle + 1
        else:
            high = middle
    entries = await call(client.zrange(name, low, low + count - 1, withscores=True))
    return [place for place in _places(name, entries) if span[1] == "+inf" or place.score < float(span[1].lstrip("("))]


def _places(name: str, entries: Iterable[tuple[str, float]]) -> list[Place]:
    """The members of a sorted set, by its key. Raises Damaged."""
    with replies.sound(f"the key {_short(name)}"):
        return [Place(_is_calm(name), int(score), id) for id, score in entries]


def _short(key: str) -> str:
    """A key without the prefix of its desk."""
    return key.partition("}:")[2]


async def page(client: Client, prefix: str, wanted: Filter, cursor: str | None, limit: int) -> Page:
    """The next `limit` rows at most, and where to go on."""
    if wanted.id is not None:
        return Page(tuple(row for row in await rows(client, prefix, [wanted.id]) if passes(row, wanted)), None, 1)
    after = read_cursor(cursor)
    plan = await narrowest(client, await plans(client, prefix, wanted))
    low: Any = "-inf" if plan.ranked or wanted.since_ms is None else wanted.since_ms
    high: Any = "+inf" if plan.ranked or wanted.before_ms is None else f"({wanted.before_ms}"
    few = None if plan.ranked or not waits(wanted) else await _waiting(client, prefix, plan.names, (low, high))
    found: list[Row] = []
    looked = 0
    while looked < LOOK and len(found) < limit:
        step = min(LOOK - looked, max(limit, 100))
        if few is None:
            members = await _members(client, plan.names, after, (low, high), step)
        else:
            members = [place for place in few if after is None or place > after][:step]
        looked += len(members)
        by_id = {row.id: row for row in await rows(client, prefix, [place.id for place in members], pass_over=True)}
        for after in members:
            row = by_id.get(after.id)
            if row and passes(row, wanted):
                found.append(row)
                if len(found) == limit:
                    break
        if len(members) < step and len(found) < limit:
            return Page(tuple(found), None, looked)
    return Page(tuple(found), write_cursor(after) if after else None, looked)


async def begin_so(client: Client, prefix: str, start: str) -> list[str]:
    """The ids that begin so; `start` alone if there is such an item. Looks through all ids, ten thousand at once."""
    if await call(client.exists(f"{prefix}item:{start}")):
        return [start]
    if len(start) < START_MIN:
        return []
    pattern = re.sub(r"([\[\]*?\\^])", r"\\\1", start) + "*"
    names = [f"{prefix}lane:{lane}" for lane in await lanes_of(client, prefix)]
    names += [f"{prefix}state:{state}" for state in CLOSED_OR_HELD]
    found: set[str] = set()
    for name in names:
        cursor = -1
        while cursor:
            cursor, some = await call(client.zscan(name, max(cursor, 0), pattern, SCAN))
            found |= {id for id, _ in some}
    return sorted(found)


async def counts(client: Client, prefix: str, facet: str) -> dict[str, int]:
    """How many items each value of `facet` has. Sorted sets keep the counts; nothing is counted here."""
    if facet == "state":
        names: dict[str, str] = {state: f"{prefix}state:{state}" for state in CLOSED_OR_HELD}
    elif facet == "lane":
        names = {lane: f"{prefix}lane:{lane}" for lane in await lanes_of(client, prefix)}
    else:
        values = await call(client.smembers(f"{prefix}facets:{facet}"))
        names = {value: f"{prefix}by:{facet}:{value}" for value in sorted(values)}
    pipe = client.pipeline(transaction=False)
    for name in names.values():
        pipe.zcard(name)
    found = dict(zip(names, await call(pipe.execute()) if names else [], strict=True))
    if facet == "state":
        found["waiting"] = sum((await counts(client, prefix, "lane")).values())
    return found


async def stats(client: Client, prefix: str) -> Stats:
    """A look at the whole desk, in a time that depends on its lanes and not on its items."""
    seconds, micros = await call(client.time())
    now_ms = seconds * 1000 + micros // 1000
    lanes = await lanes_of(client, prefix)
    pipe = client.pipeline(transaction=False)
    for lane in lanes:
        pipe.zcard(f"{prefix}lane:{lane}")
        pipe.zrange(f"{prefix}since:{lane}", 0, 0, withscores=True)
        pipe.zcount(f"{prefix}lane:{lane}", "-inf", now_ms)
    pipe.hgetall(f"{prefix}stats")
    pipe.xlen(f"{prefix}audit")
    pipe.xrange(f"{prefix}audit", count=1)
    *per_lane, counters, backlog, oldest = await call(pipe.execute())
    found = {}
    for number, lane in enumerate(lanes):
        waiting, first, overdue = per_lane[3 * number : 3 * number + 3]
        with replies.sound(f"the key since:{lane}"):
            found[lane] = LaneStats(waiting, max(0, now_ms - int(first[0][1])) if first else 0, overdue)
    states: dict[State, int] = await counts(client, prefix, "state")  # type: ignore[assignment]
    age_ms = now_ms - int(oldest[0][0].partition("-")[0]) if oldest else 0
    return Stats(now_ms, states, found, replies.counters(counters), backlog, max(0, age_ms))
