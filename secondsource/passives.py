"""Who says so where the verb is in the passive: "was confirmed by X", "an account disputed by the council"."""

from __future__ import annotations

from secondsource.content import content_start, reach_end
from secondsource.frame import Frame
from secondsource.model import Stance
from secondsource.phrases import Sentence, left, phrase_end
from secondsource.saying import GROUP_LOOK
from secondsource.sources import read

#: So many words before a participle stands the claim that is denied: "an account disputed by".
CLAIM = 4
#: A sentence no longer than this, and its subject only points back to what was told: "The report was confirmed by X."
POINTING = 14
#: What makes a confirmation none.
UNSURE = frozenset({"neg", "if", "could", "should", "modal_aux", "conditional_plain"})


def passive(s: Sentence, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "was confirmed by X", "wurde von X bestätigt": covers what X said, else the clause or the claims before it."""
    words = s.words
    begin = max(left(s, at), at - GROUP_LOOK)
    near = range(max(s.first, at - CLAIM), at)
    claim = stance != "affirms" and any(words.tags[i] & {"told_noun", "charge"} for i in near)
    opens = at == s.first and stop < s.last and "passive" in words.tags[stop]  # "Bestätigt wird das von X"
    if not (claim or opens or any("passive" in words.tags[i] for i in range(begin, at))):
        return None
    if stance == "confirms" and any(words.tags[i] & UNSURE for i in range(begin, stop)):
        return None  # "n'a pas été confirmée par le parquet"
    by = next((i for i in range(stop, min(stop + 3, s.last)) if "by" in words.tags[i]), -1)
    if by >= 0:
        last = phrase_end(s, by + 1)
    else:
        by = next((i for i in range(at - 1, begin, -1) if "by" in words.tags[i]), -1)
        last = at if words.capital_nouns else -1
    who = read(words, by + 1, last, s.first) if 0 <= by < last else None
    if who is None or who.cls is None:
        return None
    last = max(last, stop)
    start, reported = content_start(s, last)
    cue = words.span(at, stop)
    if claim and not reported:  # ", an account disputed by the council"
        first = left(s, at)
        aside = stance == "denies" and first > s.first
        return Frame(first, s.last, cue, who, "reported", stance, (first, s.last), nominal=True, aside=aside)
    if start >= 0 and reported:
        return Frame(s.first, start, cue, who, "reported", stance, (start, reach_end(s, start)))
    points = opens or ("demonstrative" in words.tags[s.first] and words.finite[s.first + 1])
    points = points or any(words.tags[i] & {"told_noun", "charge"} for i in range(s.first, at))
    if stance == "confirms" and points and s.last - s.first <= POINTING:  # "This was confirmed by X."
        return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.last), nominal=True)
    if s.last - s.first <= POINTING and "det" in words.tags[s.first]:
        return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.first), closing=True)
    return None
