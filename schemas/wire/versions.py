"""The order of an item's versions: the provider's number where there is one, else the time of the version."""

from __future__ import annotations

import re
from datetime import datetime

#: Providers count as they like: from 0, from 1, in jumps of hundreds of millions.
NUMBER = re.compile(r"[0-9]{1,18}")


def order(given: str, at: datetime | None) -> int:
    """Greater is later. Without number and time every version is the first, and the later arrival counts."""
    if numbered(given):
        return int(given)
    return max(1, int(at.timestamp())) if at is not None else 1


def numbered(given: str) -> bool:
    """Whether a version is ordered by its number. Beside one that is not, neither is the later: the arrival tells."""
    return NUMBER.fullmatch(given) is not None
