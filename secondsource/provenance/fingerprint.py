"""What of a claim survives rewriting and translation.

Names as skeletons, numbers with their scale, the stems of its content, the concepts of its predicate, whether it is
negated, and its words in their order, as swapped.py reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from functools import cache, lru_cache
from typing import Any, NamedTuple

from secondsource.provenance.swapped import COUNT, DAY, DOER, NAME, NUMBER, PLACE, STEM, UNDONE, Word, word
from secondsource.record import record
from secondsource.text.data import tables
from secondsource.text.lexicon import fold, norm

WORD = re.compile(r"[^\W_]+")
#: A figure, its thousands joined by one mark or space.
FIGURE = re.compile(r"\d+(?:[ .,'’\u00a0\u202f]\d+)*")
THOUSANDS = re.compile(r"[ .,'’\u00a0\u202f](?=\d{3}(?!\d))")
#: A number from here to there is a year.
YEARS = (1900, 2100)
#: A beginning of a word shorter than this is the whole word.
SHORTEST_PREFIX = 4
#: So many letters find the beginnings that a word may have.
LETTERS = 2
STANDING = ("concepts", "counted", "undone")
SPELLINGS = (
    *(("tsch", "s"), ("tch", "s"), ("sch", "s"), ("chr", "kr"), ("chow", "kov"), ("kh", "k"), ("ch", "s"), ("sh", "s")),
    *(("ph", "f"), ("th", "t"), ("ou", "u"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"), ("c", "k"), ("q", "k")),
    ("h", ""),
)
#: Vowels of German that print without them writes as two.
UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


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

    @property
    def counts(self) -> frozenset[str]:
        """The numbers but those of dates, years and ages."""
        return frozenset(word(stored).said for stored in self.order if stored.startswith(COUNT))

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


#: By its first letters: the beginnings of words, and what each stands for.
Beginnings = dict[str, list[tuple[str, str]]]


class Tables(NamedTuple):
    """lang/concepts.toml; `concepts`, `counted` and `undone` are by the first letters of a word."""

    negation: frozenset[str]
    empty: frozenset[str]
    articles: frozenset[str]
    places: frozenset[str]
    doers: frozenset[str]
    ages: frozenset[str]
    numbers: dict[str, str]
    scales: dict[str, float]
    days: dict[str, str]
    months: dict[str, str]
    concepts: Beginnings
    counted: Beginnings
    undone: Beginnings


@cache
def _tables() -> Tables:
    data = tables("concepts.toml")
    names = ("negation", "empty", "article", "place", "doer", "age")
    lists = {name: frozenset(data["words"][name].split()) for name in names}
    pairs = {
        table: [(word, name) for name, words in data[table].items() for word in words.split()]
        for table in ("numbers", "scales", "days", "months", *STANDING)
    }
    return Tables(
        lists["negation"], lists["empty"], lists["article"], lists["place"], lists["doer"], lists["age"],
        dict(pairs["numbers"]), {word: float(value) for word, value in pairs["scales"]},
        dict(pairs["days"]), dict(pairs["months"]), *(_by_letters(pairs[table]) for table in STANDING),
    )  # fmt: skip


def _by_letters(pairs: Iterable[tuple[str, str]]) -> Beginnings:
    found: Beginnings = {}
    for beginning, name in pairs:
        found.setdefault(beginning[:LETTERS], []).append((beginning, name))
    return found


@lru_cache(maxsize=8192)
def spelt(name: str) -> str:
    """A name as it sounds: Müller and Mueller, Zelenskyy and Selenskyj; not Hoffmann and Hofmann."""
    bare = fold(norm(name))
    for spelling, one in (*UMLAUTS, *SPELLINGS):
        bare = bare.replace(spelling, one)
    return bare.rstrip("i") + "i" if bare.endswith("i") else bare


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
    tables, numbers = _tables(), _figures(text)
    words = [(match.start(), match.group(), fold(match.group())) for match in WORD.finditer(text)]
    rare: set[str] = set(numbers.values())
    stems: set[str] = set(numbers.values())
    order: list[Word] = []
    before = ""  # what the small word before a name makes of it
    for at, (start, raw, folded) in enumerate(words):
        beside = {other for _, _, other in words[max(0, at - 1) : at + 2]}
        if raw[0].isdigit() or folded in tables.numbers:
            if number := numbers.get(start) or tables.numbers.get(folded):
                rare.add(number)
                stems.add(number)
                order.append(_number(number, beside))
            continue
        if len(raw) >= 4 and folded not in tables.empty:
            stems.add(folded[:STEM])
        dated = folded in tables.days or (folded in tables.months and any(w[0].isdigit() for w in beside))
        capital = len(raw) >= 3 and raw[0].isupper() and not dated
        named = capital and (at > 0 or first_is_name)
        if named:
            rare.add(skeleton(raw))
        if kept := _kept(folded):
            order.append(kept)
        elif folded in tables.places or folded in tables.doers:
            before = PLACE if folded in tables.places else DOER
        elif len(raw) >= 3 and folded not in tables.empty and not dated:
            key = skeleton(raw) if capital else min(_standing_for([folded], tables.concepts), default="")
            order.append(Word((before or NAME) if named else "", folded, key))
            before = before if named else ""
        elif folded not in tables.articles:
            before = ""
    said = [folded for _, raw, folded in words if not raw[0].isdigit()]
    said_no = bool(tables.negation & set(said)) if negated is None else negated
    concepts = _standing_for(said, tables.concepts)
    return Fingerprint(frozenset(rare), frozenset(stems), said_no, concepts, language, tuple(map(str, order)))


def _kept(folded: str) -> Word | None:
    """A word that stands for one thing: a day; that something was only tried."""
    tables = _tables()
    if folded in tables.days:
        return Word(DAY, tables.days[folded], "")
    undone = _standing_for([folded], tables.undone)
    return Word(UNDONE, min(undone), "") if undone else None


def _number(number: str, beside: Set[str]) -> Word:
    """A number by the words next to it: of a date, an age or a year, or else a count."""
    tables = _tables()
    if month := next((tables.months[word] for word in sorted(beside & tables.months.keys())), ""):
        return Word(DAY, f"{number} {month}", "")
    year = number.isdigit() and YEARS[0] <= int(number) < YEARS[1]
    return Word(NUMBER if year or beside & tables.ages or number.count(".") > 1 else COUNT, number, "")


def figure_of(word: str) -> str:
    """The digits of a number word, or its stem: "three" and "trois" are 3."""
    folded = fold(word)
    return _tables().numbers.get(folded) or folded[:STEM]


@lru_cache(maxsize=1024)
def concepts_of(words: tuple[str, ...]) -> frozenset[str]:
    """The concepts that the words of a clause, in lower case, stand for."""
    return _standing_for(map(fold, words), _tables().concepts)


@lru_cache(maxsize=4096)
def counted_as(noun: str) -> str:
    """What a noun that is counted stands for: people and victims, jobs and posts; else its stem."""
    folded = fold(noun)
    return min(_standing_for([folded], _tables().counted), default=folded[:STEM])


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


def _standing_for(words: Iterable[str], table: Beginnings) -> frozenset[str]:
    return frozenset(
        name
        for word in words
        for beginning, name in table.get(word[:LETTERS], ())
        if word == beginning or (len(beginning) >= SHORTEST_PREFIX and f"{word}_".startswith(beginning))
    )
