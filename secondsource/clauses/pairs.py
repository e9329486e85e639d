"""The two sources of one subject: "the police and a neighbour", "sowohl das Amt als auch die Firma".

What the text leaves open is held for one: false corroboration is the costliest error.
"""

from __future__ import annotations

from secondsource.model import ASKABLE
from secondsource.sources.persons import Person, called, read
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence
from secondsource.text.words import Words

#: Two sources and what joins them are no fewer words.
SHORTEST = 3
#: What says of two that each of them says so.
EACH = ("both_of", "independent", "alike")
#: What a pronoun is tagged that stands for the noun before: "celui de la Défense".
THAT = frozenset({"demonstrative", "masc", "fem"})
#: Whom a source is called by who has no article: "police", "Ukrainian officials", "residents".
SOMEBODY = frozenset({"official", "party", "expert", "anon"})
#: Who may have it from one source, whatever they say.
OUTLETS = frozenset({"agency", "named_outlet", "outlet", "masthead", "station"})


def two_sources(s: Sentence, first: int, last: int) -> tuple[Person, Person] | None:
    """The two sources of one subject, each with its own article and of another class.

    Of one class, too, where it is said that each says so: "Sowohl die Polizei als auch das Spital", "both X and Y".
    """
    words = s.words
    if last - first < SHORTEST:
        return None
    said = _each(s, first, last)
    if any(not words.begins[i].isdisjoint(("prep", "press", "refers")) for i in range(last, s.last)):
        return None  # "berichteten unter Berufung auf den Betreiber": both have it from there
    begin = max(first, words.end_of(first, "both"), words.end_of(first, "both_of"))
    last = _before_each(words, begin, last)
    second = {"both", "that"} if begin > first else {"both"}  # "sia X | sia Y", "tant X | que Y"
    for at in range(begin + 1, last - 1):
        two_at = words.end_of(at, "conj") or (0 if second.isdisjoint(words.tags[at]) else at + 1)
        if not two_at or two_at >= last or _goes_on(words, begin, two_at):
            continue
        if words.tags[two_at] <= THAT and "of" in words.tags[min(two_at + 1, last - 1)]:
            continue  # "sia il ministero degli Esteri che | quello della Difesa"
        each = (two_at > at + 1 or said) and not _one_side(s, range(first, at), range(two_at, last))
        if not (each or (_opens(words, two_at, last) and (at > begin + 1 or words.tags[begin] & SOMEBODY))):
            continue
        one, two = read(words, begin, at, s.first), read(words, two_at, last, s.first)
        if one is None or two is None or not (one.cls and two.cls) or _own_speaker(s, two_at):
            continue
        if not each and "document" in (one.cls, two.cls):
            continue  # "a study of the institute | and the hospital"
        headed = any("boss" in words.tags[i] for i in range(first, last))  # "der Klub als auch der Präsident"
        staff = any("labour" in words.tags[i] for i in range(two_at, last))  # but "the head and the teachers' union"
        if not (each and headed and not staff) and (apart(words, one, two) or (each and _bodies(words, one, two))):
            return one, two
    return None


def _opens(words: Words, first: int, last: int) -> bool:
    """Whether the second of two sources begins here: with an article, or with who somebody is: "and | residents".

    Not "the Food and | Drug Administration", "das Amt für Umwelt und | Energie".
    """
    if "det" in words.tags[first] or "many" in words.tags[first]:
        return True
    end = next((at for at in range(first, last) if "adp" in words.tags[at]), last)
    nouns = SOMEBODY & {"anon"} if words.capital_nouns else SOMEBODY
    name = words.capital(first) and not words.capital_nouns and "of_country" not in words.tags[first]
    return not name and any(words.tags[at] & nouns for at in range(first, end))


def _goes_on(words: Words, first: int, at: int) -> bool:
    """ "le ministère de la Santé et | des Sports", not "le maire et | des habitants": what stands behind "of", too."""
    if "of" not in words.tags[at]:
        return False
    return "anon" not in words.tags[at + 1] or any("of" in words.tags[i] for i in range(first + 1, at))


def _one_side(s: Sentence, one: range, two: range) -> bool:
    """Whether two may have it from one source, or be of one side: outlets, the union and the staff, a firm's head."""
    words = s.words
    if any(not words.begins[i].isdisjoint(OUTLETS) for part in (one, two) for i in part):
        return True
    unions = all(any("labour" in words.tags[i] for i in part) for part in (one, two))
    one_name, other = ({words.low[i] for i in part if words.capital(i) and not words.tags[i]} for part in (one, two))
    return unions or not one_name.isdisjoint(other)  # "Brandt Marine und Konzernchefin Lea Brandt"


def _own_speaker(s: Sentence, at: int) -> bool:
    """ "the army | and its spokesman", "the sheriff | and his deputy": one."""
    return any("own" in s.words.tags[i] for i in (at, min(at + 1, s.last - 1)))


def _each(s: Sentence, first: int, last: int) -> bool:
    """Whether it is said of two that each of them says so: "both X and Y", "ont tous deux dit", "übereinstimmend"."""
    words, then = s.words, last + 1
    end = next((i for i in range(last, s.last) if words.low[i] in MARKS), s.last)
    if any("both" in words.begins[i] for i in range(first, last)):
        return True
    if "both_of" in words.begins[first] or _before_each(words, first, last) < last:
        return True
    if then < s.last - 1 and (follows := words.end_of(then, "both_of")):  # no "said | both men died"
        return follows >= end or "participle" in words.tags[follows]
    return any(not words.begins[i].isdisjoint(("independent", "alike")) for i in range(last, end))


def _before_each(words: Words, first: int, last: int) -> int:
    """The end of a subject without what says that each of two says so: "the mayor and the union | both"."""
    at = max(first, last - 2)
    while at < last and all(words.end_of(at, tag) != last for tag in EACH):
        at += 1
    return at - 1 if first < at < last and words.finite[at - 1] else at  # "le maire et le syndicat | ont tous deux"


def _bodies(words: Words, one: Person, two: Person) -> bool:
    """Whether two of one class are two that can be told apart; no outlets, which may have it from one source."""
    if one.cls not in ASKABLE or two.cls not in ASKABLE or one.key == two.key or one.loose or two.loose:
        return False
    kinds, others = (_kinds(words, who) for who in (one, two))  # the police and the hospital; not its minister
    if kinds and others:
        return kinds.isdisjoint(others)
    return any(_acronym(who) for who in (one, two)) and not (one.plural or two.plural)


def _kinds(words: Words, who: Person) -> frozenset[str]:
    """Of what kind of house somebody is: the word after "house_" or "staff_" in a tag."""
    first, last = words.words_in(who.span)
    parts = (tag.partition("_") for found in words.begins[first:last] for tag in found)
    return frozenset(kind for house, _, kind in parts if house in ("house", "staff"))


def _acronym(who: Person) -> bool:
    name = who.text.split()[-1]
    return name.isupper() and len(name) > 1


def apart(words: Words, one: Person, two: Person) -> bool:
    """Whether two sources are two nodes: of another class, or unnamed and told apart by what they are."""
    if "C" in (one.grade, two.grade):
        return False  # "sources": of whomever
    if one.cls != two.cls:
        return True
    if one.cls != "anonymous" or one.key == two.key:
        return False
    there = called(words, one, "onlooker") != called(words, two, "onlooker")  # "residents and Ukrainian officials"
    return there or not (one.plural or two.plural)
