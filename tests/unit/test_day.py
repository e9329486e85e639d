"""The commands of a day with the longest that can be typed: within 100 columns, JSON on each, errors in one line."""

from __future__ import annotations

import asyncio
import json

import pytest

from secondsource.text.language import CODES
from tests.contract.desks import MemoryDesk, an_item
from tests.unit.test_decision import commands_on_a_model, run

NAME = "Ministero-dell-Interno-" + "x" * 50
REASON = "they ring back at nine, says the clerk, who is not sure " * 6
CARD = {
    "headline": "Le directeur " * 20,
    "paragraph": "Le directeur aurait " * 80,
    "sources": [{"text": "un proche " * 20, "class": "anonymous", "grade": "C", "stance": "affirms"}],
    "factors": [{"name": "harm", "value": 0.5, "cause": "accusation-private"}] * 6,
    "why": dict.fromkeys(CODES, "Une seule source, anonyme. " * 10),
}
COMMANDS = (
    ("mine",), ("list",), ("queue", "--state", "all"), ("stats",), ("mute",), ("audit", "aaaa0"), ("audit", "aaaa2"),
    ("wake",), ("redrive",), *(("show", "aaaa1", "--ui-lang", code) for code in CODES),
    *(("next", "--ui-lang", code) for code in CODES),
)  # fmt: skip


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SECONDSOURCE_NOTES_SECRET", "long enough to be a secret")
    made = commands_on_a_model(monkeypatch)
    for number in range(9):
        item = an_item(f"aaaa{number}-{'z' * 50}", 50, claim="Le directeur " * 30, topic="t" * 60, card=CARD)
        asyncio.run(made.queue.push(item))
    as_name = ("--reason", REASON, "--as", NAME)
    for number in range(4):
        assert run("next", "--item", f"aaaa{number}-", "--as", NAME).exit_code == 0
    for args in (
        ("hand-over", "aaaa0", "ana", "--new-name", *as_name),
        ("park", "aaaa2", "--until", "2h", *as_name),
        ("verdict", "aaaa3", "confirmed", *as_name),
        ("bury", "aaaa4", *as_name),
        ("mute", "topic:sport", "--until", "2999-01-01", *as_name),
        ("note", "aaaa2", "rang\n2026-11-28 12:44 UTC  verdict      bo " + REASON),
    ):
        assert run(*args).exit_code == 0, args
    return made


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_for_people_fits_100_columns(desk: MemoryDesk, command: tuple[str, ...]) -> None:
    done = run(*command)
    assert done.exit_code == 0
    assert done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_a_note_of_two_lines_is_no_second_record(desk: MemoryDesk) -> None:
    lines = run("audit", "aaaa2").stdout.splitlines()
    records = [line for line in lines if not line.startswith(" ")]
    assert len(records) == len(asyncio.run(desk.queue.trail("aaaa2-" + "z" * 50)))


def test_an_address_is_never_broken(desk: MemoryDesk) -> None:
    address = "https://example.org/" + "a-b" * 60
    run("verdict", "aaaa0", "refuted", "--reason", "x", "--evidence", address)
    assert address in run("audit", "aaaa0").stdout


@pytest.mark.parametrize(
    "command",
    [*COMMANDS[:9], ("hold", "aaaa0", "--for", "2h"), ("park", "aaaa0", "--until", "2h"), ("release", "aaaa0"),
     ("park", "aaaa5", "--until", "2h", "--head"), ("escalate", "aaaa0", "--reason", "law"), ("next",),
     ("hand-over", "aaaa0", "bo", "--new-name"), ("second-opinion", "aaaa0", "confirmed", "--reason", "x"),
     ("show", "aaaa0"), ("verdict", "aaaa0", "confirmed", "--reason", "x"), ("note", "aaaa0", "x"),
     ("mute", "topic:x", "--dry-run"), ("mute", "topic:x", "--until", "2h"), ("mute", "topic:x", "--end"),
     ("undo", "aaaa3", "--head")],
    ids=" ".join,
)  # fmt: skip
def test_each_has_json(desk: MemoryDesk, command: tuple[str, ...]) -> None:
    done = run(*command, "--json")
    assert done.exit_code == 0, done.exception
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told
    assert not [row for row in told if "schema_" in row]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("list", "--since", "2h", "--before", "5h"), "nothing is both from 2h on and before 5h"),
        (("mute", "--until", "2h"), "mute what"),
        (("mute", "--end"), "mute what"),
        (("mute", "--dry-run"), "mute what"),
        (("note", "aaaa0", "  "), "nothing to note"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_what_makes_no_sense_is_refused_in_one_line(desk: MemoryDesk, command: tuple[str, ...], said: str) -> None:
    done = run(*command)
    assert done.exit_code
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


def test_of_what_waits_it_is_said_by_what_it_is_sorted(desk: MemoryDesk) -> None:
    assert run("queue").stderr == "4 shown, in the order of taking: alerts, then what is due first\n"
    assert run("queue", "--state", "parked").stderr == "1 shown\n"
