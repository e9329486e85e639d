"""Lag as a person reads it: within 80 columns, a group after the other, what is wrong in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from streams.freshness import Freshness
from streams.groups import GroupLag, Partition
from streams.lanes import Lane
from streams.seen import Seen
from streams.terminal import visible
from streams.times import span

STYLES = {"OK": "green", "CATCHING_UP": "cyan", "REBALANCING": "cyan", "SLOW": "yellow", "UNKNOWN": "magenta"}
#: Topics with more partitions than this show those only of which there is something to say.
FEW = 8
#: So many members are named; of a larger group the first ones.
NAMED = 8


def board(seen: Seen, missing: str, *, members: bool = True) -> RenderableType:
    """All of it. `missing`: what is said where there is no group."""
    parts: list[RenderableType] = [clock(seen.at_s), *map(gap, seen.gaps)]
    if not seen.groups:
        parts.append(Text(visible(missing)))
    for _, entries in groupby(seen.groups, key=lambda entry: entry.group):
        parts += group_board(list(entries), members)
    return Group(*parts, *rest(seen))


def rest(seen: Seen) -> Iterator[RenderableType]:
    """What is shown beside lag: the way of copy, and what waits at its end."""
    if seen.fresh is not None:
        yield Text()
        yield from way(seen.fresh)
    if seen.lanes is not None:
        yield Text()
        yield lane_table(seen.lanes) if seen.lanes else Text("nothing waits at the desk")


def rest_height(seen: Seen) -> int:
    """Lines of it."""
    ways = 0 if seen.fresh is None else 1 + 1 + len(seen.fresh.steps) + len(seen.fresh.quiet) + 1
    return ways + (0 if seen.lanes is None else 1 + 1 + len(seen.lanes))


def clock(at_s: float) -> Text:
    """The time of a look, with its zone."""
    return Text(datetime.fromtimestamp(at_s, timezone.utc).astimezone().strftime("%H:%M:%S %Z"))


def gap(what: str) -> Text:
    """Something that the look lacks."""
    return Text(visible(what), style="magenta")


def group_board(entries: list[GroupLag], members: bool) -> list[RenderableType]:
    """The topics of one group, and its members."""
    parts: list[RenderableType] = [Text(), Text.assemble((visible(entries[0].group), "bold"), f"  {who(entries[0])}")]
    for entry in entries:
        parts += [headline(entry, visible(entry.topic)), lag_table(entry)]
    if members:
        parts += [Text(line, no_wrap=True, overflow="ellipsis") for line in member_lines(entries)]
    return parts


def who(entry: GroupLag) -> str:
    """How many members the group has, and on how many hosts."""
    if not entry.answered:
        return "members are not known"
    there = [member for member in entry.members if not member.ended]
    gone = len(entry.members) - len(there)
    hosts = len({member.host for member in there})
    told = f"{many(len(there), 'member')} on {many(hosts, 'host')}" if there else "no members"
    if gone:
        more, have = " more" if there else "", "has" if gone == 1 else "have"
        return f"{told}; {gone}{more} {have} ended, still counted by Kafka"
    if any(partition.reading.state == "REBALANCING" for partition in entry.partitions):
        return f"{told} (any that died are counted still)"
    return told


def many(count: int, what: str) -> str:
    """One member, two members."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def headline(entry: GroupLag, name: str) -> Text:
    """One topic in one line: its name, state, records, seconds, and where most of it lies."""
    line = Text.assemble((name, "bold"), "  ", state(entry.state))
    line.append(f"  {records(entry)}, {span(entry.lag_s)} behind" if entry.partitions else f"  {entry.why}")
    if entry.trend:
        line.append(f", {signed(entry.trend)}/s")
    if entry.hot is not None:
        line.append(f"; part {entry.hot}: skew {entry.skew:.1f}", style="yellow")
    elif entry.eta_s is not None:  # a line has room for one of them
        line.append(f"; done in {span(entry.eta_s)}")
    return line


def records(entry: GroupLag) -> str:
    """How many wait, as far as it is known."""
    if entry.whole:
        return many(entry.lag, "record")
    return f"at least {many(entry.lag, 'record')}" if entry.lag else "? records"


def lag_table(entry: GroupLag) -> Table:
    """The partitions of one topic; of a large one, those with something to say."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for column in ("part", "state", "lag", "behind", "in/s", "out/s", "lag/s"):
        table.add_column(column, justify="left" if column == "state" else "right", no_wrap=True)
    table.add_column("", justify="left", overflow="fold")
    plain = [p for p in entry.partitions if is_plain(p)] if len(entry.partitions) > FEW else []
    untold = [p for p in entry.partitions if p.sample is None]
    said = ""
    for p in entry.partitions:
        if p not in plain and p not in untold:
            r, why = p.reading, more(entry, p)
            rates = (rate(r.rate_in), rate(r.rate_out), signed(r.trend))
            again = '"' if why and why == said else why
            table.add_row(str(p.number), state(r.state), figure(p.lag), span(r.lag_s), *rates, again)
            said = why
    for name in sorted({p.reading.state for p in plain}):
        count = sum(p.reading.state == name for p in plain)
        table.add_row(f"{count}×", state(name), "0", "0.0 s", "", "", "", "each")
    for why in sorted({p.reading.why for p in untold}):
        numbers = [p.number for p in untold if p.reading.why == why]
        table.add_row(spans(numbers), state("UNKNOWN"), "?", "?", "", "", "", why)
    return table


def figure(records: int | None) -> str:
    return "?" if records is None else str(records)


def is_plain(partition: Partition) -> bool:
    """Whether nothing is to be said of it."""
    return partition.reading.lag == 0 and partition.reading.state in ("OK", "STOPPED")


def more(entry: GroupLag, partition: Partition) -> str:
    """Why it is as it is, and where its reader runs when it does not read."""
    reading, reader = partition.reading, entry.reader(partition.number)
    if reading.eta_s is not None:
        return f"done in {span(reading.eta_s)}"
    if reading.state == "STALLED" and reader is not None:
        return f"{reading.why}, at {visible(reader.host)}"
    return reading.why


def member_lines(entries: list[GroupLag]) -> Iterator[str]:
    """Who reads what: a line a member."""
    members = entries[0].members
    for member in members[:NAMED]:
        said = f"  {visible(member.host)}  {visible(member.client)}  "
        if member.ended:
            yield f"{said}has ended"
            continue
        reads = [
            f"{visible(entry.topic)} {spans(of.partitions)}"
            for entry in entries
            for of in entry.members
            if of.id == member.id and of.partitions
        ]
        yield f"{said}{', '.join(reads) or 'reads nothing of this'}"
    if len(members) > NAMED:
        yield f"  and {many(len(members) - NAMED, 'more member')}"


def spans(numbers: Sequence[int]) -> str:
    """0-3 7 out of 0, 1, 2, 3, 7."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return " ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found)


def way(fresh: Freshness) -> Iterator[RenderableType]:
    """How long copy takes, who is quiet, and what could not be read."""
    yield way_table(fresh)
    for one in fresh.quiet:
        silent = f"{visible(one.provider)} is quiet: {span(one.silent_s)}, usually {span(one.usual_s)}"
        yield Text(silent, style="yellow", no_wrap=True, overflow="ellipsis")
    yield Text(many(fresh.dead_letters, "dead letter"))


def way_table(fresh: Freshness) -> Table:
    """The steps of the way."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("the way of copy", "half within", "95 % within", "seen"):
        table.add_column(column, justify="left" if column == "the way of copy" else "right", no_wrap=True)
    for step in fresh.steps:
        half, most = (span(value) if step.count else "–" for value in (step.p50_s, step.p95_s))
        table.add_row(step.name, half, most, str(step.count))
    return table


def lane_table(lanes: Sequence[Lane]) -> Table:
    """What waits at the desk."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("waiting at the desk", "claims", "oldest", "past its deadline"):
        table.add_column(column, justify="left" if column == "waiting at the desk" else "right", no_wrap=True)
    for lane in lanes:
        late = Text(str(lane.overdue), style="yellow" if lane.overdue else "")
        table.add_row(visible(lane.name), str(lane.waiting), span(lane.oldest_s), late)
    return table


def state(name: str) -> Text:
    return Text(name, style=STYLES.get(name, "bold red"))


def rate(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def signed(value: float | None) -> str:
    """How fast lag grows (+) or shrinks (-)."""
    return "" if value is None else f"{value:+.1f}" if abs(value) >= 0.05 else "0.0"
