"""What a desk in Redis remembers of articles and their claims, held against the decisions that the log tells.

As in workers/verify.py, what is not acknowledged yet is under way, and no difference.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import suppress

from workers import connection, replies
from workers.difference import Difference, article_differs, standing
from workers.errors import Damaged
from workers.history import History
from workers.pipes import answers, pieces
from workers.queue import ClaimQueue
from workers.recall import Decisions
from workers.remembered import MEMORY_S
from workers.verify import now

#: An article whose time in Redis is nearly over may be gone or not.
LAPSES_S = 3600


class VerifyEvidence:
    """One comparison with these decisions. `under_way`: articles not acknowledged."""

    def __init__(self, queue: ClaimQueue, history: History, decisions: Decisions, under_way: Collection[str]) -> None:
        self._queue = queue
        self._client = queue.client
        self._history = history
        self._decisions = decisions
        self._under_way = under_way

    async def claims(self) -> list[Difference]:
        """Claims that the log puts in the queue and that never came there."""
        return [
            Difference(made.cluster, "item", "", f"that {item}/{claim} is queued under it", item in self._under_way)
            for item, claims in self._decisions.of.items()
            for claim, made in claims.items()
            if made.queued
            and not made.gone
            and made.cluster not in self._history.items
            and made.cluster not in self._history.purged
            and not await connection.call(self._client.exists(self._key("item:" + made.cluster)))
        ]

    async def articles(self) -> list[Difference]:
        """What is remembered of articles, against the decisions on their claims."""
        now_ms = await now(self._queue)
        since_ms = now_ms - (MEMORY_S - LAPSES_S) * 1000
        fresh = [
            item for item, made in self._decisions.of.items() if max(one.at_ms for one in made.values()) > since_ms
        ]
        found = []
        for piece in pieces(fresh):
            names = [self._key("article:" + item) for item in piece]
            for item, text in zip(piece, await connection.call(self._client.mget(names)), strict=True):
                try:
                    with replies.sound(f"the key article:{item}"):
                        state = json.loads(text) if text else None
                        difference = article_differs(item, state, self._decisions, item in self._under_way)
                except Damaged:
                    difference = Difference(item, "article", "unreadable", f"version {self._decisions.version(item)}")
                if difference:
                    found.append(difference)
            found += [one async for one in self._edges(piece)]
        return found

    async def _edges(self, items: Sequence[str]) -> AsyncIterator[Difference]:
        """Clusters that do not name an article which asserts them, or cannot be found by words."""
        wanted = [
            (item, cluster) for item in items for cluster in sorted(set(standing(self._decisions, item).values()))
        ]
        pipe = self._client.pipeline(transaction=False)
        for item, cluster in wanted:
            pipe.hexists(self._key("cluster:" + cluster), item)
            pipe.exists(self._key("print:" + cluster))
        told = await answers(pipe) if wanted else []
        for at, (item, cluster) in enumerate(wanted):
            for what, there in zip(("cluster", "fingerprint"), told[2 * at : 2 * at + 2], strict=True):
                if (not there or isinstance(there, Damaged)) and cluster in await self._asserted(item):
                    yield Difference(cluster, what, "", f"{item} asserts it", item in self._under_way)

    async def _asserted(self, item: str) -> set[str]:
        """The clusters that an article asserts by now."""
        text = await connection.call(self._client.get(self._key("article:" + item)))
        with suppress(Damaged), replies.sound(f"the key article:{item}"):
            return set(json.loads(text)["claims"].values()) if text else set()
        return set()

    def _key(self, name: str) -> str:
        return self._queue.prefix + name
