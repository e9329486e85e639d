"""Where a noun phrase names an outlet, and whether it is the outlet that speaks."""

from __future__ import annotations

from secondsource.model import SourceClass
from secondsource.sources.bounds import CLOSING, OPENING, POSSESSIVE
from secondsource.text.lexicon import Tags, union
from secondsource.text.names import COMMON, MARKS, in_full, is_surname
from secondsource.text.words import Words

#: What may be the name of an outlet.
OUTLET = frozenset({"agency", "named_outlet", "masthead", "station", "newswire"})
#: What is an outlet also without a capital.
SMALL = frozenset({"agency", "small_outlet"})


def outlet_in(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """The first name of a known outlet or agency, as words."""
    for at in range(first, last):
        end = max(words.end_of(at, "agency"), words.end_of(at, "named_outlet"))
        named = not words.capital_nouns and True in words.capitals[at + 1 : end]  # "au Monde", "le Canard enchaîné"
        if named or words.capital(at) or words.tags[at] & SMALL or words.low[at][0].isdigit():  # "24 heures"
            small = end > at + 1 and "det" in words.tags[at] and not (named or words.capital_nouns)
            if end > at and (small or words.low[min(end, len(words) - 1)] == "-"):
                continue  # "Il giornale cita due funzionari", "la Croix-Rouge"
            surname = end == at + 1 and ((at > first and is_surname(words, at)) or is_inside(words, at, first, last))
            if end > at and not surname:
                return at, min(end, last)
            if "station" in words.tags[at] and at + 1 < last and words.capital(at) and words.capital(at + 1):
                return at, at + 2  # "Radio Kamber"
            if "newswire" in words.tags[at] and "inst" in union(words.tags[max(first, at - 1) : min(at + 2, last)]):
                return at, at + 1  # "l'agence Nordpress"
            det = (
                at > first and "det" in words.tags[at - 1] and not (words.capital_nouns and "outlet" in words.tags[at])
            )
            name = at > first and words.capital(at - 1) and "det" not in words.tags[at - 1]
            if "masthead" in words.tags[at] and at > first and (name or det):
                ends = (i for i in range(at + 1, last) if words.capital_nouns or not words.capital(i))
                first = at - 1 if name else at
                return first, next(ends, last)  # "the Northport Herald", "the Daily Ledger"
    return None


def is_inside(words: Words, at: int, first: int, last: int) -> bool:
    """ "Residents' | Independent | Housing Trust", and "Bloomberg" where "Michael R. Bloomberg" is told of."""
    if not words.head_last or not words.capital(at):
        return False
    marked = at > first and words.low[at - 1] in POSSESSIVE
    longer = marked and at + 1 < last and words.capital(at + 1)
    return longer or ("det" not in words.tags[at - 1] and in_full(words, at))


def speaks_itself(
    words: Words, outlet: tuple[int, int], names: list[int], noun_at: int | None, cls: SourceClass | None, every: Tags
) -> bool:
    """Whether it is the outlet that speaks, and nobody who told it: "Anna Lund told the BBC"; "an audit seen by X"."""
    done = noun_at is not None and any("participle" in words.tags[at] for at in range(noun_at, outlet[0]))
    done = done or (noun_at is not None and words.capital_nouns and outlet[1] < noun_at)  # "im Fachblatt X erschienen"
    done = done and noun_at is not None and "piece" not in words.tags[noun_at]  # "an article published in Le Monde"
    if {"asked", "anon"} <= every:
        return False  # "two sailors interviewed by the Courier"
    if any(at + 1 in names and at + 1 < outlet[0] for at in names) or (cls == "document" and ("seen" in every or done)):
        return False  # "footage verified by AFP"
    plain = not (words.head_last or words.capital_nouns)
    if plain and cls == "document" and noun_at is not None and any(noun_at < at < outlet[0] for at in names):
        return False  # "un sondage Ifop pour Le Monde"
    beside = noun_at is not None and noun_at + 1 == outlet[0] and "inst" in words.tags[noun_at]  # "l'agence Bloomberg"
    return noun_at is None or noun_at >= outlet[0] or cls in ("outlet", "document") or beside


def in_quotes(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """A name in quote marks that stands alone or after an article is a newspaper's: "der «Seekurier»"."""
    if OPENING.isdisjoint(words.low[max(first - 1, 0) : last]):
        return None
    for at in range(first, last):
        before = words.low[at - 1] if at else ""
        if before not in OPENING or not words.capital(at) or not (at <= first + 1 or "det" in words.tags[at - 2]):
            continue
        end = next((i for i in range(at + 1, last) if words.low[i] in MARKS), last)
        closed = end < len(words) and words.low[end] in CLOSING
        if closed and all(words.capital(i) or words.tags[i] & {"of", "det"} for i in range(at, end)):
            return (at, end) if at > first or not all(words.tags[i] & COMMON for i in range(at, end)) else None
    return None
