"""The copy of a second provider joins what waits: no new item, no new origin, whatever the words and the order."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.claims import ClaimsRecord, Origin
from schemas.cluster import ClusterRecord
from schemas.wire.detect import decode
from secondsource import load
from secondsource.provenance.explaining import messages
from secondsource.review import ENGINE, as_dict, review
from tests.wirecopy import piece
from workers.evidence import Evidence
from workers.queue import ClaimQueue

pytestmark = pytest.mark.redis

#: Of each article in copies/, the headline that another desk gives it.
HEADS = {
    "en": "Crack shuts Tallow Mills bridge",
    "fr": "Fissure: le pont de Varenges est fermé",
    "de": "Riss im Pfeiler: Talheimer Brücke zu",
    "it": "Crepa nel pilone, ponte chiuso",
}
CODES = ("fr", "de", "it", "en")


def text(name: str) -> str:
    """One of our own articles: en, fr, de, it; another event with whole sentences of the English one (other), how that
    goes on (later), and its translation."""
    return (Path(__file__).parent / "copies" / f"{name}.txt").read_text(encoding="utf-8").strip()


class Log:
    """Stands for Kafka; knows the last decision on each claim."""

    def __init__(self) -> None:
        self.last: dict[str, ClusterRecord] = {}

    async def clusters(self, records: Sequence[ClusterRecord]) -> None:
        self.last |= {record.claim: record for record in records}


class Desk(NamedTuple):
    """`waiting`: claim -> its cluster; `judged`: cluster -> verdict, kind, origins; `words`: cluster -> its claims."""

    waiting: dict[str, str]
    judged: dict[str, tuple[str, str, int]]
    words: dict[str, set[str]]
    whys: list[str]


def record(number: int, language: str, article: str) -> ClaimsRecord:
    head, _, body = article.partition("\n\n")
    value = piece(f"urn:{number}", head, body, language, infosources=[{"name": f"Press {number}"}])
    decoded = decode(value)
    return ClaimsRecord(
        article=decoded,
        review=as_dict(review(decoded.to_model(), load(language))),
        engine=ENGINE,
        received_ms=number,
        reviewed_ms=number,
        origin=Origin(topic="claims", partition=0, offset=number),
    )


async def fed(url: str, articles: Sequence[tuple[str, str]]) -> Desk:
    """What a new desk makes of articles, each from another provider, in this order."""
    queue = await ClaimQueue.open(url, f"t{uuid4().hex[:10]}")
    try:
        log = Log()
        words: dict[str, set[str]] = {}
        for number, (language, article) in enumerate(articles):
            made = record(number, language, article)
            await Evidence(queue, log).absorb(made)
            for claim in made.review["claims"] if made.review else ():
                words.setdefault(log.last[f"urn:{number}/{claim['id']}"].cluster, set()).add(claim["text"])
        rows = [row for row in (await queue.page(limit=200)).rows if row.state == "waiting"]
        judged = {made.cluster: (made.verdict, made.kind, made.origins) for made in log.last.values()}
        return Desk(
            {row.item.claim: row.id for row in rows},
            judged,
            words,
            [row.item.card["why"][code] for row in rows for code in CODES],
        )
    finally:
        await queue.close()


@st.composite
def copies(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An article and some copies of it: word for word, with other quote marks and another headline, cut at the end."""
    language = draw(st.sampled_from(CODES))
    made = [text(language)]
    for _ in range(draw(st.integers(1, 2))):
        copy = made[0]
        if draw(st.booleans()):
            copy = re.sub("[«»“”]", '"', copy)
        if draw(st.booleans()):
            copy = HEADS[language] + "\n\n" + copy.partition("\n\n")[2]
        made.append(copy.rpartition("\n\n")[0] if draw(st.booleans()) else copy)
    return language, draw(st.permutations(made))


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(copies=copies())
def test_copies_in_any_order_are_what_the_article_is_alone(redis_url: str, copies: tuple[str, list[str]]) -> None:
    language, texts = copies
    longest = max(texts, key=len)
    alone, both = (
        asyncio.run(fed(redis_url, [(language, one) for one in fed_ones])) for fed_ones in ([longest], texts)
    )
    assert set(both.waiting) <= set(alone.waiting)
    assert len(both.words) == len(alone.words)
    now = {claim: both.judged[cluster] for cluster, claims in both.words.items() for claim in claims}
    for cluster, (verdict, kind, origins) in alone.judged.items():
        (claim,) = alone.words[cluster]
        assert now[claim][2] <= origins
        assert verdict != "vouched" or now[claim][:2] == (verdict, kind)
    assert not {messages(code)["why"]["single/elsewhere"] for code in CODES} & set(both.whys)


@pytest.mark.parametrize(("language", "name"), [("en", "other"), ("en", "later"), ("fr", "translated")])
@pytest.mark.parametrize("turned", [False, True])
def test_what_is_no_copy_is_not_joined_by_a_sentence_that_anybody_writes(
    redis_url: str, language: str, name: str, *, turned: bool
) -> None:
    articles = [("en", text("en")), (language, text(name))]
    desk = asyncio.run(fed(redis_url, articles[::-1] if turned else articles))
    assert [claims for claims in desk.words.values() if len(claims) > 1] == []
    assert len(desk.judged) == sum(len(asyncio.run(fed(redis_url, [one])).judged) for one in articles)


def test_the_whole_article_joins_the_claims_of_two_parts_that_share_none(redis_url: str) -> None:
    head, first, *middle, last = text("en").split("\n\n")
    halves = ["\n\n".join([head, first, middle[0]]), "\n\n".join([head, *middle[1:], last])]
    desk = asyncio.run(fed(redis_url, [("en", one) for one in (*halves, text("en"))]))
    assert set(desk.judged) == set(asyncio.run(fed(redis_url, [("en", one) for one in halves])).judged)
