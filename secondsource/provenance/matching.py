"""Is it the same assertion? What of a claim survives rewriting and translation, and how alike two claims are.

Fingerprint: names as skeletons, numbers with their scale, the stems of its content, the concepts of its predicate,
whether it is negated, and its words in their order. Two claims of one language are held together by their words, of two
languages by names, numbers and concepts; what parts them all the same is in swapped.py. A missed match is better than a
wrong one: false corroboration is the costliest error (docs/sourcing.md).
Where an article is a copy of another (reuse.py), the words are enough: "Two workers were hurt" is one accident then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2s
from importlib.resources import files
from typing import Any, NamedTuple

from secondsource.provenance import swapped
from secondsource.provenance.swapped import DAY, DOER, NAME, NUMBER, PLACE, STEM, UNDONE, Word
from secondsource.record import record
from secondsource.text.lexicon import fold, parse

WORD = re.compile(r"[^\W_]+")
#: A figure, its thousands joined by one mark or space.
FIGURE = re.compile(r"\d+(?:[ .,'’\u00a0\u202f]\d+)*")
THOUSANDS = re.compile(r"[ .,'’\u00a0\u202f](?=\d{3}(?!\d))")
#: Two claims of one article version after another are the same from here on.
SAME_IN_ARTICLE = 0.5
#: Two claims of different articles in one language: so alike if a concept of theirs is known, or without.
SAME_WITH_CONCEPT = 0.5
SAME_WITHOUT = 0.75
#: Rare keys that claims of one language share, and names that claims of two languages share without a number.
RARE_SHARED = 2
NAMES_ABROAD = 3
#: What the key of a wording begins with; no name or number does.
WORDED = "="
#: A beginning of a word shorter than this is the whole word.
SHORTEST_PREFIX = 4
SPELLINGS = (
    *(("tsch", "s"), ("tch", "s"), ("sch", "s"), ("chr", "kr"), ("chow", "kov"), ("kh", "k"), ("ch", "s"), ("sh", "s")),
    *(("ph", "f"), ("th", "t"), ("ou", "u"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"), ("c", "k"), ("q", "k")),
    ("h", ""),
)


@record(frozen=True, slots=True)
class Fingerprint:
    """`rare`: names and numbers, the keys candidates are found by; `stems`: all words of content; `order`: these as
    they follow each other, days too, as swapped.py reads them.
    """

    rare: frozenset[str]
    stems: frozenset[str]
    negated: bool = False
    concepts: frozenset[str] = frozenset()
    language: str | None = None
    order: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "rare": sorted(self.rare),
            "stems": sorted(self.stems),
            "negated": self.negated,
            "concepts": sorted(self.concepts),
            "language": self.language,
            "order": list(self.order),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Fingerprint:
        """As it was stored; by an older engine, without concepts, language and order."""
        return cls(
            frozenset(stored["rare"]),
            frozenset(stored["stems"]),
            bool(stored["negated"]),
            frozenset(stored.get("concepts", ())),
            stored.get("language"),
            tuple(stored.get("order", ())),
        )


class Tables(NamedTuple):
    """lang/concepts.toml; `concepts` and `undone` are (beginning of a word, what it stands for)."""

    negation: frozenset[str]
    empty: frozenset[str]
    articles: frozenset[str]
    places: frozenset[str]
    doers: frozenset[str]
    numbers: dict[str, str]
    scales: dict[str, float]
    days: dict[str, str]
    concepts: tuple[tuple[str, str], ...]
    undone: tuple[tuple[str, str], ...]


@cache
def _tables() -> Tables:
    data = parse(files("secondsource.lang").joinpath("concepts.toml").read_bytes(), "lang/concepts.toml")
    lists = {name: frozenset(words.split()) for name, words in data["words"].items()}
    pairs = {
        table: [(word, name) for name, words in data[table].items() for word in words.split()]
        for table in ("numbers", "scales", "days", "concepts", "undone")
    }
    return Tables(
        lists["negation"],
        lists["empty"],
        lists["article"],
        lists["place"],
        lists["doer"],
        dict(pairs["numbers"]),
        {word: float(value) for word, value in pairs["scales"]},
        dict(pairs["days"]),
        tuple(pairs["concepts"]),
        tuple(pairs["undone"]),
    )


def skeleton(name: str) -> str:
    """What spellings of one name share over languages: its consonants. A name with fewer than three stays as it is."""
    bare = fold(name)
    for spelling, one in SPELLINGS:
        bare = bare.replace(spelling, one)
    bare = bare[:1] + re.sub(r"[aeiou]", "", bare[1:])
    bare = re.sub(r"(.)\1+", r"\1", bare)
    bare = bare[:-1] if bare.endswith("s") else bare
    return bare if len(bare) >= 3 else fold(name)[:STEM]


def fingerprint(
    text: str, *, negated: bool | None = None, first_is_name: bool = False, language: str | None = None
) -> Fingerprint:
    """The fingerprint of a claim's words; a name is a word with a capital that does not open the text.

    `negated`: known by the caller, or else read from the words. `language`: ISO 639-1, if known.
    """
    tables = _tables()
    numbers = _figures(text)
    rare: set[str] = set(numbers.values())
    stems: set[str] = set(numbers.values())
    folded_words = []
    order: list[Word] = []
    before = ""  # what the small word before a name makes of it
    for at, match in enumerate(WORD.finditer(text)):
        word = match.group()
        folded = fold(word)
        if word[0].isdigit():
            if number := numbers.get(match.start()):
                order.append(Word(NUMBER, number, ""))
            continue
        folded_words.append(folded)
        if folded in tables.numbers:
            rare.add(tables.numbers[folded])
            stems.add(tables.numbers[folded])
            order.append(Word(NUMBER, tables.numbers[folded], ""))
            continue
        if len(word) >= 4:
            stems.add(folded[:STEM])
        capital = len(word) >= 3 and word[0].isupper()
        if folded in tables.days:
            order.append(Word(DAY, tables.days[folded], ""))
        elif folded in tables.places or folded in tables.doers:
            before = PLACE if folded in tables.places else DOER
        elif undone := _standing_for([folded], tables.undone):
            order.append(Word(UNDONE, min(undone), ""))
        elif len(word) >= 3 and folded not in tables.empty:
            named = capital and (at > 0 or first_is_name)
            key = skeleton(word) if capital else min(_standing_for([folded], tables.concepts), default="")
            order.append(Word((before or NAME) if named else "", folded, key))
            before = before if named else ""
        elif folded not in tables.articles:
            before = ""
        if capital and (at > 0 or first_is_name) and folded not in tables.days:
            rare.add(skeleton(word))
    said_no = bool(tables.negation & set(folded_words)) if negated is None else negated
    concepts = _standing_for(folded_words, tables.concepts)
    return Fingerprint(frozenset(rare), frozenset(stems), said_no, concepts, language, tuple(map(str, order)))


def figure_of(word: str) -> str:
    """The digits of a number word, or its stem: "three" and "trois" are 3."""
    folded = fold(word)
    return _tables().numbers.get(folded) or folded[:STEM]


def _figures(text: str) -> dict[int, str]:
    """The numbers of a text by where they begin, in plain digits, scale words multiplied in."""
    scales = _tables().scales
    found = {}
    for match in FIGURE.finditer(text):
        digits = THOUSANDS.sub("", match.group()).replace(",", ".")
        after = WORD.search(text, match.end())
        scale = scales.get(fold(after.group()), 1.0) if after and after.start() - match.end() <= 1 else 1.0
        try:
            found[match.start()] = f"{float(digits) * scale:.12g}"
        except ValueError:  # a date or a version, 12.05.2026
            found[match.start()] = digits
    return found


def _standing_for(words: Iterable[str], table: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(
        name
        for word in words
        for beginning, name in table
        if word == beginning or (len(beginning) >= SHORTEST_PREFIX and word.startswith(beginning))
    )


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
    """Whether claims of two articles assert the same. Names, numbers and things that differ part them, and negation."""
    if _parted(a, b):
        return False
    if a.language != b.language:
        return _same_abroad(a, b)
    names, numbers = _names(a) & _names(b), _numbers(a) & _numbers(b)
    if len(names) < RARE_SHARED and not (names and numbers):
        return False
    if alike(a, b) < (SAME_WITH_CONCEPT if a.concepts & b.concepts else SAME_WITHOUT):
        return False
    return not swapped.another(a.order, b.order) and not swapped.replaced(a.order, b.order)


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
