"""A newsroom for every test that asks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.newsroom import Newsroom
from workers.queue import ClaimQueue


@pytest_asyncio.fixture
async def newsroom(redis_url: str, unique: str) -> AsyncIterator[Newsroom]:
    queue = await ClaimQueue.open(redis_url, unique)
    try:
        yield Newsroom(queue)
    finally:
        await queue.close()
