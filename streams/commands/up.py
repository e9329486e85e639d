"""`secondsource up`: Kafka, Redis and workers in the foreground of this folder."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from secondsource import policy as policies
from secondsource.errors import SecondsourceError
from streams import stack
from streams.arrival import until_read
from streams.board import many
from streams.commands.worker import policy_option
from streams.crew import Crew
from streams.progress import Progress
from streams.settings import read

LOOK_S = 0.3
#: Copy of our own, where this folder is a clone.
EXAMPLES = Path("examples") / "first"


class Ended(BaseException):
    """The person or the system asked for the end."""


def end_on_signals() -> None:
    """SIGTERM and SIGHUP end a command as Ctrl-C does: with its children."""

    def end(_: int, __: FrameType | None) -> None:
        raise Ended

    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, end)


def refuse_second(folder: Path) -> None:
    """Two stacks in one folder would share one log. Raises SecondsourceError."""
    path = folder / stack.FILE
    if not path.exists():
        return
    pids = stack.saved(folder).pids
    up, *servers = (pid if isinstance(pid := pids.get(name), int) else 0 for name in ("up", "kafka", "redis"))
    if up and stack.running(up):
        raise SecondsourceError(f"a stack runs in this folder already (`up` is process {up}); end it first")
    for pid in servers:
        if pid and stack.running(pid):
            raise SecondsourceError(f"the last stack of this folder has not quite ended (process {pid}); wait a moment")
    path.unlink()


def tell_when_read(crew: Crew, workers: int) -> None:
    """Says that the workers are joining, and later that they read. In a thread: a signal must not end in its loop."""
    click.echo("the workers are joining; it is said here when they read (see also `secondsource lag`)")
    settings = read(crew.stack.kafka, crew.stack.redis, crew.environ)
    looks = until_read(settings, workers, lambda: click.echo("the workers read"))
    threading.Thread(target=asyncio.run, args=(looks,), daemon=True).start()


@contextmanager
def running(folder: Path, workers: int, policy: str = "") -> Iterator[Crew]:
    """Kafka, Redis and workers in a folder, for as long as the block lasts."""
    with Progress("Kafka and Redis start", 1) as bar:
        crew = Crew(folder, workers, bar.tell, lambda done, of: bar.reach(done, of, "jars of Kafka"), policy=policy)
        crew.start()
    try:
        yield crew
    finally:
        crew.end()


@click.command()
@click.option("--workers", type=click.IntRange(min=0), default=2, show_default=True, help="How many workers.")
@policy_option
def up(workers: int, policy_file: str) -> None:
    """Run Kafka, Redis and workers in this folder until Ctrl-C."""
    folder = Path()
    policies.load(policy_file or None)
    refuse_second(folder)
    end_on_signals()
    try:
        with running(folder, workers, policy_file and str(Path(policy_file).resolve())) as crew:
            click.echo(f"{many(workers, 'worker')}. Ctrl-C ends it all. In another terminal, in this folder:")
            click.echo(f"    secondsource feed {EXAMPLES if EXAMPLES.is_dir() else 'PATH'}")
            if workers:
                tell_when_read(crew, workers)
            while True:
                crew.watch()
                time.sleep(LOOK_S)
    except Ended:
        click.echo("ended")
