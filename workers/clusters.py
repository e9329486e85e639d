"""Which cluster a claim belongs to, and what Redis remembers of it: the claims of an article, and who else says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from schemas.claims import ClaimsRecord
from secondsource.model import Finding
from secondsource.provenance.matching import SAME_IN_ARTICLE, Fingerprint, alike, fingerprint, same
from workers import connection, remembered
from workers.remembered import Assertion, Edge, assertion_of, finding_of

#: How many clusters are looked at for one claim.
CANDIDATES = 24


class Member(NamedTuple):
    """One claim of one article in a cluster."""

    cluster: str
    finding: Finding
    print: Fingerprint
    raw: dict[str, Any]


class Clusters:
    """Those of one desk."""

    def __init__(self, client: connection.Client, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def _key(self, name: str) -> str:
        return self._prefix + name

    async def article(self, item: str) -> dict[str, Any] | None:
        stored = await connection.call(self._client.get(self._key(f"article:{item}")))
        return json.loads(stored) if stored else None

    async def others(self, cluster: str, item: str) -> list[Assertion]:
        """What every other article asserts of a cluster, by its id."""
        stored = await connection.call(self._client.hgetall(self._key(f"cluster:{cluster}")))
        return [assertion_of(name, value) for name, value in sorted(stored.items()) if name != item]

    async def members(self, record: ClaimsRecord, before: dict[str, Any] | None) -> list[Member]:
        """Each claim with its cluster: that of the version before, that of another article, or one of its own."""
        if record.review is None or record.article.status != "usable":
            return []
        prints: dict[str, Fingerprint] = {}
        if before:
            prints = {cluster: Fingerprint.from_dict(stored) for cluster, stored in before["prints"].items()}
        members: list[Member] = []
        taken: set[str] = set()
        language = record.review["language"]
        for claim in ({**claim, "language": language} for claim in record.review["claims"]):
            mine = fingerprint(claim["text"], language=language)
            cluster = self._continued(mine, prints, taken)
            if cluster is None:
                cluster = await self._joined(mine, taken) or _new_id(record.article.item, claim, taken)
            taken.add(cluster)
            members.append(
                Member(cluster, finding_of(claim, record.article.item, record.article.provider), mine, claim)
            )
        return members

    @staticmethod
    def _continued(mine: Fingerprint, prints: Mapping[str, Fingerprint], taken: set[str]) -> str | None:
        scored = [(alike(mine, other), cluster) for cluster, other in prints.items() if cluster not in taken]
        best = max(scored, default=(0.0, ""))
        return best[1] if best[0] >= SAME_IN_ARTICLE else None

    async def _joined(self, mine: Fingerprint, taken: set[str]) -> str | None:
        """The cluster of another article that asserts the same, if there is one."""
        if not mine.rare:
            return None
        pipe = self._client.pipeline(transaction=False)
        for key in sorted(mine.rare):
            pipe.zrevrange(self._key(f"rare:{key}"), 0, CANDIDATES - 1)
        counted: dict[str, int] = {}
        for clusters in await connection.call(pipe.execute()):
            for cluster in clusters:
                counted[cluster] = counted.get(cluster, 0) + 1
        ranked = sorted((c for c in counted if c not in taken), key=lambda c: (-counted[c], c))[:CANDIDATES]
        if not ranked:
            return None
        stored = await connection.call(self._client.mget([self._key(f"print:{c}") for c in ranked]))
        for cluster, text in zip(ranked, stored, strict=True):
            if text and same(mine, Fingerprint.from_dict(json.loads(text))):
                return cluster
        return None

    async def remember(self, record: ClaimsRecord, members: Sequence[Member], old: set[str]) -> None:
        """Writes the article's edges anew, in one transaction."""
        pipe = self._client.pipeline(transaction=True)
        edges = [Edge(member.cluster, member.print, member.raw) for member in members]
        remembered.write(pipe, self._prefix, record, edges, old)
        await connection.call(pipe.execute())


def _new_id(item: str, claim: dict[str, Any], taken: set[str]) -> str:
    """A deterministic id: of the provider's item id and the claim's words."""
    base = f"{item}\n{' '.join(claim['text'].lower().split())}"
    for salt in range(1000):
        found = hashlib.blake2s(f"{base}\n{salt}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        if found not in taken:
            return found
    raise AssertionError("a thousand equal claims in one article")
