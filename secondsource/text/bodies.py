"""Institutions under all their names: which office a description means, and of which country (lang/bodies.toml)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from babel import Locale

from secondsource.model import SourceClass
from secondsource.record import record
from secondsource.text import data
from secondsource.text.lexicon import fold, norm

WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
#: What Babel has among the countries and is none.
UNIONS = frozenset({"UN", "EU", "EZ"})
#: An acronym has at most so many letters.
ACRONYM = 6
#: What names begin or end with has so many letters at least.
AFFIX = 3


@record(frozen=True, slots=True)
class Body:
    """What a name means. `path`: the office ("police/canton"), "" for a mere country; `nation`: the code of its
    country, or ""; `proper`: it is a name of its own, which is nobody else's."""

    path: str
    nation: str
    proper: bool = False


@record(frozen=True, slots=True)
class Place:
    """The words [first, last) of a description that name a body."""

    body: Body
    first: int
    last: int


class Bodies:
    """The names of all institutions. Those of countries are in one language: Babel's."""

    def __init__(self, listed: Mapping[str, Mapping[str, str]], countries: Mapping[str, str]) -> None:
        #: words after "president of the" that leave it the head of state
        self.state = frozenset(fold(name) for name in _names(listed["words"]["state"]))
        self._exact: dict[str, list[tuple[tuple[str, ...], bool, Body]]] = defaultdict(list)
        self._starts: dict[str, Body] = {}
        self._ends: dict[str, Body] = {}
        #: a name of one word, folded -> its class, and whether it measures
        self.classes: dict[str, tuple[SourceClass, bool]] = {}
        #: the names of several words, by the tag that they have in a text
        self.written: dict[str, list[str]] = {"official": [], "party": [], "measurer": []}
        #: offices that measure: weather, statistics
        self.measures = frozenset(listed["words"]["measures"].split())
        for nation, names in (*listed["nation"].items(), *countries.items()):
            self._enter(Body("", nation), names)
        for nation, names in listed["capital"].items():
            self._enter(Body("", nation), names, "official")
        for path, names in listed["office"].items():
            self._enter(Body(path, ""), names)
        classes: tuple[SourceClass, ...] = ("official", "party")
        for cls in classes:
            for key, names in listed[cls].items():
                path, _, nation = key.rpartition(" ") if key[-2:].isupper() else (key, "", "")
                self._enter(Body(path, nation, proper=True), names, cls)
        self._opens = frozenset(name[:AFFIX] for name in self._starts)
        self._closes = frozenset(name[-AFFIX:] for name in self._ends)

    def _enter(self, body: Body, names: str, cls: SourceClass | None = None) -> None:
        for name in _names(names):
            if name.endswith("*"):
                self._starts[fold(name[:-1])] = body
            elif name.startswith("*"):
                self._ends[fold(name[1:])] = body
            elif words := tuple(word for word, _ in content(name)):
                acronym = name.isupper() and len(name) <= ACRONYM
                self._exact[words[0]].append((words, acronym, body))
                measures = body.path in self.measures
                if cls is not None and len(words) == 1:
                    self.classes[words[0]] = cls, measures
                elif cls is not None:
                    self.written[cls].append(name)
                    self.written["measurer"] += [name] if measures else []

    def find(self, words: Sequence[tuple[str, str]]) -> list[Place]:
        """What the words of a description (see `content`) name, the longest names first at each word."""
        found = []
        at = 0
        while at < len(words):
            longest = self._at(words, at)
            if longest is not None:
                found.append(longest)
                at = longest.last
            else:
                at += 1
        return found

    def _at(self, words: Sequence[tuple[str, str]], at: int) -> Place | None:
        low, written = words[at]
        best: Place | None = None
        for name, acronym, body in self._exact.get(low, ()):
            last = at + len(name)
            if acronym and not (written.isupper() or (written.istitle() and len(written) > 2)):
                continue
            if tuple(word for word, _ in words[at:last]) == name and (best is None or last > best.last):
                best = Place(body, at, last)
        if best is None and (low[:AFFIX] in self._opens or low[-AFFIX:] in self._closes):
            for cut in range(len(low), AFFIX - 1, -1):
                part = self._starts.get(low[:cut]) or (self._ends.get(low[-cut:]) if cut < len(low) else None)
                if part is not None:
                    return Place(part, at, at + 1)
        return best


def _names(listed: str) -> list[str]:
    return [" ".join(name.split()) for name in listed.split(",") if name.strip()]


@cache
def _data() -> dict[str, dict[str, str]]:
    return data.tables("bodies.toml")


@cache
def _towns() -> dict[tuple[str, ...], str]:
    """The words of each name of a town -> the town."""
    listed = ((town, name) for town, names in _data()["town"].items() for name in _names(names))
    return {tuple(low for low, _ in content(name)): town for town, name in listed}


def towns_in(words: Sequence[tuple[str, str]]) -> list[tuple[str, int, int]]:
    """The towns that a description (see `content`) names, each with the words [first, last) that do."""
    lows = tuple(low for low, _ in words)
    runs = [(at, at + length) for length in (1, 2) for at in range(len(lows) - length + 1)]
    return [(town, first, last) for first, last in runs if (town := _towns().get(lows[first:last]))]


@cache
def of_countries() -> dict[str, str]:
    """What is of a country, and the capitals, in all languages, as items of a lexicon by their tags."""
    listed = {"of_country": _data()["nation"], "seat": _data()["capital"]}
    plain = {tag: (norm(name) for names in by.values() for name in _names(names)) for tag, by in listed.items()}
    return {tag: " ".join(n for n in names if n.removesuffix("*").isalpha()) for tag, names in plain.items()}


@cache
def under(path: str) -> frozenset[str]:
    """The offices that take orders from one, in its own country."""
    return frozenset(_data()["over"].get(path, "").split())


def meet(offices: Iterable[tuple[str, str]], others: Collection[tuple[str, str]]) -> bool:
    """Whether an office may be the other, be a part of it, or stand under it; not of another country."""
    return any(
        _within(path, other) and (nation == country or (not (nation and country) and bool(path and other)))
        for path, nation in offices
        for other, country in others
    )


def _within(path: str, other: str) -> bool:
    return not path or path == other or other.startswith(path + "/") or other in under(path)


@cache
def _skipped() -> frozenset[str]:
    return frozenset(_data()["words"]["skip"].split())


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text but for those of grammar: folded, and as written."""
    cut, skipped = [(fold(word).replace(".", ""), word) for word in WORD.findall(text)], _skipped()
    return tuple((low, word) for low, word in cut if low and low not in skipped)


@cache
def load(code: str) -> Bodies:
    """The names as they are met in texts of one language. Reads the file once."""
    territories = Locale(code).territories.items()
    return Bodies(
        _data(),
        {
            key: name
            for key, name in territories
            if key.isalpha() and len(key) == 2 and key not in UNIONS and "," not in name
        },
    )
