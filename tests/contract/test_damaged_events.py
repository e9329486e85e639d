"""What somebody spoilt by hand in Redis is no event: the log is told all others, and a rebuild goes on."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.verdict import DeskEvent
from tests.contract.desks import START_MS, RedisDesk, an_item
from tests.contract.logs import Log, Logged, nothing_new, rebuild
from workers.records import Filter
from workers.relay import relay
from workers.verify import Verify

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


@pytest.mark.parametrize("fields", [("event", "{"), ("nothing", "1")])
async def test_what_is_no_event_does_not_keep_events_from_the_log(logged: Logged, fields: tuple[Any, ...]) -> None:
    for _ in range(3):
        await logged.spoil("XADD", "audit", "*", *fields)
    await logged.queue.note("whole", "ana", "rang")
    assert [event.what for event in await logged.queue.audit_read(limit=1)] == ["noted"]
    await logged.send()
    assert await logged.differ() == []


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "",
        '{"id":"c1","seq":"x","at_ms":1,"what":"w","who":null,"to":""}',
        '{"id":"c1","seq":1,"at_ms":1,"what":"w","who":"","to":"","fields":{"a":1}}',
        '{"id":"c1","seq":1,"at_ms":1,"what":"w","who":"","to":"","data":' + '{"a":' * 980 + "1" + "}" * 981,
    ],
)
async def test_what_is_no_event_is_a_dead_letter_and_a_relay_and_a_rebuild_go_on(
    redis_desk: RedisDesk, text: str
) -> None:
    queue, log = redis_desk.queue, Log()
    await queue.push(an_item("before"))
    await queue.client.xadd(queue.prefix + "audit", {"event": text})
    await queue.push(an_item("after"))
    await relay(queue, log)
    assert [event.id for event in log.events] == ["before", "after"]
    assert [(letter.reason, letter.value) for letter in log.letters] == [("bad-desk-event", text.encode())]
    await queue.client.xadd(queue.prefix + "audit", {"event": text})
    await rebuild(redis_desk, log)
    assert sorted([row.id for row in (await queue.page()).rows]) == ["after", "before"]
    assert len(log.letters) == 2


async def test_no_depth_stops_the_relay(redis_desk: RedisDesk) -> None:
    queue, log = redis_desk.queue, Log()
    depths = range(5, 1005, 5)
    for depth in depths:
        data = '{"a":' * depth + "1" + "}" * depth
        text = f'{{"id":"c1","seq":{depth},"at_ms":1,"what":"w","who":"","to":"","data":{data}}}'
        await queue.client.xadd(queue.prefix + "audit", {"event": text})
    await relay(queue, log)
    assert [event.seq for event in log.events] == list(range(5, 105, 5))
    assert len(log.letters) == len(depths) - len(log.events)


async def test_a_lease_without_a_holder_runs_out_with_nobody(redis_desk: RedisDesk) -> None:
    queue, log = redis_desk.queue, Log()
    await queue.push(an_item("c1"))
    await queue.take("ana")
    await queue.client.hdel(f"{queue.prefix}item:c1", "holder")
    await redis_desk.advance(3600)
    await queue.expire()
    await relay(queue, log)
    assert [(event.what, event.who) for event in log.events][-1] == ("expired", "")
    assert log.letters == []


async def test_a_body_that_cannot_be_read_does_not_keep_events_from_the_log(logged: Logged) -> None:
    await logged.queue.push(an_item("new"))
    await logged.spoil("SET", "body:new", "no deflated JSON")
    await logged.queue.note("whole", "ana", "rang")
    await logged.send()
    assert await logged.queue.audit_read() == ()


async def log_of_two(desk: RedisDesk) -> Log:
    """The log of a desk that holds "spoilt" and "whole"."""
    log = Log()
    for id in ("spoilt", "whole"):
        await desk.queue.push(an_item(id))
    await relay(desk.queue, log)
    return log


async def test_a_state_that_was_spoilt_before_the_log_told_it_is_a_dead_letter_after_a_rebuild(
    redis_desk: RedisDesk,
) -> None:
    log = await log_of_two(redis_desk)
    log.events.append(told_in_state('no"where', redis_desk.queue.desk))
    assert (await rebuild(redis_desk, log)).stateless == ["spoilt"]
    assert [row.id for row in (await redis_desk.queue.page(Filter(state="dead"))).rows] == ["spoilt"]
    assert (await redis_desk.queue.trail("spoilt"))[-1].who == "rebuild"
    await relay(redis_desk.queue, log)
    verify = Verify(redis_desk.queue, log.history(redis_desk.queue.desk), nothing_new)
    assert (await verify.items())[1] + await verify.desk() == []
    assert await redis_desk.queue.redrive("spoilt", "chef") == "waiting"


def told_in_state(state: str, desk: str) -> DeskEvent:
    """An event as an older version told it of an item that somebody had spoilt."""
    changed = {"state": state}
    return DeskEvent(
        desk=desk, id="spoilt", seq=2, at_ms=START_MS, what="released", who="ana", to_state=state, fields=changed
    )


async def test_what_the_log_tells_without_a_time_is_left_out_and_keeps_nobody_from_the_rest(
    redis_desk: RedisDesk,
) -> None:
    log = await log_of_two(redis_desk)
    log.events[0] = log.events[0].model_copy(update={"fields": log.events[0].fields | {"queued_ms": "soon"}})
    assert await rebuild(redis_desk, log, left=["spoilt"])
    assert [row.id for row in (await redis_desk.queue.page()).rows] == ["whole"]
