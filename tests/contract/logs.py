"""What stands for Kafka where the contract is tested, and a desk made again from it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from schemas.dead_letter import DeadLetter
from schemas.verdict import DeskEvent
from tests.contract.desks import RedisDesk
from workers.history import History
from workers.rebuild import Rebuild
from workers.relay import with_bodies
from workers.verify import Difference, Verify


class Log:
    """Takes the desk's events, oldest first."""

    def __init__(self, events: list[DeskEvent] | None = None) -> None:
        self.events = [] if events is None else events
        self.letters: list[DeadLetter] = []

    async def desk_events(self, events: Sequence[DeskEvent]) -> None:
        for event in events:
            event.to_bytes()  # Kafka takes bytes
        self.events += events

    async def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        self.letters += letters

    def history(self, desk: str) -> History:
        """What it tells of a desk."""
        history = History(desk)
        for event in self.events:
            history.hear(event)
        return history


async def rebuild(desk: RedisDesk, log: Log, *, dies: bool = False, left: Sequence[str] = ()) -> History:
    """The desk made again from the log, which first gets what it lacks; one that dies leaves the desk closed.

    `left`: the ids that the log does not tell whole.
    """
    with suppress(EOFError):
        async with Rebuild(desk.queue, log, replace=True) as made:
            history = log.history(desk.queue.desk)
            await made.empty(history)
            await desk.advance(0)  # the clock of the test is a key of the desk
            assert await made.items(history) == list(left)
            if dies:
                raise EOFError
            await made.finish(history, "chef")
    return history


async def nothing_new() -> None:
    """The log stands still."""


class Logged:
    """A desk, and the log of it as far as it was sent."""

    def __init__(self, desk: RedisDesk) -> None:
        self.desk, self.queue = desk, desk.queue
        self.history = History(desk.queue.desk)

    async def send(self) -> None:
        """What the relay does."""
        while events := await self.queue.audit_read():
            for event in await with_bodies(self.queue, events):
                self.history.hear(event)
            await self.queue.audit_trim(events[-1].position)

    async def differ(self) -> list[Difference]:
        verify = Verify(self.queue, self.history, nothing_new)
        return (await verify.items())[1] + await verify.desk()

    async def spoil(self, command: str, key: str, *args: str) -> None:
        """A command of somebody's hand, on a key of the desk."""
        await self.queue.client.execute_command(command, self.queue.prefix + key, *args)
