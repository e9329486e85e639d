"""`secondsource monitor`: lag and queue for Prometheus, and whether all is well."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from functools import partial

import click
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from secondsource.errors import SecondsourceError
from streams.freshness import read_freshness
from streams.monitor import AT_ONCE, Monitor, guest
from streams.sampling import Sampler
from streams.settings import here
from workers.queue import ClaimQueue

#: The longest time between two looks, seconds: a day.
MOST_S = 86_400.0


def ours(record: logging.LogRecord) -> bool:
    """Whether it is no fault of whoever asked: what is no HTTP is answered with 400, and no traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; loopback unless you say so.")
@click.option("--port", type=click.IntRange(0, 65_535), default=9308, show_default=True, help="0: any.")
@click.option("--every", default=10.0, show_default=True, help="Seconds between looks.")
@click.option("--group", help="Groups that fit this pattern; our own if left out.")
def monitor(host: str, port: int, every: float, group: str | None) -> int:
    """Serve /metrics, /healthz and /readyz until Ctrl-C."""
    if not 0 < every <= MOST_S:
        raise SecondsourceError(f"--every takes seconds, more than 0 and {MOST_S:g} at most")
    settings = here()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    logging.getLogger("aiohttp.server").addFilter(ours)

    async def serve() -> None:
        sampler = Sampler(settings.kafka, group=group or settings.group, known=settings.reads)
        queue = ClaimQueue.unchecked(settings.redis, settings.desk)
        watching = Monitor(sampler, queue, every, partial(read_freshness, settings))
        runner = web.AppRunner(watching.app(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        try:
            door = await loop.create_server(partial(guest, runner.server), host, port, backlog=AT_ONCE)
        except OSError as error:
            raise SecondsourceError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        loop.add_signal_handler(signal.SIGTERM, task.cancel)  # the first process of a container ends by nothing else
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"http://{shown}:{door.sockets[0].getsockname()[1]}/metrics")
        try:
            await watching.watch()
        finally:
            door.close()
            await runner.cleanup()
            await sampler.close()
            await queue.close()

    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(serve())
    except asyncio.CancelledError:  # SIGTERM
        return 128 + signal.SIGTERM
    return 0
