"""Who is who: the sources of one claim that may be one origin under two names.

"One person, one institution, one side; a document and its author's statement about it" (docs/sourcing.md). Two names
for one origin, counted as two, is the costliest error: what the text leaves open is held for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from secondsource.cast import Introduced
from secondsource.language import Language
from secondsource.lexicon import NONE
from secondsource.model import Finding, SourceClass
from secondsource.profiles import SPEAKS, Profile, own_name, profile
from secondsource.sources import OFFICE_STEM
from secondsource.words import Words

#: Classes that are no office, whatever office their name holds.
APART: frozenset[SourceClass] = frozenset({"document", "outlet", "social", "witness"})


def unite(findings: list[Finding], words: Words, language: Language, cast: Mapping[str, Introduced]) -> list[Finding]:
    """The findings with one key for the sources of a claim that may be one. `cast`: whom the article introduces."""
    return [_united(finding, words, language, cast) for finding in findings]


def _united(finding: Finding, words: Words, language: Language, cast: Mapping[str, Introduced]) -> Finding:
    sources = [a.source for a in finding.attributions]
    keys = [own_name(source, language.code) or source.key for source in sources]
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
    if not a.called:
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
