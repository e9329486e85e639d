"""Promise 8, withdrawal: what is corroborated or killed leaves the queue; a holder is told; it can be reversed."""

from collections.abc import Awaitable, Callable

import pytest

from tests.contract.desks import START_MS, Desk, an_item
from workers.errors import UnknownItem, WrongState
from workers.policy import HOUR_S, MINUTE_S

OpenDesk = Callable[..., Awaitable[Desk]]
pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_a_corroborated_claim_leaves_the_queue(desk: Desk) -> None:
    await desk.queue.push(an_item())
    assert await desk.queue.withdraw("c1", key="w1", reason="corroborated") == "withdrawn"
    assert await desk.queue.take("ana") is None


async def test_a_holder_is_told_and_the_answer_is_kept_for_the_record(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    assert await desk.queue.withdraw("c1", key="w1", reason="killed") == "leased"
    (notice,) = await desk.queue.notices("ana")
    assert (notice.what, notice.reason) == ("withdrawn", "killed")
    assert (await desk.queue.heartbeat("c1", lease.token)).next == "withdrawn"
    given = await desk.queue.verdict("c1", lease.token, "ana", "refuted", reason="rang")
    assert (given.result, given.state) == ("audit", "withdrawn")


async def test_a_withdrawn_item_does_not_come_back_when_its_lease_ends(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    await desk.queue.push(an_item("b"))
    first = await desk.queue.take("ana")
    await desk.queue.take("ana")
    await desk.queue.withdraw("a", key="w1")
    await desk.queue.withdraw("b", key="w1")
    assert await desk.queue.release("a", first.token, "ana") == "withdrawn"
    await desk.advance(5 * MINUTE_S)
    await desk.queue.expire()
    assert (await desk.queue.get("b")).state == "withdrawn"


async def test_a_withdrawal_is_taken_back(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    await desk.queue.withdraw("a", key="w1")
    await desk.advance(HOUR_S)
    assert await desk.queue.reinstate("a", "w2", 50, reason="the second source was the first") == "waiting"
    with pytest.raises(WrongState):
        await desk.queue.reinstate("a", "w3", 50)


async def test_a_withdrawal_is_taken_back_under_the_holder(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.withdraw("c1", key="w1")
    assert await desk.queue.reinstate("c1", "w2", 50) == "leased"
    assert (await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")).result == "applied"


async def test_a_new_article_brings_a_withdrawn_claim_back(desk: Desk) -> None:
    await desk.queue.push(an_item())
    await desk.queue.withdraw("c1", key="w1")
    assert await desk.queue.push(an_item(version=2)) == "reopened"
    assert (await desk.queue.take("ana")).id == "c1"


async def test_a_frozen_item_waits_for_its_embargo(desk: Desk) -> None:
    await desk.queue.push(an_item())
    until_ms = 1_800_000_000_000 + HOUR_S * 1000
    assert await desk.queue.freeze("c1", "e1", reason="embargo", until_ms=until_ms) == "frozen"
    assert await desk.queue.push(an_item(version=2)) == "merged"
    assert await desk.queue.take("ana") is None
    await desk.advance(HOUR_S)
    assert (await desk.queue.expire())["thawed"] == 1
    assert (await desk.queue.take("ana")).id == "c1"


async def test_what_is_frozen_under_its_holder_is_so_until_its_end_when_it_is_let_go(desk: Desk) -> None:
    until_ms = START_MS + HOUR_S * 1000
    for id in ("a", "b"):
        await desk.queue.push(an_item(id))
        lease = await desk.queue.take_item(id, "ana")
        await desk.queue.freeze(id, "e1", until_ms=until_ms)
        if id == "a":
            assert await desk.queue.release(id, lease.token, "ana") == "frozen"
    await desk.advance(HOUR_S - 1)
    assert (await desk.queue.expire())["expired"] == 1
    assert [(await desk.queue.get(id)).state for id in ("a", "b")] == ["frozen", "frozen"]
    await desk.advance(1)
    assert (await desk.queue.expire())["thawed"] == 2


async def test_what_is_frozen_stays_so_between_two_readers(desk: Desk) -> None:
    until_ms = START_MS + HOUR_S * 1000
    await desk.queue.push(an_item())
    for who, outcome, second in (("ana", "confirmed", True), ("bo", "refuted", False)):
        lease = await desk.queue.take(who)
        await desk.queue.freeze("c1", f"e-{who}", until_ms=until_ms)
        given = await desk.queue.verdict("c1", lease.token, who, outcome, reason="rang", second=second)
        assert given.state == (await desk.queue.get("c1")).state == "frozen"
        assert await desk.queue.take("cy", lead=True) is None
        await desk.queue.thaw("c1", f"t-{who}")
    assert (await desk.queue.take("cy", lead=True)).id == "c1"


async def test_a_holder_may_finish_a_frozen_item(desk: Desk) -> None:
    await desk.queue.push(an_item("a"))
    await desk.queue.push(an_item("b"))
    first, second = await desk.queue.take("ana"), await desk.queue.take("ana")
    for id in ["a", "b"]:
        assert await desk.queue.freeze(id, "e1") == "leased"
    assert (await desk.queue.verdict("a", first.token, "ana", "confirmed", reason="rang")).result == "applied"
    assert await desk.queue.release("b", second.token, "ana") == "frozen"
    assert await desk.queue.thaw("b", "e2") == "waiting"


@pytest.mark.parametrize("until_ms", [None, START_MS + HOUR_S * 1000])
async def test_an_embargo_outlives_a_verdict_that_is_undone(open_desk: OpenDesk, until_ms: int | None) -> None:
    desk, rebuilt = await open_desk(), await open_desk()
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.freeze("c1", "e1", until_ms=until_ms)
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    assert await desk.queue.push(an_item(version=2)) == "linked"
    row = await desk.queue.get("c1")
    await rebuilt.queue.restore(row.item, row.fields)
    for one in (desk, rebuilt):
        token = await one.queue.undo("c1", "ana")
        assert (await one.queue.notices("ana"))[-1].what == "frozen"
        assert await one.queue.release("c1", token, "ana") == "frozen"
        await one.advance(HOUR_S)
        await one.queue.expire()
        assert (await one.queue.get("c1")).state == ("frozen" if until_ms is None else "waiting")


@pytest.mark.parametrize("by", ["thaw", "withdraw"])
async def test_unless_it_ends_or_the_claim_is_withdrawn_meanwhile(desk: Desk, by: str) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.freeze("c1", "e1", until_ms=START_MS + HOUR_S * 1000)
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    assert await getattr(desk.queue, by)("c1", "m1") == "done"
    token = await desk.queue.undo("c1", "ana")
    assert await desk.queue.release("c1", token, "ana") == ("waiting" if by == "thaw" else "withdrawn")


@pytest.mark.parametrize("alert", ["", "kill"])
async def test_what_opens_again_under_an_embargo_is_frozen_but_for_an_alert(desk: Desk, alert: str) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.freeze("c1", "e1", until_ms=START_MS + HOUR_S * 1000)
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    assert await desk.queue.push(an_item(priority=90, version=2), alert=alert) == "reopened"
    assert (await desk.queue.get("c1")).state == ("waiting" if alert else "frozen")
    await desk.advance(HOUR_S)
    assert (await desk.queue.expire())["thawed"] == (0 if alert else 1)


async def test_what_is_unknown_cannot_be_withdrawn(desk: Desk) -> None:
    with pytest.raises(UnknownItem):
        await desk.queue.withdraw("nothing", key="w1")
    with pytest.raises(UnknownItem):
        await desk.queue.update(an_item())


@pytest.mark.parametrize("alert", ["", "denial"])
async def test_a_push_takes_back_what_its_holder_was_told(desk: Desk, alert: str) -> None:
    for id in ["a", "b", "c"]:
        await desk.queue.push(an_item(id))
    leases = {id: await desk.queue.take_item(id, "ana") for id in ["a", "b", "c"]}
    for id in leases:
        await desk.queue.withdraw(id, key="w1")
        assert await desk.queue.push(an_item(id, version=2), alert=alert) == "merged"
    assert (await desk.queue.notices("ana"))[-1].what == ("alert" if alert else "reinstated")
    assert await desk.queue.release("a", leases["a"].token, "ana") == "waiting"
    assert (await desk.queue.verdict("b", leases["b"].token, "ana", "refuted", reason="rang")).result == "applied"
    await desk.advance(5 * MINUTE_S)
    await desk.queue.expire()
    assert (await desk.queue.get("c")).state == "waiting"


async def decided_and_withdrawn(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    assert await desk.queue.withdraw("c1", key="w1", reason="killed") == "done"


async def test_what_was_killed_after_its_verdict_is_withdrawn_when_that_is_undone(desk: Desk) -> None:
    await decided_and_withdrawn(desk)
    token = await desk.queue.undo("c1", "ana")
    assert (await desk.queue.notices("ana"))[-1].what == "withdrawn"
    assert await desk.queue.release("c1", token, "ana") == "withdrawn"


@pytest.mark.parametrize("by", ["push", "reinstate"])
async def test_unless_somebody_says_so_again_meanwhile(desk: Desk, by: str) -> None:
    await decided_and_withdrawn(desk)
    if by == "push":
        assert await desk.queue.push(an_item(version=2)) == "linked"
    else:
        assert await desk.queue.reinstate("c1", "r1", 50) == "done"
    token = await desk.queue.undo("c1", "ana")
    assert await desk.queue.release("c1", token, "ana") == "waiting"


async def test_an_alert_fetches_a_frozen_item_and_a_dead_letter(desk: Desk) -> None:
    for id in ["dead", "frozen", "held"]:
        await desk.queue.push(an_item(id))
    held = await desk.queue.take_item("held", "ana")
    await desk.queue.bury("dead", None, "chef", "cannot be shown")
    for id in ["frozen", "held"]:
        await desk.queue.freeze(id, "e1", until_ms=1_800_000_000_000 + HOUR_S * 1000)
    for id in ["dead", "frozen", "held"]:
        assert await desk.queue.push(an_item(id, version=2), alert="kill") == "merged"
    assert await desk.queue.release("held", held.token, "ana") == "waiting"
    assert {(await desk.queue.take("bo")).id for _ in range(3)} == {"dead", "frozen", "held"}
