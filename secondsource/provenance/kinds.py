"""Who was named, and what he is called when he is told of again: Verdi and "the union", Ann Cole and "the lawmaker"."""

from __future__ import annotations

from secondsource.provenance.houses import may_be_firm
from secondsource.sources.profiles import AGAIN, SPEAKS, Profile

#: What says that a description means no one that was named, or of which body it is: "a union", "the teachers' union".
NOT_ALONE = frozenset({"indef", "many", "of", "adp", "other"})
#: What a body that is no firm is filed under (bodies.toml), by the noun for it.
FILED = {
    "again_union": frozenset({"union"}),
    "again_group": frozenset({"ngo", "red cross", "club"}),
    "again_movement": frozenset({"state"}),
}
#: Offices that are no more than a kind (bodies.toml).
ANY_OFFICE = frozenset({("regulator", "")})
#: The houses of which a text means the one it told of: "the clinic", "the party"; police and army have offices.
HOUSES = frozenset({f"house_{kind}" for kind in ("church", "club", "culture", "health", "politics", "school", "union")})
#: A compound ends with what it is: "Inselspital", "Innenministerin"; shorter words may end so by chance.
SUFFIX = 5
#: Nouns for what a name of which nothing is known may be; unions are known.
ANY_NAME = frozenset({"again_club", "again_group"})


def _alone(a: Profile) -> bool:
    """Whether it may mean somebody who was named; "der SPD-Politiker" is one, though politicians are called so, too."""
    return "det" in a.tags and ("plural" not in a.tags or "masc" in a.tags) and a.tags.isdisjoint(NOT_ALONE)


def told_again(a: Profile, b: Profile) -> bool:
    """ "The union", after Verdi; "the club", after Juventus; "the lawmaker", after Senator Cole; not after a firm.

    "The union leader", after "Farmers' Union president Ann Cole".
    """
    if a.bare and b.names and a.rest and a.rest <= b.rest and a.tags & b.tags & SPEAKS and "indef" not in a.tags:
        return True
    kinds = a.tags & AGAIN
    if not kinds or not _alone(a) or not a.names <= a.of_names | a.places:
        return False  # "die SPD-Politikerin" is nobody's name
    if kinds & b.tags and b.names:
        return a.bare or "again_member" in kinds
    if not a.bare:
        return False
    filed = {path.partition("/")[0] for path, _ in b.offices} if b.tags.isdisjoint(SPEAKS) else set[str]()
    if any(kind in FILED and not filed.isdisjoint(FILED[kind]) for kind in kinds):
        return True
    if "again_union" in kinds and "house_union" in b.tags and "inst" not in b.tags and len(b.names | b.nouns) == 1:
        return True  # unions that are words of the language: "Teamsters"
    if "again_office" in kinds and a.offices <= ANY_OFFICE and b.cls == "official" and not b.tags & SPEAKS:
        named = b.names - b.places or any(nation for _, nation in b.offices)
        return "inst" in b.tags or bool(b.offices and named)  # "the agency", after the EMA
    return bool(kinds & ANY_NAME) and ((may_be_firm(b) and not filed) or bool(b.names and "house_club" in b.tags))


def its_kind(a: Profile, b: Profile) -> bool:
    """ "The clinic", after the Inselspital; "the party", after Labour; "die Ministerin", after Innenministerin Kohl."""
    if not a.bare or not _alone(a) or len(a.nouns) != 1 or "other" in b.tags:
        return False
    called = a.titled or a.words[-1][1].isupper()  # "la Lega", "die CDU"
    if a.tags & b.tags & HOUSES and not ((a.tags | b.tags) & SPEAKS or a.offices or called):
        return True
    own = a.words[-1][0]
    return len(own) >= SUFFIX and any(low.endswith(own) and low != own for low, _ in b.words)


def the_expert(a: Profile, b: Profile) -> bool:
    """ "The doctor", after Dr. Ann Cole; "the scholar", after Professor Neri; not "a doctor"."""
    if not a.bare or not _alone(a) or "expert" not in a.tags or "inst" in a.tags:
        return False
    return b.cls in ("expert", "named") and len(b.names) > 1
