"""`secondsource monitor`: lag and queue for Prometheus, and whether all is well."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial

import click
from aiohttp import web

from secondsource.errors import SecondsourceError
from streams import stack
from streams.freshness import read_freshness
from streams.monitor import Monitor
from streams.sampling import Sampler
from streams.settings import read
from workers.queue import ClaimQueue


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; loopback unless you say so.")
@click.option("--port", type=click.IntRange(0, 65_535), default=9308, show_default=True, help="0: any.")
@click.option("--every", default=10.0, show_default=True, help="Seconds between looks.")
@click.option("--group", help="Groups that fit this pattern; our own if left out.")
def monitor(host: str, port: int, every: float, group: str | None) -> None:
    """Serve /metrics, /healthz and /readyz until Ctrl-C."""
    if every <= 0:
        raise SecondsourceError("--every must be more than 0 seconds")
    found = stack.find()
    settings = read(found.kafka, found.redis)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)

    async def serve() -> None:
        sampler = Sampler(settings.kafka, group=group or settings.group, known=settings.reads)
        queue = ClaimQueue.unchecked(settings.redis, settings.desk)
        watching = Monitor(sampler, queue, every, partial(read_freshness, settings))
        runner = web.AppRunner(watching.app(), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SecondsourceError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"http://{shown}:{runner.addresses[0][1]}/metrics")
        try:
            await watching.watch()
        finally:
            await runner.cleanup()
            await sampler.close()
            await queue.close()

    with suppress(KeyboardInterrupt):
        asyncio.run(serve())
