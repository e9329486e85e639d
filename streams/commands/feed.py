"""`secondsource feed`: wire copy into Kafka."""

from __future__ import annotations

import asyncio
import json
import sys

import click

from secondsource.errors import SecondsourceError
from streams import feed as feeding
from streams.progress import Progress
from streams.settings import here
from streams.stack import KAFKA
from streams.terminal import one_line


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a piece.")
def feed(paths: tuple[str, ...], dry_run: bool, as_json: bool) -> int:
    """Feed wire copy: files, folders, or "-" for standard input. The format is told by content."""
    if not paths:
        raise SecondsourceError("nothing to feed: give files, folders, or - for standard input")
    found = list(feeding.pieces(paths, sys.stdin.buffer.read() if "-" in paths else None))
    if not found:
        raise SecondsourceError(f"no copy in {' '.join(paths)}")
    if all(piece.unread for piece in found):
        raise SecondsourceError("; ".join(f"{piece.name}: {piece.unread}" for piece in found))
    if dry_run:
        answers = [feeding.record(piece)[0] for piece in found]
    else:
        settings = here([KAFKA])
        with Progress("fed", len(found)) as progress:
            answers = asyncio.run(feeding.feed(found, settings.kafka, settings.prefix, lambda _: progress.step()))
    refused = [fed for fed in answers if fed.refused]
    for fed in answers if dry_run or as_json else refused:
        if as_json:
            click.echo(json.dumps({"name": fed.name, "item": fed.item, "version": fed.version, "refused": fed.refused}))
        else:
            told = fed.refused or f"{fed.item} version {fed.version}"
            line = one_line(f"{'secondsource: ' if fed.refused else ''}{fed.name}: {told}")
            click.echo(line, err=bool(fed.refused))
    if not as_json:
        click.echo(f"{len(answers) - len(refused)} {'to feed' if dry_run else 'fed'}, {len(refused)} refused", err=True)
    return 2 if refused else 0
