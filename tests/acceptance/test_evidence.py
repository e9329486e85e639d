"""Two workers that decide on one cluster at the same time come to what one would have come to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from schemas.claims import ClaimsRecord, Origin
from schemas.cluster import ClusterRecord
from schemas.wire.detect import decode
from secondsource import policy as policies
from secondsource.review import ENGINE, as_dict, review
from tests.wirecopy import piece
from workers.evidence import Evidence
from workers.queue import ClaimQueue

pytestmark = pytest.mark.redis

SAYS = "Mira Dovanek, the treasurer of Kelmora, diverted 410000 francs from the pension fund of Lomira, {}."
SOURCES = (
    "according to a source close to the file",
    "the prosecutor's office said",
    "according to a person familiar with the audit",
)

CONFIRMS = "The prosecutor's office said that Mira Dovanek, the treasurer of Kelmora, diverted 410000 francs"

#: So long is one who must not move now given to do so.
MOVES_S = 0.5


class Log:
    """Stands for Kafka."""

    async def clusters(self, records: Sequence[ClusterRecord]) -> None:
        return


class Slow(Log):
    """A Kafka whose answer comes after somebody else has moved, if he can while this one has the turn."""

    def __init__(self, moved: asyncio.Event) -> None:
        self.moved = moved

    async def clusters(self, records: Sequence[ClusterRecord]) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.moved.wait(), MOVES_S)


def record(number: int, source: str, **more: object) -> ClaimsRecord:
    press = [{"name": f"Press {number}"}]
    value = piece(f"urn:valdor:{number}", "Kelmora fund", SAYS.format(source), infosources=press, **more)
    article = decode(value)
    return ClaimsRecord(
        article=article,
        review=as_dict(review(article.to_model())),
        engine=ENGINE,
        received_ms=1,
        reviewed_ms=1,
        origin=Origin(topic="claims", partition=0, offset=number),
    )


@pytest.mark.asyncio
async def test_the_later_move_is_not_the_one_that_knows_less(redis_url: str, unique: str) -> None:
    queue, other = await ClaimQueue.open(redis_url, unique), await ClaimQueue.open(redis_url, unique)
    moved = asyncio.Event()
    quick, slow = Evidence(queue, Log()), Evidence(other, Slow(moved))

    async def confirm(record: ClaimsRecord) -> None:
        await quick.absorb(record)
        moved.set()

    try:
        first, second, third = (record(number, source) for number, source in enumerate(SOURCES))
        await quick.absorb(first)
        (row,) = (await queue.page()).rows
        assert row.state == "waiting"
        # the prosecutor confirms while the slow one, which has not seen it, adds one more unnamed person
        await asyncio.gather(slow.absorb(third), confirm(second))
        (row,) = (await queue.page()).rows
        assert row.state == "withdrawn"
    finally:
        await queue.close()
        await other.close()


class Away(Log):
    """A Kafka that takes nothing."""

    async def clusters(self, records: Sequence[ClusterRecord]) -> None:
        raise OSError("Kafka is away")


@pytest.mark.asyncio
async def test_nothing_is_done_before_the_log_has_the_decision(redis_url: str, unique: str) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    try:
        with pytest.raises(OSError, match="away"):
            await Evidence(queue, Away()).absorb(record(0, SOURCES[0]))
        assert [name async for name in queue.client.scan_iter(match=queue.prefix + "*")] == []
        assert [move for move, _ in await Evidence(queue, Log()).absorb(record(0, SOURCES[0]))] == ["push"]
        assert await Evidence(queue, Log()).absorb(record(0, SOURCES[0]))
        assert [event.what for event in await queue.audit_read()] == ["pushed"]
    finally:
        await queue.close()


def changed(made: ClaimsRecord, what: str) -> ClaimsRecord:
    """The next version of an article, whose status is `what`, or which has no claim any more ("dropped")."""
    gone = what == "dropped"
    status = {} if gone else {"status": what}
    review = {**(made.review or {}), "claims": []} if gone else None
    return made.model_copy(
        update={"article": made.article.model_copy(update={"version": 2, **status}), "review": review}
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("what", ["dropped", "canceled", "withheld"])
@pytest.mark.parametrize("state", ["waiting", "leased", "done"])
async def test_a_claim_whose_confirmation_goes_is_queued_again(
    redis_url: str, unique: str, what: str, state: str
) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    try:
        await evidence.absorb(record(0, SOURCES[0]))
        lease = await queue.take("ana") if state != "waiting" else None
        if lease and state == "done":
            await queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="rang")
        await evidence.absorb(record(1, SOURCES[1]))
        ((move, id),) = await evidence.absorb(changed(record(1, SOURCES[1]), what))
        row = await queue.get(id)
        assert (move, row.state, row.fields.get("next")) == ("reinstate", state, None)
        assert row.item.item == "urn:valdor:0"
        events = await queue.audit_read()
        await evidence.absorb(changed(record(1, SOURCES[1]), what))
        assert await queue.audit_read() == events
    finally:
        await queue.close()


@pytest.mark.asyncio
async def test_but_not_while_another_article_confirms_it(redis_url: str, unique: str) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    try:
        for number, source in enumerate((SOURCES[0], SOURCES[1], SOURCES[1])):
            await evidence.absorb(record(number, source))
        ((_, id),) = await evidence.absorb(changed(record(1, SOURCES[1]), "canceled"))
        assert (await queue.get(id)).state == "withdrawn"
        ((move, _),) = await evidence.absorb(changed(record(0, SOURCES[0]), "canceled"))
        row = await queue.get(id)  # the prosecutor alone is one source
        assert (move, row.state, row.item.item) == ("reinstate", "waiting", "urn:valdor:2")
        assert (row.item.verdict, row.item.kind, row.item.version) == ("single", "official", 1)
        assert [source["text"] for source in row.item.card["sources"]] == ["the prosecutor's office"]
        assert await evidence.absorb(changed(record(2, SOURCES[1]), "canceled")) == [("withdraw", id)]
        assert (await queue.get(id)).state == "withdrawn"
    finally:
        await queue.close()


@pytest.mark.asyncio
async def test_a_claim_comes_back_also_when_the_article_last_shown_is_gone(redis_url: str, unique: str) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    try:
        for number, source in enumerate((SOURCES[0], SOURCES[0], SOURCES[1])):
            await evidence.absorb(record(number, source))
        ((_, id),) = await evidence.absorb(changed(record(1, SOURCES[0]), "canceled"))
        assert (await queue.get(id)).state == "withdrawn"
        assert await evidence.absorb(changed(record(2, SOURCES[1]), "canceled")) == [("reinstate", id)]
        row = await queue.get(id)
        assert (row.item.item, row.item.card["articles"]) == ("urn:valdor:0", 1)
        assert (await queue.take("ana")).id == id  # type: ignore[union-attr]
    finally:
        await queue.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("what", ["dropped", "canceled", "withheld"])
async def test_a_claim_that_was_sourced_from_its_first_article_on_is_queued_when_that_goes(
    redis_url: str, unique: str, what: str
) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    try:
        sourced = record(1, f"{SOURCES[0]}. {CONFIRMS}")
        assert [move for move, _ in await evidence.absorb(sourced)] == ["none"]
        assert [move for move, _ in await evidence.absorb(record(0, SOURCES[0]))] == ["none"]
        ((move, id),) = await evidence.absorb(changed(sourced, what))
        row = await queue.get(id)
        assert (move, row.state, row.item.item, row.item.version) == ("push", "waiting", "urn:valdor:0", 1)
        alone = await Evidence(other := await ClaimQueue.open(redis_url, f"{unique}-alone"), Log()).absorb(
            record(0, SOURCES[0])
        )
        expected = await other.get(alone[0][1])
        await other.close()
        assert (row.priority, row.lane, row.item.verdict) == (expected.priority, expected.lane, expected.item.verdict)
        events = await queue.audit_read()
        await evidence.absorb(changed(sourced, what))
        assert await queue.audit_read() == events
    finally:
        await queue.close()


@pytest.mark.asyncio
async def test_a_claim_stays_while_one_article_ranks_high_enough(redis_url: str, unique: str) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    high, low = record(0, SOURCES[0], urgency=1), record(1, SOURCES[0], urgency=9)
    try:
        ((_, id),) = await Evidence(queue, Log()).absorb(high)
        threshold = (await queue.get(id)).priority
        evidence = Evidence(queue, Log(), replace(policies.load(), threshold=threshold))
        assert await evidence.absorb(low) == [("push", id)]
        row = await queue.get(id)
        assert (row.state, row.priority >= threshold) == ("waiting", True)
        # alone the one that ranks low is not for the queue
        assert await evidence.absorb(changed(high, "canceled")) == [("withdraw", id)]
        await evidence.absorb(low)  # the same record again
        assert (await queue.get(id)).state == "withdrawn"
    finally:
        await queue.close()


@pytest.mark.asyncio
async def test_a_killed_article_is_not_shown_for_a_claim_that_another_makes(redis_url: str, unique: str) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    first, second = record(0, SOURCES[0]), record(1, SOURCES[0])
    try:
        ((_, id),) = await evidence.absorb(first)
        assert await evidence.absorb(second) == [("push", id)]
        item = (await queue.get(id)).item
        (other,) = item.card["others"]
        assert {item.item, other["item"]} == {first.article.item, second.article.item}
        assert {item.provider, other["provider"]} == {"Press 0", "Press 1"}
        assert (other["language"], other["claim"], len(other["sources"])) == ("en", item.claim, 1)
        assert (await queue.trail(id))[-1].data["article"] == second.article.item
        shown = item.item
        killed, left = (first, second) if shown == first.article.item else (second, first)
        assert await evidence.absorb(changed(killed, "canceled")) == [("update", id)]
        row = await queue.get(id)
        assert (row.state, row.item.item) == ("waiting", left.article.item)
        assert await evidence.absorb(changed(killed, "canceled")) == [("none", id)]
    finally:
        await queue.close()


@pytest.mark.asyncio
async def test_a_killed_article_leaves_the_card_of_another(redis_url: str, unique: str) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    try:
        for number in range(3):
            ((_, id),) = await evidence.absorb(record(number, SOURCES[0]))
        before = (await queue.get(id)).item
        assert [one["item"] for one in before.card["others"]] == ["urn:valdor:0", "urn:valdor:1"]
        assert await evidence.absorb(changed(record(1, SOURCES[0]), "canceled")) == [("update", id)]
        row = await queue.get(id)
        assert row.item.model_copy(update={"card": before.card, "priority": before.priority}) == before
        assert row.priority == row.item.priority < before.priority  # fewer outlets have it
        assert ([one["item"] for one in row.item.card["others"]], row.item.card["articles"]) == (["urn:valdor:0"], 2)
        assert row.item.card["paragraph"] == before.card["paragraph"]
        assert (await queue.trail(id))[-1].what == "updated"
        assert await evidence.absorb(changed(record(1, SOURCES[0]), "canceled")) == [("none", id)]
    finally:
        await queue.close()
