"""The tables of docs/python.md, from the code: `make reference`. A test holds the page against them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from workers.queue import ClaimQueue

PAGE = Path(__file__).parent / "python.md"
BEGIN, END = "<!-- made by docs/reference.py -->", "<!-- end -->"
#: The modules of workers/calls, and for whom each is.
PARTS = {
    "checker": "A checker",
    "head": "A desk head",
    "reader": "Everybody",
    "stream": "The stream",
    "machine": "The machine",
}


def signature(name: str) -> str:
    """As one calls it: without the desk, which a method has already."""
    found = inspect.signature(getattr(ClaimQueue, name))
    given = [parameter for parameter in found.parameters.values() if parameter.name != "desk"]
    plain = [p.replace(default=None) if callable(p.default) and p.default is not p.empty else p for p in given]
    told = re.sub(r"(: |-> )'([^']*)'", r"\1\2", f"{name}{found.replace(parameters=plain)}")
    return told.replace("'", '"')


def tables() -> str:
    """A table a part: each call with its types, and the first line of what is said of it."""
    made = [BEGIN]
    for module, title in PARTS.items():
        names = [name for name in vars(ClaimQueue) if _module(name) == f"workers.calls.{module}"]
        made += ["", f"### {title}", "| call | does |", "|---|---|"]
        for name in names:
            said = (getattr(ClaimQueue, name).__doc__ or "").splitlines()[0]
            made.append(f"| `{signature(name)}` | {said} |".replace(" | None", " \\| None"))
    return "\n".join([*made, "", END])


def _module(name: str) -> str:
    return "" if name.startswith("_") else getattr(getattr(ClaimQueue, name), "__module__", "")


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(before + tables() + after, encoding="utf-8")


if __name__ == "__main__":
    main()
