"""Trips that callers share: whoever asks is answered, whatever ends at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.crew import until
from workers.scripts import Script
from workers.trips import AT_ONCE, Trips

pytestmark = pytest.mark.asyncio


class Server:
    """In redis-py's place: a pool, a line and its retry. Answers every trip at the same moment, with one move each."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.asked = 0
        self.socket_timeout = 60.0
        self.connection_pool = self.retry = self

    async def get_connection(self) -> Server:
        return self

    async def release(self, line: Server) -> None:
        """Back to the pool."""

    async def call_with_retry(self, do: Callable[[], Awaitable[Any]], failed: object) -> Any:
        return await do()

    async def send_packed_command(self, packed: bytes) -> None:
        self.asked += 1

    async def read_response(self, timeout: float) -> list[list[int]]:
        await self.opened.wait()
        return [[0]]


@pytest.mark.parametrize("eager", range(AT_ONCE))
async def test_who_asks_anew_while_all_trips_end_is_answered(eager: int) -> None:
    server = Server()
    trips = Trips(server, Script("", ""), "")

    async def asks(times: int) -> None:
        for _ in range(times):
            await trips.run("take", ())

    callers = []
    for number in range(AT_ONCE):
        callers.append(asyncio.create_task(asks(2 if number == eager else 1)))
        await until(lambda sent=number + 1: server.asked == sent, 5, "the trip is under way", every_s=0)  # type: ignore[misc]
    server.opened.set()
    await asyncio.wait_for(asyncio.gather(*callers), 5)
    assert server.asked == AT_ONCE + 1
