"""Whether a verb behind what is said tells who said it, or does something else."""

from __future__ import annotations

from secondsource.clauses.saying import ends
from secondsource.text.lexicon import NONE
from secondsource.text.phrases import QUOTES, Sentence, finite
from secondsource.text.words import Words

#: What may follow who said what stands before: when, where, to whom, how.
AFTER = frozenset({"adp", "time", "month", "adverb", "gerund", "as", "split", "also", "prep", "conj", "reflexive"})


def heard(words: Words, first: int, at: int) -> bool:
    """ "…, der Kanzler habe sie gerügt": in indirect speech it is what is told, and nobody who tells it."""
    return words.capital_nouns and any("konjunktiv1" in words.tags[i] for i in range(first, at))


def only_tells(s: Sentence, first: int, group: int, stop: int, *, quoted: bool) -> bool:
    """Whether a verb behind its subject tells who said what stands before them, and is no verb with an object.

    Not "En décembre, | le pays avait approuvé la loi", "…, il pm | ha chiesto la condanna", "…, le corse | ripetute",
    "Hier, il a frappé un voisin qui | lui demandait son nom".
    """
    words, follows = s.words, s.words.tags[stop] if stop < s.last else NONE
    romance = not (words.capital_nouns or words.head_last)
    if romance and (not any(words.finite[group:stop]) or "rel" in words.tags[group - 1]):
        return False
    if ends(s, stop):
        return True
    if quoted:
        goes_on = "conj" in words.tags[first] and group == first + 1  # "… et | annonce des poursuites"
        # "…", Kern accused the minister
        beside = first > s.first and (s.inside(first - 1) or words.low[first - 1] in QUOTES)
        return words.capital_nouns or not (goes_on or (not beside and _has_object(s, stop)))
    if words.head_last:  # not "Venezuelans | backed the creation of a new state"
        return "det" not in follows or not words.tags[stop - 1].isdisjoint(("tells", "calls"))
    circumstance = words.tags[s.first] & {"adp", "time"} and True not in s.quoted
    if circumstance and not any(finite(words, i) for i in range(s.first, first)):
        return False
    return words.capital_nouns or not follows.isdisjoint(AFTER)


def _has_object(s: Sentence, stop: int) -> bool:
    """ "… and | consider extensions": behind what somebody says no other thing follows the verb of who says it."""
    words = s.words
    return "tells" not in words.tags[stop - 1] and words.tags[stop].isdisjoint(AFTER) and not s.inside(stop)


def told_before(s: Sentence, first: int) -> bool:
    """Whether a clause stands before a verb: "The minister lied, | accused Paul Kern"; not "Kern, the mayor, …"."""
    words = s.words
    return any(words.finite[s.first : first]) and not any("rel" in words.tags[i] for i in range(s.first, first))


def tells_of_source(s: Sentence, first: int, group: int) -> bool:
    """ "…, qui redoute de nouvelles victimes", "…, che teme": a relative pronoun is the subject."""
    words = s.words
    begin = next((i for i in (first, first - 1) if i > s.first and "rel" in words.tags[i]), -1)
    near = group - first <= 1 or "pron" in words.tags[group - 1]  # ", which it | considers a task for the states"
    return begin >= 0 and not words.capital_nouns and near and words.low[begin - 1] == ","
