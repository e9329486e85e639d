"""Cue words as data: which tags a word or a phrase of a language carries.

A lexicon file is TOML, one list of whitespace-separated items a tag (lang/README.md says what each tag means). `abc*`
is every word that begins so, `*abc` every word that ends so, `a_b` the words a b side by side, cut as spaCy cuts them,
`~abc` every form of the verb abc.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from secondsource.errors import BadConfiguration
from secondsource.text.data import pattern

if TYPE_CHECKING:
    from secondsource.text.verbs import Forms, Verbs

Tags = frozenset[str]
NONE: Tags = frozenset()
#: Entries that are a regular expression and no list of words.
PATTERNS = frozenset({"conditional"})
#: Tags of the verbs of a source: frames.py tells by what stands beside them whether they are verbs.
SPEAKING = frozenset({"say", "confirm", "deny", "view", "weak"})
#: Those of them whose infinitive another verb may govern: "tient à préciser".
UTTERING = frozenset({"say", "confirm"})
#: What a word that only ends like the name of an authority or an expert ("insgesamt", "Verrat", "Kataloge") is not.
BODY = frozenset({"inst", "official", "expert"})
#: The tags of words of grammar, which are no verbs whatever the table of forms says.
CLOSED = frozenset({"det", "adp", "conj", "pron", "adverb", "time", "month", "neg", "number_word", "that", "rel", "wh"})

#: What the end of a word alone does not make of such a word.
ENDING = frozenset({"participle", "gerund"})
#: Two or three letters that print sets as one.
LIGATURES = frozenset("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb06")


def norm(word: str) -> str:
    """The form under which words are looked up: lower case, straight apostrophe, ss as the Swiss write it.

    A ligature of print ("falsi\ufb01ed") is the letters that it joins.
    """
    low = word.lower().replace("’", "'").replace("ß", "ss")
    return low if low.isascii() or LIGATURES.isdisjoint(low) else unicodedata.normalize("NFKC", low)


def norm_all(words: Iterable[str]) -> set[str]:
    """The normal forms of many words, in one go: quicker by far than one by one."""
    joined = "\n".join(words)
    return set(norm(joined).split("\n")) if joined else set()


#: Words as they are folded: so many are remembered.
FOLDED: dict[str, str] = {}
FOLDED_MAX = 1 << 16


def fold(word: str) -> str:
    """Lower case without accents: how names are compared."""
    if (known := FOLDED.get(word)) is not None:
        return known
    if len(FOLDED) >= FOLDED_MAX:
        FOLDED.clear()
    low = word.lower()
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    FOLDED[word] = low
    return low


def union(each: list[Tags]) -> Tags:
    """All tags that some words have; compiled, in sets.h."""
    return NONE.union(*each)


class Lexicon:
    """The tags of one language. Look-ups are cached by word; the cache is bounded."""

    CACHE_MAX = 200_000

    def __init__(self, entries: Mapping[str, str], name: str, verbs: Verbs | None = None) -> None:
        self.name = name
        self.entries = dict(entries)
        self._verbs = verbs
        self._forms: Forms | None = verbs.forms if verbs is not None else None
        #: form that may be a noun -> tags it has where it is the verb
        self.where_verb: dict[str, set[str]] = defaultdict(set)
        #: form of a verb -> (particle that stands apart from it, tag)
        self.apart: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        #: what words begin, or end, with -> its tags; every shorter part of it, to look on -> none
        self._starts: dict[str, Tags] = {}
        self._ends: dict[str, Tags] = {}
        #: first word -> second word -> (the words after the first, the tag)
        self.phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = defaultdict(lambda: defaultdict(list))
        for key, items in entries.items():
            tag = sys.intern(key)  # one object a tag, so that a set need not compare letters
            if not isinstance(items, str):
                raise BadConfiguration(f"{name}: {tag} must be one string of words")
            for item in items.split() if tag not in PATTERNS else ():
                if item.startswith("~"):
                    self._enter_verb(tag, item[1:])
                else:
                    self._enter(tag, norm(item))
        for tag in map(sys.intern, self.words("cased")):
            for item in self.words(tag):
                for ending in self.words("case_endings") if _declined(item) else ():
                    self._enter(tag, norm(item) + ending)
                if _declined(item) and item.endswith(tuple(self.words("dative_plural")) or "-"):
                    for of_many in (tag, "plural"):
                        self._enter(of_many, norm(item) + "n")
        self._patterns = {tag: pattern(entries[tag], f"{name}: {tag}") for tag in PATTERNS if entries.get(tag)}
        self._verbs = None  # its forms are entered; the table of infinitives is large
        self._cache: dict[str, Tags] = {}

    def _enter(self, tag: str, item: str) -> None:
        if item == "%" or not item.strip("*_"):
            self._words[item].add(tag)
        elif "_" in item:
            first, *rest = item.split("_")
            self.phrases[first][rest[0]].append((tuple(rest), tag))
        elif item.endswith("*"):
            for end in range(1, len(item) - 1):
                self._starts.setdefault(item[:end], NONE)
            self._starts[item[:-1]] = self._starts.get(item[:-1], NONE) | {tag}
        elif item.startswith("*"):
            for begin in range(2, len(item)):
                self._ends.setdefault(item[begin:], NONE)
            self._ends[item[1:]] = self._ends.get(item[1:], NONE) | {tag}
        else:
            self._words[item].add(tag)

    def _enter_verb(self, tag: str, lemma: str) -> None:
        """All forms of a verb; one that may be a noun has the tag only where it is the verb, but for `SPEAKING`."""
        if self._verbs is None or lemma not in self._verbs.of:
            raise BadConfiguration(f"{self.name}: {tag} has the verb {lemma!r}, and no table of forms is read here")
        particle = max((p for p in self._verbs.particles if lemma.startswith(p)), key=len, default="")
        base = self._verbs.of.get(lemma[len(particle) :], frozenset()) if particle else frozenset()
        for form in base:
            self.apart[form].add((particle, tag))
        self._words[norm(lemma)].add("infinitive")
        if tag in UTTERING and norm(lemma) in self._verbs.infinitives:
            self._words[norm(lemma)].add("to_say")
        for form in self._verbs.of[lemma] - (self._verbs.infinitives if tag in SPEAKING else frozenset()):
            doubtful = form in self._verbs.doubtful and tag not in SPEAKING
            (self.where_verb if doubtful else self._words)[form].add(tag)

    def tags(self, low: str) -> Tags:
        """The tags of one word in its normal form (see `norm`)."""
        found = self._cache.get(low)
        if found is None:
            if len(self._cache) > self.CACHE_MAX:
                self._cache.clear()
            found = self._cache[low] = self._look_up(low)
        return found

    def _look_up(self, low: str) -> Tags:
        tags = set(self._words.get(low, ()))
        for length in range(1, len(low) + 1):
            if (start := self._starts.get(low[:length])) is None:
                break
            tags.update(start)
        for length in range(1, len(low)):
            if (end := self._ends.get(low[-length:])) is None:
                break
            tags.update(end)
        for tag, wanted in self._patterns.items():
            if wanted.search(low):
                tags.add(tag)
        found: Tags = frozenset(tags) if tags else NONE
        if "no_body" in found:
            found -= BODY
        elif not found.isdisjoint(BODY):
            found -= {"gerund"}  # "il comando"
        if not found.isdisjoint(CLOSED):
            return found - (ENDING - self._words.get(low, set()))  # "du", "plus" end as participles do
        verb = self._forms.tags_of(low) if self._forms is not None else ()
        return found.union(verb) if verb else found

    def phrases_at(self, low: list[str], at: int) -> list[tuple[str, int]]:
        """(tag, end) of every phrase that begins at the word `at`."""
        seconds = self.phrases.get(low[at]) if at + 1 < len(low) else None
        if seconds is None or (rests := seconds.get(low[at + 1])) is None:
            return []
        third = low[at + 2] if at + 2 < len(low) else ""
        return [
            (tag, at + 1 + len(rest))
            for rest, tag in rests
            if len(rest) == 1 or (rest[1] == third and tuple(low[at + 1 : at + 1 + len(rest)]) == rest)
        ]

    def add_phrases(self, other: Lexicon) -> None:
        """Take over the phrases of another lexicon, so that those of both are looked up in one go."""
        for first, seconds in other.phrases.items():
            for second, rests in seconds.items():
                self.phrases[first][second] += rests

    def has(self, switch: str) -> bool:
        """Whether a switch is on: a tag with the one item "yes"."""
        return self.entries.get(switch) == "yes"

    def words(self, tag: str) -> list[str]:
        """The items of a tag, as written."""
        return self.entries.get(tag, "").split()


def _declined(item: str) -> bool:
    """Whether a noun of a list takes the endings of its cases: a word or the end of one, and no weak noun."""
    return item.lstrip("*").isalpha() and item[-1] != "e"


def verbs_in(entries: Mapping[str, Any]) -> Iterator[str]:
    """The verbs whose forms a lexicon asks for, as `~abc`."""
    for tag, items in entries.items():
        if isinstance(items, str) and tag not in PATTERNS:
            yield from (item[1:] for item in items.split() if item.startswith("~"))
