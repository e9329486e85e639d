"""Several reviews as one table: a row an article, and the totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from secondsource.model import Review, Verdict
from streams.terminal import one_line
from streams.wording import desk_words

#: The colour of a verdict; bold is for what goes to the queue.
STYLES = {
    "unsupported": "bold red",
    "contested": "bold magenta",
    "single": "bold yellow",
    "corroborated": "green",
    "vouched": "green",
}
#: The verdicts with a column: those that go to the queue.
VERDICTS: tuple[Verdict, ...] = ("unsupported", "contested", "single")
COLUMNS = ("claims", "queued", *VERDICTS, "top")
#: A name is not made shorter than this, in cells of the terminal.
NAME_MIN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One article. `counts`: by the names of COLUMNS; `top` is the highest priority of what is queued."""

    name: str
    language: str
    counts: Mapping[str, int]
    withdrawn: bool = False
    headline: str = ""
    doubtful: bool = False  # it seems to be in none of our languages


def row(name: str, result: Review, *, withdrawn: bool = False, headline: str = "", doubtful: bool = False) -> Row:
    """The row of one review."""
    verdicts = [claim.sourcing.verdict for claim in result.claims]
    queued = [claim.priority.score for claim in result.claims if claim.queued]
    by_verdict: dict[str, int] = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
    counts = {"claims": len(verdicts), "queued": len(queued), **by_verdict, "top": max(queued, default=0)}
    return Row(name, result.language, counts, withdrawn, headline, doubtful)


def totals(rows: Sequence[Row]) -> dict[str, int | str]:
    """The sums of the columns; priorities have none."""
    return {name: "" if name == "top" else sum(row.counts[name] for row in rows) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a file on a terminal; where room is short its middle is left out, since names differ at the ends."""

    text: str
    notes: Sequence[str] = ()  # each said on a line below the name

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        whole = max(map(cell_len, (self.text, *self.notes)))
        return Measurement(min(whole, NAME_MIN), whole)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(shortened(self.text, options.max_width), no_wrap=True)
        for note in self.notes:
            yield Text(note, style="bold")


def shortened(text: str, room: int) -> str:
    """`text` in at most `room` cells: its two ends around "…" where it is longer."""
    if cell_len(text) <= room:
        return text
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    while (head or tail) and cell_len(head) + cell_len(tail) >= room:
        if cell_len(head) > cell_len(tail):
            head = head[:-1]
        else:
            tail = tail[1:]
    return f"{head}…{tail}"


def table(rows: Sequence[Row], ui_lang: str = "en") -> Table:
    """The table for a terminal."""
    words = desk_words(ui_lang)["table"]
    out = Table(show_footer=len(rows) > 1, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    out.add_column(words["article"], words["articles"].format(count=len(rows)))
    out.add_column(words["language"], no_wrap=True, min_width=len(words["language"]))
    sums = totals(rows)
    for column in COLUMNS:
        head, style = words[column], STYLES.get(column, "")
        out.add_column(head, str(sums[column]), justify="right", style=style, no_wrap=True, min_width=len(head))
    for row in rows:
        told = {"withdrawn": row.withdrawn, "doubt": row.doubtful}
        name = Name(one_line(row.name), [words[note] for note, is_so in told.items() if is_so])
        out.add_row(name, row.language, *(str(row.counts[column]) for column in COLUMNS))
    return out
