"""Whether server and desk are fit for work: nothing that is given is lost, nothing that is there is misread."""

from __future__ import annotations

from typing import Any, cast

from redis.asyncio import RedisCluster

from workers.connection import Client, call
from workers.errors import NoFormat, OtherVersion, Rebuilding, UnsafeServer
from workers.keys import FORMAT, FORMAT_NUMBER, REBUILDING


async def check_desk(client: Client, prefix: str) -> None:
    """Raises Rebuilding while the desk is made again, OtherVersion where another version filled it, NoFormat where
    nobody can say. As trip.lua does at each trip.
    """
    rebuilding, number = await call(client.mget(prefix + REBUILDING, prefix + FORMAT))
    if rebuilding:
        raise Rebuilding(Rebuilding.__doc__)
    if number is None and await _filled(client, prefix):
        raise NoFormat(NoFormat.__doc__)
    if number not in (None, str(FORMAT_NUMBER)):
        raise OtherVersion(OtherVersion.__doc__)


async def _filled(client: Client, prefix: str) -> bool:
    """Whether anything is there that could be misread: events that the log lacks, or items, each of a kind."""
    if await call(client.exists(prefix + "heads", prefix + "facets:kind")):
        return True
    return bool(await call(client.xlen(prefix + "audit")))


async def check_server(client: Client) -> None:
    """Raises UnsafeServer unless every primary refuses to evict and writes an append-only file."""
    if why := await unsafe(client):
        raise UnsafeServer(why)


async def unsafe(client: Client) -> str:
    """Why the server would lose what it is given, and what to set; "" where it would not."""
    nodes: list[Any] = [None]
    if isinstance(client, RedisCluster):
        await call(client.initialize())
        nodes = client.get_primaries()
    for node in nodes:
        target: dict[str, Any] = {} if node is None else {"target_nodes": node}
        info = cast(dict[str, Any], await call(client.info("memory", **target)))
        info |= await call(client.info("persistence", **target))
        where = f"{node.host}:{node.port}" if node else "Redis"
        if info.get("maxmemory_policy") != "noeviction":
            policy = info.get("maxmemory_policy")
            return f"{where} may evict claims (maxmemory-policy {policy}); set `maxmemory-policy noeviction`"
        if not int(info.get("aof_enabled", 0)):
            return f"{where} keeps nothing over a restart; set `appendonly yes` and `appendfsync always`"
    return ""
