"""Who belongs to whom, and whom a bare description means: a body and its people, a role, "the company", "the landlord".

The rulings are in docs/rulings.md, "Who is who".
"""

from __future__ import annotations

from secondsource.model import SourceClass
from secondsource.provenance.channels import APART
from secondsource.sources.profiles import CIRCLES, SPEAKS, Profile
from secondsource.text.bodies import meet
from secondsource.text.names import OFFICE_STEM

#: What tells that somebody is a body, and what a person is who speaks for none.
BODIES = frozenset({"inst", "firm", "any_firm", "legal_form"})
LABOUR = frozenset({"labour", "house_union"})
FREE = (
    CIRCLES | LABOUR | frozenset({"expert", "kin", "justice", "anon_first", "outlet", "reporter", "country", "indef"})
)
#: Classes of who is no authority.
OF_PARTIES: frozenset[SourceClass] = frozenset({"party", "named", "own-act", "anonymous"})
#: The office of whoever heads a town (bodies.toml).
TOWN_HALL = "municipality"
#: Tags of what a house is called, and of those who hold an office in one: a parish and a priest.
HOUSE, STAFF = "house_", "staff_"


def holds_the_role(a: Profile, b: Profile) -> bool:
    """The director and Anna Weiss, director of the fund; not the director of the plant."""
    if not (a.bare and a.roles & b.roles) or "indef" in a.tags:
        return False
    of, other = a.nouns - a.roles, b.nouns - b.roles
    return not (of and other) or bool(of & other)


def heads_it(a: Profile, b: Profile) -> bool:
    """The interior ministry, and "the minister, Vera Sokol": of which is not said; the hospital "where she works"."""
    if b.heads and a.nouns and a.nouns <= b.after:
        return True  # "the task force", and "the police, who lead the task force"
    if "works_at" in a.tags and any(name[:OFFICE_STEM] in a.after for name in b.names | b.nouns):
        return True
    if "works_there" in a.tags and ("inst" in a.tags) != ("inst" in b.tags):
        return True
    if b.offices or a.roles or not b.nouns <= b.roles or a.cls != "official" or (a.names and not a.offices):
        return False
    roles = b.roles or {low[:OFFICE_STEM] for low, _ in b.words if b.bare}
    return any(role in low for role in roles for low, _ in a.words)


def may_hold(a: Profile, b: Profile) -> bool:
    """The ministry, and Amina Sule, whom nobody introduces, in an article that tells of "the minister"."""
    if not b.open_roles or a.cls != "official" or a.roles or (a.names and not a.offices):
        return False
    return meet(a.offices, b.open_offices) or any(role in low for role in b.open_roles for low, _ in a.words)


def of_the_house(a: Profile, b: Profile) -> bool:
    """The parish and the priest, the museum and the curator Anna Weiss; not the curator of a museum elsewhere."""
    house = any(tag.startswith(HOUSE) and STAFF + tag.removeprefix(HOUSE) in b.tags for tag in a.tags)
    return house and not (a.names and b.of_names and a.names.isdisjoint(b.of_names))


def any_crew(a: Profile, b: Profile) -> bool:
    """ "Officers", "the rescuers", and the police, the fire brigade."""
    return a.bare and "any_crew" in a.tags and "crews" in b.tags


def of_the_town(a: Profile, b: Profile) -> bool:
    """ "The city", and its mayor."""
    return "town" in a.tags and len(a.nouns) == 1 and any(path == TOWN_HALL for path, _ in b.offices)


def is_part(inside: Profile, body: Profile) -> bool:
    """The office for transport, and the director of the office; "Amt für Umwelt", and "Amtsleiter Beat Koch"."""
    of = inside.rest - inside.titles
    if of:
        return all(any(of_it in low for low, _ in body.words) for of_it in of)  # "Bauernkammer", "Vertreter der Kammer"
    return any(role.startswith(noun) for role in inside.titles for noun in body.rest)


def one_circle(a: Profile, b: Profile) -> bool:
    """The club and its coach, the shipping company and a captain, a lawyer and a client; not a coach of another's."""
    if not (a.circles & b.circles and "belongs" in b.tags):
        return False
    return not (a.rest and b.rest) or bool(a.rest & b.rest)


def defends(a: Profile, b: Profile) -> bool:
    """A lawyer, and "the accused"; not the lawyer of a family."""
    lawyer = "circle_case" in a.circles and "belongs" in a.tags and "circle_family" not in a.circles
    return lawyer and b.bare and "dock" in b.tags


def close_to(a: Profile, b: Profile) -> bool:
    """Tom Bale and "Bale's wife", "her client"; minister Olaf Reh and "his ministry", "his deputy, Ann Cole"."""
    if b.own and ("second" in b.tags or ("inst" in b.tags and not b.names)):
        return "inst" not in a.tags and bool(a.names or a.tags & SPEAKS)
    if a.offices or "inst" in a.tags or not b.tags & {"kin", "belongs"}:
        return False
    return b.own or not a.names.isdisjoint(low for low, _ in b.words)


def its_head(a: Profile, b: Profile) -> bool:
    """Aerolux, and chief executive Marta Diaz; the operator Kestrel Coal and the head of safety; a club and a coach."""
    return not (b.offices or b.own) and may_be_firm(a) and _heads_some(a, b)


def presides(a: Profile, b: Profile) -> bool:
    """The association Antigone, and "the president, Ada Neri", "its director"; the commission, and a head of none."""
    body = is_body(a) or (may_be_firm(a) and b.own)
    return body and "boss" in b.tags and not b.offices - {("state", "")} and _heads_some(a, b)


def _heads_some(a: Profile, b: Profile) -> bool:
    """Whether b is at the head of something, or in it, of which is not said; or has a's name in his own."""
    inside = b.tags & {"boss", "belongs"} or ("branch" in b.tags and b.roles) or b.heads
    if b.rest or not inside or "circle_family" in b.circles:
        return False
    return not (b.of_names and b.of_names.isdisjoint(a.names))


def is_body(who: Profile) -> bool:
    """An institution of which no more is known."""
    union = "house_union" in who.tags and "house_club" not in who.tags
    named = who.cls in ("party", "official", "named") and not (who.offices or who.tags & SPEAKS)
    return named and not union and "inst" in who.tags


def its_members(a: Profile, b: Profile) -> bool:
    """The Lakeside Trust, and "the conservationists", "the volunteers"."""
    if not b.bare or b.offices or b.tags & {"inst", "indef"} or "det" not in b.tags:
        return False
    people = b.cls in ("party", "anonymous") and b.tags & {"labour", "crews"}
    return bool(people) and a.cls == "party" and {"labour", "inst"} <= a.tags


def may_be_firm(who: Profile) -> bool:
    """Whether a name is a body's: it has an article or is one word, and nothing says what else it is."""
    if who.cls in APART or (who.offices and who.cls != "party") or who.tags & SPEAKS - {"role"}:
        return False
    if who.tags & {"firm", "any_firm", "legal_form"} or is_ngo(who):
        return True
    if who.cls not in ("named", "party", "own-act") or not who.names or who.nouns or who.roles:
        return False
    return "det" in who.tags or len(who.names) == 1


def is_ngo(who: Profile) -> bool:
    """ "The charity", "Doctors Without Borders"."""
    return any(path.partition("/")[0] == "ngo" for path, _ in who.offices)


def only_named(a: Profile, b: Profile) -> bool:
    """The activist, where Ana Lima is all who was named: nobody else was introduced."""
    if not a.bare or a.offices or "adp" in a.tags or a.cls not in ("party", "named", "expert"):
        return False
    if a.tags & {"indef", "inst", "firm", "any_firm", "plural", "many"} or "det" not in a.tags:
        return False
    return b.cls == "named" and len(b.names) > 1 and not b.nouns and not b.roles


def saw_it(a: Profile, b: Profile) -> bool:
    """An eyewitness, and Ann Lee "who saw it"; a resident, and Ann Lee, a resident; not "another resident"."""
    if a.cls != "anonymous" or not b.names or b.tags & SPEAKS or "other" in a.tags | b.tags or b.cls in APART:
        return False
    seen = b.tags | b.told
    if "onlooker" in a.tags and b.cls == "named" and not seen.isdisjoint(("watches", "onlooker")):
        return True
    own = {low[:OFFICE_STEM] for low in a.called} if "former" not in a.tags else a.nouns
    return bool(own & b.nouns) and (own & b.nouns == own or "former" not in a.tags)


def one_firm(a: Profile, b: Profile) -> bool:
    """The company, its chief executive, the Zurich-based bank: whichever firm the text names."""
    head = "boss" in a.tags and not a.of
    if "legal_form" in b.tags and head:  # "Brandt AG", and "chairman Mark Ellis"
        return True
    if not a.bare or not a.tags & {"firm", "any_firm", "boss", "spokes"} or _of_another(a) or _elsewhere(a, b):
        return False
    if b.cls not in ("party", "named", "own-act", "official") or (b.offices and not may_be_firm(b)) or _of_another(b):
        return False
    if b.tags & {"firm", "any_firm", "boss"}:
        return not (a.kinds and b.kinds) or bool(a.kinds & b.kinds or b.offices)  # "der Bahnkonzern", and the SBB
    return bool(b.names) and not b.nouns and not b.roles


def _elsewhere(a: Profile, b: Profile) -> bool:
    """The Swiss bank, and the German one."""
    return bool(a.places and b.places) and a.places.isdisjoint(b.places)


def _of_another(who: Profile) -> bool:
    """Whether it heads or is what is no firm: a union, a club."""
    return bool(who.of & {"inst", "official", "expert"}) and not who.of & {"firm", "any_firm"}


def described(a: Profile, b: Profile) -> bool:
    """The operator and the rail operator Norrail; the newspaper and the Tribune."""
    if not a.bare or a.tags & {"indef", "many", "plural", "anon"} or {a.cls, b.cls} & (APART - {"outlet"}):
        return False
    if _elsewhere(a, b):
        return False
    if "outlet" in (a.cls, b.cls):
        return a.cls == b.cls and "outlet" in a.tags and not a.tags & {"named_outlet", "agency"} and not a.titled
    if ("ngo", "") in a.offices and b.names and not b.nouns and not b.roles:
        return b.cls in ("party", "named", "own-act")  # "the charity", and "Open Doors"; Amnesty is no other
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
        return b.cls == "official" or "spokes" in b.tags or (bool(b.tags & {"boss", "branch"}) and not a.offices)
    return a.cls in OF_PARTIES and b.cls in OF_PARTIES
