"""The filters of the desk head's commands: options of the command line in, a Filter of the queue out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, get_args

import click

from secondsource.errors import SecondsourceError
from secondsource.model import Kind, Verdict
from streams.desk import language_option, one_name
from streams.moments import back_ms
from workers.records import Filter
from workers.wanted import bare

Command = TypeVar("Command", bound=Callable[..., Any])
#: How the card and `mute` write a source.
SOURCE = "source:"

OPTIONS = (
    click.option("--source", help="Key of the source, as the card has it behind source:."),
    click.option("--verdict", type=click.Choice(get_args(Verdict)), help="What the engine found."),
    click.option("--kind", type=click.Choice(get_args(Kind)), metavar="KIND", help="official, anonymous, rumour …"),
    language_option,
    click.option("--provider", help="Who sent the copy."),
    click.option("--words", help="Words that stand in the claim, in any order; each claim is read for them."),
    click.option("--since", help="Queued from then on: a date, 08:00, or a span back such as 2h."),
    click.option("--before", help="Queued before then, as --since."),
)


def filters(command: Command) -> Command:
    """Gives a command the options that `read_filter` reads."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def read_filter(since: str | None, before: str | None, source: str | None, **wanted: Any) -> Filter:
    """What these options ask for. Raises SecondsourceError on a time that is none, or is still to come."""
    words = wanted.get("words")
    if words is not None and not bare(words).strip():  # a lone accent, which every claim would hold
        raise SecondsourceError("--words is empty: give a word of the claim")
    now = datetime.now().astimezone()
    source = source and one_name(source.removeprefix(SOURCE))
    if wanted.get("holder"):
        wanted["holder"] = one_name(wanted["holder"])
    since_ms, before_ms = (None if text is None else back_ms(text, now) for text in (since, before))
    if since_ms is not None and before_ms is not None and since_ms >= before_ms:
        raise SecondsourceError(f"nothing is both from {since} on and before {before}")
    return Filter(since_ms=since_ms, before_ms=before_ms, source=source, **wanted)
