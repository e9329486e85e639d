"""What somebody confirms by its noun alone: "confirmed the arrest", "bestätigte den Angriff am Dienstag"."""

from __future__ import annotations

from secondsource.text.lexicon import union
from secondsource.text.phrases import Sentence

#: The most words of such a noun phrase.
LONGEST = 3
#: What tells when it was, and what begins no noun or makes it one of several.
WHEN = frozenset({"time", "month", "weekday"})
NO_NOUN = frozenset({"indef", "own", "pron", "conj", "that", "rel", "neg", "number_word", "many", "such"})
#: Who confirms, and is not confirmed: "…, bestätigte | die Polizei".
WHO = frozenset(
    {"official", "party", "expert", "role", "inst", "spokes", "agency", "anon", "private", "kin"}
    | {"outlet", "named_outlet"}
)
#: What was said and not done: "confirmed the report" is of all that was told.
SAID = frozenset({"told_noun", "charge", "allegation", "suspicion", "accusation", "figure"})


def deed_at(s: Sentence, at: int) -> tuple[int, int]:
    """The nouns of a definite phrase that begins at `at` and ends its clause, but for when; (0, 0) where it is none."""
    words = s.words
    if at >= s.last - 1 or "det" not in words.tags[at] or not words.tags[at].isdisjoint(NO_NOUN):
        return 0, 0
    end = at + 1
    while (
        end < s.last - 1
        and end - at <= LONGEST
        and words.low[end][0].isalpha()
        and (end == at + 1 or not _stops(s, end))
    ):
        end += 1
    nouns = (at + 1, end)
    if end == at + 1 or any(words.tags[i] & (NO_NOUN | SAID | WHO | {"adp"}) for i in range(*nouns)):
        return 0, 0
    while end < s.last - 1 and (words.tags[end] & WHEN or ("adp" in words.tags[end] and words.tags[end + 1] & WHEN)):
        end += 1
    if not words.tags[end].isdisjoint(("split", "contrary")):
        return 0, 0  # "confirmed the arrests but said": not all of it
    ends = words.low[end] in ".,;" or "conj" in words.tags[end] or (words.capital_nouns and end >= s.last - 2)
    return nouns if ends else (0, 0)


def deed_of(s: Sentence, at: int) -> tuple[int, int]:
    """The nouns of a definite phrase that opens the sentence before a verb at `at`: "The arrest | was confirmed"."""
    words = s.words
    verb = next((i for i in range(s.first + 1, at) if words.finite[i] and not words.capital(i)), at)
    nouns = (s.first + 1, verb)
    if not 0 < verb - nouns[0] <= LONGEST or "det" not in words.tags[s.first]:
        return 0, 0
    tags = union(words.tags[s.first : verb])
    return nouns if tags.isdisjoint(NO_NOUN | SAID | {"adp", "of"}) else (0, 0)


def _stops(s: Sentence, at: int) -> bool:
    """Whether a word is none of the noun phrase any more: when it was, or the verb."""
    tags = s.words.tags[at]
    return not tags.isdisjoint(WHEN | {"adp", "conj"}) or (s.words.finite[at] and not s.words.capital(at))
