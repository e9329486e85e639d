"""Where SECONDSOURCE_COMPILED is set, the engine is built as machine code: mypyc compiles a copy of its modules.

    make compiled        # into build/compiled, where only the bench and a test look for it

Needs a C compiler, mypy and setuptools. All else of the package is in pyproject.toml, and everything works and
is tested without this.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from pathlib import Path

from setuptools import setup

PACKAGE = Path("secondsource")
#: What stays Python: the packages themselves, and what makes records of classes.
PLAIN = {"__init__.py", "record.py"}
COPY = Path("build", "mypyc")
#: What is written otherwise where it is compiled: line by line, a pattern and what stands in its place.
OTHERWISE = (
    # A constant is no entry of a dictionary, to be looked up each time.
    (r"^from __future__ import annotations$", r"\g<0>; from typing import Final"),
    (r"^([A-Z][A-Z_]+): (.+?) = ", r"\1: Final[\2] = "),
    (r"^([A-Z][A-Z_]+) = ", r"\1: Final = "),
    # What sets its fields itself can be neither frozen nor have slots made for it; a compiled class has no other room.
    (r"^@record\(frozen=True, slots=True\)$", "@record(unsafe_hash=True)"),
    (r"^@record\(slots=True\)$", "@record()"),
)


def native(source: str) -> str:
    """A module as it is compiled; every line keeps its number.

    Each record gets an `__init__`, on the empty line after its fields: the one that `dataclasses` makes is Python, and
    slower in a compiled class than in a plain one, since it sets each field through a descriptor.
    """
    lines = source.split("\n")
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and any("record(" in ast.unparse(by) for by in node.decorator_list):
            fields = [field for field in node.body if isinstance(field, ast.AnnAssign)]
            empty = next(at for at in range(fields[-1].end_lineno or 0, len(lines)) if not lines[at])
            lines[empty] = _init(fields)
    for pattern, instead in OTHERWISE:
        lines = [re.sub(pattern, instead, line) for line in lines]
    return "\n".join(lines)


def _init(fields: list[ast.AnnAssign]) -> str:
    """The `__init__` of a record, in one line."""
    given, kept = [], []
    for field in fields:
        name, kind, value = (
            ast.unparse(part) for part in (field.target, field.annotation, field.value or field.target)
        )
        if made := re.fullmatch(r"field\(default_factory=(.*)\)", value):
            given.append(f"{name}: {kind} | None = None")
            kept.append(f"self.{name} = ({made[1]})() if {name} is None else {name}")
        else:
            given.append(f"{name}: {kind}" + (f" = {value}" if field.value else ""))
            kept.append(f"self.{name} = {name}")
    return f"    def __init__(self, {', '.join(given)}) -> None: {'; '.join(kept)}"


def copied() -> list[str]:
    """The paths of the modules to compile, copied anew."""
    shutil.rmtree(COPY, ignore_errors=True)
    paths = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "lang")
    for path in paths:
        text = path.read_text(encoding="utf-8")
        (COPY / path).parent.mkdir(parents=True, exist_ok=True)
        (COPY / path).write_text(text if path.name in PLAIN else native(text), encoding="utf-8")
    return [str(COPY / path) for path in paths if path.name not in PLAIN]


def compiled() -> list[object]:
    """What setuptools is to build."""
    from mypyc.build import mypycify

    # No file of settings: ours names a version of Python, and the one that runs is the one to compile for.
    options = ["--config-file=", "--no-site-packages", "--ignore-missing-imports", f"--cache-dir={COPY / 'cache'}"]
    return mypycify(
        [*options, *copied()],
        opt_level="1", debug_level="0", multi_file=True, group_name=PACKAGE.name, target_dir=str(COPY),
    )  # fmt: skip


setup(ext_modules=compiled() if os.environ.get("SECONDSOURCE_COMPILED") else [])
