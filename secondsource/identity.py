"""Who is who: the sources of one claim that may be one origin under two names.

"One person, one institution, one side; a document and its author's statement about it" (docs/sourcing.md). Two names
for one origin, counted as two, is the costliest error: what the text leaves open is held for one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from secondsource.bodies import Place, content
from secondsource.cast import Introduced
from secondsource.language import Language
from secondsource.language import load as load_language
from secondsource.lexicon import NONE, Tags, fold, norm
from secondsource.model import Finding, Source, SourceClass
from secondsource.record import record
from secondsource.sources import OFFICE_STEM, proper
from secondsource.words import Words

#: Classes that are no office, whatever office their name holds.
APART: frozenset[SourceClass] = frozenset({"document", "outlet", "social", "witness"})
GRAMMAR = frozenset(
    {"legal_form", "det", "adp", "conj", "pron", "adverb", "time", "month", "many", "number_word", "own", "title", "by"}
)
#: What stands beside the word for an office and leaves it one: who speaks for it, and grammar.
BESIDE = GRAMMAR | {"spokes", "role", "anon", "kind", "indef"}
#: Whoever speaks for a body or heads it.
SPEAKS = frozenset({"spokes", "boss", "role"})
#: So many words after a source may say that he wrote a document, or to which outlet he spoke.
AFTER = 8
#: A longer description is no mere name.
LONGEST_NAME = 60
ENDS = frozenset('.;:!?«»“”"')


@record(frozen=True, slots=True)
class Profile:
    """What the name of a source says of who it is. Words are folded; `nouns` and `roles` are cut to their stems."""

    cls: SourceClass
    words: tuple[tuple[str, str], ...]
    offices: frozenset[tuple[str, str]]
    names: frozenset[str]
    places: frozenset[str]  # names that only say where: "in Zurich", "Zurich-based"
    nouns: frozenset[str]
    roles: frozenset[str]
    kinds: frozenset[str]  # the nouns that say what a firm does: bank, airline
    papers: frozenset[str]  # the nouns for documents
    tags: Tags
    of: Tags  # of the nouns that are no role: of what somebody is the head
    called: frozenset[str]  # the words of an outlet's name
    titled: bool  # a noun of it has a capital, where nouns have none: "Le Courrier"
    after: frozenset[str]  # stems of what follows it in its part of the sentence
    wrote: bool  # and that tells of writing

    @property
    def bare(self) -> bool:
        """Whether it names nobody: a description."""
        return self.names <= self.places


def unite(findings: list[Finding], words: Words, language: Language, cast: Mapping[str, Introduced]) -> list[Finding]:
    """The findings with one key for the sources of a claim that may be one. `cast`: whom the article introduces."""
    return [_united(finding, words, language, cast) for finding in findings]


def _united(finding: Finding, words: Words, language: Language, cast: Mapping[str, Introduced]) -> Finding:
    sources = [a.source for a in finding.attributions]
    keys = [_own_name(source, language.code) or source.key for source in sources]
    if len(set(keys)) > 1:
        profiles = {
            key: profile(s, words, language, cast) for key, s in zip(reversed(keys), reversed(sources), strict=True)
        }
        one: dict[str, str] = {}
        for key in keys:
            first = next((other for other in one if _same(profiles[other], profiles[key])), key)
            one.setdefault(key, one.get(first, first))
        keys = [one[key] for key in keys]
    if keys == [source.key for source in sources]:
        return finding
    named = (replace(a, source=replace(a.source, key=key)) for a, key in zip(finding.attributions, keys, strict=True))
    return replace(finding, attributions=tuple(named))


def _own_name(source: Source, code: str) -> str:
    """The key of an institution with a name of its own, or of a country that is named; else ""."""
    named = source.cls in ("official", "own-act", "party", "named") and len(source.text) <= LONGEST_NAME
    return _key(source.text, code) if named else ""


@lru_cache(maxsize=8192)
def _key(text: str, code: str) -> str:
    language = load_language(code)
    cut = content(text)
    named = [place for place in language.bodies.find(cut) if place.body.proper]
    offices = _offices(cut, language)
    if len(offices) != 1 or (named and named[0].first > 1):
        return ""
    path, nation = next(iter(offices))
    return f"{path} {nation}".strip() if path and (named or nation) else ""


def profile(source: Source, words: Words, language: Language, cast: Mapping[str, Introduced]) -> Profile:
    """What a source's name says, and the roles in which the article introduces him."""
    first, last = bisect_left(words.start, source.start), bisect_left(words.start, source.end)
    opens = first == 0 or words.low[first - 1] in ".!?"
    names = [at for at in proper(words, first, last, first if opens else -1) if "legal_form" not in words.tags[at]]
    nouns = [at for at in range(first, last) if at not in names and not words.tags[at] & GRAMMAR]
    nouns = [at for at in nouns if words.low[at][0].isalpha() and len(words.low[at]) > 2]
    begins = NONE.union(*words.begins[first:last])
    folded = {at: fold(words.low[at]) for at in (*names, *nouns)}
    known = [cast[folded[at]] for at in names if folded[at] in cast]
    cut = tuple(content(source.text))
    after = _after(words, last)
    grown = _compounds(words, nouns)
    return Profile(
        source.cls,
        cut,
        _offices(cut, language).union(*(_offices(content(who.said), language) for who in known)),
        frozenset((*(folded[at] for at in names), *(fold(part) for part, _ in grown))),
        frozenset(folded[at] for at in names if _only_where(words, at, first, last)),
        _stems(words, nouns, NONE),
        _stems(words, nouns, SPEAKS).union(*(who.roles for who in known)),
        _stems(words, nouns, frozenset({"firm"})) - _stems(words, nouns, frozenset({"any_firm"})),
        _stems(words, nouns, frozenset({"document"})),
        begins.union(*(who.tags for who in known), *(language.lexicon.tags(part) for _, part in grown)),
        NONE.union(*(words.begins[at] for at in nouns if not words.begins[at] & SPEAKS)),
        frozenset(low for low, _ in content(source.key)),
        not words.capital_nouns and any(words.capital(at) for at in nouns if at > first or not opens),
        frozenset(fold(words.low[at])[:OFFICE_STEM] for at in after),
        any("wrote" in words.tags[at] for at in after),
    )


def _after(words: Words, last: int) -> range:
    """The words that follow a source up to a conjunction or a mark; over a comma only in a relative clause."""
    end = last
    while end < min(last + AFTER, len(words)) and words.low[end] not in ENDS and "conj" not in words.tags[end]:
        relative = end + 1 < len(words) and words.tags[end + 1] & {"rel", "comma_rel", "that"}
        if words.low[end] == "," and not (end == last and relative):
            break
        end += 1
    return range(last, end)


def _stems(words: Words, places: Sequence[int], wanted: Tags) -> frozenset[str]:
    return frozenset(fold(words.low[at])[:OFFICE_STEM] for at in places if not wanted or words.begins[at] & wanted)


def _compounds(words: Words, places: Sequence[int]) -> list[tuple[str, str]]:
    """The names that nouns are grown together with, each with its noun: "Brandt-Chef"."""
    parts = [words.low[at].split("-") for at in places if words.capital(at)]
    return [(part[0], part[-1]) for part in parts if len(part) > 1 and len(part[0]) > 2]


def _only_where(words: Words, at: int, first: int, last: int) -> bool:
    based = any("based" in words.tags[i] for i in range(at, min(at + 3, last)))
    return based or (at > first and bool(words.tags[at - 1] & {"adp"}) and "firm" in words.begins[at - 2])


def _offices(cut: Sequence[tuple[str, str]], language: Language) -> frozenset[tuple[str, str]]:
    """The offices that a description names, each with its country where it says so."""
    if any("former" in language.lexicon.tags(norm(word)) for _, word in cut):
        return frozenset()
    places = language.bodies.find(cut)
    nations = [place.body.nation for place in places if place.body.nation]
    if nations and not any(place.body.path for place in places):  # "le ministère russe de la Défense"
        there = {at for place in places for at in range(place.first, place.last)}
        cut = [word for at, word in enumerate(cut) if at not in there] or cut
        places = language.bodies.find(cut)
    found = {
        (place.body.path, place.body.nation or (nations[0] if nations else ""))
        for place in places
        if place.body.path and (place.body.proper or place.body.path != "state" or _of_state(places, cut, language))
    }
    if not found and len(places) == 1 and len(cut) == places[0].last - places[0].first:
        found = {("", nations[0])} if nations else found  # "Moscow", "Bern": whoever governs there
    return frozenset(found)


def _of_state(places: Sequence[Place], cut: Sequence[tuple[str, str]], language: Language) -> bool:
    """Whether a president is of nothing else: a club, a court, a firm."""
    taken = {at for place in places for at in range(place.first, place.last)}
    return all(
        low in language.bodies.state or word[0].isupper() or language.lexicon.tags(norm(word)) & BESIDE
        for at, (low, word) in enumerate(cut)
        if at not in taken
    )


def _same(a: Profile, b: Profile) -> bool:
    return any(rule(a, b) or rule(b, a) for rule in RULES)


def one_office(a: Profile, b: Profile) -> bool:
    """The Élysée and the president; police, a police officer and "police sources"; not two countries'."""
    if {a.cls, b.cls} & APART or "expert" in (a.cls, b.cls) or "anon_first" in a.tags | b.tags:
        return False
    return _meet(a, b)


def _meet(a: Profile, b: Profile) -> bool:
    """Whether an office of one may be one of the other's."""
    return any(
        _within(path, other) and (nation == country or (not (nation and country) and path and other))
        for path, nation in a.offices
        for other, country in b.offices
    )


def _within(path: str, other: str) -> bool:
    return not path or path == other or other.startswith(path + "/")


def acronym(a: Profile, b: Profile) -> bool:
    """OFSP and the Office fédéral de la santé publique; BAG and the Bundesamt für Gesundheit."""
    initials = tuple(low for low, _ in b.words)
    return any(
        1 < len(low) <= 6 and word[0].isupper() and spells(low, initials, strict=not word.isupper())
        for low, word in a.words
    )


def spells(letters: str, words: Sequence[str], *, strict: bool = False) -> bool:
    """Whether letters are the initials of words in a row; unless `strict`, with letters of compounds in between."""
    return len(words) > 1 and any(_spelled(letters, words[begin:], strict) for begin in range(len(words) - 1))


def _spelled(letters: str, words: Sequence[str], strict: bool) -> bool:
    if not letters:
        return True
    if not words or words[0][0] != letters[0]:
        return False
    if _spelled(letters[1:], words[1:], strict):
        return True
    at = -1 if strict or len(letters) < 2 else words[0].find(letters[1], 2)
    return at > 0 and _spelled(letters[2:], words[1:], strict)


def holds_the_role(a: Profile, b: Profile) -> bool:
    """The director and Anna Weiss, director of the fund; not the director of the plant."""
    if not (a.bare and a.roles & b.roles) or {a.cls, b.cls} & APART or "indef" in a.tags:
        return False
    of, other = a.nouns - a.roles, b.nouns - b.roles
    return not (of and other) or bool(of & other)


def speaks_for(a: Profile, b: Profile) -> bool:
    """Brandt Marine and its head Lea Brandt; the union and the union's president; a source at the ministry."""
    if {a.cls, b.cls} & APART or a.tags & (SPEAKS | {"anon"}):
        return False
    inside = b.tags & SPEAKS or (b.cls == "anonymous" and "anon_first" not in b.tags)
    if b.cls == "expert" and not b.tags & {"spokes", "boss"}:
        return False
    if not inside:
        return False
    if own := a.names - a.places:
        grown_in = (low.startswith(name) for name in own if len(name) > 3 for low, _ in b.words if low != name)
        return own <= b.names or any(grown_in)  # "Deutsche Bahn", and "ein Bahnsprecher"
    grown = {name[:OFFICE_STEM] for name in b.names}  # "Gewerkschaft Unia", and "Unia-Sekretär Karl Frei"
    return bool(a.nouns) and (a.nouns <= b.nouns or not a.nouns.isdisjoint(grown))


def one_firm(a: Profile, b: Profile) -> bool:
    """The company, its chief executive, the Zurich-based bank: whichever firm the text names."""
    head = "boss" in a.tags and not a.of
    if "legal_form" in b.tags and head:  # "Brandt AG", and "chairman Mark Ellis"
        return True
    if not a.bare or not a.tags & {"firm", "any_firm", "boss", "spokes"} or _of_another(a):
        return False
    if b.cls not in ("party", "named", "own-act", "official") or b.offices or _of_another(b):
        return False
    if b.tags & {"firm", "any_firm", "boss"}:
        return not (a.kinds and b.kinds) or bool(a.kinds & b.kinds)
    return bool(b.names) and not b.nouns and not b.roles


def _of_another(who: Profile) -> bool:
    """Whether it heads or is what is no firm: a union, a club."""
    return bool(who.of & {"inst", "official", "expert"}) and not who.of & {"firm", "any_firm"}


def wrote_it(a: Profile, b: Profile) -> bool:
    """A report by Amnesty and Amnesty; a study and one of its authors."""
    if a.cls != "document" or b.cls in APART:
        return False
    if a.papers & b.papers or ("author" in b.tags and a.papers):
        return True
    if b.wrote and a.papers & b.after:
        return True
    if _meet(a, b):
        return True
    by_name = b.names - b.places
    return bool(by_name or b.nouns) and (by_name <= a.names if by_name else b.nouns <= a.nouns)


def described(a: Profile, b: Profile) -> bool:
    """The operator and the rail operator Norrail; the newspaper and the Tribune."""
    if not a.bare or a.tags & {"indef", "many", "plural", "anon"} or {a.cls, b.cls} & (APART - {"outlet"}):
        return False
    if "outlet" in (a.cls, b.cls):
        return a.cls == b.cls and "outlet" in a.tags and not a.tags & {"named_outlet", "agency"} and not a.titled
    return bool(a.nouns) and a.nouns <= b.nouns and not a.tags & SPEAKS


def told_to(a: Profile, b: Profile) -> bool:
    """AFP and the mayor who told AFP; an outlet and the one that cites it."""
    if a.cls != "outlet":
        return False
    own = b.called if b.cls == "outlet" else NONE  # the Times is not behind the Financial Times
    return a.called <= {low for low, _ in b.words} - own or {name[:OFFICE_STEM] for name in a.called} <= b.after


#: When two sources may be one, each asked both ways round.
RULES: tuple[Callable[[Profile, Profile], bool], ...] = (
    one_office,
    acronym,
    holds_the_role,
    speaks_for,
    one_firm,
    wrote_it,
    told_to,
    described,
)
