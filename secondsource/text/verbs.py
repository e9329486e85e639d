"""Which words of a language can be the verb of a clause, from spaCy's tables of word forms.

The tables are those of the package spacy-lookups-data; how a language reads them is data (lang/*/verbs.toml).
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from marisa_trie import Trie

from secondsource.collector import collector_at_rest
from secondsource.errors import BadConfiguration
from secondsource.text import data
from secondsource.text.lexicon import norm, norm_all

PARTS = ("verb", "aux")
NOUN_PARTS = ("noun", "adj", "adv")
#: The rules that are no strings.
KINDS: dict[str, type] = {
    **dict.fromkeys(("forms", "lemmas", "nouns"), list),
    **dict.fromkeys(("moods", "endings", "inflections", "declension"), dict),
    "fewest": int,
    "base": bool,
}


@dataclass(frozen=True, slots=True)
class Forms:
    """Finite forms in their normal form (lexicon.norm), in one table: a word is looked up once, whatever it may be.

    Their tags are `sure`: nothing but a verb; `verbal`: a finite form, or a participle or an infinitive; `nominal`: a
    finite form, or a noun or an adjective; and a mood, where it shows in the form and is no list.
    """

    table: Trie
    kinds: bytes  # the kind of each form, by its number in the table
    tags: tuple[tuple[str, ...], ...]  # of each kind

    def tags_of(self, low: str) -> tuple[str, ...]:
        """The tags of a word; none where it is no form of a verb."""
        number = self.table.get(low)
        return () if number is None else self.tags[self.kinds[number]]


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of one language."""

    forms: Forms
    doubtful: frozenset[str]  # forms of `of` that are nouns or adjectives too, and no participles
    of: Mapping[str, frozenset[str]]  # infinitive -> all its forms, of those that were asked for
    infinitives: frozenset[str]  # those of `of` that are never finite
    particles: tuple[str, ...]  # what may part from a verb: "teilte … mit"


def rules_of(code: str) -> data.Part:
    """The rules of a language's folder (verbs.toml). Raises BadConfiguration where one is not as it must be."""
    rules = data.rules(KINDS, code, "verbs.toml")
    moods = {f"[moods] {tag}": rule for tag, rule in rules.get("moods", {}).items() if isinstance(rule, str)}
    for key, rule in {**{key: rules[key] for key in ("lemma", "not_finite", "participle")}, **moods}.items():
        data.pattern(rule, f"{rules.place}: {key}")
    return rules


@collector_at_rest()
def read(code: str, rules: Mapping[str, Any], lemmas: Set[str] = frozenset()) -> Verbs:
    """The verb forms of one language by the rules of its folder. `lemmas`: the infinitives whose forms are wanted."""
    names = {*rules["forms"], *rules["nouns"], *rules["lemmas"]}
    names |= {rules["infinitives"]} if "infinitives" in rules else set()
    tables = {name: _table(code, name) for name in sorted(names)}
    infinitives = (
        [word for word in tables[rules["infinitives"]]["verb"] if word.isalpha()] if "endings" in rules else []
    )
    never, either = re.compile(rules["not_finite"]), re.compile(rules["participle"])
    pairs = _listed(tables, rules)
    sure_forms = list(_regular(infinitives, rules["endings"])) if infinitives else []
    verbal_forms = list(infinitives or {lemma for _, lemma in pairs}) if rules["base"] else []  # "they believe"
    participle_forms: list[str] = []
    for form, lemma in pairs:
        pair = f"{form} {lemma}"
        participle = either.search(pair)
        if participle:
            participle_forms.append(form)
        if not never.search(pair):
            (verbal_forms if participle else sure_forms).append(form)
    sure, verbal, participles = map(norm_all, (sure_forms, verbal_forms, participle_forms))
    nominal = ((sure | verbal) & _nouns(tables, rules)) - set(rules.get("verbs", "").split())
    excluded = nominal | set(rules["never"].split())
    no_mood = excluded | set(rules.get("no_mood", "").split())
    particles = tuple(rules.get("particles", "").split())
    parted = {lemma.removeprefix(p) for lemma in lemmas for p in particles if lemma.startswith(p)}
    inflected = _inflected(tables, rules, lemmas | parted)
    by_tag = {
        "sure": sure - excluded,
        "verbal": verbal - sure - excluded,
        "nominal": nominal - set(rules["never"].split()),
        **{tag: forms - no_mood for tag, forms in _moods(pairs, rules).items()},
    }
    return Verbs(
        _numbered(by_tag),
        frozenset().union(*inflected.values()) & nominal - participles,
        inflected,
        _infinitives(inflected, particles, rules),
        particles,
    )


def _numbered(by_tag: Mapping[str, Set[str]]) -> Forms:
    """The forms that have each tag, in one table."""
    tags_of: dict[str, tuple[str, ...]] = {}
    for tag, forms in by_tag.items():
        tags_of |= {form: (*tags_of.get(form, ()), tag) for form in forms}
    table, tags = Trie(tags_of), tuple(sorted(set(tags_of.values())))
    kinds = bytearray(len(tags_of))
    for form, found in tags_of.items():
        kinds[table[form]] = tags.index(found)
    return Forms(table, bytes(kinds), tags)


def _moods(pairs: Sequence[tuple[str, str]], rules: Mapping[str, Any]) -> dict[str, set[str]]:
    """The forms of a mood: an ending put to each infinitive, or forms of the tables that match a rule."""
    found: dict[str, set[str]] = {}
    for tag, rule in rules.get("moods", {}).items():
        if isinstance(rule, str):
            wanted = re.compile(rule)
            found[tag] = norm_all(form for form, lemma in pairs if wanted.search(f"{form} {lemma}"))
        else:
            of = dict(pairs)  # "konnte" is a form of "können", whatever other lemma the tables have
            made = ((form, lemma) for lemma in set(of.values()) for form in _regular([lemma], rule))
            found[tag] = norm_all(form for form, lemma in made if of.get(form, lemma) == lemma)
    return found


def _infinitives(
    inflected: Mapping[str, frozenset[str]], particles: tuple[str, ...], rules: Mapping[str, Any]
) -> frozenset[str]:
    """The infinitives of a language in which they are no finite form, and those with an infix ("anzugeben")."""
    whole = {norm(lemma) for lemma in inflected} if not rules["base"] else set()
    infix = rules.get("infix", "")
    parted = {
        norm(f"{p}{infix}{lemma.removeprefix(p)}") for lemma in inflected for p in particles if lemma.startswith(p)
    }
    return frozenset(whole | parted)


def _inflected(tables: Mapping[str, Any], rules: Mapping[str, Any], lemmas: Set[str]) -> dict[str, frozenset[str]]:
    """The forms of verbs as the tables and the endings of their class have them, in their normal form."""
    found = {lemma: {norm(lemma)} for lemma in lemmas}
    for name in rules["lemmas"]:
        table = tables[name]
        for form, named in (*table.items(), *table.get("verb", {}).items()):
            for lemma in (named,) if isinstance(named, str) else named:
                if lemma in lemmas:
                    found[lemma].add(norm(form))
    particles = tuple(rules.get("particles", "").split())
    for lemma in lemmas:
        for ending, forms in rules.get("inflections", {}).items():
            if lemma.endswith(ending) and not lemma.startswith(particles):  # "Angaben" is a noun
                stem = lemma[: len(lemma) - len(ending)]
                found[lemma] |= {norm(stem + form) for form in forms.split()}
    return {lemma: frozenset(forms) for lemma, forms in found.items()}


def _table(code: str, name: str) -> dict[str, Any]:
    try:
        content = files("spacy_lookups_data").joinpath("data", f"{code}_{name}.json.gz").read_bytes()
    except OSError:
        raise BadConfiguration(f"lang/{code}/verbs.toml: spacy-lookups-data has no table {name!r}") from None
    table: dict[str, Any] = json.loads(gzip.decompress(content))
    return table


def _listed(tables: Mapping[str, Any], rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(form, lemma) of the verb forms that stand in a table; the tables hold slips: a verb has several forms."""
    wanted = re.compile(rules["lemma"])
    found: list[tuple[str, str]] = []
    for name in rules["forms"]:
        table = tables[name]
        pairs = [(form, lemma) for form, lemma in table.items() if isinstance(lemma, str) and form[:1].islower()]
        pairs += [(form, lemmas[0]) for part in PARTS for form, lemmas in table.get(part, {}).items()]
        count = Counter(lemma for _, lemma in pairs)
        verbs = {lemma for lemma, forms in count.items() if forms >= rules["fewest"] and wanted.search(lemma)}
        found += [(form, lemma) for form, lemma in pairs if lemma in verbs and form != lemma]
    return found


def _regular(infinitives: list[str], endings: Mapping[str, str]) -> Iterator[str]:
    """The finite forms of regular verbs: the endings of its class, put to each infinitive."""
    for infinitive in infinitives:
        ending = max((end for end in endings if infinitive.endswith(end)), key=len, default=None)
        if ending is not None:
            stem = infinitive[: len(infinitive) - len(ending)]
            yield from (stem + form for form in endings[ending].split())


def _nouns(tables: Mapping[str, Any], rules: Mapping[str, Any]) -> set[str]:
    """The forms of nouns and adjectives that a verb form may be mistaken for."""
    found: set[str] = set()
    for name in rules["nouns"]:
        table = tables[name]
        if any(part in table for part in NOUN_PARTS):
            found.update(*(table.get(part, ()) for part in NOUN_PARTS))
        else:
            found.update(table, table.values())
    if "declension" in rules:  # only a noun or an adjective has the ending of this case
        for ending, others in rules["declension"].items():
            stems = [form[: -len(ending)] for form in found if form.endswith(ending)]
            found = norm_all(stem + other for stem in stems for other in ("", *others.split()))
    return found | {noun + plural for noun in found for plural in rules["plurals"].split()}
