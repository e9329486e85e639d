"""What the commands show of an item under embargo: that it is there, of which article, until when; no words of it."""

from __future__ import annotations

import asyncio
import json

import pytest

from schemas.article import NO_END_MS
from tests.contract.desks import START_MS, MemoryDesk, an_item
from tests.unit.test_decision import commands_on_a_model, run
from workers.policy import DAY_S

ID, WORDS = "c123456789", "Le préfet"
#: After the time at which these tests run: it is looked at by the clock of the machine, too.
END_MS = START_MS + 3650 * DAY_S * 1000
ITEM = an_item(ID, source="official:prefect", topic="police", claim=f"{WORDS} a démissionné.")
SAID_OF_IT = (WORDS, "official:prefect", "single", "police", "démissionné")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    return commands_on_a_model(monkeypatch)


def under_embargo(desk: MemoryDesk, end_ms: int = END_MS) -> None:
    asyncio.run(desk.queue.push(ITEM, embargo_ms=end_ms))


def held_under_embargo(desk: MemoryDesk) -> int:
    asyncio.run(desk.queue.push(ITEM))
    lease = asyncio.run(desk.queue.take("ana"))
    asyncio.run(desk.queue.push(ITEM.model_copy(update={"version": 2}), embargo_ms=END_MS))
    return int(lease.token)


LISTS = [
    ("queue", "--state", "frozen"),
    ("queue", "--state", "all"),
    ("queue", "--state", "all", "--json"),
    ("list",),
    ("list", "--json"),
    ("list", "--id", ID),
]


@pytest.mark.parametrize("command", LISTS)
def test_a_list_has_it_without_its_words(desk: MemoryDesk, command: tuple[str, ...]) -> None:
    asyncio.run(desk.queue.push(ITEM))
    assert WORDS in run(*command[:1], *(["--state", "all"] if command[0] == "queue" else []), *command[3:]).stdout
    asyncio.run(desk.queue.push(ITEM.model_copy(update={"version": 2}), embargo_ms=END_MS))
    told = run(*command).stdout
    assert ID[:8] in told
    assert "under embargo until 20" in told
    assert not [word for word in SAID_OF_IT if word in told]


def test_json_says_until_when(desk: MemoryDesk) -> None:
    under_embargo(desk)
    row = json.loads(run("list", "--json").stdout)
    assert (row["state"], row["embargo_ms"], row["item"], row["why"]) == ("frozen", END_MS, ITEM.item, {})


@pytest.mark.parametrize("by", [("--words", "démissionné"), ("--source", ITEM.source), ("--verdict", ITEM.verdict)])
def test_no_filter_by_what_it_says_finds_it(desk: MemoryDesk, by: tuple[str, str]) -> None:
    under_embargo(desk)
    assert run("list", "--json", *by).stdout == ""
    assert run("list", "--json", "--provider", ITEM.provider).stdout


@pytest.mark.parametrize("by", [("--words", "démissionné"), ("--source", ITEM.source), ("--kind", ITEM.kind)])
def test_nor_does_it_find_the_dead_letter_to_be_driven_again(desk: MemoryDesk, by: tuple[str, str]) -> None:
    asyncio.run(desk.queue.push(ITEM))
    asyncio.run(desk.queue.bury(ID, None, "chef", "a hoax"))
    asyncio.run(desk.queue.push(ITEM.model_copy(update={"version": 2}), embargo_ms=END_MS))
    assert json.loads(run("redrive", "--json", *by).stdout) == {"found": 0, "moved": 0}
    assert run("redrive", "--yes", *by).stderr == "0 moved, 0 refused\n"
    assert json.loads(run("redrive", "--json", "--provider", ITEM.provider).stdout) == {"found": 1, "moved": 0}


@pytest.mark.parametrize("command", [("show", ID), ("show", "--json", ID), ("next", "--item", ID)])
def test_its_card_is_shown_to_nobody(desk: MemoryDesk, command: tuple[str, ...]) -> None:
    under_embargo(desk)
    done = run(*command)
    assert done.exit_code
    assert "under embargo until 20" in str(done.exception)
    assert not [word for word in SAID_OF_IT if word in done.output + str(done.exception)]


def test_nothing_waits_for_the_next_and_stats_count_it(desk: MemoryDesk) -> None:
    under_embargo(desk)
    assert "nothing waits for you" in run("next").stderr
    assert json.loads(run("stats", "--json").stdout)["states"]["frozen"] == 1
    assert "frozen 1" in run("stats").stdout


def test_its_holder_is_told_and_sees_no_words_of_the_version_that_is_under_embargo(desk: MemoryDesk) -> None:
    held_under_embargo(desk)
    told = run("mine").stdout
    assert "under embargo until 20" in told
    assert "held back" in told
    assert not [word for word in SAID_OF_IT if word in told]
    assert "under embargo" in str(run("show", ID).exception)


@pytest.mark.parametrize("then", ["decided", "withdrawn", "buried"])
def test_it_is_as_hidden_where_it_is_closed(desk: MemoryDesk, then: str) -> None:
    token = held_under_embargo(desk)
    if then == "decided":
        asyncio.run(desk.queue.verdict(ID, token, "ana", "confirmed", reason="rang"))
    elif then == "withdrawn":
        asyncio.run(desk.queue.withdraw(ID, "w1"))
        asyncio.run(desk.queue.release(ID, token, "ana"))
    else:
        asyncio.run(desk.queue.release(ID, token, "ana"))
    assert WORDS not in run("list").stdout
    assert "under embargo" in str(run("show", ID).exception)


def test_a_desk_head_lifts_it(desk: MemoryDesk) -> None:
    under_embargo(desk, NO_END_MS)
    assert "until somebody lifts it" in run("list").stdout
    assert f"secondsource thaw {ID[:8]}" in str(run("next", "--item", ID).exception)
    assert run("thaw", ID, "--reason", " ").exit_code
    done = run("thaw", ID[:6], "--reason", "the agency rang")
    assert done.stdout == f"{ID}: waiting\n"
    assert WORDS in run("show", ID).stdout
    event = asyncio.run(desk.queue.trail(ID))[-1]
    assert (event.what, event.who, event.reason) == ("thawed", "ana", "the agency rang")


def test_what_is_frozen_without_an_end_has_no_time(desk: MemoryDesk) -> None:
    asyncio.run(desk.queue.push(ITEM))
    asyncio.run(desk.queue.freeze(ID, "f1"))
    assert "until somebody lifts it" in str(run("next", "--item", ID).exception)
    assert "until somebody lifts it" in run("list").stdout


def test_one_that_is_over_is_shown(desk: MemoryDesk) -> None:
    asyncio.run(desk.queue.push(ITEM, embargo_ms=START_MS - 1000))
    assert WORDS in run("show", ID).stdout
