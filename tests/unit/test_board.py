"""What a person sees of lag: within 80 columns, each state with its reason, a live view that leaves no trace."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
from rich.console import Console, Group

from schemas.lag import LagReport
from streams.board import FEW, board, spans
from streams.brief import brief, views
from streams.commands.lag import none_found
from streams.freshness import STEPS, Freshness, Quiet, Step
from streams.groups import GroupLag, Member, Partition
from streams.lag import WORST, Reading, Sample, State
from streams.lanes import Lane
from streams.report import report
from streams.sampling import not_told
from streams.screen import ENTER, ERASE_LINE, HOME, LEAVE, Screen, cut
from streams.seen import Seen

NOW_S = 1_800_000_000.0
HOSTS = ("10.120.130.140", "2001:db8:85a3::8a2e:370:7334")
MEMBERS = (Member("m0", "worker-7@desk", HOSTS[0], (0, 1)), Member("m1", "worker-8@desk", HOSTS[1], (2, 3)))
LANES = (Lane("fr/general", 17, 7300.0, 2), Lane("lead", 1, 5.0, 0))
WAY = Freshness(tuple(Step(name, 3, 1.0, 99.0) for name in STEPS), (Quiet("agence-x", 9999.0, 60.0),), 4)


class Terminal(io.StringIO):
    """Keeps each write apart."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def write(self, text: str) -> int:
        if text:
            self.written.append(text)
        return len(text)


def partition(number: int, state: State, lag: int = 1_234_567) -> Partition:
    why = "" if state in ("OK", "SLOW", "CATCHING_UP") else "no progress for 1234 s, and so on, at some length"
    eta_s = 86_400.0 if state == "CATCHING_UP" else None
    return Partition(number, Sample(NOW_S, 5, 0, lag + 5),
                     Reading(state, lag, 123.4 if lag else 0.0, why, eta_s, 0, 1234.5, 987.6, 0.0, -123.4))  # fmt: skip


def shown(*entries: GroupLag, width: int = 80, fresh: Freshness | None = None) -> str:
    console = Console(width=width, file=io.StringIO(), highlight=False)
    console.print(board(Seen(entries, NOW_S, fresh), "secondsource"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_every_state_fits_80_columns_with_its_reason() -> None:
    every = tuple(partition(number, state) for number, state in enumerate(WORST))
    text = shown(GroupLag("secondsource", "wire.articles", MEMBERS, every), fresh=WAY)
    assert max(len(line) for line in text.splitlines()) <= 80
    for state in WORST:
        assert re.search(rf"^ *\d+  {state} ", text, re.MULTILINE), text
    assert "done in 24.0 h" in text
    assert re.sub(r"\s+", " ", text).count("no progress") >= 1
    assert "agence-x is quiet" in text


def test_each_group_is_named_and_its_members_say_where_they_are_and_what_they_read() -> None:
    other = GroupLag("g2", "t", (), (partition(0, "STOPPED"),))
    lines = shown(GroupLag("g1", "a", MEMBERS, (partition(0, "OK", 0),)), other).splitlines()
    assert "g1  2 members on 2 hosts" in lines
    assert "g2  no members" in lines
    assert f"  {HOSTS[0]}  worker-7@desk  a 0-1" in lines


def test_who_stands_still_is_told_with_the_host() -> None:
    text = shown(GroupLag("g", "t", MEMBERS, (partition(0, "STALLED"),)), width=200)
    assert f"at {HOSTS[0]}" in text


def test_of_a_large_topic_only_what_is_behind_is_shown() -> None:
    quiet = tuple(partition(number, "OK", 0) for number in range(1, FEW + 40))
    lines = shown(GroupLag("g", "t", MEMBERS, (partition(0, "STALLED"), *quiet))).splitlines()
    assert any(line.startswith(f" {len(quiet)}×  OK") for line in lines), lines
    assert len(lines) < 15


def test_a_name_cannot_steer_the_terminal() -> None:
    text = shown(GroupLag("g\x1b[2J", "t\x9b[red]", (Member("m", "c\x1b", "h\x07", ()),), (partition(0, "OK", 0),)))
    assert not set("\x1b\x9b\x07") & set(text)
    assert "[red]" in text


@pytest.mark.parametrize(("numbers", "told"), [((), ""), ((3,), "3"), ((0, 1, 2, 7, 9, 10), "0-2 7 9-10")])
def test_partitions_are_told_as_spans(numbers: tuple[int, ...], told: str) -> None:
    assert spans(numbers) == told


def test_a_view_that_is_too_high_is_cut_and_says_so() -> None:
    assert cut(["a", "b"], 2) == ["a", "b"]
    assert cut(["a", "b", "c", "d"], 3)[:2] == ["a", "b"]
    assert cut(["a", "b", "c", "d"], 3)[2].startswith("… 2 more lines")


GONE = Member("m2", "worker-7@desk", "127.0.0.1", (0,), ended=True)
TOPICS = (
    GroupLag("g", "quiet", MEMBERS, tuple(partition(n, "OK", 0) for n in range(4))),
    GroupLag("g", "lost", MEMBERS, (partition(0, "OK", 0), partition(1, "TRUNCATED"))),
    GroupLag("g", "slow", MEMBERS, (partition(0, "SLOW", 5), partition(1, "SLOW", 9))),
    GroupLag("h", "stuck", MEMBERS, (partition(0, "STALLED"),)),
)


@pytest.mark.parametrize("height", range(2, 30))
def test_a_low_window_shows_the_worst_first_and_counts_the_rest(height: int) -> None:
    lines = [line.plain for line in brief(Seen(TOPICS, NOW_S), "", height)]
    assert len(lines) <= height or height < 3
    assert lines[1].startswith("g  lost  TRUNCATED")
    named = [name for name in ("lost", "stuck", "slow", "quiet") if any(f"  {name}  " in line for line in lines)]
    assert named == ["lost", "stuck", "slow", "quiet"][: len(named)]
    if height == 4:
        assert lines[3] == "and 2 more topics: 1 SLOW, 1 OK"
    if height == 7:
        assert lines[2].startswith("  1  TRUNCATED  1234567, 2 min")
        assert lines[-1] == "and 3 more partitions: 1 STALLED, 2 SLOW"


@pytest.mark.parametrize("height", [5, 10, 24, 80])
@pytest.mark.parametrize("fresh", [None, WAY])
def test_a_live_view_is_the_fullest_that_fits(height: int, fresh: Freshness | None) -> None:
    out = Terminal()
    with Screen(Console(file=out, force_terminal=True, width=80, height=height)) as screen:
        seen = Seen(TOPICS, NOW_S, fresh, ["broker 3 does not answer"], LANES if fresh else None)
        screen.show(*views(seen, "", height, "Kafka went away"))
        drawn = out.written[-1].removeprefix(HOME)
    lines = drawn.split("\n")
    assert len(lines) <= height
    assert "Kafka went away" in lines[0]
    assert "more lines" not in drawn
    assert "broker 3 does not answer" in drawn
    assert any("lost" in line and "TRUNCATED" in line for line in lines)
    assert ("the way of copy" in drawn) == (fresh is not None and height > 20)
    assert ("fr/general" in drawn) == ("the way of copy" in drawn)
    assert (HOSTS[0] in drawn) == (height == 80)


def test_who_has_ended_and_is_still_counted_is_told() -> None:
    lines = shown(GroupLag("g", "t", (*MEMBERS, GONE), (partition(0, "OK", 0),))).splitlines()
    assert "g  2 members on 2 hosts; 1 more has ended, still counted by Kafka" in lines
    alone = shown(GroupLag("g", "t", (GONE, GONE), (partition(0, "OK", 0),))).splitlines()
    assert "g  no members; 2 have ended, still counted by Kafka" in alone
    assert "  127.0.0.1  worker-7@desk  has ended" in lines


def test_what_waits_at_the_desk_is_told_with_the_way() -> None:
    console = Console(width=80, file=io.StringIO(), highlight=False)
    console.print(board(Seen([], NOW_S, WAY, lanes=LANES), ""))
    console.print(board(Seen([], NOW_S, lanes=()), ""))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert re.search(r"^fr/general +17 +2\.0 h +2$", text, re.MULTILINE), text
    assert "nothing waits at the desk" in text
    told = report(Seen([], NOW_S, lanes=LANES)).lanes
    assert told is not None
    assert [(lane.name, lane.waiting, lane.oldest_s, lane.overdue) for lane in told] == [
        ("fr/general", 17, 7300.0, 2), ("lead", 1, 5.0, 0)
    ]  # fmt: skip


def test_when_a_topic_will_have_caught_up_is_told_beside_its_name() -> None:
    lines = shown(
        GroupLag("g", "wire.articles", (), (partition(0, "CATCHING_UP", 9), partition(1, "CATCHING_UP", 8)))
    ).splitlines()
    assert "wire.articles  CATCHING_UP  17 records, 2 min behind, -246.8/s; done in 24.0 h" in lines


def test_what_is_not_known_is_no_number() -> None:
    silent = tuple(not_told(number, "broker 3 leads it and does not answer") for number in (0, 1, 5))
    half = GroupLag("g", "t", (), (*silent, partition(7, "SLOW", 5)), answered=False)
    absent = GroupLag("g", "u", (), (), why="there is no such topic")
    text = shown(half, absent, width=120)
    assert "g  members are not known" in text
    assert "t  UNKNOWN  at least 5 records, ? behind" in text
    assert re.search(r"^0-1 5  UNKNOWN +\? +\? +broker 3 leads it", text, re.MULTILINE), text
    assert "u  UNKNOWN  there is no such topic" in text
    told = report(Seen([half, absent], NOW_S, gaps=["broker 3 does not answer"]))
    assert [(group.lag, group.lag_seconds, group.members) for group in told.groups] == [(None,) * 3, (None, None, 0)]


def test_a_reason_is_told_once_where_the_next_partition_has_the_same() -> None:
    lines = shown(GroupLag("g", "t", (), tuple(partition(n, "REWOUND") for n in range(3))), width=200).splitlines()
    rows = [line.rstrip() for line in lines if "REWOUND" in line][1:]
    assert [row.endswith('"') for row in rows] == [False, True, True]


def test_long_names_leave_room_for_the_figures_in_a_low_window() -> None:
    entry = GroupLag("regional-archive-indexer-01", "regional.desk-07.photographs", (), (partition(0, "STOPPED"),))
    out = io.StringIO()
    Console(width=80, file=out).print(Group(brief(Seen([entry], NOW_S), "", 2)[1]))
    assert out.getvalue() == "regional-a…ndexer-01  regional.d…otographs  STOPPED  1234567 records, 2 min beh…\n"


def test_a_low_window_with_room_left_counts_the_members() -> None:
    entry = GroupLag("g", "t", (*MEMBERS, GONE), tuple(partition(n, "OK", 0) for n in range(4)))
    assert "g  2 members on 2 hosts; 1 more has ended" in brief(Seen([entry], NOW_S), "", 5)[-1].plain
    assert len(brief(Seen([entry], NOW_S), "", 2)) == 2


@pytest.mark.parametrize(
    ("group", "topic", "told"),
    [
        ("desk", "*", "group desk is not there yet"),
        ("x*", "*", "no group x* has members or has committed anything"),
        ("*", "nope", "no group * reads a topic nope"),
        ("desk", "nope", "no group desk reads a topic nope"),
    ],
)
def test_what_was_not_found_is_named(group: str, topic: str, told: str) -> None:
    assert none_found(group, topic, ours=group == "desk").startswith(told)


def test_while_a_group_shares_out_it_is_said_that_the_dead_are_counted() -> None:
    assert "any that died are counted still" in shown(GroupLag("g", "t", MEMBERS, (partition(0, "REBALANCING"),)))


def test_the_time_of_a_look_has_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    try:
        assert shown().splitlines()[0] == "09:00:00 CET"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_live_view_is_one_write_a_look_and_gives_the_terminal_back() -> None:
    out = Terminal()
    with Screen(Console(file=out, force_terminal=True, width=80, height=5)) as screen:
        before = len(out.written)
        screen.show("one long line")
        screen.show("two")
        assert len(out.written) == before + 2
        assert all(text.startswith(HOME) for text in out.written[before:])
        assert f"two{ERASE_LINE}" in out.written[-1]
    told = "".join(out.written)
    assert told.startswith(ENTER)
    assert told.index(LEAVE) < told.rindex("two")


def test_what_the_documents_show_as_json_is_json_that_the_schema_knows() -> None:
    text = (Path(__file__).parents[2] / "docs" / "lag.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    LagReport.model_validate_json(example)
    entry = GroupLag("g", "t", MEMBERS, tuple(partition(n, state) for n, state in enumerate(WORST)))
    assert LagReport.model_validate_json(report(Seen([entry], NOW_S, WAY)).model_dump_json()).groups[0].hot is None
