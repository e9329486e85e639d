"""Round trips to Redis that callers share: what is asked while trips are under way goes together in the next.

A desk's server answers hundreds of people over one client, and a trip for each costs more than the moves themselves.
redis-py has pipelines, but no client that fills them from concurrent callers; and what every script begins with costs
Redis as much as a fifth of a move, so the moves of a trip are one script (workers/lua/trip.lua).
"""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Any, NamedTuple

from redis.exceptions import NoScriptError, ResponseError

from workers.connection import Client, exchange, is_passing, translated
from workers.keys import WRITTEN
from workers.patience import BACKOFF, RETRIES
from workers.scripts import GROW, Script

#: The most moves in one trip: a few milliseconds of the server's time.
TRIP_MAX = 64
#: Trips at a time: while the server works on one, the client writes or reads the other.
AT_ONCE = 3
#: How long a trip waits for the replicas that must have it too, in ms; then it is asked again.
COPIED_MS = 200


Command = tuple[Any, ...]


class Ask(NamedTuple):
    move: str
    args: tuple[Any, ...]
    answer: asyncio.Future[Any]


class Trips:
    """Moves over one client. Each happens or is refused alone."""

    def __init__(self, client: Client, script: Script, prefix: str, replicas: int = 0) -> None:
        self._client = client
        self._script = script
        self._prefix = prefix
        self._replicas = replicas
        self._asked: list[Ask] = []
        self._under_way: set[asyncio.Task[None] | None] = set()

    async def run(self, move: str, args: tuple[Any, ...]) -> Any:
        """The reply of one move. Raises Unavailable or QueueFull after the client's bounded retries."""
        answer = asyncio.get_running_loop().create_future()
        self._asked.append(Ask(move, args, answer))
        if len(self._under_way) < AT_ONCE:
            trip = asyncio.create_task(self._trip())
            self._under_way.add(trip)
        with translated():
            return await answer

    async def _trip(self) -> None:
        """Until nothing is asked. It is over before a caller that it answered can ask anew, who would count on it."""
        try:
            await self._travel()
        finally:
            self._under_way.discard(asyncio.current_task())

    async def _travel(self) -> None:
        while self._asked:
            asks, self._asked = self._asked[:TRIP_MAX], self._asked[TRIP_MAX:]
            asks = [ask for ask in asks if not ask.answer.done()]  # whose caller went away meanwhile, asks nothing
            if not asks:
                continue
            try:
                replies = await self._insist(asks)
            except Exception as error:
                replies = [error] * len(asks)
            except BaseException:
                for ask in (*asks, *self._asked):
                    ask.answer.cancel()
                self._asked = []
                raise
            for ask, reply in zip(asks, replies, strict=True):
                if ask.answer.done():  # its caller went away
                    continue
                if isinstance(reply, Exception):
                    ask.answer.set_exception(reply)
                else:
                    ask.answer.set_result(reply)

    async def _insist(self, asks: list[Ask]) -> list[Any]:
        """One reply or error for each. What is refused for a moment only, is asked again, as a lost connection is.

        Nothing was done for it: a move is refused at its first write. Its neighbours' answers stand. What no replica
        has is asked again too: it was done, and gives the same answer.
        """
        replies = await self._send(asks)
        for failures in range(1, RETRIES + 1):
            again = [at for at, reply in enumerate(replies) if isinstance(reply, Exception) and is_passing(reply)]
            if not again:
                break
            await asyncio.sleep(BACKOFF.compute(failures))
            for at, reply in zip(again, await self._send([asks[at] for at in again]), strict=True):
                replies[at] = reply
        return replies

    async def _send(self, asks: list[Ask]) -> list[Any]:
        """One reply or error for each. A server that started anew has forgotten the script; then it is sent whole."""
        parts = [list(part) for _, part in groupby(asks, lambda ask: ask.move in GROW)]
        told = [[told for ask in part for told in (ask.move, len(ask.args), *ask.args)] for part in parts]
        found = await self._copied([("EVALSHA", self._script.sha, 1, self._prefix, *args) for args in told])
        forgotten = [at for at, reply in enumerate(found) if isinstance(reply, NoScriptError)]
        if forgotten:
            whole = [("EVAL", self._script.text, 1, self._prefix, *told[at]) for at in forgotten]
            for at, reply in zip(forgotten, await self._copied(whole), strict=True):
                found[at] = reply
        replies: list[Any] = []
        for part, reply in zip(parts, found, strict=True):
            replies += [reply] * len(part) if isinstance(reply, Exception) else reply
        return replies

    async def _copied(self, commands: list[Command]) -> list[Any]:
        """The replies, once enough replicas have what was written; refusals when they have not.

        WAIT counts from the last write of its own connection. A move that is asked again writes nothing, hence the SET.
        """
        if not self._replicas:
            return await exchange(self._client, commands, self._prefix)
        copied = [("SET", self._prefix + WRITTEN, "1"), ("WAIT", self._replicas, COPIED_MS)]
        *replies, _, copies = await exchange(self._client, [*commands, *copied], self._prefix)
        if isinstance(copies, Exception) or copies < self._replicas:
            missing = ResponseError(f"NOREPLICAS not {self._replicas} of them have it")
            replies = [reply if isinstance(reply, Exception) else missing for reply in replies]
        return replies
