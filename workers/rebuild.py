"""A desk made again in Redis from what the log tells of it.

    async with Rebuild(queue, publisher, replace=False) as rebuild:   # from here on every other move is refused
        history = …                                                   # the log, read to its end
        await rebuild.empty(history)
        await rebuild.items(history)
        await rebuild.evidence(history, decisions, claims)
        await rebuild.finish(history, "who")

Broken off at any line, it can be begun again: until `empty` nothing is lost, and from then on all of it is in the log.
The desk stays closed until a rebuild ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from redis.asyncio.lock import Lock
from redis.exceptions import LockError

from schemas.claims import ClaimsRecord
from schemas.queue_item import QueueItem
from secondsource.errors import QueueError
from workers import connection, relay, scripts
from workers.difference import places
from workers.errors import NotEmpty, Rebuilding
from workers.history import History, Told
from workers.keys import ABSORBING, FORMAT, REBUILDER, REBUILDING, WRITTEN
from workers.queue import ClaimQueue
from workers.recall import Decisions, Recall

#: A rebuild that says nothing for so long is dead, and another may begin.
SILENT_S = 60.0
#: Items, or articles, in one piece of work: a fraction of a second.
PIECE = 500
#: Keys that are looked at, and let go, in one trip.
SCAN = 1000
Step = Callable[[int], None]
TAKEN_OVER = "another rebuild of this desk has taken over"


class Rebuild:
    """One rebuild of one desk. `publisher` takes what Redis holds and the log does not have yet.

    Raises NotEmpty unless `replace`, and Rebuilding when another rebuild is under way.
    """

    def __init__(self, queue: ClaimQueue, publisher: relay.Publisher, *, replace: bool = False) -> None:
        self.queue = queue
        self._client = queue.client
        self._publisher = publisher
        self._replace = replace
        self._lock = Lock(self._client, queue.prefix + REBUILDER, timeout=SILENT_S, thread_local=False)
        self._emptied = True  # perhaps, until it was looked at: then it stays closed

    async def __aenter__(self) -> Rebuild:
        with connection.translated():
            if not await self._lock.acquire(blocking=False):
                raise Rebuilding("another rebuild of this desk is under way")
        try:
            await self._begin()
        except BaseException as error:
            await self.__aexit__(type(error), error, None)
            raise
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, at: object) -> None:
        if error is not None and not self._emptied:
            with suppress(Exception):  # what went wrong is told already
                if await connection.call(self._lock.owned()):  # else the desk is closed for who has taken over
                    await connection.call(self._client.delete(self._key(REBUILDING)))
        await self._unlock()

    async def _begin(self) -> None:
        self._emptied = bool(await connection.call(self._client.exists(self._key(REBUILDING))))
        if not self._emptied and not self._replace and await self._anything():
            raise NotEmpty(
                f"the desk {self.queue.desk} is not empty in Redis: `secondsource verify` compares it with the log, "
                "`secondsource rebuild --replace` makes it anew"
            )
        async with connection.alone(self._client, self._key(ABSORBING)):  # whoever decides on clusters now, ends first
            await connection.call(self._client.set(self._key(REBUILDING), 1))
        await relay.relay(self.queue, self._publisher, trim=False)  # it may be the wrong Kafka

    async def empty(self, history: History) -> None:
        """Lets go of what is there. Raises NotEmpty when the log lacks any of it, and changes nothing."""
        if not self._emptied:
            missing = [id async for id, seq in self._items() if not known(history, id, seq)]
            if missing:
                raise NotEmpty(
                    f"{len(missing)} items of the desk {self.queue.desk} are not in the log, or not to their last "
                    f"event, and would be lost, {missing[0]} first: is this the right Kafka? `secondsource verify` "
                    "lists them"
                )
        left = (self._key("notices:"),) if self._emptied else ()  # one that broke off has told the holders
        self._emptied = True
        async for keys in pieces(self._names(left), SCAN):
            await self._forget(keys)
            await self.alive()

    async def _forget(self, keys: Sequence[str]) -> None:
        """Lets go of keys. Raises Rebuilding, and lets go of none, when another rebuild has taken over."""
        names = [key.removeprefix(self.queue.prefix) for key in keys]
        told = (self.queue.prefix, REBUILDER, self._lock.local.token, *names)
        if await connection.call(self._client.eval(scripts.read(scripts.FORGET), 1, *told)) < 0:
            raise Rebuilding(TAKEN_OVER)

    async def items(self, history: History, step: Step = lambda done: None) -> list[str]:
        """Every item of the log that can be put. Returns the ids of those that the log does not tell whole.

        Those of `history.stateless` are put among the dead letters.
        """
        whole = {id: told for id, told in history.items.items() if told.body is not None and places(told.fields)}
        waiting = iter(whole.items())
        while piece := list(islice(waiting, PIECE)):
            await asyncio.gather(*(self._item(id, told) for id, told in piece))
            await self.alive()
            step(len(piece))
        return [id for id in history.items if id not in whole]

    async def _item(self, id: str, told: Told) -> None:
        item = QueueItem.model_validate(told.body)
        if item.id != id:  # pushed to an item that was merged into this one
            item = item.model_copy(update={"id": id})
        await self.queue.restore(item, told.fields | {"seq": str(told.seq)}, told.trail)

    async def evidence(
        self, history: History, decisions: Decisions, claims: AsyncIterable[tuple[ClaimsRecord, bool]]
    ) -> int:
        """The clusters; `claims` with whether the workers have acknowledged the record. Returns how many articles."""
        recall = Recall(self._client, self.queue.prefix, decisions, await self.now_ms())
        async for piece in pieces(claims, PIECE):
            await recall.articles(piece)
            await self.alive()
        lone = [told.body for id, told in history.items.items() if told.body and id not in recall.clusters]
        for start in range(0, len(lone), PIECE):
            await recall.lone(lone[start : start + PIECE])
            await self.alive()
        await recall.names()
        await self.alive()
        return recall.remembered

    async def finish(self, history: History, who: str) -> None:
        """Opens the desk: tokens go on from the newest, mutes and answered verdicts are known, the log is told."""
        items, people = len(history.items), history.people
        await self.alive()
        await self.queue.reopen(history.token, history.mutes, history.given, who, items, people)

    async def now_ms(self) -> int:
        """The server's clock, ms since 1970."""
        seconds, micros = await connection.call(self._client.time())
        return int(seconds) * 1000 + int(micros) // 1000

    # Keys -----------------------------------------------------------------------------------------------------------

    def _key(self, name: str) -> str:
        return self.queue.prefix + name

    async def _names(self, left: tuple[str, ...] = ()) -> AsyncIterator[str]:
        """Every key of the desk but those of the rebuild itself, and those that begin with `left`."""
        own = {self._key(name) for name in (REBUILDING, REBUILDER, ABSORBING)}
        with connection.translated():
            async for name in self._client.scan_iter(match=self.queue.prefix + "*", count=SCAN):
                if name not in own and not name.startswith(left):
                    yield name

    async def _items(self) -> AsyncIterator[tuple[str, int]]:
        """Each with the number of its last event."""
        begin = self._key("item:")
        async for names in pieces(self._names(), SCAN):
            items = [name for name in names if name.startswith(begin)]
            pipe = self._client.pipeline(transaction=False)
            for name in items:
                pipe.hget(name, "seq")
            for name, seq in zip(items, await connection.call(pipe.execute(raise_on_error=False)), strict=True):
                yield name.removeprefix(begin), int(seq) if isinstance(seq, str) and seq.isdigit() else 0

    async def _anything(self) -> bool:
        """Whether anything was ever put here: a worker that looked for something to do leaves the format alone,
        and that replicas have it."""
        async for name in self._names():
            if name not in (self._key(FORMAT), self._key(WRITTEN)):
                return True
        return False

    async def alive(self) -> None:
        """Says that this rebuild goes on. Raises Rebuilding when another thought it dead and took over."""
        try:
            with connection.translated():
                await self._lock.reacquire()
        except LockError as error:
            raise Rebuilding(TAKEN_OVER) from error

    async def _unlock(self) -> None:
        with suppress(LockError, QueueError), connection.translated():
            await self._lock.release()


def known(history: History, id: str, seq: int) -> bool:
    """Whether the log can put this item again as it is after `seq` events, or says that it is over."""
    told = history.items.get(id)
    return id in history.purged or (told is not None and told.body is not None and told.seq >= seq)


async def pieces(source: AsyncIterable[Any], size: int) -> AsyncIterator[Sequence[Any]]:
    """What comes, in lists of `size`."""
    piece: list[Any] = []
    async for one in source:
        piece.append(one)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
