"""Is it the same assertion? How alike the fingerprints of two claims are (fingerprint.py).

Two claims of one language are held together by their words, of two languages by names, numbers and concepts; what
parts them all the same is in swapped.py. A missed match is better than a wrong one: false corroboration is the
costliest error (docs/sourcing.md).
Where an article is a copy of another (reuse.py), the words are enough: "Two workers were hurt" is one accident then.
"""

from __future__ import annotations

from hashlib import blake2s

from secondsource.provenance import swapped
from secondsource.provenance.fingerprint import Fingerprint

#: Two claims of one article version after another are the same from here on.
SAME_IN_ARTICLE = 0.5
#: Two claims of different articles in one language: so alike if a concept of theirs is known, or without.
SAME_WITH_CONCEPT = 0.5
SAME_WITHOUT = 0.75
#: Rare keys that claims of one language share, and names that claims of two languages share without a number.
RARE_SHARED = 2
NAMES_ABROAD = 3
#: So much of the shorter one is in the longer, where they share a name, a number and a concept ("Roy stole 2 million").
IN_SHORT = 0.6
#: What the key of a wording begins with; no name or number does.
WORDED = "="


def alike(a: Fingerprint, b: Fingerprint) -> float:
    """How alike the words of two claims are, 0 to 1 (Jaccard over stems)."""
    union = len(a.stems | b.stems)
    return len(a.stems & b.stems) / union if union else 0.0


def worded(of: Fingerprint) -> str:
    """One key for claims of the same words, whatever their order, small words and marks; "" without a word."""
    if not of.stems:
        return ""
    said = f"{of.language} {of.negated} {' '.join(sorted(of.stems))}"
    return WORDED + blake2s(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def keys(of: Fingerprint) -> list[str]:
    """What a claim is found by: its names and numbers, and its wording."""
    return [*sorted(of.rare), *filter(None, [worded(of)])]


def edited(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether a claim of an article is that of its copy in slightly other words: its numbers are the same."""
    near = _numbers(a) == _numbers(b) and alike(a, b) >= SAME_WITHOUT
    return near and not _parted(a, b) and not swapped.another(a.order, b.order)


def same(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether claims of two articles assert the same. Names, days and things that differ part them, and negation; a
    count that differs does not, where all else is as alike: 12 or 14 dead is one claim, whose figures differ.
    """
    if _parted(a, b):
        return False
    if a.language != b.language:
        return _same_abroad(a, b)
    names, numbers, known = _names(a) & _names(b), _numbers(a) & _numbers(b), bool(a.concepts & b.concepts)
    differ = figures_differ(a, b)
    if len(names) < RARE_SHARED and not (names and (numbers or (differ and known))):
        return False
    told_in_short = bool(names and numbers and known) and _contained(a, b) >= IN_SHORT
    enough = SAME_WITH_CONCEPT if known else SAME_WITHOUT
    if not told_in_short and (_alike_beside_figures if differ else alike)(a, b) < enough:
        return False
    return not swapped.another(a.order, b.order) and not swapped.replaced(a.order, b.order)


def figures_differ(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether each of two claims counts something else: 12 dead, 14 dead. A date, a year and an age are no counts."""
    return bool(a.counts - b.counts and b.counts - a.counts)


def _contained(a: Fingerprint, b: Fingerprint) -> float:
    """How much of the claim with fewer words the other has."""
    return len(a.stems & b.stems) / (min(len(a.stems), len(b.stems)) or 1)


def _alike_beside_figures(a: Fingerprint, b: Fingerprint) -> float:
    mine, theirs = a.stems - _numbers(a), b.stems - _numbers(b)
    return len(mine & theirs) / (len(mine | theirs) or 1)


def adds(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether one of two claims that are held for the same names somebody, a place, a day or a number more."""
    return (swapped.more if a.language == b.language else swapped.more_abroad)(a.order, b.order)


def _parted(a: Fingerprint, b: Fingerprint) -> bool:
    return a.negated != b.negated or bool(a.concepts and b.concepts and not a.concepts & b.concepts)


def _same_abroad(a: Fingerprint, b: Fingerprint) -> bool:
    """In two languages: a shared concept, and a name with the same numbers, or several names and no number."""
    if not a.concepts & b.concepts or _numbers(a) != _numbers(b):
        return False
    names = _names(a) & _names(b)
    enough = bool(names) if _numbers(a) else len(names) >= NAMES_ABROAD
    return enough and not swapped.another_abroad(a.order, b.order)


def _names(of: Fingerprint) -> frozenset[str]:
    return frozenset(key for key in of.rare if not key[0].isdigit())


def _numbers(of: Fingerprint) -> frozenset[str]:
    return of.rare - _names(of)
