"""Whom an article introduces: "the mayor, Anna Rossi", "Anna Rossi, mayor of X", "the Statistical Office (FSO)"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from secondsource.model import SourceClass
from secondsource.record import record
from secondsource.sources.tenure import HEADS, tenures
from secondsource.sources.windows import NEAR
from secondsource.text.bodies import content, load
from secondsource.text.lexicon import NONE, fold, union
from secondsource.text.names import (
    COMMON,
    MARKS,
    NO_NAME,
    OFFICE_STEM,
    ROLES,
    elsewhere,
    is_acronym,
    outlet_key,
    proper,
)
from secondsource.text.words import Words

ROLE_TAGS = frozenset({tag for tag, _ in ROLES} | {"spokes", "boss"})
#: What a body is called of which somebody is.
OF_BODY = frozenset({"inst", "firm", "any_firm", "official", "party", "outlet"})
#: Whoever is told to head a body.
HEAD, HOLDERS = frozenset({"boss"}), frozenset({"role", "spokes", "boss"})
#: In the cast: the roles that the article tells of and gives to nobody by name.
ANYBODY = ""
#: What ends a part of a sentence.
ENDS = MARKS | {"."}
#: What stands between a role and of what it is.
OF = frozenset({"of", "genitive", "on_behalf"})
#: A dateline stands among so many words, headline and all.
DATELINE = 80


@record(frozen=True, slots=True)
class Introduced:
    """Whom an article introduces: his class, the stems of his roles, their tags, and the words that do it."""

    cls: SourceClass | None  # None: his role alone gives none ("spokesman")
    roles: frozenset[str] = frozenset()
    tags: frozenset[str] = NONE
    said: str = ""
    measures: bool = False
    of_names: frozenset[str] = frozenset()  # the names that say of what he holds it: "Orvex's spokesman"
    rest: frozenset[str] = frozenset()  # the stems of the nouns that do: "head of the fire brigade"
    full: frozenset[str] = frozenset()  # the stems of the name that an acronym is short for
    alone: bool = False  # only where his name is all that is said: "Moscow", and not "Anna Moscow"


@cache
def known(code: str) -> Mapping[str, Introduced]:
    """Whom nobody need introduce: the institutions and capitals that have a name of one word, by that name."""
    classes = load(code).classes
    return {name: Introduced(cls, measures=measures, alone=True) for name, (cls, measures) in classes.items()}


def introduced(words: Words) -> dict[str, Introduced]:
    """Who the article introduces with a role, by his last name: "the mayor, Anna Rossi", "Anna Rossi, the mayor"."""
    found: dict[str, Introduced] = {}
    open_: list[tuple[str, str]] = []
    for at in range(len(words) - 1):
        low, tags = words.low[at], words.tags[at]
        if low == "(":
            _in_brackets(words, at, found)
        if not tags or ROLE_TAGS.isdisjoint(tags) or (HEADS in tags and words.finite[at]):
            continue
        if (end := _name_after(words, at) or _name_behind(words, at) or _name_before(words, at)) > 0:
            near = end > at - 3  # what stands between, as in "Rossi, Orvex's chief", may say more than the role
            cls = next((cls for tag, cls in ROLES if near and tag in tags), None)
            name = fold(words.low[end - 1])
            known = found.get(name) or Introduced(cls)
            roles = known.roles | {fold(low)[:OFFICE_STEM]}
            first, last = _opens(words, at), max(end, _closes(words, at))
            said = words.text[slice(*words.span(first, last))]
            begin = next((i for i in range(end - 1, 0, -1) if not words.capital(i - 1)), 0)
            of = {
                fold(words.low[i])
                for i in proper(words, first, last, -1)
                if not (begin <= i < end or _opens_text(words, i))
            }
            found[name] = Introduced(
                known.cls or cls,
                roles,
                known.tags | words.begins[at],
                f"{known.said} {said}",
                of_names=known.of_names | of,
            )
        elif tags & HOLDERS and "plural" not in tags and is_definite(words, at):
            open_.append(
                (fold(low)[:OFFICE_STEM], words.text[slice(*words.span(_opens(words, at), _closes(words, at)))])
            )
    for name, at, told in tenures(words):
        _in_office(words, name, at, told, found)
    filled = union([who.roles for who in found.values()])
    if left := {stem: said for stem, said in open_ if stem not in filled}:
        found[ANYBODY] = Introduced(None, frozenset(left), said=" ".join(left.values()))
    return found


def is_definite(words: Words, at: int) -> bool:
    """ "The health minister": a noun with a definite article, and no more than two words between."""
    det = next((words.tags[i] for i in range(at - 1, max(at - 4, -1), -1) if "det" in words.tags[i]), NONE)
    return bool(det) and "indef" not in det


def _in_office(words: Words, name: str, at: int, told: range, found: dict[str, Introduced]) -> None:
    """ "Sule is the health minister", "Sule heads the ministry": what a sentence of its own says of somebody."""
    tags, bodies = words.begins[at], [i for i in told if words.begins[i] & OF_BODY and not words.tags[i] & HOLDERS]
    of_body = union([words.begins[i] for i in bodies])
    cls = next((cls for found_tags in (of_body, tags) for tag, cls in ROLES if tag in found_tags), None)
    known = found.get(name) or Introduced(cls)
    said = " ".join(words.low[i] for i in told if i != at or not bodies)
    found[name] = Introduced(
        known.cls,
        known.roles | {fold(words.low[at])[:OFFICE_STEM]},
        known.tags | (tags if tags & HOLDERS else HEAD),
        f"{known.said} {said}",
        of_names=known.of_names | {fold(words.low[i]) for i in proper(words, told.start, told.stop, -1)},
        rest=known.rest | {fold(words.low[i])[:OFFICE_STEM] for i in bodies},
    )


def _in_brackets(words: Words, at: int, found: dict[str, Introduced]) -> None:
    """ "the Federal Statistical Office (FSO)": what has an acronym has it after its name."""
    if at + 2 >= len(words) or words.low[at + 2] != ")" or not words.capital(at + 1):
        return
    name, before = fold(words.low[at + 1]), {tag for i in range(max(0, at - NEAR), at) for tag in words.tags[i]}
    cls = next((cls for tag, cls in ROLES if tag in before), None) if is_acronym(words, at + 1) else None
    full = _spelled_out(words, at, name)
    if cls or (full and name not in found):
        found[name] = Introduced(cls, measures=cls is not None and "measurer" in before, full=full)


def _spelled_out(words: Words, end: int, letters: str) -> frozenset[str]:
    """The stems of the name that has these letters in their order: "| Landeskriminalamt | (LKA)"."""
    first, found = end, range(0)
    while first > max(0, end - 2 * NEAR) and words.low[first - 1] not in ENDS and not words.finite[first - 1]:
        first -= 1
        rest = iter("".join(fold(low) for low in words.low[first:end]))
        if len(letters) > 1 and fold(words.low[first])[0] == letters[0] and all(letter in rest for letter in letters):
            found = range(first, end)
    return stems_of(" ".join(words.low[found.start : found.stop]))


def stems_of(text: str) -> frozenset[str]:
    """The stems of the words of a name."""
    return frozenset([low[:OFFICE_STEM] for low, _ in content(text)])


def publisher(words: Words) -> frozenset[str]:
    """The agency whose copy this is, by its dateline: "LONDON (Reuters) -"."""
    opens = (at for at in range(min(DATELINE, len(words) - 2)) if words.low[at] == "(")
    found = ((at + 1, words.end_of(at + 1, "agency")) for at in opens)
    return frozenset(
        outlet_key(words.text[slice(*words.span(first, end))])
        for first, end in found
        if end and end < len(words) and words.low[end] == ")"
    )


def _name_after(words: Words, at: int) -> int:
    """Where the name ends that follows a role: "Mayor Anna Rossi", "the mayor, Anna Rossi"; 0 for none."""
    name = end = at + 2 if words.low[at + 1] == "," or _adjective(words, at + 1) else at + 1
    while end < len(words) and words.capital(end) and not words.tags[end] & COMMON:
        end += 1
    if words.low[at + 1] == "," and words.finite[end]:
        return 0  # "… hit the hospital, | Mary White said"
    return end if end - name >= (1 if name == at + 1 else 2) else 0


def _adjective(words: Words, at: int) -> bool:
    """ "le président | russe | Vladimir Poutine": a word between a role and a name that may only be an adjective."""
    return not (words.capital(at) or words.tags[at] - {"nominal", "verbal", "of_country"}) and words.low[at].isalpha()


def _opens_text(words: Words, at: int) -> bool:
    """ "| Technical director Ian Moore": what opens a sentence, and is nowhere else in the article, may be no name."""
    return (at == 0 or words.low[at - 1] in ".!?") and not elsewhere(words, at)


def _closes(words: Words, at: int) -> int:
    """Where it ends of what somebody holds a role: "president | of the European Central Bank|, …"."""
    if words.tags[at + 1].isdisjoint(OF):
        return at + 1
    near = range(at + 1, min(at + 1 + NEAR, len(words)))
    return next((i for i in near if words.low[i] in ENDS or words.finite[i]), near.stop)


def _name_behind(words: Words, at: int) -> int:
    """Where the name ends that follows of what somebody holds a role: "the head of the Bank, | Anna Rossi|, met"."""
    comma = _closes(words, at)
    name = end = comma + 1
    while end < len(words) and words.capital(end) and words.tags[end].isdisjoint(COMMON):
        end += 1
    return end if at + 1 < comma < len(words) and words.low[comma] == "," and end > name + 1 else 0


def _opens(words: Words, at: int) -> int:
    """Where the description begins that holds a role: with up to two words that say of what he is it."""
    first = at
    while first > max(0, at - 2) and words.low[first - 1] not in MARKS and not words.finite[first - 1]:
        first -= 1
    return first


def _name_before(words: Words, at: int) -> int:
    """Where the name ends that a role follows: "Anna Rossi, the mayor", "Rossi, Orvex's spokesman, …"; 0 for none."""
    first = at
    while first > max(0, at - NEAR // 2) and words.low[first - 1] not in ENDS and not words.finite[first - 1]:
        first -= 1
        if "adp" in words.tags[first]:
            return 0  # "Ann Cole, a customer of the bank"
    end = first - 1
    if end < 2 or words.low[end] != "," or words.tags[at].isdisjoint(("role", "spokes", "expert")):
        return 0
    if words.finite[at + 1]:
        return 0  # "According to Paul Stern, | the mayor lied"
    names = [words.capital(i) and words.tags[i].isdisjoint(NO_NAME) for i in (end - 2, end - 1)]
    closed = words.low[min(_closes(words, at), len(words))] in ",." and "adp" not in words.tags[end - 2]
    return end if names[1] and (names[0] or (closed and "det" in words.tags[first])) else 0
