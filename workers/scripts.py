"""The Lua moves: one file each in workers/lua, all of them in one script, which does those of a trip (trip.lua)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: What every move is built on; no moves themselves.
PARTS = ("clock", "item", "fit", "places", "audit", "leases", "wanted")
#: Runs the moves.
TRIP = "trip"
#: Scripts of their own: lets go of keys, for a rebuild; writes a private note.
FORGET, PRIVATE = "forget", "private"
#: The moves that pass while the desk is rebuilt.
REBUILDS = ("restore", "reopen")
#: The moves that a full Redis refuses (trip.lua). They travel with their like only.
GROW = ("push", "split", "restore")


Reader = Callable[[str], str]


class Script(NamedTuple):
    text: str
    sha: str


@cache
def names() -> tuple[str, ...]:
    """Of all moves."""
    found = {file.name.removesuffix(".lua") for file in files("workers").joinpath("lua").iterdir()}
    return tuple(sorted(found - {*PARTS, TRIP, FORGET, PRIVATE}))


@cache
def read(name: str) -> str:
    """The text of workers/lua/NAME.lua."""
    return files("workers").joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")


@cache
def script(reader: Reader = read) -> Script:
    """The whole script. Tests read another clock.lua, or a move with a bug planted; nothing else does."""
    moves = [f"if wanted.{name} then\nfunction moves.{name}(ARGV)\n{reader(name)}\nend\nend" for name in names()]
    text = "\n".join([*map(reader, PARTS), "local moves = {}", *moves, reader(TRIP)])
    return Script(text, hashlib.sha1(text.encode()).hexdigest())
