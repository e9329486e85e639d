"""What kind of statement a clause is: a claim and of which sort, or none and why not.

The definition decides (docs/sourcing.md); where it is silent, docs/rulings.md says what we chose.
"""

from __future__ import annotations

import re
from dataclasses import field

from secondsource.claims.company import in_company, knew, sacked
from secondsource.claims.noclaims import why_none
from secondsource.claims.statement import statement
from secondsource.claims.telling import SCORE, way_of
from secondsource.clauses.clause import Clause
from secondsource.clauses.dates import Moment, is_year
from secondsource.model import Span
from secondsource.record import record
from secondsource.text.lexicon import NONE, Lexicon
from secondsource.text.mood import FORMS, Mood, moods
from secondsource.text.phrases import Sentence
from secondsource.text.words import Words

NUMBER = re.compile(r"\d[\d.,’']*%?$")
DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?$|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?$")
#: Tags that are also marks, as they stand.
PLAIN = (
    "accusation", "superlative", "cause", "legal", "death", "health", "operation", "penalised",
    "election", "war", "violence", "money", "policy", "sport",
)  # fmt: skip
WANTED = frozenset(PLAIN) | {"not_superlative", "hearsay", "hedge", "unverifiable", "relayed"}


@record(frozen=True, slots=True)
class Reading:
    """`nothing`: why it is no claim, "" where it is one. `way`: how it is told, for a claim without a cue."""

    clause: Clause
    nothing: str = ""
    way: str = "asserted"  # asserted | background | public-act | own-plan | public-record
    marks: dict[str, list[Span]] = field(default_factory=dict)
    moods: tuple[Mood, ...] = ()


#: So many words of culture and sport, and such a share of all words: the outlet is there itself, and tells what it saw.
SHOW_WORDS, SHOW_SHARE = 6, 0.018
SHOW = frozenset({"culture", "sport"})


def is_show(words: Words) -> bool:
    """Whether an article is about a public show: a match, a festival, a concert."""
    count = len([tags for tags in words.tags if not tags.isdisjoint(SHOW)])
    if count < max(SHOW_WORDS // 2, SHOW_SHARE * len(words)):
        return False
    return count >= SHOW_WORDS or any(SCORE.fullmatch(low) for low in words.low)


def read_clause(
    s: Sentence, clause: Clause, lexicon: Lexicon, *, cued: bool, head: bool, now: Moment, show: bool = False
) -> Reading:
    """How one clause is to be taken.

    `cued`: a source is named for it; `head`: it stands in the headline lines; `show`: the article is about a show.
    """
    words = s.words
    marks = _marks(words, clause)
    found: tuple[Mood, ...] = ()
    if not clause.tags.isdisjoint(FORMS):
        found = tuple(moods(words, clause.first, clause.last))
    if hearsay := [m for m in found if m.reading == "reportative"]:
        marks["reportative"] = [words.span(m.first, m.last) for m in hearsay]
    named = frozenset(marks)
    nothing = why_none(statement(s, clause, found, named, cued, head))
    if nothing:
        return Reading(clause, nothing, marks=marks, moods=found)
    way = "asserted"
    if "reportative" not in named and "hedge" not in named:
        way = way_of(words, clause, named, now, show)
    return Reading(clause, "", way, marks, found)


def _tagged(words: Words, clause: Clause) -> dict[str, list[Span]]:
    """The spans of the words and phrases of a clause, by the tags that are looked for."""
    found: dict[str, list[Span]] = {}
    if clause.begins.isdisjoint(WANTED):
        return found
    for at in [at for at in clause.places if not words.begins[at].isdisjoint(WANTED)]:
        planned = any(tag == "plan" for tag, _ in words.phrases.get(at, ()))  # "menace de | saisir le Conseil"
        aside = words.capital_nouns and "hedge" in words.tags[at] and _in_passing(words, at)
        no = "accusation" if planned else "hedge" if aside else ""
        for tag in sorted(words.tags[at] & WANTED):
            if tag != no:
                found.setdefault(tag, []).append(words.span(at, at + 1))
        for tag, end in words.phrases.get(at, ()):
            if tag in WANTED and end <= clause.last:
                found.setdefault(tag, []).append(words.span(at, end))
    return found


def _in_passing(words: Words, at: int) -> bool:
    """ "der Prozess gegen die | mutmasslichen | Täter": what a noun behind a preposition is called, no hearsay."""
    before = words.tags[at - 1]
    before = words.tags[at - 2] if "det" in before else before
    return "adp" in before and at + 1 < len(words) and words.capital(at + 1)


def _marks(words: Words, clause: Clause) -> dict[str, list[Span]]:
    """What a clause is about."""
    marks = _tagged(words, clause)
    excluded = marks.pop("not_superlative", [])
    if kept := [x for x in marks.pop("superlative", []) if not any(a <= x[0] < b for a, b in excluded)]:
        marks["superlative"] = kept
    for pair, at in in_company(words, clause):
        for mark in pair.marks:
            marks.setdefault(mark, []).append(words.span(at, at + 1))
    if "accusation" not in marks and (guilt := knew(words, clause) or sacked(words, clause)) is not None:
        marks["accusation"] = [guilt]
    if numbers := _numbers(words, clause):
        marks["number"] = numbers
    if hearsay := marks.pop("hearsay", None):
        marks["reportative"] = hearsay
    return marks


def _numbers(words: Words, clause: Clause) -> list[Span]:
    """Figures that count or measure: no years, no dates, no times of day, no ages, no small counts in words."""
    found = []
    for at in [at for at in clause.places if words.figure(at)]:
        low = words.low[at]
        after = words.tags[at + 1] if at + 1 < clause.last else NONE
        before = words.tags[at - 1] if at > clause.first else NONE
        if low[0].isdigit():
            dated = is_year(words, at) or DATE.match(low) or "month" in after | before
            ordinal = low.endswith(".") and at + 1 < clause.last
            counts = NUMBER.match(low) and not (dated or ordinal or _is_age(words, at, clause))
        else:
            counts = "det" not in before and after.isdisjoint(("time", "month"))
        if counts and "time_unit" not in after:
            found.append(words.span(at, at + 1))
    return found


def _is_age(words: Words, at: int, clause: Clause) -> bool:
    """ "Anna Lund, 41, said", "à Bethoncourt (25)": a figure alone between commas or in brackets after a name."""
    return (
        clause.first < at - 1
        and words.capital(at - 2)
        and at + 1 < len(words)
        and (words.low[at - 1], words.low[at + 1]) in {(",", ","), ("(", ")")}
    )
