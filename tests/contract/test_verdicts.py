"""Promise 6, a verdict needs the token: late ones are kept and never applied; undo has a window."""

import pytest

from tests.contract.desks import Desk, an_item
from workers.errors import BadMove, KeyUsed, NotYours, UndoTooLate, UnknownItem, WrongState
from workers.policy import MINUTE_S

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]


async def test_the_holder_decides(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    given = await desk.queue.verdict(
        "c1", lease.token, "ana", "refuted", reason="the court says no", evidence=["https://example.org/ruling"]
    )
    assert (given.result, given.state, given.again) == ("applied", "done", False)
    event = (await desk.queue.trail("c1"))[-1]
    assert (event.what, event.who, event.reason, event.token) == ("verdict", "ana", "the court says no", lease.token)
    assert event.data["outcome"] == "refuted"
    assert event.data["evidence"] == ["https://example.org/ruling"]


async def test_a_late_verdict_is_kept_and_not_applied(desk: Desk) -> None:
    await desk.queue.push(an_item())
    late = await desk.queue.take("ana")
    await desk.advance(5 * MINUTE_S)
    await desk.queue.expire()
    lease = await desk.queue.take("bo")
    given = await desk.queue.verdict("c1", late.token, "ana", "confirmed", reason="they rang back")
    assert (given.result, given.state) == ("late", "leased")
    row = await desk.queue.get("c1")
    assert (row.holder, "outcome" in row.fields) == ("bo", False)
    kept = (await desk.queue.trail("c1"))[-1]
    assert (kept.what, kept.data["outcome"], kept.reason) == ("verdict-late", "confirmed", "they rang back")
    assert (await desk.queue.verdict("c1", lease.token, "bo", "refuted", reason="rang")).result == "applied"


async def test_a_verdict_is_late_by_the_clock_even_before_the_timer_loop(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.advance(5 * MINUTE_S)
    assert (await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")).result == "late"


async def test_somebody_elses_token_does_not_decide(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    assert (await desk.queue.verdict("c1", lease.token, "bo", "confirmed", reason="rang")).result == "late"
    assert (await desk.queue.verdict("c1", lease.token + 1, "ana", "confirmed", reason="rang")).result == "late"


async def test_a_key_is_answered_once(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    first = await desk.queue.verdict("c1", lease.token, "ana", "confirmed", key="k", reason="rang")
    again = await desk.queue.verdict("c1", lease.token, "ana", "confirmed", key="k", reason="rang")
    assert (again.result, again.state, again.again) == (first.result, first.state, True)
    assert [event.what for event in await desk.queue.trail("c1")] == ["pushed", "taken", "verdict"]


async def test_the_key_of_a_verdict_is_one_of_its_item_person_and_move(desk: Desk) -> None:
    for id in ("c1", "c2"):
        await desk.queue.push(an_item(id))
    leases = {lease.id: lease for lease in [await desk.queue.take("ana") for _ in range(2)]}
    await desk.queue.verdict("c1", leases["c1"].token, "ana", "confirmed", key="k", reason="rang")
    events = await desk.queue.audit_read()
    for used in (
        desk.queue.verdict("c2", leases["c2"].token, "ana", "confirmed", key="k", reason="rang"),
        desk.queue.verdict("c1", leases["c1"].token, "bo", "confirmed", key="k", reason="rang"),
        desk.queue.note("c1", "ana", "rang", request="k"),
    ):
        with pytest.raises(KeyUsed, match="send a new one"):
            await used
    await desk.queue.note("c2", "ana", "rang", request="n")
    with pytest.raises(KeyUsed):
        await desk.queue.verdict("c2", leases["c2"].token, "ana", "confirmed", key="n", reason="rang")
    assert await desk.queue.audit_read(limit=len(events)) == events
    assert (await desk.queue.get("c2")).state == "leased"


async def test_the_key_of_an_undone_verdict_is_used_up(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    for second in (False, True):
        key = f"k{second}"
        token = (await desk.queue.get("c1")).token
        await desk.queue.verdict("c1", token, "ana", "confirmed", key=key, reason="rang", second=second)
        token = await desk.queue.undo("c1", "ana")
        for tried in (token, lease.token):
            with pytest.raises(KeyUsed):
                await desk.queue.verdict("c1", tried, "ana", "confirmed", key=key, reason="rang", second=second)
        assert (await desk.queue.get("c1")).state == "leased"
    assert (await desk.queue.verdict("c1", token, "ana", "refuted", key="new", reason="rang")).result == "applied"


async def test_a_verdict_on_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(UnknownItem):
        await desk.queue.verdict("nothing", 1, "ana", "confirmed", reason="rang")


async def test_undo_gives_it_back_under_a_new_token(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    await desk.advance(10 * MINUTE_S)
    token = await desk.queue.undo("c1", "ana", request="r1")
    assert await desk.queue.undo("c1", "ana", request="r1") == token
    assert token > lease.token
    row = await desk.queue.get("c1")
    assert (row.state, row.holder, "outcome" in row.fields) == ("leased", "ana", False)
    assert (await desk.queue.verdict("c1", token, "ana", "refuted", reason="rang")).result == "applied"


async def test_undo_has_a_window_and_an_owner(desk: Desk) -> None:
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    with pytest.raises(WrongState):
        await desk.queue.undo("c1", "ana")
    await desk.queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang")
    with pytest.raises(NotYours):
        await desk.queue.undo("c1", "bo")
    await desk.advance(10 * MINUTE_S + 1)
    with pytest.raises(UndoTooLate):
        await desk.queue.undo("c1", "ana")


async def test_a_change_is_told_with_its_wording_and_a_duplicate_with_what_it_repeats(desk: Desk) -> None:
    given = {"c1": ("confirmed-with-change", {"change": "zwölf, nicht „zehn“"}), "c2": ("duplicate", {"of": "c1"})}
    for id, (outcome, more) in given.items():
        await desk.queue.push(an_item(id))
        lease = await desk.queue.take("ana")
        await desk.queue.verdict(id, lease.token, "ana", outcome, reason="rang", **more)
        told = (await desk.queue.trail(id))[-1].data
        assert {name: told.get(name) for name in ("outcome", *more)} == {"outcome": outcome, **more}
    assert "change" not in (await desk.queue.trail("c2"))[-1].data


async def test_what_repeats_no_item_of_the_desk_is_no_duplicate(desk: Desk) -> None:
    await desk.queue.push(an_item("c1"))
    lease = await desk.queue.take("ana")
    with pytest.raises(UnknownItem, match=r"^nowhere: "):
        await desk.queue.verdict("c1", lease.token, "ana", "duplicate", reason="rang", of="nowhere")
    assert (await desk.queue.get("c1")).holder == "ana"


async def repeats(desk: Desk, id: str, of: str) -> None:
    lease = await desk.queue.take_item(id, "ana")
    await desk.queue.verdict(id, lease.token, "ana", "duplicate", reason="the same fire", of=of)


async def test_items_do_not_repeat_each_other_in_a_circle(desk: Desk) -> None:
    for id in ("a", "b", "c", "d"):
        await desk.queue.push(an_item(id))
    await desk.queue.merge("a", "d", "m1")
    await repeats(desk, "b", "d")  # which is a by now
    await repeats(desk, "c", "b")
    for of in ("b", "c", "d"):
        with pytest.raises(BadMove, match=f"^a .it is what {of} repeats.: "):
            await repeats(desk, "a", of)
        assert (await desk.queue.get("a")).state == "leased"
        await desk.queue.release("a", (await desk.queue.get("a")).token, "ana")
    await desk.queue.undo("b", "ana")
    await repeats(desk, "a", "b")
    assert (await desk.queue.get("a")).fields["duplicate_of"] == "b"


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("confirmed-with-change", {}),
        ("confirmed-with-change", {"change": " "}),
        ("confirmed-with-change", {"of": "c2"}),
        ("duplicate", {}),
        ("duplicate", {"of": "c1"}),
        ("confirmed", {"change": "x"}),
        ("refuted", {"of": "c2"}),
    ],
)
async def test_each_outcome_has_what_it_needs_and_no_more(desk: Desk, outcome: str, more: dict[str, str]) -> None:
    for id in ("c1", "c2"):
        await desk.queue.push(an_item(id))
    lease = await desk.queue.take_item("c1", "ana")
    with pytest.raises(BadMove):
        await desk.queue.verdict("c1", lease.token, "ana", outcome, reason="rang", **more)
    assert (await desk.queue.get("c1")).state == "leased"
