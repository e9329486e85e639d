"""The phrases of a sentence: where a noun phrase or a verb group begins and ends."""

from __future__ import annotations

import re

from secondsource.record import record
from secondsource.text.lexicon import Tags
from secondsource.text.names import MARKS, opens_negation
from secondsource.text.words import Words

VERBS = frozenset({"say", "confirm", "deny", "view"})
#: What a word may be as a form of a verb, whatever the verb.
VERB_FORMS = frozenset({"fin", "sure", "verbal", "nominal", "fin_suffix", "participle", "infinitive"})
OPEN = frozenset('«“„"‹‚')
QUOTES = frozenset("«»“”„\"'‘’‹›")
BREAKS = frozenset({";", ":", "–", "—", "(", ")"})
#: What may stand after a noun and belong to it.
AFTER_NOUN = frozenset({"adp", "conj", "det", "genitive", "of", "by", "rel", "as", "number_word", "pron"})
#: The most words of an acronym or a party in brackets after a name, with the brackets.
BRACKET = 6
AUXILIARY = frozenset({"passive", "perfect_aux", "modal_aux"})
#: What a source is called of whom a name after a comma may be another: "according to the police, Paul Ferrer, 34, …".
KNOWN = frozenset({"indef", "anon", "inst", "official", "party", "expert", "document", "outlet", "social"})
YEAR = re.compile(r"(?:18|19|20)\d\d")
#: The most words of a verb group: "avait encore formellement nié".
GROUP = 5
#: The most words between an auxiliary and its participle, commas counted.
INSET = 8
#: So many words without a mark are no part of a clause.
LONGEST_PART = 60
#: What no apposition begins with: "…, | mentre il segretario", "per il momento, | come segretario".
NO_APPOSITION = frozenset({"conj", "pron", "rel", "split", "after", "as"})
#: What a name after a comma belongs to.
WHO = frozenset({"role", "spokes", "kin"})


@record(frozen=True, slots=True)
class Sentence:
    """Words [first, last) of the article; `quoted[i - first]`: whether a word stands in quote marks.

    `begins`: all tags of the sentence and its phrases, so that a rule need not look for what is not there.
    """

    words: Words
    first: int
    last: int
    quoted: list[bool]
    begins: Tags

    def inside(self, at: int) -> bool:
        return self.quoted[at - self.first]


def finite(words: Words, at: int) -> bool:
    """Whether a word looks like a finite verb."""
    return words.finite[at]


def splits(s: Sentence, at: int) -> bool:
    return not s.inside(at) and s.words.end_of(at, "split") > at and s.words.low[at - 1] == ","


def skip(s: Sentence, at: int, tag: str) -> int:
    """Where a phrase with this tag ends that begins at `at`; `at` where none does."""
    return (s.words.end_of(at, tag) if at < s.last else 0) or at


def phrase_end(s: Sentence, at: int) -> int:
    """Where the noun phrase that begins at `at` ends, with the apposition after its comma."""
    words, start = s.words, at
    inset = words.capital_nouns and at + 1 < s.last and "det" in words.tags[at] and "adp" in words.tags[at + 1]
    if at < s.last and words.low[at][0] == "-" and "pron" in words.tags[at] and "impersonal_pron" not in words.tags[at]:
        return at + 1  # "dit | -il à la foule"
    while at < s.last:
        low, tags = words.low[at], words.tags[at]
        if low == "," and at > start:
            following = _apposition(s, start, at + 1)
            if following:
                at = following
                continue
            break
        told = opens_negation(words, at, s.last) or (words.capital_nouns and at > start and _goes_on(words, at, s.last))
        if at > start and (told or words.end_of(at, "prep")):
            break
        if low == "(" and at > start and (close := _bracket_end(s, at)):
            at = close
            continue
        if low in BREAKS or (low in OPEN and s.inside(at)) or low in ".!?":
            break
        some = words.head_last and "plural" in words.tags[at - 1]  # "according to | emails | reproduced in a book"
        after = (
            words.head_last and 0 < start < at and "adp" in words.tags[start - 1]
        )  # "according to | previous studies"
        noun = ("document" in tags or "document" in words.tags[at - 1]) and (
            "det" in words.tags[start] or some or after
        )
        if tags & {"number_word", "many"} and start < at == max(
            words.end_of(i, "named_outlet") for i in (start, start + 1)
        ):
            break  # "secondo la Gazzetta dello Sport | due squadre"
        done = "participle" in tags and not words.capital_nouns  # "a Danish | study | published today"
        called = noun and ("document" in tags or done)
        if inset and finite(words, at) and at + 1 < s.last and words.capital(at + 1):
            inset, called = False, True  # "eine mit dem Fall | vertraute | Person"
        if at > start and (
            (finite(words, at) and not called)
            or ("that" in tags and "det" not in tags)
            or ("wh" in tags and "det" not in tags)
        ):
            break
        if (
            at > start
            and tags & {"det", "pron"}
            and not tags & {"adp", "genitive"}
            and not words.tags[at - 1] & {"adp", "conj", "many", "det"}
            and not (words.capital(at) and "outlet" in words.tags[at - 1])  # "le quotidien | La Tribune"
        ):
            break
        at += 1
    return at


def _goes_on(words: Words, at: int, last: int) -> bool:
    """ "laut Bericht | 18 Menschen", "laut Amt | bei 3 Millionen", "laut Polizei | betrunken": what is told goes on.

    With a number, or with a word that no noun takes after it.
    """
    after_noun = words.capital(at - 1) or words.low[at - 1] in QUOTES
    bare = words.tags[at].isdisjoint(AFTER_NOUN) and words.low[at].isalpha() and not words.capital(at)
    if after_noun and bare and at + 1 < last and not words.capital(at + 1):
        return True
    if "adp" in words.tags[at] and not words.tags[at] & {"of", "det"}:
        at += 1
    elif not after_noun:
        return False
    while at < last - 1 and "about" in words.tags[at]:
        at += 1
    before = words.tags[at - 1]
    in_year = at < last and "adp" in before and words.low[at][0].isdigit()
    if in_year and ("between" in before or YEAR.fullmatch(words.low[at])):
        return True  # "laut Urteil | zwischen 2013 und 2018"
    number = at < last - 1 and words.figure(at)
    return number and "det" not in words.tags[at] and (words.capital(at + 1) or "own" in words.tags[at + 1])


def _bracket_end(s: Sentence, at: int) -> int:
    """Behind the bracket that opens at `at`, with a name in it or after one: "(SP/BE)", "(56)", "(ind.)"; else 0."""
    words = s.words
    close = next((i for i in range(at + 2, min(at + BRACKET, s.last)) if words.low[i] == ")"), 0)
    named = close and (words.capital(at + 1) or words.capital(at - 1))
    return close + 1 if named and not any(finite(words, i) for i in range(at, close)) else 0


def _bracket_start(s: Sentence, close: int, bound: int) -> int:
    """Where the bracket opens that ends at `close`, with a name or an acronym in it; 0 for none."""
    look = range(close - 1, max(bound, close - BRACKET), -1)
    at = next((i for i in look if s.words.low[i] == "("), 0)
    return at if at > bound and _bracket_end(s, at) == close + 1 else 0


def _apposition(s: Sentence, phrase: int, at: int) -> int:
    """The end of an apposition (", director of the institute,") that begins at `at`; 0 where there is none."""
    words, start = s.words, at
    if at >= s.last or s.inside(at) or words.end_of(at, "prep"):
        return 0
    head = {tag for i in range(at, min(at + 4, s.last)) for tag in words.tags[i]}
    named = words.capital(at) and not words.capital_nouns and words.capital(min(at + 1, s.last - 1))
    opens, end = words.tags[phrase], at
    while end < s.last - 1 and words.capital(end):
        end += 1
    named = named or (end > at + 1 and words.capital_nouns)
    told = "indef" not in opens or words.low[end] in ",."  # "a neighbour, Mark Dobbs, …", not "…, Mark Dobbs shouted"
    told = told and not any("anon_bare" in words.tags[i] for i in range(phrase, at))  # "a source, Mark Dobbs …": two
    known = WHO | {"anon"} if named and "det" in opens and told else WHO
    if words.capital(at) and any(words.tags[i] & known for i in range(phrase, at)):
        head |= {"role"}  # "the prosecutor, Mark Tedeschi,", "the race's doctor, Anne Dufour"
    elif named and "det" in words.tags[phrase] and not any(words.tags[i] & KNOWN for i in range(phrase, at)):
        head |= {"role"}  # "the driver, Paul Ferrer,"
    number = (
        words.low[at].isdigit() and at + 2 < s.last and "," in (words.low[at + 1], words.low[at + 2])
    )  # ", 61 ans,"
    if not number and (not head & {"role", "spokes", "expert", "outlet"} or words.tags[at] & NO_APPOSITION):
        return 0
    while at < s.last and words.low[at] not in ",;:." and words.low[at] not in OPEN:
        if at > start + 1 and "rel" in words.tags[at] and not words.tags[at] & {"det", "that"}:
            return at  # "a marine chemist at Bergen who reviewed the data"
        if finite(words, at) or (words.tags[at] & VERBS and at > start and "det" not in words.tags[at - 1]):
            return 0
        at += 1
    return at if at < s.last else (at if at - start < 14 else 0)


def group_start(s: Sentence, at: int) -> int:
    """The first word of the verb group that ends in `at`: auxiliaries, negation, adverbs before it."""
    words = s.words
    first = at
    for back in range(at - 1, max(s.first, at - GROUP) - 1, -1):
        tags = words.tags[back]
        named = words.capital(back) and not (back == s.first and words.pro_drop and "sure" in tags)  # "Ha | detto"
        if s.inside(back) or words.low[back] in MARKS or named:
            break
        if "conj" in tags and finite(words, back + 1):
            break  # "nega di aver rifiutato gli aiuti e | sostiene"
        if "det" in tags and "clitic" in tags and not finite(words, back + 1) and not words.tags[back + 1] & VERBS:
            break
        since = "since" in tags and words.head_last and words.finite[back - 1]  # "has | since | claimed"
        object_ = back == at - 1 and is_object(s, back, at)
        if words.head_last and tags >= {"document", "plural"} and words.finite[back + 1]:
            break  # "a body of studies | has pointed out"
        if object_ or since or (tags & {"fin", "neg", "adverb"} and not tags & {"time", "pron"}):
            first = back
        elif tags & {"pron", "det", "adp", "inst", "official", "party", "rel", "anon", "role", "spokes", "document"}:
            break
    return _over_inset(s, at) if first == at else first


def _over_inset(s: Sentence, at: int) -> int:
    """Where the auxiliary of a participle stands before an inset: "a, | de son côté, | affirmé"; else `at`."""
    words = s.words
    if words.head_last or words.capital_nouns or words.low[at - 1] != "," or "participle" not in words.tags[at]:
        return at
    opens = next((i for i in range(at - 2, max(s.first + 1, at - INSET), -1) if words.low[i] == ","), 0)
    if not opens or any(finite(words, i) for i in range(opens + 1, at - 1)):
        return at
    return opens - 1 if {"fin", "sure"} <= words.tags[opens - 1] else at


def is_object(s: Sentence, at: int, verb: int) -> bool:
    """ "Le préfet | les | accuse": a pronoun before a verb that is no noun, behind what may be its subject."""
    words = s.words
    if "clitic" not in words.tags[at] or at <= s.first or words.head_last or words.capital_nouns:
        return False
    found, before = words.tags[verb], words.tags[at - 1]
    verb_only = "det" not in words.tags[at] or {"sure"} <= found - {"nominal"} == found
    ends = verb + 1 < s.last and (words.low[verb + 1] in MARKS or words.low[verb + 1] == ".")
    verb_only = verb_only or ("deny" in found and ends)  # "L'organisateur le conteste."
    return verb_only and not before & {"adp", "det", "conj", "fin", "that", "rel"}


def left(s: Sentence, at: int) -> int:
    """The first word of the clause part that ends before `at`."""
    words, end = s.words, at
    bound = max(s.first, at - LONGEST_PART)
    while at > bound:
        low = words.low[at - 1]
        if low == ")" and (opens := _bracket_start(s, at - 1, bound)):
            at = opens
            continue
        grown = low == "-" and at > 1 and words.end[at - 2] == words.start[at - 1]  # "Zurich-based", "The 54-year-old"
        if s.inside(at - 1) or (low in MARKS and low not in QUOTES and not grown):
            break
        that = "that" in words.tags[at - 1] and "pron" not in words.tags[at - 1]
        that = that and not (at + 1 == end and words.tags[at] & {"time", "time_unit"})  # "who resigned | that day"
        if that and not _both(s, at - 1) and not _rejected(words, at - 1, end):
            break
        at -= 1
    return at


def points_back(words: Words, that: int, end: int) -> bool:
    """ "rejected | that | on Telegram and said": what was told is meant, and no clause begins before `end`."""
    if not words.head_last or "that" not in words.tags[that] or that + 1 >= end:
        return False
    return not words.tags[that + 1].isdisjoint(("conj", "adp")) and not any(words.finite[that + 1 : end])


def _rejected(words: Words, that: int, end: int) -> bool:
    """Whether a "that" which points back is what a verb of saying rejects, before "and" and a second one."""
    verb = that > 0 and "conj" in words.tags[end - 1] and not words.tags[that - 1].isdisjoint(VERBS)
    return verb and points_back(words, that, end)


def _both(s: Sentence, at: int) -> bool:
    """ "sia il ministero | che il governo": no clause begins here."""
    words = s.words
    begin = next((i for i in range(at - 1, max(s.first, at - 2 * GROUP) - 1, -1) if "both" in words.tags[i]), -1)
    return begin >= 0 and not any(finite(words, i) for i in range(begin + 1, at))


def around(s: Sentence, first: int, last: int) -> tuple[int, int]:
    """What a cue covers that stands beside its clause: what follows it after a conjunction, else all of its part."""
    low = s.words.low
    begin = first
    joined = first > s.first + 1 and s.words.tags[first - 1] & {"conj", "split"}
    while not joined and begin > s.first and low[begin - 1] != ";" and not _own_clause(s, begin - 1, first, last):
        begin -= 1
    end = last
    while end < s.last and low[end] != ";" and not (end > last + 2 and first > begin + 2 and splits(s, end)):
        end += 1
    return begin, end


def _own_clause(s: Sentence, colon: int, first: int, last: int) -> bool:
    """ "The region had 1,140 schools checked: | 212, according to the register, are waiting": told apart by a colon."""
    words = s.words
    if words.low[colon] != ":" or s.inside(colon) or first <= colon + 1:
        return False
    return any(words.finite[s.first : colon]) and any(words.finite[last : s.last])
