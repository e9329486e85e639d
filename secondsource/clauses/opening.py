"""Who a sentence begins with: whom it tells of, who does something there, who says so of himself."""

from __future__ import annotations

from itertools import pairwise

from secondsource.clauses.edges import noun_phrase
from secondsource.model import ASKABLE
from secondsource.record import replace
from secondsource.sources.bounds import POSSESSIVE
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import SOON
from secondsource.text.names import COMMON, MARKS
from secondsource.text.phrases import Sentence, finite, phrase_end
from secondsource.text.words import Words

#: The nouns of what is no person.
NO_PERSON = frozenset({"inst", "firm", "any_firm", "legal_form", "agency", "named_outlet", "country", "document"})
#: Behind what the verb of a German sentence stands, and then who does it.
INVERTS = frozenset({"adverb", "front", "time", "adp", "also"})
#: What no doer begins with.
NO_DOER = frozenset({"indef", "adp", "time", "oblique", "neg", "after", "if", "front", "wh"})
#: Who is at the head of something, or speaks for it.
HEADS = frozenset({"boss", "role", "spokes", "official", "title"})
#: Nouns of those who can speak.
SPEAKERS = frozenset({"official", "party", "expert", "role", "spokes", "inst"})


def about(s: Sentence) -> Person | None:
    """Whom a sentence tells of that begins with a full name: "Kirsty Haldane, whose son died, is not convinced"."""
    words, first = s.words, s.first
    opening = words.capitals[first : min(first + SOON + 1, s.last)]
    if (True, True) not in pairwise(opening) or _all_capitals(s):
        return None
    end = phrase_end(s, first)
    end = next((at for at in range(first + 1, end) if words.low[at] in POSSESSIVE), end)  # "Mark Lowe's retirement"
    part = range(first, end)
    if words.tags[first] & {"after", "if", "wh"}:
        return None  # "Ob Energie, Wasser oder Strom"
    if words.tags[first] & {"det", "adp"} and not any("role" in words.tags[at] for at in part):
        return None  # "the Athletics Integrity Unit"
    if end >= s.last or any(words.begins[at] & NO_PERSON for at in part):
        return None
    where = next((at for at in part if "where" in words.tags[at]), end) if words.head_last else end
    pairs = (at for at in range(first, where) if words.capital(at) and words.capital(at + 1))  # not "Staff at Lee Mill"
    full = any(not (words.tags[at] | words.tags[at + 1]) & COMMON for at in pairs)
    who = read(words, first, end, first) if full else None
    return who if who is not None and who.named and not who.body and who.cls in ASKABLE else None


def _all_capitals(s: Sentence) -> bool:
    """ "Rolling Blackouts in Lee Leave Experts Stumped": a headline in which every word has a capital names nobody."""
    words, long = s.words, [at for at in range(s.first, s.last) if len(s.words.low[at]) > SOON]
    return words.head_last and len(long) > SOON and all(words.capitals[at] for at in long)


def doer(s: Sentence) -> Person | None:
    """Who a sentence begins with, where it is somebody who can speak: "The prosecutor opened an inquiry."."""
    words, opens = s.words, s.words.tags[s.first]
    if words.capital_nouns and opens & INVERTS and "det" not in opens and not s.inside(s.first):
        return _behind(s)
    if s.inside(s.first) or opens & NO_DOER or _all_capitals(s):
        return None
    head = s.first + 1 if "det" in opens else s.first
    verb = next((at for at in range(s.first + 1, s.last) if finite(words, at)), -1)
    if verb <= head or "untrue" in words.tags[head] or not (words.capital(head) or words.tags[head] & SPEAKERS):
        return None
    return _speaker(s, s.first, verb)


def _behind(s: Sentence) -> Person | None:
    """In German behind the verb: "Unterdessen verteidigte | der Vorsitzende, Sebastian Ott,| den Entwurf"."""
    words = s.words
    begin = next((at + 1 for at in range(s.first + 1, s.last - 1) if finite(words, at)), s.first)
    if begin == s.first or words.tags[begin] & NO_DOER or words.low[begin] in MARKS:
        return None
    if not (words.capital(begin) or words.tags[begin] & {"det", "pron"}):
        return None  # "fand | nachmittags im Institut die Obduktion statt"
    if words.tags[begin - 1] & {"konjunktiv1", "konjunktiv2"}:
        return None  # what is said of him
    return _speaker(s, *noun_phrase(s, begin, phrase_end(s, begin)))


def _speaker(s: Sentence, first: int, last: int) -> Person | None:
    """Who can speak, without the negation before the verb: "Bralor | non | ha risposto"."""
    while last > first + 1 and "neg" in s.words.tags[last - 1]:
        last -= 1
    who = read(s.words, first, last, s.first)
    if s.words.head_last and not POSSESSIVE.isdisjoint(s.words.low[first:last]) and not s.words.tags[last - 1]:
        return None  # "Mark Lowe's retirement"
    return who if who is not None and who.cls in ASKABLE else None


def neither(s: Sentence) -> tuple[Person | None, ...]:
    """ "Ni | le groupe | ni | son avocat | n'ont répondu": both; else with whom the sentence begins."""
    words, first = s.words, s.first
    verb = next((at for at in range(first + 1, s.last) if finite(words, at)), first)
    nor = next((at for at in range(first + 2, verb - 1) if "neg" in words.tags[at]), 0)
    if "neg" not in words.tags[first] or not nor:
        return (doer(s),)
    return _speaker(s, first + 1, nor), _speaker(s, nor + 1, verb)


def itself(s: Sentence, body: bool) -> Person | None:
    """The subject of what is said, where it can speak: "The hospital is under attack, it said". `body`: he is none."""
    first = s.first
    if s.inside(first):
        return None  # somebody's words are not about him by name
    verb = next((i for i in range(first + 1, s.last) if finite(s.words, i)), first)
    whose = next((i for i in range(first + 1, verb) if s.words.low[i] in POSSESSIVE), verb)
    who = read(s.words, first, whose, s.first)  # "Brandt's profit fell, it said"
    if who is None or who.cls not in ASKABLE:
        return None
    return replace(who, cls="party") if body and who.cls == "named" else who


def of_somebody(words: Words, who: Person) -> Person:
    """ "…, affirme | son ancienne assistante": somebody unnamed, and not who the sentence begins with.

    His chief or spokesman speaks for him, or for a body: "La milice a pris la gare, a affirmé son chef".
    """
    begin, end = words.words_in(who.span)
    part = range(begin, end)
    if who.cls is not None or "own" not in words.tags[begin] or any(words.tags[i] & HEADS for i in part):
        return who
    return replace(who, cls="anonymous", grade="B", key=f"anonymous:{who.text.lower()}")
