"""The clauses of a sentence: where its sourcing or its checkability may change."""

from __future__ import annotations

from secondsource.clauses.borders import (
    HEARD,
    SHORTEST,
    awaits_participle,
    border,
    borders,
    has_verb,
    interrupts,
    opens_relative,
    relative_end,
)
from secondsource.clauses.frame import Frame
from secondsource.record import record, replace
from secondsource.text.lexicon import Tags, union
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, finite
from secondsource.text.words import Words

#: So soon after a source, a clause that it interrupts goes on with its verb.
SOON = 5
#: What is no part of a clause at its edges.
EDGE = frozenset({"conj", "split", "also", "that"})
OPENS_NEXT = frozenset({"that", "conj", "split", "after"})
#: What opens a German clause that depends on the one after its comma.
CIRCUMSTANCE = frozenset({"after", "if", "as"})
EDGE_MARKS = MARKS | {".", "!", "?", "…"}
END_MARKS = EDGE_MARKS | {"..."}
#: What a relative clause inside another tells that is a claim of its own.
WEIGHS = frozenset({"accusation", "death", "legal", "superlative", *HEARD})
#: "der getrunken haben soll".
RUMOURED = frozenset({"soll", "perfect_inf"})
#: What stands beside a source and tells more than who he is.
TELLS = frozenset({"gerund", "superlative", "cause", "death"})


@record(frozen=True, slots=True)
class Clause:
    """Words [first, last) of the article. `relative`: told in passing, in a relative clause after a comma; `hole`: a
    relative clause inside, which is no part of what the clause says; `of_source`: it only tells of who spoke."""

    first: int
    last: int
    relative: bool
    hole: tuple[int, int]
    places: list[int]  # the words of the clause, the hole left out
    opens: list[int]  # those of them at which a phrase begins
    tags: Tags  # of these words
    begins: Tags  # of these words, and of the phrases that begin there
    verb: int  # the first finite verb that is not one of a relative clause inside; -1 where there is none
    of_source: bool = False


#: What opens a time and is none by itself: "on", "in", "this".
NO_TIME = frozenset({"adp", "demonstrative"})
#: Cues that stand beside what they vouch for.
BESIDE = frozenset({"prepositional", "impersonal"})
#: Words [first, last) of a clause before it is trimmed, whether it is relative, and its hole.
Part = tuple[int, int, bool, tuple[int, int]]


def clause_of(words: Words, first: int, last: int, relative: bool = False, hole: tuple[int, int] = (0, 0)) -> Clause:
    """The words [first, last) as a clause."""
    begin, end = hole if first < hole[0] < hole[1] < last else (last, last)
    places = [at for at in range(first, last) if not begin <= at < end]
    each = [words.tags[at] for at in places]
    tags = union(each)
    opens = [at for at in places if at in words.phrases]
    begins = tags.union(*[words.begins[at] for at in opens]) if opens else tags
    if "time" in tags and all("time" not in found or found & NO_TIME for found in each):
        tags -= {"time"}
    return Clause(first, last, relative, hole, places, opens, tags, begins, _verb(words, places))


def _verb(words: Words, places: list[int]) -> int:
    inner, first = False, places[0]
    if words.capital_nouns and not words.tags[first].isdisjoint(CIRCUMSTANCE):
        verbs = (at for at in places[SHORTEST:] if words.low[at - 1] == "," and words.finite[at])
        if (main := next(verbs, -1)) > 0 and True in words.finite[first:main]:
            return main  # "Als der Minister sprach, | wurden drei Menschen verletzt"
    for at in places:
        tags = words.tags[at]
        if at > first and ("rel" in tags or ("that" in tags and "pron" not in tags)):
            inner = True
        elif words.finite[at] and not (words.low[at].endswith("'") or "pron" in tags or "reflexive" in tags):
            if not inner:
                return at
            inner = False
        elif words.head_last and at > first and not inner and _done_to(words, at, places[-1]):
            return at
    return -1


def _done_to(words: Words, at: int, last: int) -> bool:
    """ "Norlandair | cancelled | 312 flights as pilots began a strike": who did it is before, to what behind."""
    if "fin_suffix" not in words.tags[at] or at == last or "adp" in words.tags[at + 1]:
        return False
    object_ = words.figure(at + 1) or not words.tags[at + 1].isdisjoint(("det", "own"))
    return object_ and words.tags[at - 1].isdisjoint(("adp", "det", "conj", "passive", "stable"))


def clauses(s: Sentence, frames: list[Frame]) -> list[Clause]:
    """The sentence without its frames, cut where a new clause with its own verb begins."""
    out: list[Part] = []
    spoke = {frame.last for frame in frames if frame.reach[0] < frame.first and frame.who is not None}
    at = s.first
    for number, frame in enumerate(frames):
        following = frames[number + 1].first if number + 1 < len(frames) else s.last
        if at < frame.reach[0] <= frame.first and frame.type in BESIDE and s.words.low[frame.reach[0] - 1] in ":;":
            out += _cut(s, at, frame.reach[0])  # "1,140 were checked: | 212, according to the register, are waiting"
            at = frame.reach[0]
        if _inset(s, frame, at, following):
            continue
        if frame.first > at:
            out += _cut(s, at, frame.first)
        at = max(at, frame.last)
        if at < frame.reach[1] < following and (_goes_on(s.words, frame) or "whereby" in s.words.begins[frame.first]):
            out += _cut(s, at, frame.reach[1])
            at = frame.reach[1]
    if at < s.last:
        out += _cut(s, at, s.last)
    trimmed = [clause for part in out if (clause := _trim(s, part)) is not None]
    return [replace(c, of_source=True) if _of_source(s, c, spoke) else c for c in trimmed]


def _goes_on(words: Words, frame: Frame) -> bool:
    """ "Dorn, who said | he had been robbed, | was arrested", "Nachdem er sagte, dass | es brannte, | kam das Amt"."""
    tags = words.tags[frame.first]
    if words.capital_nouns:
        which = "comma_rel" in tags and words.low[frame.first - 1] == ","
        return which or not tags.isdisjoint(CIRCUMSTANCE)
    return words.head_last and "rel" in tags


def _of_source(s: Sentence, clause: Clause, spoke: set[int]) -> bool:
    """Whether a relative clause stands right after who spoke: "said X, who reviewed the data"."""
    first = clause.first
    if "rel" in s.words.tags[first - 1] and "stable" not in s.words.tags[first]:
        first -= 1  # "ha detto Ferri, che | abita di fronte", not "che | hanno dovuto fermarsi"
    if first not in spoke and first - 1 not in spoke:
        return False
    return opens_relative(s, first, clause.last) or _apposes(s, clause)


def _apposes(s: Sentence, clause: Clause) -> bool:
    """Whether a clause only says what somebody is: "said X, 34, | a fruit seller in the market"."""
    words = s.words
    if words.capital_nouns or s.inside(clause.first) or words.low[clause.first - 1] != ",":
        return False
    return not any(words.begins[at] & TELLS or _is_verb(words, at) or _counts(words, at) for at in clause.places)


def _is_verb(words: Words, at: int) -> bool:
    """A finite verb, and no noun or participle that is written like one: "au marché", "employé depuis mai"."""
    tags = words.tags[at]
    return words.finite[at] and ("participle" not in tags or bool(tags & {"fin", "fin_suffix"}))


def _counts(words: Words, at: int) -> bool:
    """A figure, but for an age or a time."""
    return words.figure(at) and not (at + 1 < len(words) and "time_unit" in words.tags[at + 1])


def _inset(s: Sentence, frame: Frame, first: int, last: int) -> bool:
    """Whether a frame stands inside the clause [first, last) and parts it: "wurden laut Polizei verletzt"."""
    if frame.first <= first or frame.last >= last or frame.reach[0] > first or frame.reach[1] <= frame.last:
        return False
    rest = any(s.words.low[at][0].isalnum() for at in range(frame.last, last))
    if frame.type in BESIDE and awaits_participle(s, first, frame.first) and not _finite(s, frame.last):
        return rest  # "wurden nach Angaben der Polizei zwei Menschen verletzt"
    before, after = has_verb(s, first, frame.first), has_verb(s, frame.last, min(last, frame.last + SOON))
    return rest and before != after and (after or frame.type == "prepositional")


def _finite(s: Sentence, at: int) -> bool:
    """Whether a finite verb stands between here and the next mark; what may be a participle, at the end, is none."""
    words = s.words
    low, tags = words.low, words.tags
    part = range(at, s.last)
    end = next((i for i in part if low[i] in MARKS or low[i][0] in ".!?" or "conj" in tags[i]), s.last)
    tags_last = words.tags[end - 1]
    last = not tags_last.isdisjoint(("participle", "infinitive"))
    last = last or (words.capital_nouns and "sure" not in tags_last and not tags_last.isdisjoint(("verbal", "nominal")))
    return any(finite(words, i) for i in range(at, end - 1 if last else end))


def _trim(s: Sentence, part: Part) -> Clause | None:
    words = s.words
    first, last, relative, hole = part
    while first < last and (words.low[first] in EDGE_MARKS or not words.tags[first].isdisjoint(EDGE)):
        tags, follows = words.tags[first], words.tags[min(first + 1, last - 1)]
        that = "that" in tags and not follows.isdisjoint(("det", "own")) and first + 1 < last  # "that | the van"
        if tags & {"pron", "det"} and words.low[first] not in MARKS and not that:
            break
        first += 1
    while first < last and words.low[last - 1] in END_MARKS:
        last -= 1
    while last > first and words.begins[last - 1] & OPENS_NEXT and not words.tags[last - 1] & {"pron", "fin"}:
        last -= 1  # "…, | tandis que"
    while first < last and words.low[last - 1] in END_MARKS:
        last -= 1
    while (
        last - first > SHORTEST
        and words.low[last - 2] == ","
        and words.tags[last - 1] & {"demonstrative", "wh", "untrue"}
    ):
        last -= 2  # "…, ce | que les rebelles contestent", "…, cosa | che"
    heard = relative and first < last and not words.begins[first].isdisjoint(HEARD)  # "che | avrebbe bevuto"
    whole = last - first >= SHORTEST - heard or _tells(s, first, last)
    return clause_of(words, first, last, relative, hole) if whole else None


def _tells(s: Sentence, first: int, last: int) -> bool:
    """Whether fewer words than are a clause tell something all the same."""
    words = s.words
    short = last - first == SHORTEST - 1
    dead = short and any("death" in words.tags[at] for at in range(first, last))  # "Trois morts"
    denied = (
        short and "deny" in words.tags[max(0, first - 1)] | words.tags[max(0, first - 2)] and not words.capital_nouns
    )
    done = denied and "perfect_aux" in words.tags[first] and "rel" not in words.tags[max(0, first - 3)]
    doing = short and (done or "gerund" in words.tags[first])  # "nie | avoir tiré"
    pair = short and not words.capital_nouns
    counted = short and "of" in words.tags[first - 1] and words.figure(first)  # "di | 30 casi"
    planned = pair and words.low[first - 1] in MARKS and "future" in words.tags[first]  # "«Faremo ricorso»"
    cited = 0 < last - first < SHORTEST and words.figure(first) and last < s.last and words.end_of(last, "prep") > last
    return dead or doing or counted or planned or cited


def _cut(s: Sentence, first: int, last: int) -> list[Part]:
    parts: list[Part] = []
    begin = done = first
    hole, none = (0, 0), (0, 0)
    for at in borders(s, first + 1, last):
        if at <= done:
            continue
        kind = border(s, begin, at, last)
        if kind == "relative" and hole == none and interrupts(s, begin, at, last):
            hole = at, relative_end(s, at, last)
            done = hole[1]
        elif kind:
            parts += _whole(s, begin, at, hole)
            begin, hole = at, none
            if kind == "relative":
                end = relative_end(s, at, last)
                parts.append((at, end, True, none))
                begin = done = end
    return parts + _whole(s, begin, last, hole) if begin < last else parts


def _whole(s: Sentence, begin: int, at: int, hole: tuple[int, int]) -> list[Part]:
    """A clause, and the relative clause inside it where that has a figure or weighs of its own."""
    words, clause = s.words, (begin, at, False, hole)
    if hole[0] == hole[1]:
        return [clause]
    told = union(words.begins[slice(*hole)])
    if told & WEIGHS or told >= RUMOURED or any(words.low[i][0].isdigit() for i in range(*hole)):
        return [clause, (*hole, True, (0, 0))]
    return [clause]
