"""A verdict on the command line: what is refused, and one that comes after the lease ran out."""

from __future__ import annotations

import asyncio
import json

import pytest
from click.testing import CliRunner, Result

from schemas.verdict import OUTCOMES
from secondsource.errors import SecondsourceError
from streams import desk as commands
from streams import stack
from streams.cli import secondsource
from streams.decision import addresses, lease_in
from tests.contract.desks import MemoryDesk, an_item
from workers.policy import MINUTE_S, Policy


async def desk_whose_lease_ran_out() -> tuple[MemoryDesk, int]:
    """Ana took c1, was not heard of, and lost it. Returns her token too."""
    desk = MemoryDesk("main", Policy())
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    await desk.advance(5 * MINUTE_S)
    await desk.queue.expire()
    return desk, lease.token


async def lease_of(desk: MemoryDesk, who: str) -> tuple[int, int]:
    return lease_in(await desk.queue.get("c1"), await desk.queue.trail("c1"), who)


@pytest.mark.asyncio
async def test_a_late_verdict_without_a_token_is_kept() -> None:
    desk, token = await desk_whose_lease_ran_out()
    ended_ms = (await desk.queue.trail("c1"))[-1].at_ms
    assert (await desk.queue.take("bo")).token > token
    for outcome in ("confirmed", "refuted"):  # a second one is late as well
        assert await lease_of(desk, "ana") == (token, ended_ms)
        assert (await desk.queue.verdict("c1", token, "ana", outcome, reason="x")).result == "late"
    assert (await desk.queue.trail("c1"))[-1].what == "verdict-late"
    assert (await desk.queue.get("c1")).holder == "bo"


@pytest.mark.asyncio
async def test_a_lease_that_nobody_has_ended_yet_says_when_it_ran_out() -> None:
    desk = MemoryDesk("main", Policy())
    await desk.queue.push(an_item())
    lease = await desk.queue.take("ana")
    assert await lease_of(desk, "ana") == (lease.token, lease.presence_until_ms)


@pytest.mark.asyncio
async def test_who_never_held_it_or_gave_it_back_is_refused() -> None:
    desk, _ = await desk_whose_lease_ran_out()
    lease = await desk.queue.take("ana")
    await desk.queue.release("c1", lease.token, "ana")
    for who in ("ana", "bo"):
        with pytest.raises(SecondsourceError, match="not in your hands"):
            await lease_of(desk, who)


@pytest.mark.parametrize("command", ["verdict", "second-opinion"])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--reason", " "], "--reason is empty"),
        (["--reason", "x", "--change", "y"], "--change is for confirmed-with-change"),
        (["--reason", "x", "--of", "c2"], "--of is for duplicate"),
        (["--reason", "x", "--evidence", "notaurl"], "notaurl"),
        (["--reason", "x", "--evidence", "https://[x"], "is no URL"),
    ],
)
def test_a_verdict_has_a_reason_and_whole_addresses(command: str, options: list[str], said: str) -> None:
    done = CliRunner().invoke(secondsource, [command, "c1", "confirmed", "--as", "ana", *options])
    assert said in str(done.exception)


def ana_holds_one(monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    """The desk that commands find, with one item, in ana's hands."""
    made = commands_on_a_model(monkeypatch)
    asyncio.run(made.queue.push(an_item("aaaa1")))
    asyncio.run(made.queue.take("ana"))
    return made


def commands_on_a_model(monkeypatch: pytest.MonkeyPatch, why_not: str = "") -> MemoryDesk:
    """The desk that commands find, with a log that has taken nothing for this reason."""
    desk = MemoryDesk("main", Policy())

    async def opened(*_: object, **__: object) -> object:
        return desk.queue

    async def unsent(*_: object) -> str:
        return why_not

    monkeypatch.setattr(commands.ClaimQueue, "open", opened)
    monkeypatch.setattr(commands, "unsent", unsent)
    monkeypatch.setenv(stack.KAFKA, "127.0.0.1:9")
    monkeypatch.setenv(stack.REDIS, "redis://127.0.0.1:9/0")
    return desk


def run(*args: str) -> Result:
    return CliRunner().invoke(secondsource, args, env={"SECONDSOURCE_CHECKER": "ana"})


def test_stats_says_who_holds_what(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    for id, who in {"c1": "bo", "c2": "ana", "c3": "ana"}.items():
        asyncio.run(desk.queue.push(an_item(id)))
        asyncio.run(desk.queue.take(who))
    asyncio.run(desk.queue.push(an_item("c4")))
    assert "in hand: ana 2  bo 1" in run("stats").stdout.splitlines()
    assert json.loads(run("stats", "--json").stdout)["holders"] == {"ana": 2, "bo": 1}


def test_stats_warns_of_a_server_that_would_lose_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    assert json.loads(run("stats", "--json").stdout)["unsafe"] == ""

    async def unsafe() -> str:
        return "Redis may evict claims"

    monkeypatch.setattr(desk.queue, "unsafe", unsafe, raising=True)
    assert "warning: Redis may evict claims" in run("stats").stderr.splitlines()
    assert json.loads(run("stats", "--json").stdout)["unsafe"] == "Redis may evict claims"


@pytest.mark.parametrize(("why_not", "told"), [("", "saved"), ("Kafka is away", "kept; not in the log yet")])
def test_what_the_log_has_not_got_is_not_told_as_saved(
    why_not: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = commands_on_a_model(monkeypatch, why_not)
    asyncio.run(desk.queue.push(an_item("aaaa1")))
    asyncio.run(desk.queue.take("ana"))

    done = run("verdict", "aaaa1", "confirmed", "--reason", "rang")
    assert (done.exit_code, done.stdout) == (0, f"aaaa1: confirmed, {told}\n")
    assert why_not in done.stderr
    assert bool(done.stderr) == bool(why_not)
    assert json.loads(run("undo", "aaaa1", "--json").stdout)["logged"] == (not why_not)
    assert ("not in the log yet" in run("release", "aaaa1").stdout) == bool(why_not)
    assert json.loads(run("bury", "aaaa1", "--reason", "a hoax", "--json").stdout)["logged"] == (not why_not)
    assert json.loads(run("mute", "topic:x", "--until", "2h", "--json").stdout)["logged"] == (not why_not)


@pytest.mark.parametrize("command", ["verdict", "second-opinion"])
def test_a_change_has_its_wording_and_a_duplicate_its_item(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    for id in ("aaaa1", "bbbb1", "cccc1"):
        asyncio.run(desk.queue.push(an_item(id)))
    for id in ("aaaa1", "bbbb1"):
        asyncio.run(desk.queue.take_item(id, "ana"))
    change = (command, "aaaa1", "confirmed-with-change", "--reason", "rang")
    assert "confirmed-with-change needs --change" in str(run(*change).exception)
    assert run(*change, "--change", "twelve, not ten").exit_code == 0
    duplicate = (command, "bbbb1", "duplicate", "--reason", "the same fire")
    assert "duplicate needs --of" in str(run(*duplicate).exception)
    assert "no such item" in str(run(*duplicate, "--of", "zzzz1").exception)
    assert run(*duplicate, "--of", "cccc").exit_code == 0
    trails = [asyncio.run(desk.queue.trail(id, blind=False))[-1] for id in ("aaaa1", "bbbb1")]
    assert [event.data.get("change", event.data.get("of")) for event in trails] == ["twelve, not ten", "cccc1"]
    for id, told in {"aaaa1": "new wording: twelve, not ten", "bbbb1": "of cccc1"}.items():
        for look in ("show", "audit"):
            shown = " ".join(run(look, id).stdout.split())
            assert (told in shown) == (command == "verdict")  # the second reader is told nothing


def test_the_same_verdict_with_another_wording_is_not_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    asyncio.run(desk.queue.push(an_item("aaaa1")))
    asyncio.run(desk.queue.take("ana"))
    change = ("verdict", "aaaa1", "confirmed-with-change", "--reason", "rang", "--change")
    assert run(*change, "twelve").exit_code == 0
    assert "saved before, and not again" in run(*change, " twelve").stdout
    assert "not in your hands" in str(run(*change, "eleven").exception)


@pytest.mark.parametrize(("token", "unread"), [(("--token", "1"), ("get", "trail")), ((), ("trail",))])
def test_no_more_is_read_for_a_verdict_than_it_needs(
    token: tuple[str, ...], unread: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = commands_on_a_model(monkeypatch)
    asyncio.run(desk.queue.push(an_item("aaaa1")))
    asyncio.run(desk.queue.take("ana"))
    for name in unread:
        monkeypatch.setattr(desk.queue, name, None)
    assert run("verdict", "aaaa1", "confirmed", "--reason", "rang", *token).stdout == "aaaa1: confirmed, saved\n"


def test_a_late_verdict_given_again_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    asyncio.run(desk.queue.push(an_item("aaaa1")))
    asyncio.run(desk.queue.take("ana"))
    asyncio.run(desk.advance(5 * MINUTE_S))
    for reason in ("rang", "rang", "rang twice"):
        done = run("verdict", "aaaa1", "confirmed", "--reason", reason)
        assert (done.exit_code, "kept as late" in done.stderr) == (2, True)
    late = [event.reason for event in asyncio.run(desk.queue.trail("aaaa1")) if event.what == "verdict-late"]
    assert late == ["rang", "rang twice"]


def test_a_second_opinion_given_again_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    asyncio.run(desk.queue.push(an_item("aaaa1")))
    asyncio.run(desk.queue.take("ana"))
    command = ("second-opinion", "aaaa1", "confirmed", "--reason", "rang")
    assert run(*command).stdout == "aaaa1: kept blind, waits for another reader\n"
    assert run(*command).stdout.startswith("aaaa1: kept blind before, and not again")
    told = json.loads(run(*command, "--json").stdout)
    assert (told["outcome"], told["result"]) == ("", "second")
    assert run("park", "aaaa1", "--head", "--until", "2h").exit_code == 0
    assert run(*command).stdout.startswith("aaaa1: kept blind before, and not again")
    asyncio.run(desk.queue.freeze("aaaa1", "f1"))
    assert run(*command).stdout.startswith("aaaa1: kept blind before, and not again")
    asyncio.run(desk.queue.thaw("aaaa1", "t1"))
    assert [event.what for event in asyncio.run(desk.queue.trail("aaaa1"))].count("verdict") == 1
    asyncio.run(desk.queue.undo("aaaa1", "ana"))
    assert run(*command).stdout == "aaaa1: kept blind, waits for another reader\n"
    assert run(*command, "--as", "bo").exit_code  # bo does not hold it


def test_the_lead_is_shown_both_wordings(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    asyncio.run(desk.queue.push(an_item("aaaa1")))
    change = ("aaaa1", "confirmed-with-change", "--reason", "rang", "--change")
    asyncio.run(desk.queue.take("ana"))
    run("second-opinion", *change, "twelve, not ten")
    asyncio.run(desk.queue.take("bo"))
    assert "the lead decides" in run("verdict", *change, "eleven, not ten", "--as", "bo").stdout
    shown = " ".join(run("next", "--lead", "--as", "chef").stdout.split())
    assert "new wording: twelve, not ten" in shown
    assert "new wording: eleven, not ten" in shown


def test_a_hold_that_is_too_long_names_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    asyncio.run(desk.queue.push(an_item("aaaa1")))
    asyncio.run(desk.queue.take("ana"))
    assert "12h is the longest" in str(run("hold", "aaaa1", "--for", "20h").exception)


def test_a_name_that_nobody_has_had_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = commands_on_a_model(monkeypatch)
    for who in ("benedetta", "ana"):
        asyncio.run(desk.queue.push(an_item(f"aaaa-{who}")))
        asyncio.run(desk.queue.take(who))
    for colleague, told in {"bendetta": "; did you mean benedetta?", "zoe": ""}.items():
        refused = run("hand-over", "aaaa-ana", colleague)
        assert str(refused.exception) == (
            f"nobody called '{colleague}' has held a claim at this desk{told}; if the name is right, add --new-name"
        )
    assert run("hand-over", "aaaa-ana", "benedetta").exit_code == 0
    run("hand-over", "aaaa-benedetta", "ana", "--as", "benedetta")
    assert run("hand-over", "aaaa-benedetta", "zoe", "--new-name").exit_code == 0
    assert "zoe" in asyncio.run(desk.queue.people())


def test_a_whole_address_is_taken() -> None:
    assert addresses(["https://example.org/a"]) == ["https://example.org/a"]


@pytest.mark.parametrize("command", ["verdict", "second-opinion"])
def test_the_help_names_the_outcomes(command: str) -> None:
    told = CliRunner().invoke(secondsource, [command, "--help"]).output
    assert not [outcome for outcome in OUTCOMES if outcome not in told]
    assert "confirmed-with-change needs --change, duplicate needs --of." in told
