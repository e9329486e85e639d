"""What class a source has by whom it heads, owns or speaks for: by its noun, or by what follows a name."""

from __future__ import annotations

from secondsource.model import SourceClass
from secondsource.sources.windows import NEAR, SOON
from secondsource.text.lexicon import union
from secondsource.text.names import MARKS, NOUNS, ROLES
from secondsource.text.words import Words

#: What ends a part of a sentence.
ENDS = MARKS | {".", "!", "?"}
#: What joins a relative clause to a name.
WHO = frozenset({"rel", "wh", "comma_rel"})
#: Who is no party by his noun: a mother saw what she tells, a notary has no client to defend.
OTHER = frozenset({"official", "expert", "kin", "document", "outlet"})
#: What may say who a source is, or end that.
SAYS_WHO = frozenset({"adp", "spokes", *(tag for tag, _ in NOUNS)})
#: Who speaks for a body, whatever else he is.
SPEAKERS = frozenset({"official", "party", "expert", "spokes", "boss"})
#: Bodies whose head speaks for them.
HEADED = frozenset({"inst", "firm", "any_firm", "official"})
#: For whom somebody may speak.
STANDS_FOR: tuple[SourceClass | None, ...] = ("official", "party", "expert")
#: What stands between a count and whose it is.
OWNS = frozenset({"of", "by", "from"})


def stands_for(words: Words, first: int, last: int) -> SourceClass | None:
    """The class of a name by its title or by what stands after it; None where nothing says it.

    "Me Kerouac", "X, délégué CFDT", "X KC, for the defence", "X, who chairs the trust", "X, who teaches law".
    """
    begin = last + 1
    follows = begin + 1 < len(words) and words.low[last] == ","
    if any("counsel" in words.tags[at] and words.capital(at) for at in range(first, last)):
        held = union(words.tags[first : min(begin + 2 if follows else last, len(words))])
        return None if "role" in held and "party" not in held else "party"  # "Me Favre, notaire"
    if words.head_last and first + 2 < last and "on_behalf" in words.tags[first + 2] and words.capital(first + 1):
        return "party" if words.capital(min(first + 3, last - 1)) else None  # "Ann Cole for Food Standards Marlow"
    if not follows:
        return None
    return _told(words, begin) if words.tags[begin] & WHO else _apposed(words, begin)


def _told(words: Words, begin: int) -> SourceClass | None:
    """ "who teaches history at Leeds", "who chairs the fishers' association"."""
    end = min(begin + NEAR, len(words))
    near = range(begin + 1, min(begin + 1 + NEAR, end))
    if any("studies" in words.begins[at] for at in near):
        return "expert"
    presides = next((at for at in near if "presides" in words.tags[at]), -1)
    if presides < 0:
        return None
    if words.capital_nouns:
        body = range(begin + 1, presides)  # "der den Verein präsidiert"
    else:
        places = range(presides + 1, end)
        stop = next((at for at in places if words.low[at] in ENDS - {"'"} or "adp" in words.tags[at]), end)
        body = range(stop - 1 if words.head_last else presides + 1, stop)  # "the hospital | trust"
    tags = union([words.tags[at] for at in body])
    return "official" if tags & {"official", "probe"} else "party" if tags & {"party", "labour", "inst"} else None


def _apposed(words: Words, begin: int) -> SourceClass | None:
    """ "délégué CFDT", "legale di 340 parti civili", "for the defence": a noun of a party, or of a side in court."""
    end = begin
    while end < min(begin + NEAR, len(words)) and words.low[end] not in ENDS:
        end += 1
    head = begin + 1 if "det" in words.tags[begin] else begin
    if head >= end or (words.capital(head) and not words.capital_nouns) or words.tags[head] & OTHER:
        return None
    if "party" in words.tags[head]:
        return "party"
    of_union = any("labour" in words.tags[at] for at in range(head, min(head + SOON, end)))
    return "party" if of_union else None


def noun_of(words: Words, first: int, last: int) -> tuple[int | None, SourceClass | None]:
    """Where the noun stands that says what the source is, and the class it gives.

    The first such noun, or in a language that puts the head last the last one before the first preposition.
    A spokesman has the class of whom he speaks for.
    """
    found: list[tuple[int, SourceClass | None]] = []
    end_of_head, over = last, first
    for at in range(first, last):
        if words.begins[at].isdisjoint(SAYS_WHO):
            continue
        tags = words.tags[at]
        if at > first and "wh" in tags and words.head_last and not words.capital(at):
            break  # "Rowena Diaz, who was travelling with her sister"
        if at < over or (tags & {"wh", "rel"} and not words.capital(at)):
            continue  # "news agency" is no agency, and "who" is not the WHO
        if words.capital_nouns and "adp" not in tags and not words.capital(at):
            continue  # "der | vorsitzende | Richter"
        if words.capital_nouns and at + 2 < last and _attribute(words, first, at):
            continue  # "der an der | Studie | beteiligte Forscher"
        if "adp" in tags and found and end_of_head == last:
            end_of_head = at
        elif "adp" in tags and not (found or tags & {"of", "by"} or words.capital_nouns) and words.capital(at - 1):
            break  # "Visco in a press statement": where he says it is not who he is
        elif words.head_last and "adp" in tags and not (found or tags & {"of", "by"}) and "indef" in words.tags[first]:
            break  # "a former engineer at the firm": he is not the firm
        if "release" in tags:
            continue  # a press release is its issuer speaking
        if "spokes" in tags:
            found.append((at, next((cls for tag, cls in ROLES if tag in tags), None)))
            continue
        begins = words.begins[at]
        end, cls = 0, None
        for tag, noun in NOUNS:
            if tag in begins and words.end_of(at, tag) > end:  # "council member"
                end, cls = words.end_of(at, tag), noun
        if end > at:
            found.append((end - 1 if words.head_last else at, cls))
            over = end
    if not found:
        return None, None
    head = [entry for entry in found if entry[0] < end_of_head] or found
    at, own = head[-1] if words.head_last else head[0]
    others = [entry[1] for entry in found if entry[1] in STANDS_FOR]
    if "boss" in words.tags[at]:
        of = _of(words, at, last)
        before = range(first, at if words.head_last else first)
        headed = [(i, cls) for i, cls in found if words.tags[i] & HEADED]
        bodies = [cls for i, cls in headed if i > of > 0 or (i in before and "role" not in words.tags[i])]
        body = bodies[0 if of else -1] if bodies else None  # "the president of the union", "the union president"
        body = body or ("party" if of and own == "official" and _heads_club(words, of, last) else None)
        own = body if body in STANDS_FOR else own
    return at, own or (others[0] if others else "party")


def _attribute(words: Words, first: int, at: int) -> bool:
    """Whether a noun stands in what is said of another that follows: behind the article and a preposition."""
    small = not words.capital(at + 1) and words.tags[at + 1].isdisjoint(("adp", "det", "conj", "comma_rel"))
    inside = "det" in words.tags[first] and any("adp" in words.tags[i] for i in range(first + 1, at))
    alone = not any(words.capital(i) for i in range(first + 1, at))
    return inside and alone and small and words.low[at + 1].isalpha() and words.capital(at + 2)


def _of(words: Words, boss: int, last: int) -> int:
    """Where "of" stands behind somebody who heads something, over an adjective: "le secrétaire général | de la CGT"."""
    begin = max(words.end_of(boss, "official"), boss + 1)  # "directeur de la santé" is one word for it
    at = next((i for i in range(begin, min(begin + 2, last - 1)) if words.tags[i] & {"of", "genitive"}), 0)
    return at if not any(words.low[i] in MARKS or words.capital(i) for i in range(begin, at)) else 0


def of_owner(words: Words, first: int, head: int, last: int, noun_at: int | None) -> SourceClass | None:
    """The class of the body before "'s" where its head speaks: "the club's president", "the prosecutor's office"."""
    at, cls = noun_of(words, first, head - 1)
    if noun_at is None:
        return cls if "inst" in words.tags[last - 1] | words.tags[head] else None
    if at is None or cls not in STANDS_FOR or words.tags[at].isdisjoint(HEADED) or "role" not in words.tags[noun_at]:
        return None
    return cls if words.tags[noun_at] & {"boss", "official"} else None


def _heads_club(words: Words, of: int, last: int) -> bool:
    """ "presidente di Memoria Viva", "della giuria": of no state; a country has an article, or is known."""
    name = of + 1
    if words.head_last or words.capital_nouns or name >= last:  # "president of Catalonia"
        return False
    if "det" in words.tags[name]:
        name = min(name + 1, last - 1)
    elif words.capital(name) and words.tags[of] & {"genitive", "masc", "fem"}:
        return False
    elif not words.capital(name) and words.tags[of].isdisjoint(("masc", "fem")):
        return False  # "président de séance"
    return words.begins[name].isdisjoint(("country", "of_country", "seat", "official", "inst", "conj"))


def is_firm(words: Words, first: int, last: int) -> bool:
    """Whether the head of a phrase is what a firm is called: "the carrier"; not "a manager of the carrier"."""
    if words.head_last:
        end = next((at for at in range(first + 1, last) if "adp" in words.tags[at]), last)
        return bool(words.tags[end - 1] & {"firm", "any_firm"})
    begin = next((at for at in range(first, last) if "det" not in words.tags[at]), first)
    return bool(words.tags[begin] & {"firm", "any_firm"})


def whose_tally(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """The body whose count a phrase is: "un premier bilan de | la préfecture |", "an | AFP | tally"; None for none."""
    if words.head_last and last - first > 1 and "tally" in words.tags[last - 1]:
        return first, last - 1
    noun = next((at for at in range(first, min(first + SOON, last - 1)) if "tally" in words.tags[at]), -1)
    if noun < 0 or any(words.tags[at] & OWNS or words.low[at] in MARKS for at in range(first + 1, noun)):
        return None
    if words.capital_nouns and "genitive" in words.tags[noun + 1]:
        return noun + 1, last  # "einer Zählung | der Polizei"
    near = range(noun + 1, min(noun + SOON, last - 1))
    return next(((at + 1, last) for at in near if words.tags[at] & OWNS), None)  # "bilan provisoire | de la police"


def is_somebody(words: Words, first: int, last: int, noun_at: int, cls: SourceClass | None) -> bool:
    """ "Bill Lowe", "Ann Cole, a county high school student", "Jim Rich, an editor of the Post": no bill, no county."""
    if not words.capital(first) or last - first < 2 or not words.capital(first + 1):
        return False
    if cls == "document":  # "Cancer | Research | UK"
        return noun_at == first or all(words.capital(at) for at in range(first, min(noun_at + 2, last + 1)))
    at = next((at for at in range(first + 1, last - 2) if words.low[at] == ","), last - 2)
    if "indef" not in words.tags[at + 1] or cls not in ("official", "outlet"):
        return False
    end = next((i for i in range(at + 2, last) if words.tags[i] & {"adp", "rel"} or words.low[i] == ","), last)
    head = words.tags[end - 1]
    return bool(head & ({"anon", "role"} if cls == "outlet" else {"anon"})) and head.isdisjoint(SPEAKERS)
