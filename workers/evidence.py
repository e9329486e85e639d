"""Claim clusters over the stream: every article that makes an assertion adds its sources to one graph.

    moves = await evidence.absorb(record)     # idempotent: the same record again changes nothing

A new version takes its article's old edges away first; a kill takes them away for good. The decision which cluster a
claim belongs to is published before the queue changes, so that a replay never decides anew.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, Protocol

from schemas.article import Article
from schemas.claims import ClaimsRecord
from schemas.cluster import ClusterRecord
from schemas.queue_item import QueueItem
from schemas.wire.versions import numbered
from secondsource import policy as policies
from secondsource.model import Sourcing
from secondsource.policy import Policy
from secondsource.provenance.fingerprint import Fingerprint
from secondsource.provenance.ranking import rank
from secondsource.provenance.verdict import judge
from secondsource.review import is_queued
from workers import alerts, connection
from workers.asserted import Asserted
from workers.clusters import Clusters, Member
from workers.errors import UnknownItem, WrongState
from workers.fitness import check_desk
from workers.keys import ABSORBING
from workers.question import Judged, queue_item, told_by, unmade
from workers.queue import ClaimQueue
from workers.records import Alert, Row
from workers.remembered import Assertion

#: Why a claim is no longer made, by what became of its article.
REASONS = {"canceled": "killed", "withheld": "held"}
#: Events of `withdraw`: "linked" where the item was closed already.
WITHDRAWN = ("withdrawn", "linked")


def _settled(verdict: str) -> bool:
    """Whether a claim of this verdict/kind is sourced so well that nobody need check it."""
    return verdict.startswith("vouched/") or verdict == "corroborated/mixed"


def _of_two_orders(before: Mapping[str, Any], article: Article) -> bool:
    """Whether one of two versions has a number and the other a time: which came later is the later one, so that a kill
    with the number 3 does not lose to a version of half past eight."""
    mine = numbered(article.provider_version)
    return bool(before.get("numbered", mine) != mine)


class Publisher(Protocol):
    """Who writes the decisions to the log; returns when the log has them."""

    async def clusters(self, records: Sequence[ClusterRecord]) -> None: ...


Move = tuple[Literal["push", "update", "reinstate", "withdraw", "none"], str]


class Evidence:
    """The clusters of one desk, in the Redis of its queue. Every method may raise Unavailable or QueueFull."""

    def __init__(self, queue: ClaimQueue, publisher: Publisher, policy: Policy | None = None) -> None:
        self.queue = queue
        self._clusters = Clusters(queue.client, queue.prefix)
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
        """The desk's clusters are ours alone, for a batch of a few seconds at most. Raises Rebuilding, OtherVersion."""
        async with connection.alone(self.queue.client, self.queue.prefix + ABSORBING):
            await check_desk(self.queue.client, self.queue.prefix)
            yield

    async def absorb_in_turn(self, record: ClaimsRecord) -> list[Move]:
        """`absorb` for who holds the turn already."""
        article = record.article
        before = await self._clusters.article(article.item)
        if before and before["version"] > article.version and not _of_two_orders(before, article):
            return []
        old = {str(claim): str(cluster) for claim, cluster in (before["claims"] if before else {}).items()}
        again = before is not None and before["version"] == article.version
        left = before.get("left", []) if before and again else []  # who came before may have died half-way
        members = await self._clusters.members(record, before)
        prints = before["prints"] if before else {}
        touched: dict[str, Asserted] = {}
        now_ms = await self._clusters.now_ms()
        for cluster in dict.fromkeys([*(m.cluster for m in members), *old.values(), *left]):
            own = next((m for m in members if m.cluster == cluster), None)
            earlier = Fingerprint.from_dict(prints[cluster]) if cluster in prints else None
            asserted = Asserted(own, await self._clusters.others(cluster, article.item), earlier)
            touched[cluster] = asserted.seen(article.embargo_ms, now_ms)
        decisions = [*self._decide(record, members, touched), *self._gone(record, members, old)]
        await self._publisher.clusters(decisions)
        await self._clusters.remember(record, members, {*old.values(), *left})
        return [await self._move(record, cluster, asserted) for cluster, asserted in touched.items()]

    def _decide(
        self, record: ClaimsRecord, members: Sequence[Member], touched: Mapping[str, Asserted]
    ) -> list[ClusterRecord]:
        decisions = []
        for member in members:
            asserted = touched[member.cluster]
            findings = asserted.findings
            sourcing = judge(findings, self._policy)
            queued = self._score(record.article, member, asserted, sourcing)[1]
            decisions.append(
                self._decision(
                    record,
                    member.raw["id"],
                    member.cluster,
                    verdict=sourcing.verdict,
                    kind=sourcing.kind,
                    origins=sourcing.origins,
                    articles=len(findings),
                    queued=queued,
                    fingerprint=member.print.to_dict(),
                )
            )
        return decisions

    def _gone(self, record: ClaimsRecord, members: Sequence[Member], old: Mapping[str, str]) -> list[ClusterRecord]:
        """The claims of the version before that this one no longer has under their number."""
        there = {member.raw["id"] for member in members}
        nothing = {"verdict": "withdrawn", "kind": "–", "origins": 0, "articles": 0, "queued": False, "gone": True}
        return [
            self._decision(record, claim, cluster, **nothing) for claim, cluster in old.items() if claim not in there
        ]

    def _decision(self, record: ClaimsRecord, claim: str, cluster: str, **what: Any) -> ClusterRecord:
        """Where a claim of this article version belongs, and what its cluster is now."""
        article = record.article
        return ClusterRecord(
            claim=f"{article.item}/{claim}",
            cluster=cluster,
            desk=self.queue.desk,
            item=article.item,
            version=article.version,
            engine=record.engine,
            at_ms=int(time.time() * 1000),
            **what,
        )

    def _score(self, article: Article, member: Member, asserted: Asserted, sourcing: Sourcing) -> tuple[int, bool]:
        """The priority of a claim that this article makes, and whether it is for the queue. Where this article alone
        would not put it there, the one that ranks it highest decides: it waits as long as any of them would queue it.
        """
        outlets = len(asserted.findings)
        score = rank(member.finding, sourcing, article.to_model(), self._policy, outlets=outlets).score
        if not self._queued(sourcing, score):
            score = max([score, *(score for score, _ in self._ranked(asserted.others, sourcing, outlets))])
        return score, self._queued(sourcing, score)

    def _ranked(self, told: Sequence[Assertion], sourcing: Sourcing, outlets: int) -> list[tuple[int, Assertion]]:
        """What earlier articles make of a claim, with the priority of each."""
        return [(rank(one.finding, sourcing, one.article(), self._policy, outlets=outlets).score, one) for one in told]

    def _queued(self, sourcing: Sourcing, score: int) -> bool:
        return is_queued(sourcing.verdict, sourcing.kind, sourcing.flags, score, self._policy)

    async def _move(self, record: ClaimsRecord, cluster: str, asserted: Asserted) -> Move:
        """What the queue must do about one cluster, done."""
        article = record.article
        key = f"{article.item}/{article.version}/{cluster}/{record.engine}"
        if asserted.own is None:
            if asserted.others:
                return await self._judge_anew(record, cluster, asserted, key)
            row = await self._seen(cluster)
            if row and (alert := alerts.of_gone(row, article, others=False)):
                return await self._alert(unmade(row.item), alert, key)
            return await self._withdraw(cluster, key, REASONS.get(article.status, "dropped-by-source"))
        sourcing = judge(asserted.findings, self._policy)
        score, queued = self._score(article, asserted.own, asserted, sourcing)
        item = queue_item(self.queue.desk, record, asserted.own, asserted.others, sourcing, score)
        row = await self._seen(cluster) if (asserted.others or asserted.before) and not asserted.embargo_ms else None
        if row and (alert := alerts.of_copy(row, article, item)):
            return await self._alert(item, alert, item.push_key)
        if not queued:
            return await self._withdraw(cluster, key, f"{sourcing.verdict}/{sourcing.kind}")
        await self.queue.push(item, anew=asserted.adds, embargo_ms=asserted.embargo_ms)
        return "push", cluster

    async def _seen(self, cluster: str) -> Row | None:
        """What the queue has of a cluster, if the desk may see it; of a merged item, that which stays."""
        try:
            row = await self.queue.get(cluster)
            while into := row.fields.get("merged_into"):
                row = await self.queue.get(into)
        except UnknownItem:
            return None
        return None if await self._ends(row, 0) else row

    async def _ends(self, row: Row, embargo_ms: int) -> bool:
        """Whether an embargo lasts on an item that does not last to `embargo_ms`: its words may be those of nobody."""
        had_ms = int(row.fields.get("embargo_ms", 0))
        return had_ms not in (0, embargo_ms) and had_ms > await self._clusters.now_ms()

    async def _alert(self, shown: QueueItem, alert: Alert, key: str) -> Move:
        await self.queue.push(shown, alert=alert, key=key, embargo_ms=0)
        return "push", shown.id

    async def _judge_anew(self, record: ClaimsRecord, cluster: str, asserted: Asserted, key: str) -> Move:
        """Other articles still say so: off the queue when they are sourced well enough, else on it, and an alert where
        the desk has let the claim out."""
        told, embargo_ms = asserted.others, asserted.embargo_ms
        sourcing = judge([one.finding for one in told], self._policy)
        now = f"{sourcing.verdict}/{sourcing.kind}"
        if _settled(now):
            return await self._withdraw(cluster, key, now)
        score, best = max(self._ranked(told, sourcing, len(told)), key=lambda ranked: (ranked[0], ranked[1].item))
        others = [one for one in told if one is not best]
        shown = told_by(self.queue.desk, cluster, best, others, sourcing, score, record.engine)
        row = None if embargo_ms or asserted.unseen else await self._seen(cluster)
        if row and (alert := alerts.of_gone(row, record.article, others=True)):
            return await self._alert(shown, alert, key)
        try:
            return await self._reinstate(Judged(shown, told, sourcing), key, embargo_ms)
        except UnknownItem:  # what was sourced well enough from the first article on was never queued
            if not self._queued(sourcing, score):
                return "none", cluster
            await self.queue.push(shown, embargo_ms=embargo_ms)
            return "push", cluster

    async def _reinstate(self, judged: Judged, key: str, embargo_ms: int) -> Move:
        """What was withdrawn because it was sourced well enough is queued again, with the rank that it had, and as it
        is judged now. Where an embargo that it had ends, nothing of what it shows is kept. Raises UnknownItem."""
        cluster, shown = judged.shown.id, judged.shown
        row = await self.queue.get(cluster)
        ends = await self._ends(row, embargo_ms)
        again = shown if ends else judged.over(row.item)
        if row.state in alerts.OPEN and row.fields.get("next") != "withdrawn":
            return await self._without(shown, again, row, key, embargo_ms)
        withdrawn = [event.reason for event in await self.queue.trail(cluster) if event.what in WITHDRAWN]
        if row.state == "merged" or not withdrawn:
            return "none", cluster
        score = max(shown.priority, row.priority) if _settled(withdrawn[-1]) else shown.priority
        if not is_queued(shown.verdict, shown.kind, tuple(shown.flags), score, self._policy):
            return "none", cluster
        why = f"{shown.verdict}/{shown.kind}"
        decided = row.state in ("done", "dead")
        if ends and (row.state == "withdrawn" or row.fields.get("next") == "withdrawn"):
            decided = False
        try:
            if again != row.item and not decided:  # first, as it may be free now
                again = again.model_copy(update={"priority": row.priority})
                await self.queue.update(again, reason=why, key=f"update/{key}", embargo_ms=embargo_ms)
            await self.queue.reinstate(cluster, f"reinstate/{key}", row.priority, reason=why, embargo_ms=embargo_ms)
        except WrongState:
            return "none", cluster
        return "reinstate", cluster

    async def _without(self, judged: QueueItem, again: QueueItem, row: Row, key: str, embargo_ms: int) -> Move:
        """One article fewer says what is on the queue: off it where the others do not rank it high enough, else as it
        is `again`, judged anew."""
        why = f"{judged.verdict}/{judged.kind}"
        if not is_queued(judged.verdict, judged.kind, tuple(judged.flags), judged.priority, self._policy):
            return await self._withdraw(row.id, key, why)
        if again == row.item:
            return "none", row.id
        await self.queue.update(again, reason=why, key=f"update/{key}", embargo_ms=embargo_ms)
        return "update", row.id

    async def _withdraw(self, cluster: str, key: str, reason: str) -> Move:
        try:
            await self.queue.withdraw(cluster, key=f"withdraw/{key}", reason=reason)
        except (UnknownItem, WrongState):
            return "none", cluster
        return "withdraw", cluster
