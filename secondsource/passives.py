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


def passive(s: Sentence, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "was confirmed by X", "wurde von X bestätigt": covers what X said, else the clause or the claims before it."""
    words = s.words
    begin = max(left(s, at), at - GROUP_LOOK)
    near = range(max(s.first, at - CLAIM), at)
    claim = stance == "denies" and any(words.tags[i] & {"told_noun", "charge"} for i in near)
    if not claim and not any("passive" in words.tags[i] for i in range(begin, at)):
        return None
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
    opens, reported = content_start(s, last)
    cue = words.span(at, stop)
    if claim and not reported:  # ", an account disputed by the council"
        first = left(s, at)
        return Frame(
            first, s.last, cue, who, "reported", "denies", (first, s.last), nominal=True, aside=first > s.first
        )
    if opens >= 0 and reported:
        return Frame(s.first, opens, cue, who, "reported", stance, (opens, reach_end(s, opens)))
    if s.last - s.first <= POINTING and "det" in words.tags[s.first]:
        return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.first), closing=True)
    return None
