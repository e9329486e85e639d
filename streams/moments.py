"""Times as people give them on the command line: "30m", "2h", "3d", "17:30", "2026-12-01 08:00"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from math import inf

from secondsource.errors import SecondsourceError

SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])$")
TIME = re.compile(r"\d{1,2}:\d{2}")
UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def seconds(text: str) -> int:
    """A span of time in seconds. Raises SecondsourceError on what is none."""
    found = SPAN.fullmatch(text.strip().lower())
    if not found or float(found[1]) <= 0:
        raise SecondsourceError(f"{text!r} is no span of time: give 45m, 2h or 3d")
    return round(float(found[1]) * UNIT_S[found[2]])


def moment_ms(text: str, now: datetime) -> int:
    """A moment, ms since 1970: a span from `now`, a time of day (today, or tomorrow where it is past), or a date.

    Without a zone it is as the clocks of this machine show it, summer time and all. Raises SecondsourceError.
    """
    text = text.strip()
    try:
        if SPAN.fullmatch(text.lower()):
            at = now + timedelta(seconds=seconds(text))
        elif TIME.fullmatch(text):
            at = _today(text, now)
            at += timedelta(days=at.timestamp() <= now.timestamp())
        else:
            at = datetime.fromisoformat(text)
        return round(at.timestamp() * 1000)
    except (ValueError, OverflowError, OSError) as error:
        raise SecondsourceError(f"{text!r} is no moment: give 17:30, 2026-12-01 08:00 or a span such as 2h") from error


def _today(text: str, now: datetime) -> datetime:
    """This time of day on the day that the clocks of this machine show, without a zone. Raises ValueError."""
    hour, minute = map(int, text.split(":"))
    return datetime.fromtimestamp(now.timestamp()).replace(hour=hour, minute=minute, second=0, microsecond=0)


def back_ms(text: str, now: datetime) -> int:
    """A moment that is past: a span back from `now`, the latest such time of day, or a date.

    Raises SecondsourceError on what is none, and on one that is still to come.
    """
    text, now_ms = text.strip(), round(now.timestamp() * 1000)
    if SPAN.fullmatch(text.lower()):
        return now_ms - seconds(text) * 1000
    at_ms = moment_ms(text, now)
    if TIME.fullmatch(text) and at_ms > now_ms:
        at = _today(text, now)
        at_ms = round((at - timedelta(days=at.timestamp() > now.timestamp())).timestamp() * 1000)
    if at_ms > now_ms:
        raise SecondsourceError(f"{text!r} is still to come: give a moment that is past")
    return at_ms


def ahead_ms(text: str, now: datetime, *, within_s: float = inf) -> int:
    """A moment that is still to come. Raises SecondsourceError on one that is past, too, or further away."""
    at_ms = moment_ms(text, now)
    if at_ms > (now.timestamp() + within_s) * 1000:
        raise SecondsourceError(f"{text!r} is more than {within_s / UNIT_S['d']:g} days away: nothing waits for ever")
    if at_ms <= now.timestamp() * 1000:
        raise SecondsourceError(f"{text!r} is past: give a moment that is still to come")
    return at_ms
