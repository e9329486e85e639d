"""Promise 8, embargo: what comes back to the desk, or is free now, shows no word of what is still under embargo."""

from __future__ import annotations

import time
from datetime import datetime, timezone

import pytest

from tests.crew import PATIENCE_S, until
from tests.newsroom import CONFIRMED, FARMER, GUARD, LATER, SAYS, Newsroom
from workers.records import Filter
from workers.relay import with_bodies

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


async def waits_in_free_words(newsroom: Newsroom, article: str) -> None:
    """The claim is back, as this article has it, which was written before it waits."""
    row = await newsroom.row()
    assert (row.state, row.item.item) == ("waiting", article)
    assert "nurse" not in row.item.model_dump_json()
    assert [event.what for event in await newsroom.queue.trail(row.id)][-2:] == ["updated", "reinstated"]


async def test_where_what_confirmed_it_is_gone_a_claim_comes_back_under_its_embargo(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.gets(1, CONFIRMED)
    assert (await newsroom.row()).state == "withdrawn"
    await newsroom.gets(0, SAYS, 2, embargoedUntil=LATER)
    await newsroom.gets(1, "", 2, pubstatus="canceled")
    assert (await newsroom.row()).state == "frozen"


async def test_or_as_a_free_article_has_it_which_is_written_before_it_waits(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil=LATER)
    await newsroom.gets(1, CONFIRMED)
    await newsroom.gets(2, GUARD)
    assert (await newsroom.row()).state == "withdrawn"
    await newsroom.gets(1, "", 2, pubstatus="canceled")
    await waits_in_free_words(newsroom, "urn:lomira:2")


async def test_what_comes_back_shows_the_free_version_of_an_article_not_the_one_before(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS, embargoedUntil=LATER)
    await newsroom.gets(1, CONFIRMED)
    await newsroom.gets(0, GUARD, 2)
    assert (await newsroom.row()).state == "withdrawn"
    await newsroom.gets(1, "", 2, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, row.item.version) == ("waiting", 2)
    assert "nurse" not in row.item.model_dump_json()


async def test_and_so_does_what_was_decided_before_it_came_back(newsroom: Newsroom) -> None:
    await newsroom.gets(0, GUARD)
    lease = await newsroom.takes()
    await newsroom.gets(0, SAYS, 2, embargoedUntil=LATER)
    await newsroom.queue.verdict(lease.id, lease.token, "ana", "refuted", reason="rang the fund")
    await newsroom.gets(1, CONFIRMED)
    await newsroom.gets(0, GUARD, 3)
    before = await newsroom.row()
    assert (before.fields["next"], "nurse" in before.item.model_dump_json()) == ("withdrawn", True)
    await newsroom.gets(1, "", 2, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, row.fields.get("next"), row.item.version) == ("done", None, 3)
    assert "nurse" not in row.item.model_dump_json()


async def test_what_comes_back_free_has_nothing_on_its_card_of_an_article_under_embargo(newsroom: Newsroom) -> None:
    end = time.time() + 3
    soon = datetime.fromtimestamp(end, timezone.utc).isoformat()
    await newsroom.gets(0, GUARD, embargoedUntil=soon)
    await newsroom.gets(1, SAYS, embargoedUntil=LATER)
    await newsroom.gets(0, GUARD, 2, embargoedUntil=soon)
    row = await newsroom.row()
    assert (row.item.item, "nurse" in row.item.model_dump_json()) == ("urn:lomira:0", True)
    await newsroom.gets(2, CONFIRMED)
    await until(lambda: time.time() > end, PATIENCE_S, "its embargo is over")
    await newsroom.gets(2, "", 2, pubstatus="canceled")
    await waits_in_free_words(newsroom, "urn:lomira:0")


async def test_a_card_says_what_the_articles_that_are_left_make_of_it(newsroom: Newsroom) -> None:
    await newsroom.gets(0, GUARD)
    alone = (await newsroom.row()).item
    await newsroom.gets(3, FARMER)
    await newsroom.gets(1, SAYS)
    await newsroom.gets(0, GUARD, 2)
    row = await newsroom.row()
    assert (row.item.verdict, row.item.card["origins"]) == ("corroborated", 3)
    for gone in (3, 1):
        await newsroom.gets(gone, "", 2, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, row.item.card["articles"], row.item.card["others"]) == ("waiting", 1, [])
    judged = ("verdict", "kind", "flags", "priority")
    assert [getattr(row.item, name) for name in judged] == [getattr(alone, name) for name in judged]
    assert row.priority == alone.priority
    assert [row.item.card[name] for name in ("origins", "why")] == [1, alone.card["why"]]
    assert row.item.card["paragraph"] == alone.card["paragraph"]
    assert not (await newsroom.queue.page(Filter(verdict="corroborated"))).rows


async def test_and_so_does_that_of_a_claim_that_comes_back(newsroom: Newsroom) -> None:
    await newsroom.gets(3, FARMER)
    await newsroom.gets(0, GUARD)
    await newsroom.gets(1, CONFIRMED)
    for gone in (3, 1):
        await newsroom.gets(gone, "", 2, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, row.item.verdict, row.item.card["origins"]) == ("waiting", "single", 1)
    assert [event.what for event in await newsroom.queue.trail(row.id)][-2:] == ["updated", "reinstated"]


async def test_of_what_was_decided_a_free_version_shows_its_own_words(newsroom: Newsroom) -> None:
    await newsroom.gets(0, GUARD)
    lease = await newsroom.takes()
    await newsroom.gets(0, SAYS, 2, embargoedUntil=LATER)
    await newsroom.queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="rang the fund")
    await newsroom.gets(0, GUARD, 3)
    row = await newsroom.row()
    assert (row.state, row.item.version, row.fields.get("next")) == ("done", 3, None)
    assert "nurse" not in row.item.model_dump_json()
    (told,) = await with_bodies(newsroom.queue, (await newsroom.queue.trail(row.id))[-1:])
    assert (told.what, told.body and told.body["version"]) == ("linked", 3)  # so that a rebuilt desk has them too
