"""Addresses of Redis.

redis://host:6379/0            one server            rediss://…             over TLS
redis://user:password@host     an ACL user           unix:///run/redis.sock
redis+sentinel://s1:26379,s2:26379/NAME/0            the primary that the sentinels name
redis+cluster://n1:6379,n2:6379                      a cluster; rediss+sentinel and rediss+cluster with TLS

With ?replicas=1, but for a cluster, what was written counts as done when so many replicas have it too.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from secondsource.errors import BadConfiguration

#: Scheme -> what may stand after the hosts: a database, the primary's name and a database, nothing. A cluster has one.
PATHS = {
    "redis": r"(/\d*)?",
    "unix": r"/.+",
    "redis+sentinel": r"/[^/]+(/\d+)?/?",
    "redis+cluster": r"(/0?)?",
}
TLS = {f"rediss{scheme.removeprefix('redis')}": scheme for scheme in PATHS if scheme.startswith("redis")}
PORTS = {"redis+sentinel": 26379, "redis+cluster": 6379}


class Address(NamedTuple):
    """An address, taken apart. `url` is for redis-py; `name` the primary's; `user` and `password` "" without any."""

    scheme: str  # of PATHS
    tls: bool
    url: str
    nodes: tuple[tuple[str, int], ...]
    name: str
    db: int
    user: str
    password: str
    replicas: int


def bad_address(url: str) -> BadConfiguration:
    """The error, without a password: neither what stands before the hosts nor the options are repeated."""
    shown = re.sub(r"//.*@", "//…@", url.partition("?")[0])
    return BadConfiguration(f"not an address of Redis: {shown!r}; write it as redis://host:6379/0")


def read(url: str) -> Address:
    """Raises BadConfiguration on an address that is none."""
    try:
        parts = urlsplit(url)
        scheme = TLS.get(parts.scheme, parts.scheme)
        query = dict(parse_qsl(parts.query))
        replicas = int(query.pop("replicas", 0))
        who, _, hosts = parts.netloc.rpartition("@")
        nodes = _nodes(hosts, PORTS.get(scheme, 6379))
    except ValueError as error:
        raise bad_address(url) from error
    if scheme not in PATHS or not re.fullmatch(PATHS[scheme], parts.path) or replicas < 0:
        raise bad_address(url)
    if scheme in PORTS and (query or not nodes):
        raise bad_address(url)
    return _address(scheme, parts._replace(query=urlencode(query)), nodes, who, replicas)


def _address(scheme: str, parts: SplitResult, nodes: tuple[tuple[str, int], ...], who: str, replicas: int) -> Address:
    user, _, password = map(unquote, who.partition(":"))
    name, _, db = parts.path.strip("/").partition("/")
    number = int(db) if scheme == "redis+sentinel" and db else 0
    return Address(scheme, parts.scheme in TLS, parts.geturl(), nodes, name, number, user, password, replicas)


def _nodes(hosts: str, port: int) -> tuple[tuple[str, int], ...]:
    """Host and port of each; ValueError when a port is no number."""
    found = [urlsplit(f"//{node}") for node in hosts.split(",")]
    return tuple((node.hostname, node.port or port) for node in found if node.hostname)
