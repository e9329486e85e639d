"""`secondsource check` on copy that we wrote, as somebody types it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from secondsource.errors import SecondsourceError
from streams.commands.check import check

RUMOUR = "Le directeur aurait détourné deux millions de francs.\n"
REPORT = "The mayor is said to have stolen 2 million, sources said.\n"


def run(*args: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(check, [str(arg) for arg in args], input=stdin, env={"COLUMNS": "80"})


def refused(*args: str | Path, stdin: bytes | None = None) -> str:
    """The line that the person is told."""
    done = run(*args, stdin=stdin)
    assert isinstance(done.exception, SecondsourceError), done.output
    return str(done.exception)
