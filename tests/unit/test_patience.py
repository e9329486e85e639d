"""A server that says nothing is asked twice, also where a connection is made anew; a lost connection seven times."""

from __future__ import annotations

import pytest
from redis import exceptions

from workers import patience
from workers.patience import ASKED, RETRIES, Patience, Silent

pytestmark = pytest.mark.asyncio


class Server:
    """Counts what reaches it, and answers nothing."""

    def __init__(self, *errors: type[Exception]) -> None:
        self.errors = list(errors)
        self.asked = 0

    async def ask(self) -> str:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return "here"


async def forgotten(error: Exception) -> None:
    """What redis-py does between two tries."""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience.BACKOFF, "_cap", 0)


async def test_a_silent_server_is_not_asked_on_and_on() -> None:
    once = Patience()
    for _ in range(2):  # a connection goes on being used
        server = Server(*[exceptions.TimeoutError] * 10)
        with pytest.raises(Silent):
            await once.call_with_retry(server.ask, forgotten)
        assert server.asked == ASKED


async def test_the_handshake_of_a_new_connection_counts_too() -> None:
    once, server = Patience(), Server(*[exceptions.TimeoutError] * 10)

    async def reconnected() -> str:
        await once.call_with_retry(Server().ask, forgotten)  # the kernel takes the call
        return str(await once.call_with_retry(server.ask, forgotten))

    with pytest.raises(Silent):
        await once.call_with_retry(reconnected, forgotten)
    assert server.asked == ASKED


async def test_tries_within_tries_do_not_multiply() -> None:
    once, server = Patience(), Server(*[exceptions.BusyLoadingError] * 100)

    async def reconnected() -> str:
        return str(await once.call_with_retry(server.ask, forgotten))

    with pytest.raises(exceptions.BusyLoadingError):
        await once.call_with_retry(reconnected, forgotten)
    assert server.asked == 1 + RETRIES


async def test_a_server_that_is_away_is_tried_as_before() -> None:
    server = Server(*[exceptions.ConnectionError] * RETRIES)
    assert await Patience().call_with_retry(server.ask, forgotten) == "here"
    with pytest.raises(exceptions.ConnectionError):
        await Patience().call_with_retry(Server(*[exceptions.ConnectionError] * 10).ask, forgotten)
