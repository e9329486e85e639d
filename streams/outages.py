"""Outages of Kafka and Redis: waited out with back-off, told once when they begin and once when they end."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiokafka.errors import KafkaError

from secondsource.errors import Unavailable
from workers.errors import QueueFull

log = logging.getLogger("secondsource")
T = TypeVar("T")

#: The first wait between two tries, and the longest.
BACKOFF_BASE_S = 0.2
BACKOFF_MAX_S = 2.0
#: A broker that moves a partition refuses for a moment; what is over before is no outage.
BLIP_S = 1.0
#: What is waited out. Everything else is a fault of the record or of ours.
OUTAGES = (KafkaError, Unavailable, QueueFull, ConnectionError, TimeoutError, asyncio.TimeoutError)


class Outage:
    """The state of one server as several tasks see it."""

    def __init__(self, server: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.server = server
        self._clock = clock
        self._since: float | None = None
        self._told = False
        self._ended = -math.inf

    def failed(self, error: BaseException) -> None:
        """One try failed. Logs once an outage, when it is longer than a blip."""
        now = self._clock()
        if self._since is None:
            self._since = now
        if not self._told and now - self._since >= BLIP_S:
            self._told = True
            words = (str(error) or type(error).__name__).splitlines()[0][:200]
            log.warning("%s is gone: %s. Waiting; nothing is acknowledged", self.server, words)

    @property
    def last_s(self) -> float:
        """When the server was last waited for, blips aside, on the clock; minus infinity where it never was."""
        return self._ended if self._since is None else self._clock()

    def worked(self) -> None:
        """One try worked. Logs once, when an outage was told."""
        if self._told and self._since is not None:
            log.warning("%s is back after %.0f s; going on", self.server, self._clock() - self._since)
            self._ended = self._clock()
        self._since, self._told = None, False


class Outages:
    """Those of the two servers of a worker."""

    def __init__(self) -> None:
        self.kafka, self.redis = Outage("Kafka"), Outage("Redis")

    @property
    def last_s(self) -> float:
        """When either server was last waited for."""
        return max(self.kafka.last_s, self.redis.last_s)

    async def ride_out(self, attempt: Callable[[], Awaitable[T]], *servers: Outage) -> T:
        """The answer of `attempt`, tried until neither server fails it. `servers`: those it needs."""
        wait_s = BACKOFF_BASE_S
        while True:
            try:
                answer = await attempt()
            except OUTAGES as error:
                only_kafka = servers == (self.kafka,)
                (self.kafka if only_kafka or isinstance(error, KafkaError) else self.redis).failed(error)
            else:
                for server in servers:
                    server.worked()
                return answer
            await asyncio.sleep(wait_s)
            wait_s = min(BACKOFF_MAX_S, wait_s * 2)
