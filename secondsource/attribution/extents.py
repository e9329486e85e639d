"""Where the source beside a cue ends: before what is told of it, where or when it spoke, and what it says."""

from __future__ import annotations

from secondsource.clauses.borders import has_verb, opens_relative, relative_end
from secondsource.sources.windows import NEAR, SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import QUOTES, Sentence, left, phrase_end
from secondsource.text.words import Words

#: What tells of a source without a verb of its own: "cité par Y".
DONE = frozenset({"participle", "gerund"})
#: Nouns of who speaks, after which a figure is what he says.
SPEAKERS = frozenset({"official", "party", "expert", "inst"})
#: What a figure belongs to, where it stands before it: "the two", "of twelve", "and 1200".
COUNTED = frozenset({"det", "adp", "of", "conj", "number_word"})
#: The marks around what a paper is called.
NAMED = frozenset("«»“”„")
#: Verbs that part a source from who is told of.
VERBS_THERE = frozenset({"sure", "present", "past_fin"})


def past_title(words: Words, first: int, last: int) -> int:
    """ "laut der „Rundschau“ | über einen Verkauf": behind its quote marks a name is at its end, in German."""
    marks = [at for at in range(first, last - 1) if words.low[at] in QUOTES]
    close = marks[1] + 1 if len(marks) > 1 else last
    named = bool(marks) and marks[0] == first and words.low[min(close, last - 1)][0] != "-"  # "„Reuters“ | Schüsse"
    return close if words.capital_nouns and (named or "adp" in words.tags[min(close, last - 1)]) else last


def before_circumstance(words: Words, first: int, last: int) -> int:
    """ "nach Angaben der Polizei | bei dem Anschlag", "laut Gesetz | mit der Aufsicht betraut"; in German.

    Not "laut dem Bericht zur Lage": what a document is about may be told after its article.
    """
    if first >= last or not words.capital_nouns:
        return last
    if "det" in words.tags[first] and any("document" in words.tags[at] for at in range(first, last)):
        return last
    nouns = (at for at in range(first + 1, last) if "beside" in words.tags[at] and words.capital(at - 1))
    return next(nouns, last)


def described(s: Sentence, at: int) -> int:
    """Where a source ends that begins at `at`, with what is told of an unnamed one before or after the noun.

    "auf | mit der Sache vertraute Personen", "citing two people | briefed on the plan,"
    """
    words, last = s.words, phrase_end(s, at)
    if words.capital_nouns and at < s.last and words.capital(at):
        return last  # "laut Polizei | mehrere Passanten"
    if words.capital_nouns:
        near = range(at, min(at + NEAR, s.last))
        noun = next((i for i in near if words.capital(i) and "anon" in words.tags[i]), -1)
        between = range(at, noun)
        parted = any(words.low[i] in MARKS or words.tags[i] & VERBS_THERE for i in between)
        parted = parted or any(words.figure(i) for i in between[1:])
        if noun > last - 1 and not parted:  # not "der Reederei | waren 193 Personen an Bord"
            return phrase_end(s, noun)
    tail = last - 1 if last > at + 1 and "adp" in words.tags[last - 1] else last  # "deux personnes | au fait du plan"
    if tail < s.last and "anon" in words.tags[tail - 1] and words.begins[tail] & {"told", "near", "asked"}:
        return next((i for i in range(last, s.last) if words.low[i] in MARKS or words.low[i] == "."), s.last)
    return last


def before_count(s: Sentence, first: int, last: int) -> int:
    """Where a source ends that a figure follows: "secondo la polizia | tre", "secondo l'ufficio cantonale | due"."""
    words, speaks = s.words, False
    for at in range(first + 1, last):
        speaks = speaks or not words.tags[at - 1].isdisjoint(SPEAKERS)
        counts = speaks and ("number_word" in words.tags[at] or words.figure(at))
        if counts and words.tags[at - 1].isdisjoint(COUNTED) and not words.capital(at):
            return at
    return last


def over_told(s: Sentence, at: int, last: int, *, paper: bool) -> int:
    """Behind what only tells of the source of a cue at `at`, before what it says; `last` where that begins at once.

    "Selon un témoin | qui se trouvait sur place, | le bus …", "selon X, | cité par Y, | …", "according to the paper, |
    a copy of which the AP has, | …".
    """
    words = s.words
    mark = last + (paper and last < s.last - 1 and words.low[last] in NAMED)  # "laut dem »Kurier|«, der …"
    begin = mark + (mark < s.last and words.low[mark] == ",")
    if begin >= s.last - 2:
        return last
    near = range(begin, min(begin + SOON, s.last)) if paper and begin > mark else ()
    which = any(words.tags[i] & {"rel", "comma_rel", "wh"} for i in near)
    if which or "that" in words.tags[begin] or opens_relative(s, begin, s.last):
        close = relative_end(s, begin, s.last)
    else:
        opens = begin + ("reflexive" in words.tags[begin])
        if words.capital_nouns or words.capital(opens) or words.tags[opens].isdisjoint(DONE):
            return last  # "selon lui, | Narufi, le trésorier, …": a name that ends as a participle does
        close = next((i for i in range(begin + 1, s.last) if words.low[i] == ","), s.last)
        if any("fin" in words.tags[i] for i in range(opens, close)):
            return last
    if close >= s.last - 2:
        return last
    inset = words.capital_nouns and any(words.finite[left(s, last) : last])  # "will laut »Blatt«, das …, | verkaufen"
    if inset:
        return close + 1 if paper else last
    return close if (words.finite[close + 1] if words.capital_nouns else has_verb(s, close, s.last)) else last
