"""Claim clusters over the stream: every article that makes an assertion adds its sources to one graph.

    moves = await evidence.absorb(record)     # idempotent: the same record again changes nothing

A new version takes its article's old edges away first; a kill takes them away for good. The decision which cluster a
claim belongs to is published before the queue changes, so that a replay never decides anew.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, NamedTuple, Protocol

from schemas.article import Article
from schemas.claims import ClaimsRecord
from schemas.cluster import ClusterRecord
from schemas.queue_item import QueueItem
from secondsource import policy as policies
from secondsource.errors import QueueError
from secondsource.explaining import explain
from secondsource.matching import SAME_IN_ARTICLE, Fingerprint, alike, fingerprint, same
from secondsource.model import Finding, Sourcing
from secondsource.policy import Policy
from secondsource.provenance import judge
from secondsource.ranking import rank
from secondsource.review import is_queued
from workers import connection, remembered
from workers.errors import Rebuilding, UnknownItem
from workers.keys import ABSORBING, REBUILDING
from workers.queue import ClaimQueue
from workers.remembered import Edge, finding_of

#: How many clusters are looked at for one claim.
CANDIDATES = 24


class Publisher(Protocol):
    """Who writes the decisions to the log; returns when the log has them."""

    async def clusters(self, records: Sequence[ClusterRecord]) -> None: ...


class Member(NamedTuple):
    """One claim of one article in a cluster."""

    cluster: str
    finding: Finding
    print: Fingerprint
    raw: dict[str, Any]


Move = tuple[Literal["push", "update", "withdraw", "none"], str]


class Evidence:
    """The clusters of one desk, in the Redis of its queue. Every method may raise Unavailable or QueueFull."""

    def __init__(self, queue: ClaimQueue, publisher: Publisher, policy: Policy | None = None) -> None:
        self.queue = queue
        self._publisher = publisher
        self._policy = policy or policies.load()

    async def absorb(self, record: ClaimsRecord) -> list[Move]:
        """Takes the claims of one article version in, and moves the queue. Returns what was done, a move a cluster.

        One article at a time in the whole desk: two that touch one cluster would each decide without the other, and
        the later move would be the one that knows less.
        """
        async with self.turn():
            return await self.absorb_in_turn(record)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The desk's clusters are ours alone, for a batch of a few seconds at most. Raises Rebuilding."""
        async with connection.alone(self.queue.client, self._key(ABSORBING)):
            if await connection.call(self.queue.client.exists(self._key(REBUILDING))):
                raise Rebuilding(Rebuilding.__doc__)
            yield

    async def absorb_in_turn(self, record: ClaimsRecord) -> list[Move]:
        """`absorb` for who holds the turn already."""
        article = record.article
        before = await self._article(article.item)
        if before and before["version"] > article.version:
            return []
        old = {str(claim): str(cluster) for claim, cluster in (before["claims"] if before else {}).items()}
        again = before is not None and before["version"] == article.version
        left = before.get("left", []) if before and again else []  # who came before may have died half-way
        members = await self._members(record, before)
        touched: dict[str, list[Finding]] = {}
        for cluster in dict.fromkeys([*(m.cluster for m in members), *old.values(), *left]):
            others = await self._others(cluster, article.item)
            touched[cluster] = [*others, *(m.finding for m in members if m.cluster == cluster)]
        decisions = [*self._decide(record, members, touched), *self._gone(record, members, old)]
        await self._publisher.clusters(decisions)
        await self._remember(record, members, {*old.values(), *left})
        moves = []
        for cluster, findings in touched.items():
            own = [m for m in members if m.cluster == cluster]
            moves.append(await self._move(record, cluster, findings, own))
        return moves

    # What is remembered ---------------------------------------------------------------------------------------------

    def _key(self, name: str) -> str:
        return self.queue.prefix + name

    async def _article(self, item: str) -> dict[str, Any] | None:
        stored = await connection.call(self.queue.client.get(self._key(f"article:{item}")))
        return json.loads(stored) if stored else None

    async def _others(self, cluster: str, item: str) -> list[Finding]:
        stored = await connection.call(self.queue.client.hgetall(self._key(f"cluster:{cluster}")))
        return [finding_of(json.loads(value), name) for name, value in sorted(stored.items()) if name != item]

    async def _members(self, record: ClaimsRecord, before: dict[str, Any] | None) -> list[Member]:
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
        pipe = self.queue.client.pipeline(transaction=False)
        for key in sorted(mine.rare):
            pipe.zrevrange(self._key(f"rare:{key}"), 0, CANDIDATES - 1)
        counted: dict[str, int] = {}
        for clusters in await connection.call(pipe.execute()):
            for cluster in clusters:
                counted[cluster] = counted.get(cluster, 0) + 1
        ranked = sorted((c for c in counted if c not in taken), key=lambda c: (-counted[c], c))[:CANDIDATES]
        if not ranked:
            return None
        stored = await connection.call(self.queue.client.mget([self._key(f"print:{c}") for c in ranked]))
        for cluster, text in zip(ranked, stored, strict=True):
            if text and same(mine, Fingerprint.from_dict(json.loads(text))):
                return cluster
        return None

    async def _remember(self, record: ClaimsRecord, members: Sequence[Member], old: set[str]) -> None:
        """Writes the article's edges anew, in one transaction."""
        pipe = self.queue.client.pipeline(transaction=True)
        edges = [Edge(member.cluster, member.print, member.raw) for member in members]
        remembered.write(pipe, self.queue.prefix, record, edges, old)
        await connection.call(pipe.execute())

    # What follows from it -------------------------------------------------------------------------------------------

    def _decide(
        self, record: ClaimsRecord, members: Sequence[Member], touched: Mapping[str, list[Finding]]
    ) -> list[ClusterRecord]:
        decisions = []
        for member in members:
            findings = touched[member.cluster]
            sourcing = judge(findings, self._policy)
            decisions.append(
                ClusterRecord(
                    claim=f"{record.article.item}/{member.raw['id']}",
                    cluster=member.cluster,
                    desk=self.queue.desk,
                    item=record.article.item,
                    version=record.article.version,
                    engine=record.engine,
                    verdict=sourcing.verdict,
                    kind=sourcing.kind,
                    origins=sourcing.origins,
                    articles=len(findings),
                    queued=self._score(record.article, member.finding, sourcing, len(findings))[1],
                    at_ms=int(time.time() * 1000),
                    fingerprint=member.print.to_dict(),
                )
            )
        return decisions

    def _gone(self, record: ClaimsRecord, members: Sequence[Member], old: Mapping[str, str]) -> list[ClusterRecord]:
        """The claims of the version before that this one no longer has under their number."""
        there = {member.raw["id"] for member in members}
        return [
            ClusterRecord(
                claim=f"{record.article.item}/{claim}",
                cluster=cluster,
                desk=self.queue.desk,
                item=record.article.item,
                version=record.article.version,
                engine=record.engine,
                verdict="withdrawn",
                kind="–",
                origins=0,
                articles=0,
                queued=False,
                gone=True,
                at_ms=int(time.time() * 1000),
            )
            for claim, cluster in old.items()
            if claim not in there
        ]

    def _score(self, article: Article, finding: Finding, sourcing: Sourcing, outlets: int) -> tuple[int, bool]:
        priority = rank(finding, sourcing, article.to_model(), self._policy, outlets=outlets)
        queued = is_queued(sourcing.verdict, sourcing.kind, sourcing.flags, priority.score, self._policy)
        return priority.score, queued

    async def _move(self, record: ClaimsRecord, cluster: str, findings: list[Finding], own: Sequence[Member]) -> Move:
        """What the queue must do about one cluster, done."""
        article = record.article
        key = f"{article.item}/{article.version}/{cluster}/{record.engine}"
        if not own:
            if findings:
                return await self._withdraw_if(cluster, findings, key)
            reason = (
                "killed"
                if article.status == "canceled"
                else "held"
                if article.status == "withheld"
                else "dropped-by-source"
            )
            return await self._withdraw(cluster, key, reason)
        member = own[0]
        sourcing = judge(findings, self._policy)
        score, queued = self._score(article, member.finding, sourcing, len(findings))
        if not queued:
            return await self._withdraw(cluster, key, f"{sourcing.verdict}/{sourcing.kind}")
        item = self._item(record, member, findings, sourcing, score)
        await self.queue.push(item)
        return "push", cluster

    async def _withdraw_if(self, cluster: str, findings: list[Finding], key: str) -> Move:
        """Another article still says so: the item stays unless the rest is sourced well enough."""
        sourcing = judge(findings, self._policy)
        if sourcing.verdict in ("vouched",) or (sourcing.verdict, sourcing.kind) == ("corroborated", "mixed"):
            return await self._withdraw(cluster, key, f"{sourcing.verdict}/{sourcing.kind}")
        return "none", cluster

    async def _withdraw(self, cluster: str, key: str, reason: str) -> Move:
        try:
            await self.queue.withdraw(cluster, key=f"withdraw/{key}", reason=reason)
        except UnknownItem:
            return "none", cluster
        except QueueError as error:
            if type(error).__name__ == "WrongState":
                return "none", cluster
            raise
        return "withdraw", cluster

    def _item(
        self, record: ClaimsRecord, member: Member, findings: list[Finding], sourcing: Sourcing, score: int
    ) -> QueueItem:
        article, claim = record.article, member.raw
        assert record.review is not None
        main = next((a.source.key for a in member.finding.attributions if a.stance != "denies"), "")
        return QueueItem(
            id=member.cluster,
            desk=self.queue.desk,
            item=article.item,
            version=article.version,
            claim_id=claim["id"],
            claim=claim["text"],
            engine=record.engine,
            language=record.review["language"],
            topic=article.topics[0].replace("/", " ")[:40] if article.topics else "general",
            provider=article.provider,
            source=main[:80],
            verdict=sourcing.verdict,
            kind=sourcing.kind,
            flags=list(sourcing.flags),
            priority=score,
            published_ms=int(article.published.timestamp() * 1000) if article.published else None,
            received_ms=record.received_ms,
            origin=str(record.origin),
            card=_card(record, member, findings, sourcing),
        )


def _card(record: ClaimsRecord, member: Member, findings: list[Finding], sourcing: Sourcing) -> dict[str, Any]:
    """What the person is shown: the claim in its paragraph, who says so, why it is here."""
    text, claim = record.article.text, member.raw
    begin = text.rfind("\n\n", 0, claim["start"]) + 2 if "\n\n" in text[: claim["start"]] else 0
    end = text.find("\n\n", claim["end"])
    end = len(text) if end < 0 else end
    begin, end = max(begin, claim["start"] - 1200), min(end, claim["end"] + 1200)
    return {
        "headline": record.article.headline,
        "paragraph": text[begin:end],
        "at": [claim["start"] - begin, claim["end"] - begin],
        "sources": [{k: s[k] for k in ("text", "class", "grade", "stance")} for s in claim["sources"]],
        "factors": claim["priority"]["factors"],
        "origins": sourcing.origins,
        "articles": len(findings),
        "why": {code: explain(member.finding, sourcing, code).text for code in ("fr", "de", "it", "en")},
    }


def _new_id(item: str, claim: dict[str, Any], taken: set[str]) -> str:
    """A deterministic id: of the provider's item id and the claim's words."""
    base = f"{item}\n{' '.join(claim['text'].lower().split())}"
    for salt in range(1000):
        found = hashlib.blake2s(f"{base}\n{salt}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        if found not in taken:
            return found
    raise AssertionError("a thousand equal claims in one article")
