"""A clause as it is asked whether it is a claim."""

from __future__ import annotations

from secondsource.clauses import Clause
from secondsource.mood import Mood
from secondsource.phrases import Sentence
from secondsource.record import record
from secondsource.words import SAYS_OR_DOES, Words

#: What shows that a word is a form of a verb, and not the noun that is called so.
FORMS = frozenset({"participle", "fin_suffix", "infinitive", "sure", "verbal", "say"})
#: Marks of a clause that says something whatever its words.
SPECIFIC = frozenset({"number", "accusation", "death"})


@record(frozen=True, slots=True)
class Statement:
    """A clause as the rules below see it. `cued`: a source is named for it; `head`: it stands in the headline lines."""

    s: Sentence
    clause: Clause
    moods: tuple[Mood, ...]
    marks: frozenset[str]
    cued: bool
    head: bool
    tags: frozenset[str]  # of its words
    verb: int  # the first word that looks like a verb; -1 where there is none

    @property
    def words(self) -> Words:
        return self.s.words

    @property
    def main(self) -> frozenset[str]:
        return self.words.tags[self.verb] if self.verb >= 0 else frozenset()

    @property
    def specific(self) -> bool:
        return not self.marks.isdisjoint(SPECIFIC)

    @property
    def opening(self) -> frozenset[str]:
        return self.words.tags[self.clause.first]

    @property
    def quoted(self) -> bool:
        return self.s.inside(self.clause.first)


def verb_of(words: Words, clause: Clause) -> int:
    """The first word of a clause that looks like a verb; -1 where there is none."""
    for at in clause.places:
        tags = words.tags[at]
        if words.finite[at] or not (tags.isdisjoint(SAYS_OR_DOES) or tags.isdisjoint(FORMS)):
            return at
    return -1
