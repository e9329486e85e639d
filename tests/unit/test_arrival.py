"""When the workers of a stack read: every one has joined, and every partition of every topic has a reader."""

from __future__ import annotations

import pytest

from streams.arrival import all_read
from streams.groups import GroupLag, Member, Partition
from streams.lag import Reading

ONE = (Member("m0", "worker", "host", (0, 1)),)
TWO = (Member("m0", "worker", "host", (0,)), Member("m1", "worker", "host", (1,)))
GHOSTS = (Member("m2", "worker", "host", (0, 1), ended=True), Member("m3", "worker", "host", ended=True))
GAP = (Member("m0", "worker", "host", (0,)), Member("m1", "worker", "host"))


def topic(members: tuple[Member, ...]) -> GroupLag:
    partitions = tuple(Partition(number, None, Reading("OK", 0, 0.0)) for number in (0, 1))
    return GroupLag("desk", "copy", members, partitions)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], False),
        ([topic(TWO)], False),  # the other topic is not there yet
        ([topic(TWO), topic(())], False),
        ([topic(ONE), topic(ONE)], False),  # the second worker is still to come
        ([topic(TWO), topic(GAP)], False),
        ([topic(GHOSTS), topic(GHOSTS)], False),  # those of the run before, which Kafka still counts
        ([topic(TWO), topic(TWO)], True),
    ],
)
def test_the_workers_read_when_each_partition_has_a_reader(found: list[GroupLag], told: bool) -> None:
    assert all_read(found, topics=2, workers=2) is told
