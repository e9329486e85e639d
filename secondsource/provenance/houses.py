"""Who belongs to whom: a body and its own people, a role and who holds it (docs/rulings.md, "Who is who")."""

from __future__ import annotations

from secondsource.provenance.channels import APART
from secondsource.sources.profiles import SPEAKS, Profile
from secondsource.text.names import OFFICE_STEM

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


def of_the_house(a: Profile, b: Profile) -> bool:
    """The parish and the priest, the museum and the curator Anna Weiss; not the curator of a museum elsewhere."""
    house = any(tag.startswith(HOUSE) and STAFF + tag.removeprefix(HOUSE) in b.tags for tag in a.tags)
    return house and not (a.names and b.of_names and a.names.isdisjoint(b.of_names))


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
    """Tom Bale and "Bale's wife", "his wife", "her client"; minister Olaf Reh and "his ministry"."""
    if b.own and "inst" in b.tags and not b.names:
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
    if (
        who.cls not in ("party", "official", "named")
        or who.offices
        or who.tags & SPEAKS
        or ("house_union" in who.tags and "house_club" not in who.tags)
    ):
        return False
    return "inst" in who.tags


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
