"""Lag in a window that is too low for all of it: a line a topic, the worst first, and how much is left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from schemas.lag import State
from streams.board import board, clock, figure, gap, headline, is_plain, more, rest, rest_height, state, who
from streams.groups import GroupLag, Partition
from streams.lag import WORST, Reading
from streams.seen import Seen
from streams.summary import shortened
from streams.terminal import visible
from streams.times import span

#: Lines of lag that must be left beside the way of copy, so that both are shown.
LEAST = 4
#: Of a longer name only the ends are shown, so that the figures fit into 80 columns beside two of them.
NAME_MAX = 20


def views(seen: Seen, missing: str, height: int, note: str = "") -> list[RenderableType]:
    """From all that there is to the shortest. `note`: what goes before it; `height`: lines of the window."""
    head = [Text(note, style="bold red")] if note else []
    room = height - len(head)
    made = [board(seen, missing, members=named) for named in (True, False)]
    beside = room - rest_height(seen)
    if room > beside >= LEAST:
        made.append(Group(*brief(seen, missing, beside), *rest(seen)))
    made.append(Group(*brief(seen, missing, room)))
    return [Group(*head, view) for view in made]


def brief(seen: Seen, missing: str, height: int) -> list[Text]:
    """So many lines at most: topics, and with the room that is left their worst partitions."""
    head = [clock(seen.at_s), *(one_line(gap(what)) for what in seen.gaps)]
    if not seen.groups:
        return [*head, Text(visible(missing))]
    topics = sorted(seen.groups, key=lambda entry: badness(entry.state, entry.lag_s, entry.lag))
    room = height - len(head)
    if len(topics) > room:
        shown, rest = topics[: max(1, room - 1)], topics[max(1, room - 1) :]
        return [*head, *map(topic_line, shown), left_out("topic", [entry.state for entry in rest])]
    partitions = [(entry, p) for entry in topics for p in entry.partitions if not is_plain(p)]
    partitions.sort(key=lambda pair: of_reading(pair[1].reading))
    spare = room - len(topics)
    last = []
    if len(partitions) > spare:
        kept = max(0, spare - 1)
        last = [left_out("partition", [p.reading.state for _, p in partitions[kept:]])] if spare else []
        partitions = partitions[:kept]
    lines = head
    for entry in topics:
        lines += [topic_line(entry), *(partition_line(entry, p) for of, p in partitions if of is entry)]
    lines += last
    groups = {entry.group: one_line(Text(f"{visible(entry.group)}  {who(entry)}")) for entry in topics}
    return lines + list(groups.values()) if len(lines) + len(groups) <= height else lines


def badness(state: State, lag_s: float | None, lag: int) -> tuple[int, float, int]:
    """A key that sorts the worst first; unknown seconds are the most."""
    return WORST.index(state), -(math.inf if lag_s is None else lag_s), -lag


def of_reading(reading: Reading) -> tuple[int, float, int]:
    return badness(reading.state, reading.lag_s, reading.lag)


def topic_line(entry: GroupLag) -> Text:
    """Group and topic in one line."""
    group, topic = (shortened(visible(name), NAME_MAX) for name in (entry.group, entry.topic))
    return one_line(Text.assemble((group, "bold"), "  ", headline(entry, topic)))


def partition_line(entry: GroupLag, partition: Partition) -> Text:
    reading = partition.reading
    line = Text.assemble(f"  {partition.number}  ", state(reading.state))
    return one_line(line.append(f"  {figure(partition.lag)}, {span(reading.lag_s)}  {more(entry, partition)}"))


def one_line(text: Text) -> Text:
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def left_out(what: str, states: Sequence[str]) -> Text:
    """and 3 more topics: 1 SLOW, 2 OK"""
    counted = Counter(states)
    told = ", ".join(f"{counted[name]} {name}" for name in WORST if name in counted)
    return one_line(Text(f"and {len(states)} more {what}{'s' * (len(states) > 1)}: {told}", style="dim"))
