"""A desk in Redis held against what the log tells of it, item by item.

The log is read first, then Redis; both go on meanwhile. So what differs is looked at again, with the newest of the log
and the events that Redis has not sent yet, until it agrees or has a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase

from workers import connection
from workers.difference import (
    Difference,
    Stored,
    body_of,
    differences,
    of_another_type,
    places,
    whole,
)
from workers.errors import Damaged
from workers.history import History
from workers.keys import KEYS, type_of
from workers.pipes import answers, pieces
from workers.queue import ClaimQueue
from workers.records import Event, Mute
from workers.verify_lists import VerifyLists, stand

#: How often what differs is looked at again.
ROUNDS = 5
NEVER = Mute(0, "", "")


class Verify:
    """One comparison. `refresh` adds to `history` what the log has got since."""

    def __init__(self, queue: ClaimQueue, history: History, refresh: Callable[[], Awaitable[None]]) -> None:
        self.queue = queue
        self.history = history
        self._refresh = refresh
        self._client = queue.client
        self._stand: Counter[str] = Counter()

    async def items(self, step: Callable[[int], None] = lambda done: None) -> tuple[int, list[Difference]]:
        """How many items there are, in Redis or the log, and what differs."""
        ids = sorted({*self.history.items, *[id async for id in self._ids()]})
        self._stand.clear()
        differ = await self._differences(ids, Counter(), step, self._stand)
        for _ in range(ROUNDS):
            if not differ or all(one.under_way for one in differ):
                break
            await self._refresh()
            waiting = Counter([event.id async for event in self._backlog()])
            differ = await self._differences(sorted({one.id for one in differ}), waiting, lambda done: None, Counter())
        return len(ids), differ

    async def desk(self) -> list[Difference]:
        """What belongs to no item: the newest token, the mutes, and collections that hold what is not of them."""
        found = [one async for one in self._types()]
        for look in (self._token, self._mutes, self._heads):
            with suppress(Damaged):  # a key of another type, told already
                found += await look()
        return found + [one async for one in VerifyLists(self.queue, self._stand).differ()]

    async def _types(self) -> AsyncIterator[Difference]:
        """The keys of no single item that are not of the type that the queue gave them."""
        kept = [key.pattern for key in KEYS if key.lifetime != "item"]
        names: list[str] = []
        with connection.translated():
            async for key in self._client.scan_iter(match=self._key("*"), count=1000):
                name = key.removeprefix(self.queue.prefix)
                if any(fnmatchcase(name, pattern) for pattern in kept):
                    names.append(name)
        for piece in pieces(sorted(names)):
            pipe = self._client.pipeline(transaction=False)
            for name in piece:
                pipe.type(self._key(name))
            for name, kind in zip(piece, await connection.call(pipe.execute()), strict=True):
                if kind not in (type_of(name), "none"):
                    yield of_another_type("desk", name)

    async def _token(self) -> list[Difference]:
        token = whole(await connection.call(self._client.get(self._key("token"))))
        if token >= self.history.token:
            return []
        return [Difference("desk", "token", str(token), f"{self.history.token} or more")]

    async def _mutes(self) -> list[Difference]:
        """Those that differ and have not ended."""
        now_ms, found = await now(self.queue), []
        mutes, told = await self.queue.mutes(), self.history.mutes
        for subject in sorted({*mutes, *told}):
            until = mutes.get(subject, NEVER).until_ms, told.get(subject, NEVER).until_ms
            if until[0] != until[1] and max(until) > now_ms:
                waits = any([event.fields.get("subject") == subject async for event in self._backlog()])
                found.append(Difference("desk", f"mute of {subject}", str(until[0] or ""), str(until[1] or ""), waits))
        return found

    async def _heads(self) -> list[Difference]:
        """Lanes whose first item is not the one that a take would look at."""
        begin = self._key("lane:")
        names = [name async for name in self._client.scan_iter(match=begin + "*", count=1000)]
        pipe = self._client.pipeline(transaction=True)
        pipe.zrange(self._key("heads"), 0, -1)
        for name in names:
            pipe.zrange(name, 0, 0)
        heads, *firsts = await answers(pipe)
        if isinstance(heads, Damaged):
            raise heads
        whole_ = [(name.removeprefix(begin), first) for name, first in zip(names, firsts, strict=True)]
        lanes = {lane: first[0] for lane, first in whole_ if first and not isinstance(first, Damaged)}
        found = [
            Difference(id, "heads", "", f"the first of {lane}")
            for lane, id in lanes.items()
            if f"{id} {lane}" not in heads
        ]
        for id, _, lane in (head.partition(" ") for head in heads):
            if lanes.get(lane) != id:
                found.append(Difference(id, "heads", f"the first of {lane}", ""))
        return found

    async def _differences(
        self, ids: Sequence[str], waiting: Mapping[str, int], step: Callable[[int], None], counted: Counter[str]
    ) -> list[Difference]:
        found: list[Difference] = []
        for piece in pieces(ids):
            stored = await self._stored(piece)
            for one in stored.values():
                counted.update(stand(one))
            for id in piece:
                found += differences(id, stored.get(id), self.history.items.get(id), waiting.get(id, 0))
            step(len(piece))
        return found

    async def _stored(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Fields, body, trail and places of these items. What moves meanwhile differs, and is looked at again."""
        pipe = self._client.pipeline(transaction=False)
        for id in ids:
            pipe.hgetall(self._key("item:" + id))
            pipe.get(self._key("body:" + id))
            pipe.llen(self._key("trail:" + id))
        told = await answers(pipe)
        wrong = {
            id: tuple(
                f"{name}:{id}"
                for name, answer in zip(("item", "body", "trail"), told[3 * at : 3 * at + 3], strict=True)
                if isinstance(answer, Damaged)
            )
            for at, id in enumerate(ids)
        }
        hashes = {id: told[3 * at] for at, id in enumerate(ids) if told[3 * at] and f"item:{id}" not in wrong[id]}
        wanted = {id: places(fields) for id, fields in hashes.items()}
        pipe = self._client.pipeline(transaction=False)
        for id, named in wanted.items():
            for name in named:
                pipe.zscore(self._key(name), id)
        scores = iter([None if isinstance(one, Damaged) else one for one in await answers(pipe)] if wanted else [])
        found = {}
        for at, id in enumerate(ids):
            if id in hashes:
                body, trail = (None if isinstance(one, Damaged) else one for one in told[3 * at + 1 : 3 * at + 3])
                stands = {name: (score, next(scores)) for name, score in wanted[id].items()}
                found[id] = Stored(hashes[id], body_of(body), trail or 0, stands, wrong[id])
            elif wrong[id]:
                found[id] = Stored({}, None, 0, {}, wrong[id])
        return found

    async def _ids(self) -> AsyncIterator[str]:
        begin = self._key("item:")
        with connection.translated():
            async for name in self._client.scan_iter(match=begin + "*", count=1000):
                yield name.removeprefix(begin)

    async def _backlog(self) -> AsyncIterator[Event]:
        """The events that the log does not have yet."""
        after = ""
        with suppress(Damaged):  # a stream of another type has none
            while events := await self.queue.audit_read(after):
                for event in events:
                    yield event
                after = events[-1].position

    def _key(self, name: str) -> str:
        return self.queue.prefix + name


async def now(queue: ClaimQueue) -> int:
    """The server's clock, ms since 1970."""
    seconds, micros = await connection.call(queue.client.time())
    return int(seconds) * 1000 + int(micros) // 1000
