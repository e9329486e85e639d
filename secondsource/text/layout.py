"""Where headline, paragraphs and sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from secondsource.model import Span
from secondsource.record import record
from secondsource.text.lexicon import Lexicon, norm

if TYPE_CHECKING:
    from secondsource.text.language import Language

BLANK = re.compile(r"\n[^\S\n]*\n\s*")
#: A full stop, question or exclamation mark with what closes after it, then white space. It begins with a set of
#: characters, so that the search leaps over all others.
STOP = re.compile(
    r"[.!?…\"”»](?:(?<=[.!?…])(?<![.!?…]{2})[.!?…]*(?:[\"”“»«›’')\]]|[ \u00a0\u202f]»(?=[\s,;:.)]))*|(?<=[\"”»]))(?=\s)"
)
#: A French quote ends behind a blank: "C'est faux ! », a-t-il dit".
CLOSED = re.compile(r"»(?![^\W_])")
#: Place, date, agency before the first sentence: "LONDON, Nov 3 (Reuters) -", "(ANSA) - ROMA, 3 NOV -", "Bern (sda)".
_AGENCY, _DASH = r"\((?P<agency>[^()\n]{2,32})\)", r"\s*[-–—:]\s+"
_PLACE = r"(?:\w{2,3}\. )?[^\W\d_][^\n.()–—]{0,60}?(?:\b\w{3,4}\. )?"
_DATE = r"(?:,? \d{1,2}(?:[./ ]+[^\W_]{1,10}\.?)?|,? [^\W\d_]{3,9}\.? \d{1,2})(?:[., ]+\d{2,4})?"
_UPPER = r"[^\W\d_a-zà-ÿ]"
_TOWN = rf"(?:\w{{2,3}}\. )?{_UPPER}[\w'’/.-]*"
DATELINE = re.compile(
    rf"{_AGENCY.replace('agency', 'first')}{_DASH}(?:[^\W\d_][^\n.()–—]{{0,40}}?(?:{_DATE})?\s+[–—-]\s+)?"
    rf"|(?:{_PLACE})?(?:{_DATE})?,?\s*{_AGENCY}(?:\.?{_DASH}|(?P<bare>\.?\s+))"
    rf"|{_PLACE}{_DATE}\s+[–—-]\s+"
    rf"|(?:{_TOWN}|{_UPPER}{{2}}[^a-zà-ÿ\n()–—]{{0,40}}?)(?:, {_UPPER}\w+)?\s+[–—-]\s+(?=[^\W_a-zà-ÿ]|[\"«„“])"
)
#: What every dateline has: a search for it is quick, and a dateline is tried in many ways.
IN_DATELINE = re.compile(r"\(|\s[–—-]")
AGENCY_PARTS = re.compile(r"[-/ ]")
#: Characters of a sentence, at most.
LONGEST = 2500
#: So many spaces has no headline that ends in a full stop.
PROSE = 7
#: What ends a sentence, and what may close behind it.
STOPS, CLOSING = (".", "!", "?", "…"), "\"”“»›’')]"
#: The characters of a line that is too short to have been cut.
NARROW = 40
#: Characters and line breaks of headline and metadata, at most.
HEAD, HEAD_LINES = 600, 6
INITIAL = re.compile(r"(?:^|[\s(.\-])[^\W\d_]\.$")
ORDINAL = re.compile(r"(?:^|\s)\d{1,3}\.$")


@record(frozen=True, slots=True)
class Layout:
    """Character spans. `head`: the lines of headline and metadata; `paragraphs`: each a tuple of sentences."""

    head: tuple[Span, ...]
    paragraphs: tuple[tuple[Span, ...], ...]


def unwrapped(text: str) -> str:
    """A text of the same length in which a paragraph that was cut into lines, as on a teleprinter, is one line.

    It was where a sentence runs on from a long line to the next, and more long lines end without a full stop than with.
    """
    long = [at for at in _line_breaks(text) if at - text.rfind("\n", 0, at) > NARROW]
    headline = [at for at in long[:1] if "\n" not in text[:at] and not text[at + 1].islower()]
    open_ = [at for at in long if at not in headline and not _stopped(text[max(at - 8, 0) : at])]
    if 2 * len(open_) < len(long) or not any(text[at + 1].islower() and "\n" in text[:at] for at in open_):
        return text
    chars = list(text)
    for at in long[len(headline) :]:
        chars[at] = " "
    return "".join(chars)


def _line_breaks(text: str) -> list[int]:
    """The line breaks inside paragraphs: white space stands neither before nor behind."""
    found, at = [], text.find("\n")
    while at >= 0:
        before = text[max(0, at - 2) : at].removesuffix("\r")[-1:]
        if before.strip() and text[at + 1 : at + 2].strip():
            found.append(at)
        at = text.find("\n", at + 1)
    return found


def _stopped(part: str) -> bool:
    """Whether a part of a text ends in a full stop, with what closes after it."""
    return part.rstrip().rstrip(CLOSING).endswith(STOPS)


def layout(text: str, title_end: int | None, language: Language) -> Layout:
    """The layout of a text whose headline lines end at `title_end` (found at the first blank line when None)."""
    lexicon = language.lexicon
    if title_end is None:
        title_end = _headline(text, lexicon)
    title_end = min(max(title_end, 0), len(text))
    head = tuple(_trim(text, at, end) for at, end in _lines(text, 0, title_end))
    parts: list[Span] = []
    at = title_end
    for blank in BLANK.finditer(text, title_end):
        parts += _paragraphs(text, at, blank.start(), lexicon)
        at = blank.end()
    parts += _paragraphs(text, at, len(text), lexicon)
    opens = next((i for i, span in enumerate(parts) if text[slice(*span)].strip()), 0)  # below the headline
    parts[opens] = _after_dateline(text, *parts[opens], language.outlets)
    paragraphs = tuple(tuple(sentences) for span in parts if (sentences := _sentences(text, span, lexicon)))
    return Layout(tuple(span for span in head if span[0] < span[1]), paragraphs)


def _after_dateline(text: str, start: int, end: int, outlets: Lexicon) -> Span:
    """What follows "GENEVA, Nov 3 (AFP) - ": where and when a report was sent, and by whom, is no part of a claim.

    Without a dash what stands in brackets must be an agency: "Bern (sda) Der Bund", not "Keller (SP) sagte".
    """
    start = _trim(text, start, end)[0]
    found = DATELINE.match(text, start, end) if IN_DATELINE.search(text, start, end) else None
    if not found:
        return start, end
    agency = AGENCY_PARTS.split(found["agency"].lower()) if found["bare"] else ()
    known = any("agency" in outlets.tags(part) for part in agency) or not found["bare"]
    return (found.end() if known else start), end


def _headline(text: str, lexicon: Lexicon) -> int:
    """Where the lines of headline and metadata end: at a blank line, or where a line of prose begins; 0 for none.

    A text of one line that does not end in a full stop is nothing but a headline.
    """
    if "\n" not in text.strip() and not _stopped(text) and len(text) <= HEAD:
        return len(text)
    first = len(text) - len(text.lstrip())
    blank = BLANK.search(text.rstrip())
    end = blank.start() if blank and blank.start() > first else 0
    begins = first
    for start, stop in _lines(text, first, end or len(text)):
        if _is_prose(text[start:stop], lexicon):
            end = begins
            break
        if start == first or not _stopped(text[start:stop]):
            begins = stop + 1  # a short sentence before a line of prose is none of the headline's
    return 0 if end <= first or end > HEAD or text.count("\n", 0, end) > HEAD_LINES else end


def _paragraphs(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Span]:
    """The paragraphs between two blank lines: a line of prose is one."""
    at = start
    for _, stop in _lines(text, start, end):
        if _is_prose(text[at:stop], lexicon):
            yield at, stop
            at = stop
    if at < end or at == start:
        yield at, end


def _is_prose(part: str, lexicon: Lexicon) -> bool:
    """Whether a part of a text is one long line that ends in a full stop, and no headline."""
    line = part.strip()
    return (
        "\n" not in line
        and _stopped(line)
        and line.count(" ") >= PROSE
        and "abbr" not in lexicon.tags(line.rsplit(None, 1)[-1].lower())
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


def _sentences(text: str, paragraph: Span, lexicon: Lexicon) -> list[Span]:
    found: list[Span] = []
    start, end = _trim(text, paragraph[0], paragraph[1])
    for line_start, line_end in _lines(text, start, end):
        at = line_start
        for stop in STOP.finditer(text, line_start, line_end):
            first, last = stop.span()
            if _ends(text, at, first, last, line_end, lexicon):
                found += _short(text, _trim(text, at, last))
                at = last
        found += _short(text, _trim(text, at, line_end))
    return found


def _short(text: str, sentence: Span) -> list[Span]:
    """A sentence in parts that are no longer than anybody writes: the time to read stays in step with the text."""
    parts: list[Span] = []
    start, end = sentence
    while end - start > LONGEST:
        cut = text.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        parts.append(_trim(text, start, cut))
        start = _trim(text, cut, end)[0]
    return [*parts, (start, end)] if start < end else parts


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
    if following.islower() or following in ",;:)" or (following == "»" and CLOSED.match(text, after)):
        return False
    if text[mark] != "." or stop - mark > 1:
        return True
    before = text[max(start, mark - 24) : mark + 1]
    word = before.rsplit(None, 1)[-1].lower().lstrip('("«“„')
    if "abbr" in lexicon.tags(word):
        sum_ = "money" in lexicon.tags(word) and not lexicon.has("capital_nouns")  # "for 40 Fr. The mayor …"
        return (sum_ or "neg" in lexicon.tags(word[:-1])) and not following.isdigit()  # "who voted no. The mayor …"
    if not before[-3:-2].isalnum() and INITIAL.search(before[-3:]):
        next_word = text[after : after + 12].split()[0]
        if "det" in lexicon.tags(norm(next_word)) and len(next_word) > 1:  # "le Groupe E. La ligne"
            return True
        on = before.split()[-2:-1]  # "wrote on X. The firm …"
        return "social" in lexicon.tags(word[:-1]) and bool(on) and "adp" in lexicon.tags(on[0].lower())
    if not (before[-2:-1].isdigit() and lexicon.has("ordinal_dot") and ORDINAL.search(before[-5:])):
        return True
    next_word = text[after : after + 12].split()[0]  # an article stands behind no ordinal: "stieg auf 51. Das …"
    return not lexicon.tags(norm(next_word)).isdisjoint(("det", "demonstrative", "pron"))
