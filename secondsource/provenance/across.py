"""Who is who over several articles: the node of each source of one claim.

An article tells who is meant (identity.py); what another one calls him, it does not say. What could be one source is
one: two names for one origin, counted as two, is the costliest error (docs/sourcing.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from secondsource.model import Finding, Source, SourceClass
from secondsource.provenance.fingerprint import skeleton
from secondsource.record import record
from secondsource.sources.offices import town_of
from secondsource.sources.profiles import BODIES as OF_BODIES
from secondsource.sources.profiles import SPEAKS
from secondsource.text.bodies import content, load, meet
from secondsource.text.language import listed
from secondsource.text.lexicon import Tags, fold, norm

#: The node of unnamed sources of several articles.
UNNAMED = "anonymous"
#: Classes whose sources are called otherwise in another language; persons keep their names.
TRANSLATED: frozenset[SourceClass] = frozenset({"official", "party", "document", "own-act", "anonymous", "outlet"})
#: Classes of persons and bodies, which one article describes more shortly than another, or by an office.
DESCRIBED: frozenset[SourceClass] = frozenset({"official", "party", "own-act", "expert", "named"})
#: Classes of bodies.
BODIES: frozenset[SourceClass] = frozenset({"official", "party", "own-act"})
#: Tags of words that say who somebody may be.
TOLD = SPEAKS | {"release", "circle_family", "press"}
#: A word with what a hyphen joins to it: "porte-parole".
WORD = re.compile(r"\w[\w-]*")
#: A name shorter than this is not looked for inside another.
SHORTEST = 3


@record(frozen=True, slots=True)
class Told:
    """How an article tells of a source.

    `name`: the skeleton of its key, or ""; `words`: those of content; `names`: the skeletons of those with a capital;
    `tags`: of `TOLD`, those of its words; `bare`: no body is named, nor what it is; `town`: whose police it is.
    """

    cls: SourceClass
    text: str
    name: str
    words: frozenset[str]
    names: frozenset[str]
    tags: Tags
    bare: bool
    offices: frozenset[tuple[str, str]]
    town: str = ""


def nodes_of(findings: list[Finding]) -> dict[str, str]:
    """source id -> node. Within one article the reader has said who is one; over articles, what could be one is one."""
    if len(findings) < 2:
        return {a.source.id: a.source.key for f in findings for a in f.attributions}
    every = [(f.language or "", a.source) for f in findings for a in f.attributions]
    keys = _joined(every, {a.source.id: _key(a.source, f) for f in findings for a in f.attributions})
    if len({language for language, _ in every}) > 1:
        _translated(every, keys)
    theirs = [(f, {keys[a.source.id] for a in f.attributions}) for f in findings]
    _place_unnamed(every, keys, {a.source.id: own for f, own in theirs for a in f.attributions})
    return keys


def _key(source: Source, finding: Finding) -> str:
    """Unnamed sources of different articles are one, with the outlets that they spoke to, unless they are first-hand,
    hold an office ("a prosecutor"), or are one with somebody named here. Police is that of its town."""
    same = [a.source for a in finding.attributions if a.source.key == source.key]
    unnamed = source.key.startswith(UNNAMED) or all(other.cls == "anonymous" for other in same)
    language = finding.language or ""
    apart = (other.grade == "A" or bool(not other.plural and _told(other, language).offices) for other in same)
    if unnamed and not (source.key.startswith(UNNAMED) and any(apart)):
        return UNNAMED
    town = next((town for other in same if (town := _told(other, language).town)), "")
    return f"{source.key.removesuffix(f' {town}')} {town}" if town else source.key  # as identity.py tells them apart


def _joined(every: Sequence[tuple[str, Source]], keys: dict[str, str]) -> dict[str, str]:
    """The nodes with one name for those that may be one, joined through."""
    told = {(keys[s.id], _told(s, language)) for language, s in every if keys[s.id] != UNNAMED}
    one = {key: key for key, _ in told}
    ordered = sorted(told, key=lambda pair: (pair[0], pair[1].text, sorted(pair[1].words)))
    for at, (key, a) in enumerate(ordered):
        for other, b in ordered[at + 1 :]:
            if one[key] != one[other] and _same(a, b):
                kept, gone = sorted((one[key], one[other]), key=lambda k: (len(k), k), reverse=True)
                one = {each: kept if root == gone else root for each, root in one.items()}
    return {source: one.get(key, key) for source, key in keys.items()}


def _told(source: Source, language: str) -> Told:
    return _cut(source.cls, source.key, source.text, language)


@lru_cache(maxsize=8192)
def _cut(cls: SourceClass, key: str, text: str, language: str) -> Told:
    cut = content(text)
    code = language or "en"
    said = {form for word in WORD.findall(text) for form in (norm(word), norm(word).removesuffix("s"))}
    papers = {fold(word) for word in said & listed(code, "document", "seen")}
    names = [low for low, word in cut if word[0].isupper() and len(low) >= SHORTEST and low not in papers]
    name = skeleton(key) if len(key) >= SHORTEST else ""
    tags = frozenset([tag for tag in TOLD if not said.isdisjoint(listed(code, tag))])
    bare = said.isdisjoint(listed(code, *OF_BODIES) - listed(code, *SPEAKS))
    words = frozenset([low for low, _ in cut])
    offices, town = _offices(key, cut, language), town_of(text, code)
    return Told(cls, fold(text), name, words, frozenset(map(skeleton, names)), tags, bare, offices, town)


def _offices(key: str, cut: Sequence[tuple[str, str]], language: str) -> frozenset[tuple[str, str]]:
    """The offices that a description names; a bare president may be of anything."""
    path, _, nation = key.rpartition(" ")
    if path and nation.isupper():
        return frozenset({(path, nation)})
    bodies = [place.body for place in load(language).find(cut)] if language else []
    nation = next((body.nation for body in bodies if body.nation), "")
    paths = ((body.path, body.nation or nation) for body in bodies)
    return frozenset((path, of) for path, of in paths if path and (of or path != "state"))


def _same(a: Told, b: Told) -> bool:
    if a.town and b.town and a.town != b.town:
        return False
    return any(rule(a, b) or rule(b, a) for rule in RULES)


def _called_alike(a: Told, b: Told) -> bool:
    """ "The ministry of energy" in both, which one reader knows through an agency, or by its minister's name."""
    return a.words == b.words and (bool(a.words) or a.text == b.text)


def _one_office(a: Told, b: Told) -> bool:
    """The mayor and the town hall; the Kremlin and the Russian defence ministry."""
    return {a.cls, b.cls} <= DESCRIBED - {"expert"} and meet(a.offices, b.offices)


def _shorter(a: Told, b: Told) -> bool:
    """ "the director" in one article is "the director of the fund, Marc Tissot" in another: all its words are there; so
    with "an internal report" and "an internal report that the agency has seen".
    """
    return a.cls == b.cls and bool(a.words) and a.words < b.words


def _named_in(a: Told, b: Told) -> bool:
    """Selenskyj and President Zelensky; Mara Lind and Lind Bank."""
    return a.name in a.names and a.name in b.names and a.cls in DESCRIBED and b.cls in DESCRIBED


def _issued(a: Told, b: Told) -> bool:
    """A press release by Medix, and the firm Medix."""
    return "release" in a.tags and b.cls in DESCRIBED and not a.names.isdisjoint(b.names)


def _of_some_body(a: Told, b: Told) -> bool:
    """The police, and "spokeswoman Ann Cole": of which body is not said."""
    return a.cls in BODIES and a.tags.isdisjoint(SPEAKS) and b.bare and "spokes" in b.tags


def _one_family(a: Told, b: Told) -> bool:
    """A widow, and the family's lawyer."""
    return "circle_family" in a.tags & b.tags and a.cls in DESCRIBED and b.cls in DESCRIBED


def _wrote_some(a: Told, b: Told) -> bool:
    """ "An audit", "a new book", of which no more is said, and whoever another article names: not an office."""
    return a.cls == "document" and not a.names and b.cls in ("named", "expert") and bool(b.names)


def _some_press(a: Told, b: Told) -> bool:
    """An outlet, and "media reports"."""
    if a.cls != "outlet":
        return False
    return (b.cls == "outlet" and not b.names) or ("press" in b.tags and b.cls in ("document", "outlet"))


#: When two sources of two articles may be one, each asked both ways round.
RULES = (
    *(_called_alike, _one_office, _shorter, _named_in),
    *(_issued, _of_some_body, _one_family, _wrote_some, _some_press),
)


def _translated(every: Sequence[tuple[str, Source]], keys: dict[str, str]) -> None:
    """Institutions of one class in a second language are taken for those of the first: a translation adds no source."""
    keys |= {source.id: UNNAMED for _, source in every if source.cls == "anonymous"}
    by_class: dict[SourceClass, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for language, source in every:
        if keys[source.id] != UNNAMED:
            by_class[source.cls][language].add(keys[source.id])
    for language, source in every:
        told = by_class[source.cls]
        if source.cls in TRANSLATED and len(told) > 1 and keys[source.id] != UNNAMED:
            first = max(told, key=lambda code: (len(told[code]), code))
            if language != first and keys[source.id] not in told[first]:
                keys[source.id] = min(told[first])


def _place_unnamed(every: Sequence[tuple[str, Source]], keys: dict[str, str], beside: Mapping[str, set[str]]) -> None:
    """Whom one article names may be unnamed in another: an unnamed source adds nothing to him.

    Not whom its own article names `beside` it: that one tells them apart.
    """
    persons: dict[str, list[tuple[str, Source]]] = defaultdict(list)
    for language, source in every:
        if source.cls == "anonymous":
            persons[source.id if keys[source.id] == UNNAMED else keys[source.id]].append((language, source))
    named = [(code, s, keys[s.id]) for code, s in every if s.cls != "anonymous"]
    for one in persons.values():
        others = {
            key for code, s, key in named if any(_may_be(unnamed, language, s, code) for language, unnamed in one)
        }
        if others := others.difference(*(beside[unnamed.id] for _, unnamed in one)):
            keys.update((unnamed.id, min(others)) for _, unnamed in one)
    first_hand = sorted({keys[s.id] for _, s in every if s.cls == "anonymous"} - {UNNAMED})
    if first_hand:
        keys.update((s.id, first_hand[0]) for _, s in every if keys[s.id] == UNNAMED)


def _may_be(unnamed: Source, language: str, named: Source, code: str) -> bool:
    """Whether an unnamed source may be one that is named: any abroad; who was there, a person; who is of its office."""
    if language != code:
        return named.cls in TRANSLATED
    if unnamed.grade == "A" and named.cls in ("named", "expert"):
        return True
    his, other = _told(unnamed, language), _told(named, code)
    if not his.names.isdisjoint(other.names):
        return True  # "an aide to Bly"
    paths = ({path for path, _ in told.offices} for told in (his, other))
    return named.cls in DESCRIBED and not next(paths).isdisjoint(next(paths))
