"""Copy cannot steer the terminal of the person who reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from streams.cli import secondsource
from streams.terminal import ERRORS, WIDTH, folded, padded, visible

LIE = "The minister took two million francs in bribes \x1b[2J\x9b31m [red]x[/red] [/y] \x1b]0;t\x07, a source said."


def test_no_control_character_is_left_and_offsets_stay_true() -> None:
    every = "".join(map(chr, range(0x100)))
    shown = visible(every)
    assert len(shown) == len(every)
    assert [c for c in shown if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0] == ["\t", "\n"]
    assert visible("[red] é ’ 漢") == "[red] é ’ 漢"
    assert visible("a\u202eb\u2066c\u2028d") == "a\ufffdb\ufffdc\ufffdd"  # turned round, it would pass for another
    assert visible(b"bad\xff.txt".decode("utf-8", "surrogateescape")) == "bad\ufffd.txt"


@pytest.mark.parametrize("text", ["漢字かな" * 60, "ana rang 漢字 twice " * 20, "[" + "😀" * 120])
def test_lines_are_folded_by_the_columns_that_characters_fill(text: str) -> None:
    lines = folded("2026-11-28 12:44 UTC  " + text, 24).splitlines()
    assert max(map(cell_len, lines)) <= WIDTH
    assert "".join("".join(lines).split()) == "".join(f"2026-11-28 12:44 UTC  {text}".split())
    assert all(cell_len(line) > WIDTH - 12 for line in lines[:-1])


def test_columns_are_filled_up() -> None:
    assert padded("王小明", 12) == "王小明" + 6 * " "
    assert padded("somebody with a name", 12) == "somebody with a name"


def test_check_shows_escapes_and_markup_and_obeys_neither() -> None:
    out = CliRunner().invoke(secondsource, ["check", "--text", LIE], catch_exceptions=False).output
    assert "\x1b" not in out
    assert "\x9b" not in out
    assert "\x07" not in out
    assert "[red]x[/red]" in out
    assert "\u241b[2J" in out


def test_signs_of_ours_are_as_wide_where_there_is_ascii_alone() -> None:
    assert "claims → queued  5× – …".encode("ascii", ERRORS) == b"claims > queued  5x - ~"
    assert "漢".encode("ascii", ERRORS) == b"\\u6f22"


def test_a_locale_without_utf8_and_a_full_disk_give_no_traceback() -> None:
    command = [sys.executable, "-m", "streams.cli", "check", "--text", LIE]
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    shown = subprocess.run(command, env=plain, capture_output=True, text=True, check=False, timeout=60)
    assert shown.returncode == 0, shown.stderr
    assert "\\u241b[2J" in shown.stdout
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*command, "--json"], env=buffered, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    assert ended.returncode == 2
    assert "No space left" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "ignored" not in ended.stderr
