"""What is seen on pictures, and whose they are: "Auf einem Video ist zu sehen, wie …", "sur des vidéos, on voit …"."""

from __future__ import annotations

from secondsource.frame import Frame
from secondsource.phrases import Sentence, finite
from secondsource.record import replace
from secondsource.sources import read


def shown(s: Sentence, at: int) -> Frame | None:
    """What pictures show, and whose they are."""
    words = s.words
    end = words.end_of(at, "shown")
    noun = next((i for i in range(s.first, at) if words.tags[i] & {"document", "social"}), -1)
    if not end or any(finite(words, i) for i in range(s.first, noun)):
        return None
    verb = next((i for i in range(noun + 1, at) if "stable" in words.tags[i]), -1)
    apart = 0 <= noun < verb < at - 1 and words.capital_nouns  # "Auf Videos | sind | verkohlte Tiere | zu sehen"
    first, last = (s.first, verb if apart else at) if noun >= 0 else _pictures_after(s, end)
    while first < last and words.tags[first] & {"adp"} and "det" not in words.tags[first]:
        first += 1
    who = read(words, first, last, s.first)
    if who is None or who.cls not in ("document", "social"):
        return None
    posted = any("social" in words.tags[i] for i in range(first, last))
    who = replace(who, cls="social", key="social") if posted and not who.named else who
    cue, begin = words.span(at, end), end if noun >= 0 else last
    if apart:
        return Frame(at, end, cue, who, "reported", "affirms", (s.first, at))
    while begin < s.last - 1 and (words.low[begin] == "," or words.tags[begin] & {"as", "that", "wh"}):
        begin += 1
    return Frame(s.first, begin, cue, who, "reported", "affirms", (begin, s.last))


def _pictures_after(s: Sentence, at: int) -> tuple[int, int]:
    """ "Zu sehen ist | auf einem Video, | wie …": the pictures behind the verb, up to the comma."""
    words = s.words
    comma = next((i for i in range(at, s.last) if words.low[i] == ","), at)
    return (at, comma) if any(words.tags[i] & {"document", "social"} for i in range(at, comma)) else (at, at)
