"""The costliest errors: two sources counted where there is one, and an accusation that nobody would be shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks.cascade import Read, origins, read, run
from secondsource import load, review
from secondsource.provenance import across, identity
from secondsource.review import as_dict


def cases(name: str) -> list[tuple[str, str]]:
    """(language, text) of each line of a table beside this file."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [(code, text) for code, text in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(("code", "text"), cases("one_source.tsv"))
def test_what_is_no_second_source_does_not_count_as_one(code: str, text: str) -> None:
    """Denied, doubted, asked, conditional or partial; from the press; one origin under two names (identity.py)."""
    claims = as_dict(review(text, load(code)))["claims"]
    assert claims
    assert [claim["text"] for claim in claims if claim["verdict"] == "corroborated"] == []


@pytest.mark.parametrize(("code", "text"), cases("unnamed.tsv"))
def test_two_who_are_not_named_are_never_counted_as_if_one_were(code: str, text: str) -> None:
    """ "A Western diplomat", "a Gulf official", a second paper that has the same document."""
    claims = as_dict(review(text, load(code)))["claims"]
    assert any(len(claim["sources"]) > 1 for claim in claims)
    assert [claim["text"] for claim in claims if claim["kind"] == "mixed"] == []


@pytest.mark.parametrize(("code", "text"), cases("two_sources.tsv"))
def test_two_origins_stay_two(code: str, text: str) -> None:
    """Two offices, two countries, two outlets, a firm and its union, a study and the town."""
    claims = as_dict(review(text, load(code)))["claims"]
    assert [claim["origins"] for claim in claims if claim["verdict"] == "corroborated"] == [2]


ACROSS = (Path(__file__).parent / "across.tsv").read_text(encoding="utf-8").splitlines()


@cache
def told(line: str) -> list[list[Read]]:
    """The claims of the articles of a line."""
    return [read(f"article {number}", text) for number, text in enumerate(line.split("\t")[1:])]


@pytest.mark.parametrize("line", ACROSS)
def test_one_origin_under_the_names_of_two_articles_is_one(line: str) -> None:
    """An office and its holder, a release and its issuer, a name in two spellings; and what is plainly two."""
    assert origins(told(line)) == (int(line[0]), 2)


@pytest.mark.parametrize("rule", across.RULES, ids=lambda rule: rule.__name__)
def test_without_a_rule_of_two_articles_one_source_counts_as_two(rule: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(across, "RULES", [other for other in across.RULES if other is not rule])
    assert any(origins(told(line)) != (1, 2) for line in ACROSS if line[0] == "1")


@pytest.mark.parametrize(
    ("table", "at", "name"),
    [(table, at, r.__name__) for table in ("RULES", "OF_OFFICES") for at, r in enumerate(getattr(identity, table))],
)
def test_without_a_rule_of_identity_one_source_counts_as_two(
    table: str, at: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = getattr(identity, table)
    monkeypatch.setattr(identity, table, (*rules[:at], *rules[at + 1 :]))
    read = (as_dict(review(text, load(code)))["claims"] for code, text in cases("one_source.tsv"))
    assert any(claim["verdict"] == "corroborated" for claims in read for claim in claims)


@pytest.mark.parametrize(("code", "text"), cases("accused.tsv"))
def test_who_is_called_a_criminal_in_passing_is_shown(code: str, text: str) -> None:
    claims = as_dict(review(text, load(code)))["claims"]
    assert any(claim["queued"] for claim in claims), claims
    assert all(claim["verdict"] != "vouched" for claim in claims), claims


def test_the_cascade_keeps_its_goals() -> None:
    """200 cases of copy, rewrite, credit chain, translation and news that is only alike."""
    result = run()
    assert result["false_corroboration"] <= 0.02, result["wrong"]
    assert result["other_news_joined"] == 0
