"""A worker that stands still while there is work ends itself, and whoever started it starts another.

The same rules as `secondsource lag`, on the worker's own partitions. An outage that the worker is waiting out is no
stall, and neither is a group that is sharing out its partitions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from streams.lag import GroupLag

Place = tuple[str, int]  # topic, partition


def stalled(found: Sequence[GroupLag], own: Collection[Place], still_s: float, *, outage: bool) -> str:
    """Why the worker must end, in one line; "" while it need not.

    `own`: the partitions that are its to read; `still_s`: so many seconds without progress are too many.
    """
    if outage:
        return ""
    for group in found:
        for partition in group.partitions:
            if (group.topic, partition.number) in own and partition.reading.still_s >= still_s:
                place = f"{group.topic}-{partition.number}"
                at = partition.sample.place if partition.sample else "?"
                return f"{place} stands still at {at} for {partition.reading.still_s:.0f} s"
    return ""
