"""What a desk head moves by ids or by filters, many at once: counted first, each answered, one refusal no stop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from streams import desk as commands
from streams.cli import Lazy
from streams.commands import bulk
from tests.contract.desks import START_MS, MemoryDesk, an_item
from workers.policy import Policy
from workers.records import Filter


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    """The commands' desk: the model, without a log."""
    made = MemoryDesk("main", Policy())

    def on_model(work: Callable[[Any], Awaitable[Any]], *, log: bool = False) -> Any:
        return asyncio.run(_run(work(made.queue)))

    monkeypatch.setattr(bulk, "on_queue", on_model)
    return made


async def _run(work: Awaitable[Any]) -> Any:
    return await work


def a_desk_of(desk: MemoryDesk, *ids: str, **fields: Any) -> None:
    async def push() -> None:
        for id in ids:
            await desk.queue.push(an_item(id, **fields))

    asyncio.run(push())


def run(name: str, *args: str, **more: Any) -> Result:
    command = Lazy().get_command(None, name)  # type: ignore[arg-type]
    assert command
    return CliRunner().invoke(command, [*args, "--as", "chef"], catch_exceptions=False, standalone_mode=False, **more)


def states(desk: MemoryDesk) -> dict[str, str]:
    page = asyncio.run(desk.queue.page(Filter(), None, 1000))
    return {row.id: row.state for row in page.rows}


def park(desk: MemoryDesk, *ids: str) -> None:
    for id in ids:
        asyncio.run(desk.queue.park(id, None, "chef", START_MS + 60_000))


def test_parked_items_are_woken_by_how_their_ids_begin(desk: MemoryDesk) -> None:
    a_desk_of(desk, "aaaa1", "bbbb1", "cccc1")
    park(desk, "aaaa1", "bbbb1")
    done = run("wake", "aaaa", "bbbb1", "aaaa", "--reason", "they called")
    assert (done.return_value, done.stdout) == (0, "aaaa1: waiting\nbbbb1: waiting\n")
    trail = asyncio.run(desk.queue.trail("aaaa1"))
    assert (trail[-1].what, trail[-1].who, trail[-1].reason) == ("woken", "chef", "they called")


def test_a_refusal_is_a_line_and_does_not_stop_the_others(desk: MemoryDesk) -> None:
    a_desk_of(desk, "aaaa1", "bbbb1")
    park(desk, "bbbb1")
    done = run("wake", "aaaa1", "nope", "bbbb1")
    assert (done.return_value, done.stdout) == (2, "bbbb1: waiting\n")
    first, second = done.stderr.splitlines()
    assert first.startswith("secondsource: aaaa1: it waits in fr/economy; take it with")
    assert "no such item" in second
    told = [json.loads(line) for line in run("wake", "aaaa1", "--json").stdout.splitlines()]
    assert told == [{"id": "aaaa1", "error": told[0]["error"]}]


def test_what_a_filter_finds_is_only_counted_until_yes(desk: MemoryDesk) -> None:
    a_desk_of(desk, *(f"club{number}" for number in range(700)), source="club")
    a_desk_of(desk, "other")
    park(desk, "other", *(f"club{number}" for number in range(700)))
    counted = run("wake", "--source", "source:club", env={"COLUMNS": "100"})
    assert counted.return_value == 0
    assert counted.stderr == "700 parked, 10 shown; the same with --yes moves them\n"
    assert max(map(len, counted.stdout.splitlines())) <= 100
    assert json.loads(run("wake", "--source", "club", "--json").stdout) == {"found": 700, "moved": 0}
    assert set(states(desk).values()) == {"parked"}
    done = run("wake", "--source", "club", "--yes")
    assert (done.return_value, done.stdout, done.stderr) == (0, "", "700 moved, 0 refused\n")
    assert [id for id, state in states(desk).items() if state == "parked"] == ["other"]
    assert [json.loads(line) for line in run("wake", "--yes", "--json").stdout.splitlines()] == [
        {"id": "other", "state": "waiting"}
    ]


def test_dead_letters_are_buried_and_driven_again(desk: MemoryDesk) -> None:
    a_desk_of(desk, "aaaa1", "bbbb1", source="club")
    a_desk_of(desk, "cccc1")
    park(desk, "bbbb1")
    assert run("bury", "--source", "club", "--reason", "a hoax", "--yes").stderr == "2 moved, 0 refused\n"
    assert states(desk) == {"aaaa1": "dead", "bbbb1": "dead", "cccc1": "waiting"}
    assert "redrive aaaa1`" in run("bury", "aaaa1", "--reason", "again").stderr
    assert run("redrive", env={"COLUMNS": "100"}).stderr == "2 dead, 2 shown; the same with --yes moves them\n"
    assert run("redrive", "bbbb").stdout == "bbbb1: waiting\n"
    assert run("redrive", "--yes").stderr == "1 moved, 0 refused\n"
    assert set(states(desk).values()) == {"waiting"}


def test_what_a_filter_finds_is_parked_by_a_desk_head(desk: MemoryDesk) -> None:
    a_desk_of(desk, "aaaa1", "bbbb1", claim="Le pont est fermé")
    a_desk_of(desk, "cccc1", "dddd1")
    command = ("park", "--words", "PONT ferme", "--until", "2h", "--head", "--reason", "the engineer is away")
    assert run(*command).stderr == "2 waiting, 2 shown; the same with --yes moves them\n"
    assert set(states(desk).values()) == {"waiting"}
    assert run(*command, "--yes").stderr == "2 moved, 0 refused\n"
    assert states(desk) == {"aaaa1": "parked", "bbbb1": "parked", "cccc1": "waiting", "dddd1": "waiting"}
    event = asyncio.run(desk.queue.trail("aaaa1"))[-1]
    assert (event.what, event.who, event.reason) == ("parked", "chef", "the engineer is away")
    assert run("park", "cccc1", "dddd", "--until", "2h", "--head").stdout == "cccc1: parked\ndddd1: parked\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["bury", "--reason", "a hoax"], "bury what?"),
        (["bury", "aaaa1", "--reason", " "], "--reason is empty"),
        (["wake", "aaaa1", "--source", "club"], "ids or filters"),
        (["wake", "--words", " "], "--words is empty"),
        (["bury", "--words", "´", "--reason", "none"], "--words is empty"),
        (["park", "--until", "2h"], "park what"),
        (["park", "--until", "2h", "--source", "club"], "give --head"),
        (["park", "aaaa1", "bbbb1", "--until", "2h"], "give --head"),
        (["park", "--until", "2h", "--source", "club", "--head", "--token", "7"], "no --token"),
        (["wake", "--since", "soon"], "soon"),
        (["wake", "--before", "2999-01-01"], "still to come"),
        (["wake", "--since", "2999-01-01", "--yes"], "still to come"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: MemoryDesk, args: list[str], said: str) -> None:
    with pytest.raises(commands.SecondsourceError, match=said):
        run(*args)


@pytest.mark.asyncio
async def test_what_moves_between_two_pages_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PAGE", 1)
    made = MemoryDesk("main", Policy())
    for id in ("a", "b"):
        await made.queue.push(an_item(id))
    found = await bulk.find(made.queue, Filter(), ("waiting", "waiting"))
    assert found.ids == ["a", "b"]
