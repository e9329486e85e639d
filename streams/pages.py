"""The pages that `check --html` writes: where each is, and what leads to it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from secondsource.errors import SecondsourceError
from streams.ours import holds_page

#: The table of all pages, in their folder.
INDEX = "index.html"


def page_of(name: str) -> str:
    """Where in the folder of pages the page of a file is; never where the table of all is."""
    path = f"{name.lstrip('/')}.html"
    return f"{path}.html" if path == INDEX else path


def address(name: str) -> str:
    """The page of a file as a link has it: by the bytes of its name, which need be no text."""
    return quote(os.fsencode(page_of(name)))


def write(path: Path, text: str) -> None:
    """Write a page; over an earlier one of ours, and over nothing else."""
    if path.is_file() and path.stat().st_size and not holds_page(path):
        raise SecondsourceError(f"{path} is there already and is no page of ours: name another file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SecondsourceError(f"cannot write {path}: {error.strerror}") from error
