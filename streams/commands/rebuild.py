"""`secondsource rebuild`: the desk in Redis made again from Kafka."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
import time
from dataclasses import asdict, dataclass, field

import click

from schemas import topics
from streams.broker import Sender
from streams.desk import json_option
from streams.door import sending
from streams.entry import CODE
from streams.progress import Progress
from streams.publishing import Publisher
from streams.replay import Replay, all_of_it_stays
from streams.settings import Settings, here
from streams.terminal import folded
from workers import relay
from workers.fitness import check_server
from workers.queue import ClaimQueue
from workers.rebuild import Rebuild
from workers.remembered import MEMORY_S

#: What no log has.
NOT_RESTORED = (
    "not restored: leases (those items wait again, and their holders are told), drafts and private notes, "
    "who was present, notices, counters and time histograms (they begin at 0)"
)


@click.command()
@click.option(
    "--replace",
    is_flag=True,
    help="Also when the desk is not empty: what is not in the log yet is sent, then it is emptied. Drafts and private "
    "notes are in no log, and go.",
)
@json_option
def rebuild(replace: bool, as_json: bool) -> None:
    """Make the queue and its evidence again from Kafka. Nobody can take or decide until it is done."""
    try:
        with all_of_it_stays():
            made = asyncio.run(_rebuild(here(), replace))
    except KeyboardInterrupt:
        click.echo("broken off: run it again; what was begun keeps the desk closed until a rebuild ends", err=True)
        sys.exit(CODE)
    for id in made.left_out:
        click.echo(f"{id}: left out, the log does not tell it whole", err=True)
    for id in made.buried:
        click.echo(f"{id}: the log tells no state that there is; it is a dead letter now, see `redrive`", err=True)
    for id, lacking in made.gaps.items():
        click.echo(f"{id}: the log lacks {lacking} of its events; it is what the others tell", err=True)
    for id in made.forked:
        click.echo(
            f"{id}: Redis had forgotten it and went on; a verdict counts, both histories are in its trail", err=True
        )
    if as_json:
        click.echo(json.dumps(asdict(made) | {"items": sum(made.states.values())}))
        return
    click.echo(f"{made.events} events, {made.articles} articles of the last {MEMORY_S // 86400} days")
    told = ", ".join(f"{count} {state}" for state, count in made.states.items() if count)
    click.echo(f"{sum(made.states.values())} items in {made.seconds} s: {told or 'the log has none'}")
    click.echo(folded(NOT_RESTORED, 4))


@dataclass(slots=True)
class Made:
    """What a rebuild did.

    By their ids: what the log does not tell whole, what it tells in no state that there is, what it tells
    twice, and how many events it lacks.
    """

    events: int
    articles: int
    left_out: list[str]
    buried: list[str]
    forked: list[str]
    gaps: dict[str, int]
    states: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


async def _rebuild(settings: Settings, replace: bool) -> Made:
    queue = await ClaimQueue.open(settings.redis, settings.desk, check=False)
    sender = Sender(settings.kafka)
    began = time.monotonic()
    try:
        await check_server(queue.client)
        publisher = Publisher(sender, settings.prefix)
        async with sending(settings.kafka, settings.prefix + topics.DESK_EVENTS.name):
            async with Rebuild(queue, publisher, replace=replace) as work:
                made = await _steps(work, Replay(settings))
            await relay.relay(queue, publisher)
        made.states = {str(state): count for state, count in (await queue.stats()).states.items()}
        made.seconds = round(time.monotonic() - began, 1)
        return made
    finally:
        await sender.close()
        await queue.close()


async def _steps(work: Rebuild, replay: Replay) -> Made:
    with Progress("events read", 0) as bar:

        async def read_so_far(done: int, total: int) -> None:
            bar.reach(done, total)
            await work.alive()

        history = await replay.history(read_so_far)
    with Progress("decisions read", 0) as bar:
        decisions = await replay.decisions(read_so_far)
    await work.empty(history)
    with Progress("items", len(history.items)) as bar:
        left = await work.items(history, bar.step)
    with Progress("articles", 0) as bar:
        since_ms = await work.now_ms() - MEMORY_S * 1000
        articles = await work.evidence(history, decisions, replay.claims(since_ms, read_so_far))
    await work.finish(history, getpass.getuser())
    return Made(history.events, articles, left, history.stateless, history.forked, history.gaps)
