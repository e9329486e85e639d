"""What `verdict` and `second-opinion` share: what may be given, and a verdict that comes too late."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import click

from schemas.verdict import NEEDS, OUTCOMES
from secondsource.errors import SecondsourceError
from streams.desk import json_option, logged, name, on_item, token_in, token_option
from streams.times import local
from streams.wording import desk_words, outcome_words
from workers.checks import wording
from workers.queue import ClaimQueue
from workers.records import Event, Given, Row
from workers.replies import mark

Command = Callable[..., Any]


def outcomes_text(ui_lang: str) -> str:
    """What may be answered, no name broken at its hyphen, with its meaning in another language; and what each needs."""
    words, meant = desk_words(ui_lang)["outcomes"], [outcome_words(outcome, ui_lang) for outcome in OUTCOMES]
    needs = ", ".join(words["needs"].format(outcome=outcome, need=need) for outcome, need in NEEDS.items())
    named = (name if name == word else f"{name} ({word})" for name, word in zip(OUTCOMES, meant, strict=True))
    told = words["all"].format(outcomes=", ".join(named))
    return textwrap.fill(told, 76, break_on_hyphens=False) + f"\n{needs}."


#: The same below the help of a command; backslash b keeps its lines.
EPILOG = f"\b\n{outcomes_text('en')}"
OPTIONS = (
    click.argument("id"),
    click.argument("outcome"),
    click.option("--evidence", multiple=True, help="A URL; may be given again."),
    click.option("--change", default="", help="The wording that is right, for confirmed-with-change."),
    click.option("--of", default="", metavar="ID", help="The item that this one repeats, for duplicate."),
    token_option,
    name,
    json_option,
)
#: Events that a person may cause or leave without holding the item.
ASIDE = ("noted", "verdict-late")


def answer(why: str) -> Callable[[Command], Command]:
    """Gives a command all that `decide` reads; `why`: the help of --reason."""

    def made(command: Command) -> Command:
        for option in reversed((*OPTIONS[:2], click.option("--reason", required=True, help=why), *OPTIONS[2:])):
            command = option(command)
        return command

    return made


def told_why(reason: str) -> str:
    """The reason. Raises SecondsourceError where there is none."""
    if not reason.strip():
        raise SecondsourceError("--reason is empty: say why, in a sentence")
    return reason


def with_needs(outcome: str, change: str, of: str) -> None:
    """Raises SecondsourceError where the outcome lacks what it needs, or has what belongs to another."""
    given = {"change": change, "of": of}
    for needing, need in NEEDS.items():
        if outcome == needing and not given[need].strip():
            what = "the wording that is right" if need == "change" else "the id of the item that this one repeats"
            raise SecondsourceError(f"{outcome} needs --{need}: {what}")
        if outcome != needing and given[need]:
            raise SecondsourceError(f"--{need} is for {needing}, not for {outcome}")


def addresses(evidence: Sequence[str]) -> Sequence[str]:
    """The evidence. Raises SecondsourceError on what is no URL with its scheme."""
    for url in evidence:
        try:
            found = urlsplit(url)
        except ValueError:
            found = urlsplit("")
        if not (found.scheme and found.netloc):
            raise SecondsourceError(f"{url!r} is no URL: give it whole, as https://…")
    return evidence


def ran_out(trail: Sequence[Event], who: str) -> Event | None:
    """The event by which this person's last lease ran out; None where it ended otherwise, or never was."""
    for event in reversed(trail):
        if who in (event.who, event.data.get("to")) and event.what not in ASIDE:
            return event if event.what == "expired" else None
    return None


def lease_in(row: Row, trail: Sequence[Event], who: str) -> tuple[int, int]:
    """The token to decide with, and when its lease runs or ran out: ms.

    Raises SecondsourceError where the item is not in this person's hands and was not until a lease ran out.
    """
    ended = None if row.holder == who else ran_out(trail, who)
    if ended:
        return ended.token, ended.at_ms
    return token_in(row, who), int(row.fields["presence_until_ms"])


def became(outcome: str, given: Given) -> str:
    """What became of a verdict, as who gave it is told."""
    saved = "saved" if logged().get("logged", True) else "kept"
    if given.result == "second" and given.again:
        return "kept blind before, and not again; while it waits, `undo` takes back what you gave"
    if given.result == "second":
        return "kept blind, waits for another reader"
    if given.result == "conflict":
        return f"{outcome}, {saved}; the first reader says otherwise, so the lead decides"
    if given.result == "audit":
        return f"{outcome}, {saved} for the record; meanwhile it was {given.state}"
    return f"{outcome}, {saved} before, and not again" if given.again else f"{outcome}, {saved}"


def same_again(row: Row, trail: Sequence[Event], who: str, outcome: str, change: str = "", of: str = "") -> bool:
    """Whether this person decided so before, and maybe was not told so: Redis or Kafka went away meanwhile."""
    given = next((event.data for event in reversed(trail) if event.what == "verdict"), {})
    change = wording(change)
    return (
        row.state == "done"
        and (row.fields.get("decided_by"), row.fields.get("outcome")) == (who, outcome)
        and (given.get("change", ""), given.get("of", "")) == (change, of)
    )


def second_again(row: Row, who: str) -> bool:
    """Whether this person's opinion is kept here, and the second reader's is still to come."""
    return (
        row.state in ("waiting", "parked", "frozen", "leased")
        and row.holder != who
        and row.fields.get("first_by") == who
        and "second" not in row.fields
    )


def decide(
    start: str,
    outcome: str,
    who: str,
    *,
    reason: str,
    evidence: Sequence[str],
    token: int | None,
    change: str = "",
    of: str = "",
    second: bool = False,
) -> tuple[str, Given]:
    """Gives a verdict on the item whose id begins so. Its id, and what became of the verdict.

    Raises SecondsourceError; ends the command with code 2 where it came too late.
    """
    if outcome not in OUTCOMES:
        raise SecondsourceError(f"no outcome {outcome!r}; there are {', '.join(OUTCOMES)}")
    with_needs(outcome, change, of)
    told_why(reason)
    addresses(evidence)

    async def give(queue: ClaimQueue, id: str) -> tuple[Given, int]:
        repeats = await queue.find(of) if of else ""
        held, until_ms, key = token, 0, ""
        if held is None:
            row = await queue.get(id)
            trail = () if row.holder == who else await queue.trail(id)
            if same_again(row, trail, who, outcome, change, repeats):
                return Given("applied", "done", again=True), 0
            if second and second_again(row, who):
                return Given("second", row.state, again=True), 0
            held, until_ms = lease_in(row, trail, who)
            key = mark(repr((id, held, who, outcome, reason, evidence, change, repeats, second)))  # kept as late once
        more = {"change": change, "of": repeats}
        more |= {"reason": reason, "key": key}
        given = await queue.verdict(id, held, who, outcome, evidence=evidence, second=second, **more)
        return given, until_ms

    id, (given, until_ms) = on_item(start, give, log=True)
    if given.result == "late":
        because = f"your lease ran out at {local(until_ms)}" if until_ms else "the token is stale"
        click.echo(f"{id}: {because}; your verdict is kept as late and not applied", err=True)
        raise click.exceptions.Exit(2)
    return id, given
