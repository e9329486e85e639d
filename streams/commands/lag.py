"""`secondsource lag`: the true lag of the stream, measured against the broker, also when every worker is dead."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import sys
import time
from functools import partial

import click
from rich.text import Text

from secondsource.errors import SecondsourceError, Unavailable
from streams.board import board
from streams.brief import views
from streams.freshness import read_freshness
from streams.lag import STALL_S, WORST
from streams.lanes import read_lanes
from streams.paper import Paper
from streams.report import report
from streams.sampling import Sampler
from streams.screen import Screen
from streams.seen import Look, Seen, look
from streams.settings import here
from streams.stack import KAFKA

#: Between the two looks of one call, when something is behind: movement tells states apart.
AGAIN_S = 0.8
#: Between two looks of --watch, unless told.
EVERY_S = 2.0
#: The limits of --fail-on that a stall is past and that SLOW, as which every stall begins, is not.
STALL_TOLD = WORST[WORST.index("STALLED") : WORST.index("SLOW")]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON (docs/lag.md).")
@click.option("--watch", is_flag=True, help="Again and again, until Ctrl-C.")
@click.option("--every", type=float, help=f"Seconds between looks with --watch; {EVERY_S:g} if left out.")
@click.option("--group", help="Only groups that fit this pattern ('*', '?'), in quotes; our own if left out.")
@click.option("--topic", default="*", help="Only topics that fit this pattern, in quotes.")
@click.option("--way", is_flag=True, help="Also how long copy takes on its whole way, from published to verdict.")
@click.option(
    "--fail-on",
    metavar="STATE|SECONDS",
    help="Exit code 1 when a group is in this state or worse, or so many seconds behind. From the worst: "
    f"{', '.join(WORST)}.",
)
def lag(
    as_json: bool, watch: bool, every: float | None, group: str | None, topic: str, way: bool, fail_on: str | None
) -> int:
    """How far each group is behind, in records and in seconds."""
    limit = limit_of(fail_on)
    if every is not None and not watch:
        raise SecondsourceError("--every is for looks again and again: add --watch")
    every_s = EVERY_S if every is None else every
    if not 0 < every_s < math.inf:
        raise SecondsourceError("--every must be more than 0 seconds")
    if watch and limit is not None:
        raise SecondsourceError("--fail-on is for a call that ends: leave --watch out")
    settings = here([KAFKA])
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    wanted = group or settings.group
    missing = none_found(wanted, topic, ours=wanted == settings.group)
    sampler = Sampler(settings.kafka, group=wanted, topic=topic, known=settings.reads)
    whole = partial(
        look, way=partial(read_freshness, settings), desk=partial(read_lanes, settings) if settings.redis else None
    )
    looking: Look = whole if way else partial(look, way=None)
    if not watch:
        return asyncio.run(_once(sampler, looking, missing, limit, as_json))
    told: list[int] = []
    try:
        asyncio.run(_watch(sampler, looking, missing, every_s, as_json, told))
    except asyncio.CancelledError:
        return 128 + told[0]
    return 0


def none_found(group: str, topic: str, *, ours: bool) -> str:
    """What is said where no group is found."""
    if topic != "*":
        return f"no group {group} reads a topic {topic}"
    if ours:
        return f"group {group} is not there yet: its first worker makes it"
    return f"no group {group} has members or has committed anything"


def limit_of(fail_on: str | None) -> str | float | None:
    """A state or seconds. Raises SecondsourceError."""
    if fail_on is None:
        return None
    if fail_on.upper() in WORST:
        return fail_on.upper()
    try:
        limit = float(fail_on)
    except ValueError:
        limit = math.nan
    if not 0 <= limit < math.inf:
        raise SecondsourceError(f"--fail-on takes seconds or one of {', '.join(WORST)}, not {fail_on!r}")
    return limit


async def _once(sampler: Sampler, looking: Look, missing: str, limit: str | float | None, as_json: bool) -> int:
    await sampler.start()
    try:
        if any(entry.lag for entry in await sampler.sample()):
            await asyncio.sleep(AGAIN_S)
        if limit in STALL_TOLD:
            await until_settled(sampler)
        seen = await looking(sampler)
    finally:
        await sampler.close()
    if as_json:
        click.echo(report(seen).model_dump_json())
    else:
        Paper().print(board(seen, missing))
    return 1 if failed(seen, limit) else 0


async def _watch(sampler: Sampler, looking: Look, missing: str, every_s: float, as_json: bool, told: list[int]) -> None:
    """Until Ctrl-C or SIGTERM, which goes to `told`. The broker must be there at first; that it went away later is told
    and waited out.
    """
    end_by_signals(told)
    await sampler.start()
    seen: Seen | None = None
    try:
        with Screen(Paper(), live=not as_json) as screen:
            while True:
                gone = ""
                try:
                    seen = await looking(sampler)
                except Unavailable as error:
                    gone = str(error)
                if as_json:
                    tell(gone, seen)
                elif seen is None:
                    screen.show(Text(gone, style="bold red"))
                else:
                    screen.show(*views(seen, missing, screen.height, f"{gone}; this was the last look" if gone else ""))
                await asyncio.sleep(every_s)
    finally:
        await sampler.close()


def end_by_signals(told: list[int]) -> None:
    """Ctrl-C and SIGTERM cancel this task, also while it waits for a reader of its output that has stopped to read."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def end(number: int, _: object) -> None:
        told.append(number)
        if not sys.stdout.isatty():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        loop.call_soon_threadsafe(task.cancel)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


async def until_settled(sampler: Sampler) -> None:
    """Looks until nothing may be a stall that is not yet seen to be one: until it moves, or for STALL_S."""
    began_s = time.monotonic()
    told = not sys.stderr.isatty()
    while any(entry.open for entry in await sampler.sample()) and time.monotonic() - began_s < STALL_S:
        if not told:
            click.echo(f"something stands still: looking on for {STALL_S:g} s", err=True)
            told = True
        await asyncio.sleep(AGAIN_S)


def tell(gone: str, seen: Seen | None) -> None:
    """A look as a line of JSON, or on stderr why there is none."""
    if gone or seen is None:
        click.echo(f"secondsource: {gone}", err=True)
    else:
        click.echo(report(seen).model_dump_json())


def failed(seen: Seen, limit: str | float | None) -> bool:
    """Whether any group is as bad as the limit. Unknown seconds count as too many, no group as bad as can be, and what
    a look lacks as unknown.
    """
    if limit is None:
        return False
    if not seen.groups:
        return True
    if isinstance(limit, float):
        return bool(seen.gaps) or any(entry.lag_s is None or entry.lag_s >= limit for entry in seen.groups)
    states = [entry.state for entry in seen.groups] + ["UNKNOWN"] * bool(seen.gaps)
    return any(WORST.index(state) <= WORST.index(limit) for state in states)
