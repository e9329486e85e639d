"""The way to Redis: clients, what is tried again, and what an error means in our words."""

from __future__ import annotations

import asyncio
import math
import os
import re
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import hiredis
from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster, Sentinel
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.lock import Lock
from redis.asyncio.sentinel import SentinelConnectionPool

from secondsource.errors import QueueError, Unavailable
from workers import address
from workers.errors import HALF, BadMove, Damaged, QueueFull
from workers.patience import ASKED, LOST, TIMEOUT_S, Patience, Silent

#: Connections of one client. Whoever asks while all are in use waits; without this, redis-py refuses the 101st.
CONNECTIONS = 64
#: How long one process may keep the others out, and how often they ask for their turn.
ALONE_S = 5.0
TURN_S = 0.005
#: The longest that a look may take, however a client goes about it.
ANSWER_S = ASKED * TIMEOUT_S + 1

#: What is tried again in a cluster, where a slot may have no node while a replica takes over.
LEADERLESS: Any = (*LOST, exceptions.RedisClusterException)
#: What a server answers while it starts, saves to a full disk, or elects a primary.
REFUSES = ("LOADING", "MISCONF", "CLUSTERDOWN", "MASTERDOWN", "NOREPLICAS", "TRYAGAIN", "BUSY ")
#: What it answers, as redis-py has it, to one caller too many; redis-py takes that for a lost connection.
CROWDED = ("max number of clients",)
BEFORE = re.compile(r"^.*of pipeline caused error: (\(['\"])?|^.*@user_script: \d+: -", re.DOTALL)
#: How redis-py tells of a connection that was not made: the system's number, and to where.
NUMBER = re.compile(r"Err(?:or|no) (\d+)\b")
WHERE = re.compile(r" connecting to (\S+?)\.(?: |$)")
#: What it answers where a key has another type or no number, and Lua where a field is gone or no state.
SPOILT = ("WRONGTYPE", "value is not", "Lua redis lib command arg", "SPOILT")
#: Those of REFUSES where redis-py has a class for it and takes the word away.
PASSING = (
    exceptions.AskError,
    exceptions.BusyLoadingError,
    exceptions.ClusterError,
    exceptions.ReadOnlyError,
    exceptions.TryAgainError,
)

#: How texts are read. An answer that is read otherwise cannot be told, when what was asked is done.
TEXTS = {
    "decode_responses": True,
    "encoding": "utf-8",
    "encoding_errors": "surrogateescape",  # bodies are deflated: bytes, not UTF-8
}

Client = Any  # Redis or RedisCluster; redis-py has no common type


class SentinelPool(SentinelConnectionPool, BlockingConnectionPool):
    """Connections to the primary that the sentinels name; whoever asks while all are in use waits."""

    async def aclose(self) -> None:
        await super().aclose()
        await self.sentinel_manager.aclose()


def connect(url: str, **options: Any) -> Client:
    """A client for `url` that answers text, tries again when the connection is lost, and connects only when used.

    `options` go to redis-py (`ssl_ca_certs`, `ssl_certfile`, …), but for TEXTS. Raises BadConfiguration on an address
    that is none.
    """
    at = address.read(url)
    common: dict[str, Any] = {
        "socket_timeout": TIMEOUT_S,
        "socket_connect_timeout": TIMEOUT_S,
        "retry": Patience(),
        **options,
        **TEXTS,
    }
    waiting = {"max_connections": CONNECTIONS, "timeout": None}  # `call` says how long; who has one gives it back
    if at.scheme in ("redis", "unix"):
        again = [exceptions.BusyLoadingError, *LOST]
        try:
            pool: Any = BlockingConnectionPool.from_url(at.url, retry_on_error=again, **(waiting | common))
        except ValueError as error:
            raise address.bad_address(url) from error
        pool.connection_kwargs |= TEXTS  # also where the address has others
        return Redis.from_pool(pool)
    common |= {"username": at.user or None, "password": at.password or None} | ({"ssl": True} if at.tls else {})
    if at.scheme == "redis+cluster":
        return RedisCluster(startup_nodes=[ClusterNode(*node) for node in at.nodes], **common)
    return _primary(at, waiting | common)


def _primary(at: address.Address, common: dict[str, Any]) -> Client:
    """A client of the primary. Its sentinels are asked without a password."""
    asked = {name: value for name, value in common.items() if name.startswith(("socket_", "ssl"))}
    sentinel: Any = Sentinel
    manager = sentinel(at.nodes, sentinel_kwargs=asked)
    return manager.master_for(at.name, connection_pool_class=SentinelPool, db=at.db, **common)


def why(error: BaseException) -> str:
    """What redis-py says of a connection, with the system's words for a number of its own."""
    told = str(error)
    found, where = NUMBER.search(told), WHERE.search(told)
    return f"{where[1]}: {os.strerror(int(found[1]))}" if found and where else told


@contextmanager
def translated() -> Iterator[None]:
    """What redis-py raises becomes one of our errors, after its bounded retries."""
    try:
        yield
    except exceptions.OutOfMemoryError as error:
        raise QueueFull(QueueFull.__doc__) from error
    except (exceptions.AuthenticationError, exceptions.NoPermissionError) as error:
        raise Unavailable(f"Redis refuses the user or password: {error}") from error
    except Silent as error:
        raise Unavailable(
            f"Redis does not answer ({error}): is it stopped, or its machine overloaded? "
            "What you asked may still happen: look before you ask anew"
        ) from error
    except exceptions.RedisError as error:
        if refused(error, ("OOM",)):
            raise QueueFull(QueueFull.__doc__) from error
        if is_passing(error) or refused(error, CROWDED):
            raise Unavailable(f"Redis does not take this now: {error}") from error
        if isinstance(error, LOST):
            raise Unavailable(f"Redis cannot be reached ({why(error)}); start it, or set REDIS_URL") from error
        if refused(error, SPOILT):
            raise Damaged(f"a key of the desk is spoilt ({error}): {Damaged.__doc__}") from error
        if isinstance(error, exceptions.ResponseError):
            raise QueueError(f"Redis refuses what is asked: {error}") from error
        raise
    except UnicodeEncodeError as error:
        raise BadMove(HALF) from error
    except (OSError, exceptions.RedisClusterException) as error:
        raise Unavailable(f"Redis cannot be reached ({why(error)}); start it, or set REDIS_URL") from error


def refused(error: BaseException, words: tuple[str, ...]) -> bool:
    """Whether the server's answer begins with one of these.

    redis-py puts the command before that of a pipeline; Redis 6 puts the place before that of a command in a script.
    """
    return BEFORE.sub("", str(error)).removeprefix("ERR ").startswith(words)


def is_passing(error: BaseException) -> bool:
    """Whether the same request may be taken in a moment: the server loads, elects, or waits for its disk or replica."""
    return isinstance(error, PASSING) or (isinstance(error, exceptions.ResponseError) and refused(error, REFUSES))


async def call(reply: Awaitable[Any]) -> Any:
    """`reply`, with errors told in our words. A client of a cluster would ask silent nodes for much longer."""
    with translated():
        try:
            return await _within(reply)
        except asyncio.TimeoutError as error:
            raise Silent(f"within {ANSWER_S:g} s") from error


async def _within(reply: Awaitable[Any]) -> Any:
    """`reply` within ANSWER_S seconds; raises TimeoutError. What it fails with later, nobody is told."""
    asked = asyncio.ensure_future(reply)
    asked.add_done_callback(lambda done: done.cancelled() or done.exception())
    return await asyncio.wait_for(asked, ANSWER_S)


async def exchange(client: Client, commands: Sequence[tuple[Any, ...]], key: str) -> list[Any]:
    """Sends the commands together; a reply or the server's error for each. Tried again when the connection is lost.

    As a pipeline of redis-py does, which packs each command in Python. In a cluster they go to the node that has `key`.
    """
    packed = b"".join(map(hiredis.pack_command, commands))
    if isinstance(client, RedisCluster):
        again = Patience(LEADERLESS)
        told: list[Any] = await again.call_with_retry(
            lambda: _to_node(client, key, packed, len(commands)), lambda error: client.aclose()
        )
        return told
    try:
        said: list[Any] = await _within(_by_line(client.connection_pool, packed, len(commands)))
        return said
    except asyncio.TimeoutError as error:  # others of this client wait for answers on all its lines
        raise Silent(f"within {ANSWER_S:g} s") from error


async def _by_line(pool: Any, packed: bytes, count: int) -> list[Any]:
    line = await pool.get_connection()
    try:
        replies: list[Any] = await line.retry.call_with_retry(
            lambda: _spoken(line, packed, count), lambda error: line.disconnect()
        )
        moves = [answer for reply in replies if isinstance(reply, list) for answer in reply]
        if any(isinstance(answer, exceptions.ReadOnlyError) for answer in moves):
            await line.disconnect()  # no primary any more; the next line asks the sentinels
        return replies
    except asyncio.CancelledError:
        await line.disconnect(nowait=True)  # an answer may still come, which is nobody else's
        raise
    finally:
        await pool.release(line)


async def _to_node(client: RedisCluster, key: str, packed: bytes, count: int) -> list[Any]:
    """One try. A client that is closed asks the nodes anew who has what."""
    await client.initialize()
    node: Any = client.get_node_from_key(key)
    line = node.acquire_connection()
    try:
        replies = await _spoken(line, packed, count)
    finally:
        node.release(line)
    if any(isinstance(reply, exceptions.AskError) for reply in replies):
        await client.aclose()
    return replies


async def _spoken(line: Any, packed: bytes, count: int) -> list[Any]:
    await line.send_packed_command(packed)
    try:
        return await asyncio.wait_for(_answers(line, count), line.socket_timeout)
    except asyncio.TimeoutError as error:
        await line.disconnect(nowait=True)
        raise exceptions.TimeoutError(f"no answer within {line.socket_timeout:g} s") from error


async def _answers(line: Any, count: int) -> list[Any]:
    """One time limit for all of them, since redis-py's own for each costs more than the reading."""
    answers = []
    for _ in range(count):
        try:
            answers.append(await line.read_response(timeout=math.inf))
        except exceptions.ResponseError as error:
            answers.append(error)
    return answers


@asynccontextmanager
async def alone(client: Client, key: str) -> AsyncIterator[None]:
    """Only one process at a time is in here. One that dies inside keeps the others out for ALONE_S, no longer.

    Raises Unavailable when the turn does not come.
    """
    lock = Lock(client, key, timeout=ALONE_S, sleep=TURN_S, blocking_timeout=4 * ALONE_S)
    with translated():
        if not await lock.acquire():
            raise Unavailable(f"Redis: no turn at {key} for {4 * ALONE_S:g} s; is a worker frozen?")
    try:
        yield
    finally:
        with suppress(exceptions.LockError), translated():
            await lock.release()
