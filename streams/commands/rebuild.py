"""`secondsource rebuild`: the desk in Redis made again from Kafka."""

from __future__ import annotations

import asyncio
import getpass
import time

import click

from streams import stack
from streams.broker import Sender
from streams.progress import Progress
from streams.publishing import Publisher
from streams.replay import Replay, all_of_it_stays
from streams.settings import Settings, read
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
    help="Also when the desk is not empty: what is not in the log yet is sent, then it is emptied.",
)
def rebuild(replace: bool) -> None:
    """Make the queue and its evidence again from Kafka. Nobody can take or decide until it is done."""
    found = stack.find()
    with all_of_it_stays():
        asyncio.run(_rebuild(read(found.kafka, found.redis), replace))


async def _rebuild(settings: Settings, replace: bool) -> None:
    queue = await ClaimQueue.open(settings.redis, settings.desk, check=False)
    sender = Sender(settings.kafka)
    began = time.monotonic()
    try:
        await check_server(queue.client)
        publisher = Publisher(sender, settings.prefix)
        async with Rebuild(queue, publisher, replace=replace) as work:
            await _steps(work, Replay(settings))
        await relay.relay(queue, publisher)
        states = (await queue.stats()).states
    finally:
        await sender.close()
        await queue.close()
    told = ", ".join(f"{count} {state}" for state, count in states.items() if count)
    click.echo(f"{sum(states.values())} items in {time.monotonic() - began:.1f} s: {told or 'the log has none'}")
    click.echo(NOT_RESTORED)


async def _steps(work: Rebuild, replay: Replay) -> None:
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
    click.echo(f"{history.events} events, {articles} articles of the last {MEMORY_S // 86400} days")
    for id in left:
        click.echo(f"{id}: left out, the log does not tell it whole", err=True)
    for id in history.forked:
        click.echo(
            f"{id}: Redis had forgotten it and went on; a verdict counts, both histories are in its trail", err=True
        )
