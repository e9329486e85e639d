"""`secondsource verify`: the desk in Redis held against Kafka."""

from __future__ import annotations

import asyncio
import dataclasses
import json

import click

from streams.progress import Progress
from streams.replay import Replay, all_of_it_stays
from streams.settings import Settings, here
from streams.terminal import one_line
from workers.difference import Difference
from workers.queue import ClaimQueue
from workers.verify import Verify, now
from workers.verify_evidence import VerifyEvidence

#: How far back the log is read again for what moved meanwhile: more than the clocks of workers and Kafka differ.
AGAIN_MS = 10 * 60 * 1000
#: Without --json, so many lines; the rest is counted.
LINES = 200


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a difference, then the totals.")
def verify(as_json: bool) -> int:
    """Compare the queue and its evidence with Kafka. Exit code 1 if anything differs that is not just under way."""
    with all_of_it_stays():
        items, differ = asyncio.run(_verify(here()))
    wrong = [one for one in differ if not one.under_way]
    if as_json:
        for one in differ:
            click.echo(json.dumps(dataclasses.asdict(one), ensure_ascii=False))
        click.echo(json.dumps({"items": items, "differ": len(wrong), "under_way": len(differ) - len(wrong)}))
    else:
        for one in sorted(differ, key=lambda one: one.under_way)[:LINES]:
            click.echo(one_line(str(one)))
        if len(differ) > LINES:
            click.echo(f"… and {len(differ) - LINES} more; --json tells all")
        told = f"{items} items: " + (f"{len(wrong)} differences" if wrong else "Redis is what Kafka says")
        click.echo(told + (f", {len(differ) - len(wrong)} under way" if len(differ) > len(wrong) else ""))
        if wrong:
            click.echo(
                "`secondsource rebuild --replace` makes the desk again as Kafka says; drafts and private notes go",
                err=True,
            )
    return 1 if wrong else 0


async def _verify(settings: Settings) -> tuple[int, list[Difference]]:
    """How many items there are, and what differs."""
    replay = Replay(settings)
    queue = await ClaimQueue.open(settings.redis, settings.desk)
    try:
        began_ms = await now(queue) - AGAIN_MS
        with Progress("events read", 0) as bar:

            async def told(done: int, total: int) -> None:
                bar.reach(done, total)

            history = await replay.history(told)
            decisions = await replay.decisions(told)
        under_way = await replay.unacknowledged()
        compared = Verify(queue, history, lambda: replay.more(history, began_ms))
        with Progress("items compared", len(history.items)) as bar:
            items, differ = await compared.items(bar.step)
        differ += await compared.desk()
        remembered = VerifyEvidence(queue, history, decisions, under_way)
        differ += await remembered.claims()
        differ += await remembered.articles()
        return items, differ
    finally:
        await queue.close()
