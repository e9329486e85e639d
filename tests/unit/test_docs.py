"""What the documents say is so: the README's example, its links, and a page for each command."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import click
import pytest

from schemas.wire.detect import decode
from secondsource.review import as_dict, review
from streams.cli import COMMANDS, PACKAGES, secondsource

ROOT = Path(__file__).parents[2]
#: A command as a page gives it: after `secondsource`, or at the beginning of what stands in backticks.
LINE = re.compile(rf"(?:^\W*secondsource |`(?:secondsource )?)((?:{'|'.join(COMMANDS)})\b[^`#|\n]*)", re.MULTILINE)
OPTION = re.compile(r"--[a-z][a-z-]*")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_example_of_the_readme_is_true() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried >= 4
    assert not failed


def test_the_example_of_the_engine_is_true() -> None:
    import secondsource

    failed, tried = doctest.testmod(secondsource)
    assert tried
    assert not failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def options(words: list[str]) -> set[str]:
    """Those of the command that these words begin with."""
    command: click.Command = secondsource
    while isinstance(command, click.Group) and words:
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found
    return {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_line_gives_a_command_only_what_it_takes(page: Path) -> None:
    for line in filter(OPTION.search, LINE.findall(page.read_text(encoding="utf-8"))):
        words = [word for word in re.findall(r"[\w-]+", line) if word[0] != "-"]
        assert set(OPTION.findall(line)) <= options(words[:2]), line


def keys(value: Any) -> set[str]:
    """Those of every object in it; the marks of a claim are named by what was noted."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, dict):
        return set()
    return value.keys() | set().union(*(keys(below) for name, below in value.items() if name != "marks"))


def test_the_page_of_the_review_names_every_key_of_it_and_no_other() -> None:
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8").split("```")[1]
    named = set(re.findall(r'"([a-z_0-9]+)":', re.sub(r'"marks": {.*?}', '"marks": 0', page)))
    article = decode((ROOT / "examples" / "first" / "04-fr-caisse.json").read_bytes()).to_model()
    assert named == keys(as_dict(review(article)))


def in_code(pattern: str) -> set[str]:
    """What the pattern finds in our packages."""
    packages = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    return {found for path in packages for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_setting_is_in_the_table_and_no_other() -> None:
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    assert in_code(r"\bSECONDSOURCE_[A-Z_]+\b") == set(re.findall(r"\bSECONDSOURCE_[A-Z_]+\b", page))


def test_every_reason_of_a_dead_letter_is_in_the_table_and_no_other() -> None:
    page = (ROOT / "docs" / "streams.md").read_text(encoding="utf-8")
    table = page.split("| reason | the record |")[1].split("\n\n")[0]
    told = {name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z0-9-]+)`", row.split("|")[1])}
    assert told == in_code(r"(?:Rejected\(|[Rr]ead\(reason=|_dead\(incoming, |UNFIT = )\"([a-z0-9-]+)\"")


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [name for name in COMMANDS if not re.search(rf"`?(?:secondsource )?{name}\b", text)]
    assert not missing
