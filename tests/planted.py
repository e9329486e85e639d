"""A worker with planted faults: `python -m tests.planted FAULT…`, started by the acceptance and fault tests.

hold               stands between the writes of a batch and its acknowledgement while the file $HOLD_FILE exists
hold-before        the first batch of claims stands there before anything of it is written, once a process
block              the first batch of claims blocks the event loop for ever, after its writes
documents          articles that say so end their reading process, raise, or take for ever (see `read_with_faults`)

Bugs that the checker must find:
take-events        Faust's own batches, and an agent that raises amid one
concurrency        four tasks an agent
escaping           an exception leaves the body of the agent that acknowledges by hand
push-twice         a push whose key differs each time
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas import topics
from schemas.queue_item import QueueItem
from streams import app, reading
from streams.handler import Incoming
from streams.settings import here

KILLS, RAISES, SLOW = b"ends its process", b"raises an error", b"takes for ever"


def read_with_faults(task: reading.Task) -> reading.Read:
    """Reads as a worker does, but for articles that say what shall go wrong."""
    value = task.value or b""
    if KILLS in value:
        os._exit(3)
    if RAISES in value:
        raise RuntimeError("as the article says")
    if SLOW in value:
        if held := os.environ.get("HOLD_FILE"):
            with Path(held).with_suffix(".slow").open("a") as readings:
                readings.write("x")
        threading.Event().wait()
    return reading.read(task)


async def hold(batch: Sequence[Incoming]) -> None:
    """Stands while the file is there, after the queue was written; says so in a file of its own."""
    wanted = Path(os.environ["HOLD_FILE"])
    if not batch[0].origin.topic.endswith(topics.CLAIMS.name) or not wanted.exists():
        return
    mine = Path(f"{wanted}.{os.getpid()}")
    mine.write_text(str(batch[0].origin))
    while wanted.exists():
        await asyncio.sleep(0.01)
    mine.unlink()


async def block(batch: Sequence[Incoming]) -> None:
    """What no code of ours may do."""
    if batch[0].origin.topic.endswith(topics.CLAIMS.name):
        threading.Event().wait()


def holding_before(body: Any) -> Any:
    """The agent's body, whose first batch of claims waits before it is worked on."""
    stood: list[bool] = []

    async def held_body(stream: Any, work: app.Work, batch_max: int) -> None:
        async def held_work(batch: Sequence[Incoming]) -> None:
            if not stood and batch[0].origin.topic.endswith(topics.CLAIMS.name):
                stood.append(True)
                await hold(batch)
            await work(batch)

        await body(stream, held_work, batch_max)

    return held_body


async def take_events(stream: Any, work: app.Work, batch_max: int) -> None:
    """Bug: the batch is acknowledged when the body raises."""
    async for events in stream.take_events(batch_max, within=0.2):
        await crash_once()
        await work([app.incoming(event) for event in events])


async def escaping(stream: Any, work: app.Work, batch_max: int) -> None:
    """Bug: an exception leaves the body before the acknowledgement; later ones jump the gap."""
    async for event in stream.noack().events():
        await crash_once()
        await work([app.incoming(event)])
        await stream.ack(event)


async def crash_once() -> None:
    """Raises when the test asks for it, once a file."""
    wanted = Path(os.environ["HOLD_FILE"])
    try:
        wanted.unlink()
    except FileNotFoundError:
        return
    raise RuntimeError("planted")


def plant(faults: Sequence[str]) -> None:
    """Puts bugs into this process."""
    if "take-events" in faults:
        app.work_off = take_events
    if "escaping" in faults:
        app.work_off = escaping
    if "concurrency" in faults:
        app.CONCURRENCY = 4
    if "hold-before" in faults:
        app.work_off = holding_before(app.work_off)
    if "push-twice" in faults:
        QueueItem.push_key = property(lambda self: f"{self.item}/{time.monotonic_ns()}")  # type: ignore[assignment]


async def main(faults: Sequence[str]) -> None:
    work = read_with_faults if "documents" in faults else reading.read
    before_ack = hold if "hold" in faults else block if "block" in faults else None
    worker = app.Worker(here(), work, before_ack)
    os._exit(await worker.run())


if __name__ == "__main__":
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(message)s")
    for chatty in ("faust", "mode", "aiokafka"):
        logging.getLogger(chatty).setLevel("CRITICAL")
    plant(sys.argv[1:])
    asyncio.run(main(sys.argv[1:]))
