"""Promise 8, embargo: from the wire to the desk, nobody sees what is under embargo before its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from schemas.article import NO_END_MS
from streams.feed import Piece, feed
from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets
from tests.newsroom import DENIES, GUARD, LATER, MUCH_LATER, SAYS, Newsroom
from tests.shell import run
from tests.wirecopy import piece
from workers.queue import ClaimQueue
from workers.records import Row

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


def ends(row: Row) -> str:
    return datetime.fromtimestamp(int(row.fields["embargo_ms"]) / 1000, timezone.utc).isoformat(timespec="minutes")


@pytest.mark.parametrize("key", ["embargoedUntil", "embargoeduntil", "embargoed"])
async def test_a_claim_of_an_article_under_embargo_is_frozen(newsroom: Newsroom, key: str) -> None:
    await newsroom.gets(0, SAYS, **{key: LATER})
    row = await newsroom.row()
    assert (row.state, ends(row)) == ("frozen", LATER[:16] + "+00:00")
    assert await newsroom.queue.take("ana") is None
    assert [event.to_state for event in await newsroom.queue.trail(row.id)] == ["frozen"]


async def test_one_that_cannot_be_read_lasts_until_a_version_without_it(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil="Friday, 5 p.m.")
    assert (await newsroom.row()).fields["embargo_ms"] == str(NO_END_MS)
    await newsroom.gets(0, SAYS, 2)
    await newsroom.takes()


async def test_a_later_version_moves_it_and_one_that_was_late_does_not(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, 1, embargoedUntil=LATER)
    await newsroom.gets(0, SAYS, 3, embargoedUntil=MUCH_LATER)
    await newsroom.gets(0, SAYS, 2)
    row = await newsroom.row()
    assert (row.state, ends(row)) == ("frozen", MUCH_LATER[:16] + "+00:00")


async def test_a_version_under_embargo_takes_a_claim_off_the_desk(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.gets(0, GUARD, 2, embargoedUntil=LATER)
    assert (await newsroom.row()).state == "frozen"


async def test_what_is_killed_and_comes_again_is_still_under_embargo(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil=LATER)
    await newsroom.gets(0, "", 2, pubstatus="canceled")
    assert (await newsroom.row()).state == "withdrawn"
    await newsroom.gets(0, SAYS, 3, embargoedUntil=LATER)
    assert (await newsroom.row()).state == "frozen"


async def test_the_desk_sees_of_a_claim_what_the_free_article_says(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil=LATER)
    await newsroom.gets(1, GUARD)
    row = await newsroom.row()
    assert (row.state, row.item.item, row.item.card["articles"], row.item.card["others"]) == (
        "waiting",
        "urn:lomira:1",
        1,
        [],
    )
    assert "nurse" not in row.item.model_dump_json()


async def test_an_article_under_embargo_changes_nothing_of_what_a_free_one_says(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    before = await newsroom.row()
    await newsroom.gets(1, GUARD, embargoedUntil=LATER)
    assert await newsroom.row() == before
    await newsroom.gets(1, GUARD, 2)
    assert (await newsroom.row()).item.card["articles"] == 2


async def test_what_only_articles_under_embargo_say_is_frozen_to_the_last_end(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil=MUCH_LATER)
    await newsroom.gets(1, GUARD, embargoedUntil=LATER)
    row = await newsroom.row()
    assert (row.state, ends(row), row.item.card["articles"]) == ("frozen", MUCH_LATER[:16] + "+00:00", 2)
    await newsroom.gets(0, "", 2, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, ends(row), row.item.item) == ("frozen", LATER[:16] + "+00:00", "urn:lomira:1")
    assert "nurse" not in row.item.model_dump_json()


async def test_where_the_free_article_is_gone_the_embargo_of_the_other_counts(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil=LATER)
    await newsroom.gets(1, GUARD)
    await newsroom.gets(1, "", 2, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, row.item.item) == ("frozen", "urn:lomira:0")


@pytest.mark.parametrize("decided", [False, True])
async def test_a_denial_under_embargo_is_no_alert(newsroom: Newsroom, decided: bool) -> None:
    await newsroom.gets(0, SAYS)
    if decided:
        await newsroom.decides("confirmed")
    before = await newsroom.row()
    await newsroom.gets(1, DENIES, embargoedUntil=LATER)
    assert await newsroom.row() == before


async def test_a_denial_of_what_is_under_embargo_is_no_alert_before_its_end(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil=LATER)
    await newsroom.gets(1, DENIES)
    row = await newsroom.row()
    assert row.lane != "alert"
    assert "nurse" not in row.item.model_dump_json()


async def test_a_correction_under_embargo_of_what_was_let_out_is_no_alert(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.decides("confirmed")
    await newsroom.gets(0, SAYS.replace("410000", "41000"), 2, signal="sig:correction", embargoedUntil=LATER)
    assert (await newsroom.row()).lane != "alert"
    assert await newsroom.queue.take("bo") is None


async def test_a_correction_under_embargo_is_none_also_where_another_article_says_so(newsroom: Newsroom) -> None:
    await newsroom.gets(0, GUARD)
    await newsroom.gets(1, SAYS)
    await newsroom.decides("confirmed")
    before = await newsroom.row()
    corrected = SAYS.replace("410000", "41000")
    await newsroom.gets(1, corrected, 2, signal="sig:correction", embargoedUntil=LATER)
    assert await newsroom.row() == before


async def test_a_kill_of_a_version_under_embargo_shows_nobody_what_it_said(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    lease = await newsroom.takes()
    await newsroom.gets(0, GUARD, 2, embargoedUntil=LATER)
    await newsroom.queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="rang the fund")
    await newsroom.gets(0, "", 3, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, row.fields["next"]) == ("done", "withdrawn")
    assert await newsroom.queue.take("bo") is None


@pytest.mark.kafka
async def test_from_the_wire_to_the_desk_it_is_kept_until_its_time(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of()
    crew.start()
    queue = await ClaimQueue.open(crew.redis, crew.desk)

    def command(*args: str) -> tuple[int, str]:
        done = run(crew.folder, *args, **crew.addresses())
        return done.returncode, done.stdout + done.stderr

    async def gets(version: int, **more: str) -> Row:
        value = piece("urn:lomira:0", "The fund of Lomira", SAYS, version=version, **more)
        await feed([Piece("copy", value)], crew.kafka, crew.prefix)
        async with Offsets(crew.kafka, crew.prefix) as offsets:
            await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
        (row,) = (await queue.page()).rows
        return row

    try:
        row = await gets(1, embargoedUntil=LATER)
        assert row.state == "frozen"
        code, said = command("next", "--as", "ana", "--item", row.id)
        assert (code, "under embargo until" in said, "Dovanek" in said) == (2, True, False)

        end = time.time() + 3
        await gets(2, embargoedUntil=datetime.fromtimestamp(end, timezone.utc).isoformat())

        async def waits() -> bool:
            return (await queue.get(row.id)).state == "waiting"

        await until(waits, PATIENCE_S, f"a worker lifts it\n{crew.words()}")
        assert time.time() >= end

        assert (await gets(3, embargoedUntil="at dawn")).state == "frozen"
        assert command("thaw", row.id, "--as", "chef", "--reason", "they rang") == (0, f"{row.id}: waiting\n")
        assert "Dovanek" in command("next", "--as", "ana")[1]
    finally:
        await queue.close()
