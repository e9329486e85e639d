"""A study, an audit or a report that an article goes through: who looked into what, and what they found."""

from __future__ import annotations

from secondsource.frame import Frame
from secondsource.phrases import Sentence
from secondsource.sources import Person, read

#: Among so many words of a sentence it is said who looked into what, and by what verb.
OPENING, VERB = 8, 24
#: So many words after "examined" stands its auxiliary, where it opens the sentence.
PASSIVE = 3


def examiners(s: Sentence) -> int:
    """Where it is said who made a study: "The researchers matched the records of 44 hospitals"; -1 for nowhere."""
    words, first = s.words, s.first
    if s.inside(first):
        return -1
    if "examined" in words.begins[first]:  # "Untersucht wurden 14 Lager"
        near = range(first + 1, min(first + PASSIVE, s.last))
        return first if any("passive" in words.tags[at] for at in near) else -1
    near = range(first, min(first + OPENING, s.last))
    at = next((at for at in near if "team" in words.tags[at]), -1)
    if at < 0 and any("looked" in words.begins[i] for i in range(first, min(first + VERB, s.last))):
        at = next((at for at in near if "makers" in words.tags[at]), -1)
    if at < 0 or any("adp" in words.tags[i] and "det" not in words.tags[i] for i in range(max(first, at - 2), at)):
        return -1  # "of the study"
    suffers = any("passive" in words.tags[i] for i in range(at + 1, min(at + PASSIVE, s.last)))
    return -1 if suffers else at


def their_study(s: Sentence, at: int) -> tuple[Frame, Person] | None:
    """The study of those who made it, where no study need be named beside them: "the auditors"."""
    words = s.words
    if "author" not in words.tags[at]:
        return None
    begin = at - 1 if at > s.first and "det" in words.tags[at - 1] else at
    who = read(words, begin, at + 1, s.first)
    if who is None or who.cls != "document":
        return None
    return Frame(begin, begin, words.span(at, at + 1), who, "reported", "affirms", (begin, begin)), who
