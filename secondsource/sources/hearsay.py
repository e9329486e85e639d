"""Whence a source has what it says, told in a clause of its own: "She had heard it from Reeves"."""

from __future__ import annotations

from secondsource.sources.windows import SOON
from secondsource.text.words import Words

ENDS = frozenset(".!?")
PARTS = ENDS | frozenset(',;:«»“”"–—')
#: What a sentence opens with that goes on about whoever spoke before.
GOES_ON = frozenset({"pron", "demonstrative"})
#: Verbs that tell somebody something.
TELLS = frozenset({"say", "tells"})
#: What tells that somebody has it from somebody.
HEARS = frozenset({"hears", "to_him"})
#: What is said of a source itself, or of its news: "She was quoting Orvex", "The figure comes from Orvex".
LEANS, STEMS = frozenset({"refers", "leans"}), frozenset({"stems"})
TIDINGS = frozenset({"told_noun"})
#: No sentence that says so is longer.
LONGEST = 40


def heard_from(words: Words, first: int, last: int) -> list[int]:
    """The words that name whom the source [first, last) has it from, in its sentence and in the one after it."""
    begin = next((at + 1 for at in range(first - 1, max(first - LONGEST, -1), -1) if words.low[at] in ENDS), 0)
    end = _end(words, last)
    further = _end(words, end + 1) if end + 1 < len(words) else end
    if all(words.begins[at].isdisjoint(HEARS | LEANS | STEMS) for at in range(begin, further)):
        return []
    after = further if further > end and _of_him(words, end + 1, first, last) else end
    found: list[int] = []
    part = begin
    for at in range(begin, after + 1):
        if at == after or words.low[at] in PARTS:
            found += _from(words, part, at)
            if part > end or part <= first < at:
                found += _leaning(words, max(part, last) if part <= first else part, at)
            part = at + 1
    return found


def _leaning(words: Words, begin: int, end: int) -> range:
    """Whom a part of a sentence says that a source leans on: "was quoting | Orvex", "The figure stems from | Orvex"."""
    leans = next((at for at in range(begin, end) if not words.begins[at].isdisjoint(LEANS | STEMS)), end)
    if any("neg" in words.tags[at] for at in range(begin, min(leans + SOON, end))):
        return range(end, end)
    return range(leans + 1, end)


def _end(words: Words, begin: int) -> int:
    limit = min(begin + LONGEST, len(words))
    return next((at for at in range(begin, limit) if words.low[at] in ENDS), limit)


def _of_him(words: Words, opens: int, first: int, last: int) -> bool:
    """Whether a sentence goes on about the source [first, last): by a pronoun, by his name, or in indirect speech."""
    part = next((at for at in range(opens, len(words)) if words.low[at] in PARTS), opens)
    tidings = any(not words.begins[at].isdisjoint(STEMS) for at in range(opens, part)) and any(
        not words.tags[at].isdisjoint(TIDINGS) for at in range(opens, min(opens + SOON, part))
    )
    if tidings or goes_on(words, opens) or any("konjunktiv1" in words.tags[at] for at in range(opens, part)):
        return True
    names = {words.low[at] for at in range(first, last) if words.capital(at)}
    sentence = range(opens, _end(words, opens))
    if any("pron" in words.tags[at] and any(tags & TELLS for tags in words.tags[at - 1 : at + 2]) for at in sentence):
        return True  # "Orr had told him, he added"
    return any(words.capital(at) and words.low[at] in names for at in sentence)


def goes_on(words: Words, at: int) -> bool:
    """Whether a clause that opens there is about whoever spoke before: "She", "Das", "Lo | ha saputo"."""
    object_ = "clitic" in words.tags[at] and at + 1 < len(words) and words.finite[at + 1]
    return object_ or not words.tags[at].isdisjoint(GOES_ON)


def _from(words: Words, begin: int, end: int) -> range:
    """Whom a part of a sentence names as the one it comes from: "heard it | from Reeves", "Reeves told her"."""
    heard = next((at for at in range(begin, end) if "hears" in words.begins[at]), -1)
    at = heard if heard >= 0 else next((at for at in range(begin, end) if _to_him(words, at, begin, end)), -1)
    near = words.tags[max(begin, at - SOON) : min(at + SOON, end)]
    only = any("that" in tags for tags in near)  # "elle ne le sait que par Lambel"
    if at < 0 or (any("neg" in tags for tags in near) and not only):
        return range(end, end)
    if heard >= 0:
        return range(next((at for at in range(begin, end) if "from" in words.tags[at]), end), end)
    return range(begin if any(words.begins[i] & TELLS for i in range(begin, end)) else end, end)


def _to_him(words: Words, at: int, begin: int, end: int) -> bool:
    """Whether a word is "him" to whom it is told: beside a verb, and no "her brother"."""
    if "to_him" not in words.tags[at]:
        return False
    if words.capital_nouns and at + 1 < end and words.capital(at + 1):
        return False
    after = next((i for i in range(at + 1, end) if "adverb" not in words.tags[i]), at)  # "lui | en | avait parlé"
    beside = (at - 1,) if words.head_last else (at - 1, after) if words.capital_nouns else (after,)
    return any(begin <= i < end and i != at and (words.finite[i] or words.verbal[i]) for i in beside)
