"""Who is who: the sources of one claim that may be one origin under two names.

"One person, one institution, one side; a document and its author's statement about it" (docs/sourcing.md). Two names
for one origin, counted as two, is the costliest error: what the text leaves open is held for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from secondsource.model import AFFIRMING, Attribution, Finding, Source, SourceClass
from secondsource.provenance import channels, houses, kinds
from secondsource.provenance.channels import APART
from secondsource.provenance.fingerprint import skeleton
from secondsource.record import replace
from secondsource.sources.cast import Introduced
from secondsource.sources.offices import own_name, town_of
from secondsource.sources.profiles import SPEAKS, Profile, profile
from secondsource.text.bodies import meet
from secondsource.text.language import Language
from secondsource.text.names import OFFICE_STEM, spells
from secondsource.text.words import Words

#: Who speaks as a house; an unnamed member of it may speak against it.
HOUSES: frozenset[SourceClass] = frozenset({"party", "official", "own-act"})

#: What an unnamed source is of: an institution, or a first-hand part in it.
PLACED = frozenset(
    {"inst", "country", "anon_first", "onlooker", "kind", "firm", "any_firm", "party", "expert", "social"}
)


def unite(findings: list[Finding], words: Words, language: Language, cast: Mapping[str, Introduced]) -> list[Finding]:
    """The findings with one key for the sources of a claim that may be one. `cast`: whom the article introduces."""
    read: dict[tuple[int, int, SourceClass, str], Profile] = {}

    def who(source: Source) -> Profile:
        """Its profile; who speaks to several claims is read once."""
        at = source.start, source.end, source.cls, source.key
        if at not in read:
            read[at] = profile(source, words, language, cast)
        return read[at]

    return [
        _united(_of_towns(_told_apart(finding, language, who), language.code), language.code, who)
        if finding.attributions
        else finding
        for finding in findings
    ]


def _told_apart(finding: Finding, language: Language, who: Callable[[Source], Profile]) -> Finding:
    """Nora Bird, and Tom Bird who denies it, are two; where both affirm it, "Rancher Bird" may be either: one."""
    if all(a.stance != "denies" for a in finding.attributions):
        return finding
    sources = [a.source for a in finding.attributions if a.source.cls not in APART]
    for key in {source.key for source in sources}:
        of_key = [source for source in sources if source.key == key]
        if len(of_key) < 2:
            continue
        initials = {s.id: _initial(who(s), key, language) for s in of_key}
        given = [initial for initial in initials.values() if initial]
        if len(set(given)) < 2:
            continue
        own = tuple(
            replace(a, source=replace(a.source, key=f"{initials[a.source.id] or given[0]} {key}"))
            if a.source.id in initials
            else a
            for a in finding.attributions
        )
        finding = replace(finding, attributions=own)
    return finding


def _initial(who: Profile, surname: str, language: Language) -> str:
    """The first letter of a first name, in any spelling; "" where the word before the surname may be none."""
    lows = [low for low, _ in who.words]
    at = lows.index(surname) - 1 if surname in lows else -1
    if at < (1 if language.lexicon.has("capital_nouns") else 0) or lows[at] not in who.names:
        return ""
    lone = at == 0 or lows[at - 1] not in who.names
    sure = lone and len(lows[at]) > 2 and not language.lexicon.tags(lows[at])
    return skeleton(lows[at] + surname)[0] if sure else ""


def _of_towns(finding: Finding, code: str) -> Finding:
    """Lyon police and the police in Paris are two; "police", after one of them, is that one."""
    towns = {a.source.id: town_of(a.source.text, code) for a in finding.attributions if a.source.cls not in APART}
    if len(set(towns.values()) - {""}) < 2:
        return finding
    apart: dict[str, str] = {}
    for key in {a.source.key for a in finding.attributions if towns.get(a.source.id)}:
        own = sorted((a.source for a in finding.attributions if a.source.key == key), key=lambda source: source.start)
        last = next(towns[source.id] for source in own if towns.get(source.id))
        for source in own:
            last = towns.get(source.id) or last
            apart[source.id] = f"{key} {last}"
    return replace(
        finding,
        attributions=tuple(
            replace(a, source=replace(a.source, key=apart.get(a.source.id, a.source.key))) for a in finding.attributions
        ),
    )


def _united(finding: Finding, code: str, who: Callable[[Source], Profile]) -> Finding:
    finding = _without_own_denials(finding, who)
    sources = [a.source for a in finding.attributions]
    own_names = [own_name(source, code) for source in sources]
    named = {source.key: own for source, own in zip(sources, own_names, strict=True) if own}
    keys = [own or named.get(source.key, source.key) for source, own in zip(sources, own_names, strict=True)]
    if len(keys) > 1 and len(set(keys)) > 1:
        profiles = {key: who(source) for key, source in zip(reversed(keys), reversed(sources), strict=True)}
        towns = {key: town for key, source in zip(keys, sources, strict=True) if (town := town_of(source.text, code))}
        one: dict[str, str] = {}
        for key in dict.fromkeys(keys):
            near = [other for other in one if towns.get(other, towns.get(key)) == towns.get(key, towns.get(other))]
            joined = {one[other] for other in near if _same(profiles[other], profiles[key])}
            first = next((root for root in one if root in joined), key)
            one = {other: first if root in joined else root for other, root in one.items()} | {key: first}
        keys = [one[key] for key in keys]
    if keys == [source.key for source in sources]:
        return finding
    renamed = (
        a if a.source.key == key else replace(a, source=replace(a.source, key=key))
        for a, key in zip(finding.attributions, keys, strict=True)
    )
    return replace(finding, attributions=tuple(renamed))


def _without_own_denials(finding: Finding, who: Callable[[Source], Profile]) -> Finding:
    """Nobody denies what his own house alone has said: the firm says so, and its head rejects another charge."""
    if all(a.stance != "denies" for a in finding.attributions):
        return finding
    said = [a.source for a in finding.attributions if a.stance in AFFIRMING]
    house = "accusation" not in finding.marks and all(b.cls in HOUSES for b in said)

    def of_it(denier: Source) -> bool:
        return all(
            b.key == denier.key or (house and denier.cls in HOUSES and _one_house(who(denier), who(b))) for b in said
        )

    denials = [a.source for a in finding.attributions if a.stance == "denies"]
    own = {denier.id for denier in denials if said and of_it(denier)}
    if not own:
        return finding
    behind = {a.source.id: a.parent for a in finding.attributions if a.source.id in own}
    left = [a for a in finding.attributions if a.source.id not in own]
    return replace(finding, attributions=tuple([_known_through(a, behind) for a in left]))


def _known_through(told: Attribution, gone: Mapping[str, str | None]) -> Attribution:
    """As it was, but known through whom those who are gone were: "denied the port had fallen and said …"."""
    parent = told.parent
    while parent is not None and parent in gone:
        parent = gone[parent]
    return told if parent == told.parent else replace(told, parent=parent)


def _one_house(a: Profile, b: Profile) -> bool:
    if any(len(who.names) > 1 and not (who.nouns or who.roles or "det" in who.tags) for who in (a, b)):
        return False  # whoever is only named has a house that nobody knows
    return any(rule(a, b) or rule(b, a) for rule in OF_ONE_HOUSE)


def _same(a: Profile, b: Profile) -> bool:
    rules = RULES if a.cls in APART or b.cls in APART else (*RULES, *OF_OFFICES)
    return any(rule(a, b) or rule(b, a) for rule in rules)


def one_office(a: Profile, b: Profile) -> bool:
    """The Élysée and the president; police, a police officer and "police sources"; not two countries'."""
    if "expert" in (a.cls, b.cls):
        return False
    if any(who.cls == "anonymous" and "anon_first" in who.tags for who in (a, b)):
        return False
    return meet(a.offices, b.offices)


def acronym(a: Profile, b: Profile) -> bool:
    """OFSP and the Office fédéral de la santé publique; BAG and the Bundesamt für Gesundheit."""
    if a.full and a.full <= {low[:OFFICE_STEM] for low, _ in b.words}:
        return True  # "the Landeskriminalamt (LKA)"
    if len(b.words) < 2:
        return False
    initials = tuple(low for low, _ in b.words)
    return any(
        1 < len(low) <= 6 and word[0].isupper() and spells(low, initials, strict=not word.isupper())
        for low, word in a.words
    )


def speaks_for(a: Profile, b: Profile) -> bool:
    """Brandt Marine and its head Lea Brandt; the union and the union's president; a source at the ministry.

    Or two who speak for one: "a spokesman of the hospital", and the hospital's director; not the heads of two unions.
    """
    if (a.tags & SPEAKS and (a.names or a.offices or b.offices or "indef" in b.tags)) or a.cls == "anonymous":
        return False
    inside = b.tags & SPEAKS or (b.cls == "anonymous" and "anon_first" not in b.tags)
    if b.cls == "expert" and not b.tags & {"spokes", "boss"}:
        return a.cls == "expert" and bool(a.names) and not a.nouns and a.names < b.names
    if not inside:
        return False
    if own := a.names - a.places:
        grown_in = (low.startswith(name) for name in own if len(name) > 3 for low, _ in b.words if low != name)
        if own <= b.names | b.of_names or any(grown_in):  # "Deutsche Bahn", and "ein Bahnsprecher"
            return True
        return not (b.of_names or b.offices) and "inst" in a.tags and bool(b.rest) and houses.is_part(b, a)
    grown = {name[:OFFICE_STEM] for name in b.names}  # "Gewerkschaft Unia", and "Unia-Sekretär Karl Frei"
    if not (a.offices and b.offices) and houses.is_part(b, a):
        return True
    return bool(a.nouns) and (a.nouns <= b.nouns or not a.nouns.isdisjoint(grown))


def unplaced(a: Profile, b: Profile) -> bool:
    """ "A Western diplomat" and "an official of the embassy": two only where both say of what they are, and differ.

    "An official" may be of the police who said it, too; "a surgeon", "a nurse at the hospital" are of one house.
    """
    if a.cls != "anonymous":
        return False
    if b.cls == "anonymous" and a.names == b.names and "inst" in a.tags & b.tags and "other" not in a.tags | b.tags:
        return bool((a.nouns - a.titles) & (b.nouns - b.titles))
    placed = a.tags & (PLACED if "of_country" in b.tags else PLACED | {"of_country"})  # of one side
    if a.offices or placed or "independent" in a.tags & b.tags:
        return False
    return b.cls == "anonymous" or (b.cls == "official" and "official" in a.tags)


Rule = Callable[[Profile, Profile], bool]
#: When two sources may be one, each asked both ways round.
RULES: tuple[Rule, ...] = (
    *(acronym, unplaced, houses.its_head, houses.presides, houses.its_members),
    *(channels.wrote_it, channels.has_it_from, channels.works_for, channels.same_paper, channels.issued),
    *(channels.of_its_house, channels.told_to, channels.from_press, channels.echoes, channels.one_of_them),
    *(channels.state_voice, houses.only_named, houses.saw_it, houses.one_firm, houses.described),
    *(houses.may_be_of, kinds.told_again, kinds.its_kind, kinds.the_expert),
)
#: The same, where both are of a class that may hold an office.
OF_OFFICES: tuple[Rule, ...] = (
    *(one_office, channels.same_name, houses.holds_the_role, houses.heads_it, houses.may_hold, houses.of_the_house),
    *(speaks_for, houses.one_circle, houses.defends, houses.close_to, houses.any_crew, houses.of_the_town),
)
#: Of these, whose sources speak for one house: two offices of a state may contradict each other.
OF_ONE_HOUSE: tuple[Rule, ...] = (
    *(houses.one_firm, houses.described),
    *(houses.holds_the_role, speaks_for, houses.one_circle),
)
