"""`secondsource lag`: the true lag of the stream, measured against the broker, also when every worker is dead."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial

import click
from rich.console import Console
from rich.control import Control
from rich.table import Table
from rich.text import Text

from secondsource.errors import SecondsourceError
from streams import stack
from streams.freshness import Freshness, read_freshness
from streams.lag import WORST, GroupLag
from streams.sampling import Sampler
from streams.settings import read
from streams.terminal import visible

STYLES = {"OK": "green", "CATCHING_UP": "cyan", "REBALANCING": "cyan", "SLOW": "yellow", "UNKNOWN": "magenta"}
#: What a terminal is told to clear all below the cursor.
ERASE_BELOW = "\x1b[J"
#: Between the two looks of one call, when something is behind: movement tells states apart.
AGAIN_S = 0.8
NUMBERS = frozenset({"part", "lag", "behind", "in/s", "out/s"})


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON (docs/lag.md).")
@click.option("--watch", is_flag=True, help="Again and again, until Ctrl-C.")
@click.option("--every", default=2.0, show_default=True, help="Seconds between looks with --watch.")
@click.option("--group", help="Only groups that fit this pattern (*, ?); our own if left out.")
@click.option("--topic", default="*", help="Only topics that fit this pattern.")
@click.option("--way", is_flag=True, help="Also how long copy takes on its whole way, from published to verdict.")
@click.option("--fail-on", help="Exit code 1 when a group is in this STATE or worse, or this many SECONDS behind.")
def lag(as_json: bool, watch: bool, every: float, group: str | None, topic: str, way: bool, fail_on: str | None) -> int:
    """How far each group is behind, in records and in seconds."""
    limit = _limit(fail_on)
    settings = read(*_addresses())
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    sampler = Sampler(settings.kafka, group=group or settings.group, topic=topic, known=settings.reads)
    more = partial(read_freshness, settings) if way else None
    return asyncio.run(_look(sampler, as_json, watch, every, limit, group or settings.group, more))


def _addresses() -> tuple[str, str]:
    found = stack.find()
    return found.kafka, found.redis


def _limit(fail_on: str | None) -> str | float | None:
    if fail_on is None:
        return None
    if fail_on.upper() in WORST:
        return fail_on.upper()
    try:
        return float(fail_on)
    except ValueError:
        raise SecondsourceError(f"--fail-on takes seconds or one of {', '.join(WORST)}, not {fail_on!r}") from None


async def _look(
    sampler: Sampler,
    as_json: bool,
    watch: bool,
    every: float,
    limit: str | float | None,
    group: str,
    way: Callable[[float], Awaitable[Freshness]] | None,
) -> int:
    await sampler.start()
    try:
        found = await sampler.sample()
        if any(entry.lag for entry in found) and not watch:
            await asyncio.sleep(AGAIN_S)
            found = await sampler.sample()
        while watch:
            _print(found, as_json, clear=True, group=group, fresh=await way(time.time() * 1000) if way else None)
            await asyncio.sleep(every)
            found = await sampler.sample()
        _print(found, as_json, clear=False, group=group, fresh=await way(time.time() * 1000) if way else None)
        return 1 if failed(found, limit) else 0
    finally:
        await sampler.close()


def failed(found: list[GroupLag], limit: str | float | None) -> bool:
    """Whether any group is as bad as the limit. Unknown seconds count as too many."""
    if limit is None:
        return False
    if isinstance(limit, float):
        return any(entry.lag_s is None or entry.lag_s >= limit for entry in found)
    return any(WORST.index(entry.state) <= WORST.index(limit) for entry in found)


def _print(found: list[GroupLag], as_json: bool, *, clear: bool, group: str, fresh: Freshness | None) -> None:
    if as_json:
        told = {"groups": [entry.to_dict() for entry in found]} | ({"way": asdict(fresh)} if fresh else {})
        click.echo(json.dumps(told, ensure_ascii=False))
        sys.stdout.flush()
        return
    console = Console(highlight=False)
    if clear and console.is_terminal:
        console.control(Control.home())  # drawn over what was there: no blank screen between two looks
    if not found:
        console.print(f"no group {group} has committed anything yet", markup=False)
    else:
        console.print(time.strftime("%H:%M:%S"), found[0].group, markup=False)
        console.print(lag_table(found))
    if fresh is not None:
        console.print()
        console.print(way_table(fresh))
        for one in fresh.quiet:
            silent = f"{visible(one.provider)} is quiet: {seconds(one.silent_s)}, usually {seconds(one.usual_s)}"
            console.print(Text(silent, style="yellow"))
        console.print(f"{fresh.dead_letters} dead letters", markup=False)
    if clear and console.is_terminal:
        console.file.write(ERASE_BELOW)


def way_table(fresh: Freshness) -> Table:
    """The steps of the way, within 80 columns."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("the way of copy", "half within", "95 % within", "seen"):
        table.add_column(column, justify="left" if column == "the way of copy" else "right", no_wrap=True)
    for step in fresh.steps:
        half, most = (seconds(value) if step.count else "–" for value in (step.p50_s, step.p95_s))
        table.add_row(step.name, half, most, str(step.count))
    return table


def lag_table(found: list[GroupLag]) -> Table:
    """Groups and their partitions, within 80 columns."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("topic", "part", "state", "lag", "behind", "in/s", "out/s", ""):
        table.add_column(column, justify="right" if column in NUMBERS else "left", no_wrap=True)
    for entry in found:
        table.add_row(Text(entry.topic, style="bold"), "all", _state(entry.state), str(entry.lag), seconds(entry.lag_s),
                      "", "", f"{entry.members} members")  # fmt: skip
        for p in entry.partitions:
            r = p.reading
            more = r.why or (f"done in {seconds(r.eta_s)}" if r.eta_s is not None else "")
            rates = [f"{rate:.1f}" if rate is not None else "" for rate in (r.rate_in, r.rate_out)]
            table.add_row("", str(p.number), _state(r.state), str(r.lag), seconds(r.lag_s), *rates, more)
    return table


def _state(state: str) -> Text:
    return Text(state, style=STYLES.get(state, "bold red"))


def seconds(value: float | None) -> str:
    """A span of time as people read it."""
    if value is None:
        return "?"
    if value < 60:
        return f"{value:.1f} s"
    if value < 3600:
        return f"{value / 60:.0f} min"
    return f"{value / 3600:.1f} h"
