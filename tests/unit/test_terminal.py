"""Copy cannot steer the terminal of the person who reads it."""

from __future__ import annotations

from click.testing import CliRunner

from streams.cli import secondsource
from streams.terminal import visible

LIE = "The minister took two million francs in bribes \x1b[2J\x9b31m [red]x[/red] [/y] \x1b]0;t\x07, a source said."


def test_no_control_character_is_left_and_offsets_stay_true() -> None:
    every = "".join(map(chr, range(0x100)))
    shown = visible(every)
    assert len(shown) == len(every)
    assert [c for c in shown if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0] == ["\t", "\n"]
    assert visible("[red] é ’ 漢") == "[red] é ’ 漢"


def test_check_shows_escapes_and_markup_and_obeys_neither() -> None:
    out = CliRunner().invoke(secondsource, ["check", "--text", LIE], catch_exceptions=False).output
    assert "\x1b" not in out
    assert "\x9b" not in out
    assert "\x07" not in out
    assert "[red]x[/red]" in out
    assert "\u241b[2J" in out
