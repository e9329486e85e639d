"""Records: equal by value, usable as keys, copied with a change."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from secondsource.model import Article, Source
from secondsource.record import replace
from secondsource.text.quotes import Quote

POLICE = Source("s1", 0, 10, "the police", "official", "polic")


def test_records_of_the_same_values_are_one_key() -> None:
    assert len({POLICE, replace(POLICE)}) == 1


def test_a_copy_with_a_change_leaves_the_record_as_it_was() -> None:
    assert replace(POLICE, key="other").key == "other"
    assert POLICE.key == "polic"


def test_a_change_is_that_of_dataclasses() -> None:
    changes: dict[str, Any] = {"text": "Quakes", "title_end": None, "version": 3}
    assert replace(Article("Fire", "en", urgency=1, title_end=4), **changes) == dataclasses.replace(
        Article("Fire", "en", urgency=1, title_end=4), **changes
    )


def test_a_change_of_what_a_record_has_not_got_is_an_error() -> None:
    unknown: dict[str, Any] = {"colour": "blue"}
    with pytest.raises(AttributeError):
        replace(POLICE, **unknown)


def test_a_record_has_no_room_for_an_attribute_of_another_name() -> None:
    assert not hasattr(Quote(0, 2, (1, 1)), "__dict__")
