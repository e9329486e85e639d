"""Addresses of Redis: which are taken, and that a refusal does not repeat a password."""

from __future__ import annotations

import pytest

from secondsource.errors import BadConfiguration
from workers import connection


@pytest.mark.parametrize(
    ("url", "way", "replicas"),
    [
        ("redis://localhost:6379/0", "", 0),
        ("redis://localhost?replicas=1", "", 1),
        ("redis://localhost:6379/", "", 0),
        ("unix:///run/redis.sock", "", 0),
        ("redis+sentinel://one:1,two/desk", "sentinel", 0),
        ("rediss+sentinel://ana:secret@one/desk/3?replicas=2", "sentinel", 2),
        ("redis+cluster://one,[::1]:7000", "cluster", 0),
    ],
)
def test_an_address_that_is_taken(url: str, way: str, replicas: int) -> None:
    found = connection.address(url)
    assert (found.way, found.replicas) == (way, replicas)
    connection.connect(url)


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
        "redis+cluster://one?replicas=1",
        "redis://localhost?replicas=many",
        "redis://localhost:port",
        "redis://localhost/desk",  # redis-py would take database 0
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(BadConfiguration, match="not an address of Redis"):
        connection.connect(url)


def test_a_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(BadConfiguration) as told:
        connection.connect("redis+sentinel://ana:secret@one:port/desk")
    assert "secret" not in str(told.value)
    assert "one:port" in str(told.value)
