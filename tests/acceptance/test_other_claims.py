"""What a later article makes of a claim: another one, the same again, or none, where it is killed."""

from __future__ import annotations

import pytest

from schemas.claims import ClaimsRecord
from schemas.wire.detect import decode
from secondsource.review import as_dict, review
from tests.acceptance.test_evidence import SOURCES, Log, record
from tests.wirecopy import piece
from workers.evidence import Evidence
from workers.queue import ClaimQueue

pytestmark = pytest.mark.redis


def told(number: int, text: str, version: int = 1) -> ClaimsRecord:
    """The claims of an article of one sentence."""
    article = decode(piece(f"urn:thun:{number}", "A night in Thun", text, version=version))
    made = as_dict(review(article.to_model()))
    return record(0, SOURCES[0]).model_copy(update={"article": article, "review": made})


@pytest.mark.asyncio
async def test_another_victim_is_another_item_and_what_may_be_another_claim_opens_a_decided_one(
    redis_url: str, unique: str
) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    try:
        ((_, id),) = await evidence.absorb(told(0, "Coach Rolf Egli killed Ann Lee in Thun, a nurse said."))
        lease = await queue.take("ana")
        assert lease is not None
        await queue.verdict(id, lease.token, "ana", "refuted", reason="an alibi")
        ((_, other),) = await evidence.absorb(told(1, "Coach Rolf Egli killed Eva Moor in Thun, a guard said."))
        assert other != id
        # the same in fewer words, then with a day, which the desk has not seen
        for number, text, state in [
            (2, "Rolf Egli killed Ann Lee in Thun, a cook said.", "done"),
            (3, "Coach Rolf Egli killed Ann Lee in Thun on Monday, a guest said.", "waiting"),
        ]:
            assert await evidence.absorb(told(number, text)) == [("push", id)]
            assert (await queue.get(id)).state == state
        row = await queue.get(id)
        assert "on Monday" in row.item.claim
        lease = await queue.take_item(id, "ana")
        await queue.verdict(id, lease.token, "ana", "refuted", reason="an alibi then, too")
        # the day again, in the next version of that article, and in another
        for again in (told(3, "Coach Rolf Egli killed Ann Lee in Thun on Monday, a guest said.", 2), told(4, text)):
            await evidence.absorb(again)
            assert (await queue.get(id)).state == "done"
    finally:
        await queue.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("first", "kill"),
    [
        ({"version": None}, {"version": "3"}),
        ({"version": "2026113001"}, {"version": None, "versioncreated": "2026-11-30T08:00:00Z"}),
        ({"version": "4"}, {"version": None}),
    ],
)
async def test_a_kill_does_not_lose_to_a_version_of_another_order(
    redis_url: str, unique: str, first: dict[str, object], kill: dict[str, object]
) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    try:
        made = record(0, SOURCES[0], versioncreated="2026-11-30T07:00:00Z", **first)
        ((_, id),) = await evidence.absorb(made)
        gone = decode(piece("urn:valdor:0", "", "", pubstatus="canceled", **kill))
        assert gone.version < made.article.version
        killed = made.model_copy(update={"article": gone, "review": None})
        assert await evidence.absorb(killed) == [("withdraw", id)]
        # a late version of the same order is late all the same
        late = made.article.model_copy(update={"version": 0, "provider_version": gone.provider_version})
        assert await evidence.absorb(made.model_copy(update={"article": late})) == []
    finally:
        await queue.close()


@pytest.mark.asyncio
async def test_figures_that_differ_are_one_item_that_says_so(redis_url: str, unique: str) -> None:
    queue = await ClaimQueue.open(redis_url, unique)
    evidence = Evidence(queue, Log())
    day_ms = 24 * 3_600_000
    toll = "{} people were killed in a fire in Thun, {} said."
    try:
        ((_, id),) = await evidence.absorb(told(0, toll.format(12, "the police")))
        assert await evidence.absorb(told(1, toll.format(12, "the hospital"))) == [("withdraw", id)]
        # two vouch for it, and a third has another figure: it waits again, and says why
        ((_, again),) = await evidence.absorb(told(2, toll.format(14, "a nurse")))
        row = await queue.get(id)
        assert (again, row.state) == (id, "waiting")
        assert "number-mismatch" in row.item.flags
        assert "figures differ" in row.item.card["why"]["en"]
        lease = await queue.take("ana")
        assert lease is not None
        await queue.verdict(id, lease.token, "ana", "refuted", reason="nobody died")
        # a fourth figure opens it again; so late, it is another fire
        ((_, again),) = await evidence.absorb(told(3, toll.format(17, "a cook")))
        assert (again, (await queue.get(id)).state) == (id, "waiting")
        late = told(4, toll.format(19, "a guard"))
        late = late.model_copy(update={"received_ms": late.received_ms + day_ms + 1})
        ((_, other),) = await evidence.absorb(late)
        assert other != id
    finally:
        await queue.close()
