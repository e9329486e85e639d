"""`secondsource worker`: one process that reads, corroborates and fills the queue, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

import click

from secondsource import policy as policies
from streams.settings import here
from streams.stack import POLICY

#: Faust and its driver say the same as we do, many times over.
CHATTY = ("faust", "mode", "aiokafka")
LEVEL = click.Choice(("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), case_sensitive=False)
policy_option = click.option(
    "--policy",
    "policy_file",
    envvar=POLICY,
    default="",
    help=f"A policy file (TOML); also {POLICY}.",
)


@click.command()
@click.option("--log-level", type=LEVEL, default="INFO", show_default=True, help="Of our own log, on stderr.")
@click.option(
    "--driver-log-level", type=LEVEL, default="CRITICAL", show_default=True, help="Of Faust's and the Kafka driver's."
)
@policy_option
def worker(log_level: str, driver_log_level: str, policy_file: str) -> None:
    """Run one worker in the foreground. Start as many as there are partitions to share."""
    policies.load(policy_file or None)  # what is wrong with it is said before anything starts
    if policy_file:
        os.environ[POLICY] = policy_file  # the reading processes open it too
    settings = here()
    logging.basicConfig(level=log_level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    for name in CHATTY:
        logging.getLogger(name).setLevel(driver_log_level)
    from streams.app import Worker  # faust is slow to import; an error before here is told at once

    async def run() -> None:
        code = await Worker(settings).run()
        sys.stderr.flush()
        os._exit(code)  # Faust's threads may not outlive its loop

    asyncio.run(run())
