"""Promise 2: who had no answer asks again, and is told what they were told; nobody learns another's token so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.contract.desks import Desk, RedisDesk, an_item
from tests.contract.logs import Log, rebuild
from workers import replies
from workers.errors import KeyUsed, StaleToken
from workers.policy import HOUR_S

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]

Work = Callable[[Any], Awaitable[Any]]


async def decide(queue: Any) -> None:
    lease = await queue.take_item("c1", "ana")
    await queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")


async def undo(queue: Any) -> Any:
    return await queue.undo("c1", "ana", request="r1")


async def hold(queue: Any) -> Any:
    return await queue.hold("c1", 1, "ana", 3 * HOUR_S, request="r1")


async def take(queue: Any) -> None:
    await queue.take_item("c1", "ana")


async def hand_over(queue: Any) -> Any:
    return await queue.hand_over("c1", 1, "ana", "bo", request="r1")


#: What comes before, the move that is asked again, and who has the item then.
ANSWERED: dict[str, tuple[Work, Work, str]] = {
    "undo": (decide, undo, "ana"),
    "hold": (take, hold, "ana"),
    "hand_over": (take, hand_over, "bo"),
}


@pytest.mark.parametrize("name", ANSWERED)
@pytest.mark.parametrize("next_", ["", "bo", "cy"])
async def test_the_answer_is_the_first_one_whoever_holds_the_item_since(desk: Desk, name: str, next_: str) -> None:
    before, move, holder = ANSWERED[name]
    await desk.queue.push(an_item())
    await before(desk.queue)
    first = await move(desk.queue)
    assert await move(desk.queue) == first
    await desk.advance(60)
    await desk.queue.release("c1", (await desk.queue.get("c1")).token, holder)
    newest = (await desk.queue.take_item("c1", next_)).token if next_ else 0
    events = await desk.queue.trail("c1")
    assert await move(desk.queue) == first != newest
    assert await desk.queue.trail("c1") == events


async def test_nobody_moves_the_item_with_the_token_of_an_answer_that_comes_again(desk: Desk) -> None:
    await desk.queue.push(an_item())
    await take(desk.queue)
    token = await hand_over(desk.queue)
    await desk.queue.release("c1", token, "bo")
    lease = await desk.queue.take("bo")
    with pytest.raises(StaleToken):
        await desk.queue.heartbeat("c1", await hand_over(desk.queue))
    assert (await desk.queue.get("c1")).token == lease.token


@pytest.mark.parametrize("name", ANSWERED)
async def test_the_request_is_known_though_others_asked_meanwhile(desk: Desk, name: str) -> None:
    before, move, _ = ANSWERED[name]
    await desk.queue.push(an_item())
    await before(desk.queue)
    first = await move(desk.queue)
    for number in range(14):
        await desk.queue.note("c1", "cy", "rang", request=f"n{number}")
    assert await move(desk.queue) == first
    with pytest.raises(KeyUsed):
        await desk.queue.note("c1", "ana", "rang", request="r1")
    with pytest.raises(KeyUsed):
        await desk.queue.undo("c1", "cy", request="r1")


@pytest.mark.parametrize("name", ANSWERED)
async def test_the_answer_is_known_after_a_rebuild(redis_desk: RedisDesk, name: str) -> None:
    before, move, _ = ANSWERED[name]
    await redis_desk.queue.push(an_item())
    await before(redis_desk.queue)
    first = await move(redis_desk.queue)
    await rebuild(redis_desk, Log())
    assert await move(redis_desk.queue) == first


CHANGED = {"change": "Twelve, not ten"}


@pytest.mark.parametrize(
    ("outcome", "more", "other", "other_more"),
    [
        ("confirmed", {}, "refuted", {}),
        ("confirmed", {}, "duplicate", {"of": "x1"}),
        ("confirmed-with-change", CHANGED, "confirmed-with-change", {"change": "Eleven, not ten"}),
        ("duplicate", {"of": "x1"}, "duplicate", {"of": "y1"}),
    ],
)
@pytest.mark.parametrize("second", [False, True])
async def test_the_key_of_a_verdict_is_not_one_of_another_verdict(
    desk: Desk, outcome: str, more: dict[str, str], other: str, other_more: dict[str, str], second: bool
) -> None:
    """Who sends one with the key of another would be told that it decided."""
    queue = desk.queue
    for id in ("c1", "x1", "y1"):
        await queue.push(an_item(id))
    lease = await queue.take_item("c1", "ana")
    options: dict[str, Any] = {"key": "k", "reason": "rang", "second": second}
    first = await queue.verdict("c1", lease.token, "ana", outcome, **options, **more)
    events = await queue.trail("c1", blind=False)
    with pytest.raises(KeyUsed, match="another verdict"):
        await queue.verdict("c1", lease.token, "ana", other, **options, **other_more)
    again = await queue.verdict("c1", lease.token, "ana", outcome, **options, **more)
    assert (again.result, again.state, again.again) == (first.result, first.state, True)
    if isinstance(desk, RedisDesk):
        await rebuild(desk, Log())
        assert (await queue.verdict("c1", lease.token, "ana", outcome, **options, **more)).again
        with pytest.raises(KeyUsed):
            await queue.verdict("c1", lease.token, "ana", other, **options, **other_more)
    assert await queue.trail("c1", blind=False) == events


async def test_the_key_that_an_older_version_kept_is_known(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    await queue.push(an_item())
    await decide(queue)
    await queue.client.set(f"{queue.prefix}given:k", "c1 applied done Ana Maria", px=HOUR_S * 1000)
    given = await queue.verdict("c1", 1, "Ana Maria", "confirmed", reason="rang", key="k")
    assert (given.result, given.state, given.again) == ("applied", "done", True)


async def test_a_key_of_the_stream_is_one_of_its_move(desk: Desk) -> None:
    """A thaw with the key of the freeze was taken for it, and the item stayed frozen."""
    queue, item = desk.queue, an_item()
    key = item.push_key
    moves: dict[str, Callable[[str], Awaitable[Any]]] = {
        "update": lambda key: queue.update(an_item(version=2), key=key),
        "freeze": lambda key: queue.freeze("c1", key),
        "thaw": lambda key: queue.thaw("c1", key),
        "withdraw": lambda key: queue.withdraw("c1", key),
        "reinstate": lambda key: queue.reinstate("c1", key, 50),
        "merge": lambda key: queue.merge("c1", "c2", key),
    }
    await queue.push(item)
    await queue.push(an_item("c2"))
    for name, move in moves.items():
        with pytest.raises(KeyUsed):
            await move(key)
        await move(name)
        for other in moves.values():
            events = await queue.audit_read()
            if other is move:
                await move(name)
            else:
                with pytest.raises(KeyUsed):
                    await other(name)
            assert await queue.audit_read() == events
    assert await queue.push(item) == "again"
    with pytest.raises(KeyUsed):
        await queue.freeze("c1", an_item("c2").push_key)  # which the merge brought


async def test_the_key_of_the_stream_that_an_older_version_kept_is_one_of_any_move(desk: Desk) -> None:
    old = {f"+{replies.mark('k')}": "1", "state": "waiting", "lane": "fr/economy", "home": "fr/economy", "seq": "1"}
    times = {"queued_ms": "1", "deadline_ms": "2", "priority": "50"}
    await desk.queue.restore(an_item(), old | times, [])
    assert await desk.queue.freeze("c1", "k") == "waiting"
    assert await desk.queue.withdraw("c1", "k") == "waiting"


async def test_a_rebuild_keeps_the_keys_of_verdicts_as_they_were(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    names = [f"{queue.prefix}given:{key}" for key in ("undone", "opinion", "repeats")]
    for id in ("c1", "c2", "c3"):
        await queue.push(an_item(id))
    for id, outcome, more in (
        ("c1", "confirmed", {"key": "undone"}),
        ("c2", "confirmed-with-change", {"key": "opinion", "change": "Zwölf, nicht „zehn“", "second": True}),
        ("c3", "duplicate", {"key": "repeats", "of": "c1"}),
    ):
        lease = await queue.take_item(id, "ana")
        await queue.verdict(id, lease.token, "ana", outcome, reason="rang", **more)
    await queue.undo("c1", "ana")
    live = await queue.client.mget(names)
    await rebuild(redis_desk, Log())
    assert await queue.client.mget(names) == live != [None] * 3
