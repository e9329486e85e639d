"""Where a list looks: the collections that hold all that a filter wants, and the narrowest of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from workers.connection import Client, call
from workers.records import STATES, Filter

#: The most items that one page looks at.
LOOK = 2000
#: Of what waits, one in so many is read by its own set, and not by the lanes.
SPARSE = 10
CLOSED_OR_HELD = tuple(state for state in STATES if state != "waiting")


class Plan(NamedTuple):
    names: tuple[str, ...]  # sorted sets whose union holds every item wanted
    ranked: bool  # scores are deadlines, else the time queued


async def lanes_of(client: Client, prefix: str) -> list[str]:
    """That are not empty, the most urgent first."""
    heads = await call(client.zrange(f"{prefix}heads", 0, -1))
    return [head.partition(" ")[2] for head in heads]


def _of_language(lanes: Iterable[str], language: str | None) -> list[str]:
    """The lanes where items of a language may wait; of any for None."""
    return [lane for lane in lanes if language is None or "/" not in lane or lane.startswith(f"{language}/")]


def waits(wanted: Filter) -> bool:
    """Whether all that is wanted waits: such a list is in the order of taking."""
    return wanted.lane is not None or wanted.state == "waiting"


async def plans(client: Client, prefix: str, wanted: Filter) -> list[Plan]:
    """Every way to find the items; each holds all that pass the filter. Lanes stand first."""
    found = []
    if waits(wanted):
        lanes = [wanted.lane] if wanted.lane is not None else await lanes_of(client, prefix)
        found.append(Plan(tuple(f"{prefix}lane:{lane}" for lane in _of_language(lanes, wanted.language)), True))
    state = "leased" if wanted.holder is not None else wanted.state
    if state not in (None, "waiting"):
        found.append(Plan((f"{prefix}state:{state}",), False))
    if wanted.source is not None:
        found.append(Plan((f"{prefix}by:source:{wanted.source}",), False))
    if wanted.provider is not None:
        found.append(Plan((f"{prefix}by:provider:{wanted.provider}",), False))
    if wanted.verdict is not None or wanted.kind is not None:
        kinds = await call(client.smembers(f"{prefix}facets:kind"))
        fits = [kind for kind in kinds if _kind_fits(kind, wanted)]
        found.append(Plan(tuple(f"{prefix}by:kind:{kind}" for kind in fits), False))
    if not found:
        lanes = _of_language(await lanes_of(client, prefix), wanted.language)
        everything = [f"{prefix}since:{lane}" for lane in lanes]
        everything += [f"{prefix}state:{state}" for state in CLOSED_OR_HELD]
        found.append(Plan(tuple(everything), False))
    return found


def _kind_fits(kind: str, wanted: Filter) -> bool:
    verdict, _, name = kind.partition("/")
    return wanted.verdict in (None, verdict) and wanted.kind in (None, name)


async def narrowest(client: Client, ways: list[Plan]) -> Plan:
    """That holds the fewest. Lanes are passed over only for so few that the places of all are read for each page."""
    if len(ways) == 1:
        return ways[0]
    pipe = client.pipeline(transaction=False)
    for plan in ways:
        for name in plan.names:
            pipe.zcard(name)
    sizes = iter(await call(pipe.execute()))
    totals = [sum(next(sizes) for _ in plan.names) for plan in ways]
    least = min(totals)
    few = least <= max(LOOK, totals[0] / SPARSE)
    return ways[totals.index(least) if few or not ways[0].ranked else 0]
