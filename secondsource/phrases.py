"""The phrases of a sentence: where a noun phrase, a verb group or a subject begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.record import record
from secondsource.sources import MARKS, Person, read
from secondsource.words import Words

VERBS = frozenset({"say", "confirm", "deny", "view"})
OPEN = frozenset('«“„"‹‚')
QUOTES = frozenset("«»“”„\"'‘’‹›")
BREAKS = frozenset({";", ":", "–", "—", "(", ")"})
#: Fewer words than this before a verb are no subject, verb and conjunction.
SECOND = 4
#: The most words of a verb group: "avait encore formellement nié".
GROUP = 5


@record(frozen=True, slots=True)
class Sentence:
    """Words [first, last) of the article; `quoted[i - first]`: whether a word stands in quote marks."""

    words: Words
    first: int
    last: int
    quoted: list[bool]

    def inside(self, at: int) -> bool:
        return self.quoted[at - self.first]


def finite(words: Words, at: int) -> bool:
    """Whether a word looks like a finite verb."""
    return words.finite[at]


def splits(s: Sentence, at: int) -> bool:
    return not s.inside(at) and s.words.end_of(at, "split") > at and s.words.low[at - 1] == ","


def phrase_end(s: Sentence, at: int) -> int:
    """Where the noun phrase that begins at `at` ends, with the apposition after its comma."""
    words, start = s.words, at
    while at < s.last:
        low, tags = words.low[at], words.tags[at]
        if low == "," and at > start:
            following = _apposition(s, start, at + 1)
            if following:
                at = following
                continue
            break
        if at > start and words.end_of(at, "prep"):
            break
        if low in BREAKS or (low in OPEN and s.inside(at)) or low in ".!?":
            break
        if at > start and (
            finite(words, at) or ("that" in tags and "det" not in tags) or ("wh" in tags and "det" not in tags)
        ):
            break
        if (
            at > start
            and tags & {"det", "pron"}
            and not tags & {"adp", "genitive"}
            and not words.tags[at - 1] & {"adp", "conj", "many", "det"}
        ):
            break
        at += 1
    return at


def _apposition(s: Sentence, phrase: int, at: int) -> int:
    """The end of an apposition (", director of the institute,") that begins at `at`; 0 where there is none."""
    words, start = s.words, at
    if at >= s.last or s.inside(at):
        return 0
    head = {tag for i in range(at, min(at + 4, s.last)) for tag in words.tags[i]}
    if words.capital(at) and any(words.tags[i] & {"role", "spokes", "kin"} for i in range(phrase, at)):
        head |= {"role"}  # "the prosecutor, Mark Tedeschi,"
    number = words.low[at].isdigit() and at + 1 < s.last and words.low[at + 1] == ","
    if not number and (not head & {"role", "spokes", "expert", "outlet"} or words.tags[at] & {"conj", "pron", "rel"}):
        return 0
    while at < s.last and words.low[at] not in ",;:." and words.low[at] not in OPEN:
        if finite(words, at) or (words.tags[at] & VERBS and at > start and "det" not in words.tags[at - 1]):
            return 0
        at += 1
    return at if at < s.last else (at if at - start < 14 else 0)


def clause_subject(s: Sentence, at: int) -> tuple[int, Person | None]:
    """Who stands first in the clause, before its finite verb."""
    first = left(s, at)
    verb = next((i for i in range(first, at + 1) if finite(s.words, i)), first)
    if verb == first or s.words.tags[first] & {"adp", "time"}:
        return first, None
    return first, read(s.words, first, verb, s.first)


def group_start(s: Sentence, at: int) -> int:
    """The first word of the verb group that ends in `at`: auxiliaries, negation, adverbs before it."""
    words = s.words
    first = at
    for back in range(at - 1, max(s.first, at - GROUP) - 1, -1):
        tags = words.tags[back]
        if s.inside(back) or words.low[back] in MARKS or words.capital(back):
            break
        if tags & {"fin", "neg", "adverb"} and not tags & {"time", "pron"}:
            first = back
        elif tags & {"pron", "det", "adp", "inst", "official", "party", "rel", "anon", "role", "spokes", "document"}:
            break
    return first


def left(s: Sentence, at: int) -> int:
    """The first word of the clause part that ends before `at`."""
    words = s.words
    while at > s.first:
        low = words.low[at - 1]
        if s.inside(at - 1) or (low in MARKS and low not in QUOTES):
            break
        if "that" in words.tags[at - 1] and "pron" not in words.tags[at - 1]:
            break
        at -= 1
    return at


def parsed_subject(s: Sentence, verbs: Sequence[int]) -> tuple[int, int]:
    """The subject of the first of these verbs that has one by the parse; (0, 0) for none, or a relative pronoun."""
    words = s.words
    subjects = words.parse.subjects if words.parse is not None else {}
    begin, end = next((subjects[at] for at in verbs if at in subjects), (0, 0))
    relative = end - begin == 1 and words.tags[begin] & {"rel", "comma_rel", "that"}
    return (begin, end) if s.first <= begin < end <= s.last and not relative else (0, 0)


def subject(s: Sentence, group: int) -> tuple[int, Person | None]:
    """The subject before a verb group: where its part of the sentence begins, and who it is."""
    first, who = _subject(s, group)
    begin, end = parsed_subject(s, range(group, min(group + GROUP, s.last)))
    if begin < end <= group and (parsed := read(s.words, begin, end, s.first)) is not None:
        return min(first, begin), parsed
    return first, who


def _subject(s: Sentence, group: int) -> tuple[int, Person | None]:
    """By the rules: what stands before the verb group. Steps over appositions between commas."""
    words = s.words
    if (main := _main_subject(s, group)) is not None:
        return group, main
    first = _own_part(s, left(s, group), group)
    if _relative_ends(s, first, group):
        return first, None
    if first >= group:  # a comma stands right before the verb: an apposition, and whom it belongs to
        first = _segment_before(s, first)
        while first > s.first and words.tags[first] & {"conj"} and (before := _segment_before(s, first)) < first:
            first = before
        first = _segment_before(s, first)
    elif words.tags[first] & {"det", "role", "spokes"} or words.low[first].isdigit():
        before = _segment_before(s, first)
        if before < first and _is_name(words, before, first - 1):
            first = before
    elif _is_list(s, first, group):
        while (before := _segment_before(s, first)) < first:
            first = before
    elif _is_name(words, first, group):
        before = _segment_before(s, first)
        if before < first and any(words.tags[i] & {"role", "spokes", "official"} for i in range(before, first)):
            first = before
    start = first
    while start < group and words.tags[start] & {"conj", "adverb", "also", "split"} and "pron" not in words.tags[start]:
        start += 1
    if (joined := _second_verb(s, start, group)) > 0:
        verb = next(i for i in range(start, joined) if finite(words, i))
        return joined, read(words, start, verb, s.first)
    if start < group and "rel" in words.tags[start] and "pron" not in words.tags[start]:
        return first, None
    if start < group and words.tags[start] & {"adp", "time"} and not words.tags[start] & {"det", "pron", "role"}:
        return first, None
    return first, read(words, start, group, s.first)


def _second_verb(s: Sentence, first: int, group: int) -> int:
    """Where the second of two things begins that a subject does: "the mayor opened the hall | and said"; else 0."""
    words = s.words
    if group - first < SECOND or "conj" not in words.tags[group - 1] or words.capital_nouns:
        return 0
    verb = next((i for i in range(first + 1, group - 1) if finite(words, i)), 0)
    return group - 1 if verb and not any(words.tags[i] & {"rel", "that"} for i in range(first, group)) else 0


def _main_subject(s: Sentence, group: int) -> Person | None:
    """Who speaks in a part without a subject of its own: "The defence pleaded not guilty, saying that …"."""
    words = s.words
    if (
        group <= s.first + 2
        or left(s, group) < group
        or not any("gerund" in words.tags[i] for i in range(group, min(group + 2, s.last)))
    ):
        return None
    verb = next((i for i in range(s.first + 1, group - 1) if finite(words, i)), -1)
    return read(words, s.first, verb, s.first) if verb > 0 else None


def _relative_ends(s: Sentence, first: int, group: int) -> bool:
    """ "…, der anonym bleiben will, …": a relative clause with its verb last, whose pronoun is no source."""
    words = s.words
    if not words.capital_nouns or first <= s.first or words.low[first - 1] != "," or group - first < 2:
        return False
    ends = group + 1 >= s.last or words.low[group + 1] in MARKS or words.low[group + 1] == "."
    return "comma_rel" in words.tags[first] and not words.capital(first + 1) and ends


def _own_part(s: Sentence, first: int, group: int) -> int:
    """What stands after the conjunction where a clause of its own comes first: "… began, and the mayor said"."""
    words = s.words
    for at in range(group - 2, first, -1):
        if finite(words, at) or s.inside(at):
            return first
        opens = words.capital(at + 1) or words.tags[at + 1] & {"det", "pron", "many"}
        if "conj" in words.tags[at] and opens and any(finite(words, i) for i in range(first, at)):
            return at + 1
    return first


def _segment_before(s: Sentence, first: int) -> int:
    """Where the part before the comma at `first - 1` begins; `first` where that part is a clause or there is none.

    A relative clause between the commas is stepped over: "A prosecutor, who asked not to be named, said".
    """
    words = s.words
    if first <= s.first or words.low[first - 1] != "," or s.inside(first - 1):
        return first
    before = left(s, first - 1)
    if before >= first - 1:
        return first
    if before > s.first and "that" in words.tags[before - 1]:  # "che ha chiesto l'anonimato"
        before -= 1
    if before > s.first and words.tags[before] & {"rel", "comma_rel", "that"}:
        return before if words.low[before - 1] == "," else first
    clause = any(
        finite(words, i) or (words.tags[i] & VERBS and not words.tags[i - 1] & {"det", "adp"})
        for i in range(before + 1 if participle_opens(words, before) else before, first - 1)
    )
    return first if clause else before


def participle_opens(words: Words, at: int) -> bool:
    """ "raggiunto al telefono", "contacted by phone": what was done to whom the part before names."""
    return bool(words.tags[at] & {"participle", "verbal", "gerund"}) and "sure" not in words.tags[at]


def _is_list(s: Sentence, first: int, last: int) -> bool:
    """The end of an enumeration of names: "Japan, Australia and Canada"."""
    words = s.words
    joined = next((i for i in range(first, last) if "conj" in words.tags[i]), -1)
    if first <= s.first or words.low[first - 1] != "," or not words.capital(first - 2):
        return False
    return first < joined < last - 1 and _is_name(words, first, joined) and _is_name(words, joined + 1, last)


def _is_name(words: Words, first: int, last: int) -> bool:
    """Whether the words are a name, with a title at most."""
    parts = [i for i in range(first, last) if words.low[i] not in MARKS]
    return bool(parts) and all(words.capital(i) or words.tags[i] & {"title", "adp"} for i in parts)


def around(s: Sentence, first: int, last: int) -> tuple[int, int]:
    """What a cue covers that stands beside its clause: what follows it after a conjunction, else all of its part."""
    low = s.words.low
    begin = first
    joined = first > s.first + 1 and s.words.tags[first - 1] & {"conj", "split"}
    while not joined and begin > s.first and low[begin - 1] != ";":
        begin -= 1
    end = last
    while end < s.last and low[end] != ";" and not (end > last + 2 and first > begin + 2 and splits(s, end)):
        end += 1
    return begin, end
