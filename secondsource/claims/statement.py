"""A clause as it is asked whether it is a claim."""

from __future__ import annotations

from secondsource.claims.company import in_company
from secondsource.clauses.clause import Clause
from secondsource.record import record
from secondsource.text.forms import SAYS_OR_DOES
from secondsource.text.lexicon import NONE, Tags
from secondsource.text.mood import Mood
from secondsource.text.phrases import Sentence
from secondsource.text.words import Words

#: What shows that a word is a form of a verb, and not the noun that is called so.
FORMS = frozenset({"participle", "fin_suffix", "infinitive", "sure", "verbal", "say"})
#: Marks of a clause that says something whatever its words.
SPECIFIC = frozenset({"number", "accusation", "death"})


@record(frozen=True, slots=True)
class Statement:
    """A clause as the rules below see it. `cued`: a source is named for it; `head`: it stands in the headline lines."""

    words: Words
    s: Sentence
    clause: Clause
    moods: tuple[Mood, ...]
    marks: frozenset[str]
    cued: bool
    head: bool
    tags: Tags  # of its words
    verb: int  # the first word that looks like a verb; -1 where there is none
    main: Tags  # of that word
    opening: Tags  # of its first word
    quoted: bool
    specific: bool


def statement(
    s: Sentence, clause: Clause, moods: tuple[Mood, ...], marks: frozenset[str], cued: bool, head: bool
) -> Statement:
    words, first = s.words, clause.first
    verb = verb_of(words, clause)
    main = words.tags[verb] if verb >= 0 else NONE
    quoted, specific = s.inside(first), not marks.isdisjoint(SPECIFIC) or bool(in_company(words, clause))
    return Statement(
        words, s, clause, moods, marks, cued, head, clause.tags, verb, main, words.tags[first], quoted, specific
    )  # fmt: skip


def verb_of(words: Words, clause: Clause) -> int:
    """The first word of a clause that looks like a verb; -1 where there is none."""
    for at in clause.places:
        tags = words.tags[at]
        if words.finite[at] or not (tags.isdisjoint(SAYS_OR_DOES) or tags.isdisjoint(FORMS)):
            return at
    return -1


def confirmed(t: Statement) -> bool:
    """ "confirmed | the talks on Sunday", "bestätigte | auf Anfrage den Einsatz": what is confirmed is told."""
    return t.cued and "confirm" in t.words.tags[t.clause.first - 1]
