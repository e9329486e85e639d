"""The table of several reviews."""

from __future__ import annotations

import pytest

from streams.summary import shortened


@pytest.mark.parametrize(
    ("name", "room", "shown"),
    [
        ("rumour.txt", 10, "rumour.txt"),
        ("rumour.txt", 9, "rumo….txt"),
        ("漢" * 6, 8, "漢漢…漢"),
        ("abc", 0, "…"),
    ],
)
def test_a_long_name_keeps_its_ends(name: str, room: int, shown: str) -> None:
    assert shortened(name, room) == shown
