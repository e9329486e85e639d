"""A log that is written at least once, by two relays, of a Redis that may have forgotten."""

from __future__ import annotations

import random

from schemas.verdict import DeskEvent
from workers.history import History


def event(seq: int, what: str, state: str, at_ms: int | None = None, id: str = "c1", **fields: str) -> DeskEvent:
    changed = {"state": state, **fields}
    return DeskEvent(
        desk="main", id=id, seq=seq, at_ms=at_ms or seq, what=what, who="ana", to_state=state, fields=changed
    )


DAY = [
    event(1, "pushed", "waiting", lane="fr/war", priority="50"),
    event(2, "taken", "leased", holder="ana", token="4"),
    event(3, "verdict", "done", holder="", outcome="confirmed", last="k1"),
]


def heard(*events: DeskEvent) -> History:
    history = History("main")
    for one in events:
        history.hear(one)
    return history


def test_events_add_up() -> None:
    told = heard(*DAY).items["c1"]
    assert told.fields == {
        "state": "done", "lane": "fr/war", "priority": "50", "token": "4", "outcome": "confirmed", "last": "k1"
    }  # fmt: skip
    assert (told.seq, len(told.trail), told.forked) == (3, 3, False)


def test_events_that_come_again_at_any_later_place_change_nothing() -> None:
    chance = random.Random(2)
    expected = heard(*DAY)
    for _ in range(50):
        log = list(DAY)
        for _ in range(4):
            one = chance.choice(DAY)
            log.insert(chance.randrange(log.index(one) + 1, len(log) + 1), one)
        found = heard(*log)
        assert found.items["c1"].fields == expected.items["c1"].fields
        assert found.items["c1"].trail == expected.items["c1"].trail
        assert found.forked == []


def test_a_verdict_outlives_a_redis_that_forgot_it() -> None:
    found = heard(*DAY, event(2, "taken", "leased", at_ms=90, holder="bo", token="4"))
    told = found.items["c1"]
    assert (told.fields["state"], told.fields["outcome"]) == ("done", "confirmed")
    assert (told.seq, len(told.trail)) == (3, 4)
    assert found.forked == ["c1"]


def test_a_verdict_of_the_second_history_counts() -> None:
    found = heard(
        *DAY[:2], event(1, "pushed", "waiting", at_ms=80), event(2, "verdict", "done", at_ms=90, outcome="refuted")
    )
    assert found.items["c1"].fields["outcome"] == "refuted"
    assert "holder" not in found.items["c1"].fields


def test_after_a_rebuild_redis_knows_both_histories() -> None:
    rebuilt = DeskEvent(desk="main", id="", seq=0, at_ms=95, what="rebuilt", who="chef", to_state="")
    reopened = event(4, "taken", "leased", at_ms=99, holder="cy")
    found = heard(*DAY, event(1, "pushed", "waiting", at_ms=90), rebuilt, reopened)
    assert found.forked == []
    assert found.items["c1"].fields["state"] == "leased"


def test_a_purged_item_stays_away_until_it_is_pushed_anew() -> None:
    purged = event(4, "purged", "done", at_ms=50)
    assert not heard(*DAY, purged, *DAY).items
    assert heard(*DAY, purged, event(1, "pushed", "waiting", at_ms=60)).items["c1"].seq == 1


def test_another_desk_is_none_of_its_business() -> None:
    history = History("geneva")
    history.hear(DAY[0])
    assert not history.items


def test_the_key_of_a_verdict_is_that_of_its_item_and_person_and_used_up_by_an_undo() -> None:
    given = event(3, "verdict", "done", last="k1\tverdict\tana", decided_key="k1")
    undone = event(4, "undone", "leased", last="r\tundo\tana", decided_key="")
    (answered,) = heard(*DAY[:2], given).given.values()
    assert (answered.id, answered.state, answered.who, answered.at_ms) == ("c1", "done", "ana", 3)
    assert list(heard(*DAY[:2], given, undone).given) == ["k1"]
    assert heard(*DAY[:2], given, undone).given["k1"].result == "undone"


def test_an_item_that_begins_anew_after_a_clock_was_set_back_over_its_purge_is_there() -> None:
    purged = event(4, "purged", "done", at_ms=200)
    anew = [event(1, "pushed", "waiting", at_ms=150), event(2, "taken", "leased", at_ms=151, holder="bo")]
    assert heard(*DAY, purged, *anew).items["c1"].fields["holder"] == "bo"
    assert heard(*DAY, purged, *DAY, purged).items == {}


def test_what_the_log_lacks_of_an_item_is_counted() -> None:
    assert heard(*DAY).gaps == {}
    assert heard(DAY[0], DAY[2]).gaps == {"c1": 1}
    assert heard(DAY[2]).gaps == {"c1": 2}
