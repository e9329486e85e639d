"""What somebody spoilt by hand in Redis is told in one line, by name, and keeps nobody from the rest of the desk."""

from __future__ import annotations

import pytest

from secondsource.errors import QueueError
from tests.contract.desks import START_MS, RedisDesk, an_item
from tests.contract.logs import Logged
from workers.errors import Damaged
from workers.queue import ClaimQueue
from workers.records import Filter

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]

#: Each a command on an item of the desk.
SPOILT = {
    "words": ("SET", "body:spoilt", "no deflated JSON"),
    "priority": ("HSET", "item:spoilt", "priority", "high"),
    "state": ("HDEL", "item:spoilt", "state"),
    "state ": ("HSET", "item:spoilt", "state", "nowhere"),
    "queued_ms": ("HDEL", "item:spoilt", "queued_ms"),
}


@pytest.mark.parametrize("what", SPOILT)
async def test_an_item_that_cannot_be_read(logged: Logged, what: str) -> None:
    await logged.spoil(*SPOILT[what])
    with pytest.raises(Damaged, match=r"spoilt .*rebuild --replace"):
        await logged.queue.get("spoilt")
    for wanted in (Filter(), Filter(state="waiting")):
        assert [row.id for row in (await logged.queue.page(wanted)).rows] == ["whole"]
    assert ("spoilt", what.strip()) in {(one.id, one.what) for one in await logged.differ()}


@pytest.mark.parametrize("key", ["item:spoilt", "body:spoilt"])
async def test_an_item_with_a_key_of_another_type(logged: Logged, key: str) -> None:
    await logged.spoil("DEL", key)
    await logged.spoil("SADD", key, "text")
    for wanted in (Filter(), Filter(state="waiting")):
        assert [row.id for row in (await logged.queue.page(wanted)).rows] == ["whole"]
    with pytest.raises(Damaged, match="WRONGTYPE"):
        await logged.queue.get("spoilt")
    assert ("spoilt", key, "of another type") in {(one.id, one.what, one.redis) for one in await logged.differ()}


async def test_one_that_is_taken_is_told_and_the_next_take_gets_another(logged: Logged) -> None:
    await logged.spoil(*SPOILT["words"])
    with pytest.raises(Damaged, match="body of spoilt"):
        await logged.queue.take("ana")
    lease = await logged.queue.take("ana")
    assert lease
    assert lease.id == "whole"


@pytest.mark.parametrize("state", ["nowhere", "leased", "done"])
async def test_one_whose_state_is_spoilt_is_not_taken_and_told_when_nothing_else_waits(
    logged: Logged, state: str
) -> None:
    queue = logged.queue
    await logged.spoil("HSET", "item:spoilt", "state", state)
    lease = await queue.take("ana")
    assert lease
    assert lease.id == "whole"
    for _ in range(2):
        with pytest.raises(Damaged, match=r"state of spoilt.*rebuild --replace"):
            await queue.take("ben")
    with pytest.raises(QueueError, match="spoilt"):
        await queue.take_item("spoilt", "ben")
    await queue.expire()
    await logged.send()
    assert ("spoilt", "state") in {(one.id, one.what) for one in await logged.differ()}


async def test_an_item_of_another_type_and_a_head_of_no_lane_are_not_taken_and_keep_nobody_from_the_rest(
    logged: Logged,
) -> None:
    queue = logged.queue
    await logged.spoil("SET", "item:spoilt", "text")
    await logged.spoil("ZADD", "heads", "1", "x")
    lease = await queue.take("ana")
    assert lease
    assert lease.id == "whole"
    with pytest.raises(Damaged, match=r"state of spoilt.*rebuild --replace"):
        await queue.take("ben")


@pytest.mark.parametrize("field", ["lane", "home", "queued_ms", "deadline_ms", ""])
async def test_one_whose_time_has_come_is_named_once_and_keeps_nobody_from_the_rest(
    redis_desk: RedisDesk, field: str
) -> None:
    queue = redis_desk.queue
    await queue.mute("source:s", START_MS + 50_000, "chef")
    for id, source in (("a", ""), ("b", ""), ("muted", "s"), ("other", "s")):
        await queue.push(an_item(id, source=source))
    for _ in range(2):
        await queue.take("ana")
    for id in ("a", "muted"):
        if field:
            await queue.client.hdel(f"{queue.prefix}item:{id}", field)
        else:
            await queue.client.set(f"{queue.prefix}item:{id}", "text")
    await redis_desk.advance(3600)
    with pytest.raises(Damaged, match=r"fields of muted, a\b.*rebuild --replace"):
        await queue.expire()
    assert [(await queue.get(id)).state for id in ("b", "other")] == ["waiting", "waiting"]
    assert not any((await queue.expire()).values())
    assert {(await queue.take("ana")).id for _ in range(2)} == {"b", "other"}


@pytest.mark.parametrize("state", ["nowhere", ""])
async def test_a_move_on_one_without_a_state_changes_nothing(logged: Logged, state: str) -> None:
    queue = logged.queue
    await logged.spoil("HSET", "item:spoilt", "state", state)
    for move in (
        queue.note("spoilt", "ana", "rang"),
        queue.verdict("spoilt", 1, "ana", "confirmed", reason="rang"),
        queue.push(an_item("spoilt", version=2)),
        queue.park("spoilt", None, "ana", START_MS + 60_000),
    ):
        with pytest.raises(Damaged, match=r"state of spoilt.*rebuild --replace"):
            await move
    assert len(await queue.trail("spoilt")) == 1


async def test_merges_in_a_circle_are_told(logged: Logged) -> None:
    await logged.spoil("HSET", "item:spoilt", "merged_into", "whole")
    await logged.spoil("HSET", "item:whole", "merged_into", "spoilt")
    with pytest.raises(Damaged, match="merges of spoilt"):
        await logged.queue.push(an_item("spoilt", version=2))


async def test_a_trail_that_cannot_be_read(logged: Logged) -> None:
    await logged.spoil("RPUSH", "trail:spoilt", "{")
    with pytest.raises(Damaged, match="rebuild --replace"):
        await logged.queue.trail("spoilt")


@pytest.mark.parametrize("key", ["heads", "lane:fr/economy"])
async def test_a_key_of_another_type(logged: Logged, key: str) -> None:
    await logged.spoil("SET", key, "text")
    with pytest.raises(Damaged, match=r"WRONGTYPE.*rebuild --replace"):
        await logged.queue.page(Filter(state="waiting"))


@pytest.mark.parametrize(
    "key",
    ["heads", "lane:fr/economy", "since:fr/economy", "timers", "state:leased", "token", "mutes", "audit", "stats"],
)
async def test_verify_names_a_key_of_another_type_and_goes_on(logged: Logged, key: str) -> None:
    await logged.spoil("HSET", "item:whole", "priority", "51")
    await logged.spoil("DEL", key)
    await logged.spoil(*(("SET", key, "text") if key != "token" else ("SADD", key, "text")))
    found = {(one.id, one.what) for one in await logged.differ()}
    assert {("desk", key), ("whole", "priority")} <= found


@pytest.mark.parametrize(
    "key",
    [
        "state:leased",
        "timers",
        "since:fr/economy",
        "waiting-of:s",
        "trail:held",
        "audit",
        "token",
        "heads",
        "lane:fr/economy",
    ],
)
async def test_a_take_that_meets_a_key_of_another_type_changes_nothing(redis_desk: RedisDesk, key: str) -> None:
    queue, spare = redis_desk.queue, f"{redis_desk.queue.prefix}spare"
    for id in ("held", "other"):
        await queue.push(an_item(id, source="s"))
    await queue.take_item("other", "bo")
    await queue.client.rename(queue.prefix + key, spare)
    await queue.client.set(queue.prefix + key, "x")
    if key in ("token", "waiting-of:s"):
        await queue.client.delete(queue.prefix + key)
        await queue.client.sadd(queue.prefix + key, "x")
    for taken in (queue.take("ana"), queue.take_item("held", "ana")):
        with pytest.raises(Damaged, match=r"rebuild --replace"):
            await taken
    await queue.client.rename(spare, queue.prefix + key)
    assert [event.what for event in await queue.trail("held")] == ["pushed"]
    lease = await queue.take("ana")
    assert lease
    assert lease.id == "held"


@pytest.mark.parametrize(
    ("command", "look", "named"),
    [
        (("HSET", "stats", "pushed", "many"), "stats", "key stats"),
        (("XADD", "notices:ana", "*", "what", "changed"), "notices", "key notices:ana"),
        (("ZADD", "lane:fr/economy", "inf", "whole"), "page", "key lane:fr/economy"),
        (("ZADD", "since:fr/economy", "-inf", "whole"), "stats", "key since:fr/economy"),
        (("HSET", "item:spoilt", "due_ms", "soon"), "get", "spoilt"),
    ],
)
async def test_what_is_no_number_is_told_by_its_key(
    logged: Logged, command: tuple[str, ...], look: str, named: str
) -> None:
    await logged.spoil(*command)
    args = {"notices": ("ana",), "page": (Filter(state="waiting"),), "get": ("spoilt",)}.get(look, ())
    with pytest.raises(Damaged, match=rf"{named} cannot be read.*rebuild --replace"):
        await getattr(logged.queue, look)(*args)


async def test_mutes_of_an_older_version_hold_and_one_that_is_none_is_passed_over(logged: Logged) -> None:
    ends_ms = START_MS + 60_000
    await logged.spoil("HSET", "mutes", "source:old", str(ends_ms), "source:none", "until then")
    assert await logged.queue.mutes() == {"source:old": (ends_ms, "", "")}
    for source in ("old", "none"):
        await logged.queue.push(an_item(f"of-{source}", source=source))
    assert (await logged.queue.get("of-old")).state == "parked"
    assert (await logged.queue.get("of-none")).state == "waiting"
    await logged.queue.expire()
    assert await logged.queue.mutes() == {"source:old": (ends_ms, "", "")}


async def test_what_a_server_does_not_know_is_no_damage(redis_url: str) -> None:
    with pytest.raises(QueueError, match="Redis refuses what is asked: DB index is out of range") as told:
        await ClaimQueue.open(f"{redis_url.rpartition('/')[0]}/99999")
    assert not isinstance(told.value, Damaged)
