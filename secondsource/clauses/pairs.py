"""The two sources of one subject: "the police and a neighbour", "sowohl das Amt als auch die Firma".

What the text leaves open is held for one: false corroboration is the costliest error.
"""

from __future__ import annotations

from secondsource.clauses.opening import PERSONS
from secondsource.sources.persons import Person, read
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence

#: Who may know it himself.
KNOWS = frozenset({"official", "party", "named", "expert"})
#: Who may have it from one source, whatever they say.
OUTLETS = frozenset({"agency", "named_outlet", "outlet", "masthead", "station"})


def two_sources(s: Sentence, first: int, last: int) -> tuple[Person, Person] | None:
    """The two sources of one subject, each with its own article and of another class.

    Of one class, too, where it is said that each says so, and one has an acronym: "Sowohl die Nato als auch das Amt".
    """
    words = s.words
    if any(not words.begins[i].isdisjoint(("prep", "press", "refers")) for i in range(last, s.last)):
        return None  # "berichteten unter Berufung auf den Betreiber": both have it from there
    begin = first + 1 if first < last and "both" in words.tags[first] else first
    for at in range(begin + 1, last - 1):
        two_at = words.end_of(at, "conj") or (at + 1 if "both" in words.tags[at] else 0)  # "sia X | sia Y"
        if not two_at or two_at >= last or "of" in words.tags[two_at]:
            continue
        each = (two_at > at + 1 or _each(s, first, last)) and not _one_side(s, range(first, at), range(two_at, last))
        if not each and ("det" not in words.tags[two_at] or at < first + 2):
            continue
        one, two = read(words, begin, at, s.first), read(words, two_at, last, s.first)
        if one is None or two is None or not (one.cls and two.cls) or _own_speaker(s, two_at):
            continue
        headed = each and any("boss" in words.tags[i] for i in range(first, last))  # "der Klub als auch der Präsident"
        if not headed and (apart(one, two) or (each and _bodies(one, two))):
            return one, two
    return None


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
    """Whether it is said of two that each of them says so: "sowohl … als auch", "übereinstimmend"."""
    words = s.words
    end = next((i for i in range(last, s.last) if words.low[i] in MARKS), s.last)
    both = any("both" in words.tags[i] for i in range(first, last))
    return both or any(not words.begins[i].isdisjoint(("independent", "alike")) for i in range(last, end))


def _bodies(one: Person, two: Person) -> bool:
    """Whether two of one class are two that can be told apart; no outlets, which may have it from one source."""
    known = one.cls in PERSONS and two.cls in PERSONS and any(_acronym(who) for who in (one, two))
    return known and one.key != two.key and not (one.plural or two.plural or one.loose or two.loose)


def _acronym(who: Person) -> bool:
    name = who.text.split()[-1]
    return name.isupper() and len(name) > 1


def apart(one: Person, two: Person) -> bool:
    """Whether two sources are two nodes: of another class, or unnamed and told apart by what they are."""
    if "anonymous" in (one.cls, two.cls):
        told_apart = one.cls == two.cls and one.key != two.key and not (one.plural or two.plural)
        return told_apart and "C" not in (one.grade, two.grade)
    return one.cls != two.cls
