"""What reading costs, counted and not timed: calls of Python a word. A rule that asks much of every word shows here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from secondsource import load, review

ARTICLES = Path(__file__).parents[2] / "benchmarks" / "articles"
#: A little above what was measured when the line was last changed (Python 3.11; later ones inline more and call less).
MOST_CALLS_A_WORD = {"fr": 145, "de": 150, "it": 148, "en": 147}


@pytest.mark.parametrize("code", MOST_CALLS_A_WORD)
def test_a_word_takes_no_more_calls_than_it_did(code: str) -> None:
    lines = (ARTICLES / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()[:20]
    texts, language = [json.loads(line)["text"] for line in lines], load(code)
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    review(texts[0], language)  # what is made once is made
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for text in texts:
            review(text, language)
    finally:
        sys.setprofile(before)
    a_word = calls / sum(len(text.split()) for text in texts)
    assert a_word <= MOST_CALLS_A_WORD[code], f"{a_word:.0f} calls a word, {MOST_CALLS_A_WORD[code]} were enough"
