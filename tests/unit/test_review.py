"""The engine end to end on copy of our own: each worked example of the definition has its verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from secondsource import load, review
from secondsource.model import Article
from secondsource.review import as_dict

CASES = [
    ("fr", "Le directeur aurait détourné deux millions de francs.", "unsupported", "rumour"),
    ("fr", "Selon une source proche du dossier, trois cadres seraient visés par l'enquête.", "single", "anonymous"),
    ("de", "Die Zahl der Verletzten stieg auf 27, wie die Polizei mitteilte.", "single", "official"),
    ("de", "Der Fonds verwaltet 3,4 Milliarden Franken und gilt als grösster des Landes.", "unsupported", "asserted"),
    (
        "en",
        "The army said it had captured the town. The claim could not be independently verified.",
        "single",
        "official",
    ),
]


@pytest.mark.parametrize(("code", "text", "verdict", "kind"), CASES)
def test_a_worked_example_has_its_verdict(code: str, text: str, verdict: str, kind: str) -> None:
    first = review(text, load(code)).claims[0]
    assert (first.sourcing.verdict, first.sourcing.kind) == (verdict, kind)


def test_the_review_is_json_with_spans_inside_the_text() -> None:
    text = "Drei Verletzte\n\nDrei Menschen wurden verletzt, teilte die Polizei mit. Der Fahrer soll geflohen sein."
    found = json.loads(json.dumps(as_dict(review(text, load("de")))))
    assert found["claims"]
    for claim in found["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["text"]
        for source in claim["sources"]:
            assert text[source["start"] : source["end"]] == source["text"]


@pytest.mark.parametrize(
    ("code", "text", "source"),
    [
        ("fr", "Audit des comptes de Valdor\n\nSelon une source proche du dossier, le trésorier a détourné 600 francs.",
         "une source proche du dossier"),
        ("de", "Prüfung bei Valdor\n\nLaut einem Anwalt hat der Kassier 600 Franken gestohlen.", "einem Anwalt"),
    ],
)  # fmt: skip
def test_a_headline_that_ends_with_a_name_makes_no_family_name_of_the_first_word(
    code: str, text: str, source: str
) -> None:
    claims = review(text, load(code)).claims
    assert [a.source.text for claim in claims for a in claim.finding.attributions] == [source]


@pytest.mark.parametrize("urgency", [0, 10, 99, -(10**30)])
def test_an_urgency_that_the_wire_does_not_know_is_told_and_not_reckoned_with(urgency: int) -> None:
    with pytest.raises(ValueError, match=f"from 1, the most urgent, to 9, not {urgency!r}"):
        review(Article("Nine people died.", urgency=urgency))
    with pytest.raises(ValueError, match="a title ends in the text, not at -5"):
        review(Article("Nine people died.", title_end=-5))
    assert [review(Article("Nine people died.", urgency=one)).claims[0].priority.score for one in (1, 9)] == [72, 66]


def test_a_claim_may_lie_in_another_as_the_page_of_the_review_says() -> None:
    text = "The director, who police say stole 2 million, has left the country."
    assert text[:-1] in (Path(__file__).parents[2] / "docs" / "review.md").read_text(encoding="utf-8")
    outer, inner = review(text, load("en")).claims
    assert outer.finding.start < inner.finding.start < inner.finding.end < outer.finding.end


def test_a_source_is_known_through_none_that_is_not_there() -> None:
    text = "The navy spokesman, Ivo Bell, denied the port had fallen and said 40 rebels had been killed."
    for claim in as_dict(review(text, load("en")))["claims"]:
        ids = {None, *(source["id"] for source in claim["sources"])}
        assert {source["parent"] for source in claim["sources"]} <= ids


def test_what_is_no_text_and_no_code_is_a_type_error_that_says_so() -> None:
    with pytest.raises(TypeError, match="takes an Article or its text, not NoneType"):
        review(cast(Any, None))
    with pytest.raises(TypeError, match="a code such as 'fr', not NoneType"):
        load(cast(Any, None))
