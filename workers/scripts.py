"""The Lua moves: one file each in workers/lua, with clock, item, gate and audit put before it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: What every move is built on; no moves themselves.
PARTS = ("clock", "item", "gate", "audit")
#: The moves that pass the gate.
REBUILDS = ("restore", "reopen")


Reader = Callable[[str], str]


class Script(NamedTuple):
    text: str
    sha: str


@cache
def read(name: str) -> str:
    """The text of workers/lua/NAME.lua."""
    return files("workers").joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")


@cache
def script(move: str, reader: Reader = read) -> Script:
    """The whole text of a move. Tests read another clock.lua, or a move with a bug planted; nothing else does."""
    parts = [part for part in PARTS if part != "gate" or move not in REBUILDS]
    text = "\n".join(reader(part) for part in (*parts, move))
    return Script(text, hashlib.sha1(text.encode()).hexdigest())
