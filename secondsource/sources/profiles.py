"""What the name of a source says of who it is: offices, names, roles, and what follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from secondsource.model import Source, SourceClass
from secondsource.record import record
from secondsource.sources.cast import ANYBODY, Introduced
from secondsource.sources.hearsay import heard_from
from secondsource.sources.offices import GRAMMAR, offices_of
from secondsource.sources.windows import NEAR, SOON
from secondsource.text.bodies import content
from secondsource.text.language import Language
from secondsource.text.lexicon import NONE, Tags, fold, union
from secondsource.text.names import OFFICE_STEM, elsewhere, proper
from secondsource.text.words import Words

#: Whoever speaks for a body or heads it.
SPEAKS = frozenset({"spokes", "boss", "role"})
#: Tags of the nouns for a body and for its own people: a club and its coach.
CIRCLES = frozenset({"circle_case", "circle_club", "circle_crew", "circle_family"})
#: Nouns that do not say of which body somebody is.
OF_NONE = SPEAKS | CIRCLES | {"belongs", "branch", "firm", "any_firm"}
#: What links a role to the noun that says of which body; and what tells that a noun is a body's.
LINKS = frozenset({"of", "adp", "det"})
BODIES = frozenset({"inst", "official", "party", "outlet", "country"})
#: What tells of a source behind a comma.
OPENS = frozenset({"rel", "comma_rel", "that", "run_by", "relayed"})
#: Nouns that say what a firm does, those for any firm, and those for documents.
FIRM, ANY_FIRM, PAPER = frozenset({"firm"}), frozenset({"any_firm"}), frozenset({"document"})
#: What somebody who was named is called when he is told of again: "the trade union", "the club", "the lawmaker".
OF_TOWNS = frozenset({"again_club", "again_movement"})
IN_TOWN = OF_TOWNS | {"again_member"}  # before which a town only says where
AGAIN = IN_TOWN | {"again_union", "again_group", "again_office"}
#: Words with a capital that name nobody: "Ltd", "the Ohio Democrat".
NO_NAMES = frozenset({"legal_form", "again_member"})
#: Nouns before which the name of a country or a town only says where: "the Swiss drugmaker", "the Turin club".
ANYWHERE = FIRM | ANY_FIRM | AGAIN | {"outlet"}
#: What opens an aside behind a comma, and what one before the source.
FRONTED, RELATIVE = frozenset({"adp", "gerund", "participle", "prep"}), frozenset({"rel"})
ASIDE = OPENS | FRONTED
REPEATS, NOT_THERE, ONE_OF = frozenset({"repeats"}), frozenset({"not_there"}), frozenset({"one_of"})
ENDS = frozenset('.;:!?«»“”"')


@record(frozen=True, slots=True)
class Profile:
    """What the name of a source says of who it is. Words are folded; `nouns` and `roles` are cut to their stems."""

    cls: SourceClass
    words: tuple[tuple[str, str], ...]
    offices: frozenset[tuple[str, str]]
    names: frozenset[str]
    of_names: frozenset[str]  # names that say of which body: "Kestrel's head", "the director of Kestrel"
    places: frozenset[str]  # names that only say where: "in Zurich", "Zurich-based"
    nouns: frozenset[str]
    roles: frozenset[str]
    titles: frozenset[str]  # the roles that its own words say
    kinds: frozenset[str]  # the nouns that say what a firm does: bank, airline
    papers: frozenset[str]  # the nouns for documents
    tags: Tags
    of: Tags  # of the nouns that are no role: of what somebody is the head
    called: frozenset[str]  # the words of an outlet's name
    titled: bool  # a noun of it has a capital, where nouns have none: "Le Courrier"
    after: frozenset[str]  # stems of what follows it in its part of the sentence
    wrote: bool  # and that tells of writing
    press: bool  # and that tells that he has it from the press
    circles: frozenset[str]  # what it is of: a club, a crew, a family, a case
    rest: frozenset[str]  # the nouns that say of which
    heads: bool  # and that tells what it is the head of: "who runs the pit"
    own: bool  # "her client": of somebody who was named
    bare: bool  # it names nobody: a description
    aside: frozenset[str]  # the stems of what is told of it beside its name: "who had it from the police"
    told: Tags  # and the tags
    open_offices: frozenset[tuple[str, str]]  # of those roles that may be his, where nothing is said of him
    open_roles: frozenset[str]  # these roles
    full: frozenset[str]  # the stems of the name that its acronym is short for


def profile(source: Source, words: Words, language: Language, cast: Mapping[str, Introduced]) -> Profile:
    """What a source's name says, and the roles in which the article introduces him."""
    first, last = words.words_in((source.start, source.end))
    opens = first == 0 or words.low[first - 1] in ".!?"
    names = [at for at in proper(words, first, last, first if opens else -1) if words.tags[at].isdisjoint(NO_NAMES)]
    nouns = [at for at in range(first, last) if words.low[at][0].isalpha() and len(words.low[at]) > 2]
    nouns = [at for at in nouns if not words.tags[at] & GRAMMAR and at not in names]
    stems = [(fold(words.low[at])[:OFFICE_STEM], words.begins[at]) for at in nouns]
    begins, titles = union(words.begins[first:last]), _stems(stems, SPEAKS)
    folded = {at: fold(words.low[at]) for at in names}
    after, rest = _after(words, last), _rest(words, last)
    told = union(words.begins[last : after.stop])
    known = [cast[name] for name in folded.values() if name in cast]
    lone = source.cls == "named" and len(names) == last - first > 1 and words.low[last] != ","
    open_ = cast.get(ANYBODY) if lone and not known else None
    heads = not told.isdisjoint(("boss", "presides"))
    compounds = _compounds(words, nouns)
    grown = frozenset([fold(name) for name, _ in compounds])
    called = grown.union(folded.values())
    own = [
        begins,
        _independent(words, last),
        _one_of(words, first),
        _repeats(words, first, last),
        told & {"works_at", "works_there"},
    ]
    tags = union([*own, *[who.tags for who in known], *[language.lexicon.tags(noun) for _, noun in compounds]])
    places = frozenset([folded[at] for at in names if _only_where(words, at, first, last)])
    beside = _aside(words, first, last)
    aside = [*beside, *heard_from(words, first, last)]
    said = [*[who.said for who in known], _led(words, beside)]
    of_body = [folded[at] for at in names if _of_body(words, at, first, last, opens)]
    return Profile(
        source.cls,
        content(source.text),
        offices_of(source.text, language.code).union(*[offices_of(who, language.code) for who in said if who]),
        called,
        union([grown, frozenset(of_body), *[who.of_names for who in known]]),
        places,
        frozenset([stem for stem, _ in stems]),
        union([titles, *[who.roles for who in known]]),
        titles,
        _stems(stems, FIRM) - _stems(stems, ANY_FIRM),
        _stems(stems, PAPER),
        tags,
        union([of for _, of in stems if of.isdisjoint(SPEAKS)]),
        frozenset([low for low, _ in content(source.key)]),
        not words.capital_nouns and any(words.capital(at) for at in nouns if at > first or not opens),
        frozenset([fold(words.low[at])[:OFFICE_STEM] for at in after]),
        "wrote" in told or _in_paper(words, after),
        any("press" in words.tags[at] or {"outlet", "plural"} <= words.tags[at] for at in (*rest, *aside))
        or any("outlet" in words.tags[at] and "det" in words.tags[at - 1] for at in _cited(words, rest)),
        begins & CIRCLES,
        union([_which(words, nouns, stems, source.cls), *[who.rest for who in known]]),
        heads,
        any("own" in words.tags[at] for at in range(first, min(first + 2, last))),
        called <= places,
        frozenset([fold(words.low[at])[:OFFICE_STEM] for at in aside]),
        union([words.begins[at] for at in aside]),
        offices_of(open_.said, language.code) if open_ else frozenset(),
        open_.roles if open_ else frozenset(),
        union([cast[low].full for low, _ in content(source.text) if low in cast]),
    )


def _after(words: Words, last: int) -> range:
    """The words that follow a source up to a conjunction or a mark; over a comma only in a relative clause."""
    end, limit = last, min(last + NEAR, len(words))
    while end < limit and words.low[end] not in ENDS and "conj" not in words.tags[end]:
        relative = end + 1 < len(words) and words.begins[end + 1] & OPENS
        if words.low[end] == "," and not (end == last and relative):
            break
        end += 1
    return range(last, end)


def _aside(words: Words, first: int, last: int) -> list[int]:
    """What tells of a source: "Ann Cole, | who received the letter |", "| Based on Enva's figures |, the mayor"."""
    found: list[int] = []
    for at in (*(at for at in range(first, last) if words.low[at] == ","), min(last, len(words) - 1)):
        begin = at + (words.low[at] == ",")
        if begin < len(words) and words.begins[begin] & (ASIDE if begin > at else RELATIVE):
            aside = range(begin, _stop(words, begin))
            if begin > at or True in words.finite[begin : aside.stop]:  # "sia la polizia | che l'ospedale"
                found += aside
    if first and (words.low[first - 1] == "," or (words.capital_nouns and words.finite[first - 1])):
        opens = next((at + 1 for at in range(first - 2, -1, -1) if words.low[at] in ENDS), 0)
        if opens < first - 1 and words.begins[opens] & FRONTED and True not in words.finite[opens : first - 1]:
            found += range(opens, first - 1)
    return found


def _led(words: Words, aside: Sequence[int]) -> str:
    """ "who speaks for | Russia's president", "die | den Rat | leitet": whom somebody speaks for, or ""."""
    at = next((at for at in aside if "presides" in words.begins[at]), -1)
    end = words.end_of(at, "presides") if at >= 0 else 0
    led = [i for i in aside if i >= end] or [i for i in aside if i < at]
    return " ".join(words.low[i] for i in led if words.tags[i].isdisjoint(RELATIVE)) if end else ""


def _stop(words: Words, begin: int) -> int:
    """Where a part of a sentence ends."""
    limit = min(begin + 2 * NEAR, len(words))
    return next((at for at in range(begin, limit) if words.low[at] in ENDS or words.low[at] == ","), limit)


def _independent(words: Words, last: int) -> Tags:
    """ "Ein Kellner und ein Polizist sagten unabhängig voneinander aus": none has it from the other."""
    end = next((at for at in range(last, len(words)) if words.low[at] in ENDS or words.low[at] == ","), len(words))
    return frozenset({"independent"}) if any("independent" in words.begins[at] for at in range(last, end)) else NONE


def _one_of(words: Words, first: int) -> Tags:
    """ "Among them was | Ada Kern", "Parmi eux, | Luc Favre": who is one of several that were heard."""
    before = range(max(first - 2 * SOON, 0), first)
    opens = next((at + 1 for at in reversed(before) if words.low[at] in ENDS), before.start)
    return ONE_OF if any("one_of" in words.begins[at] for at in range(opens, first)) else NONE


def _repeats(words: Words, first: int, last: int) -> Tags:
    """ "The governor | repeated | that", "a répété le préfet": who repeats it; "was shocked that", "had read"."""
    beside = (*range(max(first - 2, 0), first), *range(last, min(last + 2, len(words))))
    said = REPEATS if any("repeats" in words.tags[at] for at in beside) else NONE
    after = range(last, min(last + 2 * NEAR, _rest(words, last).stop))
    what = next((at for at in after if "that" in words.tags[at]), after.stop)
    return said | NOT_THERE if any("not_there" in words.begins[at] for at in range(last, what)) else said


def _rest(words: Words, last: int) -> range:
    """What follows a source in its sentence, where he may say whence he has it: ", though he had it from the press"."""
    return range(last, next((at for at in range(last, len(words)) if words.low[at] in ".;:!?"), len(words)))


def _cited(words: Words, rest: range) -> range:
    """ "The senator said, citing media reports": whom he has it from, who may have no name."""
    cited = next((at for at in rest[:NEAR] if "prep" in words.begins[at]), rest.stop)
    return range(cited, min(cited + NEAR, rest.stop))


def _in_paper(words: Words, after: range) -> bool:
    """ "The firm said | in a report", "writes | in his memoir": what is said stands in a document of one's own."""
    return any(
        "document" in words.tags[at]
        and not words.tags[at - 1].isdisjoint(("indef", "own"))
        and {"adp", "where"} <= words.tags[at - 2]
        for at in after[2:]
    )


def _stems(nouns: Sequence[tuple[str, Tags]], wanted: Tags) -> frozenset[str]:
    """The stems of the nouns that have one of these tags."""
    return frozenset([stem for stem, tags in nouns if not tags.isdisjoint(wanted)])


def _which(words: Words, nouns: Sequence[int], stems: Sequence[tuple[str, Tags]], cls: SourceClass) -> frozenset[str]:
    """The nouns that say of which body: "the director of the fund", "the union leader"; not "technical director"."""
    none = OF_NONE | {"anon"} if cls == "anonymous" else OF_NONE  # "an official at the ministry"
    role = next((at for at, (_, tags) in zip(nouns, stems, strict=True) if not tags.isdisjoint(SPEAKS)), -1)
    return frozenset(
        stem
        for at, (stem, tags) in zip(nouns, stems, strict=True)
        if tags.isdisjoint(none)
        and (role < 0 or (at > role and words.tags[at - 1] & LINKS) or not tags.isdisjoint(BODIES))
    )


def _compounds(words: Words, places: Sequence[int]) -> list[tuple[str, str]]:
    """The names that nouns are grown together with, each with its noun: "Brandt-Chef"."""
    parts = [words.low[at].split("-") for at in places if words.capital(at)]
    return [(part[0], part[-1]) for part in parts if len(part) > 1 and len(part[0]) > 2]


def _of_body(words: Words, at: int, first: int, last: int, opens: bool) -> bool:
    """Whether a name says of which body somebody is: it stands before his role, or after "of".

    What opens a sentence, and is nowhere else in the article, may be no name: "Project manager Owen Reed".
    """
    if opens and at == first and not elsewhere(words, at):
        return False
    before = at > first and bool(words.tags[at - 1] & {"of", "adp"})
    end = next((i for i in range(at + 1, last) if words.low[i] == ","), last)
    return before or (words.head_last and any(words.tags[i] & SPEAKS for i in range(at + 1, end)))


def _only_where(words: Words, at: int, first: int, last: int) -> bool:
    based = any("based" in words.tags[i] for i in range(at, min(at + 4, last)))  # "New York-based"
    after = words.begins[at + 1]
    if at + 1 < last and ("of_country" in words.tags[at] or (after & IN_TOWN and "again_group" not in after)):
        based = based or not union(words.begins[at + 1 : last]).isdisjoint(ANYWHERE)
    return based or (at > first and bool(words.tags[at - 1] & {"adp"}) and "firm" in words.begins[at - 2])
