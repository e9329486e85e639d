"""Why a broker does not let us in. aiokafka keeps the reason to itself, so its door is knocked at once more."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    RequestTimedOutError,
    SaslAuthenticationFailed,
    UnknownTopicOrPartitionError,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from secondsource.errors import Unavailable
from streams.access import Kafka, at, options, unreachable

#: How long a command waits for a broker that does not answer.
CONNECT_S = 8.0
#: Seconds that the second knock at a door may take.
KNOCK_S = 3.0
#: How an alert of TLS 1.2 begins, where the length of an answer of Kafka would be.
TLS_ALERT = 0x15030300
TIMEOUTS = (asyncio.TimeoutError, TimeoutError)
#: How a broker that is away shows, or one that does not let us.
AWAY = (KafkaError, OSError, asyncio.TimeoutError)
LOST = (KafkaConnectionError, NodeNotReadyError, ConnectionError)


@asynccontextmanager
async def entered(kafka: Kafka | str, client: Any, end: Callable[[], Awaitable[None]]) -> AsyncIterator[Any]:
    """A client of aiokafka, started and at last ended. Raises Unavailable, also for what befalls a request within."""
    try:
        try:
            await asyncio.wait_for(client.start(), CONNECT_S)
        except AWAY as error:
            raise await shut(kafka, error) from error
        yield client
    except AWAY as error:
        raise Unavailable(f"Kafka at {kafka} went away: {in_words(error)}") from error
    finally:
        await end()


@asynccontextmanager
async def sending(kafka: Kafka | str, topic: str) -> AsyncIterator[None]:
    """Within, a Sender writes to `topic`. Raises Unavailable where Kafka does not take it, and says why."""
    try:
        yield
    except UnknownTopicOrPartitionError as error:
        raise Unavailable(
            f"Kafka at {kafka} has no topic {topic}: is it the right one, with the right prefix? `secondsource worker` "
            "makes the topics that are missing"
        ) from error
    except LOST as error:
        raise await shut(kafka, error) from error
    except KafkaError as error:
        raise Unavailable(f"Kafka at {kafka} went away: {in_words(error)}") from error


async def shut(kafka: Kafka | str, error: BaseException) -> Unavailable:
    """The error that says why the first broker that has a reason does not let us in. `error`: what the client said."""
    ours = at(kafka)
    doors = collect_hosts(ours.options()["bootstrap_servers"], randomize=False)
    for host, port, _ in () if isinstance(error, TIMEOUTS) else doors:
        try:
            await asyncio.wait_for(knock(ours, host, port), KNOCK_S)
        except (KafkaError, OSError, EOFError, *TIMEOUTS) as told:
            if said := why(told, ours):
                return unreachable(kafka, f"at {host}:{port} {said}" if len(doors) > 1 else said)
    return unreachable(kafka)


async def knock(kafka: Kafka, host: str, port: int) -> None:
    """Connects, says who we are, and asks who is there. Raises what the client raises."""
    given = {name: value for name, value in options(kafka).items() if name != "bootstrap_servers"}
    line = await create_conn(host, port, request_timeout_ms=int(KNOCK_S * 1000), **given)
    try:
        await line.send(MetadataRequest([]))
    finally:
        line.close()


def why(error: BaseException, kafka: Kafka) -> str:
    """In words; empty where there is nothing to say but that it does not answer."""
    cause = error.__cause__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({cause.verify_message})"
    if isinstance(cause, ssl.SSLError):
        reason = getattr(cause, "reason", "") or str(cause)
        if reason == "WRONG_VERSION_NUMBER":
            return "it does not speak TLS; is security.protocol right?"
        return f"it refuses our certificate, or wants one ({reason})"
    if isinstance(cause, SaslAuthenticationFailed):
        return "it refuses the user or the password"
    if isinstance(cause, UnsupportedSaslMechanismError):
        return f"it does not take {kafka.mechanism}"
    if isinstance(cause, socket.gaierror):
        return "there is no such host"
    if isinstance(cause, ConnectionRefusedError):
        return ""
    if isinstance(cause, asyncio.IncompleteReadError) and cause.expected == TLS_ALERT:
        return "it speaks TLS; is security.protocol right?"
    if isinstance(cause, EOFError | ConnectionError | KafkaError):
        return "it hangs up; is security.protocol right?"
    return ""


def in_words(error: BaseException) -> str:
    """What befell a request, of a broker that had let us in."""
    if isinstance(error, (RequestTimedOutError, *TIMEOUTS)):
        return "no answer in time"
    return "the connection is lost" if isinstance(error, LOST) else str(error) or type(error).__name__
