"""`secondsource worker`: one process that reads, corroborates and fills the queue, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os

import click

from streams import stack
from streams.settings import read


@click.command()
@click.option("--log-level", default="WARNING", show_default=True, help="Of the worker's own log, on stderr.")
def worker(log_level: str) -> None:
    """Run one worker in the foreground. Start as many as there are partitions to share."""
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    found = stack.find()
    settings = read(found.kafka, found.redis)
    from streams import app, broker  # faust is slow to import; an error before here is told at once

    asyncio.run(broker.ride_out("Kafka", lambda: broker.make_topics(settings.kafka, settings.prefix)))
    app.run(settings)
    os._exit(0)
