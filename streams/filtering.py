"""The filters of the desk head's commands: options of the command line in, a Filter of the queue out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, get_args

import click

from secondsource.model import Kind, Verdict
from streams.desk import language_option
from streams.moments import moment_ms, seconds
from workers.records import Filter

Command = TypeVar("Command", bound=Callable[..., Any])
#: How the card and `mute` write a source.
SOURCE = "source:"

OPTIONS = (
    click.option("--source", help="Key of the source, as the card has it behind source:."),
    click.option("--verdict", type=click.Choice(get_args(Verdict)), help="What the engine found."),
    click.option("--kind", type=click.Choice(get_args(Kind)), metavar="KIND", help="official, anonymous, rumour …"),
    language_option,
    click.option("--provider", help="Who sent the copy."),
    click.option("--since", help="Queued from then on: a date, or a span back such as 2h."),
    click.option("--before", help="Queued before then."),
)


def filters(command: Command) -> Command:
    """Gives a command the options that `read_filter` reads."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def read_filter(since: str | None, before: str | None, source: str | None, **wanted: Any) -> Filter:
    """What these options ask for. Raises SecondsourceError on a time that is none."""
    now = datetime.now().astimezone()
    source = source and source.removeprefix(SOURCE)
    return Filter(since_ms=_back(since, now), before_ms=_back(before, now), source=source, **wanted)


def _back(text: str | None, now: datetime) -> int | None:
    """A date, or a span that is counted back from now."""
    if text is None:
        return None
    if text[-1:].lower() in "smhd" and text[:1].isdigit():
        return round((now.timestamp() - seconds(text)) * 1000)
    return moment_ms(text, now)
