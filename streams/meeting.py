"""Whom a mute meets: what waits of a source or on a topic, and the names of its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from streams.desk import every
from streams.terminal import one_line
from workers.queue import ClaimQueue
from workers.records import Filter, Row

#: So many names are shown.
NAMES = 10
#: So many keys that are like the one that meets nothing.
NEAR = 5


class Met(NamedTuple):
    """`near`: where the desk does not know it, what it has that is like it."""

    waiting: int
    names: tuple[str, ...]  # the most frequent first
    near: tuple[str, ...]

    def told(self) -> str:
        if not self.waiting:
            near = f"; near it: {', '.join(self.near)}" if self.near else ""
            return one_line(f"nothing of it waits now{near}")
        more = f" and {len(self.names) - NAMES} more" if len(self.names) > NAMES else ""
        names = ", ".join(self.names[:NAMES]) or "nobody"
        stay = (
            "1 item of it waits now and stays" if self.waiting == 1 else f"{self.waiting} items of it wait now and stay"
        )
        return one_line(f"{stay} in the queue; who says so: {names}{more}")


async def meets(queue: ClaimQueue, subject: str) -> Met:
    """What a mute of "source:KEY" or "topic:NAME" would have parked of what waits now."""
    kind, _, key = subject.partition(":")
    topics = {lane: lane.partition("/")[2] for lane in await queue.counts("lane")}
    if kind == "source":
        filters = [Filter(source=key)]
    else:
        filters = [Filter(lane=lane) for lane, topic in topics.items() if topic == key]
    names: Counter[str] = Counter()
    waiting = 0
    for wanted in filters:
        async for row in every(queue, wanted):
            if row.state == "waiting" and row.lane == f"{row.item.language}/{row.item.topic}":  # no alert, no lead's
                waiting += 1
                names.update(filter(None, [_name(row)]))
    there = await queue.counts("source") if kind == "source" else set(topics.values())
    known = waiting or key in there or subject in await queue.mutes()
    near = () if known else tuple(f"{kind}:{one}" for one in like(key, set(there) - {""}))
    return Met(waiting, tuple(name for name, _ in names.most_common()), near)


def like(key: str, there: Iterable[str]) -> list[str]:
    """Those of the keys that are like this one as a whole, or but for the class before the colon."""
    tails = {one: one.partition(":")[2] for one in sorted(there)}
    found = get_close_matches(key, list(tails))
    for tail in get_close_matches(key.partition(":")[2] or key, sorted(set(tails.values()) - {""})):
        found += [one for one in tails if tails[one] == tail and one not in found]
    return found[:NEAR]


def _name(row: Row) -> str:
    """The source that says so first, as the copy calls it; its key where the card has none."""
    sources = row.item.card.get("sources", [])
    return next((source["text"] for source in sources if source.get("stance") != "denies"), row.item.source)
