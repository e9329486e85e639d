"""Direct speech: which parts of a text stand in quote marks. One pass, linear, never more than a paragraph astray."""

from __future__ import annotations

import re

from secondsource.record import record

#: Opening mark -> the marks that close it. In Germany »…«, in Switzerland and France «…».
PAIRS = {"«": "»", "»": "«", "“": "”", "„": '“”"', "‹": "›", "‚": "‘", '"': '"'}
#: Marks that open in one country and close in another: how each is written where it opens, and where it closes.
TURNED = {"«": "«»", "»": "«»", "‹": "‹›", "›": "‹›"}
TURNING = frozenset(TURNED)
#: What may open, close or end a quote.
SIGNS = "\n" + "".join(sorted({*PAIRS, *"".join(PAIRS.values())}))
SIGN = re.compile(f"[{SIGNS}]")

#: Fewer spaces than this inside quote marks, and it is a name or a word.
SPEECH_WORDS = 3


@record(frozen=True, slots=True)
class Quote:
    """Characters [start, end) with the marks, `inner` without. `open`: never closed, so it ends with its paragraph."""

    start: int
    end: int
    inner: tuple[int, int]
    open: bool = False


def quotes(text: str) -> tuple[Quote, ...]:
    """The outermost quotes in text order; what is nested inside one is part of it."""
    found: list[Quote] = []
    start = -1
    mark = ""
    inner_mark = 0
    for at in sorted([at for sign in SIGNS for at in _places_of(sign, text)]):
        char = text[at]
        if start < 0:
            if char in PAIRS and _opens(text, at, char):
                start, mark, inner_mark = at, char, 0
            continue
        if char in PAIRS[mark]:
            if inner_mark and mark in "«»":
                inner_mark -= 1
                continue
            found.append(Quote(start, at + 1, (start + 1, at)))
            start = -1
        elif char == mark:
            if text[at - 1] == "\n":  # the mark repeated at a new paragraph
                continue
            inner_mark += 1
        elif char == "\n" and text[at - 1] != "\n" and text[at + 1 : at + 2] in ("\n", ""):  # once a run of them
            following = at + 1
            while following < len(text) and text[following] == "\n":
                following += 1
            again = text[following : following + 1] == mark and mark != '"'
            if not again and not _goes_on(text, following, mark):
                found.append(Quote(start, at, (start + 1, at), open=True))
                start = -1
    if start >= 0:
        found.append(Quote(start, len(text), (start + 1, len(text)), open=True))
    return tuple(found)


def _places_of(sign: str, text: str) -> list[int]:
    """Where a character stands in a text: to ask for one after the other is quicker than to look at each."""
    found, at = list[int](), text.find(sign)
    while at >= 0:
        found.append(at)
        at = text.find(sign, at + 1)
    return found


def _goes_on(text: str, start: int, mark: str) -> bool:
    """Whether the paragraph from `start` on closes a quote before it opens one."""
    sign = SIGN.search(text, start)
    closes = sign is not None and sign.group() in PAIRS[mark]
    return sign is not None and closes and not (sign.group() in PAIRS and _opens(text, sign.start(), sign.group()))


def _opens(text: str, at: int, char: str) -> bool:
    """Whether a mark that can open and close opens here: it stands before a word and not after one."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if char == '"':
        return not before.isalnum() and not after.isspace()
    if char == "»":
        return not before.isalnum() and after.isalnum()
    return True


def is_speech(text: str, quote: Quote) -> bool:
    """Not a name or a word in quote marks: more than three words."""
    return text.count(" ", quote.start, quote.end) >= SPEECH_WORDS


def turn_marks(low: list[str], start: list[int], end: list[int]) -> None:
    """Marks that stand as in Germany, »…«, as they stand elsewhere, «…»: what opens hangs on the word behind it."""
    for at in [at for at, word in enumerate(low) if word in TURNING]:
        opens = at + 1 < len(low) and start[at + 1] == end[at] and low[at + 1][0].isalnum()
        closes = at > 0 and end[at - 1] == start[at] and low[at - 1] not in TURNED
        if opens != closes:
            low[at] = TURNED[low[at]][closes]
