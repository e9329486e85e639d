"""Verify finds what is wrong with a desk, says it item by item, and does not cry over what is only under way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from tests.contract.desks import RedisDesk, an_item
from tests.contract.logs import Logged
from tests.contract.test_audit import a_busy_day
from workers.recall import Decision, Decisions
from workers.verify import Verify
from workers.verify_evidence import VerifyEvidence

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


@pytest_asyncio.fixture
async def logged(redis_desk: RedisDesk) -> Logged:
    await a_busy_day(redis_desk)  # type: ignore[arg-type]
    made = Logged(redis_desk)
    await made.send()
    return made


async def test_a_sound_desk_differs_in_nothing(logged: Logged) -> None:
    assert await logged.differ() == []
    lease = await logged.queue.take("ana")
    assert lease
    await logged.send()
    await logged.desk.advance(20)
    await logged.queue.heartbeat(lease.id, lease.token, "called")
    assert await logged.differ() == []


async def test_what_the_log_does_not_have_yet_is_under_way(logged: Logged) -> None:
    await logged.queue.push(an_item("new"))
    await logged.queue.note("a", "ana", "rang again")
    await logged.queue.mute("topic:war", 1_900_000_000_000, "chef")
    found = await logged.differ()
    assert {one.id for one in found} == {"new", "a", "desk"}
    assert all(one.under_way for one in found)
    await logged.send()
    assert await logged.differ() == []


async def test_what_moves_while_it_is_compared_is_looked_at_again(logged: Logged) -> None:
    verify = Verify(logged.queue, logged.history, logged.send)
    await logged.queue.note("a", "ana", "rang again")
    await logged.queue.push(an_item("new"))
    assert (await verify.items())[1] == []


Wrong = Callable[[Any, str], Awaitable[Any]]
WRONG: dict[str, tuple[str, str, Wrong]] = {
    "an item that is gone": ("c", "item", lambda redis, at: redis.delete(at + "item:c")),
    "a field": ("c", "priority", lambda redis, at: redis.hset(at + "item:c", "priority", 3)),
    "a mark": ("c", "+ff", lambda redis, at: redis.hset(at + "item:c", "+ff", 1)),
    "a step back": ("c", "seq", lambda redis, at: redis.hincrby(at + "item:c", "seq", -1)),
    "the words": ("c", "words", lambda redis, at: redis.delete(at + "body:c")),
    "the trail": ("c", "trail", lambda redis, at: redis.rpop(at + "trail:c")),
    "a lane": ("c", "lane:lead", lambda redis, at: redis.zrem(at + "lane:lead", "c")),
    "a place in a lane": ("c", "lane:lead", lambda redis, at: redis.zincrby(at + "lane:lead", 5, "c")),
    "a list": ("c", "by:provider:Agence du Lac", lambda redis, at: redis.zrem(at + "by:provider:Agence du Lac", "c")),
    "a timer": ("b", "timers", lambda redis, at: redis.zrem(at + "timers", "b")),
    "a ghost": ("x", "lane:fr/economy", lambda redis, at: redis.zadd(at + "lane:fr/economy", {"x": 9e15})),
    "a second lane": ("c", "lane:fr/economy", lambda redis, at: redis.zadd(at + "lane:fr/economy", {"c": 9e15})),
    "a second state": ("c", "state:parked", lambda redis, at: redis.zadd(at + "state:parked", {"c": 1})),
    "a head": ("c", "heads", lambda redis, at: redis.zrem(at + "heads", "c lead")),
    "a second head": ("d", "heads", lambda redis, at: redis.zadd(at + "heads", {"d lead": 1})),
    "a ghost by age": ("x", "since:lead", lambda redis, at: redis.zadd(at + "since:lead", {"x": 1})),
    "a ghost of a list": (
        "x",
        "by:kind:unsupported/rumour",
        lambda redis, at: redis.zadd(at + "by:kind:unsupported/rumour", {"x": 1}),
    ),
    "a ghost of a timer": ("x", "timers", lambda redis, at: redis.zadd(at + "timers", {"x": 9e15})),
    "a ghost of a mute": ("c", "muted:topic:x", lambda redis, at: redis.zadd(at + "muted:topic:x", {"c": 1})),
    "a count of a source": ("desk", "waiting-of:x", lambda redis, at: redis.set(at + "waiting-of:x", 5000)),
    "a value of no list": ("desk", "facets:provider of x", lambda redis, at: redis.sadd(at + "facets:provider", "x")),
    "a list of no value": (
        "desk",
        "facets:provider of Agence du Lac",
        lambda redis, at: redis.delete(at + "facets:provider"),
    ),
    "an old token": ("desk", "token", lambda redis, at: redis.set(at + "token", 1)),
    "a mute": ("desk", "mute of topic:sport", lambda redis, at: redis.delete(at + "mutes")),
}


@pytest.mark.parametrize("name", WRONG)
async def test_it_finds(logged: Logged, name: str) -> None:
    id, what, wrong = WRONG[name]
    await wrong(logged.queue.client, logged.queue.prefix)
    found = await logged.differ()
    assert (id, what) in [(one.id, one.what) for one in found]
    assert {one.id for one in found} == {id}
    assert not any(one.under_way for one in found)


async def test_an_item_that_the_log_never_had(logged: Logged) -> None:
    await logged.queue.push(an_item("new"))
    await logged.queue.audit_trim((await logged.queue.audit_read())[-1].position)
    (found,) = await logged.differ()
    assert str(found) == "new: item is waiting, the log says nothing"


async def test_a_claim_that_never_came_to_the_queue(logged: Logged) -> None:
    decisions = Decisions(logged.queue.desk)
    for item, cluster in (("urn:1", "a"), ("urn:2", "lost"), ("urn:3", "coming")):
        decisions.of[item] = {"c1": Decision(cluster, 1, False, True, 1, None)}
    found = await VerifyEvidence(logged.queue, logged.history, decisions, {"urn:3"}).claims()
    assert [(one.id, one.under_way) for one in found] == [("lost", False), ("coming", True)]
