"""What strangers wrote, made safe for a terminal."""

from __future__ import annotations

import codecs
import textwrap

#: Columns of what is written for people.
WIDTH = 100
#: C0 (but for tab and line feed), DEL and C1 -> one visible character each, so that offsets stay true.
CONTROLS = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
}


def visible(text: str) -> str:
    """`text`, as long as it was, without a character that a terminal obeys: copy cannot colour, move or erase."""
    return text.translate(CONTROLS)


def one_line(text: str) -> str:
    """As `visible`, on one line: what somebody wrote cannot pass for a line of ours."""
    return visible(text).replace("\n", "␊")


def folded(text: str, indent: int, width: int = WIDTH) -> str:
    """As `one_line`, in lines of `width`, the later ones set in, less where a word needs the room. A longer word, as an
    address, is left whole.
    """
    longest = max((len(word) for word in text.split() if len(word) < width), default=0)
    return textwrap.fill(
        one_line(text),
        width,
        subsequent_indent=" " * min(indent, width - longest),
        break_long_words=False,
        break_on_hyphens=False,
    )


#: Signs of our own -> what stands for them on a terminal that knows ASCII alone: as wide, so that columns stay.
PLAIN = {"→": ">", "–": "-", "…": "~", "×": "x", "·": "-"}
#: The name of `plain` where a stream wants one.
ERRORS = "secondsource-plain"


def plain(error: UnicodeError) -> tuple[str, int]:
    """What a stream writes in place of what its encoding has not: signs of ours by others, the rest as escapes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    one = error.object[error.start]
    return PLAIN.get(one) or one.encode("ascii", "backslashreplace").decode(), error.start + 1


codecs.register_error(ERRORS, plain)
