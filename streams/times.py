"""Times as a person at this desk reads them: in the zone of the machine; and spans of time."""

from __future__ import annotations

import math
from datetime import datetime, timezone


def _here(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, timezone.utc).astimezone()


def local(ms: int | None) -> str:
    """With its zone; a dash where there is none."""
    return _here(ms).strftime("%Y-%m-%d %H:%M %Z") if ms else "–"


def short(ms: int) -> str:
    """The same where the zone stands elsewhere, and the year does not matter."""
    return _here(ms).strftime("%m-%d %H:%M")


def span(value: float | None) -> str:
    """Seconds as people read them; a question mark where they are not known."""
    if value is None:
        return "?"
    if value < 60:
        return f"{value:.1f} s"
    if value < 3600:
        return f"{value / 60:.0f} min"
    if value < 2 * 86400:
        return f"{value / 3600:.1f} h"
    return f"{value / 86400:.0f} days"


def about(rate: float) -> str:
    """A rate by its first two digits, since what was counted allows no more: 790, 3.4, 0.05."""
    if rate < 0.005:
        return "0"
    rounded = float(f"{rate:.1e}")
    return f"{rounded:.{min(2, max(0, 1 - math.floor(math.log10(rounded))))}f}"
