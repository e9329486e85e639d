"""Addresses of Redis: which are taken, and that a refusal does not repeat a password."""

from __future__ import annotations

import os

import pytest
from redis import exceptions

from secondsource.errors import BadConfiguration
from workers import address, connection


@pytest.mark.parametrize(
    ("url", "scheme", "nodes", "replicas"),
    [
        ("redis://localhost:6379/0", "redis", [("localhost", 6379)], 0),
        ("redis://localhost:6379/", "redis", [("localhost", 6379)], 0),
        ("redis://localhost?replicas=1", "redis", [("localhost", 6379)], 1),
        ("rediss://localhost?ssl_cert_reqs=none", "redis", [("localhost", 6379)], 0),
        ("unix:///run/redis.sock", "unix", [], 0),
        ("redis+sentinel://one:1,two/desk", "redis+sentinel", [("one", 1), ("two", 26379)], 0),
        ("rediss+sentinel://ana:se%2Fcret@one/desk/3?replicas=2", "redis+sentinel", [("one", 26379)], 2),
        ("redis+cluster://one,[::1]:7000", "redis+cluster", [("one", 6379), ("::1", 7000)], 0),
    ],
)
def test_an_address_that_is_taken(url: str, scheme: str, nodes: list[tuple[str, int]], replicas: int) -> None:
    found = address.read(url)
    assert (found.scheme, list(found.nodes), found.replicas) == (scheme, nodes, replicas)
    assert found.tls == url.startswith("rediss")
    connection.connect(url)


def test_the_parts_of_a_long_one() -> None:
    found = address.read("rediss+sentinel://ana:se%2Fcret@one/desk/3?replicas=2")
    assert (found.name, found.db, found.user, found.password) == ("desk", 3, "ana", "se/cret")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "localhost:6379",
        "unix+sentinel:///run/redis.sock",
        "redis+sentinel://one:1",  # of which primary?
        "redis+sentinel:///desk",
        "redis+sentinel://one:port/desk",
        "redis+sentinel://one/desk/zero",
        "redis+sentinel://one/desk?socket_timeout=1",
        "redis+cluster://",
        "redis+cluster://one/3",  # a cluster has one database
        "redis://localhost?replicas=many",
        "redis://localhost:port",
        "redis://localhost/desk",  # redis-py would take database 0
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(BadConfiguration, match="not an address of Redis"):
        connection.connect(url)


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://ana:secret@one:port/desk",
        "redis+sentinel://ana:se/secret@one:1/desk/x",
        "redis://one:port?password=secret",
        "redis://ana:secret@one:port",
    ],
)
def test_a_refusal_does_not_repeat_the_password(url: str) -> None:
    with pytest.raises(BadConfiguration) as told:
        connection.connect(url)
    assert "secret" not in str(told.value)
    assert "one:" in str(told.value)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            "Error 111 connecting to 127.0.0.1:2. Connect call failed ('127.0.0.1', 2).",
            f"127.0.0.1:2: {os.strerror(111)}",
        ),
        (
            "Error Multiple exceptions: [Errno 111] Connect call failed ('::1', 2, 0, 0), [Errno 111] Connect call"
            " failed ('127.0.0.1', 2) connecting to localhost:2.",
            f"localhost:2: {os.strerror(111)}",
        ),
        ("Error 2 connecting to /tmp/redis.sock. No such file or directory.", f"/tmp/redis.sock: {os.strerror(2)}"),
        ("Connection closed by server.", "Connection closed by server."),
    ],
)
def test_a_connection_that_was_not_made_is_told_in_words(told: str, said: str) -> None:
    assert connection.why(exceptions.ConnectionError(told)) == said
