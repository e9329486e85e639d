"""The costliest errors: two sources counted where there is one, and an accusation that nobody would be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondsource import load, review
from secondsource.review import as_dict


def cases(name: str) -> list[tuple[str, str]]:
    """(language, text) of each line of a table beside this file."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [(code, text) for code, text in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(("code", "text"), cases("one_source.tsv"))
def test_what_is_no_second_source_does_not_count_as_one(code: str, text: str) -> None:
    """Denied, doubted, asked, conditional or partial; from the press; a body and its own spokesman."""
    claims = as_dict(review(text, load(code)))["claims"]
    assert claims
    assert [claim["text"] for claim in claims if claim["verdict"] == "corroborated"] == []


@pytest.mark.parametrize(("code", "text"), cases("accused.tsv"))
def test_who_is_called_a_criminal_in_passing_is_shown(code: str, text: str) -> None:
    claims = as_dict(review(text, load(code)))["claims"]
    assert any(claim["queued"] for claim in claims), claims
    assert all(claim["verdict"] != "vouched" for claim in claims), claims
