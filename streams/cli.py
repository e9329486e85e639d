"""`secondsource COMMAND`. Commands are imported when called, so that start-up stays quick."""

from __future__ import annotations

import importlib
import importlib.util
import io
import logging
import os
import sys
import traceback
from pathlib import Path

import click

import secondsource as package
from secondsource.errors import SecondsourceError
from streams import access
from streams.entry import BROKEN_OFF, CODE
from streams.terminal import ERRORS, one_line

PACKAGES = ("secondsource", "schemas", "workers", "streams")
#: who uses it -> command -> module of streams.commands that holds it, under the same name with "_" for "-"
SECTIONS = {
    "Copy": {"check": "check", "feed": "feed", "dead-letters": "dead_letters"},
    "Operators": {
        "demo": "demo",
        "up": "up",
        "worker": "worker",
        "lag": "lag",
        "monitor": "monitor",
        "rebuild": "rebuild",
        "verify": "verify",
    },
    "Fact-checkers": {
        "next": "desk",
        "mine": "holding",
        "show": "desk",
        "verdict": "desk",
        "second-opinion": "holding",
        "undo": "desk",
        "hold": "holding",
        "park": "holding",
        "hand-over": "holding",
        "escalate": "holding",
        "release": "desk",
        "note": "holding",
        "audit": "desk",
    },
    "Desk heads": {
        "queue": "desk",
        "list": "head",
        "stats": "head",
        "dial": "head",
        "mute": "mutes",
        "wake": "bulk",
        "bury": "bulk",
        "redrive": "bulk",
        "thaw": "bulk",
    },
}
COMMANDS = {name: module for commands in SECTIONS.values() for name, module in commands.items()}
#: Words of click -> ours.
PLAIN = (
    ("is not a valid integer range", "is no whole number"),
    ("is not a valid integer", "is no whole number"),
    ("is not a valid float range", "is no number"),
    ("is not a valid float", "is no number"),
)
#: Of a command's help, so much stands in the list of all: a window has 80 columns.
SHORT = 60


class Lazy(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in SECTIONS.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl([(name, command.get_short_help_str(SHORT)) for name, command in found if command])

    def invoke(self, ctx: click.Context) -> object:
        """Who reads us may have had enough, as `head` has: click would end with 1, which says that nothing waits."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _say_no_more()
            return 0

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"streams.commands.{COMMANDS[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"), None) or getattr(module, f"{name}_")
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option("-X", "kafka", multiple=True, metavar="NAME=VALUE", help="How Kafka is entered (docs/running.md).")
@click.version_option(package_name="secondsource")
def secondsource(debug: bool, kafka: tuple[str, ...]) -> None:
    """Wire copy in; out come the claims that nobody has second-sourced."""
    access.give(kafka)


def make_sure_of_packages() -> None:
    """Another distribution may ship a package of the same name. Raises SecondsourceError naming the stranger."""
    home = Path(package.__file__).parents[1]
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None or Path(spec.origin).parents[1] != home:
            where = spec.origin if spec else "nowhere to be found"
            raise SecondsourceError(
                f"the package {name} is not Secondsource's own ({where}): use an environment of its own"
            )


def _usage(error: click.ClickException) -> str:
    """What was typed wrongly, and where to look, on one line."""
    told = " ".join(error.format_message().split()).rstrip(".")
    for theirs, ours in PLAIN:
        told = told.replace(theirs, ours)
    if isinstance(error, click.NoSuchOption) and error.option_name == "--as":
        told += "; this command only shows, and asks nobody's name"
    where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
    return f"{told}; see `{where} --help`" if where else told


def _say_no_more() -> None:
    """What a full disk or a closed pipe did not take, the end cannot flush either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def main() -> None:
    """Run a command. An expected error is one line on stderr and exit code 2; --debug shows the traceback."""
    debug = "--debug" in sys.argv
    if not debug:
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it has to say, our error says in one line
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)  # locale C: an escape, and not a traceback
    try:
        make_sure_of_packages()
        code = secondsource.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        click.echo(one_line(f"secondsource: {_usage(error)}"), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(BROKEN_OFF, err=True)
        sys.exit(CODE)
    except (SecondsourceError, OSError) as error:  # OSError: a full disk, a folder that may not be written
        if debug:
            traceback.print_exc()
        of_file = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else ""
        click.echo(one_line(f"secondsource: {of_file or error}"), err=True)
        _say_no_more()
        sys.exit(2)


if __name__ == "__main__":
    main()
