"""How long Redis is waited for: a connection that is lost is tried again, a server that says nothing not for long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from redis import exceptions
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

#: A lost connection, or a refusal that passes, is tried again so often, for about three seconds in all.
RETRIES = 6
BACKOFF = ExponentialBackoff(cap=1.0, base=0.05)  # seconds
#: A server that takes a call has so long to answer, and is asked so often: it is stopped, or its machine hangs.
TIMEOUT_S = 4.0
ASKED = 2

LOST = (exceptions.ConnectionError, exceptions.TimeoutError)


class Silent(exceptions.RedisError):
    """The server takes calls and does not answer."""


class Patience(Retry):
    """redis-py's, which would wait as often for a silent server as for one that is away.

    A connection has one of its own, and asks it again within itself when it connects anew: only the outermost tries
    again, else the tries would multiply.
    """

    def __init__(self, errors: tuple[type[Exception], ...] = LOST) -> None:
        super().__init__(BACKOFF, RETRIES, errors)  # type: ignore[arg-type]
        self._asking = False

    async def call_with_retry(self, do: Callable[[], Awaitable[Any]], *args: Any, **options: Any) -> Any:
        """Raises Silent at the last silence; else as redis-py does."""
        if self._asking:
            return await do()
        silences = 0

        async def heard() -> Any:
            nonlocal silences
            try:
                return await do()
            except exceptions.TimeoutError as error:
                silences += 1
                if silences < ASKED:
                    raise
                raise Silent(f"asked {ASKED} times") from error

        self._asking = True
        try:
            return await super().call_with_retry(heard, *args, **options)
        finally:
            self._asking = False
