"""What is only asked, and what is told in a question all the same."""

from __future__ import annotations

from secondsource.claims.statement import Statement

#: So many words has an answer that says no more than yes: "He did.", "Selon nos informations, oui."
ANSWER = 6
ENDS = frozenset({".", "!", "?"})


def question(t: Statement) -> bool:
    """ "Did the mayor steal the money?": not what it answers itself, nor what it takes for known."""
    low, last = t.words.low, t.s.last
    if "accusation" in t.marks and t.clause.relative:
        return False  # "Is it any wonder that the mayor, | who stole two million, | fled?"
    if low[last - 1] == "?" and t.specific and _answered(t):
        return False
    return low[min(t.clause.last, last - 1)] == "?" or (low[last - 1] == "?" and not t.cued)


def _answered(t: Statement) -> bool:
    """ "Did he take the money? He did.": nothing but yes in the sentence behind."""
    words, first = t.words, t.s.last
    end = next((at for at in range(first, min(first + ANSWER + 1, len(words))) if words.low[at] in ENDS), -1)
    return end > first and any("yes" in words.begins[at] for at in range(first, end))
