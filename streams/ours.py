"""The pages that an earlier `check --html` wrote: they are no copy, and may be written over."""

from __future__ import annotations

from pathlib import Path

#: What our own pages say of themselves, and how far from their beginning at most, in bytes.
MARK = b'<meta name="generator" content="secondsource check">'
WITHIN = 200


def is_page(path: Path) -> bool:
    """Whether a file is a page that an earlier check wrote; one that cannot be read is not."""
    return path.suffix == ".html" and holds_page(path)


def holds_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return MARK in file.read(WITHIN)
    except OSError:
        return False
