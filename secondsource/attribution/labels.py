"""Who is somebody that speaks: as a label before a colon, or behind a verb that no list has."""

from __future__ import annotations

from secondsource.sources.persons import Person
from secondsource.text.words import Words

#: Nouns of who speaks, as a label before a colon.
LABELS = frozenset({"official", "party", "expert", "role", "spokes", "title", "anon"})


def is_person(words: Words, first: int, last: int) -> bool:
    """Whether a label is somebody: a noun for who speaks at its head, or a full name."""
    head = first + 1 if "det" in words.tags[first] and first + 1 < last else first
    heads = range(head, last) if words.head_last else (head,)
    if any(words.begins[at] & LABELS for at in heads):
        return True
    pair = head + 1 < last and words.capital(head) and words.capital(head + 1)
    return pair and not (words.begins[head] | words.begins[head + 1]) & {"det", "of", "document"}


def can_speak(words: Words, who: Person, first: int, last: int) -> bool:
    """Whether it is somebody who can speak: no thing that only has an article."""
    if who.cls is None:
        return any(words.tags[at] & {"role", "spokes"} for at in range(first, last))
    if who.cls == "anonymous":
        return any(words.tags[at] & {"anon", "role", "spokes"} for at in range(first, last))
    return who.cls != "named" or any(words.capital(at) for at in range(first, last))
