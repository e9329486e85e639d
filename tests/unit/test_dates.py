"""When something is said to have happened, beside when the article was written."""

import pytest

from secondsource import load
from secondsource.clauses.clause import clause_of
from secondsource.clauses.dates import Moment, is_old, written
from secondsource.model import Article
from secondsource.text.layout import layout
from secondsource.text.words import words_of

OLD = [
    ("en", "The bridge closed in 2019", Moment(2024, 6), True),
    ("en", "The bridge will close in 2026", Moment(2024, 6), False),
    ("en", "The bridge was built in 2019", Moment(2019, None, known=False), True),
    ("en", "The bridge closed on 12 June 2019", Moment(2019, None, known=False), False),
    ("en", "The bridge closed in March", Moment(2024, 6), True),
    ("en", "The bridge closed on 12 June", Moment(2024, 6), False),
    ("en", "The bridge closed in March", Moment(), False),  # nobody knows when the article was written
    ("en", "The bridge closed two years ago", Moment(), True),
    ("en", "The bridge closed two days ago", Moment(), False),
    ("fr", "Le pont a fermé il y a deux ans", Moment(), True),
    ("fr", "Il y a deux blessés", Moment(), False),
    ("de", "Die Brücke wurde vor drei Jahren geschlossen", Moment(), True),
    ("de", "Die Brücke wurde vor drei Tagen geschlossen", Moment(), False),
    ("it", "Il ponte fu chiuso tre anni fa", Moment(), True),
    ("it", "Il ponte fu chiuso in aprile", Moment(2024, 5), True),
]


@pytest.mark.parametrize(("code", "text", "now", "expected"), OLD)
def test_what_is_old(code: str, text: str, now: Moment, expected: bool) -> None:
    words = words_of(text, load(code))
    assert is_old(words, clause_of(words, 0, len(words)), now) is expected


@pytest.mark.parametrize(
    ("code", "text", "moment"),
    [
        ("de", "Brücke gesperrt\n\nKöln, 3. Juni 2024 – Die Brücke ist gesperrt.", Moment(2024, 6)),
        ("fr", "Pont fermé\n\nLe pont, construit en 1931, est fermé depuis 2023.", Moment(2023, None, known=False)),
        ("it", "Ponte chiuso\n12 marzo 2021\n\nIl ponte è chiuso.", Moment(2021, 3)),
    ],
)
def test_when_an_article_was_written(code: str, text: str, moment: Moment) -> None:
    language = load(code)
    assert written(Article(text), words_of(text, language), layout(text, None, language)) == moment
