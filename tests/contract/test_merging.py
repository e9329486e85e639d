"""Promise 7, merge, don't duplicate: a new article on an open claim adds to it, tells its holder, or opens it again."""

import itertools

import pytest

from tests.contract.desks import Desk, an_item
from workers.errors import UnknownItem, WrongState
from workers.policy import HOUR_S

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_a_second_article_raises_the_one_item(desk: Desk) -> None:
    await desk.queue.push(an_item(priority=50))
    assert await desk.queue.push(an_item(priority=80, item="urn:newsml:other:1")) == "merged"
    assert await desk.queue.push(an_item(priority=40, item="urn:newsml:third:1")) == "merged"
    row = await desk.queue.get("c1")
    assert row.priority == 80
    assert (await desk.queue.stats()).states["waiting"] == 1


async def test_the_trail_has_the_article_in_which_a_claim_came_again(desk: Desk) -> None:
    await desk.queue.push(an_item())
    await desk.queue.push(an_item(item="urn:newsml:other:1", provider="Corriere del Lago", language="it"))
    await desk.queue.push(an_item(item="urn:newsml:third:1", provider=""))
    first, second, third = (event.data for event in await desk.queue.trail("c1"))
    assert first == {}
    assert second == {"article": "urn:newsml:other:1", "provider": "Corriere del Lago", "language": "it"}
    assert third == {"article": "urn:newsml:third:1", "language": "fr"}


async def test_a_holder_is_told_of_a_new_article(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.push(an_item(version=2))
    (notice,) = await desk.queue.notices("ana")
    assert (notice.id, notice.what) == ("c1", "changed")
    assert await desk.queue.notices("ana", after=notice.position) == ()
    assert (await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")).result == "applied"


async def decided(desk: Desk, priority: int = 50) -> None:
    await desk.queue.push(an_item(priority=priority))
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")


@pytest.mark.parametrize("how", ["rises", "withdrawn and taken back"])
async def test_what_opens_again_says_nothing_of_what_was_decided_before(desk: Desk, how: str) -> None:
    await desk.queue.push(an_item())
    await desk.queue.push(an_item("c2"))
    lease = await desk.queue.take_item("c1", "ana")
    if how == "rises":
        await desk.queue.verdict("c1", lease.token, "ana", "duplicate", of="c2", reason="rang")
        assert await desk.queue.push(an_item(priority=90, version=2)) == "reopened"
    else:
        await desk.queue.withdraw("c1", "w1")
        given = await desk.queue.verdict("c1", lease.token, "ana", "duplicate", of="c2", reason="rang")
        assert given.result == "audit"
        await desk.queue.reinstate("c1", "r1", 50)
    left = {"outcome", "decided_by", "decided_ms", "decided_key", "duplicate_of"}
    assert left.isdisjoint((await desk.queue.get("c1")).fields)
    assert "rang" in [event.reason for event in await desk.queue.trail("c1")]


async def test_a_decided_claim_is_only_linked(desk: Desk) -> None:
    await decided(desk)
    assert await desk.queue.push(an_item(priority=60, version=2)) == "linked"
    assert (await desk.queue.trail("c1"))[-1].data["article"] == "urn:newsml:valdor:c1"
    assert (await desk.queue.get("c1")).state == "done"


async def test_a_decided_claim_opens_again_when_it_rises(desk: Desk) -> None:
    await decided(desk)
    await desk.advance(HOUR_S)
    assert await desk.queue.push(an_item(priority=65, version=2)) == "reopened"
    row = await desk.queue.get("c1")
    assert (row.state, row.queued_ms) == ("waiting", 1_800_000_000_000 + HOUR_S * 1000)


async def test_words_that_may_say_something_else_open_a_decided_claim(desk: Desk) -> None:
    await decided(desk, 90)
    anew = an_item(priority=40, version=2, claim="Il aurait détourné 9 millions")
    assert await desk.queue.push(anew, anew=True) == "reopened"
    row = await desk.queue.get("c1")
    assert (row.state, row.lane, row.item.claim) == ("waiting", "fr/economy", anew.claim)
    assert await desk.queue.push(an_item(priority=40, version=3), anew=True) == "merged"
    assert await desk.queue.push(anew, anew=True) == "again"


async def test_a_denial_opens_a_decided_claim_in_the_alert_lane(desk: Desk) -> None:
    await decided(desk)
    assert await desk.queue.push(an_item(priority=50, version=2), alert="denial") == "reopened"
    assert (await desk.queue.get("c1")).lane == "alert"


async def test_two_items_become_one(desk: Desk) -> None:
    await desk.queue.push(an_item("a", 50))
    await desk.queue.push(an_item("b", 80))
    assert await desk.queue.merge("a", "b", key="cluster/1", reason="the same assertion") == "a"
    assert await desk.queue.merge("a", "b", key="cluster/1") == "a"
    into, gone = await desk.queue.get("a"), await desk.queue.get("b")
    assert (into.state, into.priority, gone.state) == ("waiting", 80, "merged")
    assert into.deadline_ms == gone.deadline_ms
    # what is pushed to the one that went reaches the one that stays
    assert await desk.queue.push(an_item("b", 95, version=2)) == "merged"
    row = await desk.queue.get("a")
    assert (row.id, row.priority) == ("a", 95)
    # and what either has seen is not new to the one that stays
    assert await desk.queue.push(an_item("b", 80)) == "again"


async def test_holders_of_merged_items_are_told_and_may_answer(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    await desk.queue.push(an_item("b"))
    first, second = await desk.queue.take("ana"), await desk.queue.take("bo")
    await desk.queue.merge("a", "b", key="cluster/1")
    assert [notice.what for notice in await desk.queue.notices("ana")] == ["changed"]
    assert [notice.what for notice in await desk.queue.notices("bo")] == ["merged"]
    assert (await desk.queue.verdict("b", second.token, "bo", "confirmed", reason="rang")).result == "audit"
    assert (await desk.queue.verdict("a", first.token, "ana", "confirmed", reason="rang")).result == "applied"


async def test_a_merge_can_be_taken_back(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    await desk.queue.push(an_item("b"))
    await desk.queue.merge("a", "b", key="cluster/1")
    assert await desk.queue.reinstate("b", "cluster/2", 50, reason="two different plants") == "waiting"
    assert await desk.queue.push(an_item("b", version=2)) == "merged"
    assert (await desk.queue.get("b")).item.version == 2


async def test_a_merge_that_comes_again_after_it_was_taken_back_changes_nothing(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    await desk.queue.push(an_item("b"))
    await desk.queue.merge("a", "b", key="cluster/1")
    await desk.queue.reinstate("b", "cluster/2", 50)
    assert await desk.queue.merge("a", "b", key="cluster/1") == "a"
    assert (await desk.queue.get("b")).state == "waiting"


async def test_what_cannot_be_merged(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    with pytest.raises(UnknownItem):
        await desk.queue.merge("a", "nothing", key="k")
    with pytest.raises(WrongState):
        await desk.queue.merge("a", "a", key="k")


async def test_a_part_becomes_an_item_as_old_as_the_whole(desk: Desk) -> None:
    await desk.queue.push(an_item("a", 50))
    await desk.advance(HOUR_S)
    part = an_item("a-2", 50, claim="Trois cadres seraient visés")
    assert await desk.queue.split("a", part, "chef", "two assertions") == "a-2"
    assert await desk.queue.split("a", part, "chef") == "a-2"
    await desk.queue.push(an_item("b"))
    with pytest.raises(WrongState, match="another item"):
        await desk.queue.split("a", an_item("b"), "chef")
    assert (await desk.queue.get("a-2")).deadline_ms == (await desk.queue.get("a")).deadline_ms
    assert (await desk.queue.trail("a"))[-1].data == {"part": "a-2"}


async def test_a_chain_of_merges_is_followed_to_its_end(desk: Desk) -> None:
    ids = [f"c{number}" for number in range(20)]
    for id in ids:
        await desk.queue.push(an_item(id))
    for gone, into in itertools.pairwise(ids):
        assert await desk.queue.merge(into, gone, key=f"m/{gone}") == into
    assert await desk.queue.push(an_item("c0", version=2)) == "merged"
    assert (await desk.queue.trail("c19"))[-1].what == "merged"
    assert await desk.queue.merge("c19", "c0", key="m/again") == "c19"


@pytest.mark.parametrize("how", ["withdrawn", "dead"])
async def test_nothing_is_merged_into_what_is_over(desk: Desk, how: str) -> None:
    for id in ("open", "over"):
        await desk.queue.push(an_item(id))
    if how == "dead":
        await desk.queue.bury("over", None, "chef", "a hoax")
    else:
        await desk.queue.withdraw("over", key="w")
    with pytest.raises(WrongState):
        await desk.queue.merge("over", "open", key="m")
    assert (await desk.queue.get("open")).state == "waiting"


async def test_nothing_is_merged_into_what_its_holder_will_find_withdrawn(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    await desk.queue.push(an_item("c2"))
    await desk.queue.take_item("c1", "ana")
    await desk.queue.withdraw("c1", key="gone")
    with pytest.raises(WrongState):
        await desk.queue.merge("c1", "c2", key="one")
    assert (await desk.queue.get("c2")).state == "waiting"
