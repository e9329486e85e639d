"""Which cluster a claim belongs to, and what Redis remembers of it: the claims of an article, and who else says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from schemas.claims import ClaimsRecord
from secondsource.model import Finding
from secondsource.provenance.fingerprint import Fingerprint, fingerprint
from secondsource.provenance.matching import SAME_IN_ARTICLE, alike
from workers import connection, remembered
from workers.joining import Joining
from workers.remembered import Assertion, Edge, assertion_of, finding_of


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
        self._joining = Joining(client, prefix)

    def _key(self, name: str) -> str:
        return self._prefix + name

    async def now_ms(self) -> int:
        """The server's clock, by which embargoes end: ms since 1970."""
        seconds, micros = await connection.call(self._client.time())
        return int(seconds) * 1000 + int(micros) // 1000

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
        item, provider, language = record.article.item, record.article.provider, record.review["language"]
        claims = [{**claim, "language": language} for claim in record.review["claims"]]
        prints = [fingerprint(claim["text"], language=language) for claim in claims]
        places: dict[int, str] = {}
        if before:
            known = {cluster: Fingerprint.from_dict(stored) for cluster, stored in before["prints"].items()}
            _continue(prints, known, places)
        if len(places) < len(prints):
            await self._joining.join(record.article, record.received_ms, prints, places)
        for at, claim in enumerate(claims):
            if at not in places:
                places[at] = _new_id(item, claim, set(places.values()))
        return [
            Member(places[at], finding_of(claim, item, provider), prints[at], claim) for at, claim in enumerate(claims)
        ]

    async def remember(self, record: ClaimsRecord, members: Sequence[Member], old: set[str]) -> None:
        """Writes the article's edges anew, in one transaction."""
        pipe = self._client.pipeline(transaction=True)
        edges = [Edge(member.cluster, member.print, member.raw) for member in members]
        remembered.write(pipe, self._prefix, record, edges, old)
        await connection.call(pipe.execute())


def _continue(prints: Sequence[Fingerprint], before: Mapping[str, Fingerprint], places: dict[int, str]) -> None:
    """Puts claims into the clusters in which the version `before` had them, as far as they are alike."""
    taken = set(places.values())
    for at, mine in enumerate(prints):
        scored = [(alike(mine, other), cluster) for cluster, other in before.items() if cluster not in taken]
        score, cluster = max(scored, default=(0.0, ""))
        if score >= SAME_IN_ARTICLE:
            places[at] = cluster
            taken.add(cluster)


def _new_id(item: str, claim: dict[str, Any], taken: set[str]) -> str:
    """A deterministic id: of the provider's item id and the claim's words."""
    base = f"{item}\n{' '.join(claim['text'].lower().split())}"
    for salt in range(1000):
        found = hashlib.blake2s(f"{base}\n{salt}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        if found not in taken:
            return found
    raise AssertionError("a thousand equal claims in one article")
