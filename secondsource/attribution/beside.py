"""Two sources side by side in one sentence: each has its own half, and none is behind the other.

"Police said the roof had collapsed and the mayor said the bridge was shut" has two halves; "police said that the mayor
had told them that …" is a chain. Only who can know it himself, and confirms it, is a second source: false corroboration
is the costliest error.
"""

from __future__ import annotations

from secondsource.attribution.passives import UNSURE
from secondsource.clauses.frame import Frame
from secondsource.clauses.pairs import apart
from secondsource.model import ASKABLE
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import SOON
from secondsource.text.lexicon import union
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence

#: What joins two halves.
JOINS = frozenset({"conj", "split"})
#: Moods and tenses in which somebody is only told to have spoken.
INDIRECT = frozenset({"konjunktiv1", "konjunktiv2"})
TOLD = INDIRECT | {"pluperfect"}
#: Who may be the subject of a half without a verb, and what he does not begin with.
SPEAKERS = ASKABLE | {"anonymous"}
NO_SUBJECT = frozenset({"adp", "oblique", "conj", "split", "after", "that", "as", "pron", "number_word"})
BESIDE = frozenset({"prepositional", "impersonal"})
#: What makes a confirmation none, or one of the same root.
DOUBTFUL = UNSURE - {"conditional_plain"} | {"own", "repeats"}
#: What may stand between the noun for what was told and its participle.
ASIDE = frozenset({"adverb", "also"})
#: A noun, who confirms it, and by which verb, are no fewer words.
SHORTEST = 4
#: What a second source does: without it there is none.
CONFIRMS = frozenset({"confirm"})


def parted(s: Sentence, frames: list[Frame]) -> list[Frame]:
    """The frames of a sentence, in text order, none of which reaches into the half of another."""
    for number in range(1, len(frames)):
        second = frames[number]
        said = next((at for at in range(number) if _denies_too(s, frames[at], second)), -1)
        if said >= 0:
            frames[said] = replace(frames[said], reach=(frames[said].reach[0], second.first))
            frames[number] = replace(second, who=frames[said].who)
            continue
        if second.who is None or second.nominal or second.closing or second.stance == "declines":
            continue
        cuts = [at for at, first in enumerate(frames[:number]) if _apart(s, first, second)]
        for at in cuts:
            frames[at] = replace(frames[at], reach=(frames[at].reach[0], second.first))
        if cuts and second.reach[0] < second.first:
            frames[number] = replace(second, reach=(second.first, second.reach[1]))
    return [half for frame in frames for half in _gapped(s, frame)] if s.words.capital_nouns else frames


def _gapped(s: Sentence, frame: Frame) -> list[Frame]:
    """ "Die Polizei sprach von 6000, | die Veranstalter von 15.000": the second has the verb of the first."""
    words = s.words
    if frame.closing or frame.nominal or frame.stance != "affirms" or frame.who is None:
        return [frame]
    cue = words.word_at(frame.cue[0])
    for comma in (i for i in range(cue + 2, frame.reach[1] - 2) if words.low[i] == "," and not s.inside(i)):
        end = next((i for i in range(comma + 1, s.last) if words.low[i] in MARKS or words.low[i] == "."), s.last)
        if True in words.finite[comma + 1 : end] or not words.tags[comma + 1].isdisjoint(NO_SUBJECT):
            continue
        governs = {words.low[i] for i in range(cue + 1, comma) if "adp" in words.tags[i]}
        again = next((i for i in range(comma + 2, end - 1) if words.low[i] in governs), -1)
        turns = next((i for i in range(comma + 1, again) if "contrary" in words.begins[i]), again)
        who, against = read(words, comma + 1, turns, s.first) if again > 0 else None, turns < again
        if who is None or who.cls not in SPEAKERS or who.key == frame.who.key:
            continue
        second = replace(frame, first=comma + 1, last=comma + 1, who=who, second=None, rebuts=against)
        return [replace(frame, reach=(frame.reach[0], comma)), replace(second, reach=(comma + 1, end))]
    return [frame]


def _denies_too(s: Sentence, first: Frame, second: Frame) -> bool:
    """ "said it had hit a post | and denied that anybody was there": the second verb of who speaks, in his tense."""
    words = s.words
    inside = first.type not in BESIDE and first.last <= second.first <= first.reach[1]
    also = second.stance == "denies" or (second.who is None and second.stance != "declines")  # "…, und sagte, …"
    if not also or second.nominal or not inside or s.inside(second.first):
        return False
    said, denied = (words.word_at(frame.cue[0]) for frame in (first, second))
    before = next((at for at in range(denied - 1, second.first - 2, -1) if not words.finite[at]), denied)
    joined = words.low[before] == "," or not words.tags[before].isdisjoint(JOINS)
    if not joined or first.closing or first.nominal or first.stance == "declines":
        return False
    tense, told = (
        union(words.tags[at : words.word_at(frame.cue[1])]) for at, frame in ((said, first), (denied, second))
    )
    past = told & {"participle", "imperfect"} - tense and not words.capital_nouns  # "says | he lied and denied it"
    return told.isdisjoint(TOLD) and not past


def _apart(s: Sentence, first: Frame, second: Frame) -> bool:
    """Whether the half of the second source begins where its frame does, beside the half of the first."""
    if first.nominal or first.closing or not first.last < second.first < first.reach[1] or first.stance == "declines":
        return False
    if second.first >= s.last or s.inside(second.first) or s.words.finite[second.first]:
        return False  # "laut Zeitung, die es sah, | kommt eine Studie zum Schluss, dass …"
    ahead = _opens(s, first) if first.type in BESIDE else first.reach[0] >= first.last
    own = _opens(s, second) if second.type in BESIDE else second.reach[0] >= second.last
    return ahead and own and _new_half(s, first, second) and not _told(s, first, second)


def _opens(s: Sentence, frame: Frame) -> bool:
    """Whether a cue opens its half ("laut Polizei | starben drei Menschen"), and does not close it."""
    words = s.words
    before = frame.first == s.first or words.low[frame.first - 1] in ",;" or words.tags[frame.first - 1] & JOINS
    return bool(before) and any(words.low[at][0].isalnum() for at in range(frame.last, min(frame.last + 2, s.last)))


def _new_half(s: Sentence, first: Frame, second: Frame) -> bool:
    """Whether a half with a verb, or what somebody spoke of, ends right before the second frame."""
    words = s.words
    before = second.first - 1
    linked = words.low[before] in ",;" or not words.tags[before].isdisjoint(JOINS)
    linked = linked or any(words.end_of(at, "split") == second.first for at in range(before - SOON, before))
    spoke = first.type not in BESIDE and "of" in words.tags[first.last - 1]
    return linked and (spoke or any(words.finite[first.last : before]))


def _told(s: Sentence, first: Frame, second: Frame) -> bool:
    """Whether the second only is told to have spoken: "said he was ill and the mayor had told them that …"."""
    words, cue = s.words, second.type in BESIDE
    verbs = range(second.last, s.last) if cue else range(second.first, second.last)
    verb = next((at for at in verbs if words.finite[at]), -1)
    return verb >= 0 and not words.tags[verb].isdisjoint(INDIRECT if cue else TOLD)


def seconded(s: Sentence, frames: list[Frame]) -> list[Frame]:
    """The frames of a sentence, with whoever is said at its end to confirm it as the second source of the last one."""
    if s.words.capital_nouns or s.words.head_last or s.begins.isdisjoint(CONFIRMS):
        return frames
    begin = next((at + 1 for at in range(s.last - 2, s.first, -1) if s.words.low[at] == "," and not s.inside(at)), 0)
    if not begin:
        return frames
    who = _confirms(s, begin, frames)
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
    two = first.who is not None and apart(s.words, first.who, who) and not headed
    return [*before[:-1], replace(first, last=s.last, second=who if two else None)]


def _confirms(s: Sentence, begin: int, frames: list[Frame]) -> Person | None:
    """ "…, ce qu'ont confirmé les pompiers": who says it after somebody else has."""
    last = frames[-1] if frames else None
    if last is None or last.first != begin or not s.words.end_of(begin, "closes"):
        return None
    return (
        last.who
        if _surely(s, begin, last.who) and any("confirm" in tags for tags in s.words.tags[begin : s.last])
        else None
    )


def _surely(s: Sentence, begin: int, who: Person | None) -> bool:
    """Whether somebody who may know it says so, wholly and without a doubt, and does not speak for the first."""
    tags = union([s.words.tags[at] | s.words.begins[at] for at in range(begin, s.last)])
    return who is not None and who.cls in ASKABLE and tags.isdisjoint(DOUBTFUL)
