"""Lag as pure rules: each case is a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.lag import State
from secondsource.errors import SecondsourceError
from streams.commands.lag import failed, limit_of
from streams.groups import GroupLag, Member, Partition
from streams.lag import UNTOLD, Reading, Sample, read
from streams.seen import Seen
from streams.times import span

NOW_S = 1_800_000_000.0


def looks(*committed: int | None, end: int = 100, begin: int = 0, every_s: float = 20.0, age_s: float = 60.0,
          members: int = 2, state: str = "Stable", grows: int = 0) -> list[Sample]:  # fmt: skip
    """Samples `every_s` apart, the last one now; the next record to be read is `age_s` old."""
    count = len(committed)
    return [
        Sample(NOW_S - (count - 1 - n) * every_s, at, begin, end - (count - 1 - n) * grows,
               int((NOW_S - age_s) * 1000), members, state)
        for n, at in enumerate(committed)
    ]  # fmt: skip


CASES: dict[str, tuple[list[Sample], State]] = {
    "nothing was ever looked at": ([], "UNKNOWN"),
    "all is read": (looks(100, 100), "OK"),
    "an idle topic is not stuck": (looks(100, 100, 100, every_s=600), "OK"),
    "what waits came just now": (looks(99, 99, age_s=2, grows=1), "OK"),
    "one look cannot tell a stall": (looks(50), "SLOW"),
    "it reads more than comes": (looks(20, 60), "CATCHING_UP"),
    "it reads, but less than comes": (looks(20, 30, grows=40), "SLOW"),
    "members, something to read, no progress for long": (looks(50, 50, 50), "STALLED"),
    "no progress, but not for long": (looks(50, 50, every_s=5), "SLOW"),
    "nobody read it, and a worker has come just now": (
        [*looks(50, 50, members=0, state="Empty")[:1], *looks(50)],
        "SLOW",
    ),
    "it was shared out for long, and is so no more": (
        [*looks(50, 50, state="CompletingRebalance")[:1], *looks(50)],
        "SLOW",
    ),
    "nobody reads": (looks(50, 50, members=0, state="Empty"), "STOPPED"),
    "nobody reads, and nothing waits": (looks(100, members=0, state="Empty"), "STOPPED"),
    "partitions are being shared out": (looks(50, 50, state="PreparingRebalance"), "REBALANCING"),
    "it was set back": (looks(80, 10), "REWOUND"),
    "it was set back, and nobody reads": ([*looks(80, 10)[:1], *looks(10, members=0, state="Empty")], "STOPPED"),
    "it was set back and stands still there": (looks(80, 10, 10), "STALLED"),
    "it was set back and has made it good": (looks(80, 10, 100), "OK"),
    "it was beyond the end by mistake, and is at the end": ([*looks(500), *looks(100, 100)], "OK"),
    "records went before they were read": (looks(10, begin=40), "TRUNCATED"),
    "the topic was made anew": (looks(500, end=3), "UNKNOWN"),
    "it stands where there was nothing, and the end has passed it": ([*looks(50, end=9), *looks(50)], "UNKNOWN"),
    "the topic was made anew, and the broker forgot what was committed": (
        [*looks(90), *looks(None, end=3)],
        "UNKNOWN",
    ),
    "the topic was made anew and is read": ([*looks(90), *looks(2, 3, end=3)], "OK"),
    "it stands where a transaction is open": ([replace(one, waiting=True) for one in looks(50, 50, 50)], "SLOW"),
    "it stood where a transaction was open until now": (
        [replace(looks(50, 50)[0], waiting=True), *looks(50)],
        "SLOW",
    ),
    "only a mark of a transaction is left": ([replace(one, bare=True) for one in looks(99, 99, 99)], "OK"),
    "what the group had committed is gone": ([*looks(50), *looks(None)], "UNKNOWN"),
    "the next record is of the future": (looks(20, 60, age_s=-3600), "UNKNOWN"),
    "the next record is of the future, and nothing moves": (looks(50, 50, age_s=-3600), "STALLED"),
    "the next record is of 1970": (looks(20, 60, age_s=NOW_S - 1), "UNKNOWN"),
    "a clock that is a little ahead is no trouble": (looks(20, 60, age_s=-30), "CATCHING_UP"),
    "a kind of group that we cannot ask about": (looks(50, 50, members=0, state=UNTOLD), "UNKNOWN"),
    "an empty partition": (looks(None, end=0), "OK"),
    "retention took what was read": (looks(100, begin=100), "OK"),
    "retention took all, unread": (looks(40, begin=100), "TRUNCATED"),
    "nothing is committed yet": (looks(None, None, members=1, every_s=1, age_s=1), "OK"),
}


@pytest.mark.parametrize("sentence", CASES)
def test_the_state_is_told_from_the_samples(sentence: str) -> None:
    window, state = CASES[sentence]
    assert read(window, NOW_S).state == state


@pytest.mark.parametrize("sentence", ["records went before they were read", "it was set back"])
def test_that_nothing_moves_is_known_in_other_states_too(sentence: str) -> None:
    """The watchdog goes by it."""
    window, state = CASES[sentence]
    window = [*window, replace(window[-1], at_s=window[-1].at_s + 5)]
    assert (read(window, NOW_S).state, read(window, NOW_S).still_s) == (state, 5)


def test_what_is_lost_is_counted() -> None:
    assert read(looks(10, begin=40), NOW_S).lost == 30


def test_time_lag_is_the_age_of_the_next_record() -> None:
    assert read(looks(20, 60, age_s=42), NOW_S).lag_s == pytest.approx(42)


def test_the_way_to_the_end_is_told() -> None:
    assert read(looks(20, 60), NOW_S).eta_s == pytest.approx(40 / 2.0)


def test_a_record_that_cannot_be_read_is_unknown_with_its_reason() -> None:
    sample = Sample(NOW_S, 50, 0, 100, None, 2)
    found = read([sample], NOW_S)
    assert (found.state, found.lag_s) == ("UNKNOWN", None)
    assert found.why


def test_every_reading_that_is_not_plain_says_why() -> None:
    for window, state in CASES.values():
        if state in ("UNKNOWN", "STOPPED", "STALLED", "TRUNCATED", "REWOUND", "REBALANCING"):
            assert read(window, NOW_S).why


def of(*states: State, lag_s: float | None = 1.0) -> GroupLag:
    sample = Sample(NOW_S, 1, 0, 2)
    return GroupLag("g", "t", (), tuple(Partition(n, sample, Reading(s, 1, lag_s)) for n, s in enumerate(states)))


def test_a_topic_has_caught_up_with_the_last_of_its_partitions() -> None:
    def partition(number: int, then: int, now: int) -> Partition:
        window = looks(then, now)
        return Partition(number, window[-1], read(window, NOW_S))

    fast, slow, stuck, read_ = partition(0, 20, 80), partition(1, 20, 30), partition(2, 50, 50), partition(3, 99, 100)
    assert GroupLag("g", "t", (), (fast, slow, read_)).eta_s == slow.reading.eta_s == pytest.approx(140.0)
    assert GroupLag("g", "t", (), (fast, stuck)).eta_s is None
    assert GroupLag("g", "t", (), (read_,)).eta_s is None


def test_how_long_a_group_has_been_sharing_out_is_told_as_far_as_it_was_seen() -> None:
    sharing = looks(50, 50, 50, every_s=4, state="PreparingRebalance")
    assert read(sharing, NOW_S).why == "the group is sharing out its partitions for 8 s"
    assert read([replace(sharing[0], group_state="Stable"), *sharing[1:]], NOW_S).why.endswith("for 4 s")
    assert read(sharing[-1:], NOW_S).why == "the group is sharing out its partitions"


def test_what_is_slow_because_it_was_not_seen_to_move_says_so() -> None:
    assert read(looks(50, 50, every_s=0.8), NOW_S).why == "no progress for 0.8 s"
    assert read(looks(20, 30, grows=40), NOW_S).why == ""


@pytest.mark.parametrize(
    ("window", "open_"),
    [
        # it has waited for a minute, and did not move while we looked: it may have stalled
        (looks(50, 50, every_s=0.8), True),
        (looks(50, 50, every_s=0.8, age_s=-3600), True),
        # what waits has not waited long enough to be a stall
        (looks(50, 50, every_s=0.8, age_s=8), False),
        (looks(20, 30, grows=40), False),
        (looks(20, 60), False),
        (looks(50, 50, members=0, state="Empty"), False),
        # it is known to have stalled
        (looks(50, 50, 50), False),
    ],
)
def test_only_more_looks_tell_whether_what_stands_has_stalled(window: list[Sample], open_: bool) -> None:
    assert GroupLag("g", "t", (), (Partition(0, window[-1], read(window, NOW_S)),)).open is open_


def test_a_group_is_as_bad_as_its_worst_partition() -> None:
    assert of("OK", "STALLED", "SLOW").state == "STALLED"
    assert of("OK", "OK").state == "OK"


def test_what_a_look_lacks_is_as_bad_as_unknown() -> None:
    well = [GroupLag("g", "t", (), (Partition(0, None, Reading("OK", 0, 0.0)),))]
    gaps = ["broker 3 does not answer"]
    for limit, told in (("UNKNOWN", True), ("SLOW", True), ("STALLED", False), (60.0, True), (None, False)):
        assert failed(Seen(well, NOW_S, gaps=gaps), limit) is told
        assert not failed(Seen(well, NOW_S), limit)


def test_fail_on_takes_a_state_or_seconds() -> None:
    assert failed(Seen([of("OK", "STALLED")], NOW_S), "STALLED")
    assert failed(Seen([of("TRUNCATED")], NOW_S), "STALLED")
    assert not failed(Seen([of("CATCHING_UP")], NOW_S), "SLOW")
    assert failed(Seen([of("OK", lag_s=61.0)], NOW_S), 60.0)
    assert not failed(Seen([of("OK", lag_s=1.0)], NOW_S), 60.0)
    assert failed(Seen([of("OK", lag_s=None)], NOW_S), 60.0)
    assert not failed(Seen([of("STALLED")], NOW_S), None)


def test_seconds_are_told_as_people_read_them() -> None:
    assert [span(s) for s in (None, 1.26, 300.0, 7200.0)] == ["?", "1.3 s", "5 min", "2.0 h"]


def spread(*lags: int, state: State = "SLOW") -> GroupLag:
    sample = Sample(NOW_S, 1, 0, 2)
    members = (Member("m1", "c", "h1", (0, 2)), Member("m2", "c", "h2", (1,)))
    return GroupLag("g", "t", members, tuple(Partition(n, sample, Reading(state, lag, 1.0)) for n, lag in
                                             enumerate(lags)))  # fmt: skip


def test_skew_is_the_largest_lag_over_the_mean_and_the_partition_with_it_is_hot() -> None:
    assert (spread(10, 10, 10, 10).skew, spread(10, 10, 10, 10).hot) == (1.0, None)
    assert (spread(0, 40, 0, 0).skew, spread(0, 40, 0, 0).hot) == (4.0, 1)
    assert (spread(10, 30, 10, 10).skew, spread(10, 30, 10, 10).hot) == (2.0, 1)
    assert (spread(0, 0).skew, spread(0, 0).hot) == (None, None)
    assert spread(7).hot is None
    assert spread(0, 0, 3, 0, state="OK").hot is None, "what came just now is no heat"


def test_the_trend_is_how_fast_lag_grows() -> None:
    assert read(looks(20, 60), NOW_S).trend == pytest.approx(-2.0)
    assert read(looks(50, 50, grows=40), NOW_S).trend == pytest.approx(2.0)
    assert read(looks(50), NOW_S).trend is None
    assert read([*looks(500, end=900), *looks(2, 3, end=5)], NOW_S).trend == pytest.approx(-0.05), "since made anew"


def test_each_partition_has_its_reader() -> None:
    readers = [spread(1, 1, 1, 1).reader(number) for number in range(4)]
    assert [member.host if member else None for member in readers] == ["h1", "h2", "h1", None]


def test_no_group_at_all_is_as_bad_as_unknown() -> None:
    assert failed(Seen([], NOW_S), "STALLED")
    assert failed(Seen([], NOW_S), 60.0)
    assert not failed(Seen([], NOW_S), None)


@pytest.mark.parametrize("given", ["nan", "inf", "-1", "STUCK", ""])
def test_fail_on_takes_nothing_that_could_never_fail(given: str) -> None:
    with pytest.raises(SecondsourceError, match="--fail-on"):
        limit_of(given)
    assert limit_of("stalled") == "STALLED"
    assert limit_of("60") == 60.0
