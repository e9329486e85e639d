"""What a desk head does with what somebody else holds or decided, on the command line."""

from __future__ import annotations

import asyncio
import json

import pytest

from streams.commands.head import _time_of
from streams.times import about
from tests.contract.desks import MemoryDesk, an_item
from tests.unit.test_decision import ana_holds_one, run
from workers.policy import HOUR_S, MINUTE_S

CHIEF = ("--as", "chief")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> MemoryDesk:
    return ana_holds_one(monkeypatch)


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
    assert "as head; from ana" in " ".join(run("audit", "aaaa1").stdout.split())
    assert "taken from you by chief: she is ill" in run("mine").stdout


def notices(who: str) -> str:
    return " ".join(run("mine", "--as", who).stdout.split())


def test_a_notice_says_by_whom_and_goes_when_one_does_something_with_the_item(desk: MemoryDesk) -> None:
    run("hand-over", "aaaa1", "bo", "--new-name", "--reason", "my shift ends")
    assert "handed over to you by ana: my shift ends" in notices("bo")
    asyncio.run(desk.advance(1))
    assert run("escalate", "aaaa1", "--reason", "law", "--as", "bo").exit_code == 0
    assert "handed over" not in notices("bo")
    told = [json.loads(line) for line in run("mine", "--json", "--as", "bo").stdout.splitlines()]
    assert [(one["notice"], one["by"], one["settled"]) for one in told] == [("handed-over", "ana", True)]


def test_a_name_with_its_accent_apart_is_the_same_person(desk: MemoryDesk) -> None:
    apart, whole = "Zoe\u0301", "Zo\u00e9"
    assert run("hand-over", "aaaa1", apart, "--new-name").exit_code == 0
    assert asyncio.run(desk.queue.get("aaaa1")).holder == whole
    assert "1 shown" in run("list", "--holder", apart).stderr
    assert run("release", "aaaa1", "--as", apart).exit_code == 0
    for subject in (f"topic:{apart}", f"topic:{whole}"):
        assert run("mute", subject, "--until", "2999-01-01", "--new-name").exit_code == 0
    assert list(asyncio.run(desk.queue.mutes())) == [f"topic:{whole}"]


def test_what_one_was_told_stays_when_the_lease_runs_out_unseen(desk: MemoryDesk) -> None:
    run("hand-over", "aaaa1", "bo", "--new-name", "--reason", "my shift ends")
    asyncio.run(desk.advance(6 * MINUTE_S))
    asyncio.run(desk.queue.expire())
    assert "handed over to you by ana: my shift ends" in notices("bo")
    assert "your lease ran out" in notices("bo")


def test_a_space_more_makes_no_other_person(desk: MemoryDesk) -> None:
    assert run("hand-over", "aaaa1", " bo  x", "--new-name", "--as", "ana ").exit_code == 0
    assert asyncio.run(desk.queue.get("aaaa1")).holder == "bo x"
    assert run("release", "aaaa1", "--as", "bo   x").exit_code == 0
    assert "who are you" in refused("mine", "--as", "  ")


def test_a_lease_that_ran_out_is_told_until_one_takes_the_item_again(desk: MemoryDesk) -> None:
    asyncio.run(desk.advance(5 * MINUTE_S))
    asyncio.run(desk.queue.expire())
    told = "your lease ran out: no `hold`, and no sign of you"
    assert told in notices("ana")
    asyncio.run(desk.queue.take("bo"))
    assert told in notices("ana")
    asyncio.run(desk.queue.release("aaaa1", 2, "bo"))
    asyncio.run(desk.queue.take("ana"))
    assert told in notices("ana")  # at the same moment
    asyncio.run(desk.advance(1))
    asyncio.run(desk.queue.hold("aaaa1", 3, "ana", HOUR_S))
    assert told not in notices("ana")
    asyncio.run(desk.queue.withdraw("aaaa1", "k1", reason="killed"))
    assert notices("ana").endswith("withdrawn: the article was killed")


def test_what_nobody_holds_is_not_released(desk: MemoryDesk) -> None:
    run("release", "aaaa1")
    assert refused("release", "aaaa1", "--head", *CHIEF).startswith("aaaa1 is in nobody's hands: it waits in")


def test_what_another_decided_is_undone_by_a_desk_head(desk: MemoryDesk) -> None:
    run("verdict", "aaaa1", "confirmed", "--reason", "rang")
    told = refused("undo", "aaaa1", *CHIEF)
    assert told == "aaaa1 (it is ana's): only they, or a desk head with --head, can do this"
    why = ("--reason", "the court has ruled since")
    assert run("undo", "aaaa1", "--head", *why, *CHIEF).stdout.startswith("aaaa1: yours until ")
    assert last(desk) == ("undone", "chief", "head", "ana")
    for look in (("audit", "aaaa1"), ("show", "aaaa1"), ("mine",)):
        assert "the court has ruled since" in " ".join(run(*look).stdout.split())


def test_a_mute_shows_first_what_it_meets(desk: MemoryDesk) -> None:
    for id, name in {"b1": "die Polizei", "b2": "Polizei Bern", "b3": "die Polizei"}.items():
        card = {"sources": [{"text": "der Anwalt", "stance": "denies"}, {"text": name, "stance": "affirms"}]}
        item = an_item(f"bbbb{id}", source="official:police", topic="crime", language="de", card=card)
        asyncio.run(desk.queue.push(item))
    met = "3 items of it wait now and stay in the queue; who says so: die Polizei, Polizei Bern"
    for subject in ("source:official:police", "topic:crime"):
        assert run("mute", subject, "--dry-run").stdout == f"{subject}: {met}\n"
        assert run("mute", subject, "--until", "2999-01-01", "--dry-run").exit_code == 0
        assert asyncio.run(desk.queue.mutes()) == {}
    told = json.loads(run("mute", "topic:crime", "--dry-run", "--json").stdout)
    assert (told["meets"], told["names"]) == (3, ["die Polizei", "Polizei Bern"])
    first, second = run("mute", "topic:crime", "--until", "2999-01-01").stdout.splitlines()
    assert first == f"topic:crime: {met}"
    assert second.startswith("topic:crime: muted until 2999-01-01")
    assert json.loads(run("mute", "topic:crime", "--until", "2999-01-01", "--json").stdout)["meets"] == 3


def test_a_mute_that_meets_nothing_says_so_and_what_is_near(desk: MemoryDesk) -> None:
    asyncio.run(desk.queue.push(an_item("bbbb1", source="official:police", topic="crime")))
    asyncio.run(desk.queue.push(an_item("bbbb2", source="official:police", topic="crime"), alert="kill"))
    assert (
        "1 item of it waits now and stays in the queue" in run("mute", "topic:crime", "--dry-run").stdout
    )  # an alert passes
    meant = {"source:oficial:police": "source:official:police", "topic:crimes": "topic:crime"}
    without_class = {f"source:{key}": "source:official:police" for key in ("police", "polise", "anonymous:police")}
    for subject, near in {**meant, **without_class}.items():
        told = f"{subject}: nothing of it waits now; near it: {near}"
        assert run("mute", subject, "--dry-run").stdout == f"{told}\n"
        assert refused("mute", subject, "--until", "2h") == f"{told}; if the name is right, add --new-name"
    assert asyncio.run(desk.queue.mutes()) == {}
    assert run("mute", "topic:crimes", "--until", "2999-01-01", "--new-name").exit_code == 0
    assert run("mute", "topic:crimes", "--until", "2999-01-02").exit_code == 0  # known now
    assert run("mute", "topic:zoo", "--until", "2h").stdout.startswith("topic:zoo: nothing of it waits now\n")
    assert "give one of them" in refused("mute", "topic:zoo", "--end", "--dry-run")


def test_a_rate_claims_no_more_than_was_counted() -> None:
    assert [about(rate) for rate in (792.83, 9.96, 3.42, 0.053, 0.0, 12_345.0)] == [
        "790",
        "10",
        "3.4",
        "0.05",
        "0",
        "12000",
    ]
    assert _time_of(7 * 86_400, 86_400, "24h") == "24h"
    assert _time_of(7_200, 86_400, "24h") == "the 2.0 h since the first copy came"
    assert _time_of(180, 86_400, "24h") == "the 3 min since the first copy came, too little for more than a guess"
