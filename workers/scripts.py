"""The Lua moves: one file each in workers/lua, with clock, item and audit put before it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from redis.exceptions import NoScriptError

#: What every move is built on; no moves themselves.
PARTS = ("clock", "item", "audit")


class Script(NamedTuple):
    text: str
    sha: str


@cache
def read(name: str) -> str:
    """The text of workers/lua/NAME.lua."""
    return files("workers").joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")


@cache
def script(move: str, clock: str | None = None) -> Script:
    """The whole text of a move. `clock` replaces clock.lua; tests that turn the clock use it, nothing else does."""
    text = "\n".join([clock or read("clock"), *(read(part) for part in PARTS[1:]), read(move)])
    return Script(text, hashlib.sha1(text.encode()).hexdigest())


async def run(client: Any, move: Script, prefix: str, args: tuple[Any, ...]) -> list[Any]:
    """One move on the server. After a restart or failover the server has forgotten the script; it is sent again."""
    try:
        reply: list[Any] = await client.evalsha(move.sha, 1, prefix, *args)
    except NoScriptError:
        reply = await client.eval(move.text, 1, prefix, *args)
    return reply
