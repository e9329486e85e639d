"""What is told and vouched for no more: taken back by whoever said it, in his own sentence or in one behind it."""

from __future__ import annotations

from secondsource.article.joining import Draft
from secondsource.article.scope import Cover
from secondsource.attribution.voided import TAKEN
from secondsource.sources.persons import read
from secondsource.text.phrases import Sentence, group_start, left

#: In no more words somebody takes back what he said, and tells nothing else.
SHORT = 12
#: A charge that is withdrawn is news.
NEWS = frozenset({"charge", "impersonal_pron"})


def unsaid(cover: Cover) -> str:
    """Why a clause is no claim by the frames over it; "" where they vouch for it."""
    if cover and (cover[0][0].stance == "declines" or cover[0][0].nominal):
        return "no comment"
    return "taken back" if any(frame.void for frame, _ in cover) else ""


def taken_back(s: Sentence, drafts: list[Draft], paragraph: int) -> int:
    """ "The Courier later withdrew its report", "La note a été retirée": how many of the last claims it takes back.

    They are nobody's then; where others tell the same, it is theirs alone.
    """
    if s.begins.isdisjoint(("takes_back", "recants")) or s.last - s.first > SHORT or not drafts or any(s.quoted):
        return 0
    if any(s.words.figure(at) for at in range(s.first, s.last)):
        return 0  # "It later corrected the figure to 14"
    last = drafts[-1]
    who = next((who for _, who in last.heard.frames if who is not None), None)
    if who is None or last.head or paragraph - last.paragraph > 1 or not _of(s, who.key):
        return 0
    others = (n for n, d in enumerate(reversed(drafts)) if d.head or d.heard.frames != last.heard.frames)
    return next(others, len(drafts))


def _of(s: Sentence, key: str) -> bool:
    """Whether somebody with this key, a pronoun, or nobody in the passive takes back what was said."""
    words = s.words
    tags = words.begins
    at = next(i for i in range(s.first, s.last) if not tags[i].isdisjoint(("takes_back", "recants")))
    said = [i for i in range(s.first, s.last) if words.tags[i] & TAKEN and words.tags[i].isdisjoint(NEWS)]
    if not said and "recants" not in tags[at]:
        return False
    verb = group_start(s, at)
    first = left(s, verb)
    if words.capital_nouns:
        verb = next((i for i in range(s.first, s.last) if words.finite[i]), verb)
        first = s.first
    if first == verb or "pron" in words.tags[first]:
        return first < verb or words.pro_drop
    passive = any(first <= i < verb for i in said) and any("passive" in t or "stable" in t for t in words.tags[verb:at])
    if passive or (words.capital_nouns and any(i < verb for i in said)):
        return True
    teller = read(words, first, verb, s.first)
    return teller is not None and teller.key == key
