"""`secondsource demo`: the main job on real input, from wire copy to a verdict, and then a lag that is true."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import sys
import tempfile
import textwrap
import time
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.rule import Rule

from schemas import topics
from secondsource.errors import SecondsourceError, Unavailable
from streams import feed as feeding
from streams.board import many
from streams.broker import Sender
from streams.card import ORDER, card, table
from streams.commands.up import Ended, end_on_signals, running
from streams.crew import Crew
from streams.desk import every
from streams.groups import GroupLag
from streams.paper import Paper
from streams.progress import Progress
from streams.publishing import Publisher
from streams.sampling import Sampler
from streams.settings import Settings, read
from streams.stack import FOLDER
from streams.standing import line
from streams.times import span
from streams.wording import desk_words
from workers.queue import ClaimQueue
from workers.records import Filter, Lease, Row
from workers.relay import relay

EXAMPLES = Path(__file__).parents[2] / "examples"
CHECKER = "demo"
#: The longest that the stream may take; a laptop needs a few seconds.
PATIENCE_S = 180.0
LOOK_S = 0.4
TOP = 10


@click.command()
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="How many workers.")
def demo(workers: int) -> None:
    """Show the whole way on copy of our own; it ends by itself. Feed, flag, check, and a lag that rises and falls."""
    if not EXAMPLES.is_dir():
        raise SecondsourceError(
            "the demo needs the examples of a clone of the project, which are not installed; "
            "here, `secondsource up` runs it all, for copy of your own"
        )
    out = Paper()
    end_on_signals()
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=_home()))
    began = time.monotonic()
    try:
        out.print(Rule("1  Kafka, Redis, workers", align="left"))
        with running(folder, workers) as crew:
            click.echo(f"{many(workers, 'worker')}, processes {', '.join(str(child.pid) for child in crew.workers)}")
            _tour(out, crew)
    except Ended:
        raise SecondsourceError("ended before it was done") from None
    shutil.rmtree(folder, ignore_errors=True)  # where it fails, its logs are looked at
    out.print(Rule(f"done in {time.monotonic() - began:.0f} s", align="left"))
    click.echo(next_steps(Path(sys.prefix) if sys.prefix != sys.base_prefix else None, Path.cwd()))


def next_steps(environment: Path | None, folder: Path) -> str:
    """What to type next in this folder, each line as it is. `environment`: where the commands are, if not for all."""

    def near(path: Path) -> str:
        return shlex.quote(str(path.relative_to(folder) if path.is_relative_to(folder) else path))

    enter = [f". {near(environment / 'bin' / 'activate')}"] if environment else []
    first = ["Next, in this folder:", *enter, "secondsource up"]
    feed = f"secondsource feed {near(EXAMPLES / 'first')}"
    second = ["and in a second terminal:", *enter, feed, "secondsource next --as ana"]
    return "\n    ".join(first) + "\n" + "\n    ".join(second)


def _home() -> Path:
    FOLDER.mkdir(exist_ok=True)
    return FOLDER.resolve()


def _tour(out: Console, crew: Crew) -> None:
    settings = read(crew.stack.kafka, crew.stack.redis, crew.environ)
    out.print(Rule("2  Wire copy in", align="left"))
    fed = _feed(settings, EXAMPLES / "first")
    click.echo(f"{len(fed)} pieces fed, {len({entry.item for entry in fed})} articles")
    asyncio.run(_drain(settings, crew, len(fed)))
    out.print(Rule(f"3  Flagged, {ORDER}", align="left"))
    rows = asyncio.run(_rows(settings))
    _totals(rows)
    out.print(table(rows[:TOP]))
    out.print(Rule("4  A fact-checker takes one", align="left"))
    asyncio.run(_check(settings, out))
    out.print(Rule("5  The workers stop, five more pieces arrive, the workers start again", align="left"))
    crew.stop_workers()
    more = _feed(settings, EXAMPLES / "later")
    click.echo(f"{len(more)} pieces fed, no worker runs")
    asyncio.run(_rise(settings))
    crew.start_workers()
    asyncio.run(_drain(settings, crew, len(more)))


def _feed(settings: Settings, folder: Path) -> list[feeding.Fed]:
    found = list(feeding.pieces([str(folder)]))
    with Progress("fed", len(found)) as bar:
        return asyncio.run(feeding.feed(found, settings.kafka, settings.prefix, lambda _: bar.step()))


async def _look(sampler: Sampler, settings: Settings) -> tuple[GroupLag | None, GroupLag | None]:
    """The lag of the articles and of the claims."""
    found = {entry.topic: entry for entry in await sampler.sample()}
    return found.get(settings.prefix + topics.ARTICLES.name), found.get(settings.prefix + topics.CLAIMS.name)


async def _drain(settings: Settings, crew: Crew, expected: int) -> None:
    """A progress bar until nothing is behind: of two steps a piece. Raises Unavailable when it takes too long."""
    sampler = Sampler(settings.kafka, group=settings.group, known=settings.reads)
    await sampler.start()
    deadline = time.monotonic() + PATIENCE_S
    said = 0
    try:
        with Progress("the workers start", 2 * expected) as bar:
            quiet = 0
            while quiet < 2:
                crew.watch()
                articles, claims = await _look(sampler, settings)
                bar.say(going_on(articles, claims))
                behind = expected if articles is None else articles.lag
                waiting = expected if claims is None else claims.lag
                bar.reach(max(0, 2 * (expected - behind) - waiting))
                if behind and behind != said:
                    bar.tell(_told(articles) if articles else f"lag: {behind} records")
                    said = behind
                quiet = quiet + 1 if behind == waiting == 0 else 0
                if time.monotonic() > deadline:
                    logs = crew.folder / FOLDER
                    raise Unavailable(f"the workers did not finish in {PATIENCE_S:.0f} s; see {logs}/*.log")
                await asyncio.sleep(LOOK_S)
        click.echo("lag: 0 records, 0.0 s")
    finally:
        await sampler.close()


def _told(articles: GroupLag) -> str:
    return f"lag: {articles.lag} records, {span(articles.lag_s)}, {articles.state}"


def going_on(*topics: GroupLag | None) -> str:
    """What the stream does now, in a few words."""
    found = [entry for entry in topics if entry is not None]
    if not any(not member.ended for entry in found for member in entry.members):
        return "the workers start"
    if not all(entry.reader(p.number) for entry in found for p in entry.partitions):
        return "the workers share out what there is to read"
    return "steps done, two a piece: read, corroborated"


async def _rise(settings: Settings) -> None:
    sampler = Sampler(settings.kafka, group=settings.group, known=settings.reads)
    await sampler.start()
    try:
        for _ in range(3):
            articles, _claims = await _look(sampler, settings)
            if articles is not None:
                click.echo(_told(articles))
            await asyncio.sleep(1.0)
    finally:
        await sampler.close()


async def _rows(settings: Settings) -> list[Row]:
    queue = await ClaimQueue.open(settings.redis, settings.desk)
    try:
        return [row async for row in every(queue, Filter(state="waiting"))]
    finally:
        await queue.close()


def _totals(rows: list[Row]) -> None:
    counts = Counter(f"{row.item.verdict}/{row.item.kind}" for row in rows)
    click.echo(f"{len(rows)} claims wait: " + ", ".join(f"{kind} {count}" for kind, count in counts.most_common()))


async def _check(settings: Settings, out: Console) -> None:
    queue = await ClaimQueue.open(settings.redis, settings.desk)
    try:
        lease: Lease | None = await queue.take(CHECKER, ("fr", "en"))
        if lease is None:
            raise SecondsourceError("nothing waits in French or English: the engine flagged nothing")
        card(lease.row, "en", lease.token)
        reason = "Rang the press office; a second, independent source says the same."
        given = await queue.verdict(lease.id, lease.token, CHECKER, "confirmed", reason=reason)
        sender = Sender(settings.kafka)
        await relay(queue, Publisher(sender, settings.prefix))
        await sender.close()
        click.echo(f"\nverdict: confirmed ({desk_words('en')['result'][given.result]}), in the log. The audit trail:")
        for event in await queue.trail(lease.id):
            click.echo(textwrap.indent(line(event), "  "))
    finally:
        await queue.close()
