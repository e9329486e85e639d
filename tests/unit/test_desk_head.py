"""What a desk head does with what somebody else holds or decided, on the command line."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.desks import MemoryDesk, an_item
from tests.unit.test_decision import commands_on_a_model, run

CHIEF = ("--as", "chief")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    """Ana holds the one item."""
    made = commands_on_a_model(monkeypatch)
    asyncio.run(made.queue.push(an_item("aaaa1")))
    asyncio.run(made.queue.take("ana"))
    return made


def refused(*args: str) -> str:
    """The one line by which a command is refused."""
    done = run(*args)
    assert done.exit_code
    assert "\n" not in str(done.exception)
    return str(done.exception)


def last(desk: MemoryDesk) -> tuple[str, str, str, str]:
    event = asyncio.run(desk.queue.trail("aaaa1"))[-1]
    return event.what, event.who, event.data.get("as", ""), event.data.get("from", "")


@pytest.mark.parametrize("command", [("release", "aaaa1"), ("hand-over", "aaaa1", "bo", "--new-name")])
def test_what_another_holds_is_for_a_desk_head(desk: MemoryDesk, command: tuple[str, ...]) -> None:
    told = refused(*command, *CHIEF)
    assert "aaaa1 is not in your hands: ana holds it until" in told
    assert "--head" in told
    assert "it is ana's" in refused(*command, "--token", "1", *CHIEF)
    assert run(*command, "--head", "--reason", "she is ill", *CHIEF).exit_code == 0
    assert last(desk)[1:] == ("chief", "head", "ana")
    assert "as head; from ana" in run("audit", "aaaa1").stdout
    assert "taken-away  she is ill" in run("mine").stdout


def test_what_nobody_holds_is_not_released(desk: MemoryDesk) -> None:
    run("release", "aaaa1")
    assert refused("release", "aaaa1", "--head", *CHIEF).startswith("aaaa1 is in nobody's hands: it waits in")


def test_what_another_decided_is_undone_by_a_desk_head(desk: MemoryDesk) -> None:
    run("verdict", "aaaa1", "confirmed", "--reason", "rang")
    told = refused("undo", "aaaa1", *CHIEF)
    assert told == "aaaa1 (it is ana's): only they, or a desk head with --head, can do this"
    assert run("undo", "aaaa1", "--head", *CHIEF).stdout.startswith("aaaa1: yours until ")
    assert last(desk) == ("undone", "chief", "head", "ana")
