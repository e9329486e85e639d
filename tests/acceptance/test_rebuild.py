"""`secondsource rebuild`: the same desk again from Kafka, to the last key, and what it says of what no log has."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from streams.broker import make_topics
from streams.feed import Piece, feed
from tests.contract.desks import an_item
from tests.crew import Crew, secondsource, until
from tests.ledger import Offsets, feed_copies
from tests.wirecopy import copies, piece
from workers.errors import Rebuilding
from workers.keys import REBUILDING
from workers.queue import ClaimQueue

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.asyncio]

CrewOf = Callable[..., Crew]
#: What no log has, and what only tells that somebody was there.
NOT_KEPT = ("audit", "stats", "notices:", "last-take", "draft:", "absorbing")
SAYS = "Mira Dovanek, the treasurer of Kelmora, diverted 410000 francs from the pension fund of Lomira, {}."


@asynccontextmanager
async def desk_of(crew: Crew) -> AsyncIterator[ClaimQueue]:
    queue = await ClaimQueue.open(crew.redis, crew.desk)
    try:
        yield queue
    finally:
        await queue.close()


async def drained(crew: Crew) -> None:
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, 90, f"everything acknowledged\n{crew.words()}")


async def everything(queue: ClaimQueue) -> dict[str, Any]:
    """name -> content of each key that is to be the same again."""
    client, found = queue.client, {}
    read: dict[str, Callable[[str], Any]] = {
        "string": client.get,
        "hash": client.hgetall,
        "set": client.smembers,
        "list": lambda name: client.lrange(name, 0, -1),
        "zset": lambda name: client.zrange(name, 0, -1, withscores=True),
    }
    async for name in client.scan_iter(match=queue.prefix + "*", count=1000):
        short = name.removeprefix(queue.prefix)
        if short.startswith("trail:"):
            found[short] = await queue.trail(short.removeprefix("trail:"), blind=False)
        elif not short.startswith(NOT_KEPT):
            found[short] = await read[await client.type(name)](name)
    return found


async def wipe(queue: ClaimQueue) -> None:
    async for name in queue.client.scan_iter(match=queue.prefix + "*", count=1000):
        await queue.client.delete(name)


async def a_desk(crew: Crew) -> None:
    """Some fifty items: decided, withdrawn, killed, in a second version, corroborated, parked."""
    crew.start()
    await feed_copies(crew, copies(40, seed=5))
    first = [piece(f"urn:valdor:{n}", "Kelmora fund", SAYS.format(who), infosources=[{"name": f"Press {n}"}])
             for n, who in enumerate(["according to a source close to the file", "a prosecutor said"])]  # fmt: skip
    await feed([Piece("copy", value) for value in first], crew.kafka, crew.prefix)
    await drained(crew)
    killed = piece("urn:valdor:0", "", "", version=2, pubstatus="canceled")
    await feed([Piece("copy", killed)], crew.kafka, crew.prefix)
    await drained(crew)
    async with desk_of(crew) as queue:
        for outcome in ("confirmed", "refuted", "opinion"):
            lease = await queue.take("ana")
            assert lease
            await queue.verdict(lease.id, lease.token, "ana", outcome, reason="rang the prefecture", key=f"k-{outcome}")
        await queue.undo(lease.id, "ana")
        await queue.release(lease.id, (await queue.get(lease.id)).token, "ana")
        lease = await queue.take("bo")
        assert lease
        await queue.park(lease.id, lease.token, "bo", lease.hold_until_ms + 86_400_000)
        await queue.mute("topic:sport", lease.hold_until_ms, "chef")


def assert_sound(crew: Crew) -> None:
    told = secondsource(crew, "verify")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Redis is what Kafka says" in told.stdout


async def test_the_same_desk_again(crew_of: CrewOf) -> None:
    crew = crew_of()
    await a_desk(crew)
    crew.kill(crew.workers[0])
    async with desk_of(crew) as queue:
        # what the moves wrote is what the log adds up to
        live = await everything(queue)
        for wanted in ("item:", "trail:", "given:", "article:", "cluster:", "print:", "rare:", "mutes"):
            assert any(name.startswith(wanted) for name in live)
        assert "not empty" in secondsource(crew, "rebuild").stderr
        told = secondsource(crew, "rebuild", "--replace")
        assert told.returncode == 0, told.stderr
        assert "not restored: leases" in told.stdout
        found = await everything(queue)
        assert set(found) == set(live)
        assert {name for name in live if found[name] != live[name]} == set()
        assert_sound(crew)

        # a lease is not restored, and its holder is told
        held = await queue.take("cy")
        assert held
        await wipe(queue)
        made = json.loads(secondsource(crew, "rebuild", "--json").stdout)
        assert (made["items"], made["left_out"]) == (sum(made["states"].values()), [])
        assert made["items"] > 0
        again = await queue.get(held.id)
        assert (again.state, again.deadline_ms) == ("waiting", held.row.deadline_ms)

        # while workers run, what is only under way is no difference
        crew.start()
        await feed_copies(crew, copies(60, seed=6))
        async with Offsets(crew.kafka, crew.prefix) as offsets:
            assert not await offsets.drained()
            assert_sound(crew)
        await drained(crew)
        assert_sound(crew)

        # later articles corroborate as before, and what comes again changes nothing
        (row,) = [row for row in (await queue.page(limit=500)).rows if "410000" in row.item.claim]
        before = {row.id: row.fields["seq"] for row in (await queue.page(limit=500)).rows}
        third = piece("urn:valdor:2", "Kelmora fund", SAYS.format("the police said"), infosources=[{"name": "Press 2"}])
        await feed([Piece("copy", third)], crew.kafka, crew.prefix)
        await drained(crew)
        after = {row.id: row.fields["seq"] for row in (await queue.page(limit=500)).rows}
        assert {id for id in after if after[id] != before.get(id)} <= {row.id}
        place = queue.prefix + "cluster:" + row.id
        assert set(await queue.client.hkeys(place)) == {"urn:valdor:1", "urn:valdor:2"}

        # and what is wrong is said, item by item
        crew.kill(crew.workers[-1])
        await queue.client.delete(f"{queue.prefix}item:{held.id}", place, f"{queue.prefix}article:urn:valdor:0")
        told = secondsource(crew, "verify")
        assert told.returncode == 1
        for line in (
            f"{held.id}: item is nothing",
            f"{row.id}: cluster is nothing",
            "urn:valdor:0: article is nothing",
        ):
            assert line in told.stdout


async def test_nobody_moves_in_half_a_queue_and_a_broken_off_rebuild_is_begun_again(crew_of: CrewOf) -> None:
    crew = crew_of()
    await a_desk(crew)
    async with desk_of(crew) as queue:
        before = await everything(queue)
        await queue.client.set(queue.prefix + REBUILDING, 1)  # as a rebuild leaves it that died half-way
        for id in [row.id for row in (await queue.page()).rows][:20]:
            await queue.client.delete(queue.prefix + "item:" + id)
        with pytest.raises(Rebuilding):
            await queue.take("ana")
        with pytest.raises(Rebuilding):
            await queue.mute("topic:sport", 0, "chef")
        refused = secondsource(crew, "next", "--as", "ana")
        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
        assert "is being rebuilt" in refused.stderr
        await feed_copies(crew, copies(3, seed=77))
        async with Offsets(crew.kafka, crew.prefix) as offsets:
            await until(lambda: "being rebuilt" in crew.words(), 30, f"the worker waits\n{crew.words()}")
            assert not await offsets.drained()
        told = secondsource(crew, "rebuild")
        assert told.returncode == 0, told.stderr
        await drained(crew)
        after = await everything(queue)
        assert {name for name in before if name.startswith("item:")} < set(after)


async def test_a_desk_with_a_policy_of_its_own_is_rebuilt_and_verified_as_it_was(crew_of: CrewOf) -> None:
    """Under the default all of it is queued; nothing is decided anew."""
    crew = crew_of()
    own = crew.folder / "desk.toml"
    own.write_text("threshold = 100\n", encoding="utf-8")
    crew.environ["SECONDSOURCE_POLICY"] = str(own)
    crew.start()
    await feed_copies(crew, copies(4))
    await drained(crew)
    async with desk_of(crew) as queue:
        for command in (["verify"], ["rebuild", "--replace"], ["verify"]):
            told = secondsource(crew, *command)
            assert told.returncode == 0, told.stdout + told.stderr
            assert set((await queue.counts("state")).values()) == {0}


async def test_a_rebuild_from_the_wrong_kafka_is_refused_and_changes_nothing(crew_of: CrewOf) -> None:
    crew = crew_of()
    async with desk_of(crew) as queue:
        await queue.push(an_item("c1"))
        events = await queue.audit_read()
        await queue.audit_trim(events[-1].position)  # as if another log had them
        refused = secondsource(crew, "rebuild", "--replace")
        assert refused.returncode == 2
        assert "1 items of the desk" in refused.stderr
        assert (await queue.take("ana")).id == "c1"  # type: ignore[union-attr]


async def test_a_rebuild_from_a_kafka_without_our_topics_is_refused_in_one_line(crew_of: CrewOf) -> None:
    crew = crew_of()
    async with desk_of(crew) as queue:
        await queue.push(an_item("c1"))
        refused = secondsource(crew, "rebuild", "--replace")
        assert (refused.returncode, refused.stderr.count("Traceback")) == (2, 0), refused.stderr
        assert f"has no topic {crew.prefix}desk.events: is it the right one" in refused.stderr
        assert (await queue.take("ana")).id == "c1"  # type: ignore[union-attr]


async def test_what_the_log_tells_in_no_known_state_is_a_dead_letter_and_named(crew_of: CrewOf) -> None:
    crew = crew_of()
    await make_topics(crew.kafka, crew.prefix)
    async with desk_of(crew) as queue:
        await queue.push(an_item("c1"))
        spoilt = {"id": "c1", "seq": 2, "at_ms": 1, "what": "released", "who": "ana", "to": "nowhere"}
        event = json.dumps(spoilt | {"fields": {"state": "nowhere"}})  # as an older version told it
        await queue.client.xadd(queue.prefix + "audit", {"event": event})
        told = secondsource(crew, "rebuild", "--replace")
        assert told.returncode == 0, told.stderr
        assert "c1: the log tells no state that there is; it is a dead letter now" in told.stderr
        assert (await queue.get("c1")).state == "dead"
        assert_sound(crew)
