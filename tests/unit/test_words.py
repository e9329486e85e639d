"""Words are cut as spaCy's tokenizer cuts the whole text, though it is asked only for what was not met before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.examples import CODES, examples
from secondsource import load
from secondsource.text import language as languages
from secondsource.text.language import Language
from secondsource.text.words import words_of

ODD = "\t«Aujourd’hui», dit-elle…\xa0z.B.  cannot\n\nWHO's :-) www.example.org/a?b=1 3,5% 10km \u2028 d'al-Sadr.\x1d"


def fresh(code: str) -> Language:
    return replace(load(code), forms={}, runs={})


def by_spacy(text: str, language: Language) -> list[tuple[int, str]]:
    """The tokens, but for the full stop behind a number that is no ordinal, which spaCy's German leaves on it."""
    found = []
    for token in language.tokenizer(text):
        number = languages.NO_ORDINAL.fullmatch(token.text)
        parts = (
            [(token.idx, token.text[:-1]), (token.idx + len(token) - 1, ".")] if number else [(token.idx, token.text)]
        )
        found += [part for part in parts if not part[1].isspace()]
    return found


def ours(text: str, language: Language) -> list[tuple[int, str]]:
    words = words_of(text, language)
    return [(start, text[start:end]) for start, end in zip(words.start, words.end, strict=True)]


@pytest.mark.parametrize("code", CODES)
def test_the_words_are_those_of_the_tokenizer(code: str) -> None:
    language = fresh(code)
    for text in (ODD, ODD.upper(), *(example["text"] for example in examples(code))):
        assert ours(text, language) == by_spacy(text, language)


def test_a_run_that_is_no_word_is_cut() -> None:
    assert [len(word) for _, word in ours("a " + "x" * 700, fresh("en"))] == [1, 300, 300, 100]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    language = fresh("fr")
    monkeypatch.setattr(languages, "RUNS_MAX", 3)
    assert ours(ODD, language) == ours(ODD, language)
    ours("un", language)
    assert list(language.runs) == ["un"]
