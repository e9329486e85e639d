"""Promise 3: what the desk has before it or has let out is an alert when it is denied, corrected, killed or held."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from schemas.wire.detect import decode
from secondsource.review import as_dict, review
from tests.acceptance.test_evidence import SOURCES, Log, record
from tests.wirecopy import piece
from workers.evidence import Evidence
from workers.queue import ClaimQueue
from workers.records import Row

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]

SAYS = "Mira Dovanek, the treasurer of Kelmora, diverted 410000 francs from the pension fund of Lomira, a nurse said."
DENIES = "The treasurer denied that Mira Dovanek had diverted 410000 francs from the pension fund of Lomira."


class Newsroom:
    """A desk, and the articles that it gets."""

    def __init__(self, queue: ClaimQueue) -> None:
        self.queue = queue
        self.evidence = Evidence(queue, Log())
        self.id = ""

    async def gets(self, number: int, text: str, version: int = 1, **more: object) -> None:
        value = piece(f"urn:lomira:{number}", "The fund of Lomira" if text else "", text, version=version, **more)
        article = decode(value)
        told = record(0, SOURCES[0]).model_copy(
            update={"article": article, "review": as_dict(review(article.to_model())) if text else None}
        )
        for move, cluster in await self.evidence.absorb(told):
            if move == "push":
                self.id = self.id or cluster
        await self.evidence.absorb(told)  # a worker that died comes again

    async def decides(self, outcome: str) -> None:
        lease = await self.queue.take("ana")
        assert lease is not None
        assert lease.id == self.id
        await self.queue.verdict(self.id, lease.token, "ana", outcome, reason="rang the fund")

    async def row(self) -> Row:
        return await self.queue.get(self.id)

    async def last(self) -> str:
        """Why the item was moved last."""
        return (await self.queue.trail(self.id))[-1].reason


@pytest_asyncio.fixture
async def newsroom(redis_url: str, unique: str) -> AsyncIterator[Newsroom]:
    queue = await ClaimQueue.open(redis_url, unique)
    try:
        yield Newsroom(queue)
    finally:
        await queue.close()


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
