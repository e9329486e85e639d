"""Promise 10, audit: who did what, when, why, under which token; kept until the log has it."""

from collections.abc import Sequence

import pytest

from schemas.verdict import DeskEvent
from tests.contract.desks import START_MS, Desk, an_item
from tests.contract.logs import Log
from workers.history import History
from workers.policy import DAY_S, MINUTE_S
from workers.relay import desk_event, relay

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def a_busy_day(desk: Desk) -> None:
    """Every move once."""
    queue = desk.queue
    for id in ["a", "b", "c", "d"]:
        await queue.push(an_item(id))
    await queue.update(an_item("a", 60, version=2))
    lease = await queue.take_item("a", "ana")
    await queue.hold("a", lease.token, "ana", 3600)
    token = await queue.hand_over("a", lease.token, "ana", "bo")
    await queue.note("a", "bo", "rang twice")
    await queue.release("a", token, "bo")
    await queue.park("a", None, "chef", START_MS + DAY_S * 1000)
    await queue.wake("a", "chef")
    lease = await queue.take_item("a", "ana")
    await queue.verdict("a", lease.token, "ana", "confirmed", reason="rang")
    await queue.verdict("a", lease.token, "ana", "refuted", reason="rang")
    await queue.undo("a", "ana")
    await desk.advance(5 * MINUTE_S)
    await queue.expire()
    await queue.withdraw("a", "w1")
    await queue.reinstate("a", "w2", 50)
    await queue.freeze("a", "f1")
    await queue.thaw("a", "f2")
    await queue.split("a", an_item("a-2"), "chef")
    await queue.merge("a", "b", "m1")
    await queue.escalate("c", None, "chef")
    await queue.bury("d", None, "chef", "cannot be shown")
    await queue.redrive("d", "chef")
    await queue.mute("topic:sport", START_MS + DAY_S * 1000, "chef")


EVERYTHING = [
    "pushed", "updated", "taken", "held", "handed-over", "noted", "released", "parked", "woken", "verdict",
    "verdict-late", "undone", "expired", "withdrawn", "reinstated", "frozen", "thawed", "split", "merged-into",
    "merged-from", "escalated", "buried", "redriven", "muted",
]  # fmt: skip


async def test_every_move_leaves_a_record(desk: Desk) -> None:
    await a_busy_day(desk)
    told = {event.what for event in await desk.queue.audit_read()}
    assert told == set(EVERYTHING)


async def test_the_records_of_an_item_are_in_order_and_without_a_gap(desk: Desk) -> None:
    await a_busy_day(desk)
    log = await desk.queue.audit_read()
    for id in ["a", "b", "c", "d", "a-2"]:
        events = [event for event in log if event.id == id]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert [event.from_state for event in events[1:]] == [event.to_state for event in events[:-1]]


async def test_the_fields_of_the_log_add_up_to_the_item(desk: Desk) -> None:
    await a_busy_day(desk)
    log = await desk.queue.audit_read()
    for id in ["a", "b", "c", "d", "a-2"]:
        folded: dict[str, str] = {}
        for event in log:
            folded |= event.fields if event.id == id else {}
        told = {name: value for name, value in folded.items() if value}
        row = await desk.queue.get(id)
        shown = {name: value for name, value in told.items() if not name.startswith("+")}
        assert shown == {name: value for name, value in row.fields.items() if name != "seq"}


async def test_the_log_keeps_everything_until_the_relay_confirms(desk: Desk) -> None:
    for id in ["a", "b", "c"]:
        await desk.queue.push(an_item(id))
    first = await desk.queue.audit_read(limit=2)
    assert [event.id for event in first] == ["a", "b"]
    assert [event.id for event in await desk.queue.audit_read(after=first[-1].position)] == ["c"]
    assert len(await desk.queue.audit_read()) == 3
    assert await desk.queue.audit_trim(first[-1].position) == 2
    assert [event.id for event in await desk.queue.audit_read()] == ["c"]
    assert [event.what for event in await desk.queue.trail("a")] == ["pushed"]


class Full(Log):
    """A Kafka that takes one batch and no other."""

    async def desk_events(self, events: Sequence[DeskEvent]) -> None:
        if self.events:
            raise OSError("Kafka is away")
        await super().desk_events(events)


async def test_the_relay_forgets_only_what_the_log_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.relay.BATCH", 2)
    for id in ["a", "b", "c", "d", "e"]:
        await desk.queue.push(an_item(id))
    with pytest.raises(OSError, match="away"):
        await relay(desk.queue, Full())
    assert [event.id for event in await desk.queue.audit_read()] == ["c", "d", "e"]
    log = Log()
    assert await relay(desk.queue, log) == 3
    assert [(event.id, event.body is not None) for event in log.events] == [("c", True), ("d", True), ("e", True)]
    assert await desk.queue.audit_read() == ()


async def test_a_refused_move_leaves_no_record(desk: Desk) -> None:
    await desk.queue.push(an_item())
    before = await desk.queue.audit_read()
    await desk.queue.bulk(["c1"], lambda id: desk.queue.release(id, 7, "ana"))
    await desk.queue.bulk(["c1"], lambda id: desk.queue.thaw(id, "k"))
    await desk.queue.bulk(["c1"], lambda id: desk.queue.undo(id, "ana"))
    assert await desk.queue.audit_read() == before


async def test_an_item_of_no_known_state_is_put_as_a_dead_letter(desk: Desk) -> None:
    await desk.queue.push(an_item())
    fields = dict((await desk.queue.audit_read())[0].fields) | {"seq": "1", "muted": "topic:sport"}
    item = an_item("c2")
    assert await desk.queue.restore(item, fields | {"state": "nowhere"}, [])
    (event,) = await desk.queue.trail("c2")
    assert (event.what, event.who, event.from_state, event.to_state) == ("buried", "rebuild", "", "dead")
    row = await desk.queue.get("c2")
    assert (row.state, "muted" in row.fields) == ("dead", False)
    assert (await desk.queue.audit_read())[-1].fields["state"] == "dead"
    assert not await desk.queue.restore(item, fields | {"state": "nowhere"}, [])


async def test_a_desk_is_put_together_from_its_log(open_desk) -> None:  # type: ignore[no-untyped-def]
    """Promise 11: rows, order, trails and marks are as before; leases wait again, and no token comes twice."""
    desk, rebuilt = await open_desk(), await open_desk()
    await a_busy_day(desk)
    held = await desk.queue.take("ana")
    log = await desk.queue.audit_read()
    history = History(desk.queue.desk)
    for event in [*log, *log[:20]]:  # the log is written at least once
        history.hear(desk_event(event, desk.queue.desk))
    for id, told in history.items.items():
        row = await desk.queue.get(id)
        fields = told.fields | {"seq": str(told.seq)}
        assert await rebuilt.queue.restore(row.item, fields, told.trail)
        assert not await rebuilt.queue.restore(row.item, fields, told.trail)
        trail = await rebuilt.queue.trail(id)
        assert trail[: told.seq] == await desk.queue.trail(id)
        assert [event.what for event in trail[told.seq :]] == (["let-go"] if id == held.id else [])
    assert history.mutes == await desk.queue.mutes()
    assert (await rebuilt.queue.stats()).states["leased"] == 0
    assert [(notice.what, notice.reason) for notice in await rebuilt.queue.notices("ana")] == [("expired", "rebuild")]
    assert await rebuilt.queue.push(an_item("c")) == "again"
    was = [row for row in (await desk.queue.page()).rows if row.id != held.id]
    now = {row.id: row for row in (await rebuilt.queue.page()).rows}
    assert [now[row.id] for row in was] == was
    assert now[held.id].state == "waiting"
    assert (await rebuilt.queue.take("ana", lead=True)).token == history.token + 1


async def test_the_trail_says_until_when_it_was_held_and_parked(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    held_ms = await desk.queue.hold("c1", lease.token, "ana", 3600)
    await desk.queue.park("c1", lease.token, "ana", held_ms + 1000, "they call back")
    assert [event.data for event in (await desk.queue.trail("c1"))[-2:]] == [
        {"until_ms": held_ms},
        {"until_ms": held_ms + 1000},
    ]
