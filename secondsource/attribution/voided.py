"""What is said and vouched for by nobody: said wrongly or in play, taken back, called false, only heeded.

"The ministry wrongly said that …", "said that … but later withdrew it", "is aware of reports that …".
"""

from __future__ import annotations

from secondsource.clauses.frame import Frame
from secondsource.model import AFFIRMING, ASKABLE
from secondsource.record import replace
from secondsource.sources.windows import FAR, NEAR, SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence

#: One of these stands in a sentence where a source may vouch for nothing, or heed only what others said.
SIGNS = frozenset({"falsely", "recants", "takes_back", "deletes", "unreal", "staged", "contrary_to"})
HEEDS = frozenset({"heeds", "doubts"})
#: What somebody takes back: "withdrew | the statement"; no appeal, no sum.
TAKEN = frozenset({"talk"})
#: Nouns for what others said: "the claim that …".
NOUNS = frozenset({"told_noun", "charge", "talk"})
#: What may stand before a verb that has the subject of the one before: "but | later | withdrew".
BESIDE = frozenset({"adverb", "time", "reflexive", "clitic", "also", "fin", "after", "adp", "conj", "split"})
#: So many words call something false: "are without exception untrue".
SHORT = 6


def revised(s: Sentence, found: list[Frame]) -> list[Frame]:
    """The frames of a sentence, without those that only tell what somebody said, and does not vouch for."""
    tags, begins, last = s.words.tags, s.begins, s.last - 2
    if "untrue" in begins and not begins.isdisjoint(NOUNS):
        for at in [at for at in range(s.first, last) if not tags[at].isdisjoint(NOUNS)]:
            if (begin := _opens(s, at)) and (end := _false(s, begin)) and (told := _lies(s, found, at, begin, end)):
                return told
    if not begins.isdisjoint(HEEDS):
        for at in [at for at in range(s.first, last) if not s.words.begins[at].isdisjoint(HEEDS)]:
            if not s.inside(at) and (begin := _heeded(s, at)):
                return _only_heeded(s, found, at, begin)
    return found if begins.isdisjoint(SIGNS) else [_weighed(s, frame) for frame in found]


def _weighed(s: Sentence, frame: Frame) -> Frame:
    """A frame that vouches for nothing, or says the contrary, where it does."""
    words = s.words
    if frame.stance not in AFFIRMING or frame.who is None or frame.closing:
        return frame
    before = range(max(s.first, frame.first - 3), frame.last)
    if any("contrary_to" in words.begins[at] for at in before) and frame.last < s.last:
        return replace(frame, stance="denies", reach=(frame.last, s.last))
    who = words.words_in(frame.who.span)
    cue = (frame.first, frame.last) if frame.first < frame.last else words.words_in(frame.cue)
    begin = min(cue[0], who[0]) - 1 if who[1] == cue[0] else cue[0]  # "ha ritirato | una nota | secondo cui"
    aside = range(max(s.first, begin), cue[1])
    wrongly = any("falsely" in words.begins[at] or _takes(s, at) for at in aside)
    played = any("unreal" in words.begins[at] for at in range(*who))
    played = played or any("staged" in words.begins[at] for at in range(s.first, min(s.first + 3, s.last)))
    return replace(frame, void=True) if wrongly or played or _takes_back(s, frame) else frame


def _takes_back(s: Sentence, frame: Frame) -> bool:
    """ "… but later withdrew the statement", "…, avant de se rétracter": who said it says it no more."""
    words = s.words
    for at in range(max(frame.last, frame.reach[0]) + 1, min(frame.reach[1], s.last)):
        tags = words.begins[at]
        if s.inside(at) or tags.isdisjoint(("recants", "takes_back")):
            continue
        opens = next((i for i in range(at, max(frame.last, at - FAR), -1) if _joins(s, i)), -1)
        if opens < 0 or any(words.tags[i].isdisjoint(BESIDE) for i in range(opens + 1, at)):
            continue
        if "recants" in tags or _takes(s, at):
            return True
    return False


def _takes(s: Sentence, at: int) -> bool:
    """ "withdrew | the statement", "a retiré | un communiqué"; not "withdrew it", which may be an offer."""
    words = s.words
    if words.begins[at].isdisjoint(("takes_back", "deletes")) or "gerund" in words.tags[at]:
        return False
    near = range(at + 1, min(at + NEAR, s.last))
    return any(words.tags[i] & TAKEN and "impersonal_pron" not in words.tags[i] for i in near)


def _joins(s: Sentence, at: int) -> bool:
    return s.words.low[at] == "," or not s.words.begins[at].isdisjoint(("conj", "split"))


def _opens(s: Sentence, at: int) -> int:
    """Where that begins which a noun at `at` stands for: "the claim | that", "Berichte, wonach", "die Angabe, "."""
    words = s.words
    if words.tags[at].isdisjoint(NOUNS) or "pron" in words.tags[at]:
        return 0
    far = NEAR if words.capital_nouns and "talk" in words.tags[at] else 0  # "Hinweise erhalten zu haben, | wonach"
    comma = next((i for i in range(at + 1, min(at + far, s.last - 2)) if words.low[i] == ","), at)
    after = comma + 1
    if comma == at and words.tags[after] & {"of", "by", "genitive"}:  # "l'affirmation | du syndicat | selon laquelle"
        whose = range(after, min(after + NEAR, s.last - 2))
        verb = next((i for i in whose if words.finite[i]), whose.stop)
        after = next((i for i in whose[: verb - after] if words.end_of(i, "whereby") or "that" in words.tags[i]), after)
    if (end := words.end_of(after, "whereby")) or comma > at + 1:
        return end
    says = after + (1 if "gerund" in words.tags[after] else 2 if "rel" in words.tags[after] else 0)
    if says < s.last and "that" in words.tags[says]:
        return says + 1
    return after if comma > at else 0


def _false(s: Sentence, begin: int) -> int:
    """Where the words begin that call what began at `begin` false: "| was baseless"; 0 for nowhere."""
    words = s.words
    for at in range(begin + 3, s.last):
        if words.low[at] in ".;:" or s.inside(at):
            return 0
        if "untrue" not in words.begins[at]:
            continue
        verbs = [i for i in range(max(begin + 2, at - SHORT), at) if words.tags[i] & {"stable", "passive", "fin"}]
        verb = next((i for i in reversed(verbs) if words.finite[i] or "konjunktiv1" in words.tags[i]), 0)
        part = range(verb, at) if verb else range(0)
        whole = at + 1 >= s.last - 1 or _joins(s, at + 1) or words.low[at + 1][0] in ".;"
        if verb and whole and not any("neg" in words.tags[i] or words.low[i] == "," for i in part):
            return verb
    return 0


def _lies(s: Sentence, found: list[Frame], noun: int, begin: int, end: int) -> list[Frame]:
    """The frames where a source calls the words [begin, end) false; none where nobody does."""
    words = s.words
    over = [f for f in found if f.who is not None and f.who.cls is not None and _over(f, begin)]
    if not over or any(f.stance not in AFFIRMING for f in over):
        return []
    itself = words.start[noun]  # "l'affirmation selon laquelle": no source of what is said to be false
    own = [f for f in over if f.who is not None and any(a <= itself < b for a, b in (f.who.span, f.cue))]
    frame = next((f for f in over if f not in own), over[0])
    tail = next((i for i in range(end + 1, s.last) if words.low[i] in MARKS or words.low[i] == "."), s.last)
    told = replace(frame, type="reported", stance="denies", reach=(begin, end))
    if frame.first >= end:
        head = Frame(s.first, begin, frame.cue, None, "reported", "affirms", (begin, begin))
        if own and own[0] is not frame and own[0].who is not None and own[0].who.cls in ASKABLE:
            head = replace(own[0], first=s.first, last=begin, reach=(begin, end))  # "The union's claim | that 400 …"
        return [head, replace(told, first=end)]
    rest = Frame(end, tail, frame.cue, None, "reported", "affirms", (tail, tail))
    return [replace(told, last=begin), rest]


def _over(frame: Frame, at: int) -> bool:
    return frame.last == at or frame.reach[0] <= at < frame.reach[1]


def _heeded(s: Sentence, at: int) -> int:
    """Where that begins which somebody only heeds or doubts: "aware of reports that | …"; else 0."""
    words = s.words
    doubts = words.end_of(at, "doubts")
    end = doubts or words.end_of(at, "heeds")
    if not end:
        return 0
    back = words.capital_nouns and not doubts  # "nahm | Berichte | zur Kenntnis, wonach"
    for i in range(max(s.first + 1, at - SOON) if back else end - 1, min(end + NEAR, s.last - 2)):
        if doubts and "that" in words.tags[i]:
            return i + 1
        if (begin := _opens(s, i)) > at and "own" not in words.tags[i - 1]:
            return begin
    return 0


def _only_heeded(s: Sentence, found: list[Frame], at: int, begin: int) -> list[Frame]:
    """The frames where what begins at `begin` is hearsay: whoever heeds it says no more than that."""
    over = [f for f in found if _over(f, begin)]
    if any(f.stance not in AFFIRMING for f in over):
        return found
    end = max((f.reach[1] for f in over), default=s.last)
    rumour = Frame(begin, begin, s.words.span(at, at + 1), None, "mood", "affirms", (begin, end))
    speaks = [f for f in over if f.first < begin and f.who is not None][:1]
    kept = [f for f in found if f not in over]
    return sorted(
        [*kept, *(replace(f, last=begin, reach=(begin, begin)) for f in speaks), rumour], key=lambda f: f.first
    )
