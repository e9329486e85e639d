"""What is no source, though it stands where one does: an aside, a thing, an article without its noun."""

from __future__ import annotations

from secondsource.sources.outlets import OUTLET
from secondsource.sources.windows import SOON
from secondsource.text.words import Words

#: What a name may explain, or is explained by.
CALLS = frozenset({"role", "title", "spokes", "kin", "boss", "legal_form"})
#: Words for somebody that are written small in German: "die beiden", "der andere".
SOMEBODY = OUTLET | {"both_of", "someone", "latter", "foremost", "other", "many", "indef", "anon", "own_reporter"}


def is_aside(words: Words, first: int, last: int) -> bool:
    """ "Sie bestätigte | das auch vor Gericht": an object, an adverb and where."""
    tags = words.tags[first:last]
    if len(tags) != SOON or not {"det", "demonstrative"} <= tags[0] or words.capital(first + 1):
        return False
    return "adverb" in tags[1] and {"adp", "where"} <= tags[2]


def no_noun(words: Words, first: int, last: int) -> bool:
    """ "hatte | dieser versucht", "| die": behind an article no noun, number, nor a word for somebody."""
    if last - first == 1:
        return "this" not in words.tags[first]
    part = range(first + 1, last)
    return not any(words.capital(at) or words.figure(at) or words.tags[at] & SOMEBODY for at in part)


def is_thing(words: Words, first: int, last: int) -> bool:
    """ "Ein Besuch an der Grenze | zeigt": nobody, by the noun at the head of the phrase."""
    nouns = [at for at in range(first, last) if words.capital(at) and "det" not in words.tags[at]]
    inside = last - first > 2 and "adp" in words.tags[first + 1]  # "eine mit den Ermittlungen vertraute Person"
    return bool(nouns) and "thing" in words.tags[nouns[-1 if inside else 0]]


def no_subject(words: Words, first: int) -> bool:
    """Whether a phrase begins with what no subject begins with: "d'un médecin", "rispondendo al giudice", "è stato"."""
    if words.pro_drop and words.finite[first] and "stable" in words.tags[first]:
        return True
    if words.head_last or words.capital_nouns or words.capital(first) or first + 1 >= len(words):
        return False
    tags = words.tags[first]
    of = {"of", "adp"} <= tags and tags.isdisjoint(("masc", "fem", "many"))
    one = {"det", "indef"} <= words.tags[first + 1]
    verb = first + (words.pro_drop and "clitic" in tags)  # "Ce | lo ripetono | gli esperti"
    if words.pro_drop and words.finite[verb] and words.tags[verb] & {"sure", "passive"}:
        return True
    return "gerund" in tags or (of and (one or words.capital(first + 1)))


def only_whose(words: Words, head: int, name: int) -> bool:
    """Whether a name only says of what or of whom a noun is, which is none: "i capannoni | di Porto Selva"."""
    if (
        words.head_last
        or words.capital_nouns
        or name < head + 3
        or "det" not in words.tags[head]
        or words.tags[head + 1] & CALLS
    ):
        return False
    return "of" in words.tags[name - 1] and not any(map(words.capital, range(head + 1, name)))
