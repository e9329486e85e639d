"""Which clusters of other articles the claims of an article belong to: one trip a step, whatever the number of claims.

Where it is a copy of another article, word for word or nearly, the claims of that one are its own, as if it were its
next version. Else a claim is joined by its names, numbers and words alone (secondsource/provenance/matching.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from schemas.article import Article
from secondsource.provenance.fingerprint import Fingerprint
from secondsource.provenance.matching import alike, edited, figures_differ, keys, same, worded
from secondsource.provenance.reuse import copied, sketch
from workers import connection

#: How many clusters are looked at for one claim, the newest of each key.
CANDIDATES = 24
#: How many articles are looked at that may be the same text.
ARTICLES = 8
#: Two reports that count something else are of one event where the later comes within so many ms.
SAME_EVENT_MS = 24 * 3_600_000
#: Keys in one trip.
TRIP = 1000


class Joining:
    """By what is remembered of one desk."""

    def __init__(self, client: connection.Client, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    async def join(
        self, article: Article, received_ms: int, prints: Sequence[Fingerprint], places: dict[int, str]
    ) -> None:
        """Adds to the `places` of an article's claims those in clusters of other articles."""
        left = [at for at in range(len(prints)) if at not in places]
        found = await self._found([prints[at] for at in left])
        copies = await self._copies(article, prints, found)
        by_words: dict[str, str] = {}
        for cluster, print in copies.items():
            by_words.setdefault(worded(print), cluster)
        _place(places, left, lambda at: filter(None, [by_words.get(worded(prints[at]))]))
        _place(places, left, lambda at: _edited(prints[at], copies))
        ranked = {at: _ranked(prints[at], found) for at in left if at not in places}
        near = await self._prints({cluster for clusters in ranked.values() for cluster in clusters})
        told_ms = {cluster: ms for clusters in found.values() for cluster, ms in clusters.items()}

        def joined(at: int, cluster: str) -> bool:
            fresh = received_ms - told_ms[cluster] <= SAME_EVENT_MS
            return same(prints[at], near[cluster]) and (fresh or not figures_differ(prints[at], near[cluster]))

        _place(places, ranked, lambda at: (c for c in ranked[at] if c in near and joined(at, c)))

    async def _found(self, prints: Sequence[Fingerprint]) -> dict[str, dict[str, float]]:
        """The newest clusters of each name, number and wording, with when they were last told, ms since 1970."""
        names = sorted({key for print in prints for key in keys(print)})
        if not names:
            return {}
        pipe = self._client.pipeline(transaction=False)
        for name in names:
            pipe.zrevrange(f"{self._prefix}rare:{name}", 0, CANDIDATES - 1, withscores=True)
        return dict(zip(names, map(dict, await connection.call(pipe.execute())), strict=True))

    async def _copies(
        self, article: Article, prints: Sequence[Fingerprint], found: Mapping[str, Collection[str]]
    ) -> dict[str, Fingerprint]:
        """The clusters of the articles that are one text with this one, each with how they word it."""
        alike_ones = sorted({cluster for print in prints for cluster in found.get(worded(print), ())})
        if not alike_ones:
            return {}
        pipe = self._client.pipeline(transaction=False)
        for cluster in alike_ones:
            pipe.hkeys(f"{self._prefix}cluster:{cluster}")
        told = Counter(other for items in await connection.call(pipe.execute()) for other in items)
        del told[article.item]
        likely = sorted(told, key=lambda other: (-told[other], other))[:ARTICLES]
        mine = sketch(article.text)
        copies: dict[str, Fingerprint] = {}
        for stored in (await self._stored("article:", likely)).values():
            if not copied(mine, stored.get("sketch", ())):
                continue
            theirs = {cluster: Fingerprint.from_dict(print) for cluster, print in stored["prints"].items()}
            if _of_the_same(prints, theirs.values()):
                copies = theirs | copies
        return copies

    async def _prints(self, clusters: Collection[str]) -> dict[str, Fingerprint]:
        """How clusters are worded, where that is remembered."""
        stored = await self._stored("print:", sorted(clusters))
        return {cluster: Fingerprint.from_dict(print) for cluster, print in stored.items()}

    async def _stored(self, kind: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        """What is stored under keys of one kind, by their names."""
        found: dict[str, dict[str, Any]] = {}
        for begin in range(0, len(names), TRIP):
            part = names[begin : begin + TRIP]
            texts = await connection.call(self._client.mget([f"{self._prefix}{kind}{name}" for name in part]))
            found |= {name: json.loads(text) for name, text in zip(part, texts, strict=True) if text}
        return found


def _of_the_same(a: Iterable[Fingerprint], b: Iterable[Fingerprint]) -> bool:
    """Whether two articles have names and numbers in common; those made from one form, on two accidents, have not."""
    mine, theirs = ({key for print in prints for key in print.rare} for prints in (a, b))
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _place(places: dict[int, str], claims: Iterable[int], offered: Callable[[int], Iterable[str]]) -> None:
    """Puts each claim without a place into the first cluster that it is offered and no other claim has."""
    taken = set(places.values())
    for at in claims:
        if at not in places and (cluster := next((c for c in offered(at) if c not in taken), None)):
            places[at] = cluster
            taken.add(cluster)


def _edited(mine: Fingerprint, copies: Mapping[str, Fingerprint]) -> list[str]:
    """The clusters that say the same in slightly other words, those most alike first."""
    near = [cluster for cluster, print in copies.items() if edited(mine, print)]
    return sorted(near, key=lambda cluster: (-alike(mine, copies[cluster]), cluster))


def _ranked(print: Fingerprint, found: Mapping[str, Collection[str]]) -> list[str]:
    """The clusters that have most of a claim's names and numbers, those of the same wording first."""
    counted = Counter(cluster for key in keys(print) for cluster in found.get(key, ()))
    alike_ones = set(found.get(worded(print), ()))
    return sorted(counted, key=lambda c: (c not in alike_ones, -counted[c], c))[:CANDIDATES]
