"""Whose news it was: "The Courier first reported the cuts.", "Darüber hatte zuerst die «Bild» berichtet."."""

from __future__ import annotations

from collections.abc import Iterable

from secondsource.clauses.frame import Frame
from secondsource.sources.outlets import OUTLET
from secondsource.sources.persons import read
from secondsource.text.phrases import QUOTES, Sentence

#: The most words of a sentence that says whose news it was, and nothing else.
LONGEST = 15
OUTLETS = OUTLET | {"outlet"}
#: What an outlet does with news; "published" tells of news only where it is called so.
TELLS, BREAKS, PRINTS = frozenset({"say", "utter"}), "breaks_news", "utter"
NEWS = frozenset({"told_noun", "tidings"})
#: What points to what was told before: "it", "darüber", "en", "first".
POINTS = frozenset({"demonstrative", "front", "clitic", "earliest"})
#: Words beside it that tell nothing.
SILENT = frozenset(
    {"det", "adp", "time", "adverb", "front", "clitic", "demonstrative", "earliest", "also", "pron", "rel"}
)
#: Verbs that help another one.
HELPS = frozenset({"auxiliary", "stable", "pluperfect", "passive", "sure"})


def scoop(s: Sentence) -> Frame | None:
    """A sentence that only says whose news it was: an outlet, a verb of telling, and what points to what was told."""
    words = s.words
    if s.last - s.first > LONGEST or s.begins.isdisjoint(OUTLETS) or s.begins.isdisjoint(TELLS | {BREAKS}):
        return None
    first, last = _outlet(s)
    who = read(words, first, last, s.first) if first < last else None
    if who is None or who.cls != "outlet":
        return None
    beside = [at for at in range(s.first, s.last - 1) if not first <= at < last]
    told = next((at for at in beside if BREAKS in words.begins[at]), -1)
    told = told if told >= 0 else next((at for at in beside if not words.tags[at].isdisjoint(TELLS)), -1)
    end = max(told + 1, words.end_of(told, BREAKS))
    prints = PRINTS in words.tags[told] and BREAKS not in words.begins[told]
    if told < 0 or not _points(s, [at for at in beside if not told <= at < end], end > told + 1, prints):
        return None
    cue = words.span(told, end)
    return Frame(s.first, s.last, cue, who, "reported", "affirms", (s.first, s.first), closing=True)


def _outlet(s: Sentence) -> tuple[int, int]:
    """The words of the one outlet that a sentence names, its marks too; nothing where there are two."""
    words = s.words
    named = [at for at in range(s.first, s.last) if not words.begins[at].isdisjoint(OUTLETS)]
    found = [at for at in named if words.capital(at) or words.begins[at].isdisjoint(("masthead", "station"))]
    if not found:
        return 0, 0
    first = found[0]
    last = max(first + 1, *(words.end_of(first, tag) for tag in OUTLETS))
    while last < s.last - 1 and words.capital(last) and not words.finite[last]:
        last += 1
    if any(at >= last for at in found):
        return 0, 0
    while first > s.first and (
        words.low[first - 1] in QUOTES or words.capital(first - 1) or "det" in words.tags[first - 1]
    ):
        first -= 1
    return first, last + (words.low[last] in QUOTES)


def _points(s: Sentence, beside: Iterable[int], news: bool, prints: bool) -> bool:
    """Whether all else only points to what was told: a pronoun, a noun for news, or one noun that is known.

    `news`: the verb says so ("broke the news"); `prints`: it may be of anything that is published.
    """
    words, nouns = s.words, 0
    for at in beside:
        tags, before = words.tags[at], words.tags[at - 1] if at > s.first else frozenset[str]()
        if not words.low[at][0].isalpha() or words.figure(at) or "neg" in tags:
            return False
        if not tags.isdisjoint(NEWS):
            news = True
        elif not tags.isdisjoint(SILENT) or BREAKS in words.begins[at]:
            news = news or not tags.isdisjoint(POINTS)
        elif tags.isdisjoint(HELPS):
            nouns += 1
            if "det" not in before or "indef" in before:
                return False
    return news or (nouns == 1 and not prints)
