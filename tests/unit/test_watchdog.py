"""The watchdog's rule: only its own partitions, only without progress, and never in an outage."""

from __future__ import annotations

from streams.lag import GroupLag, Partition, Sample, read
from streams.watchdog import stalled

NOW_S = 1_000_000.0


def group(*committed: int, end: int = 100) -> list[GroupLag]:
    """A group of one partition, looked at once a minute."""
    count = len(committed)
    window = [
        Sample(NOW_S - 60 * (count - 1 - n), at, 0, end, int(NOW_S * 1000) - 500_000, 1)
        for n, at in enumerate(committed)
    ]
    return [GroupLag("g", "t", 1, (Partition(0, window[-1], read(window, NOW_S)),))]


def test_no_progress_with_work_ends_the_worker_and_says_why() -> None:
    why = stalled(group(5, 5, 5, 5), {("t", 0)}, 180, outage=False)
    assert why == "t-0 stands still at 5 for 180 s"


def test_progress_nothing_to_do_an_outage_and_other_peoples_partitions_do_not() -> None:
    assert not stalled(group(5, 5, 5, 6), {("t", 0)}, 180, outage=False)
    assert not stalled(group(100, 100, 100, 100), {("t", 0)}, 180, outage=False)
    assert not stalled(group(5, 5, 5, 5), {("t", 0)}, 180, outage=True)
    assert not stalled(group(5, 5, 5, 5), {("t", 1)}, 180, outage=False)
    assert not stalled(group(5, 5), {("t", 0)}, 180, outage=False)
