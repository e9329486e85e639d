"""What strangers wrote, made safe for a terminal."""

from __future__ import annotations

import codecs
import re
import textwrap

from rich.cells import cell_len

#: Columns of what is written for people.
WIDTH = 100
#: C0 (but for tab and line feed), DEL, C1, line separators, what turns the direction of writing, and what stands for a
#: byte of a file's name that is no text -> one visible character each, so that offsets stay true.
CONTROLS = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys((0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xDC80, 0xDD00)), "\ufffd"),
}
#: Stands behind a character that fills two columns while lines are made; `visible` leaves none in a text.
SECOND_COLUMN = "\0"
WIDE = re.compile(f"(.{SECOND_COLUMN})")


def visible(text: str) -> str:
    """`text`, as long as it was, without a character that a terminal obeys: copy cannot colour, move or erase."""
    return text.translate(CONTROLS)


def one_line(text: str) -> str:
    """As `visible`, on one line: what somebody wrote cannot pass for a line of ours."""
    return visible(text).replace("\n", "␊")


def padded(text: str, columns: int) -> str:
    """With spaces behind it, so that it fills so many columns; characters of Chinese fill two each."""
    return text + " " * (columns - cell_len(text))


def folded(text: str, indent: int, width: int = WIDTH) -> str:
    """As `one_line`, in lines of `width` columns, the later ones set in, less where a word needs the room. A longer
    word, as an address, is left whole; beside a character that fills two columns a line may end.
    """
    wide = "".join(one + SECOND_COLUMN * (cell_len(one) - 1) for one in one_line(text))
    longest = max((len(word) for word in _Wrapper(break_on_hyphens=False).words(wide) if len(word) < width), default=0)
    made = _Wrapper(
        width,
        subsequent_indent=" " * min(indent, width - longest),
        break_long_words=False,
        break_on_hyphens=False,
    ).fill(wide)
    return made.replace(SECOND_COLUMN, "")


class _Wrapper(textwrap.TextWrapper):
    """Each character of two columns is a word of its own, though no space is beside it."""

    def words(self, text: str) -> list[str]:
        return [word for word in self._split(text) if word.strip()]

    def _split(self, text: str) -> list[str]:
        return [part for word in super()._split(text) for part in WIDE.split(word) if part]


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
