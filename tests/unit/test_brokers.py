"""A client that does not end is not waited for without end."""

from __future__ import annotations

import asyncio

import pytest

from streams import brokers
from streams.brokers import Brokers

pytestmark = pytest.mark.asyncio


class Deaf:
    """Misses the first time that it is told to end, as aiokafka's may amid an outage."""

    async def close(self) -> None:
        await asyncio.Event().wait()


async def test_a_client_that_does_not_end_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokers, "CLOSE_S", 0.01)
    closing = Brokers("localhost:1")
    closing._client = Deaf()
    await asyncio.wait_for(closing.close(), 30)
    assert closing._client is None
