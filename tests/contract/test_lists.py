"""Lists: filters, keyset pages that neither skip nor repeat while the queue moves, counts that are kept."""

import itertools
import shlex

import pytest

from secondsource.errors import QueueError
from tests.contract.desks import START_MS, Desk, RedisDesk, an_item
from workers.policy import DAY_S, HOUR_S
from workers.records import Filter

pytestmark = [pytest.mark.asyncio, pytest.mark.redis]

FACETS = {
    "source": ["le courrier", "la gazette"],
    "language": ["fr", "it"],
    "provider": ["Agence du Lac", "ATV"],
}
KINDS = [("single", "anonymous"), ("single", "named"), ("unsupported", "rumour")]


@pytest.fixture
def mixed() -> list[dict[str, str]]:
    """24 claims: every source, language, provider and kind with every other."""
    rows = [dict(zip(FACETS, values, strict=True)) for values in itertools.product(*FACETS.values())]
    return [row | {"verdict": verdict, "kind": kind} for row in rows for verdict, kind in KINDS]


async def fill(desk: Desk, mixed: list[dict[str, str]]) -> None:
    for number, fields in enumerate(mixed):
        await desk.queue.push(an_item(f"c{number:02}", 30 + number % 4 * 20, **fields))
        await desk.advance(1)


async def ids(desk: Desk, filter: Filter, limit: int = 5) -> list[str]:
    """All pages, one after the other."""
    found: list[str] = []
    cursor = None
    while True:
        page = await desk.queue.page(filter, cursor, limit)
        found += [row.id for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            return found


def is_italian(mixed: list[dict[str, str]], id: str) -> bool:
    return mixed[int(id[1:])]["language"] == "it"


@pytest.mark.parametrize(
    "wanted",
    [
        {"source": "le courrier"},
        {"language": "it"},
        {"provider": "ATV"},
        {"verdict": "single"},
        {"kind": "rumour"},
        {"verdict": "single", "kind": "named"},
        {"source": "la gazette", "language": "fr", "verdict": "unsupported"},
        {"provider": "ATV", "kind": "anonymous", "source": "le courrier", "language": "it"},
    ],
)
async def test_a_filter_finds_all_and_only_those(
    desk: Desk, mixed: list[dict[str, str]], wanted: dict[str, str]
) -> None:
    await fill(desk, mixed)
    fits = [f"c{n:02}" for n, fields in enumerate(mixed) if all(fields[name] == wanted[name] for name in wanted)]
    assert await ids(desk, Filter(**wanted)) == fits
    in_order = [id for id in await ids(desk, Filter(state="waiting"), 30) if id in fits]
    for limit in (1, 5):
        assert await ids(desk, Filter(state="waiting", **wanted), limit) == in_order
    assert await ids(desk, Filter(lane="it/economy", **wanted)) == [id for id in in_order if is_italian(mixed, id)]
    since = Filter(state="waiting", since_ms=START_MS + 9000, **wanted)
    assert await ids(desk, since) == [id for id in in_order if id >= "c09"]


async def test_what_waits_of_a_rare_source_is_found_without_a_look_at_the_rest(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    await queue.push_many([an_item(f"c{n:03}") for n in range(300)])
    await queue.push(an_item("late", 30, source="rare"))
    await queue.push(an_item("alert", 20, source="rare"), alert="kill")
    await queue.push(an_item("held", 99, source="rare"))
    await queue.take_item("held", "ana")
    page = await queue.page(Filter(state="waiting", source="rare"))
    assert ([row.id for row in page.rows], page.looked, page.cursor) == (["alert", "late"], 2, None)


async def test_the_whole_list_is_by_time_and_the_waiting_list_by_rank(desk: Desk, mixed: list[dict[str, str]]) -> None:
    await fill(desk, mixed)
    await desk.queue.take("ana")
    assert await ids(desk, Filter()) == [f"c{n:02}" for n in range(24)]
    waiting = await ids(desk, Filter(state="waiting"), limit=7)
    taken = []
    while lease := await desk.queue.take("ana"):
        taken.append(lease.id)
    assert waiting == taken


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_alerts_stand_first_in_the_waiting_list_page_by_page(desk: Desk, limit: int) -> None:
    for number in range(3):
        await desk.queue.push(an_item(f"due{number}", 95))
        await desk.queue.push(an_item(f"later{number}", 30, language="it"))
    await desk.advance(HOUR_S)
    for number in range(3):
        await desk.queue.push(an_item(f"alert{number}", 30), alert="denial")
    waiting = await ids(desk, Filter(state="waiting"), limit)
    assert await ids(desk, Filter(lane="alert"), limit) == waiting[:3]
    taken = []
    while lease := await desk.queue.take("ana"):
        taken.append(lease.id)
    assert waiting == taken
    assert taken[:4] == ["alert0", "alert1", "alert2", "due0"]


async def test_dates_are_half_open(desk: Desk, mixed: list[dict[str, str]]) -> None:
    await fill(desk, mixed)
    between = Filter(since_ms=START_MS + 5000, before_ms=START_MS + 9000)
    assert await ids(desk, between, limit=3) == ["c05", "c06", "c07", "c08"]
    named = Filter(kind="named", since_ms=START_MS + 5000, before_ms=START_MS + 9000)
    assert await ids(desk, named) == ["c07"]


async def test_lanes_holders_and_states(desk: Desk, mixed: list[dict[str, str]]) -> None:
    await fill(desk, mixed)
    held = await desk.queue.take("ana", languages=("it",))
    done = await desk.queue.take("bo")
    await desk.queue.verdict(done.id, done.token, "bo", "confirmed", reason="rang")
    assert await ids(desk, Filter(holder="ana")) == [held.id]
    assert await ids(desk, Filter(state="leased")) == [held.id]
    assert await ids(desk, Filter(state="done")) == [done.id]
    assert await ids(desk, Filter(id=done.id)) == [done.id]
    lane = await ids(desk, Filter(lane="it/economy"))
    assert len(lane) == 11
    assert held.id not in lane
    assert await ids(desk, Filter(lane="it/economy", language="fr")) == []


async def test_pages_neither_skip_nor_repeat_while_the_queue_moves(desk: Desk, mixed: list[dict[str, str]]) -> None:
    await fill(desk, mixed)
    page = await desk.queue.page(limit=10)
    await desk.queue.push(an_item("later", 99))
    await desk.queue.withdraw("c02", "w1")
    rest = []
    cursor = page.cursor
    while cursor:
        following = await desk.queue.page(cursor=cursor, limit=10)
        rest += [row.id for row in following.rows]
        cursor = following.cursor
    assert [row.id for row in page.rows] + rest == [*(f"c{n:02}" for n in range(24)), "later"]
    assert page.cursor == shlex.quote(page.cursor)


async def test_many_items_of_the_same_moment_are_paged_through(desk: Desk) -> None:
    await desk.queue.push_many([an_item(f"c{n:04}") for n in range(450)])
    assert await ids(desk, Filter(), limit=20) == [f"c{n:04}" for n in range(450)]
    assert await ids(desk, Filter(before_ms=START_MS + 1), limit=200) == [f"c{n:04}" for n in range(450)]


@pytest.mark.parametrize("cursor", ["tomorrow", "a.b", "1", "1.1e400.b", '[1,2,"b"]'])
async def test_a_cursor_of_something_else_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(QueueError, match="begin again"):
        await desk.queue.page(cursor=cursor)


async def test_counts_follow_every_move(desk: Desk, mixed: list[dict[str, str]]) -> None:
    await fill(desk, mixed)
    assert await desk.queue.counts("source") == {"le courrier": 12, "la gazette": 12}
    assert await desk.queue.counts("kind") == {"single/anonymous": 8, "single/named": 8, "unsupported/rumour": 8}
    await desk.queue.update(an_item("c00", version=2, source="la gazette", verdict="corroborated", kind="mixed"))
    assert await desk.queue.counts("source") == {"le courrier": 11, "la gazette": 13}
    assert (await desk.queue.counts("kind"))["corroborated/mixed"] == 1
    lease = await desk.queue.take("ana")
    await desk.queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="rang")
    states = await desk.queue.counts("state")
    assert (states["waiting"], states["leased"], states["done"]) == (23, 0, 1)


async def test_stats_count_what_happens(desk: Desk) -> None:
    await desk.queue.push(an_item("a", 95))
    await desk.queue.push(an_item("b", 20))
    await desk.advance(HOUR_S)
    lease = await desk.queue.take("ana")
    await desk.queue.verdict("a", lease.token, "ana", "confirmed", reason="rang")
    await desk.queue.verdict("a", lease.token, "ana", "refuted", reason="rang")
    counters = (await desk.queue.stats()).counters
    assert {name: counters[name] for name in ("pushed", "taken", "deadline_missed", "verdicts", "late_verdicts")} == {
        "pushed": 2, "taken": 1, "deadline_missed": 1, "verdicts": 1, "late_verdicts": 1
    }  # fmt: skip
    assert counters["time_to_take_ms_sum"] == HOUR_S * 1000
    assert counters["time_to_take_bucket:64"] == 1


async def test_what_nobody_had_taken_by_its_deadline_is_counted_once_however_it_is_taken(desk: Desk) -> None:
    for id in ("taken", "chosen", "early"):
        await desk.queue.push(an_item(id, 95))
    early = await desk.queue.take_item("early", "ana")
    await desk.queue.release("early", early.token, "ana")
    await desk.advance(DAY_S)
    chosen = await desk.queue.take_item("chosen", "ana")
    assert (await desk.queue.stats()).counters["deadline_missed"] == 1
    await desk.queue.release("chosen", chosen.token, "ana")
    for _ in range(3):
        await desk.queue.take("ana")
    assert (await desk.queue.stats()).counters["deadline_missed"] == 2


async def test_a_claim_is_found_by_its_words(desk: Desk) -> None:
    claims = {"a": "Die Brücke von Genève ist gesperrt", "b": "Le pont est fermé", "c": "The bridge is closed"}
    for id, claim in claims.items():
        await desk.queue.push(an_item(id, claim=claim))
    await desk.queue.take_item("c", "ana")
    for words, found in {
        "bridge": ["c"], "brucke geneve": ["a"], "GENÈVE Brücke": ["a"], "pont closed": [], "closed bridge": ["c"],
        "est": ["b"],
    }.items():  # fmt: skip
        assert await ids(desk, Filter(words=words), 1) == found, words
    assert await ids(desk, Filter(words="e", state="waiting")) == ["a", "b"]
    assert (await desk.queue.page(Filter(words="bridge"))).looked == 3
