"""Times as a person at this desk reads them: in the zone of the machine."""

from __future__ import annotations

from datetime import datetime, timezone


def _here(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, timezone.utc).astimezone()


def local(ms: int | None) -> str:
    """With its zone; a dash where there is none."""
    return _here(ms).strftime("%Y-%m-%d %H:%M %Z") if ms else "–"


def short(ms: int) -> str:
    """The same where the zone stands elsewhere, and the year does not matter."""
    return _here(ms).strftime("%m-%d %H:%M")
