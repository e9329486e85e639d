"""The queue over TLS, with an ACL user, and with a server that would lose claims."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from secondsource.errors import Unavailable
from streams import embedded
from streams.handler import Handler
from streams.outages import Outages
from tests.conftest import lacking, needs
from tests.contract.desks import an_item
from tests.contract.logs import Log
from workers.errors import UnsafeServer
from workers.evidence import Evidence
from workers.queue import ClaimQueue
from workers.records import Filter

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


async def a_day(queue: ClaimQueue) -> None:
    """Each kind of access once: moves, lists, counts, trail, notices, audit, expiry."""
    assert await queue.push(an_item("c1", 95)) == "pushed"
    assert set(await queue.push_many([an_item(f"c{number}") for number in range(2, 9)])) == {"pushed"}
    lease = await queue.take("ana")
    assert lease
    assert lease.id == "c1"
    await queue.heartbeat(lease.id, lease.token, "called the prefecture")
    assert (await queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="rang")).result == "applied"
    assert len((await queue.page(Filter(state="waiting"))).rows) == 7
    assert sum((await queue.counts("kind")).values()) == 8
    assert "pushed" in [event.what for event in await queue.trail("c1")]
    assert await queue.notices("ana") == ()
    events = await queue.audit_read()
    assert await queue.audit_trim(events[-1].position) == len(events)
    assert (await queue.stats()).states["done"] == 1
    await queue.expire()


async def test_an_acl_user_who_may_use_one_desk_only(redis_url: str, unique: str) -> None:
    admin = Redis.from_url(redis_url)
    try:
        rules = [f"~secondsource:{{{unique}}}:*", "+@all", "-@admin", "-@dangerous", "+info"]
        await admin.execute_command("ACL", "SETUSER", unique, "on", ">s3cret", *rules)
        place = redis_url.removeprefix("redis://")
        queue = await ClaimQueue.open(f"redis://{unique}:s3cret@{place}", unique)
        try:
            await a_day(queue)
        finally:
            await queue.close()
        with pytest.raises(Unavailable, match="user or password"):
            await ClaimQueue.open(f"redis://{unique}:wrong@{place}", unique)
    finally:
        await admin.execute_command("ACL", "DELUSER", unique)
        await admin.aclose()


async def test_over_tls(tmp_path: Path) -> None:
    needs("openssl", "openssl")
    if not has_tls(embedded.redis_binary()):
        lacking("this redis-server is built without TLS: install Debian's redis-server")
    key, certificate = make_certificate(tmp_path)
    port = embedded.free_port()
    options = ("--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key))
    options += ("--tls-ca-cert-file", str(certificate), "--tls-auth-clients", "no")
    server = embedded.start_redis(tmp_path / "data", options=options)
    try:
        queue = await ClaimQueue.open(f"rediss://127.0.0.1:{port}/0", ssl_ca_certs=str(certificate))
        try:
            await a_day(queue)
        finally:
            await queue.close()
        with pytest.raises(Unavailable):  # a certificate that nobody vouches for
            await ClaimQueue.open(f"rediss://127.0.0.1:{port}/0")
    finally:
        server.kill()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for 127.0.0.1 that vouches for itself."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return key, certificate


def has_tls(binary: str) -> bool:
    linked = subprocess.run(["ldd", binary], capture_output=True, text=True, check=False).stdout
    return "libssl" in linked


@pytest.mark.parametrize(
    ("options", "advice"),
    [(("--maxmemory-policy", "allkeys-lru"), "noeviction"), (("--appendonly", "no"), "appendonly yes")],
)
async def test_a_server_that_would_lose_claims_is_refused(
    tmp_path: Path, options: tuple[str, ...], advice: str
) -> None:
    server = embedded.start_redis(tmp_path, options=options)
    try:
        with pytest.raises(UnsafeServer, match=advice):
            await ClaimQueue.open(server.address)
    finally:
        server.kill()


async def test_a_worker_warns_once_when_its_server_becomes_one_that_would_lose_claims(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = embedded.start_redis(tmp_path)
    queue = await ClaimQueue.open(server.address)
    log: Any = Log()
    handler = Handler("", log, log, Evidence(queue, log), Outages())
    said: list[str] = []
    try:
        for policy in ("noeviction", "allkeys-lru", "allkeys-lru", "volatile-ttl", "noeviction", "noeviction"):
            await queue.client.config_set("maxmemory-policy", policy)
            caplog.clear()
            await handler.tend()
            said += [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
        told = [re.sub(r".*(allkeys-lru|volatile-ttl|again).*", r"\1", line) for line in said]
        assert told == ["allkeys-lru", "volatile-ttl", "again"]
        await queue.client.config_set("appendonly", "no")
        assert "appendonly yes" in await queue.unsafe()
        looks = await ClaimQueue.open(server.address, any_server=True)
        assert "appendonly yes" in await looks.unsafe()
        await looks.close()
    finally:
        await queue.close()
        server.kill()
