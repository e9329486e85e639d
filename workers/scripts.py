"""The Lua moves: one file each in workers/lua, with clock, item and audit put before it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from redis.exceptions import NoScriptError

#: What every move is built on; no moves themselves.
PARTS = ("clock", "item", "audit")


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
    text = "\n".join(reader(part) for part in (*PARTS, move))
    return Script(text, hashlib.sha1(text.encode()).hexdigest())


async def run(client: Any, move: Script, prefix: str, args: tuple[Any, ...]) -> list[Any]:
    """One move on the server. After a restart or failover the server has forgotten the script; it is sent again."""
    try:
        reply: list[Any] = await client.evalsha(move.sha, 1, prefix, *args)
    except NoScriptError:
        reply = await client.eval(move.text, 1, prefix, *args)
    return reply
