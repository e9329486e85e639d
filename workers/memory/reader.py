"""What everybody may look at in the model."""

from __future__ import annotations

import json
from collections import Counter
from typing import cast

from workers import listing, replies
from workers.memory.shelf import Shelf
from workers.records import STATES, Event, Filter, LaneStats, Page, Row, State, Stats
from workers.wanted import passes


async def find(shelf: Shelf, start: str) -> str:
    ids = sorted(id for id in shelf.items if id.startswith(start) and len(start) >= listing.START_MIN)
    return listing.the_one(start, [start] if start in shelf.items else ids)


async def get(shelf: Shelf, id: str) -> Row:
    return shelf.entry(id).row()


async def trail(shelf: Shelf, id: str, *, blind: bool = True) -> tuple[Event, ...]:
    events = tuple(replies.event(text) for text in shelf.items[id].trail) if id in shelf.items else ()
    return replies.blinded(events, shelf.items[id].f) if blind and events else events


async def page(shelf: Shelf, filter: Filter | None = None, cursor: str | None = None, limit: int = 50) -> Page:
    wanted = filter or Filter()
    after = listing.read_cursor(cursor)
    ranked = wanted.lane is not None or wanted.state == "waiting"
    score = "deadline_ms" if ranked else "queued_ms"
    passed = [entry for entry in shelf.items.values() if passes(entry.row(), wanted)]
    ordered = sorted(
        listing.Place(not ranked or entry.f["lane"] != "alert", entry.f[score], entry.id) for entry in passed
    )
    left = [place for place in ordered if after is None or place > after]
    rows = tuple(shelf.items[place.id].row() for place in left[:limit])
    cursor = listing.write_cursor(left[limit - 1]) if len(left) > limit else None
    return Page(rows, cursor, len(shelf.items))


async def counts(shelf: Shelf, facet: str) -> dict[str, int]:
    found: Counter[str] = Counter(dict.fromkeys(STATES, 0) if facet == "state" else {})
    for entry in shelf.items.values():
        if facet != "lane" or entry.f["state"] == "waiting":
            found[entry.f.get(facet, "")] += 1
    found.pop("", None)
    return dict(found)


async def people(shelf: Shelf) -> frozenset[str]:
    return frozenset(shelf.people)


async def stats(shelf: Shelf) -> Stats:
    now = shelf.now_ms()
    lanes: dict[str, LaneStats] = {}
    for lane in await counts(shelf, "lane"):
        there = [entry.f for entry in shelf.waiting() if entry.f["lane"] == lane]
        oldest = max(0, now - min(f["queued_ms"] for f in there))
        lanes[lane] = LaneStats(len(there), oldest, sum(f["deadline_ms"] <= now for f in there))
    states = cast(dict[State, int], await counts(shelf, "state"))
    age_ms = now - json.loads(shelf.log[0][1])["at_ms"] if shelf.log else 0
    return Stats(now, states, lanes, replies.counters(shelf.counters), len(shelf.log), age_ms)


async def unsafe(shelf: Shelf) -> str:
    return ""
