"""How long copy takes on its way, as pure rules."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from schemas.article import Article
from schemas.claims import ClaimsRecord, Origin
from schemas.verdict import DeskEvent
from streams.freshness import STEPS, quantile, quiet, steps

T0 = 1_700_000_000_000
HOUR_MS = 3_600_000


def record(
    item: str, published_ms: int | None, received_ms: int, reviewed_ms: int, provider: str = "p"
) -> ClaimsRecord:
    at = datetime.fromtimestamp(published_ms / 1000, timezone.utc) if published_ms is not None else None
    article = Article(item=item, provider=provider, text="x", format="text", sha256="0", published=at)
    origin = Origin(topic="t", partition=0, offset=0)
    return ClaimsRecord(
        article=article, review=None, engine="0", received_ms=received_ms, reviewed_ms=reviewed_ms, origin=origin
    )


def event(id: str, seq: int, what: str, at_ms: int, **more: Any) -> DeskEvent:
    return DeskEvent(desk="main", id=id, seq=seq, at_ms=at_ms, what=what, who="ana", to_state="", **more)


def test_each_step_of_one_article() -> None:
    body = {"item": "i", "version": 1}
    told = steps(
        [record("i", T0, T0 + 2000, T0 + 2500)],
        [
            event("c", 1, "pushed", T0 + 3000, body=body),
            event("c", 2, "taken", T0 + 63_000),
            event("c", 3, "verdict", T0 + 663_000),
        ],
    )
    assert [(step.name, step.p50_s) for step in told] == list(zip(STEPS, (2.0, 0.5, 0.5, 60.0, 600.0), strict=True))
    assert all(step.count == 1 for step in told)


def test_copy_that_is_fed_again_was_queued_for_its_first_review() -> None:
    pushed = event("c", 1, "pushed", T0 + 3000, body={"item": "i", "version": 1})
    first, again = record("i", T0, T0 + 2000, T0 + 2500), record("i", T0, T0 + 60_000, T0 + 60_500)
    assert [steps(found, [pushed])[2].p50_s for found in ([first, again], [again, first])] == [0.5, 0.5]
    assert steps([again], [pushed])[2].count == 0, "the first is no longer among the last records"
    assert steps([record("i", T0, T0, T0 + 3900)], [pushed])[2].p50_s == 0.0, "the clock of Redis is behind"


def test_a_step_that_nobody_went_is_unknown_and_no_number() -> None:
    assert all(step.p50_s is None and step.count == 0 for step in steps([], []))


def test_a_provider_whose_clock_is_ahead_took_no_time() -> None:
    assert steps([record("i", T0 + 9000, T0, T0)], [])[0].p50_s == 0.0


@pytest.mark.parametrize("published_ms", [0, -62_135_596_800_000, T0 + 30 * 365 * 24 * HOUR_MS])
def test_a_time_that_cannot_be_is_not_counted(published_ms: int) -> None:
    told = steps([record("i", published_ms, T0, T0 + 500), record("j", T0 - 2000, T0, T0 + 500)], [])
    assert (told[0].count, told[0].p95_s) == (1, 2.0)


@pytest.mark.parametrize("received_ms", [-1, 1000, T0 + 30 * 365 * 24 * HOUR_MS])
def test_nor_one_that_the_record_was_given(received_ms: int) -> None:
    assert [step.count for step in steps([record("i", T0, received_ms, T0)], [])[:2]] == [0, 0]


def test_a_record_of_the_future_does_not_hide_that_a_provider_is_quiet() -> None:
    seen = [record(f"i{n}", None, T0 + n * 60_000, T0) for n in range(6)]
    ahead = record("ahead", None, T0 + 30 * 365 * 24 * HOUR_MS, T0)
    assert quiet([*seen, ahead], T0 + 9 * HOUR_MS) == quiet(seen, T0 + 9 * HOUR_MS) != ()


def test_events_in_any_order_give_the_same() -> None:
    body = {"item": "i", "version": 1}
    events = [
        event("c", 1, "pushed", T0, body=body),
        event("c", 2, "taken", T0 + 1000),
        event("c", 3, "verdict", T0 + 3000),
    ]
    assert steps([], events) == steps([], events[::-1])


def test_a_second_take_counts_from_the_take_and_not_from_the_queue() -> None:
    body = {"item": "i", "version": 1}
    told = steps(
        [],
        [
            event("c", 1, "pushed", T0, body=body),
            event("c", 2, "taken", T0 + 1000),
            event("c", 4, "taken", T0 + 900_000),
            event("c", 5, "verdict", T0 + 901_000),
        ],
    )
    assert (told[3].count, told[3].p95_s) == (1, 1.0)
    assert (told[4].count, told[4].p95_s) == (1, 1.0)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.95, 4.0), (0.25, 1.0)])
def test_quantiles_are_values_that_were_seen(share: float, expected: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], share) == expected


@pytest.mark.parametrize(
    ("gap_ms", "silent_ms", "is_quiet"),
    [
        (60_000, 2 * HOUR_MS, True),
        (60_000, HOUR_MS // 2, False),  # five times its gap, but not an hour
        (HOUR_MS, 4 * HOUR_MS, False),  # an hour, but it uses to be silent
        (HOUR_MS, 6 * HOUR_MS, True),
    ],
)
def test_who_is_quiet(gap_ms: int, silent_ms: int, is_quiet: bool) -> None:
    seen = [record(f"i{n}", None, T0 + n * gap_ms, T0) for n in range(6)]
    found = quiet(seen, T0 + 5 * gap_ms + silent_ms)
    assert bool(found) is is_quiet
    if found:
        assert (found[0].provider, found[0].usual_s) == ("p", gap_ms / 1000)


def test_of_a_provider_with_few_articles_nothing_is_said() -> None:
    assert quiet([record("i", None, T0, T0)], T0 + 99 * HOUR_MS) == ()
