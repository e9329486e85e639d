"""A second source behind the first: "…, said the army, a report that the fire brigade confirmed".

False corroboration is the costliest error: only who can know it himself, and confirms it, is a second source.
"""

from __future__ import annotations

from secondsource.attribution.passives import UNSURE
from secondsource.clauses.frame import Frame
from secondsource.clauses.pairs import apart
from secondsource.model import ASKABLE
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.text.lexicon import NONE
from secondsource.text.phrases import Sentence, phrase_end

#: What makes a confirmation none, or one of the same root.
DOUBTFUL = UNSURE - {"conditional_plain"} | {"own", "repeats"}
#: What may stand between the noun for what was told and its participle.
ASIDE = frozenset({"adverb", "also"})
#: A noun, who confirms it, and by which verb, are no fewer words.
SHORTEST = 4
#: What a second source does: without it there is none.
CONFIRMS = frozenset({"confirm", "given"})
#: Nouns for what was told.
TOLD = frozenset({"told_noun", "account"})


def seconded(s: Sentence, frames: list[Frame]) -> list[Frame]:
    """The frames of a sentence, with whoever is said at its end to confirm it as the second source of the last one."""
    if s.words.capital_nouns or s.words.head_last or s.begins.isdisjoint(CONFIRMS):
        return frames
    begin = next((at + 1 for at in range(s.last - 2, s.first, -1) if s.words.low[at] == "," and not s.inside(at)), 0)
    if not begin:
        return frames
    who = _confirms(s, begin, frames) or _given(s, begin)
    if who is None:
        return frames
    before = [frame for frame in frames if frame.last <= begin]
    first = before[-1] if before else None
    if first is None:
        cue = s.words.span(begin, s.last)
        return frames or [Frame(begin, s.last, cue, who, "reported", "affirms", (s.first, begin - 1))]
    told = first.who is not None and first.who.cls in ASKABLE | {"anonymous", "outlet"} and first.who.key != who.key
    if not told or first.stance not in ("affirms", "confirms") or first.second is not None or first.last < begin - 1:
        return frames
    headed = any("boss" in s.words.tags[at] for at in range(first.first, s.last))  # the club, and its president
    two = first.who is not None and apart(first.who, who) and not headed
    return [*before[:-1], replace(first, last=s.last, second=who if two else None)]


def _confirms(s: Sentence, begin: int, frames: list[Frame]) -> Person | None:
    """ "…, ce qu'ont confirmé les pompiers": who says it after somebody else has."""
    last = frames[-1] if frames else None
    if last is None or last.first != begin or not s.words.end_of(begin, "closes"):
        return None
    return last.who if _surely(s, begin, last.who) and _tagged(s, begin, "confirm") else None


def _given(s: Sentence, begin: int) -> Person | None:
    """ "…, une information également donnée par les gardes", "…, notizia confermata dai pompieri"."""
    words = s.words
    noun = begin + 1 if "det" in words.tags[begin] else begin
    if s.last - noun < SHORTEST or words.tags[noun].isdisjoint(TOLD):
        return None
    verb = noun + 1
    while verb < s.last - 2 and not words.tags[verb].isdisjoint(ASIDE):
        verb += 1
    by = verb + 1
    while by < s.last - 2 and not words.tags[by].isdisjoint(ASIDE):
        by += 1
    given = "participle" in words.tags[verb] and not words.tags[verb].isdisjoint(("confirm", "given"))
    if not given or "by" not in words.tags[by] or phrase_end(s, by + 1) < s.last - 1:
        return None
    who = read(words, by + 1, phrase_end(s, by + 1), s.first)
    return who if _surely(s, begin, who) else None


def _surely(s: Sentence, begin: int, who: Person | None) -> bool:
    """Whether somebody who may know it says so, wholly and without a doubt, and does not speak for the first."""
    tags = NONE.union(*(s.words.tags[at] | s.words.begins[at] for at in range(begin, s.last)))
    return who is not None and who.cls in ASKABLE and tags.isdisjoint(DOUBTFUL)


def _tagged(s: Sentence, begin: int, tag: str) -> bool:
    return any(tag in s.words.tags[at] for at in range(begin, s.last))
