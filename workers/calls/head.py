"""What a desk head asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from secondsource.errors import QueueError
from workers import checks, connection, replies
from workers.calls import machine
from workers.calls.desk import Desk, asked
from workers.records import Mute, State
from workers.trips import TRIP_MAX


async def wake(desk: Desk, id: str, who: str, reason: str = "", *, request: str = "") -> State:
    """A parked item waits again now."""
    return await desk.state("wake", id, *asked(who, request), reason)


async def bury(desk: Desk, id: str, token: int | None, who: str, reason: str, *, request: str = "") -> State:
    """A dead letter: visible, counted, taken by nobody."""
    return await desk.state("bury", id, token or "", *asked(who, request), reason)


async def redrive(desk: Desk, id: str, who: str, reason: str = "", *, request: str = "") -> State:
    """A dead letter waits again in its own lane, the lead's where two differ, and may run out as often as a new one."""
    return await desk.state("redrive", id, *asked(who, request), reason)


async def mute(desk: Desk, subject: str, until_ms: int, who: str, reason: str = "") -> int:
    """`subject` is "source:KEY" or "topic:NAME". New claims of it are parked until then; 0 ends the mute.

    What an earlier mute of it parked goes by the new one: returns how many are parked until then, or wait again.
    They are moved by `expire`: here, and by any worker when this is broken off.
    """
    until_ms = checks.moment(until_ms)
    moving = await desk.number("mute", checks.subject(subject), until_ms, checks.person(who), reason)
    while moving and any((await machine.expire(desk)).values()):
        continue
    return moving


async def mutes(desk: Desk) -> dict[str, Mute]:
    """By subject. One that has ended goes with the next `expire`."""
    return replies.mutes(await connection.call(desk.client.hgetall(desk.prefix + "mutes")))


async def bulk(
    ids: Iterable[str], move: Callable[[str], Awaitable[Any]], step: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """`move` for each id; the answer or the QueueError of each. One refusal does not stop the others.

    As many as share a trip are asked together; `step` is told of each that is done.
    """

    async def one(id: str) -> tuple[str, Any]:
        try:
            return id, await move(id)
        except QueueError as error:
            return id, error
        finally:
            step()

    answers: dict[str, Any] = {}
    listed = list(ids)
    for start in range(0, len(listed), TRIP_MAX):
        answers |= await asyncio.gather(*map(one, listed[start : start + TRIP_MAX]))
    return answers
