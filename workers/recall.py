"""What articles and clusters a rebuilt desk remembers: the decisions of the log, with the claims they were made on.

No decision is made anew. An article stands as its newest decided version left it; a version that no worker has decided
on is left to the workers, who read it next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from schemas.claims import ClaimsRecord
from schemas.cluster import ClusterRecord
from secondsource.provenance.fingerprint import Fingerprint, fingerprint
from workers import connection, remembered
from workers.remembered import MEMORY_S, Edge, Rare

#: Names or numbers in one trip.
NAMES = 500


class Decision(NamedTuple):
    """What the log says last of one claim of one article."""

    cluster: str
    version: int
    gone: bool
    queued: bool
    at_ms: int
    print: Fingerprint | None


class Decisions:
    """The last decision on each claim: item -> claim id -> decision."""

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.of: dict[str, dict[str, Decision]] = {}

    def hear(self, record: ClusterRecord) -> None:
        """One record of the topic, in its order."""
        if record.desk == self.desk:
            print = Fingerprint.from_dict(record.fingerprint) if record.fingerprint else None
            made = Decision(record.cluster, record.version, record.gone, record.queued, record.at_ms, print)
            self.of.setdefault(record.item, {})[record.claim.removeprefix(record.item + "/")] = made

    def version(self, item: str) -> int | None:
        """The newest version that was decided on."""
        return max((decision.version for decision in self.of.get(item, {}).values()), default=None)


class Recall:
    """Puts articles back into Redis, in the order of the log."""

    def __init__(self, client: connection.Client, prefix: str, decisions: Decisions, now_ms: int) -> None:
        self._client = client
        self._prefix = prefix
        self._decisions = decisions
        self._now_ms = now_ms
        self.clusters: set[str] = set()  # those that an article asserts
        self._rare: Rare = {}
        self._stands: dict[str, tuple[int, set[str]]] = {}  # item -> version, clusters, as put so far

    @property
    def remembered(self) -> int:
        """How many articles are."""
        return len(self._stands)

    async def articles(self, records: Sequence[tuple[ClaimsRecord, bool]]) -> None:
        """Some claims records, each with whether the workers have acknowledged it."""
        pipe = self._client.pipeline(transaction=False)
        for record, acknowledged in records:
            self._article(pipe, record, acknowledged)
        await connection.call(pipe.execute())

    def _article(self, pipe: connection.Client, record: ClaimsRecord, acknowledged: bool) -> None:
        item, version = record.article.item, record.article.version
        decided = self._decisions.version(item)
        before, old = self._stands.get(item, (version, set[str]()))
        if version != decided and (version < before or (decided is not None and version < decided)):
            return  # overtaken
        claims = record.review["claims"] if record.review and record.article.status == "usable" else []
        if version != decided and (claims or not acknowledged):
            return  # not decided on
        own = self._decisions.of.get(item, {})
        edges = [
            self._edge(record, claim, own[claim["id"]])
            for claim in claims
            if claim["id"] in own and own[claim["id"]].version == version and not own[claim["id"]].gone
        ]
        dropped = {one.cluster for one in own.values() if one.gone and one.version == version}
        at_ms = max((one.at_ms for one in own.values()), default=record.reviewed_ms)
        left_s = MEMORY_S - (self._now_ms - at_ms) // 1000
        if left_s > 0:
            remembered.write(pipe, self._prefix, record, edges, old | dropped, min(left_s, MEMORY_S), self._rare)
            self._stands[item] = version, {edge.cluster for edge in edges}
            self.clusters |= self._stands[item][1]

    async def lone(self, bodies: Sequence[dict[str, Any]]) -> None:
        """Clusters that no article asserts any more: their items are found again by the words that people saw."""
        pipe = self._client.pipeline(transaction=False)
        for body in bodies:
            received_ms = body.get("received_ms") or 0
            left_s = MEMORY_S - (self._now_ms - received_ms) // 1000
            if left_s > 0:
                print = fingerprint(body["claim"], language=body["language"])
                remembered.write_print(pipe, self._prefix, body["id"], print, min(left_s, MEMORY_S))
                remembered.collect(self._rare, body["id"], print, received_ms)
        await connection.call(pipe.execute())

    async def names(self) -> None:
        """By which names and numbers clusters are found: last, since many clusters share them."""
        names = list(self._rare)
        for start in range(0, len(names), NAMES):
            pipe = self._client.pipeline(transaction=False)
            part = {name: self._rare[name] for name in names[start : start + NAMES]}
            for name, found in part.items():
                left_s = MEMORY_S - (self._now_ms - max(found.values())) // 1000
                if left_s > 0:
                    remembered.write_rare(pipe, self._prefix, {name: found}, min(left_s, MEMORY_S))
            await connection.call(pipe.execute())

    @staticmethod
    def _edge(record: ClaimsRecord, claim: dict[str, Any], decision: Decision) -> Edge:
        assert record.review is not None
        raw = {**claim, "language": record.review["language"]}
        return Edge(decision.cluster, decision.print or fingerprint(raw["text"], language=raw["language"]), raw)
