"""The lists and counts of a desk held against its items: members, numbers and values that no item accounts for."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from workers import connection
from workers.difference import Difference, Stored, places, whole
from workers.errors import Damaged
from workers.pipes import answers, pieces
from workers.queue import ClaimQueue

#: The fields by which an item stands somewhere.
BY = ("state", "lane", "queued_ms", "deadline_ms", "due_ms", "source", "kind", "provider", "muted")
#: A take stumbles over a stranger in these, so they are always read whole.
TAKEN_FROM = ("lane:*", "state:*")
#: These are only counted; one in which more stands, or less, than the items say, is read whole.
LISTS = ("since:*", "by:*", "muted:*", "timers")
#: How often a count that people move meanwhile is made.
ROUNDS = 3


def stand(stored: Stored) -> list[str]:
    """The collections in which an item stands, and the count of its source when it waits."""
    waits = stored.fields.get("state") == "waiting" and "source" in stored.fields
    return [*stored.places, *([f"waiting-of:{stored.fields['source']}"] if waits else [])]


class VerifyLists:
    """One comparison. `stand`: collection or count -> how many items say that they are in it."""

    def __init__(self, queue: ClaimQueue, stand: Counter[str]) -> None:
        self._client = queue.client
        self._prefix = queue.prefix
        self._stand = stand

    async def differ(self) -> AsyncIterator[Difference]:
        for pattern in TAKEN_FROM:
            for name in await self._names(pattern):
                async for one in self._ghosts(name):
                    yield one
        for pattern in LISTS:
            for name, size in (await self._numbers("zcard", await self._names(pattern))).items():
                if size != self._stand[name]:
                    async for one in self._ghosts(name):
                        yield one
        async for one in self._waiting():
            yield one
        async for one in self._facets():
            yield one

    async def _ghosts(self, name: str) -> AsyncIterator[Difference]:
        """Members of a collection that they are not in by their own fields."""
        members: list[str] = []
        with suppress(Damaged):
            members = await connection.call(self._client.zrange(self._key(name), 0, -1))
        for piece in pieces(members):
            for id in await self._strangers(name, await self._strangers(name, piece)):
                yield Difference(id, name, "a member", "")

    async def _strangers(self, name: str, ids: Sequence[str]) -> list[str]:
        """Those that stand in a collection and do not belong there. Asked twice: what just moves may seem so."""
        pipe = self._client.pipeline(transaction=True)
        for id in ids:
            pipe.zscore(self._key(name), id)
            pipe.hmget(self._key("item:" + id), *BY)
        told = await answers(pipe) if ids else []
        found = []
        for id, score, values in zip(ids, told[::2], told[1::2], strict=True):
            if score is None or isinstance(values, Damaged):
                continue
            fields = {field: value for field, value in zip(BY, values, strict=True) if value is not None}
            stands = places(fields)
            if (stands or not fields) and name not in stands:  # what cannot be read differs itself
                found.append(id)
        return found

    async def _waiting(self) -> AsyncIterator[Difference]:
        """The counts by which the quota of a source goes."""
        names = {name for name in self._stand if name.startswith("waiting-of:")}
        names.update(await self._names("waiting-of:*"))
        for name, number in (await self._numbers("get", sorted(names))).items():
            if number == self._stand[name]:
                continue
            counts = {await self._counted(name) for _ in range(ROUNDS)}
            if len(counts) == 1 and (count := counts.pop()) and count[0] != count[1]:
                yield Difference("desk", name, str(count[0] or ""), str(count[1] or ""))

    async def _counted(self, name: str) -> tuple[int, int] | None:
        """The number of a count, and how many of the source wait; None while it moves, or cannot be told."""
        before = await self._numbers("get", [name])
        source, waiting = name.removeprefix("waiting-of:"), 0
        members: list[str] = []
        with suppress(Damaged):
            members = await connection.call(self._client.zrange(self._key(f"by:source:{source}"), 0, -1))
        for piece in pieces(members):
            pipe = self._client.pipeline(transaction=False)
            for id in piece:
                pipe.hmget(self._key("item:" + id), "state", "source")
            waiting += sum(told == ["waiting", source] for told in await answers(pipe))
        return (before[name], waiting) if before and before == await self._numbers("get", [name]) else None

    async def _facets(self) -> AsyncIterator[Difference]:
        """The values that have a list, and those that the queue knows of. Asked twice: an item may just come or go."""
        listed = {name.removeprefix("by:") for name in await self._names("by:*")}
        for facet in ("source", "kind", "provider"):
            key, begin = self._key(f"facets:{facet}"), f"{facet}:"
            known: set[str] = set()
            with suppress(Damaged):
                known = set(await connection.call(self._client.smembers(key)))
            there = {name.removeprefix(begin) for name in listed if name.startswith(begin)}
            for value in sorted(known ^ there):
                pipe = self._client.pipeline(transaction=True)
                pipe.sismember(key, value)
                pipe.exists(self._key(f"by:{facet}:{value}"))
                is_known, is_there = await answers(pipe)
                if not isinstance(is_known, Damaged) and bool(is_known) != bool(is_there):
                    told = ("a member", "") if is_known else ("", "a member")
                    yield Difference("desk", f"facets:{facet} of {value}", *told)

    async def _names(self, pattern: str) -> list[str]:
        with connection.translated():
            found = [name async for name in self._client.scan_iter(match=self._key(pattern), count=1000)]
        return sorted({name.removeprefix(self._prefix) for name in found})

    async def _numbers(self, command: str, names: Sequence[str]) -> dict[str, int]:
        """The size or the value of these keys, but for those of another type, which are told already."""
        found = {}
        for piece in pieces(names):
            pipe = self._client.pipeline(transaction=False)
            for name in piece:
                getattr(pipe, command)(self._key(name))
            for name, number in zip(piece, await answers(pipe), strict=True):
                if not isinstance(number, Damaged):
                    found[name] = whole(str(number))
        return found

    def _key(self, name: str) -> str:
        return self._prefix + name
