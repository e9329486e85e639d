"""`secondsource mute`: what comes from a source or on a topic is parked until a date; what is muted."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from unicodedata import normalize

import click

from secondsource.errors import SecondsourceError
from streams.desk import and_log, json_option, logged, name, needed, on_queue, reason_option
from streams.meeting import meets
from streams.moments import ahead_ms
from streams.terminal import folded, visible
from streams.times import local
from workers.queue import ClaimQueue


@click.command()
@click.argument("subject", required=False)
@click.option("--until", help="17:30, 2026-12-01 08:00, or a span such as 3d.")
@click.option("--end", is_flag=True, help="End the mute now.")
@click.option("--dry-run", is_flag=True, help="Show what waits of it, and mute nothing.")
@click.option("--new-name", is_flag=True, help="The source or topic is new: nothing of that name has come yet.")
@reason_option
@name
@json_option
def mute(
    subject: str | None,
    until: str | None,
    end: bool,
    dry_run: bool,
    new_name: bool,
    reason: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Park what comes from a source or on a topic, until a date.

    SUBJECT is "source:KEY" or "topic:NAME"; without it, what is muted.
    """
    asked(subject, until, end, dry_run)
    if subject is None:
        _list(as_json)
        return
    subject = normalize("NFC", subject)
    until_ms = ahead_ms(until, datetime.now().astimezone()) if until else 0
    checker = "" if dry_run else needed(who)
    row: dict[str, Any] = {"subject": subject} | ({} if end else _meeting(subject, dry_run or new_name, as_json))
    if dry_run:
        told, row = "", {**row, "dry_run": True}
    else:
        moved, was = _turn(subject, until_ms, checker, reason)
        told = and_log(_ended(moved, was) if end else _muted(moved, until_ms))
        row |= {"until_ms": until_ms, "moved": moved, **logged()}
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
    elif told:
        click.echo(f"{visible(subject)}: {told}")


def asked(subject: str | None, until: str | None, end: bool, dry_run: bool) -> None:
    """Raises SecondsourceError where it makes no sense together."""
    if subject is None:
        if until or end or dry_run:
            raise SecondsourceError('mute what? give "source:KEY" or "topic:NAME"')
        return
    kind, _, key = subject.partition(":")
    if kind not in ("source", "topic") or not key:
        raise SecondsourceError(f'{subject!r} is nothing that can be muted: give "source:KEY" or "topic:NAME"')
    if dry_run and end:
        raise SecondsourceError("--dry-run shows what a mute would meet; --end ends one: give one of them")
    if bool(until) == end and not dry_run:
        raise SecondsourceError("until when? give --until, or --end to end a mute")


def _list(as_json: bool) -> None:
    """What is muted, by whom and why."""
    found = on_queue(lambda queue: queue.mutes())
    if not found:
        click.echo("nothing is muted", err=True)
    for subject, mute in sorted(found.items()):
        row = {"subject": subject, **mute._asdict()}
        line = "  ".join(filter(None, (f"{subject} until {local(mute.until_ms)}", mute.who, mute.reason)))
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else folded(line, 4))


def _meeting(subject: str, any_name: bool, as_json: bool) -> dict[str, Any]:
    """What waits of it, told before anything is muted, but for JSON, which is told at the end.

    Raises SecondsourceError where only others that are like it have come, unless it may have `any_name`.
    """
    met = on_queue(lambda queue: meets(queue, subject))
    if met.near and not any_name:
        raise SecondsourceError(f"{subject}: {met.told()}; if the name is right, add --new-name")
    if not as_json:
        click.echo(f"{visible(subject)}: {met.told()}")
    return {"meets": met.waiting, "names": met.names, "near": met.near}


def _turn(subject: str, until_ms: int, who: str, reason: str) -> tuple[int, bool]:
    """Mutes, or ends the mute. How many items it moves, and whether the subject was muted before."""

    async def turn(queue: ClaimQueue) -> tuple[int, bool]:
        was = subject in await queue.mutes()
        return await queue.mute(subject, until_ms, who, reason), was

    return on_queue(turn, log=True)


def _ended(moved: int, was: bool) -> str:
    return f"heard again; what it had parked waits again: {moved}" if was or moved else "was not muted"


def _muted(moved: int, until_ms: int) -> str:
    before = f"; {moved} parked before, until then too" if moved else ""
    return f"muted until {local(until_ms)}; what comes is parked, an alert passes{before}"
