"""What the documents say is so: the README's example, its links, and a page for each command."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

from schemas.wire.detect import decode
from secondsource.review import as_dict, review
from streams.cli import COMMANDS

ROOT = Path(__file__).parents[2]
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


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [name for name in COMMANDS if not re.search(rf"`?(?:secondsource )?{name}\b", text)]
    assert not missing
