"""What a command knows only a few values of: anything else is refused with one line that names them."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from secondsource.errors import SecondsourceError
from streams.cli import secondsource
from streams.commands import demo
from streams.desk import languages

REFUSED = [
    (["next", "--as", "ana", "--languages", "fr,xx"], "no language 'xx'; there are fr, de, it, en"),
    (["list", "--verdict", "foo"], "'unsupported'"),
    (["list", "--kind", "foo"], "'rumour'"),
    (["list", "--language", "english"], "'fr', 'de', 'it', 'en'"),
    (["list", "--limit", "0"], "x>=1"),
    (["queue", "--state", "foo"], "'waiting', 'leased'"),
    (["queue", "--language", "english"], "'fr', 'de', 'it', 'en'"),
    (["queue", "--limit", "-1"], "x>=0"),
    (["monitor", "--port", "99999"], "0<=x<=65535"),
    (["demo", "--workers", "0"], "x>=1"),
    (["worker", "--log-level", "loud"], "'debug', 'info'"),
]


@pytest.mark.parametrize(("args", "said"), REFUSED, ids=[" ".join(args) for args, _ in REFUSED])
def test_a_value_that_is_none_is_refused_with_the_choices(args: list[str], said: str) -> None:
    with pytest.raises((SecondsourceError, click.UsageError)) as refused:
        secondsource.main(args, standalone_mode=False)
    told = refused.value.format_message() if isinstance(refused.value, click.UsageError) else str(refused.value)
    assert said in told
    assert len(told.splitlines()) == 1


def test_a_language_may_be_given_in_capitals() -> None:
    assert languages("FR, it") == ["fr", "it"]


@pytest.mark.parametrize("command", ["list", "queue"])
def test_the_help_names_the_choices(command: str) -> None:
    told = CliRunner().invoke(secondsource, [command, "--help"]).output
    assert "fr|de|it|en" in told


def test_a_demo_without_its_copy_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo, "EXAMPLES", tmp_path / "examples")
    with pytest.raises(SecondsourceError, match=r"needs the examples of a clone .* `secondsource up` runs it all"):
        secondsource.main(["demo"], standalone_mode=False)
