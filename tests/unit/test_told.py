"""What a command says where something was refused, is left out, or came back: no more and no less than is so."""

from __future__ import annotations

import asyncio
import json
import re
from itertools import pairwise

import pytest

from secondsource.text.language import CODES
from streams.card import ALERTS, card
from streams.wording import desk_words
from tests.contract.desks import MemoryDesk, an_item
from tests.unit.test_cards import NOON_MS, a_row
from tests.unit.test_decision import ana_holds_one, run
from workers.policy import MINUTE_S
from workers.records import Event


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    return ana_holds_one(monkeypatch)


def told(*args: str) -> str:
    """By what a command is refused."""
    return str(run(*args).exception)


def test_an_undo_where_nobody_decided_says_so(desk: MemoryDesk) -> None:
    assert told("undo", "aaaa1").startswith("aaaa1: there is no verdict to take back: ana holds it until ")


def test_who_gave_the_first_opinion_is_not_sent_to_take_the_item(desk: MemoryDesk) -> None:
    run("second-opinion", "aaaa1", "refuted", "--reason", "rang")
    assert told("verdict", "aaaa1", "refuted", "--reason", "rang") == (
        "aaaa1 is not in your hands: you gave the first opinion, another gives the second"
    )
    assert "take it with" in told("verdict", "aaaa1", "refuted", "--reason", "rang", "--as", "bo")
    asyncio.run(desk.queue.take("bo"))
    assert told("undo", "aaaa1").startswith("aaaa1: bo holds it until ")


def test_nothing_is_handed_to_who_has_it(desk: MemoryDesk) -> None:
    assert told("hand-over", "aaaa1", "ana", "--new-name") == "aaaa1 is in the hands of ana already"


@pytest.mark.parametrize("name", ["stream", "timer", " timer", "rebuild"])
def test_a_name_of_the_queue_itself_is_no_person(desk: MemoryDesk, name: str) -> None:
    assert "is no person" in told("note", "aaaa1", "rang", "--as", name)
    assert "is no person" in told("hand-over", "aaaa1", name, "--new-name")


def test_the_card_says_that_what_was_away_is_back(desk: MemoryDesk) -> None:
    run("park", "aaaa1", "--until", "2h", "--reason", "the court sits")
    run("wake", "aaaa1")
    assert run("show", "aaaa1").stdout.splitlines()[-1].endswith("  ana  woken")
    run("bury", "aaaa1", "--reason", "a hoax")
    assert not run("show", "aaaa1").stdout.splitlines()[-1].endswith("redriven")
    run("redrive", "aaaa1")
    assert run("show", "aaaa1").stdout.splitlines()[-1].endswith("  ana  redriven")


def test_what_is_the_leads_is_not_called_late_when_the_lead_takes_it_of_another_topic(desk: MemoryDesk) -> None:
    run("escalate", "aaaa1", "--reason", "law")
    asyncio.run(desk.queue.push(an_item("bbbb1")))
    done = run("next", "--lead", "--topics", "sport", "--strict", "--as", "lea")
    assert "id aaaa1" in done.stdout
    assert "past its deadline" not in done.stderr


def test_a_queue_that_is_longer_than_what_is_shown_says_so(desk: MemoryDesk) -> None:
    for number in range(3):
        asyncio.run(desk.queue.push(an_item(f"bbbb{number}")))
    assert run("queue", "--limit", "2").stderr.startswith("2 shown of more, `--limit 0` shows all, in the order")
    for limit in ("0", "3"):
        assert run("queue", "--limit", limit).stderr.startswith("3 shown, in the order")
    assert len(run("queue", "--limit", "2", "--json").stdout.splitlines()) == 2


def test_what_is_not_settled_is_told_however_much_else_came(desk: MemoryDesk) -> None:
    run("hand-over", "aaaa1", "bo", "--new-name", "--reason", "urgent")
    asyncio.run(desk.queue.push(an_item("bbbb1")))
    asyncio.run(desk.queue.take_item("bbbb1", "bo"))
    for number in range(25):
        asyncio.run(desk.queue.push(an_item("bbbb1", item=f"urn:x:{number}")))
    lines = [line for line in run("mine", "--as", "bo").stdout.splitlines() if "UTC" in line and "due" not in line]
    assert [line.split("  ", 2)[2].strip() for line in lines if "handed over" in line or "another article" in line] == [
        "handed over to you by ana: urgent",
        "another article or version came",
    ]
    found = [json.loads(line) for line in run("mine", "--json", "--as", "bo").stdout.splitlines()]
    assert [one["notice"] for one in found if "notice" in one] == ["handed-over", *25 * ["changed"]]


def test_what_is_in_hand_is_told_in_the_order_in_which_it_is_due(desk: MemoryDesk) -> None:
    asyncio.run(desk.advance(MINUTE_S))
    asyncio.run(desk.queue.push(an_item("bbbb1", 99)))
    asyncio.run(desk.queue.take("ana"))
    found = [json.loads(line) for line in run("mine", "--json").stdout.splitlines()]
    assert [one["id"] for one in found if "claim" in one] == ["bbbb1", "aaaa1"]


def test_a_note_that_is_given_with_an_order_to_erase_is_refused(desk: MemoryDesk) -> None:
    assert told("note", "aaaa1", "rang", "--erase").endswith("takes no TEXT; nothing was erased")


def test_ids_that_begin_alike_are_told_apart_in_a_table(desk: MemoryDesk) -> None:
    for id in ("shift-18-0001", "shift-18-0002", "shift-18-0011"):
        asyncio.run(desk.queue.push(an_item(id)))
    shown = run("queue").stdout
    assert re.findall(r"shift-18\S*", shown) == ["shift-18-0001", "shift-18-0002", "shift-18-0011"]
    assert run("show", "shift-18-0002").exit_code == 0


def test_a_card_has_no_empty_lines_for_what_its_item_lacks(desk: MemoryDesk) -> None:
    lines = run("show", "aaaa1").stdout.splitlines()
    assert not [two for two in pairwise(lines) if two == ("", "")]
    assert lines[1]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("why", ALERTS)
def test_why_it_is_an_alert_is_on_its_card(code: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    event = Event("c1", 2, NOON_MS, "reopened", "stream", 7, why, "done", "waiting", {}, {})
    card(a_row("waiting", "", "alert"), code, trail=[event])
    told = desk_words(code)["alert"]["alert"].format(reason=desk_words(code)["reason"][why])
    assert told in " ".join(capsys.readouterr().out.split())
