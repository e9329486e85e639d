"""Who was named, and what he is called when he is told of again: Verdi and "the union", Ann Cole and "the lawmaker"."""

from __future__ import annotations

from secondsource.provenance.houses import may_be_firm
from secondsource.sources.profiles import AGAIN, SPEAKS, Profile

#: What says that a description means no one that was named, or of which body it is: "a union", "the teachers' union".
NOT_ALONE = frozenset({"indef", "plural", "many", "of", "adp", "other"})
#: What a body that is no firm is filed under (bodies.toml), by the noun for it.
FILED = {
    "again_union": frozenset({"union"}),
    "again_group": frozenset({"ngo", "red cross", "club"}),
    "again_movement": frozenset({"state"}),
}
#: Nouns for what a name of which nothing is known may be; unions are known.
ANY_NAME = frozenset({"again_club", "again_group"})


def told_again(a: Profile, b: Profile) -> bool:
    """ "The union", after Verdi; "the club", after Juventus; "the lawmaker", after Senator Cole; not after a firm.

    "The union leader", after "Farmers' Union president Ann Cole".
    """
    if a.bare and b.names and a.rest and a.rest <= b.rest and a.tags & b.tags & SPEAKS and "indef" not in a.tags:
        return True
    kinds = a.tags & AGAIN
    if not kinds or "det" not in a.tags or a.tags & NOT_ALONE or not a.names <= a.of_names | a.places:
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
    if "again_office" in kinds and b.cls == "official" and "inst" in b.tags and not b.tags & SPEAKS:
        return True
    return bool(kinds & ANY_NAME) and ((may_be_firm(b) and not filed) or bool(b.names and "house_club" in b.tags))
