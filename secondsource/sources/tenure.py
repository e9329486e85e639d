"""Who is told in a sentence of its own to hold an office: "Sule has been health minister since March", "She heads it".

Which name is whose office: the words of it go to the cast of the article (cast.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.text.lexicon import fold
from secondsource.text.names import NO_NAME
from secondsource.text.words import Words

#: What says what somebody is, and what of a body that he heads it.
IS, HEADS = "in_office", "presides"
#: What an office is called, and what a body.
OFFICES = frozenset({"role", "spokes", "boss", "expert"})
BODIES = frozenset({"inst", "firm", "any_firm", "official", "party", "expert"})
#: What may stand between the verb and the office only where it says when.
WHEN = frozenset({"time", "month", "since", "number_word"})
#: What tells of another, or that it is not so, or was once.
NEVER = frozenset({"neg", "former", "of", "conj", "kin", "belongs", "pron", "own", "until", "gerund"})
ENDS = frozenset('.,;:!?()«»“”"–—')
#: So many words lie between a name, the verb and the office; and so far back is the person that a pronoun means.
NEAR, BEFORE = 6, 60
GENDERED = frozenset({"masc", "fem"})


def tenures(words: Words) -> Iterator[tuple[str, int, range]]:
    """The last name of somebody, the noun for his office or body, and the words that say it: (name, at, words)."""
    for verb, tags in enumerate(words.begins):
        end = max(words.end_of(verb, IS), words.end_of(verb, HEADS)) if IS in tags or HEADS in tags else 0
        if not end or verb >= len(words):
            continue
        begin = end
        name = _before(words, verb)
        if not name and (inverted := _name_from(words, end)) > end:
            name, begin = fold(words.low[inverted - 1]), inverted
        if name and (at := _office(words, begin, heads=HEADS in tags)):
            last = next(i for i in range(at, len(words) + 1) if words.low[i] in ENDS or words.finite[i])
            yield name, at, range(begin, last)


def _before(words: Words, verb: int) -> str:
    """The last name of the subject that stands before a verb; a pronoun's, or that of a verb without one."""
    at = verb
    while (
        at > max(0, verb - NEAR) and (words.finite[at - 1] or _may_stand(words, at - 1)) and not _is_name(words, at - 1)
    ):
        at -= 1
    if at > 3 and words.low[at - 1] == "," and (comma := _aged(words, at)):
        at = comma  # "Sule, 54, is"
    opens = at == 0 or words.low[at - 1] in ".!?"
    if opens and words.pro_drop and words.finite[at]:
        return _meant(words, at)
    if at and "pron" in words.tags[at - 1] and words.tags[at - 1] & GENDERED:
        return _meant(words, at - 1) if at == 1 or words.low[at - 2] in ".!?" else ""
    if opens or not _is_name(words, at - 1):
        return ""
    first = at - 1
    while first and _is_name(words, first - 1):
        first -= 1
    before = words.low[first - 1]
    subject = not first or before in ENDS or before[0].isdigit() or words.tags[first - 1] & (WHEN | {"title"})
    return fold(words.low[at - 1]) if subject else ""


def _aged(words: Words, at: int) -> int:
    """Where an age between two commas begins that ends here."""
    opens = next((i for i in range(at - 3, max(at - 5, 0), -1) if words.low[i] == ","), 0)
    return opens if opens and words.figure(opens + 1) else 0


def _is_name(words: Words, at: int) -> bool:
    return words.capital(at) and words.tags[at].isdisjoint(NO_NAME) and not words.finite[at] and words.low[at].isalpha()


def _name_from(words: Words, at: int) -> int:
    """Where the name ends that begins here: "Seit März leitet | Sule | das Ministerium"."""
    while _is_name(words, at):
        at += 1
    return at


def _may_stand(words: Words, at: int) -> bool:
    """Whether a word between a name, a verb and an office leaves it his."""
    tags = words.tags[at]
    if words.low[at] in ENDS or not tags.isdisjoint(NEVER - {"of"} if "since" in tags else NEVER) or words.finite[at]:
        return False
    return "adp" not in tags or not tags.isdisjoint(WHEN) or words.figure(at + 1) or bool(words.tags[at + 1] & WHEN)


def _office(words: Words, begin: int, *, heads: bool) -> int:
    """The noun for the office, or the body, that follows a verb; 0 where there is none."""
    wanted = BODIES | OFFICES if heads else OFFICES
    for at in range(begin, min(begin + NEAR, len(words))):
        if not words.tags[at].isdisjoint(wanted) and (heads or "inst" not in words.tags[at]):
            return at
        if heads and _is_name(words, at) and not (words.capital_nouns and "det" in words.tags[at - 1]):
            return at  # "Sule heads | Orvex"
        if not _may_stand(words, at):
            return 0
    return 0


def _meant(words: Words, at: int) -> str:
    """The last name of whoever was named in full last before a pronoun; "" for nobody."""
    for i in range(at - 1, max(at - BEFORE, 0), -1):
        if _is_name(words, i) and _is_name(words, i - 1) and not _is_name(words, i + 1):
            return fold(words.low[i])
    return ""
