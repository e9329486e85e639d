"""The way to Redis: addresses, retries, and a look at whether the server keeps what it is given.

redis://host:6379/0            one server            rediss://…             over TLS
redis://user:password@host     an ACL user           unix:///run/redis.sock
redis+sentinel://s1:26379,s2:26379/NAME/0            the primary that the sentinels name
redis+cluster://n1:6379,n2:6379                      a cluster; rediss+sentinel and rediss+cluster with TLS
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster, Sentinel
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.lock import Lock
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from secondsource.errors import BadConfiguration, Unavailable
from workers.errors import QueueFull, UnsafeServer

#: A lost connection, or a refusal that passes, is tried again so often, for about three seconds in all; then the caller
#: is told. A server that takes the call and never answers costs TIMEOUT_S each time.
RETRIES = 6
BACKOFF = ExponentialBackoff(cap=1.0, base=0.05)  # seconds
TIMEOUT_S = 5.0
#: Connections of one client. Whoever asks while all are in use waits; without this, redis-py refuses the 101st.
CONNECTIONS = 64
#: How long one process may keep the others out, and how often they ask for their turn.
ALONE_S = 5.0
TURN_S = 0.005

LOST = (exceptions.ConnectionError, exceptions.TimeoutError)
#: What a server answers while it starts, saves to a full disk, or elects a primary.
REFUSES = ("LOADING", "MISCONF", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS", "TRYAGAIN", "BUSY ")
BEFORE = re.compile(r"^.*of pipeline caused error: |^.*@user_script: \d+: -", re.DOTALL)
#: The same where redis-py has a class for it and takes the word away.
PASSING = (exceptions.BusyLoadingError, exceptions.ClusterError, exceptions.ReadOnlyError, exceptions.TryAgainError)

Client = Any  # Redis or RedisCluster; redis-py has no common type


def _nodes(netloc: str, port: int) -> list[tuple[str, int]]:
    pairs = [part.rpartition(":") if ":" in part else (part, ":", str(port)) for part in netloc.split(",")]
    return [(host, int(number)) for host, _, number in pairs]


def connect(url: str, **options: Any) -> Client:
    """A client for `url` that answers text, tries again when the connection is lost, and connects only when used.

    `options` go to redis-py (`ssl_ca_certs`, `ssl_certfile`, …). Raises BadConfiguration on an address that is none.
    """
    common: dict[str, Any] = {
        "decode_responses": True,
        "encoding_errors": "surrogateescape",  # bodies are deflated: bytes, not UTF-8
        "socket_timeout": TIMEOUT_S,
        "socket_connect_timeout": TIMEOUT_S,
        "retry": Retry(BACKOFF, RETRIES),
        **options,
    }
    try:
        parts = urlsplit(url)
        scheme, _, way = parts.scheme.partition("+")
        if way not in ("", "sentinel", "cluster") or scheme not in ("redis", "rediss", "unix"):
            raise ValueError(parts.scheme)
        if not way:
            common |= {"max_connections": CONNECTIONS, "timeout": TIMEOUT_S}
            pool: Any = BlockingConnectionPool.from_url(
                url, retry_on_error=[exceptions.BusyLoadingError, *LOST], **common
            )
            return Redis.from_pool(pool)
        who, _, hosts = parts.netloc.rpartition("@")
        name, _, password = who.partition(":")
        if who:
            common |= {"username": unquote(name) or None, "password": unquote(password)}
        if scheme == "rediss":
            common["ssl"] = True
        if way == "cluster":
            return RedisCluster(startup_nodes=[ClusterNode(h, p) for h, p in _nodes(hosts, 6379)], **common)
        service, _, db = parts.path.strip("/").partition("/")
        sentinel: Any = Sentinel
        return sentinel(_nodes(hosts, 26379), sentinel_kwargs={"socket_timeout": TIMEOUT_S}).master_for(
            service, db=int(db or 0), **common
        )
    except ValueError as error:
        raise BadConfiguration(f"not an address of Redis: {url!r}; write it as redis://host:6379/0") from error


@contextmanager
def told() -> Iterator[None]:
    """What redis-py raises becomes one of our errors, after its bounded retries."""
    try:
        yield
    except exceptions.OutOfMemoryError as error:
        raise QueueFull(f"Redis: {QueueFull.__doc__}") from error
    except (exceptions.AuthenticationError, exceptions.NoPermissionError) as error:
        raise Unavailable(f"Redis refuses the user or password: {error}") from error
    except exceptions.RedisError as error:
        if refused(error, ("OOM",)):
            raise QueueFull(f"Redis: {QueueFull.__doc__}") from error
        if passes(error):
            raise Unavailable(f"Redis does not take this now: {error}") from error
        if isinstance(error, LOST):
            raise Unavailable(f"Redis cannot be reached ({error}); start it, or set REDIS_URL") from error
        raise
    except (OSError, exceptions.RedisClusterException) as error:
        raise Unavailable(f"Redis cannot be reached ({error}); start it, or set REDIS_URL") from error


def refused(error: BaseException, words: tuple[str, ...]) -> bool:
    """Whether the server's answer begins with one of these.

    redis-py puts the command before that of a pipeline; Redis 6 puts the place before that of a command in a script.
    """
    return BEFORE.sub("", str(error)).startswith(words)


def passes(error: BaseException) -> bool:
    """Whether the same request may be taken in a moment: the server loads, elects, or waits for its disk or replica."""
    return isinstance(error, PASSING) or (isinstance(error, exceptions.ResponseError) and refused(error, REFUSES))


async def call(reply: Awaitable[Any]) -> Any:
    """`reply`, with errors told in our words."""
    with told():
        return await reply


@asynccontextmanager
async def alone(client: Client, key: str) -> AsyncIterator[None]:
    """Only one process at a time is in here. One that dies inside keeps the others out for ALONE_S, no longer.

    Raises Unavailable when the turn does not come.
    """
    lock = Lock(client, key, timeout=ALONE_S, sleep=TURN_S, blocking_timeout=4 * ALONE_S)
    with told():
        if not await lock.acquire():
            raise Unavailable(f"Redis: no turn at {key} for {4 * ALONE_S:g} s; is a worker frozen?")
    try:
        yield
    finally:
        with suppress(exceptions.LockError), told():
            await lock.release()


async def check_server(client: Client) -> None:
    """Raises UnsafeServer unless every primary refuses to evict and writes an append-only file."""
    nodes = client.get_primaries() if isinstance(client, RedisCluster) else [None]
    if isinstance(client, RedisCluster):
        await call(client.initialize())
        nodes = client.get_primaries()
    for node in nodes:
        target: dict[str, Any] = {} if node is None else {"target_nodes": node}
        info = cast(dict[str, Any], await call(client.info("memory", **target)))
        info |= await call(client.info("persistence", **target))
        where = f"{node.host}:{node.port}" if node else "Redis"
        if info.get("maxmemory_policy") != "noeviction":
            raise UnsafeServer(
                f"{where} may evict claims (maxmemory-policy {info.get('maxmemory_policy')}); "
                "set `maxmemory-policy noeviction`"
            )
        if not int(info.get("aof_enabled", 0)):
            raise UnsafeServer(f"{where} keeps nothing over a restart; set `appendonly yes` and `appendfsync always`")
