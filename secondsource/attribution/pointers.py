"""Sentences that only say who told what stands before them: "The police said so", "Das hat die Polizei mitgeteilt"."""

from __future__ import annotations

from secondsource.clauses.frame import Frame
from secondsource.sources.persons import read
from secondsource.text.phrases import Sentence

#: The most words of such a sentence, and of what may stand behind its verb: when, to whom, in what.
LONGEST, BEHIND = 16, 7
SAYS = "say"
#: What points to what was told, where it is the object of the verb: "La police | l' | a indiqué".
IT = frozenset({"clitic"})
#: Verbs that help another one, and what may stand before the participle that a German sentence ends with.
HELPS = frozenset({"stable", "auxiliary", "pluperfect", "sure"})
WHEN = frozenset({"time", "month", "weekday", "adverb"})
#: What tells more, or that it is not so, or that it is somebody's own.
MORE = frozenset({"that", "conj", "infinitive", "gerund", "perfect_inf", "rel", "neg", "if", "wh"})
MARKS = frozenset(",:;?«»“”„\"'()")


def said_so(s: Sentence) -> Frame | None:
    """A source, a verb of telling and what points to what was told, and no more; it closes what stands before it."""
    words = s.words
    if not 3 < s.last - s.first <= LONGEST or SAYS not in s.begins:
        return None
    first, said, last = _ends(s) if words.capital_nouns else _so(s) if words.head_last else _it(s)
    if (
        said < 0
        or first >= last
        or any(words.tags[at] & MORE or words.figure(at) for at in range(said + 1, s.last - 1))
    ):
        return None
    if any(words.finite[at] or words.low[at] in MARKS for at in range(said + 1, s.last - 1)):
        return None
    who = read(words, first, last, s.first)
    if who is None or who.cls is None or any(words.finite[at] and not words.capital(at) for at in range(first, last)):
        return None
    return Frame(
        s.first, s.last, words.span(said, said + 1), who, "reported", "affirms", (s.first, s.first), closing=True
    )


#: The source as words [first, last), and the verb; -1 where there is none.
Parts = tuple[int, int, int]
NO_PARTS: Parts = (0, -1, 0)


def _so(s: Sentence) -> Parts:
    """ "The police | said so | on Tuesday"."""
    words = s.words
    at = next((at for at in range(s.first + 1, s.last - 1) if SAYS in words.tags[at]), -1)
    return (s.first, at, at) if at > 0 and "so" in words.tags[at + 1] and s.last - at <= BEHIND else NO_PARTS


def _it(s: Sentence) -> Parts:
    """ "La police | l'a indiqué | mardi", "C'est | la police | qui l'a annoncé"."""
    words = s.words
    it = next((at for at in range(s.first + 2, s.last - 2) if words.tags[at] & IT and words.finite[at + 1]), -1)
    if it < 0:
        return NO_PARTS
    said = it + 1 if SAYS in words.tags[it + 1] else it + 2
    helped = said == it + 1 or words.tags[it + 1] & HELPS
    if not helped or SAYS not in words.tags[said] or s.last - said > BEHIND:
        return NO_PARTS
    if "rel" in words.tags[it - 1] and "demonstrative" in words.tags[s.first] and words.finite[s.first + 1]:
        return s.first + 2, said, it - 1
    return s.first, said, it


def _ends(s: Sentence) -> Parts:
    """ "Das hat | die Polizei | am Dienstag mitgeteilt"."""
    words, said = s.words, s.last - 2
    points = {"demonstrative", "told_noun"} <= words.tags[s.first] and words.tags[s.first + 1] & HELPS
    if not points or SAYS not in words.tags[said] or words.finite[said]:
        return NO_PARTS
    last = next((at for at in range(s.first + 3, said) if words.tags[at] & WHEN and not words.capital(at)), said)
    return s.first + 2, said, last
