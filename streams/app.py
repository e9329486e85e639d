"""The Faust app. An agent is a few lines: events into a small queue of our own, one task that works batches off.

An event is acknowledged, in order, when Redis and Kafka have all that its batch caused, and never before
(docs/streams.md says which of Faust's own ways lose records, and why this one does not).
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import faust
from faust.types.auth import CredentialsT

from schemas import topics
from schemas.claims import Origin
from secondsource import policy as policies
from secondsource.errors import Unavailable
from streams.access import Kafka
from streams.broker import LARGEST_BYTES, Sender, make_topics
from streams.door import TIMEOUTS
from streams.handler import Handler, Incoming
from streams.outages import Outages
from streams.presence import client_id
from streams.publishing import Publisher
from streams.reading import Readers, Task, read
from streams.sampling import Sampler
from streams.settings import Settings
from streams.watchdog import LOOKS, Heart, Watchdog
from workers.errors import OtherVersion
from workers.evidence import Evidence
from workers.fitness import check_desk, check_server
from workers.queue import ClaimQueue

log = logging.getLogger("secondsource")
Work = Callable[[Sequence[Incoming]], Awaitable[None]]
#: Batches of an agent that work at the same time. More than one, and a kill loses what is in flight between them.
CONCURRENCY = 1
#: Events that Faust reads ahead for an agent.
BUFFER_MAX = 16
#: The most that is fetched at once; one record that is larger comes alone.
FETCH_BYTES = 1024 * 1024
#: An outage may last: aiokafka leaves the group when nothing was taken for so long.
POLL_S = 24 * 3600.0
#: How often leases and the desk's events are looked after.
TEND_S = 1.0
#: How often a worker asks whether Kafka is there.
PULSE_S = 2.0
#: A worker told to stop that has worked on articles for so long, ends them: the next would spend the same time again.
LONG_S = 2.0
#: From the last article read to its letter or record in Kafka.
SENT_S = 1.0
#: After SIGTERM, when Faust does not end by itself.
STOP_S = 4.0


def incoming(event: Any) -> Incoming:
    """What the handler needs of a Faust event."""
    message = event.message
    origin = Origin(topic=message.topic, partition=message.partition, offset=message.offset)
    return Incoming(message.key, message.value, origin, int((message.timestamp or 0) * 1000))


async def work_off(stream: Any, work: Work, batch_max: int) -> None:
    """The agent's body: takes events without acknowledging them, hands them over in batches, acknowledges in order."""
    waiting: asyncio.Queue[Any] = asyncio.Queue(batch_max)

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


class Worker:
    """One worker: the app with its two agents, and what they share. Nothing is connected before it starts.

    `work`: what a reading process does with a record; `before_ack` is called with a batch whose every effect is
    written, before it is acknowledged. Tests put faults there.
    """

    def __init__(self, settings: Settings, work: Callable[[Task], Any] = read, before_ack: Work | None = None) -> None:
        self.settings = settings
        self.outages = Outages()
        self.sender = Sender(settings.kafka)
        self.readers = Readers(settings.processes, settings.article_s, work)
        self.queue = ClaimQueue.unchecked(settings.redis, settings.desk)
        policy = policies.load(settings.policy or None)
        evidence = Evidence(self.queue, Publisher(self.sender, settings.prefix), policy)
        self.handler = Handler(settings.prefix, self.sender, self.readers, evidence, self.outages)
        self._before_ack = before_ack
        self._reading: tuple[asyncio.Event, float] | None = None  # the end of the batch of articles in work, its begin
        self.app = faust_app(settings)
        self._agent("review", topics.ARTICLES, self._review)
        self._agent("corroborate", topics.CLAIMS, self.handler.corroborate)

    def _agent(self, name: str, topic: topics.Topic, work: Work) -> None:
        async def done(batch: Sequence[Incoming]) -> None:
            await work(batch)
            if self._before_ack is not None:
                await self._before_ack(batch)

        async def agent(stream: Any) -> None:
            await work_off(stream, done, self.settings.batch)

        source = self.app.topic(
            self.settings.prefix + topic.name, key_serializer="raw", value_serializer="raw", internal=False
        )
        self.app.agent(source, name=name, concurrency=CONCURRENCY)(agent)

    async def _review(self, batch: Sequence[Incoming]) -> None:
        ended = asyncio.Event()
        self._reading = ended, time.monotonic()
        try:
            await self.handler.review(batch)
        finally:
            self._reading = None
            ended.set()

    async def _end_slow(self) -> None:
        """Waits for articles that have been read for long already, until they are read or are known to be too slow."""
        if self._reading is None:
            return
        ended, began_s = self._reading
        spent_s = time.monotonic() - began_s
        if spent_s >= LONG_S:
            with suppress(*TIMEOUTS):
                await asyncio.wait_for(ended.wait(), max(0.0, self.settings.article_s + SENT_S - spent_s))

    async def run(self) -> int:
        """Works until SIGTERM or SIGINT. What is in flight then is left to the next worker, but for articles that have
        been read for long. Returns the exit code.

        Raises UnsafeServer when Redis would lose what it is given, OtherVersion when it holds what we would misread.
        """
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        try:
            return await self._run_until(stop)
        finally:
            await asyncio.to_thread(self.readers.close)
            await self.sender.close()

    async def _run_until(self, stop: asyncio.Event) -> int:
        working, stopped = map(asyncio.ensure_future, (self._work(), stop.wait()))
        beside = [asyncio.ensure_future(loop) for loop in (self._pulse(), self._tend(), self._beat())]
        await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            await self._end_slow()
        for loop in beside:
            loop.cancel()
        if not stop.is_set():
            working.result()
            log.critical("Faust ended by itself: %r; the worker ends without acknowledging", self.app.crash_reason)
            return 1
        await asyncio.wait([asyncio.ensure_future(self.app.stop())], timeout=STOP_S)
        return 0

    async def _work(self) -> None:
        await self.check()
        settings = self.settings
        await self.outages.ride_out(lambda: make_topics(settings.kafka, settings.prefix), self.outages.kafka)
        log.info("the languages load")
        await self.readers.warm()  # whoever cannot read yet takes no partition from those who can
        await self.app.start()
        log.info("worker ready")
        guard = asyncio.ensure_future(self._guard())
        try:
            await self.app.wait_until_stopped()
        finally:
            guard.cancel()

    async def check(self) -> None:
        """Raises UnsafeServer, OtherVersion. A Redis that is down, or rebuilt, is waited for amid the work."""
        try:
            await check_server(self.queue.client)
            await check_desk(self.queue.client, self.queue.prefix)
        except OtherVersion:
            raise
        except Unavailable:
            pass

    async def _pulse(self) -> None:
        """Sees an outage of Kafka also when nothing is to be sent."""
        while True:
            await self.outages.ride_out(self.sender.ping, self.outages.kafka)
            await asyncio.sleep(PULSE_S)

    async def _guard(self) -> None:
        """The watchdog: a worker that stands still while there is work ends, acknowledging nothing."""
        sampler = Sampler(self.settings.kafka, group=self.settings.group, known=self.settings.reads)
        watchdog, unseen_s, started = Watchdog(self.settings.watchdog_s), -math.inf, False
        while self.settings.watchdog_s > 0:
            await asyncio.sleep(self.settings.watchdog_s / LOOKS)
            try:
                if not started:
                    await sampler.start()
                    started = True
                found = await sampler.sample()
            except Exception as error:  # a fault of ours must not end the watchdog
                if not isinstance(error, Unavailable):
                    log.warning("the watchdog cannot look: %r", error)
                unseen_s = time.monotonic()
                continue
            own = {(place.topic, place.partition) for place in self.app.consumer.assignment()}
            why = watchdog.stalled(found, own, time.monotonic(), max(unseen_s, self.outages.last_s))
            if why:
                log.critical("%s; the worker ends", why)
                self.readers.close()
                os._exit(1)

    async def _beat(self) -> None:
        """Tells the watchdog of the event loop that it turns."""
        if self.settings.watchdog_s <= 0:
            return
        heart = Heart(self.settings.watchdog_s)
        heart.start()
        try:
            while True:
                heart.beat()
                await asyncio.sleep(heart.every_s)
        finally:
            heart.stop()

    async def _tend(self) -> None:
        while True:
            await self.handler.tend()
            await asyncio.sleep(TEND_S)


def credentials(kafka: Kafka) -> CredentialsT | None:
    """Who we are, as Faust wants it said."""
    if kafka.sasl:
        return faust.SASLCredentials(
            username=kafka.username, password=kafka.password, mechanism=kafka.mechanism, ssl_context=kafka.context()
        )
    context = kafka.context()
    return faust.SSLCredentials(context) if context else None


def faust_app(settings: Settings) -> faust.App:
    """The app without agents."""
    app = faust.App(
        settings.group,
        broker=";".join(f"aiokafka://{address}" for address in settings.kafka.servers.split(",")),
        broker_credentials=credentials(settings.kafka),
        broker_client_id=client_id(),
        store="memory://",
        datadir=str(Path(gettempdir()) / "secondsource-faust"),  # Faust wants one; no table is on disk
        key_serializer="raw",
        value_serializer="raw",
        topic_disable_leader=True,
        topic_allow_declare=False,
        stream_wait_empty=False,
        stream_buffer_maxsize=BUFFER_MAX,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=FETCH_BYTES,
        producer_max_request_size=LARGEST_BYTES,
        broker_session_timeout=settings.session_s,
        broker_heartbeat_interval=settings.session_s / 4,
        broker_max_poll_interval=POLL_S,
        broker_commit_interval=1.0,
        web_enabled=False,
    )
    app.in_worker = True
    return app
