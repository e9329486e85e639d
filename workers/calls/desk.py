"""One desk in Redis, as its moves reach it."""

from __future__ import annotations

from os import urandom
from typing import Any

from workers import checks, scripts
from workers.connection import Client
from workers.errors import refusal
from workers.keys import prefix
from workers.policy import Policy
from workers.records import State
from workers.trips import Trips


def new_request() -> str:
    """An id for one request, so that a retry is known as such."""
    return urandom(8).hex()


def asked(who: str, request: str) -> tuple[str, str]:
    """Who asks, and under which key. Raises BadMove."""
    return checks.person(who), checks.request(request) or new_request()


class Desk:
    """One desk: its client, the prefix of its keys, its numbers."""

    def __init__(self, client: Client, name: str, policy: Policy, reader: scripts.Reader, replicas: int) -> None:
        self.client = client
        self.name = name
        self.policy = policy
        self.prefix = prefix(name)
        self._trips = Trips(client, scripts.script(reader), self.prefix, replicas)

    async def move(self, name: str, *args: Any) -> list[Any]:
        """The reply of one Lua move. Raises what it refuses."""
        if name not in scripts.REBUILDS:
            checks.texts(args)
        reply: list[Any] = await self._trips.run(name, args)
        if reply[0] < 0:
            raise refusal(reply[0], str(args[0]), reply[1] if len(reply) > 1 else "")
        return reply

    async def state(self, name: str, *args: Any) -> State:
        """The same where the reply is a state."""
        state: State = (await self.move(name, *args))[1]
        return state

    async def number(self, name: str, *args: Any) -> int:
        """The same where it is a number."""
        return int((await self.move(name, *args))[1])
