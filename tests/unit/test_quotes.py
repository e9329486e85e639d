"""Direct speech: where it begins and ends in each style of marks, and that the work grows with the text alone."""

from __future__ import annotations

from typing import Any

import pytest

from secondsource.text.quotes import quotes

CASES = [
    ("Il a dit « oui » hier.", ["« oui »"]),
    ("Er sagte: „Ja.“ Dann ging er.", ["„Ja.“"]),
    ("»Ja«, sagte sie.", ["»Ja«"]),
    ("Er: „Sie sagte ‚nein‘ dazu.“ Ende", ["„Sie sagte ‚nein‘ dazu.“"]),
    ("« Il dit « non » ici » fin", ["« Il dit « non » ici »"]),
    ("It's the boys' club, l’homme d’État.", []),
    ('A 5" pipe and a "word".', ['"word"']),
    ("“One.\n\n“Two.” End", ["“One.\n\n“Two.”"]),
    ("“One.\n\n\n\n“Two.” End", ["“One.\n\n\n\n“Two.”"]),
    ("“One.\n\nTwo plain. He “said” so.", ["“One.", "“said”"]),
    ("“One.\n\n", ["“One."]),
    ("“\n\n“", ["“\n\n“"]),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_quotes_of_each_style(text: str, wanted: list[str]) -> None:
    assert [text[quote.start : quote.end] for quote in quotes(text)] == wanted


class Counted(str):
    """A text that counts how often somebody looks into it."""

    looks = 0

    def __getitem__(self, key: Any) -> str:
        self.looks += 1
        return super().__getitem__(key)


@pytest.mark.parametrize("text", ["“One." + "\n" * 3000 + "“Two.”", "“a " * 1000, "“a\n\n" * 1000])
def test_the_work_grows_with_the_text_alone(text: str) -> None:
    counted = Counted(text)
    quotes(counted)
    assert counted.looks <= 5 * len(text)
