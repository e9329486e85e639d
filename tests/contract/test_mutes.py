"""Mutes: what comes from a source or on a topic is parked until they end, are ended, or get another end."""

import pytest

from tests.contract.desks import START_MS, Desk, RedisDesk, an_item
from tests.contract.logs import Log, rebuild
from tests.contract.test_order import order
from workers.errors import Damaged
from workers.policy import DAY_S, HOUR_S

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_what_is_muted_is_parked_until_the_mute_ends(desk: Desk) -> None:
    row_ms = 1_800_000_000_000 + HOUR_S * 1000
    await desk.queue.mute("source:le courrier", row_ms, "chef", reason="a live blog")
    await desk.queue.push(an_item("muted", 90, source="le courrier"))
    await desk.queue.push(an_item("killed", 90, source="le courrier"), alert="kill")
    assert await desk.queue.mutes() == {"source:le courrier": (row_ms, "chef", "a live blog")}
    assert await order(desk) == ["killed"]
    await desk.advance(HOUR_S)
    assert (await desk.queue.expire())["woken"] == 1
    assert "muted" in await order(desk)
    assert await desk.queue.mutes() == {}


async def test_the_end_of_a_mute_can_be_brought_forward(desk: Desk) -> None:
    await desk.queue.mute("topic:sport", 1_800_000_000_000 + DAY_S * 1000, "chef")
    await desk.queue.mute("topic:sport", 0, "chef")
    await desk.queue.push(an_item(topic="sport"))
    assert (await desk.queue.get("c1")).state == "waiting"
    assert await desk.queue.mutes() == {}


async def test_what_a_mute_parked_waits_again_when_it_is_ended_and_the_trail_says_why(desk: Desk) -> None:
    queue, day_ms = desk.queue, START_MS + DAY_S * 1000
    await queue.mute("topic:sport", day_ms, "chef")
    await queue.mute("source:club", day_ms + 1, "chef")
    await queue.push(an_item("of-topic", topic="sport"))
    await queue.push(an_item("of-both", topic="sport", source="club"))
    await queue.push(an_item("by-hand", topic="economy"))
    await queue.park("by-hand", None, "chef", day_ms)
    assert await queue.mute("topic:sport", 0, "ben", "the match is over") == 1
    assert (await queue.counts("state"))["waiting"] == 1
    woken = (await queue.trail("of-topic"))[-1]
    assert (woken.what, woken.who, woken.reason) == ("woken", "ben", "the match is over")
    assert woken.data == {"mute": "topic:sport"}
    assert await queue.mute("source:club", 0, "ben") == 1
    assert await order(desk) == ["of-both", "of-topic"]
    assert (await queue.get("by-hand")).state == "parked"
    assert await queue.mute("source:club", 0, "ben") == 0


async def test_what_a_mute_parked_goes_by_its_new_end_and_by_another_mute_of_it(desk: Desk) -> None:
    queue, day_ms = desk.queue, START_MS + DAY_S * 1000
    await queue.mute("topic:sport", day_ms, "chef")
    for number in range(501):  # more than one `expire` moves
        await queue.push(an_item(f"c{number}", topic="sport", source="club"))
    await queue.mute("source:club", START_MS + HOUR_S * 1000, "chef")
    assert await queue.mute("topic:sport", day_ms + 7, "chef") == 501
    assert (await queue.get("c0")).fields["due_ms"] == str(day_ms + 7)
    assert await queue.mute("topic:sport", 0, "chef") == 501
    assert (await queue.get("c0")).fields["muted"] == "source:club"
    await desk.advance(HOUR_S)
    assert [(await queue.expire())["woken"] for _ in range(2)] == [500, 1]


async def test_what_two_mutes_hold_waits_when_both_have_ended(desk: Desk) -> None:
    queue, hour_ms = desk.queue, START_MS + HOUR_S * 1000
    await queue.mute("topic:sport", hour_ms, "chef")
    await queue.push(an_item("c1", topic="sport", source="club"))
    await queue.mute("source:club", 2 * HOUR_S * 1000 + START_MS, "chef", "a hoax")
    await desk.advance(HOUR_S)
    assert await queue.expire() == {"expired": 0, "woken": 0, "thawed": 0, "purged": 0, "parked": 1}
    parked = (await queue.trail("c1"))[-1]
    assert (parked.what, parked.who, parked.data["mute"]) == ("parked", "timer", "topic:sport")
    await desk.advance(HOUR_S)
    assert (await queue.expire())["woken"] == 1
    assert await order(desk) == ["c1"]
    assert await queue.mutes() == {}
    assert not any((await queue.expire()).values())


async def a_head_who_dies(desk: RedisDesk, subject: str, until_ms: int) -> None:
    """The mute is changed, and who changed it does not come to move what it parked."""
    await desk.queue._desk.move("mute", subject, until_ms, "chef", "the match is over")


@pytest.mark.parametrize("rebuilt", [False, True])
async def test_who_dies_amid_the_end_of_a_mute_leaves_nothing_parked(redis_desk: RedisDesk, rebuilt: bool) -> None:
    queue = redis_desk.queue
    await queue.mute("topic:sport", START_MS + DAY_S * 1000, "chef")
    await queue.push_many([an_item(f"c{number}", topic="sport") for number in range(3)])
    await a_head_who_dies(redis_desk, "topic:sport", 0)
    assert await queue.mutes() == {}
    await queue.push(an_item("later", topic="sport"))
    assert (await queue.get("later")).state == "waiting"
    if rebuilt:
        await rebuild(redis_desk, Log())
    assert await queue.expire(2) == {"expired": 0, "woken": 2, "thawed": 0, "purged": 0, "parked": 0}
    assert (await queue.expire())["woken"] == 1
    woken = (await queue.trail("c2"))[-1]
    assert (woken.what, woken.who, woken.reason) == ("woken", "chef", "the match is over")
    assert not await queue.client.exists(queue.prefix + "mutes")


async def test_who_dies_amid_a_change_of_it_leaves_nothing_behind(redis_desk: RedisDesk) -> None:
    queue, hour_ms = redis_desk.queue, START_MS + HOUR_S * 1000
    await queue.mute("topic:sport", START_MS + DAY_S * 1000, "chef")
    await queue.push(an_item("c1", topic="sport"))
    await a_head_who_dies(redis_desk, "topic:sport", hour_ms)
    assert (await queue.expire())["parked"] == 1
    assert (await queue.get("c1")).fields["due_ms"] == str(hour_ms)
    assert not any((await queue.expire()).values())


async def test_a_claim_that_another_source_joins_is_not_held_by_the_mute_of_the_first(desk: Desk) -> None:
    queue, day_ms = desk.queue, START_MS + DAY_S * 1000
    await queue.mute("source:x", day_ms, "chef")
    await queue.mute("source:y", day_ms + 1, "chef")
    for id in ["pushed", "muted", "updated"]:
        await queue.push(an_item(id, source="x"))
    assert await queue.push(an_item("pushed", 95, source="z", item="urn:newsml:other:1")) == "merged"
    await queue.update(an_item("updated", source="z", version=2))
    await queue.push(an_item("muted", source="x", version=2))
    assert await order(desk) == ["pushed", "updated"]
    assert (await queue.get("muted")).fields["muted"] == "source:x"
    await queue.push(an_item("muted", source="y", version=3))
    assert (await queue.get("muted")).fields["muted"] == "source:y"
    assert await queue.mute("source:y", 0, "chef") == 1
    assert await order(desk) == ["muted"]


async def test_what_is_muted_stays_so_when_it_is_thawed_reinstated_reopened_or_a_part(desk: Desk) -> None:
    queue = desk.queue
    await queue.mute("source:x", START_MS + DAY_S * 1000, "chef")
    for id in ["thawed", "by-timer", "reinstated", "reopened"]:
        await queue.push(an_item(id, source="x"))
    await queue.freeze("thawed", "f1")
    await queue.thaw("thawed", "t1")
    await queue.freeze("by-timer", "f1", until_ms=START_MS + HOUR_S * 1000)
    for id in ["reinstated", "reopened"]:
        await queue.withdraw(id, "w1")
    await queue.reinstate("reinstated", "r1", 50)
    assert await queue.push(an_item("reopened", source="x", version=2)) == "reopened"
    await queue.split("thawed", an_item("part", source="x"), "chef")
    await desk.advance(HOUR_S)
    assert (await queue.expire())["thawed"] == 1
    assert (await queue.counts("state"))["parked"] == 5
    await queue.mute("source:x", 0, "chef")
    assert (await queue.counts("state"))["waiting"] == 5


async def lane_spoilt(desk: RedisDesk, topic: str) -> None:
    """What is on a topic cannot be moved any more."""
    await desk.queue.client.set(f"{desk.queue.prefix}since:fr/{topic}", "x")


@pytest.mark.parametrize("stuck", [5, 45])
async def test_what_a_mute_cannot_let_go_keeps_no_other_mute_waiting(redis_desk: RedisDesk, stuck: int) -> None:
    queue, day_ms = redis_desk.queue, START_MS + DAY_S * 1000
    for subject in ("source:a", "source:b"):
        await queue.mute(subject, day_ms, "chef")
    await queue.push_many([an_item(f"s{number}", source="a", topic="sport") for number in range(stuck)])
    for source in ("a", "b"):
        await queue.push(an_item(f"z-of-{source}", source=source))
        await a_head_who_dies(redis_desk, f"source:{source}", 0)
    await lane_spoilt(redis_desk, "sport")
    for _ in range(2):
        with pytest.raises(Damaged, match="since:fr/sport"):
            await queue.expire(2)
    assert await order(redis_desk) == ["z-of-a", "z-of-b"]
    assert sorted(await queue.client.hkeys(f"{queue.prefix}mutes")) == ["source:a"]


async def test_what_is_due_and_cannot_be_moved_keeps_nothing_waiting_however_much_it_is(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    await queue.push_many([an_item(f"s{number}", topic="sport") for number in range(45)])
    for number in range(45):
        await queue.park(f"s{number}", None, "chef", START_MS + 1000)
    await queue.push(an_item("c1"))
    await queue.take("ana")
    await lane_spoilt(redis_desk, "sport")
    await redis_desk.advance(HOUR_S)
    with pytest.raises(Damaged, match="since:fr/sport"):
        await queue.expire(2)
    assert await order(redis_desk) == ["c1"]
