"""Is it the same assertion? What of a claim survives rewriting and translation, and how alike two claims are.

Fingerprint: names folded to a skeleton, numbers normalised, the stems of its content, and whether it is negated.
A missed match is better than a wrong one: false corroboration is the costliest error (docs/sourcing.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
NUMBER = re.compile(r"\d[\d.,' ’]*")
#: Letters of a word that count; enough to see through most inflection.
STEM = 6
#: Two claims of one article version after another are the same from here on.
SAME_IN_ARTICLE = 0.5
#: Two claims of different articles are the same from here on, and share so many rare keys.
SAME_ACROSS = 0.6
RARE_SHARED = 2


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`rare`: names and numbers, the keys candidates are found by; `stems`: all words of content."""

    rare: frozenset[str]
    stems: frozenset[str]
    negated: bool = False

    def to_dict(self) -> dict[str, list[str] | bool]:
        """As it is stored."""
        return {"rare": sorted(self.rare), "stems": sorted(self.stems), "negated": self.negated}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Iterable[str] | bool]) -> Fingerprint:
        """As it was stored."""
        rare, stems = stored["rare"], stored["stems"]
        assert not isinstance(rare, bool)
        assert not isinstance(stems, bool)
        return cls(frozenset(rare), frozenset(stems), bool(stored["negated"]))


def fold(word: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


def fingerprint(text: str, *, negated: bool = False, first_is_name: bool = False) -> Fingerprint:
    """The fingerprint of a claim's words. Numbers are joined over thousands marks; a name is a word with a capital."""
    rare: set[str] = set()
    stems: set[str] = set()
    for number in NUMBER.findall(text):
        digits = re.sub(r"[ .,'’](?=\d{3}(?!\d))", "", number).strip(" .,'’").replace(",", ".")
        if digits:
            rare.add(digits)
            stems.add(digits)
    for at, match in enumerate(WORD.finditer(text)):
        word = match.group()
        if word[0].isdigit() or len(word) < 4:
            continue
        folded = fold(word)
        stems.add(folded[:STEM])
        if word[0].isupper() and (at > 0 or first_is_name):
            rare.add(folded[:STEM])
    return Fingerprint(frozenset(rare), frozenset(stems), negated)


def alike(a: Fingerprint, b: Fingerprint) -> float:
    """How alike the words of two claims are, 0 to 1 (Jaccard over stems)."""
    union = len(a.stems | b.stems)
    return len(a.stems & b.stems) / union if union else 0.0


def same(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether claims of two articles assert the same. Numbers that differ do not part them, negation does."""
    if a.negated != b.negated:
        return False
    names_a, names_b = _names(a), _names(b)
    shared = names_a & names_b
    if len(shared) < RARE_SHARED and not (shared and _numbers(a) & _numbers(b)):
        return False
    return alike(a, b) >= SAME_ACROSS


def _names(of: Fingerprint) -> frozenset[str]:
    return frozenset(key for key in of.rare if not key[0].isdigit())


def _numbers(of: Fingerprint) -> frozenset[str]:
    return of.rare - _names(of)
