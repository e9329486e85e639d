"""Draws the pictures of the documentation from what the commands really print: `make pictures`."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from schemas.wire.detect import decode
from secondsource import load, review
from streams.board import board
from streams.commands.check import show
from streams.groups import GroupLag, Member, Partition
from streams.lag import Sample, read
from streams.seen import Seen

ROOT = Path(__file__).parents[1]
WIDTH = 100
#: When the pictures were taken, so that the same ones are drawn again: seconds since 1970.
NOW_S = 1_790_000_000.0


def save(console: Console, name: str, title: str) -> None:
    """The console's output as one SVG."""
    console.save_svg(str(ROOT / "docs" / "pictures" / f"{name}.svg"), title=title)


def draw_check(file: str) -> None:
    """One article of the examples, as `secondsource check` shows it."""
    console = Console(record=True, width=WIDTH, highlight=False, file=io.StringIO())
    article = decode((ROOT / file).read_bytes()).to_model()
    show(console, article, review(article, load("en")))
    save(console, "check", f"secondsource check {file}")


def draw_lag() -> None:
    """A stream that catches up, with one partition that stands still."""
    console = Console(record=True, width=80, highlight=False, file=io.StringIO())
    now_s = NOW_S

    def partition(number: int, then: int, committed: int, end: int, behind_s: float) -> Partition:
        next_ms = int((now_s - behind_s) * 1000)
        window = [Sample(now_s - 40, then, 0, end - 80, next_ms, 2), Sample(now_s, committed, 0, end, next_ms, 2)]
        return Partition(number, window[-1], read(window, now_s))

    def members(*numbers: tuple[int, ...]) -> tuple[Member, ...]:
        return tuple(
            Member(str(n), f"worker-{n + 41}@desk-{n + 1}", f"10.0.0.{n + 3}", found) for n, found in enumerate(numbers)
        )

    articles = (
        partition(0, 1200, 1800, 2013, 14.2),
        partition(1, 1904, 1904, 2690, 812.0),
        partition(2, 1990, 2070, 2070, 0.0),
        partition(3, 1910, 1998, 2001, 1.1),
    )
    claims = tuple(partition(number, 880, 960, 960, 0.0) for number in range(4))
    look = [
        GroupLag("secondsource", "claims", members((0, 1), (2, 3)), claims),
        GroupLag("secondsource", "wire.articles", members((0, 2), (1, 3)), articles),
    ]
    console.print(board(Seen(look, now_s), ""))
    save(console, "lag", "secondsource lag")


if __name__ == "__main__":
    draw_check("examples/first/14-en-ferry-v2.json")
    draw_lag()
