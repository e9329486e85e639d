"""Whom an article introduces: "the mayor, Anna Rossi", "Anna Rossi, mayor of X", "the Statistical Office (FSO)"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from secondsource.model import SourceClass
from secondsource.record import record
from secondsource.sources.windows import NEAR
from secondsource.text.bodies import load
from secondsource.text.lexicon import NONE, fold
from secondsource.text.names import COMMON, MARKS, OFFICE_STEM, ROLES, is_acronym, outlet_key
from secondsource.text.words import Words

ROLE_TAGS = frozenset(tag for tag, _ in ROLES)
#: A dateline stands among so many words, headline and all.
DATELINE = 80


@record(frozen=True, slots=True)
class Introduced:
    """Whom an article introduces: his class, the stems of his roles, their tags, and the words that do it."""

    cls: SourceClass
    roles: frozenset[str] = frozenset()
    tags: frozenset[str] = NONE
    said: str = ""
    measures: bool = False
    alone: bool = False  # only where his name is all that is said: "Moscow", and not "Anna Moscow"


@cache
def known(code: str) -> Mapping[str, Introduced]:
    """Whom nobody need introduce: the institutions and capitals that have a name of one word, by that name."""
    classes = load(code).classes
    return {name: Introduced(cls, measures=measures, alone=True) for name, (cls, measures) in classes.items()}


def introduced(words: Words) -> dict[str, Introduced]:
    """Who the article introduces with a role, by his last name: "the mayor, Anna Rossi", "Anna Rossi, the mayor"."""
    found: dict[str, Introduced] = {}
    for at in range(len(words) - 1):
        low, tags = words.low[at], words.tags[at]
        if low == "(":
            _in_brackets(words, at, found)
        if not tags or ROLE_TAGS.isdisjoint(tags):
            continue
        if (end := _name_after(words, at) or _name_before(words, at)) > 0:
            cls = next(cls for tag, cls in ROLES if tag in tags)
            name = fold(words.low[end - 1])
            known = found.get(name) or Introduced(cls)
            roles = known.roles | {fold(low)[:OFFICE_STEM]}
            said = words.text[slice(*words.span(_opens(words, at), max(end, at + 1)))]
            found[name] = Introduced(known.cls, roles, known.tags | words.begins[at], f"{known.said} {said}")
    return found


def _in_brackets(words: Words, at: int, found: dict[str, Introduced]) -> None:
    """ "the Federal Statistical Office (FSO)": what has an acronym has it after its name."""
    if at + 2 < len(words) and words.low[at + 2] == ")" and is_acronym(words, at + 1):
        before = {tag for i in range(max(0, at - NEAR), at) for tag in words.tags[i]}
        for tag, of_body in reversed(ROLES):
            if tag in before:
                found[fold(words.low[at + 1])] = Introduced(of_body, measures="measurer" in before)


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


def _opens(words: Words, at: int) -> int:
    """Where the description begins that holds a role: with up to two words that say of what he is it."""
    first = at
    while first > max(0, at - 2) and words.low[first - 1] not in MARKS and not words.finite[first - 1]:
        first -= 1
    return first


def _name_before(words: Words, at: int) -> int:
    """Where the name ends that a role follows: "Anna Rossi, the mayor"; 0 for none."""
    end = at - 1 if at and "det" in words.tags[at - 1] else at
    if end < 3 or words.low[end - 1] != "," or not words.tags[at] & {"role", "spokes", "expert"}:
        return 0
    if words.finite[at + 1]:
        return 0  # "According to Paul Stern, | the mayor lied"
    pair = all(words.capital(i) and not words.tags[i] & COMMON for i in (end - 3, end - 2))
    return end - 1 if pair else 0
