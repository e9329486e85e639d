"""The entry point: whose packages these are."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from secondsource.errors import SecondsourceError
from streams import cli


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_of_all_commands_has_the_first_sentence_of_each_whole(name: str) -> None:
    command = cli.secondsource.get_command(click.Context(cli.secondsource), name)
    assert command is not None
    assert command.get_short_help_str(cli.SHORT).endswith(".")
    assert not command.get_short_help_str(cli.SHORT).endswith("...")


#: Presses Ctrl-C when a module is imported, and then runs the command as the script of the package does.
PRESSES = """
import os, signal, sys

class Pressing:
    module = sys.argv.pop(1)

    def find_spec(self, name, *_):
        if name == self.module:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Pressing())
from streams.entry import main
main()
"""


@pytest.mark.parametrize("module", ["streams.cli", "click", "streams.commands.check", "schemas.wire.detect"])
def test_ctrl_c_ends_a_command_with_one_line_also_while_it_starts(module: str) -> None:
    command = [sys.executable, "-c", PRESSES, module, "check", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (130, "secondsource: broken off")


def test_the_four_packages_are_our_own() -> None:
    cli.make_sure_of_packages()


def test_a_package_of_somebody_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "PACKAGES", ("secondsource", "json"))
    with pytest.raises(SecondsourceError, match="the package json is not Secondsource's own"):
        cli.make_sure_of_packages()


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "PACKAGES", ("secondsource", "no_such_package"))
    with pytest.raises(SecondsourceError, match="no_such_package"):
        cli.make_sure_of_packages()


@pytest.mark.parametrize("words", [["list", "--limit", "abc"], ["release", "c1", "--token", "abc"]])
def test_what_is_no_number_is_told_without_words_of_the_library(words: list[str]) -> None:
    with pytest.raises(click.UsageError) as wrong:
        cli.secondsource.main(words, standalone_mode=False)
    told = cli._usage(wrong.value)
    assert "'abc' is no whole number" in told
    assert "range" not in told


@pytest.mark.parametrize("command", ["audit", "show"])
def test_a_command_that_needs_no_name_says_so(command: str) -> None:
    with pytest.raises(click.UsageError) as wrong:
        cli.secondsource.main([command, "c1", "--as", "ana"], standalone_mode=False)
    assert "asks nobody's name; see `" in cli._usage(wrong.value)
