"""What a prosecutor says, and who pleads not guilty to it."""

from __future__ import annotations

from bisect import bisect_left

from secondsource.article.matter import PRONOUNS, SUBJECT
from secondsource.attribution.retort import Answer
from secondsource.model import AFFIRMING, Finding, Source
from secondsource.text.lexicon import NONE, fold
from secondsource.text.names import proper
from secondsource.text.words import Words

#: Marks of what somebody can be guilty of; so many letters has a year.
GRAVE, YEAR = frozenset({"accusation", "violence", "death"}), 4


def prosecution(finding: Finding, words: Words) -> bool:
    """Whether a prosecutor says it: whoever is on trial for it and pleads not guilty denies all of that."""
    return any(_prosecutes(a.source, words) for a in finding.attributions if a.stance in AFFIRMING)


def charged(finding: Finding, answer: Answer, words: Words) -> bool:
    """Whether a prosecutor's claim is what somebody pleads not guilty to: of himself, or told before of nobody else.

    Not "14 witnesses will testify", nor what a guard did; nor where he pleads in another case, or of another year.
    """
    end = next((at for at in range(answer.frame.last, len(words)) if words.low[at] in ".;"), len(words))
    plea = range(bisect_left(words.start, answer.at), end)
    if any("unrelated" in words.begins[at] or _year(words.low[at]) not in finding.text for at in plea):
        return False
    before, first = finding.end <= answer.at, bisect_left(words.start, finding.start)
    told = range(first, bisect_left(words.start, finding.end))
    forged = any("untrue" in words.begins[at] for at in told)
    grave = forged or not GRAVE.isdisjoint(finding.marks) or (before and "legal" not in finding.marks)
    subject = range(first, min(first + SUBJECT, len(words)))
    own = [at for at in told if fold(words.low[at]) == answer.who.key]
    if any(at in subject or "conj" in words.tags[at - 1] for at in own) or words.tags[first] & PRONOUNS:
        return grave or "legal" not in finding.marks
    opens = first if first == 0 or words.low[first - 1] in ".!?" else -1
    other = "indef" in words.tags[first] or first in proper(words, first, subject.stop, opens)
    return grave and before and not (other and answer.who.named)


def _year(word: str) -> str:
    """The year that a word is, else ""."""
    return word if len(word) == YEAR and word.isdigit() else ""


def _prosecutes(source: Source, words: Words) -> bool:
    """ "The prosecutor", "l'accusation", "die Anklage": no court, and no police."""
    if source.cls != "official":
        return False
    first, last = (bisect_left(words.start, place) for place in (source.start, source.end))
    said = NONE.union(*words.tags[first:last])
    return said.isdisjoint(("court", "crews")) and not said.isdisjoint(("justice", "charge", "suspicion"))
