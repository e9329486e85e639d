"""The watchdog's rule: only its own partitions, only without progress, and never for an outage; and a blocked loop."""

from __future__ import annotations

import math
import threading

from streams.groups import GroupLag, Partition
from streams.lag import Sample, read
from streams.watchdog import Heart, Watchdog

NOW_S = 1_800_000_000.0
OWN = {("t", 0)}


def group(*committed: int, end: int = 100, begin: int = 0) -> list[GroupLag]:
    """A group of one partition, looked at once a minute."""
    count = len(committed)
    window = [
        Sample(60 * (n + 1 - count), at, begin, end, int(NOW_S * 1000) - 500_000, 1) for n, at in enumerate(committed)
    ]
    return [GroupLag("g", "t", (), (Partition(0, window[-1], read(window, NOW_S)),))]


def told(*looks: list[GroupLag], own: set[tuple[str, int]] = OWN, outage_s: float = -math.inf) -> str:
    """What a watchdog of three minutes says at the last of looks that are a minute apart; the last is at 0."""
    watchdog = Watchdog(180)
    said = [watchdog.stalled(look, own, 60 * (n + 1 - len(looks)), outage_s) for n, look in enumerate(looks)]
    return said[-1]


STILL = (group(5), group(5, 5), group(5, 5, 5), group(5, 5, 5, 5))


def test_no_progress_with_work_ends_the_worker_and_says_why() -> None:
    assert told(*STILL) == "t-0 stands still at 5 for 180 s"


def test_progress_nothing_to_do_and_other_peoples_partitions_do_not() -> None:
    assert not told(*STILL[:3], group(5, 5, 5, 6))
    assert not told(*[group(100, 100, 100, 100)] * 4)
    assert not told(*STILL, own={("t", 1)})
    assert not told(*STILL[:3])


def test_records_that_were_deleted_unread_do_not_hide_it() -> None:
    assert told(*STILL[:3], group(5, 5, 5, 5, begin=40)) == "t-0 stands still at 5 for 180 s"


def test_what_stood_still_before_it_was_its_own_is_not_its_fault() -> None:
    assert not told(group(*[5] * 9), group(*[5] * 10))


def test_an_outage_gives_it_all_its_time_again() -> None:
    assert not told(*STILL, outage_s=0)
    assert not told(*STILL, outage_s=-30)
    assert told(*[group(*[5] * 9)] * 5, outage_s=-180)


def test_an_event_loop_that_is_blocked_ends_the_worker() -> None:
    ended = threading.Event()
    heart = Heart(0.05, ended.set)
    heart.start()
    assert ended.wait(60)


def test_one_that_turns_does_not() -> None:
    ended = threading.Event()
    heart = Heart(0.5, ended.set)
    heart.start()
    for _ in range(30):
        assert not ended.wait(heart.every_s)
        heart.beat()
    heart.stop()
