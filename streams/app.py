"""The Faust app. An agent is a few lines: events into a small queue of our own, one task that works batches off.

An event is acknowledged, in order, when Redis and Kafka have all that its batch caused, and never before
(docs/streams.md says which of Faust's own ways lose records, and why this one does not).
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import faust

from schemas import topics
from schemas.claims import Origin
from streams.broker import Sender
from streams.handler import Handler, Incoming
from streams.publishing import Publisher
from streams.reading import Readers
from streams.settings import Settings
from workers.evidence import Evidence
from workers.queue import ClaimQueue

log = logging.getLogger("secondsource")
Work = Callable[[Sequence[Incoming]], Awaitable[None]]
#: Events taken from Faust that are not acknowledged yet, at most.
IN_FLIGHT = 64
#: How often leases and the desk's events are looked after.
TEND_S = 1.0


def incoming(event: Any) -> Incoming:
    """What the handler needs of a Faust event."""
    message = event.message
    origin = Origin(topic=message.topic, partition=message.partition, offset=message.offset)
    return Incoming(message.key, message.value, origin, int((message.timestamp or 0) * 1000))


async def work_off(stream: Any, work: Work, batch_max: int) -> None:
    """The agent's body: takes events without acknowledging them, hands them over in batches, acknowledges in order."""
    waiting: asyncio.Queue[Any] = asyncio.Queue(IN_FLIGHT)

    async def batches() -> None:
        while True:
            batch = [await waiting.get()]
            while len(batch) < batch_max and not waiting.empty():
                batch.append(waiting.get_nowait())
            await work([incoming(event) for event in batch])
            for event in batch:
                await stream.ack(event)

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            log.critical("the agent's task ended: %r; the worker ends without acknowledging", task.exception())
            os._exit(1)

    task = asyncio.get_running_loop().create_task(batches())
    task.add_done_callback(ended)
    try:
        async for event in stream.noack().events():
            await waiting.put(event)
    finally:
        task.cancel()


def build(settings: Settings) -> faust.App:
    """The app with its two agents. Nothing is connected before it starts."""
    app = faust.App(
        settings.group,
        broker=";".join(f"aiokafka://{address}" for address in settings.kafka.split(",")),
        store="memory://",
        key_serializer="raw",
        value_serializer="raw",
        topic_disable_leader=True,
        topic_allow_declare=False,
        stream_wait_empty=False,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=topics.RECORD_MAX_BYTES,
        producer_max_request_size=topics.RECORD_MAX_BYTES,
        broker_session_timeout=settings.session_s,
        broker_heartbeat_interval=settings.session_s / 4,
        broker_commit_interval=1.0,
        web_enabled=False,
    )
    sender = Sender(settings.kafka)
    readers = Readers(settings.processes, settings.article_s)
    client = ClaimQueue.unchecked(settings.redis, settings.desk)
    handler = Handler(settings, sender, readers, Evidence(client, Publisher(sender, settings.prefix)))

    def topic(of: topics.Topic) -> Any:
        return app.topic(settings.prefix + of.name, key_serializer="raw", value_serializer="raw", internal=False)

    @app.agent(topic(topics.ARTICLES), name="review", concurrency=1)
    async def review(stream: Any) -> None:
        await work_off(stream, handler.review, settings.batch)

    @app.agent(topic(topics.CLAIMS), name="corroborate", concurrency=1)
    async def corroborate(stream: Any) -> None:
        await work_off(stream, handler.corroborate, settings.batch)

    @app.timer(TEND_S)  # type: ignore[untyped-decorator]
    async def tend() -> None:
        await handler.tend()

    return app


def run(settings: Settings) -> None:
    """Runs a worker until SIGTERM or SIGINT. What is in flight is left to the next one."""
    app = build(settings)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    worker = app.Worker(loglevel="WARNING", logfile=None, quiet=True, redirect_stdouts=False, loop=loop)
    try:
        worker.execute_from_commandline()
    except SystemExit:
        log.info("worker ended")
