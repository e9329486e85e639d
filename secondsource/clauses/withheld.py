"""What a sentence ends with that only says that nothing was said: "… but gave no names"."""

from __future__ import annotations

from secondsource.sources.windows import FAR
from secondsource.text.phrases import Sentence

#: What is not said, and by which words.
WITHHELD = frozenset({"comment", "remark", "names", "answer", "decline"})
MISSING = frozenset({"neg", "fails", "withholds", "without", "decline"})


def withholds(s: Sentence, at: int) -> bool:
    """ "… but gave no names", "…, nannte aber keine Namen", "…, sans préciser le prix": the rest says nothing."""
    words = s.words
    tags = words.begins[at]
    verb = words.capital_nouns and words.finite[at]
    opens = "split" in tags or (words.low[at - 1] == "," and ("without" in tags or verb))
    if verb and any(words.low[i - 1] == "," and "comma_rel" in words.tags[i] for i in range(s.first + 1, at)):
        return False  # "Die Firma, die das Schiff betreibt, | nannte keine Namen"
    if not opens or s.inside(at) or s.last - at > FAR:
        return False
    end = next((i for i in range(at + 1, s.last) if words.low[i] in ",;:." or s.inside(i)), s.last)
    if end < s.last - 1:
        return False
    part = range(at, end)
    no = next((i for i in part if words.begins[i] & MISSING), -1)
    told = any(words.tags[i] & {"that", "number_word"} or words.low[i][0].isdigit() for i in part)
    return no >= at and not told and any(words.begins[i] & WITHHELD for i in part)
