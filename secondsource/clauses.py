"""The clauses of a sentence: where its sourcing or its checkability may change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from secondsource.frame import Frame
from secondsource.lexicon import NONE, Tags
from secondsource.names import MARKS
from secondsource.phrases import Sentence, finite
from secondsource.record import record
from secondsource.words import Words

#: The most words between "between" and "and".
PAIR = 5
#: Fewer words than this are no clause.
SHORTEST = 3
#: A shorter clause without a subject of its own stays with the one before it.
SHORTEST_WITHOUT_SUBJECT = 15
#: The most words before the verb of an indirect clause.
INDIRECT = 9
#: So soon after a source, a clause that it interrupts goes on with its verb.
SOON = 5
#: The most words after a relative clause that still belong to the clause before it.
REMAINDER = 7
#: What is no part of a clause at its edges.
EDGE = frozenset({"conj", "split", "also", "that"})
OPENS_NEXT = frozenset({"that", "conj", "split", "after"})
EDGE_MARKS = MARKS | {".", "!", "?", "…"}
END_MARKS = EDGE_MARKS | {"..."}
#: What waits for a participle or an infinitive.
AUXILIARY = frozenset({"passive", "modal_aux", "pluperfect", "stable", "present"})
#: What stands beside a source and tells more than who he is.
TELLS = frozenset({"gerund", "superlative", "cause", "death"})
#: A clause begins after one of these marks, at a semicolon or a colon, or at a word with one of these tags.
BEFORE, OPENERS = frozenset({",", ".", "!", "?"}), frozenset({"split", "conj"})


@record(frozen=True, slots=True)
class Clause:
    """Words [first, last) of the article. `relative`: told in passing, in a relative clause after a comma; `hole`: a
    relative clause inside, which is no part of what the clause says; `of_source`: it only tells of who spoke."""

    first: int
    last: int
    relative: bool
    hole: tuple[int, int]
    places: Sequence[int]  # the words of the clause, the hole left out
    tags: Tags  # of these words
    begins: Tags  # of these words, and of the phrases that begin there
    verb: int  # the first finite verb that is not one of a relative clause inside; -1 where there is none
    of_source: bool = False


#: Words [first, last) of a clause before it is trimmed, whether it is relative, and its hole.
Part = tuple[int, int, bool, tuple[int, int]]


def clause_of(words: Words, first: int, last: int, relative: bool = False, hole: tuple[int, int] = (0, 0)) -> Clause:
    """The words [first, last) as a clause."""
    begin, end = hole
    inside = first < begin < end < last
    places = [*range(first, begin), *range(end, last)] if inside else range(first, last)
    tags = NONE.union(*[words.tags[at] for at in places])
    begins = NONE.union(*[words.begins[at] for at in places])
    return Clause(first, last, relative, hole, places, tags, begins, _verb(words, places))


def _verb(words: Words, places: Sequence[int]) -> int:
    inner, first = False, places[0]
    for at in places:
        tags = words.tags[at]
        if at > first and ("rel" in tags or ("that" in tags and "pron" not in tags)):
            inner = True
        elif words.finite[at] and not (words.low[at].endswith("'") or "pron" in tags or "reflexive" in tags):
            if not inner:
                return at
            inner = False
    return -1


def clauses(s: Sentence, frames: list[Frame]) -> list[Clause]:
    """The sentence without its frames, cut where a new clause with its own verb begins."""
    out: list[Part] = []
    spoke = {frame.last for frame in frames if frame.reach[0] < frame.first and frame.who is not None}
    at = s.first
    for number, frame in enumerate(frames):
        following = frames[number + 1].first if number + 1 < len(frames) else s.last
        if _inset(s, frame, at, following):
            continue
        if frame.first > at:
            out += _cut(s, at, frame.first)
        at = max(at, frame.last)
    if at < s.last:
        out += _cut(s, at, s.last)
    trimmed = [clause for part in out if (clause := _trim(s, *part)) is not None]
    return [replace(c, of_source=True) if _of_source(s, c, spoke) else c for c in trimmed]


def _of_source(s: Sentence, clause: Clause, spoke: set[int]) -> bool:
    """Whether a relative clause stands right after who spoke: "said X, who reviewed the data"."""
    if {clause.first, clause.first - 1}.isdisjoint(spoke):
        return False
    return _opens_relative(s, clause.first, clause.last) or _apposes(s, clause)


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
    figure = words.low[at][0].isdigit() or "number_word" in words.tags[at]
    return figure and not (at + 1 < len(words) and "time_unit" in words.tags[at + 1])


def _inset(s: Sentence, frame: Frame, first: int, last: int) -> bool:
    """Whether a frame stands inside the clause [first, last) and parts it: "wurden laut Polizei verletzt"."""
    if frame.first <= first or frame.last >= last or frame.reach[0] > first or frame.reach[1] <= frame.last:
        return False
    rest = any(s.words.low[at][0].isalnum() for at in range(frame.last, last))
    if frame.type == "prepositional" and _awaits_participle(s, first, frame.first) and not _finite(s, frame.last):
        return rest  # "wurden nach Angaben der Polizei zwei Menschen verletzt"
    before, after = has_verb(s, first, frame.first), has_verb(s, frame.last, min(last, frame.last + SOON))
    return rest and before != after and (after or frame.type == "prepositional")


def _finite(s: Sentence, at: int) -> bool:
    """Whether a finite verb stands between here and the next mark; what may be a participle, at the end, is none."""
    words = s.words
    low, tags = words.low, words.tags
    stops = (i for i in range(at, s.last) if low[i] in MARKS or low[i][0] in ".!?" or "conj" in tags[i])
    end = next(stops, s.last)
    if end - 1 > at and "perfect_inf" in words.tags[end - 1]:
        end -= 1  # "erhalten haben"
    last = not words.tags[end - 1].isdisjoint(("participle", "infinitive"))
    return any(finite(words, i) for i in range(at, end - 1 if last else end))


def _trim(s: Sentence, first: int, last: int, relative: bool, hole: tuple[int, int]) -> Clause | None:
    words = s.words
    while first < last and (words.low[first] in EDGE_MARKS or not words.tags[first].isdisjoint(EDGE)):
        if words.tags[first] & {"pron", "det"} and words.low[first] not in MARKS:
            break
        first += 1
    while first < last and words.low[last - 1] in END_MARKS:
        last -= 1
    while last > first and words.tags[last - 1] & OPENS_NEXT and not words.tags[last - 1] & {"pron", "fin"}:
        last -= 1
    while last - first > SHORTEST and words.low[last - 2] == "," and words.tags[last - 1] & {"demonstrative", "wh"}:
        last -= 2  # "…, ce | que les rebelles contestent", "…, cosa | che"
    dead = last - first == SHORTEST - 1 and any("death" in words.tags[at] for at in range(first, last))  # "Trois morts"
    doing = last - first == SHORTEST - 1 and "gerund" in words.tags[first]  # "denied | taking bribes"
    pair = last - first == SHORTEST - 1 and not words.capital_nouns
    counted = pair and words.low[first][0].isdigit() and "of" in words.tags[first - 1]  # "parla di | 30 sparizioni"
    planned = pair and words.low[first - 1] in MARKS and "future" in words.tags[first]  # "«Faremo ricorso»"
    whole = last - first >= SHORTEST or dead or doing or counted or planned
    return clause_of(words, first, last, relative, hole) if whole else None


def _cut(s: Sentence, first: int, last: int) -> Iterator[Part]:
    begin, at = first, first + 1
    hole = (0, 0)
    while at < last:
        kind = _border(s, begin, at, last)
        if kind == "relative" and hole == (0, 0) and _interrupts(s, begin, at, last):
            hole = at, _relative_end(s, at, last)
            at = hole[1]
        elif kind:
            yield begin, at, False, hole
            begin, hole = at, (0, 0)
            if kind == "relative":
                end = _relative_end(s, at, last)
                yield at, end, True, (0, 0)
                begin = at = end
        at += 1
    if begin < last:
        yield begin, last, False, hole


def _interrupts(s: Sentence, begin: int, at: int, last: int) -> bool:
    """Whether the relative clause at `at` stands inside the clause that began at `begin`, which goes on after it.

    So where the verb is yet to come and little more than the verb follows ("the men, who were in town, have left"), or
    where an auxiliary waits for its participle ("wurden in der Stadt, die …, drei Menschen getötet"). Only where the
    verb may stand last.
    """
    end = _relative_end(s, at, last)
    if not s.words.capital_nouns or last - end <= 1:
        return False
    if not has_verb(s, begin, at):
        return SHORTEST < last - end <= REMAINDER and has_verb(s, end, last)
    return _awaits_participle(s, begin, at) and _awaited(s, end + 1, last)


def _awaits_participle(s: Sentence, begin: int, at: int) -> bool:
    """Whether the words [begin, at) hold an auxiliary and nothing that it could belong to."""
    words = s.words
    verb = next((i for i in range(begin, at) if finite(words, i)), -1)
    if verb < 0 or not words.tags[verb] & AUXILIARY:
        return False
    rest = (i for i in range(verb + 1, at) if not words.capital(i) and not words.capital(i + 1))
    return not any(words.tags[i] & {"participle", "nominal", "infinitive"} for i in rest)


def _awaited(s: Sentence, first: int, last: int) -> bool:
    """Whether the words [first, last) end with what an auxiliary waits for, and have no finite verb before it."""
    words = s.words
    end = next((i for i in range(first, last) if words.low[i] in MARKS or words.tags[i] & {"conj"}), last)
    while end > first and words.low[end - 1] in {".", "!", "?"}:
        end -= 1
    if end - first < 2 or not words.tags[end - 1] & {"participle", "nominal", "infinitive"}:
        return False
    return not any(finite(words, i) for i in range(first, end - 1))


def has_verb(s: Sentence, first: int, last: int) -> bool:
    """Whether the words [first, last) hold what looks like a finite verb."""
    return True in s.words.verbal[first:last]


def _border(s: Sentence, begin: int, at: int, last: int) -> str:
    """What kind of clause begins at `at`: "main", "relative", or "" for none."""
    words = s.words
    low, tags, before = words.low[at], words.tags[at], words.low[at - 1]
    if before not in BEFORE and low not in ";:" and words.begins[at].isdisjoint(OPENERS):
        return ""
    if low in {";", ":"} and last - at > SHORTEST + 1:
        return "main" if has_verb(s, begin, at) and has_verb(s, at, _next_stop(s, at + 1, last)) else ""
    if before in {".", "!", "?"} and words.capital(at) and s.inside(at):
        return "main"
    alone = words.capital_nouns or finite(words, at - 1)  # "si è invece detta"
    parts = before == "," or (not alone and _new_clause(s, at + 1, last))
    if parts and words.end_of(at, "split") > at and at - begin >= SHORTEST:
        return "main" if has_verb(s, begin, at) and has_verb(s, at + 1, _own_end(s, at + 1, last)) else ""
    long = at - begin >= SHORTEST and last - at > SHORTEST
    if "conj" in tags and long and not (_open(s, begin, at, last) or _pair(s, at)):
        return "main" if has_verb(s, begin, at) and (_new_clause(s, at + 1, last) or _that_again(s, at, last)) else ""
    if before == "," and at - begin >= SHORTEST and _indirect(s, at, last) and has_verb(s, begin, at):
        return "main"
    if before == "," and at - begin >= SHORTEST and _opens_relative(s, at, last):
        end = _relative_end(s, at, last)
        return "relative" if end - at > SHORTEST and (words.capital_nouns or has_verb(s, at + 1, end)) else ""
    return ""


def _that_again(s: Sentence, at: int, last: int) -> bool:
    """ "said that the train was late | and that nobody was hurt"."""
    words = s.words
    return not words.capital_nouns and "that" in words.tags[at + 1] and has_verb(s, at + 2, last)


def _own_end(s: Sentence, at: int, last: int) -> int:
    """Where the clause that begins at `at` gives way to one inside it; where the verb may stand last, the end."""
    if s.words.capital_nouns:
        return last
    return next((i for i in range(at + 1, last) if s.words.tags[i] & {"rel", "that"}), last)


def _open(s: Sentence, begin: int, at: int, last: int) -> bool:
    """Whether a clause waits for its verb, which stands last: "als der Mann das Haus | und den Hof betrat"."""
    words = s.words
    if not words.capital_nouns:
        return False
    if _awaits_participle(s, begin, at) and _awaited(s, at + 1, last):
        return True  # "hat den Mann zu drei Jahren | und vier Monaten verurteilt"
    for i in range(at - 1, begin, -1):
        if finite(words, i):
            return False
        if words.low[i - 1] == "," and words.tags[i] & {"after", "that", "comma_rel"}:
            return True
    return False


def _pair(s: Sentence, at: int) -> bool:
    """Whether a conjunction joins the two of "between Bienne and Rivaz"."""
    words = s.words
    for i in range(at - 1, max(s.first, at - PAIR) - 1, -1):
        if "between" in words.tags[i]:
            return True
        if finite(words, i) or words.low[i] in MARKS:
            return False
    return False


def _indirect(s: Sentence, at: int, last: int) -> bool:
    """Whether a main clause of indirect speech begins at `at`, which needs no "that": "…, die Lage sei ernst"."""
    words = s.words
    if not words.capital_nouns or not (words.tags[at] & {"det", "pron"} or words.capital(at)):
        return False
    for verb in range(at + 1, min(at + INDIRECT, last)):
        if words.low[verb] == "," or words.tags[verb] & {"rel", "conj", "that"}:
            return False
        if finite(words, verb):
            return "konjunktiv1" in words.tags[verb] and verb < last - 1 and words.low[verb + 1][0].isalnum()
    return False


def _opens_relative(s: Sentence, at: int, last: int) -> bool:
    """A relative pronoun, also after a preposition; in German it is followed by no noun, which an article is."""
    words = s.words
    if "adp" in words.tags[at] and at + 1 < last:
        at += 1
    tags = words.tags[at]
    if "rel" in tags:
        return True
    return "comma_rel" in tags and at + 1 < last and not words.capital(at + 1)


def _next_stop(s: Sentence, at: int, last: int) -> int:
    while at < last and s.words.low[at] not in {";", ":"}:
        at += 1
    return at


def _new_clause(s: Sentence, at: int, last: int) -> bool:
    """Whether what follows a conjunction is a clause: it opens as one, and its verb comes before the next comma."""
    words = s.words
    start = at
    while at < last and words.tags[at] & {"adverb", "also"} and "fin" not in words.tags[at]:
        at += 1
    if at >= last:
        return False
    if finite(words, at) and not words.tags[at] & {"det"}:
        return last - start > SHORTEST_WITHOUT_SUBJECT
    if "oblique" in words.tags[at]:  # "abgesprochen mit der Anlage und dem Staatssekretär": no subject
        return False
    opens = words.tags[at] & {"det", "pron", "many", "first_person"} or words.capital(at)
    if not opens and not words.capital_nouns:
        opens = words.tags[at] & {"inst", "official", "party", "anon"}
    if not opens:
        return False
    for verb in range(at + 1, min(at + 12, last)):
        if words.low[verb] in {",", ";", ":"} or words.tags[verb] & {"rel", "conj"}:
            return False
        if finite(words, verb):
            return not (words.capital_nouns and _only_participle(words, verb, last))
    return False


def _only_participle(words: Words, verb: int, last: int) -> bool:
    """ "wurde im Mai verfasst und drei Tage später | gefunden": what ends it belongs to an auxiliary before."""
    ends = verb + 1 >= last or words.low[verb + 1] in MARKS or words.low[verb + 1] == "."
    return ends and "participle" in words.tags[verb] and "sure" not in words.tags[verb]


def _relative_end(s: Sentence, at: int, last: int) -> int:
    """The next comma after the verb of the relative clause, or the end."""
    words = s.words
    verb_seen = False
    for i in range(at + 1, last):
        verb_seen = verb_seen or finite(words, i)
        if words.low[i] in {",", ";", "–", "—"} and verb_seen:
            return i
    return last
