"""A progress bar on a terminal, gone when all is done; plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

#: Without a terminal a line at most this often, and where nothing more is done.
LINE_S, SAME_S = 5.0, 30.0
#: What takes longer is said on a terminal.
SLOW_S = 2.0


class Progress:
    """`with Progress("fed", 120) as progress: … progress.step()`."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = what, total, 0
        self._bar: Bar | None = None
        self._said_at, self._said = time.monotonic(), -1
        if sys.stderr.isatty():
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(what, total=total)

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def say(self, what: str) -> None:
        """What is done now; without a terminal it is told when it changes."""
        if what == self.what:
            return
        self.what = what
        if self._bar:
            self._bar.update(self._task, description=what)
        else:
            print(what, file=sys.stderr)

    def step(self, by: int = 1) -> None:
        """So many more are done."""
        self.reach(self.done + by)

    def tell(self, line: str) -> None:
        """A line above the bar, on stdout."""
        if self._bar and sys.stdout.isatty():
            self._bar.console.print(line, highlight=False, markup=False)
        else:
            print(line, flush=True)

    def reach(self, done: int, total: int | None = None, what: str = "") -> None:
        """So many are done, of so many."""
        self.say(what or self.what)
        self.done, self.total = done, total or self.total
        if self._bar:
            self._bar.update(self._task, completed=done, total=self.total)
        elif time.monotonic() - self._said_at > (SAME_S if done == self._said else LINE_S):
            self._said_at, self._said = time.monotonic(), done
            of = f" of {self.total}" if self.total else ""
            print(f"{self.what}: {self.done}{of}", file=sys.stderr)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()
            self._bar = None


@contextmanager
def if_slow(what: str) -> Iterator[None]:
    """A bar on a terminal from the moment on at which the block has taken SLOW_S; nothing elsewhere."""
    bar = Progress(what, 1)
    timer = Timer(SLOW_S, bar.__enter__)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        bar.__exit__(None, None, None)
