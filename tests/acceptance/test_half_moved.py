"""A worker that dies between remembering an article and moving the queue: whoever comes next finishes the work."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.cluster import ClusterRecord
from tests.acceptance.test_evidence import SOURCES, Log, record
from workers.evidence import Evidence
from workers.queue import ClaimQueue

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


class Died(Exception):
    """As kill -9 would have it."""


class Kept(Log):
    """Stands for Kafka; remembers what it was given."""

    def __init__(self) -> None:
        self.decisions: list[ClusterRecord] = []

    async def clusters(self, records: Any) -> None:
        self.decisions += records


class DiesBeforeItMoves(Evidence):
    async def _move(self, *_: Any) -> Any:
        raise Died


async def test_what_an_article_dropped_is_withdrawn_by_the_next_worker(redis_url: str, unique: str) -> None:
    queue, log = await ClaimQueue.open(redis_url, unique), Kept()
    first = record(1, SOURCES[0])
    killed = first.model_copy(
        update={"article": first.article.model_copy(update={"version": 2, "status": "canceled"}), "review": None}
    )
    try:
        await Evidence(queue, log).absorb(first)
        (row,) = (await queue.page()).rows
        assert row.state == "waiting"
        with pytest.raises(Died):
            await DiesBeforeItMoves(queue, log).absorb(killed)
        assert (await queue.get(row.id)).state == "waiting"
        moves = await Evidence(queue, log).absorb(killed)
        assert moves == [("withdraw", row.id)]
        assert (await queue.get(row.id)).state == "withdrawn"
        told = {decision.claim: decision for decision in log.decisions}
        assert [(one.cluster, one.version, one.gone) for one in told.values()] == [(row.id, 2, True)]
    finally:
        await queue.close()
