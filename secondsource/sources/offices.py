"""Which offices a description names, and the key of an institution with a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from secondsource.model import Source
from secondsource.text.bodies import Place, content, towns_in
from secondsource.text.language import Language
from secondsource.text.language import load as load_language
from secondsource.text.lexicon import norm

GRAMMAR = frozenset(
    {"legal_form", "det", "adp", "conj", "pron", "adverb", "time", "month", "many", "number_word", "own", "title", "by"}
)
#: What stands beside the word for an office and leaves it one: who speaks for it, and grammar.
BESIDE = GRAMMAR | {"spokes", "role", "anon", "kind", "indef"}
#: The office of whoever is told by his rank, which may be of any force (bodies.toml).
RANK = "rank"
#: Of these each town has its own.
OF_TOWNS = frozenset({"police", "police/city", "police/canton", "police/london", "justice/prosecution"})
#: A longer description is no mere name.
LONGEST_NAME = 60


def own_name(source: Source, code: str) -> str:
    """The key of an institution with a name of its own, or of a country that is named; else ""."""
    named = source.cls in ("official", "own-act", "party", "named") and len(source.text) <= LONGEST_NAME
    return _key(source.text, code) if named else ""


@lru_cache(maxsize=2048)
def _key(text: str, code: str) -> str:
    offices = offices_of(text, code)
    if len(offices) != 1:
        return ""
    named = [place for place in load_language(code).bodies.find(content(text)) if place.body.proper]
    if named and named[0].first > 1:
        return ""
    path, nation = next(iter(offices))
    return f"{path} {nation}".strip() if path and (named or nation) else ""


@lru_cache(maxsize=2048)
def offices_of(text: str, code: str) -> frozenset[tuple[str, str]]:
    """The offices that a description names, each with its country where it says so."""
    language, cut = load_language(code), content(text)
    places = language.bodies.find(cut)
    if not places or any("former" in language.lexicon.tags(norm(word)) for _, word in cut):
        return frozenset()
    nations = [place.body.nation for place in places if place.body.nation]
    if nations and not any(place.body.path for place in places):  # "le ministère russe de la Défense"
        there = {at for place in places for at in range(place.first, place.last)}
        cut = tuple(word for at, word in enumerate(cut) if at not in there) or cut
        places = language.bodies.find(cut)
    found = {
        (place.body.path, place.body.nation or (nations[0] if nations else ""))
        for place in places
        if place.body.path and (place.body.proper or place.body.path != "state" or _of_state(places, cut, language))
    }
    if not found and len(places) == 1 and len(cut) == places[0].last - places[0].first:
        found = {("", nations[0])} if nations else found  # "Moscow", "Bern": whoever governs there
    return frozenset([office for office in found if office[0] != RANK] or found)


@lru_cache(maxsize=2048)
def town_of(text: str, code: str) -> str:
    """The town whose police or prosecutors a description means, where it says no more; else ""."""
    cut = content(text)
    towns = towns_in(cut)
    if len({town for town, _, _ in towns}) != 1:
        return ""
    here = {at for _, first, last in towns for at in range(first, last)}
    told = {
        at
        for place in load_language(code).bodies.find(cut)
        if place.body.path in OF_TOWNS and not (place.body.proper and here.isdisjoint(range(place.first, place.last)))
        for at in range(place.first, place.last)
    }
    return towns[0][0] if told - here and here | told == set(range(len(cut))) else ""


def _of_state(places: Sequence[Place], cut: Sequence[tuple[str, str]], language: Language) -> bool:
    """Whether a president is of nothing else: a club, a court, a firm."""
    taken = {at for place in places for at in range(place.first, place.last)}
    return all(
        low in language.bodies.state or word[0].isupper() or language.lexicon.tags(norm(word)) & BESIDE
        for at, (low, word) in enumerate(cut)
        if at not in taken
    )
