"""Where headline, paragraphs and sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondsource.model import Span
from secondsource.record import record
from secondsource.text.lexicon import Lexicon, norm

BLANK = re.compile(r"\n[^\S\n]*\n\s*")
#: A full stop, question or exclamation mark with what closes after it, then white space. It begins with a set of
#: characters, so that the search leaps over all others.
STOP = re.compile(
    r"[.!?…\"”»](?:(?<=[.!?…])(?<![.!?…]{2})[.!?…]*(?:[\"”“»«›’')\]]|[ \u00a0\u202f]»(?=[\s,;:.)]))*|(?<=[\"”»]))(?=\s)"
)
#: A French quote ends behind a blank: "C'est faux ! », a-t-il dit".
CLOSED = re.compile(r"»(?![^\W_])")
#: Place, date and agency before the first sentence.
DATELINE = re.compile(
    r"[^\n.()]{0,60}?(?:\b\w{3,4}\. )?\([^()\n]{2,32}\)\s*[-–—:]\s+"
    r"|[^\W\d_][^\n()–—]{0,40}?\d{1,2}[. /][^\n()–—]{0,14}\s[–—-]\s+"
)
#: Characters of a sentence, at most.
LONGEST = 2500
#: So many spaces has no headline that ends in a full stop.
PROSE = 7
INITIAL = re.compile(r"(?:^|[\s(.\-])[^\W\d_]\.$")
ORDINAL = re.compile(r"(?:^|\s)\d{1,3}\.$")


@record(frozen=True, slots=True)
class Layout:
    """Character spans. `head`: the lines of headline and metadata; `paragraphs`: each a tuple of sentences."""

    head: tuple[Span, ...]
    paragraphs: tuple[tuple[Span, ...], ...]


def layout(text: str, title_end: int | None, lexicon: Lexicon) -> Layout:
    """The layout of a text whose headline lines end at `title_end` (found at the first blank line when None)."""
    if title_end is None:
        blank = BLANK.search(text.rstrip())
        first_line = len(text) - len(text.lstrip())
        title_end = blank.start() if blank and blank.start() > first_line else 0
        if text[:title_end].count("\n") > 6 or title_end > 600 or _is_prose(text[:title_end], lexicon):
            title_end = 0
    title_end = min(max(title_end, 0), len(text))
    head = tuple(_trim(text, at, end) for at, end in _lines(text, 0, title_end))
    parts: list[Span] = []
    at = title_end
    for blank in BLANK.finditer(text, title_end):
        parts.append((at, blank.start()))
        at = blank.end()
    parts.append((at, len(text)))
    opens = next((i for i, span in enumerate(parts) if text[slice(*span)].strip()), 0)  # below the headline
    parts[opens] = _after_dateline(text, *parts[opens])
    paragraphs = tuple(
        tuple(sentences) for span in parts if (sentences := list(_sentences(text, *_trim(text, *span), lexicon)))
    )
    return Layout(tuple(span for span in head if span[0] < span[1]), paragraphs)


def _after_dateline(text: str, start: int, end: int) -> Span:
    """What follows "GENEVA, Nov 3 (AFP) - ": where and when a report was sent, and by whom, is no part of a claim."""
    start = _trim(text, start, end)[0]
    found = DATELINE.match(text, start, end)
    return (found.end(), end) if found else (start, end)


def _is_prose(opening: str, lexicon: Lexicon) -> bool:
    """Whether a text begins with a sentence and no headline: one long line that ends in a full stop."""
    line = opening.strip()
    return (
        "\n" not in line
        and line.endswith(".")
        and line.count(" ") >= PROSE
        and "abbr" not in lexicon.tags(line.split()[-1].lower())
    )


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield at, stop
        at = stop + 1


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _sentences(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Span]:
    for span in _stops(text, start, end, lexicon):
        yield from _short(text, *span)


def _short(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence in parts that are no longer than anybody writes: the time to read stays in step with the text."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield _trim(text, start, cut)
        start = _trim(text, cut, end)[0]
    if start < end:
        yield start, end


def _stops(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Span]:
    at = start
    for line_start, line_end in _lines(text, start, end):
        at = line_start
        for stop in STOP.finditer(text, line_start, line_end):
            if _ends(text, at, stop.start(), stop.end(), line_end, lexicon):
                span = _trim(text, at, stop.end())
                if span[0] < span[1]:
                    yield span
                at = stop.end()
        span = _trim(text, at, line_end)
        if span[0] < span[1]:
            yield span


def _ends(text: str, start: int, mark: int, stop: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the mark at [mark, stop) ends a sentence that began at `start`."""
    after = stop
    while after < end and text[after].isspace():
        after += 1
    if after >= end:
        return True
    following = text[after]
    if text[mark] in '"”»':  # a quote without a full stop inside ends nothing
        return False
    if following.islower() or following in ",;:)" or CLOSED.match(text, after):
        return False
    if text[mark] != "." or stop - mark > 1:
        return True
    before = text[max(start, mark - 24) : mark + 1]
    word = before.split()[-1].lower().lstrip('("«“„') if before.split() else ""
    if "abbr" in lexicon.tags(word):
        return "neg" in lexicon.tags(word[:-1]) and not following.isdigit()  # "who voted no. The mayor …"
    if INITIAL.search(before[-3:]):
        next_word = text[after : after + 12].split()[0]
        if "det" in lexicon.tags(norm(next_word)) and len(next_word) > 1:  # "le Groupe E. La ligne"
            return True
        on = before.split()[-2:-1]  # "wrote on X. The firm …"
        return "social" in lexicon.tags(word[:-1]) and bool(on) and "adp" in lexicon.tags(on[0].lower())
    if not (lexicon.has("ordinal_dot") and ORDINAL.search(before[-5:])):
        return True
    next_word = text[after : after + 12].split()[0]  # an article stands behind no ordinal: "stieg auf 51. Das …"
    return not lexicon.tags(norm(next_word)).isdisjoint(("det", "demonstrative", "pron"))
