"""Whether a clause tells in other words what another of the article told: "three people were killed", "three dead".

One deed, by its concept, and one count of the same; what has a day, a year or a name of its own is another matter.
"""

from __future__ import annotations

from secondsource.clauses.clause import Clause
from secondsource.clauses.dates import is_year
from secondsource.provenance.fingerprint import concepts_of, counted_as, figure_of
from secondsource.text.names import proper
from secondsource.text.words import Words

#: Tags of a deed that phrases tell, too: "lost their lives", "ums Leben gekommen".
DEEDS = frozenset({"death"})
#: Words for who was harmed, and for suffering it: "no casualties", "suffered no losses".
HARM = frozenset({"death", "health", "harmed"})
#: What dates a clause.
DATES = frozenset({"weekday", "month"})
#: Words that name nothing that is counted.
SMALL = frozenset({"det", "adp", "conj", "pron", "fin", "own", "of", "time", "country"})
#: What is measured, and no count that tells one matter from another: years of age, sums, shares.
MEASURED = frozenset({"time_unit", "long_time", "money", "percent"})
#: So many words behind a count is what it counts: "three former guards".
COUNTED = 3
#: What stands for whoever is counted.
ANYBODY = "anybody"


def retold(words: Words, a: Clause, b: Clause, figures: frozenset[str]) -> bool:
    """Whether `b` tells again what `a` told. `figures`: those that both have, as joining.py keeps them."""
    if _apart(words, a, b) or not any(_one_count(words, a, b, figure) for figure in figures):
        return False
    return not _deeds(words, a).isdisjoint(_deeds(words, b))


def nobody_harmed(a: Clause, b: Clause) -> bool:
    """Whether the second says that nobody was, where the first tells of the dead: "there were no casualties"."""
    return "death" in a.begins and "neg" in b.tags and not b.begins.isdisjoint(("death", "harmed"))


def _one_count(words: Words, a: Clause, b: Clause, figure: str) -> bool:
    """Whether a figure counts the same in both: the same things, or anybody."""
    mine, theirs = _counted(words, a, figure), _counted(words, b, figure)
    if mine is None or theirs is None:
        return False
    return not mine or not theirs or ANYBODY in mine | theirs or not mine.isdisjoint(theirs)


def _deeds(words: Words, clause: Clause) -> frozenset[str]:
    """The concepts of what a clause tells."""
    return concepts_of(tuple([words.low[at] for at in clause.places])) | (clause.begins & DEEDS)


def _counted(words: Words, clause: Clause, figure: str) -> frozenset[str] | None:
    """What is counted: the words behind the figure, or what they stand for. None where it dates or measures."""
    at = next((at for at in clause.places if figure_of(words.low[at]) == figure), -1)
    if at < 0 or is_year(words, at):
        return None
    nouns = [i for i in range(at + 1, min(at + 1 + COUNTED, clause.last)) if words.low[i][0].isalpha()]
    if any(words.tags[i] & MEASURED for i in nouns[:2]) or (nouns and "number_word" in words.tags[nouns[0]]):
        return None  # "two dozen"
    nouns = [i for i in nouns if words.tags[i].isdisjoint(SMALL)]
    if any(not words.begins[i].isdisjoint(DEEDS) for i in nouns):
        return frozenset({ANYBODY})  # "three dead"
    return frozenset([counted_as(words.low[i]) for i in nouns])


def _apart(words: Words, a: Clause, b: Clause) -> bool:
    """Whether the second has a date that the first does not have, or each has a name of its own."""
    if _dates(words, b) - _dates(words, a):
        return True
    mine, theirs = _names(words, a), _names(words, b)
    return bool(mine - theirs) and bool(theirs - mine)


def _dates(words: Words, clause: Clause) -> set[str]:
    return {words.low[at] for at in clause.places if words.tags[at] & DATES or is_year(words, at)}


def _names(words: Words, clause: Clause) -> set[str]:
    return {words.low[at] for at in proper(words, clause.first, clause.last, clause.first)}
