"""The two sources of one subject: "the police and a neighbour", "sowohl das Amt als auch die Firma".

What the text leaves open is held for one: false corroboration is the costliest error.
"""

from __future__ import annotations

from secondsource.sources.persons import Person, read
from secondsource.text.phrases import Sentence


def two_sources(s: Sentence, first: int, last: int) -> tuple[Person, Person] | None:
    """The two sources of one subject, each with its own article, or behind "both", and told apart."""
    words = s.words
    if any(not words.begins[i].isdisjoint(("prep", "press", "refers")) for i in range(last, s.last)):
        return None  # "berichteten unter Berufung auf den Betreiber": both have it from there
    begin = first + 1 if first < last and "both" in words.tags[first] else first
    for at in range(begin + 1, last - 1):
        two_at = words.end_of(at, "conj") or (at + 1 if "both" in words.tags[at] else 0)  # "sia X | sia Y"
        if not two_at or two_at >= last or "of" in words.tags[two_at]:
            continue
        each = two_at > at + 1 or any("both" in words.tags[i] for i in range(first, last))
        if not each and ("det" not in words.tags[two_at] or at < first + 2):
            continue
        one, two = read(words, begin, at, s.first), read(words, two_at, last, s.first)
        if one is None or two is None or not (one.cls and two.cls) or _own_speaker(s, two_at):
            continue
        headed = each and any("boss" in words.tags[i] for i in range(first, last))  # "der Klub als auch der Präsident"
        if not headed and apart(one, two):
            return one, two
    return None


def _own_speaker(s: Sentence, at: int) -> bool:
    """ "the army | and its spokesman", "the sheriff | and his deputy": one."""
    return any("own" in s.words.tags[i] for i in (at, min(at + 1, s.last - 1)))


def apart(one: Person, two: Person) -> bool:
    """Whether two sources are two nodes: of another class, or unnamed and told apart by what they are."""
    if "anonymous" in (one.cls, two.cls):
        told_apart = one.cls == two.cls and one.key != two.key and not (one.plural or two.plural)
        return told_apart and "C" not in (one.grade, two.grade)
    return one.cls != two.cls
