"""A study, an audit or a report that an article goes through: who looked into what, and what they found."""

from __future__ import annotations

from secondsource.claims.checkability import Reading
from secondsource.clauses.dates import is_year
from secondsource.clauses.frame import Frame
from secondsource.sources.persons import Person, read
from secondsource.text.phrases import Sentence, phrase_end
from secondsource.text.words import Words

#: Among so many words of a sentence it is said who looked into what, and by what verb.
OPENING, VERB = 8, 24
#: So many words into a sentence "demnach" stands.
THEREBY = 9
#: So many words before a document stands its article.
NAMED = 4
#: What a figure is news for by itself, whatever paper was cited before.
NOT_COUNTED = frozenset({"accusation", "superlative", "death", "health", "violence", "war", "money"})
#: So many words after "examined" stands its auxiliary, where it opens the sentence.
PASSIVE = 3


def examiners(s: Sentence) -> int:
    """Where it is said who made a study: "The researchers matched the records of 44 hospitals"; -1 for nowhere."""
    words, first = s.words, s.first
    near = range(first, min(first + OPENING, s.last))
    at = next((at for at in near if "team" in words.tags[at]), -1)
    if at < 0 and any("looked" in begins for begins in words.begins[first : min(first + VERB, s.last)]):
        at = next((at for at in near if "makers" in words.tags[at]), -1)
    if at < 0 or any("adp" in tags and "det" not in tags for tags in words.tags[max(first, at - 2) : at]):
        return -1  # "of the study"
    suffers = any("passive" in tags for tags in words.tags[at + 1 : min(at + PASSIVE, s.last)])
    return -1 if suffers else at


def thereby(s: Sentence) -> bool:
    """ "Der Lokführer war demnach neu": by what was named right before."""
    return any("thereby" in begins for begins in s.words.begins[s.first : min(s.first + THEREBY, s.last)])


def named_before(after: Sentence, s: Sentence | None) -> tuple[Frame, Person] | None:
    """The document of a sentence by which the one `after` it tells something: "Es gibt einen Bericht. Demnach …"."""
    if s is None or not thereby(after):
        return None
    words = s.words
    at = next((at for at in range(s.last - 1, s.first, -1) if "document" in words.tags[at]), -1)
    begin = next((i for i in range(at - 1, max(s.first, at - NAMED) - 1, -1) if "det" in words.tags[i]), -1)
    if begin < 0 or s.inside(at) or "neg" in words.tags[begin]:
        return None
    return _paper(s, begin, phrase_end(s, begin), at)


def their_study(s: Sentence, at: int) -> tuple[Frame, Person] | None:
    """The study of those who made it, where no study need be named beside them: "the auditors"."""
    if "author" not in s.words.tags[at]:
        return None
    return _paper(s, at - 1 if "det" in s.words.tags[at - 1] else at, at + 1, at)


def _paper(s: Sentence, begin: int, end: int, at: int) -> tuple[Frame, Person] | None:
    """The document that the words [begin, end) name by the noun `at`, as who says what follows."""
    who = read(s.words, begin, end, s.first)
    if who is None or who.cls != "document":
        return None
    return Frame(begin, begin, s.words.span(begin, at + 1), who, "reported", "affirms", (begin, begin)), who


def is_finding(words: Words, reading: Reading) -> bool:
    """Whether a clause may be what a study found: no plan, no accusation, nothing done or of a named year."""
    clause, way = reading.clause, reading.way
    if way != "background":
        return way != "own-plan"
    told = clause.verb >= 0 and words.tags[clause.verb] & {"past_fin", "fin_suffix", "preterite", "imperfect"}
    dated = any(is_year(words, at) for at in clause.places)
    return bool(told) and not (clause.relative or dated)


def counts_on(reading: Reading) -> bool:
    """Whether a plain sentence tells a figure of no event, no deed and no named day."""
    clause, marks = reading.clause, reading.marks
    told = reading.way == "asserted" and "number" in marks and marks.keys().isdisjoint(NOT_COUNTED)
    return told and clause.tags.isdisjoint(("event", "time", "month")) and not clause.relative
