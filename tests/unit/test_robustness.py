"""No text makes the engine raise, and every span lies inside the text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.examples import examples
from secondsource import Review, load, review
from secondsource.text.language import CODES

MARKS = ["«", "»", "“", "”", "„", '"', "\n", "\n\n", ".", ",", ";", ":", "–", "?", "!"]
CUES = ["-t-il", " selon ", " said ", " dass ", " ha detto ", "Police", " wie ", " aurait ", " the ", " X ", "12"]
ODDITIES = ["\u202e", "\u200b", "\x00", "é", "漢字", "\ud800"]
PIECES = st.sampled_from(MARKS + CUES + ODDITIES)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map("".join)


def spans_fit(text: str, found: Review) -> None:
    """Every span of a review lies inside its text."""
    for claim in found.claims:
        spans = [(claim.finding.start, claim.finding.end), *claim.finding.mentions]
        spans += [(a.source.start, a.source.end) for a in claim.finding.attributions]
        spans += [span for marked in claim.finding.marks.values() for span in marked]
        assert all(0 <= start < end <= len(text) for start, end in spans), spans
        assert all(0 <= p.start < p.stop <= len(claim.why.text) for p in claim.why.spans)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_any_text_is_read(code: str, text: str) -> None:
    spans_fit(text, review(text, load(code)))


STRANGE = ["", " ", "\n\n\n", "«" * 5000, '"' * 5000, "a" * 200_000, "Paris, " * 20_000, ". " * 9000, '«"“' * 9000]
#: What is denied is a paragraph further on, or nowhere.
DENIED = ["Le maire dément que\n\nle pont ait été fermé.", "Le directeur a volé, Jean Roux, dément."]


@pytest.mark.parametrize("text", STRANGE + DENIED)
def test_a_strange_text_is_read(text: str) -> None:
    spans_fit(text, review(text, load("fr")))


@pytest.mark.parametrize("code", CODES)
def test_a_text_that_breaks_off_or_begins_at_any_word_is_read(code: str) -> None:
    """ "The Republic said that", "smentisce.": a rule looks one word ahead or back, and there is none."""
    language, texts = load(code), dict[str, None]()  # many begin alike, or end so
    for example in examples(code):
        words = example["text"].split(" ")
        for end in range(1, len(words)):
            texts |= {" ".join(words[:end]): None, " ".join(words[end:]): None}
    for text in texts:
        spans_fit(text, review(text, language))


def test_the_same_text_gives_the_same_bytes_in_every_process() -> None:
    program = "import json; from benchmarks.examples import *; " + (
        "print(json.dumps([as_dict(review(e['text'], load('en'))) for e in examples('en')]))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != b""
