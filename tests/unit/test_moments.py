"""Times as people give them on the command line."""

import time
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest

from secondsource.errors import SecondsourceError
from streams.moments import ahead_ms, back_ms, moment_ms, seconds

NOW = datetime(2026, 3, 4, 16, 0, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clocks here show UTC, until a test says otherwise."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("text", "expected"), [("45m", 2700), ("2h", 7200), ("1.5h", 5400), ("3d", 259_200)])
def test_a_span(text: str, expected: int) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "h", "-2h", "0m", "2 weeks", "tomorrow"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(SecondsourceError, match="no span of time"):
        seconds(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", datetime(2026, 3, 4, 18, 0, tzinfo=timezone.utc)),
        ("17:30", datetime(2026, 3, 4, 17, 30, tzinfo=timezone.utc)),
        ("08:00", datetime(2026, 3, 5, 8, 0, tzinfo=timezone.utc)),  # past today: tomorrow
        ("2026-12-01 08:00", datetime(2026, 12, 1, 8, 0, tzinfo=timezone.utc)),
        ("2026-12-01T08:00+01:00", datetime(2026, 12, 1, 7, 0, tzinfo=timezone.utc)),
    ],
)
def test_a_moment(text: str, expected: datetime) -> None:
    assert moment_ms(text, NOW) == expected.timestamp() * 1000


@pytest.mark.parametrize("text", ["25:00", "soon", "2026-13-01", "99999999999d"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(SecondsourceError, match="no moment"):
        moment_ms(text, NOW)


@pytest.mark.parametrize("text", ["2020-01-01", "2026-03-04 16:00"])
def test_what_is_past_is_not_ahead(text: str) -> None:
    with pytest.raises(SecondsourceError, match="is past"):
        ahead_ms(text, NOW)
    with pytest.raises(SecondsourceError, match="more than 366 days away"):
        ahead_ms("9999-12-31", NOW, within_s=366 * 86_400)
    assert ahead_ms("2026-03-04 16:01", NOW) == moment_ms("2026-03-04 16:01", NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", datetime(2026, 3, 4, 14, 0, tzinfo=timezone.utc)),
        ("08:00", datetime(2026, 3, 4, 8, 0, tzinfo=timezone.utc)),
        ("16:00", datetime(2026, 3, 4, 16, 0, tzinfo=timezone.utc)),
        ("17:30", datetime(2026, 3, 3, 17, 30, tzinfo=timezone.utc)),  # still to come today: yesterday
        ("2026-03-04 15:00", datetime(2026, 3, 4, 15, 0, tzinfo=timezone.utc)),
    ],
)
def test_a_moment_back(text: str, expected: datetime) -> None:
    assert back_ms(text, NOW) == expected.timestamp() * 1000


def test_what_is_still_to_come_is_not_back() -> None:
    with pytest.raises(SecondsourceError, match="still to come"):
        back_ms("2026-03-04 16:01", NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01 08:00", datetime(2026, 7, 1, 6, 0, tzinfo=timezone.utc)),
        ("2026-07-01", datetime(2026, 6, 30, 22, 0, tzinfo=timezone.utc)),
        ("2026-12-01 08:00", datetime(2026, 12, 1, 7, 0, tzinfo=timezone.utc)),
        ("17:30", datetime(2026, 3, 29, 15, 30, tzinfo=timezone.utc)),  # summer time began that morning
        ("24h", datetime(2026, 3, 29, 16, 0, tzinfo=timezone.utc)),
    ],
)
def test_a_moment_in_summer_time_that_is_given_in_winter(
    text: str, expected: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    now = datetime(2026, 3, 28, 16, 0, tzinfo=timezone.utc).astimezone()  # there 17:00
    asked = now if text != "17:30" else datetime(2026, 3, 29, 0, 30, tzinfo=timezone.utc)  # there 01:30, in winter time
    assert moment_ms(text, asked) == expected.timestamp() * 1000


def test_a_moment_back_across_the_end_of_summer_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    now = datetime(2026, 10, 25, 16, 0, tzinfo=timezone.utc).astimezone()  # there 17:00, 25 hours after 17:00
    assert back_ms("17:30", now) == datetime(2026, 10, 24, 15, 30, tzinfo=timezone.utc).timestamp() * 1000
    assert back_ms("2026-10-24 17:30", now) == back_ms("17:30", now)
