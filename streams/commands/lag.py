"""`secondsource lag`: the true lag of the stream, measured against the broker, also when every worker is dead."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from secondsource.errors import SecondsourceError
from streams import stack
from streams.lag import WORST, GroupLag
from streams.sampling import Sampler
from streams.settings import read

STYLES = {"OK": "green", "CATCHING_UP": "cyan", "REBALANCING": "cyan", "SLOW": "yellow", "UNKNOWN": "magenta"}
#: Between the two looks of one call, when something is behind: movement tells states apart.
AGAIN_S = 0.8
NUMBERS = frozenset({"part", "lag", "behind", "in/s", "out/s"})


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON (docs/lag.md).")
@click.option("--watch", is_flag=True, help="Again and again, until Ctrl-C.")
@click.option("--every", default=2.0, show_default=True, help="Seconds between looks with --watch.")
@click.option("--group", help="Only groups that fit this pattern (*, ?); our own if left out.")
@click.option("--topic", default="*", help="Only topics that fit this pattern.")
@click.option("--fail-on", help="Exit code 1 when a group is in this STATE or worse, or this many SECONDS behind.")
def lag(as_json: bool, watch: bool, every: float, group: str | None, topic: str, fail_on: str | None) -> int:
    """How far each group is behind, in records and in seconds."""
    limit = _limit(fail_on)
    settings = read(*_addresses())
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    sampler = Sampler(settings.kafka, group=group or settings.group, topic=topic, known=settings.reads)
    return asyncio.run(_look(sampler, as_json, watch, every, limit, group or settings.group))


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
    sampler: Sampler, as_json: bool, watch: bool, every: float, limit: str | float | None, group: str
) -> int:
    await sampler.start()
    try:
        found = await sampler.sample()
        if any(entry.lag for entry in found) and not watch:
            await asyncio.sleep(AGAIN_S)
            found = await sampler.sample()
        while watch:
            _print(found, as_json, clear=True, group=group)
            await asyncio.sleep(every)
            found = await sampler.sample()
        _print(found, as_json, clear=False, group=group)
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


def _print(found: list[GroupLag], as_json: bool, *, clear: bool, group: str) -> None:
    if as_json:
        click.echo(json.dumps({"groups": [entry.to_dict() for entry in found]}))
        sys.stdout.flush()
        return
    console = Console(highlight=False)
    if clear and console.is_terminal:
        console.clear()
    if not found:
        console.print(f"no group {group} has committed anything yet", markup=False)
        return
    console.print(time.strftime("%H:%M:%S"), found[0].group, markup=False)
    console.print(lag_table(found))


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
