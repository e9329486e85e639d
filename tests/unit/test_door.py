"""Why a broker does not let us in, and what befell a request: in words that an operator can act on."""

from __future__ import annotations

import asyncio
import socket
import ssl

import pytest
from aiokafka.errors import KafkaConnectionError, NodeNotReadyError, RequestTimedOutError, SaslAuthenticationFailed

from streams.access import Kafka
from streams.door import TLS_ALERT, in_words, why

OURS = Kafka("k:9092", "SASL_SSL", username="desk", password="secret")


def closed(cause: BaseException) -> KafkaConnectionError:
    """A connection that was closed for a reason."""
    error = KafkaConnectionError("closed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SaslAuthenticationFailed("invalid credentials"), "it refuses the user or the password"),
        (ssl.SSLCertVerificationError(1, "self-signed"), "its certificate is not trusted"),
        (closed(ssl.SSLError(1, "alert")), "it refuses our certificate"),
        (closed(asyncio.IncompleteReadError(b"", TLS_ALERT)), "it speaks TLS"),
        (closed(asyncio.IncompleteReadError(b"", 4)), "it hangs up"),
        (ConnectionResetError(), "it hangs up"),
        (socket.gaierror(-2, "unknown"), "there is no such host"),
    ],
)
def test_who_is_not_let_in_hears_why(error: BaseException, told: str) -> None:
    if isinstance(error, ssl.SSLCertVerificationError):
        error.verify_message = "self-signed certificate"
    assert why(error, OURS).startswith(told)


@pytest.mark.parametrize("error", [ConnectionRefusedError(), asyncio.TimeoutError()])
def test_where_nothing_listens_there_is_nothing_to_say(error: BaseException) -> None:
    assert why(error, OURS) == ""


def test_a_request_that_failed_is_told_without_the_names_of_errors() -> None:
    assert in_words(RequestTimedOutError()) == in_words(asyncio.TimeoutError()) == "no answer in time"
    assert in_words(NodeNotReadyError("node 1")) == in_words(ConnectionResetError()) == "the connection is lost"
    assert in_words(OSError("disk")) == "disk"
