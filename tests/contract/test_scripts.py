"""The Lua moves as texts: each says in its header what it reads and gives back, and keeps the rules of a desk."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from tests.contract.desks import RedisDesk, an_item, hand_clock
from tests.contract.logs import Log, rebuild
from tests.contract.test_audit import a_busy_day
from workers import scripts
from workers.errors import BY_CODE
from workers.policy import Policy
from workers.relay import relay

LUA = sorted(path.name.removesuffix(".lua") for path in files("workers").joinpath("lua").iterdir())
MOVES = scripts.names()
NAMED = re.search(r"local (UNKNOWN_ITEM[^=]*)=([-\d,\s]*)", scripts.read("item")) or [""] * 3
#: The named errors of item.lua: name -> number.
ERRORS = dict(zip(
    re.findall(r"[A-Z]+_[A-Z_]+", NAMED[1]), map(int, re.findall(r"-\d+", NAMED[2])), strict=True
))  # fmt: skip
#: What a script refuses by what item.lua has for it.
BY_TOKEN = {"UNKNOWN_ITEM", "STALE_TOKEN"}
BY_HOLDER = {*BY_TOKEN, "NOT_YOURS"}
BY_PERSON = {*BY_HOLDER, "WRONG_STATE"}


def text(name: str) -> str:
    return scripts.read(name)


def parts(name: str) -> tuple[str, str]:
    """The header of a script, in one line, and the rest of it."""
    lines = text(name).splitlines()
    end = next(at for at, line in enumerate(lines) if not line.startswith("--"))
    return " ".join(line.lstrip("- ") for line in lines[:end]), "\n".join(lines[end:])


def arguments(name: str) -> list[str]:
    """The names of what a script reads of ARGV, as its header has them."""
    (told,) = re.findall(r"ARGV (.*) Returns ", parts(name)[0])
    return re.sub(r"\([^)]*\)", "", told).split(",")


def test_the_errors_of_the_scripts_are_those_of_the_client() -> None:
    assert sorted(ERRORS.values()) == sorted(BY_CODE)
    for name, code in ERRORS.items():
        assert BY_CODE[code].__name__ == name.title().replace("_", "")


@pytest.mark.parametrize(("local", "names"), [("GROW", scripts.GROW), ("PASSES", scripts.REBUILDS)])
def test_a_trip_knows_the_moves_that_the_client_knows(local: str, names: tuple[str, ...]) -> None:
    (listed,) = re.findall(rf"local {local} = {{(.*)}}", text("trip"))
    assert sorted(re.findall(r"(\w+) = true", listed)) == sorted(names)


@pytest.mark.parametrize("name", MOVES)
def test_a_script_begins_with_its_contract(name: str) -> None:
    assert text(name).startswith(f"-- {name}: ")
    assert re.search(r" KEYS\[1\] desk prefix ARGV .* Returns ", parts(name)[0])


@pytest.mark.parametrize("name", MOVES)
def test_a_script_reads_the_arguments_of_its_header(name: str) -> None:
    read = {int(number) for number in re.findall(r"ARGV\[(\d+)\]", parts(name)[1])}
    assert read == set(range(1, len(arguments(name)) + 1))


@pytest.mark.parametrize("name", MOVES)
def test_a_script_refuses_what_its_header_says(name: str) -> None:
    header, body = parts(name)
    refused = {error for error in ERRORS if re.search(rf"\b{error}\b", body)}
    if call := re.search(r"\brefuse(_person)?\((.*)", body):
        refused |= BY_PERSON if call[1] else BY_HOLDER if call[2].count(",") > 1 else BY_TOKEN
    refused |= {"KEY_USED"} if re.search(r"\b(asked|came_before)\(", body) else set()
    assert {error for error in ERRORS if re.search(rf"\b{error}\b", header)} == refused


@pytest.mark.parametrize("name", MOVES)
def test_a_script_says_when_it_answers_again(name: str) -> None:
    header, body = parts(name)
    assert ("{1, " in header or "1 when" in header) == bool(re.search(r"return \{ 1|handed\(1|and 1 or 0", body))


def counting(name: str) -> str:
    """A move that breaks unless it is given as many arguments as its header names."""
    count = len(arguments(name)) if name in MOVES else 0
    check = f"if #ARGV ~= {count} then error('{name} has ' .. #ARGV .. ' arguments') end\n"
    return check + text(name) if name in MOVES else text(name)


@pytest.mark.redis
@pytest.mark.asyncio
async def test_the_client_gives_each_move_what_its_header_says(redis_url: str, unique: str) -> None:
    desk = await RedisDesk.open(redis_url, unique, Policy(), hand_clock(counting))
    log = Log()
    try:
        await a_busy_day(desk)  # type: ignore[arg-type]
        await desk.queue.push(an_item("e"))
        lease = await desk.queue.take("ana")
        assert lease
        await desk.queue.heartbeat(lease.id, lease.token)
        await relay(desk.queue, log)
        await rebuild(desk, log)
    finally:
        await desk.close()


@pytest.mark.parametrize("name", LUA)
def test_a_script_builds_every_key_from_the_prefix_it_is_given(name: str) -> None:
    for call in re.findall(r"redis\.call\(\s*'(\w+)'\s*(?:,\s*([^,)\s]+(?: \.\. )?))?", text(name)):
        command, first = call
        if command != "TIME":
            assert first.startswith(("P ..", "name", "given")), f"{name}: {command} {first}"


@pytest.mark.parametrize("name", LUA)
def test_a_script_knows_no_clock_but_the_servers(name: str) -> None:
    assert ("'TIME'" in text(name)) == (name == "clock")
    assert "os.time" not in text(name)
    assert "test-clock" not in text(name)


@pytest.mark.parametrize("name", LUA)
def test_a_script_never_looks_at_all_keys(name: str) -> None:
    assert not re.search(r"'(KEYS|SCAN|FLUSHDB|FLUSHALL)'", text(name))


@pytest.mark.parametrize("name", MOVES)
def test_a_script_checks_before_it_writes(name: str) -> None:
    """No refusal after the first write: Lua does not take a write back."""
    body = text(name)
    writes = [
        body.find(f"{word}(")
        for word in ("commit", "move_to", "enter", "leave", "lease", "let_go", "as_head", "record")
    ]
    first = min((at for at in writes if at >= 0), default=len(body))
    refusals = [match.start() for match in re.finditer(r"return \{ [A-Z_]+|return refusal", body)]
    assert all(at < first for at in refusals)
