"""Promise 3: what the desk has before it or has let out is an alert when it is denied, corrected, killed or held."""

from __future__ import annotations

import pytest

from tests.newsroom import DENIES, SAYS, Newsroom

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


@pytest.mark.parametrize(("status", "text", "alert"), [("canceled", "", "kill"), ("withheld", SAYS, "hold")])
async def test_what_the_desk_let_out_is_an_alert_when_its_article_is_gone(
    newsroom: Newsroom, status: str, text: str, alert: str
) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.decides("confirmed")
    await newsroom.gets(0, text, 2, pubstatus=status)
    row = await newsroom.row()
    assert (row.state, row.lane, row.item.verdict, await newsroom.last()) == ("waiting", "alert", "withdrawn", alert)
    assert row.item.card["why"]["en"] == "The article was withdrawn."


@pytest.mark.parametrize("outcome", ["refuted", "false-alarm"])
async def test_what_it_kept_back_is_none(newsroom: Newsroom, outcome: str) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.decides(outcome)
    await newsroom.gets(0, "", 2, pubstatus="canceled")
    assert (await newsroom.row()).state == "done"


async def test_what_waits_goes_off_the_queue(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.gets(0, "", 2, pubstatus="canceled")
    assert (await newsroom.row()).state == "withdrawn"


async def test_a_kill_of_the_article_shown_is_an_alert_also_where_another_says_so(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.gets(1, SAYS.replace("a nurse", "a guard"))
    await newsroom.decides("confirmed")
    await newsroom.gets(1, "", 2, pubstatus="canceled")
    row = await newsroom.row()
    assert (row.state, row.lane, await newsroom.last()) == ("waiting", "alert", "kill")
    assert row.item.item == "urn:lomira:0"


@pytest.mark.parametrize("decided", [False, True])
async def test_a_denial_in_another_article_is_an_alert(newsroom: Newsroom, decided: bool) -> None:
    await newsroom.gets(0, SAYS)
    if decided:
        await newsroom.decides("confirmed")
    await newsroom.gets(1, DENIES)
    row = await newsroom.row()
    assert (row.state, row.lane, row.item.verdict) == ("waiting", "alert", "contested")
    assert await newsroom.last() == "denial"


async def test_the_reply_in_the_next_version_of_an_open_claim_is_none(newsroom: Newsroom) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.gets(0, f"{SAYS} She denied this.", 2)
    row = await newsroom.row()
    assert (row.item.verdict, row.lane) == ("contested", "en/general")


@pytest.mark.parametrize(("signal", "lane"), [("sig:correction", "alert"), ("sig:update", "en/general")])
async def test_a_correction_of_what_was_let_out_is_an_alert(newsroom: Newsroom, signal: str, lane: str) -> None:
    await newsroom.gets(0, SAYS)
    await newsroom.decides("confirmed")
    await newsroom.gets(0, SAYS.replace("410000", "41000"), 2, signal=signal)
    row = await newsroom.row()
    assert row.lane == lane
