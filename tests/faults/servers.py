"""Redis servers of a test's own, to be killed, slowed and cut off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from streams import embedded
from workers.queue import ClaimQueue


@asynccontextmanager
async def a_server(folder: Path) -> AsyncIterator[tuple[embedded.Server, ClaimQueue]]:
    server = embedded.start_redis(folder)
    queue = await ClaimQueue.open(server.address)
    try:
        yield server, queue
    finally:
        await queue.close()
        server.kill()
