"""A source that is named before what it says: "a report according to which the lake is clean"."""

from __future__ import annotations

from secondsource.clauses.frame import Frame
from secondsource.clauses.subjects import clause_subject
from secondsource.sources.persons import read
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, left

#: So many words before "according to which" stands what it is said of.
NOUN_BEFORE = 16
#: Nouns of what, or of whom, something is said according to which.
WHEREBY = frozenset({"document", "anon", "official", "expert"})


def whereby(s: Sentence, at: int) -> Frame | None:
    """ "a report according to which the lake is clean", "un diplomate selon lequel …": who or what says so.

    What stands in a document is said by the party that issued it.
    """
    words = s.words
    last = at - 1 if words.low[at - 1] == "," else at
    aside = next((i for i in range(last - 1, s.first, -1) if words.low[i] == ","), s.first)
    if aside > s.first and "participle" in words.tags[aside + 1]:
        last = aside  # "une étude, publiée dans la revue Nature, | selon laquelle"
    near = range(last - 1, max(s.first, last - NOUN_BEFORE), -1)
    noun = next((i for i in near if words.tags[i] & WHEREBY), -1)
    if noun < 0:
        return None
    first = noun
    while first > s.first and words.low[first - 1] not in MARKS:
        if "det" in words.tags[first] and "of" not in words.tags[first] | words.tags[first - 1]:
            break  # at the head: "une étude | de l'université, selon laquelle"
        first -= 1
    who = read(words, first, last, s.first)
    if who is None or who.cls not in ("document", "anonymous", "official", "expert"):
        return None
    _, issuer = clause_subject(s, first)
    who = issuer if who.cls == "document" and issuer is not None and issuer.cls == "party" else who
    end, first = words.end_of(at, "whereby"), left(s, first)  # that it was issued only says who the source is
    return Frame(first, end, words.span(at, end), who, "prepositional", "affirms", (end, s.last))
