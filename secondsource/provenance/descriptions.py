"""What names nobody: the company, the landlord, the activist; whom of the sources of a claim it may mean."""

from __future__ import annotations

from secondsource.model import SourceClass
from secondsource.provenance.channels import APART
from secondsource.provenance.houses import is_ngo, is_part, may_be_firm
from secondsource.sources.profiles import CIRCLES, SPEAKS, Profile

#: What tells that somebody is a body, and what a person is who speaks for none.
BODIES = frozenset({"inst", "firm", "any_firm", "legal_form"})
LABOUR = frozenset({"labour", "house_union"})
FREE = (
    CIRCLES | LABOUR | frozenset({"expert", "kin", "justice", "anon_first", "outlet", "reporter", "country", "indef"})
)


def only_named(a: Profile, b: Profile) -> bool:
    """The activist, where Ana Lima is all who was named: nobody else was introduced."""
    if not a.bare or a.offices or "adp" in a.tags or a.cls not in ("party", "named", "expert"):
        return False
    if a.tags & {"indef", "inst", "firm", "any_firm", "plural", "many"} or "det" not in a.tags:
        return False
    return b.cls == "named" and len(b.names) > 1 and not b.nouns and not b.roles


def saw_it(a: Profile, b: Profile) -> bool:
    """An eyewitness, and Ann Lee "who saw it"."""
    return a.cls == "anonymous" and "onlooker" in a.tags and b.cls == "named" and "watches" in b.told


def one_firm(a: Profile, b: Profile) -> bool:
    """The company, its chief executive, the Zurich-based bank: whichever firm the text names."""
    head = "boss" in a.tags and not a.of
    if "legal_form" in b.tags and head:  # "Brandt AG", and "chairman Mark Ellis"
        return True
    if not a.bare or not a.tags & {"firm", "any_firm", "boss", "spokes"} or _of_another(a):
        return False
    if b.cls not in ("party", "named", "own-act", "official") or (b.offices and not may_be_firm(b)) or _of_another(b):
        return False
    if b.tags & {"firm", "any_firm", "boss"}:
        return not (a.kinds and b.kinds) or bool(a.kinds & b.kinds)
    return bool(b.names) and not b.nouns and not b.roles


def _of_another(who: Profile) -> bool:
    """Whether it heads or is what is no firm: a union, a club."""
    return bool(who.of & {"inst", "official", "expert"}) and not who.of & {"firm", "any_firm"}


def described(a: Profile, b: Profile) -> bool:
    """The operator and the rail operator Norrail; the newspaper and the Tribune."""
    if not a.bare or a.tags & {"indef", "many", "plural", "anon"} or {a.cls, b.cls} & (APART - {"outlet"}):
        return False
    if "outlet" in (a.cls, b.cls):
        return a.cls == b.cls and "outlet" in a.tags and not a.tags & {"named_outlet", "agency"} and not a.titled
    if is_ngo(a) and b.names and not b.nouns and not b.roles:
        return b.cls in ("party", "named", "own-act")  # "the charity", and "Open Doors"
    if "any_house" in a.tags and not b.tags & (SPEAKS | {"firm", "any_firm"}):
        return b.cls in ("party", "named", "own-act")  # "the organisation"
    return bool(a.nouns) and a.nouns <= b.nouns and not a.tags & SPEAKS


def may_be_of(a: Profile, b: Profile) -> bool:
    """A body, and whoever may be of it: "the landlord", "the ranger", a director, a head of department."""
    body = (a.tags & BODIES or a.offices or may_be_firm(a)) and not a.tags & (SPEAKS | LABOUR)
    free = FREE - {"outlet"} if "spokes" in b.tags else FREE  # "press secretary"
    if not body or b.tags & free or b.offices or (b.cls == "anonymous" and "anon" in b.tags):
        return False
    if not (b.tags & SPEAKS or (b.bare and "det" in b.tags and not b.tags & (BODIES | {"plural", "many"}))):
        return False
    of_another = b.of_names and b.of_names.isdisjoint(a.names)
    return not of_another and _of_its_kind(a, b) and (not (b.tags & SPEAKS and b.rest) or is_part(b, a))


def _of_its_kind(a: Profile, b: Profile) -> bool:
    """Whether a person may be of a body, by their classes: nobody at the police is a party."""
    if a.cls == "official":
        return b.cls == "official" or (bool(b.tags & {"boss", "spokes", "branch"}) and not a.offices)
    return a.cls in OF_PARTIES and b.cls in OF_PARTIES


#: Classes of who is no authority.
OF_PARTIES: frozenset[SourceClass] = frozenset({"party", "named", "own-act", "anonymous"})
