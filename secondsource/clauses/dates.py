"""When something is said to have happened, beside when the article was written.

The names of months are Babel's (CLDR); a month carries its number as a tag ("m3"), set by language.load.
"""

from __future__ import annotations

import re

from secondsource.clauses.clause import Clause
from secondsource.model import Article
from secondsource.record import record
from secondsource.sources.windows import FAR, SOON
from secondsource.text.layout import Layout
from secondsource.text.words import Words

YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")
#: Tags of words that say when.
DATES = frozenset({"month", "time"})
#: What stands before a year; what is no noun behind a count.
DATED = frozenset({"month", "time", "time_unit"})
NO_NOUN = frozenset({"adp", "fin", "det", "conj"})
NOTHING: frozenset[str] = frozenset()
#: Words of the first paragraph in which a dateline stands.
DATELINE = 12
#: So many months back, a month without a year is the last one of that name.
PAST_MONTHS = 10


@record(frozen=True, slots=True)
class Moment:
    """When an article was written, as far as it is known. `month`: 1 to 12."""

    year: int | None = None
    month: int | None = None
    known: bool = True  # the year is that of a date line, and not the latest in the text


def is_year(words: Words, at: int) -> bool:
    """Whether a figure is a year, and no count: "2000 Stellen", "plus de 1900 salariés"."""
    if not YEAR.fullmatch(words.low[at]):
        return False
    before, last = words.tags[at - 1] if at else NOTHING, at + 1 == len(words)
    if last or not before.isdisjoint(DATED) or ("adp" in before and "of" not in before):
        return True
    after = words.tags[at + 1]
    noun = words.capital(at + 1) if words.capital_nouns else "plural" in after and after.isdisjoint(NO_NOUN)
    return not noun and ("about" not in before or "adp" in before)


def written(article: Article, words: Words, page: Layout) -> Moment:
    """When an article was written: its date, else the date of its headline lines or dateline, else the latest year."""
    if article.published:
        return Moment(article.published.year, article.published.month)
    head = max((span[1] for span in page.head), default=0)
    titles = words.word_at(head)
    lines = range(min(len(words), titles + DATELINE))
    months = [number for at in lines if (number := _month(words, at))]
    figures = [at for at in lines if words.low[at][0].isdigit() and is_year(words, at)]
    dates = [at for at in figures if at < titles or _of_month(words, at)]
    years = [int(words.low[at]) for at in dates]
    known = bool(years)
    years = years or [int(low) for at, low in enumerate(words.low) if low[0].isdigit() and is_year(words, at)]
    return Moment(max(years) if years else None, months[0] if months else None, known)


def is_old(words: Words, clause: Clause, now: Moment) -> bool:
    """Whether a clause says that what it tells is of an earlier year or month than the article."""
    places = clause.places
    dated = [at for at in places if words.low[at][0].isdigit() and is_year(words, at) and not _is_due(words, at)]
    years = [int(words.low[at]) for at in dated]
    if years and not now.known and not _whole_date(words, dated[0]):
        return max(years) <= (now.year or 0)  # no year is named of the year in which one writes
    if years and now.year is not None and max(years) != now.year:
        return max(years) < now.year
    months = [number for at in places if (number := _month(words, at))] if "month" in clause.tags else []
    if months and now.month is not None:
        return all(1 <= (now.month - month) % 12 <= PAST_MONTHS for month in months)
    return "ago" in clause.begins and any(
        "ago" in words.begins[at] and _counts_long(words, at, places) for at in places
    )


def _is_due(words: Words, at: int) -> bool:
    """ "by the end of 2030", "bis 2030", "d'ici à 2030": the year by which something will be."""
    for before in range(at - 1, max(-1, at - FAR), -1):
        if "due" in words.begins[before]:
            return True
        if words.finite[before] or ("adp" in words.tags[before] and words.tags[before].isdisjoint(("of", "onto"))):
            return False
    return False


def _whole_date(words: Words, at: int) -> bool:
    """ "7 May 2015", "May 7, 2015", but not "in July 2024": nobody puts the year to the month in which he writes."""
    near = range(max(0, at - 4), at)
    return _of_month(words, at) and any(words.low[i][0].isdigit() for i in near)


def _of_month(words: Words, at: int) -> bool:
    """Whether a year stands in a whole date: "7 May 2015"."""
    return any(_month(words, i) for i in range(max(0, at - 3), at))


def _counts_long(words: Words, at: int, places: list[int]) -> bool:
    """ "two years ago", "vor zwei Jahren", "last March": not "two days ago"."""
    near = range(max(places[0], at - SOON), min(places[-1], at + SOON) + 1)
    if any("long_time" in words.tags[i] for i in near):
        return True
    beside = range(max(places[0], at - 1), min(places[-1], at + 1) + 1)
    return "adp" not in words.tags[at] and any("month" in words.tags[i] for i in beside)


def _month(words: Words, at: int) -> int:
    if "month" not in words.tags[at]:
        return 0
    return next((int(tag[1:]) for tag in words.tags[at] if tag[0] == "m" and tag[1:].isdigit()), 0)
