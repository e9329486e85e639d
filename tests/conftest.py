"""A real broker and a real redis-server for every test that asks. One of each a session."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest

from secondsource.errors import Unavailable
from streams import embedded
from tests.crew import Crew

# A shell that runs the tests in the background has them ignore Ctrl-C; what a test starts, it must be able to end so.
signal.signal(signal.SIGINT, signal.default_int_handler)


def lacking(what: str) -> NoReturn:
    """What a test needs and is not here: left out on a laptop, a failure where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def needs(binary: str, package: str) -> str:
    """The path of a program, of a package of Debian."""
    found = shutil.which(binary)
    return found or lacking(f"no {binary} here: install the package {package}")


#: Room that a folder in memory must have for the files of a redis-server, in bytes. A container may have 64 MB.
ROOM = 1 << 30


def quick_folder() -> Path:
    """A new folder, in memory where there is room: a redis-server that forces each write to its disk waits for none."""
    memory = Path("/dev/shm")
    there = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return Path(tempfile.mkdtemp(prefix="secondsource-", dir=memory if there else None))


def or_skip(start: Callable[[], embedded.Server]) -> embedded.Server:
    """A running server."""
    try:
        return start()
    except Unavailable as error:
        lacking(str(error))


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """bootstrap servers of the session's broker."""
    folder: Path = tmp_path_factory.mktemp("kafka")
    server = or_skip(lambda: embedded.start_kafka(folder))
    yield server.address
    server.kill()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of the session's redis-server. Use a desk name of your own in it (`unique`)."""
    folder = quick_folder()
    server = or_skip(lambda: embedded.start_redis(folder))
    yield server.address
    server.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def unique() -> str:
    """A name that no other test has, for topics, groups and desks."""
    return f"t{uuid4().hex[:10]}"


@pytest.fixture
def crew_of(tmp_path: Path, kafka: str, redis_url: str, unique: str) -> Iterator[Callable[..., Crew]]:
    """`crew_of("hold")`: workers of an installation of their own, with these faults. None is left after the test."""
    made: list[Crew] = []

    def make(*faults: str) -> Crew:
        made.append(Crew(tmp_path, kafka, redis_url, unique, faults))
        return made[-1]

    yield make
    for crew in made:
        crew.end()
