"""The topics that `next` is given: names with commas, and lists of names."""

from __future__ import annotations

import pytest

from streams.commands.desk import topics

LANES = ["fr/crime, law and justice", "it/economy", "alert"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["economy, sport"], ["economy", "sport"]),
        (["economy", "sport"], ["economy", "sport"]),
        (["crime, law and justice"], ["crime, law and justice"]),
        (["crime, law and justice", "economy,sport"], ["crime, law and justice", "economy", "sport"]),
        (["crime, law"], ["crime", "law"]),
        ([""], []),
    ],
)
def test_a_name_with_commas_is_one_topic_where_a_lane_has_it(given: list[str], named: list[str]) -> None:
    assert topics(given, LANES) == named
