"""`secondsource dead-letters`: what could not be worked on, and why."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence

import click

from schemas import topics
from schemas.dead_letter import DeadLetter
from secondsource.errors import SecondsourceError, Unavailable
from streams.broker import Outgoing, Sender
from streams.door import AWAY, in_words
from streams.log import records
from streams.progress import Progress
from streams.settings import here
from streams.stack import KAFKA
from streams.terminal import one_line, visible
from streams.times import local
from workers.relay import UNFIT


@click.group("dead-letters")
def dead_letters() -> None:
    """Records that could not be worked on: list, show, replay."""


@dead_letters.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a letter.")
@click.option("--reason", help="Only letters of this reason.")
def list_(as_json: bool, reason: str | None) -> None:
    """Every dead letter, oldest first, with totals by reason."""
    letters = [letter for letter in _letters() if reason in (None, letter.reason)]
    for letter in letters:
        if as_json:
            click.echo(json.dumps(_told(letter), ensure_ascii=False))
        else:
            click.echo(line(letter))
    if not as_json:
        counts = Counter(letter.reason for letter in letters)
        total = ", ".join(f"{reason} {count}" for reason, count in counts.most_common())
        click.echo(one_line(f"{len(letters)} dead letters{': ' + total if total else ''}"), err=True)


@dead_letters.command()
@click.argument("origin")
@click.option("--raw", is_flag=True, help="Only the bytes as they came.")
def show(origin: str, raw: bool) -> None:
    """One dead letter by its ORIGIN, as the list shows it."""
    for letter in _letters():
        if str(letter.origin) == origin:
            value = letter.value or b""
            if raw:
                click.get_binary_stream("stdout").write(value)
            else:
                click.echo(json.dumps(_told(letter), ensure_ascii=False, indent=1))
                click.echo(visible(value.decode("utf-8", "replace")))
            return
    raise SecondsourceError(f"no dead letter {origin}; `secondsource dead-letters list` shows them")


@dead_letters.command()
@click.argument("origins", nargs=-1, metavar="[ORIGIN]...")
@click.option("--reason", help="Every letter of this reason.")
def replay(origins: tuple[str, ...], reason: str | None) -> None:
    """Send letters back to where they came from, by ORIGIN or --reason. They stay in the list."""
    letters = [letter for letter in _letters() if str(letter.origin) in origins or letter.reason == reason]
    missing = set(origins) - {str(letter.origin) for letter in letters}
    if missing or not letters:
        what = ", ".join(sorted(missing)) or (f"of the reason {reason}" if reason else "named: give ORIGIN or --reason")
        raise SecondsourceError(f"no dead letter {what}; `secondsource dead-letters list` shows them")
    if any(letter.reason == UNFIT for letter in letters):
        raise SecondsourceError(f"a letter of the reason {UNFIT} came from Redis: there is nowhere to send it back to")
    asyncio.run(_send_back(letters))
    click.echo(f"{len(letters)} sent back")


async def _send_back(letters: Sequence[DeadLetter]) -> None:
    kafka = here([KAFKA]).kafka
    sender = Sender(kafka)
    try:
        await sender.send([Outgoing(letter.origin.topic, letter.key, letter.value) for letter in letters])
    except AWAY as error:
        raise Unavailable(f"Kafka at {kafka} does not take the letters: {in_words(error)}") from error
    finally:
        await sender.close()


def _letters() -> list[DeadLetter]:
    settings = here([KAFKA])
    topic = settings.prefix + topics.DEAD_LETTERS.name

    async def all_of() -> list[DeadLetter]:
        found = []
        with Progress("letters read", 0) as bar:
            async for record in records(settings.kafka, topic, told=lambda total: bar.reach(0, total)):
                found.append(DeadLetter.from_record(record.key, record.value, record.headers))
                bar.step()
        return found

    return sorted(asyncio.run(all_of()), key=lambda letter: letter.at_ms)


def line(letter: DeadLetter) -> str:
    """As the list shows it."""
    return one_line(f"{letter.origin!s:24} {local(letter.at_ms)}  {letter.reason:16} {letter.detail[:60]}")


def _told(letter: DeadLetter) -> dict[str, object]:
    return {
        "reason": letter.reason,
        "detail": letter.detail,
        "origin": str(letter.origin),
        "at_ms": letter.at_ms,
        "key": letter.key.decode("utf-8", "replace") if letter.key else None,
        "bytes": len(letter.value or b""),
    }
