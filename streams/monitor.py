"""What an operator's tools read: it looks on a timer, and answers /metrics, /healthz and /readyz from the last look."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from secondsource.errors import QueueError, Unavailable
from streams.door import TIMEOUTS
from streams.metrics import Look, Metrics
from streams.sampling import Sampler
from streams.seen import Way
from workers.queue import ClaimQueue
from workers.records import Stats

#: A look older than so many intervals is no look, and seconds for one that waits for a broker and for the way.
STALE_INTERVALS, SLOWEST_S = 3, 30.0
#: Seconds that a look at the desk may take: a Redis that hangs is told as one that is away.
DESK_S = 5.0
#: Seconds between two looks at the whole way: it reads records, and no offsets alone.
WAY_EVERY_S = 60.0
#: Connections that are open at a time, and that are accepted at once. Each is a file of the process, and one that has
#: no more of them cannot look either: 256 are allowed on some systems.
MOST_GUESTS, AT_ONCE = 128, 32
TEXT = "text/plain; version=0.0.4; charset=utf-8"


def guest(server: Any) -> asyncio.BaseProtocol:
    """Who has just connected to aiohttp's server: where there are too many, the one that came first has to go."""
    there = [one.transport for one in server.connections if one.transport and not one.transport.is_closing()]
    if len(there) >= MOST_GUESTS:
        there[0].abort()
    made: asyncio.BaseProtocol = server()
    return made


class Monitor:
    """Looks on a timer, and answers /metrics, /healthz and /readyz from the last look."""

    def __init__(
        self,
        sampler: Sampler,
        queue: ClaimQueue,
        every_s: float,
        way: Way | None = None,
    ) -> None:
        self.look = Look()
        self._way = way
        self._sampler, self._queue, self._every_s = sampler, queue, every_s
        self._started = False
        self._registry = CollectorRegistry()
        self._registry.register(Metrics(self.look))
        self._page = b""

    async def watch(self) -> None:
        """Looks until it is cancelled; an outage is a look as well. Neither server waits for the other."""
        await asyncio.gather(self._again(self._see_stream), self._again(self._see_desk))

    async def _again(self, see: Callable[[], Awaitable[None]]) -> None:
        while True:
            began = time.monotonic()
            await see()
            await asyncio.sleep(max(0.1, self._every_s - (time.monotonic() - began)))

    async def _see_stream(self) -> None:
        began = time.monotonic()
        if await self._see_lag():
            await self._see_way()
        self.look.at_s, self.look.took_s = time.monotonic(), time.monotonic() - began
        self._page = b""

    async def _see_desk(self) -> None:
        async def look() -> tuple[Stats, str]:
            return await self._queue.stats(), await self._queue.unsafe()

        try:
            self.look.stats, self.look.unsafe = await asyncio.wait_for(look(), DESK_S)
            self.look.redis_error = ""
        except TIMEOUTS:
            self.look.stats, self.look.redis_error = None, f"Redis does not answer within {DESK_S:g} s"
        except (Unavailable, QueueError) as error:
            self.look.stats, self.look.redis_error = None, str(error)
        self._page = b""

    async def _see_lag(self) -> bool:
        """Whether Kafka answered. What was so before an outage is not known in it."""
        try:
            if not self._started:
                await self._sampler.start()
                self._started = True
            self.look.groups, self.look.kafka_error = await self._sampler.sample(), ""
            self.look.gaps, self._page = len(self._sampler.gaps), b""
            return True
        except Unavailable as error:
            self.look.groups, self.look.gaps, self.look.kafka_error = [], 0, str(error)
            self.look.fresh, self.look.fresh_at_s, self.look.way_error = None, 0.0, ""
            self._started, self._page = False, b""
            await self._sampler.close()
            return False

    async def _see_way(self) -> None:
        """Once in WAY_EVERY_S. That it cannot be read is no blindness for lag."""
        if self._way is None or (self.look.fresh_at_s and time.monotonic() - self.look.fresh_at_s < WAY_EVERY_S):
            return
        self.look.fresh_at_s = time.monotonic()
        try:
            self.look.fresh, self.look.way_error = await self._way(time.time() * 1000), ""
        except Unavailable as error:
            self.look.fresh, self.look.way_error = None, str(error)

    def app(self) -> web.Application:
        """The pages."""
        made = web.Application()
        made.router.add_get("/", self._pages)
        made.router.add_get("/metrics", self._metrics)
        made.router.add_get("/healthz", self._healthz)
        made.router.add_get("/readyz", self._readyz)
        return made

    async def _pages(self, _: web.Request) -> web.Response:
        return web.Response(text="/metrics\n/healthz\n/readyz\n")

    def page(self) -> bytes:
        """The metrics. Written once a look: of many partitions that takes long, and nothing is looked at meanwhile."""
        self._page = self._page or generate_latest(self._registry)
        return self._page

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=self.page(), headers={"Content-Type": TEXT})

    async def _healthz(self, _: web.Request) -> web.Response:
        """Well as long as it looks: what it sees may be bad."""
        age_s = time.monotonic() - self.look.at_s
        fresh = self.look.at_s > 0 and age_s < STALE_INTERVALS * self._every_s + SLOWEST_S
        return web.json_response({"ok": fresh, "look_age_seconds": round(age_s, 1)}, status=200 if fresh else 503)

    async def _readyz(self, _: web.Request) -> web.Response:
        """Ready when both servers answered the last look, and the way could be read."""
        problems = [error for error in (self.look.kafka_error, self.look.redis_error, self.look.way_error) if error]
        return web.json_response({"ok": not problems, "problems": problems}, status=503 if problems else 200)
