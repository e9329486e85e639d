"""What makes no sense is refused before anything is done."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from schemas.topics import RECORD_MAX_BYTES
from tests.contract.desks import START_MS, Desk, RedisDesk, an_item
from tests.contract.logs import Log
from workers.errors import BadMove
from workers.queue import ClaimQueue
from workers.records import Filter
from workers.relay import relay

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("name", ["", " ", "bo\nb", "x" * 81])
async def test_a_lease_has_a_holder_with_a_name(desk: Desk, name: str) -> None:
    await desk.queue.push(an_item("c1"))
    with pytest.raises(BadMove, match="name"):
        await desk.queue.take(name)
    with pytest.raises(BadMove, match="name"):
        await desk.queue.take_item("c1", name)
    lease = await desk.queue.take("ana")
    with pytest.raises(BadMove, match="name"):
        await desk.queue.hand_over("c1", lease.token, "ana", name)
    assert (await desk.queue.get("c1")).holder == "ana"


async def test_a_verdict_has_one_of_the_outcomes_and_evidence_that_json_has(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("ana")
    for outcome in ("", "Confirmed", "true"):
        with pytest.raises(BadMove, match="there are confirmed"):
            await desk.queue.verdict("c1", lease.token, "ana", outcome, reason="rang")
    for evidence in ([float("nan")], [{1, 2}], [nested(17)], [{"a": nested(15)}]):
        with pytest.raises(BadMove, match="evidence"):
            await desk.queue.verdict("c1", lease.token, "ana", "confirmed", evidence=evidence, reason="rang")
    assert (await desk.queue.get("c1")).state == "leased"
    given = await desk.queue.verdict("c1", lease.token, "ana", "confirmed", evidence=[nested(15)], reason="rang")
    assert given.result == "applied"


@pytest.mark.parametrize("reason", ["", " \n"])
async def test_a_verdict_has_a_reason(desk: Desk, reason: str) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("ana")
    with pytest.raises(BadMove, match="reason"):
        await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason=reason)
    assert (await desk.queue.get("c1")).state == "leased"


def nested(depth: int) -> Any:
    """Lists in lists, around a text."""
    value: Any = "https://example.org"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("subject", ["", "le courrier", "source:", "topic:", "language:fr"])
async def test_only_a_source_or_a_topic_is_muted(desk: Desk, subject: str) -> None:
    with pytest.raises(BadMove, match="muted"):
        await desk.queue.mute(subject, 2_000_000_000_000, "ana")
    assert await desk.queue.mutes() == {}


async def test_a_lease_that_nobody_holds_does_not_stop_the_timers(desk: Desk) -> None:
    for id in ("c1", "c2"):
        await desk.queue.push(an_item(id))
        await desk.queue.take("ana")
    if isinstance(desk, RedisDesk):  # the model has no such lease
        await desk.queue.client.hdel(f"{desk.queue.prefix}item:c1", "holder")
    await desk.advance(3600)
    assert (await desk.queue.expire())["expired"] == 2


async def test_an_item_that_is_gone_does_not_stop_the_takes(desk: Desk) -> None:
    for id in ("c1", "c2"):
        await desk.queue.push(an_item(id))
    if isinstance(desk, RedisDesk):  # the model has no such place
        await desk.queue.client.delete(f"{desk.queue.prefix}item:c1")
        assert (await desk.queue.take("ana")).id == "c2"


async def test_counters_that_are_spoilt_do_not_spoil_the_answers(desk: Desk) -> None:
    if isinstance(desk, RedisDesk):
        await desk.queue.client.set(f"{desk.queue.prefix}stats", "no hash")
    assert await desk.queue.push(an_item("c1")) == "pushed"
    lease = await desk.queue.take("ana")
    assert (await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")).result == "applied"


@pytest.mark.parametrize("name", ["", "a\nb"])
async def test_who_mutes_has_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(BadMove, match="name"):
        await desk.queue.mute("topic:sport", START_MS + 1000, name)
    assert await desk.queue.mutes() == {}


async def test_one_text_is_no_list(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    for skills in ({"languages": "fr"}, {"topics": "economy"}):
        with pytest.raises(BadMove, match="give a list"):
            await desk.queue.take("ana", **skills)
    lease = await desk.queue.take("ana", languages=["fr"])
    address = "https://example.org/ruling"
    with pytest.raises(BadMove, match="give a list"):
        await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang", evidence=address)
    assert (await desk.queue.get("c1")).state == "leased"


@pytest.mark.parametrize("number", [-1, 101, 50.5, float("nan"), True, "50", None])
async def test_a_priority_is_a_whole_number_to_a_hundred(desk: Desk, number: Any) -> None:
    queue = desk.queue
    await queue.push(an_item("c1"))
    await queue.withdraw("c1", "w")
    new, same = (an_item(id, version=2).model_copy(update={"priority": number}) for id in ("new", "c1"))
    for move in (
        queue.push(new),
        queue.push(same),
        queue.push_many([an_item("first"), new]),
        queue.update(same),
        queue.split("c1", new, "chef"),
        queue.reinstate("c1", "r", number),
    ):
        with pytest.raises(BadMove, match="no priority"):
            await move
    assert [event.what for event in await queue.audit_read()] == ["pushed", "withdrawn"]


@pytest.mark.parametrize(("letter", "most"), [("x", 3_000_000), ("é", 500_000), ("\x01", 500_000), ("💧", 250_000)])
async def test_an_item_is_no_larger_than_the_log_takes(desk: Desk, letter: str, most: int) -> None:
    """It would stand before all other events."""
    queue = desk.queue
    for size in (most, 3 * most):
        item = an_item(f"c{size}", claim=letter * size, card={"paragraph": letter * size})
        if size == most:
            assert await queue.push(item) == "pushed"
            continue
        await queue.push(an_item("whole"))
        for move in (queue.push(item), queue.update(item), queue.split("whole", item, "chef")):
            with pytest.raises(BadMove, match="the log takes"):
                await move
    log = Log()
    await relay(queue, log)
    assert max(len(event.to_bytes()) for event in log.events) < RECORD_MAX_BYTES


@pytest.mark.parametrize("span_s", [0, -60])
async def test_a_hold_has_a_length(desk: Desk, span_s: int) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("ana")
    with pytest.raises(BadMove, match="more than none"):
        await desk.queue.hold("c1", lease.token, "ana", span_s)
    assert (await desk.queue.get("c1")).state == "leased"


@pytest.mark.parametrize("ms", [float("nan"), float("inf"), "abc", "", None, 1e22, 10**15, -1, True])
async def test_a_time_is_a_number_of_ms_that_can_be_shown(desk: Desk, ms: Any) -> None:
    await desk.queue.push(an_item("c1"))
    with pytest.raises(BadMove, match="no time"):
        await desk.queue.park("c1", None, "chef", ms)
    with pytest.raises(BadMove, match="no time"):
        await desk.queue.mute("source:s", ms, "chef")
    if ms is not None:
        with pytest.raises(BadMove, match="no time"):
            await desk.queue.freeze("c1", "k", until_ms=ms)
    assert await desk.queue.mutes() == {}
    assert (await desk.queue.take("ana")).id == "c1"


async def test_what_is_no_text_is_refused_alone(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    for id in ("c1", "c2"):
        await queue.push(an_item(id))
    nothing: Any = None
    answers = await asyncio.gather(
        queue.note("c1", "ben", "rang"),
        queue.heartbeat("c1", nothing),
        queue.note("c1", "ben", nothing),
        queue.note(nothing, "ben", "rang"),
        queue.heartbeat("c1", True),
        queue.take("ana"),
        return_exceptions=True,
    )
    assert answers[0] is None
    assert [type(answer) for answer in answers[1:5]] == [BadMove] * 4
    assert not isinstance(answers[5], BaseException)


async def test_half_a_character_is_refused_by_who_reads_too(redis_desk: RedisDesk) -> None:
    queue, half = redis_desk.queue, "\ud800"
    for look in (
        queue.get(half),
        queue.find(half + "aaaa"),
        queue.trail(half),
        queue.notices(half),
        queue.bodies([half]),
        queue.page(Filter(lane=half)),
        queue.page(Filter(source=half)),
    ):
        with pytest.raises(BadMove, match="characters"):
            await look


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {"protocol": 3}),
        ("?protocol=3", {}),
        ("", {"decode_responses": False}),
        ("", {"encoding_errors": "strict"}),
        ("?encoding=latin-1&encoding_errors=ignore&decode_responses=", {}),
    ],
)
async def test_texts_are_read_as_they_were_written_however_the_client_is_opened(
    redis_url: str, redis_desk: RedisDesk, query: str, options: dict[str, Any]
) -> None:
    queue = await ClaimQueue.open(redis_url + query, redis_desk.queue.desk, **options)
    item = an_item("né", claim="Zürich a dit «\xa0non\xa0»", source="été")
    assert await queue.push(item) == "pushed"
    lease = await queue.take("Zoé", request="r")
    assert lease
    assert lease == await queue.take("Zoé", request="r")
    assert lease.row.item == item
    assert [row.holder for row in (await queue.page(Filter(source="été"))).rows] == ["Zoé"]
    assert (await queue.verdict("né", lease.token, "Zoé", "confirmed", reason="«\xa0oui\xa0»")).result == "applied"
    assert [event.reason for event in await queue.audit_read()][-1] == "«\xa0oui\xa0»"
    assert (await queue.stats()).states["done"] == 1
    await queue.close()


async def test_an_alert_has_a_name_that_there_is(desk: Desk) -> None:
    with pytest.raises(BadMove, match="there are kill, hold"):
        await desk.queue.push(an_item(), alert="fire")
    assert (await desk.queue.page()).rows == ()
    assert await desk.queue.audit_trim("") == 0
