"""A desk is rebuilt by one process at a time, and is open again only when it is whole."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.desks import RedisDesk, an_item
from tests.contract.logs import Log, rebuild
from workers.errors import NotEmpty, Rebuilding
from workers.keys import REBUILDER, REBUILDING
from workers.rebuild import Rebuild
from workers.relay import relay

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


class Away(Log):
    """A Kafka that takes nothing."""

    async def desk_events(self, events: Any) -> None:
        raise OSError("Kafka is away")


async def is_open(desk: RedisDesk) -> bool:
    try:
        await desk.queue.push(an_item("again"))
    except Rebuilding:
        return False
    return True


async def test_a_second_rebuild_is_refused_and_the_desk_stays_closed(redis_desk: RedisDesk) -> None:
    async with Rebuild(redis_desk.queue, Log(), replace=True) as first:
        with pytest.raises(Rebuilding, match="another rebuild of this desk is under way"):
            async with Rebuild(redis_desk.queue, Log(), replace=True):
                pass
        await first.alive()
        assert not await is_open(redis_desk)


@pytest.mark.parametrize("emptied", [False, True])
async def test_one_that_was_silent_for_too_long_is_told_and_does_not_open_the_desk(
    redis_desk: RedisDesk, emptied: bool
) -> None:
    log = Log()
    await redis_desk.queue.push(an_item("c1"))
    first = await Rebuild(redis_desk.queue, log, replace=True).__aenter__()
    if emptied:
        await first.empty(log.history(redis_desk.queue.desk))
        await redis_desk.advance(0)  # the clock of the test is a key of the desk
    await redis_desk.queue.client.delete(redis_desk.queue.prefix + REBUILDER)  # its minute is over
    async with Rebuild(redis_desk.queue, log, replace=True) as second:
        with pytest.raises(Rebuilding, match="another rebuild of this desk has taken over"):
            await first.alive()
        await first.__aexit__(Rebuilding, Rebuilding(), None)
        assert not await is_open(redis_desk)
        await second.alive()
    assert (await rebuild(redis_desk, log)).items.keys() == {"c1"}
    assert (await redis_desk.queue.get("c1")).state == "waiting"


async def test_one_that_cannot_send_what_the_log_lacks_leaves_the_desk_as_it_was(redis_desk: RedisDesk) -> None:
    await redis_desk.queue.push(an_item("c1"))
    with pytest.raises(OSError, match="away"):
        async with Rebuild(redis_desk.queue, Away(), replace=True):
            pass
    assert await is_open(redis_desk)
    await redis_desk.queue.client.set(redis_desk.queue.prefix + REBUILDING, 1)  # one before has died half-way
    with pytest.raises(OSError, match="away"):
        async with Rebuild(redis_desk.queue, Away(), replace=True):
            pass
    assert not await is_open(redis_desk)


async def test_one_that_lost_its_turn_empties_nothing(redis_desk: RedisDesk) -> None:
    log = Log()
    await redis_desk.queue.push(an_item("c1"))
    first = await Rebuild(redis_desk.queue, log, replace=True).__aenter__()
    history = log.history(redis_desk.queue.desk)
    await redis_desk.queue.client.delete(redis_desk.queue.prefix + REBUILDER)  # its minute is over
    await rebuild(redis_desk, log)  # another begins, and ends
    with pytest.raises(Rebuilding, match="another rebuild of this desk has taken over"):
        await first.empty(history)
    await first.__aexit__(Rebuilding, Rebuilding(), None)
    assert (await redis_desk.queue.get("c1")).state == "waiting"


async def test_the_wrong_log_is_refused_and_the_right_one_gets_what_it_lacked(redis_desk: RedisDesk) -> None:
    right, wrong = Log(), Log()
    await redis_desk.queue.push(an_item("old"))
    await redis_desk.queue.push(an_item("c1"))
    await relay(redis_desk.queue, right)
    lease = await redis_desk.queue.take_item("c1", "ana")
    await redis_desk.queue.verdict("c1", lease.token, "ana", "refuted", reason="rang")  # Kafka is away
    with pytest.raises(NotEmpty, match="is this the right Kafka"):
        await rebuild(redis_desk, wrong)
    await rebuild(redis_desk, right)
    assert (await redis_desk.queue.get("c1")).fields["outcome"] == "refuted"


async def test_a_log_that_lost_its_end_is_refused(redis_desk: RedisDesk) -> None:
    log = Log()
    await redis_desk.queue.push(an_item("c1"))
    await relay(redis_desk.queue, log)
    known = len(log.events)
    lease = await redis_desk.queue.take("ana")
    await redis_desk.queue.verdict("c1", lease.token, "ana", "refuted", reason="rang")
    await relay(redis_desk.queue, log)
    del log.events[known:]
    with pytest.raises(NotEmpty, match="not to their last event"):
        await rebuild(redis_desk, log)
    assert (await redis_desk.queue.get("c1")).state == "done"


async def test_the_holders_are_told_also_where_the_first_rebuild_broke_off(redis_desk: RedisDesk) -> None:
    log = Log()
    await redis_desk.queue.push(an_item("c1"))
    await redis_desk.queue.take("ana")
    await rebuild(redis_desk, log, dies=True)
    await rebuild(redis_desk, log)
    assert [notice.what for notice in await redis_desk.queue.notices("ana")] == ["expired"]
