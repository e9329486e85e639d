"""A worker that stands still while there is work ends itself, and whoever started it starts another.

The same rules as `secondsource lag`, on the worker's own partitions. An outage that the worker is waiting out is no
stall, and neither is a group that is sharing out its partitions; and what stood still before the worker had it, or in
an outage, is not its fault.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Collection, Sequence

from streams.groups import GroupLag

log = logging.getLogger("secondsource")
Place = tuple[str, int]  # topic, partition
#: How often the watchdog looks before it is sure.
LOOKS = 12


class Watchdog:
    """Told what each look found. `still_s`: so many seconds without progress are too many."""

    def __init__(self, still_s: float) -> None:
        self._still_s = still_s
        self._since: dict[Place, float] = {}

    def stalled(self, found: Sequence[GroupLag], own: Collection[Place], at_s: float, outage_s: float) -> str:
        """Why the worker must end, in one line; "" while it need not.

        `own`: the partitions that are its to read; `at_s`: when it was looked, and `outage_s`: when a server was last
        waited for, on a clock that nobody sets.
        """
        self._since = {place: max(self._since.get(place, at_s), outage_s) for place in own}
        for group in found:
            for partition in group.partitions:
                since_s = self._since.get((group.topic, partition.number), at_s)
                still_s = min(partition.reading.still_s, at_s - since_s)
                if still_s >= self._still_s:
                    place = f"{group.topic}-{partition.number}"
                    at = partition.sample.place if partition.sample else "?"
                    return f"{place} stands still at {at} for {still_s:.0f} s"
        return ""


class Heart:
    """Beats in the event loop. A thread ends the process when it has not for so long: a loop that is blocked cannot
    look after itself. It counts its own turns, so that a process that was stopped and goes on is given time.
    """

    def __init__(self, still_s: float, end: Callable[[], None] = lambda: os._exit(1)) -> None:
        self._still_s, self._end = still_s, end
        self._missed = 0
        self._stopped = threading.Event()
        self.every_s = still_s / LOOKS

    def start(self) -> None:
        threading.Thread(target=self._listen, name="heart", daemon=True).start()

    def beat(self) -> None:
        self._missed = 0

    def stop(self) -> None:
        self._stopped.set()

    def _listen(self) -> None:
        while not self._stopped.wait(self.every_s):
            self._missed += 1
            if self._missed > LOOKS:
                log.critical("the event loop stands still for %.0f s; the worker ends", self._still_s)
                self._end()
                return
