"""`secondsource lag` on a real broker: what it prints, by which patterns, with which exit code, on which terminal."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas.generate import FOLDER
from streams import embedded, stack
from streams.screen import ENTER, HOME, LEAVE
from tests.conftest import or_skip
from tests.contract.test_sampling import commit, make

pytestmark = [pytest.mark.kafka]
ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((FOLDER / "lag.json").read_text(encoding="utf-8"))
HOUR_MS = 3_600_000
PATIENCE_S = 60.0
F_SETPIPE_SZ = 1031  # the number of Linux: mypy knows no name on other systems


def environment(kafka: str, **more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), stack.KAFKA: kafka, stack.REDIS: "redis://127.0.0.1:9/0", **more}


def lag(kafka: str, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "streams.cli", "lag", *args]
    return subprocess.run(
        command, env=environment(kafka, **more), capture_output=True, text=True, timeout=120, check=False
    )


def looked(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The groups of the JSON, which must be as its schema says."""
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    groups: list[dict[str, Any]] = told["groups"]
    return groups


@pytest.fixture(scope="module")
def name(kafka: str) -> str:
    """Two groups on a topic each, which nobody reads: -behind has 6 records to read, an hour old; -even none."""
    unique = f"lag{os.getpid()}"
    for suffix, offset in (("behind", 4), ("even", 10)):
        asyncio.run(make(kafka, f"{unique}-{suffix}", 10, age_ms=HOUR_MS))
        asyncio.run(commit(kafka, f"{unique}-{suffix}", f"{unique}-{suffix}", offset))
    return unique


def test_groups_and_topics_by_pattern(kafka: str, name: str) -> None:
    for args, found in {
        ("--group", f"{name}-*"): ["behind", "even"],
        ("--group", f"{name}-b?hind"): ["behind"],
        ("--group", f"{name}-*", "--topic", "*-even"): ["even"],
        ("--group", f"{name}"): [],
        ("--group", f"{name}-*", "--topic", "nothing"): [],
    }.items():
        groups = looked(lag(kafka, "--json", *args))
        assert [group["topic"] for group in groups] == [f"{name}-{suffix}" for suffix in found], args
    (behind,) = looked(lag(kafka, "--json", "--group", f"{name}-behind"))
    assert (behind["state"], behind["lag"], behind["members"], behind["hot"]) == ("STOPPED", 6, 0, None)
    assert behind["lag_seconds"] == pytest.approx(3600 - 4, abs=60)


@pytest.mark.parametrize(
    ("group", "limit", "code"),
    [
        ("behind", "STOPPED", 1),
        ("behind", "STALLED", 0),
        ("behind", "unknown", 1),
        ("behind", "60", 1),
        ("behind", "86400", 0),
        ("even", "60", 0),
        ("nobody", "TRUNCATED", 1),
        ("behind", "nonsense", 2),
    ],
)
def test_the_exit_code_says_how_bad_it_is(kafka: str, name: str, group: str, limit: str, code: int) -> None:
    done = lag(kafka, "--group", f"{name}-{group}", "--fail-on", limit)
    assert done.returncode == code, done.stderr + done.stdout


def test_the_table_fits_80_columns(kafka: str, name: str) -> None:
    shown = lag(kafka, "--group", f"{name}-*", COLUMNS="80").stdout
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert re.search(r"^ *0  STOPPED +6 +1\.0 h +0\.0 +0\.0 ", shown, re.MULTILINE), shown


class Terminal:
    """A command on a terminal of its own, 80 by 24."""

    def __init__(self, kafka: str, *args: str) -> None:
        self._fd, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(inside)
        env = {name: value for name, value in environment(kafka, TERM="xterm-256color").items() if name != "NO_COLOR"}
        command = [sys.executable, "-m", "streams.cli", "lag", *args]
        self.process = subprocess.Popen(
            command, env=env, stdin=inside, stdout=inside, stderr=inside, start_new_session=True
        )
        self._inside = inside
        self.seen = ""

    def until(self, pattern: str, times: int = 1) -> None:
        """Reads what it shows until the pattern came so often."""
        deadline = time.monotonic() + PATIENCE_S
        while len(re.findall(pattern, self.seen)) < times:
            assert time.monotonic() < deadline, self.seen
            if select.select([self._fd], [], [], 0.1)[0]:
                self.seen += os.read(self._fd, 65536).decode(errors="replace")

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.until(re.escape(LEAVE))
        code = self.process.wait(PATIENCE_S)
        assert termios.tcgetattr(self._inside) == self.before
        return code

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._fd)
        os.close(self._inside)


@pytest.fixture
def watching(kafka: str, name: str) -> Iterator[Terminal]:
    terminal = Terminal(kafka, "--watch", "--every", "0.2", "--group", f"{name}-*")
    yield terminal
    terminal.close()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_watch_draws_over_itself_and_gives_the_terminal_back(
    watching: Terminal, number: signal.Signals, code: int
) -> None:
    watching.until(re.escape(HOME), times=3)
    assert "\x1b[2J" not in watching.seen, "a blank screen between two looks"
    assert watching.end(number) == code
    assert watching.seen.count(ENTER) == watching.seen.count(LEAVE) == 1
    watching.until(r"STOPPED(?s:.)*STOPPED", times=1)
    assert "Traceback" not in watching.seen


def test_watch_goes_on_when_the_broker_has_gone(tmp_path: Path) -> None:
    server = or_skip(lambda: embedded.start_kafka(tmp_path))
    try:
        asyncio.run(make(server.address, "t", 3))
        asyncio.run(commit(server.address, "t", "g", 1))
        terminal = Terminal(server.address, "--watch", "--every", "0.2", "--group", "g")
        try:
            terminal.until("STOPPED")
            server.kill()
            terminal.until("went away")
            server = embedded.start_kafka(tmp_path, port=int(server.address.rpartition(":")[2]))
            told = len(terminal.seen)
            terminal.until(re.escape(HOME) + r"\d\d:\d\d:\d\d(?s:.)*went away(?s:.)*" + re.escape(HOME) + r"\d\d:")
            assert "STOPPED" in terminal.seen[told:]
            assert terminal.end(signal.SIGINT) == 130
        finally:
            terminal.close()
    finally:
        server.kill()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_watch_ends_also_when_nobody_reads_what_it_says(
    kafka: str, name: str, number: signal.Signals, code: int
) -> None:
    reading, writing = os.pipe()
    full = fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
    command = [
        sys.executable,
        "-m",
        "streams.cli",
        "lag",
        "--json",
        "--watch",
        "--every",
        "0.01",
        "--group",
        f"{name}-*",
    ]
    watching = subprocess.Popen(command, env=environment(kafka), stdout=writing, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + PATIENCE_S
        seen: list[int] = []
        while len(seen) < 20 or seen[-1] < full // 4 or len(set(seen[-20:])) > 1:  # a line more does not fit
            assert time.monotonic() < deadline
            time.sleep(0.05)
            seen.append(waiting_in(reading))
        watching.send_signal(number)
        _, error = watching.communicate(timeout=PATIENCE_S)
        assert (watching.returncode, error) == (code, "")
    finally:
        watching.kill()
        os.close(reading)
        os.close(writing)


def waiting_in(pipe: int) -> int:
    """Bytes that nobody has read yet."""
    return int(struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0])


def test_every_without_watch_is_refused(kafka: str) -> None:
    done = lag(kafka, "--every", "3")
    assert (done.returncode, done.stderr) == (2, "secondsource: --every is for looks again and again: add --watch\n")
