"""What a command says when it cannot do what is asked: one line, and what to do."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from streams import embedded, stack
from streams.desk import on_queue
from tests.contract.desks import an_item
from tests.shell import CLEAN, PATIENCE_S, ROOT, run
from workers.queue import ClaimQueue

ERRORS = {
    "no stack": (["queue"], "secondsource up"),
    "no stack for lag": (["lag"], "secondsource up"),
    "nothing to feed": (["feed"], "nothing to feed"),
    "no such file": (["feed", "nowhere.json"], "nowhere.json"),
    "an empty path to feed": (["feed", ""], "empty path"),
    "an empty path to check": (["check", ""], "empty path"),
    "no such article": (["check", "nowhere.txt"], "nowhere.txt"),
    "nothing to check": (["check"], "FILE"),
    "no such language": (["check", "--text", "x", "--lang", "xx"], "xx"),
    "no such command": (["chekc"], "chekc"),
    "no such option": (["lag", "--wach"], "--wach"),
}
GONE = {stack.KAFKA: "127.0.0.1:9", stack.REDIS: "redis://127.0.0.1:9/0"}
GONE_ERRORS = {
    "no broker": (["feed", str(ROOT / "examples" / "later")], "Kafka at 127.0.0.1:9"),
    "no broker for lag": (["lag"], "Kafka at 127.0.0.1:9"),
    "no broker for dead letters": (["dead-letters", "list"], "Kafka at 127.0.0.1:9"),
    "no Redis": (["queue"], "127.0.0.1:9"),
}


@pytest.mark.parametrize("name", [*ERRORS, *GONE_ERRORS])
def test_an_error_is_one_line_that_says_what_to_do(name: str, tmp_path: Path) -> None:
    args, said = {**ERRORS, **GONE_ERRORS}[name]
    done = run(tmp_path, *args, **(GONE if name in GONE_ERRORS else {}))
    told = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert said in told[-1]
    assert "Traceback" not in done.stderr
    assert len(told) == 1, done.stderr


@pytest.mark.parametrize("args", [["feed", "-"], ["dead-letters", "list"], ["dial", "60"], ["lag", "--way"]])
def test_what_asks_kafka_alone_wants_to_know_no_redis(args: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", *args],
        cwd=tmp_path,
        env={**CLEAN, "PYTHONPATH": str(ROOT), stack.KAFKA: GONE[stack.KAFKA]},
        input="A headline\nThe mayor resigned on Monday.\n",
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("secondsource: Kafka at 127.0.0.1:9 does not answer"), done.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    assert "Traceback" in run(tmp_path, "--debug", "queue").stderr


def test_a_rebuild_that_is_broken_off_says_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        process = subprocess.Popen(
            [sys.executable, "-m", "streams.cli", "rebuild"],
            cwd=tmp_path,
            env={**CLEAN, "PYTHONPATH": str(ROOT), **GONE, stack.REDIS: address},
            stderr=subprocess.PIPE,
            text=True,
        )
        line, _ = silent.accept()
        with line:
            process.send_signal(signal.SIGINT)
            told = process.communicate(timeout=PATIENCE_S)[1]
    assert process.returncode == 130
    assert "broken off: run it again" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_claim_that_was_taken_and_not_shown_is_told_and_nothing_waits_is_not(tmp_path: Path, more: list[str]) -> None:
    server = embedded.start_redis(tmp_path)
    given = {**GONE, stack.REDIS: server.address}

    async def fill() -> None:
        queue = await ClaimQueue.open(server.address)
        await queue.push(an_item())
        await queue.close()

    def unread(*args: str) -> subprocess.CompletedProcess[str]:
        """A command whose reader is gone."""
        reading, writing = os.pipe()
        os.close(reading)
        command = [sys.executable, "-m", "streams.cli", *args]
        environment = {**CLEAN, "PYTHONPATH": str(ROOT), **given}
        with os.fdopen(writing, "w") as gone:
            return subprocess.run(
                command, cwd=tmp_path, env=environment, stdout=gone, stderr=subprocess.PIPE, text=True, check=False
            )

    try:
        asyncio.run(fill())
        done = unread("queue", *more)
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
        done = unread("next", "--as", "ana", *more)
        assert done.returncode == 2
        assert "c1 is in your hands, but was not shown" in done.stderr.splitlines()[-1]
    finally:
        server.kill()


def test_a_rebuild_without_kafka_is_refused_in_one_line_and_closes_nothing(tmp_path: Path) -> None:
    server = embedded.start_redis(tmp_path)

    async def fill() -> str:
        queue = await ClaimQueue.open(server.address)
        pushed = await queue.push(an_item())
        await queue.close()
        return pushed

    try:
        assert asyncio.run(fill()) == "pushed"  # what the log has not got yet is sent first
        done = run(tmp_path, "rebuild", "--replace", **{**GONE, stack.REDIS: server.address})
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert done.stderr.startswith("secondsource: Kafka at 127.0.0.1:9 does not answer")
        assert asyncio.run(fill()) == "again"
    finally:
        server.kill()


def test_redis_that_goes_after_the_move_is_not_told_as_kafka(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = embedded.start_redis(tmp_path)
    monkeypatch.setenv(stack.REDIS, server.address)
    monkeypatch.setenv(stack.KAFKA, GONE[stack.KAFKA])

    async def moves(queue: ClaimQueue) -> str:
        pushed = await queue.push(an_item())
        server.kill()
        return pushed

    try:
        assert on_queue(moves, log=True) == "pushed"
    finally:
        server.kill()
    told = capsys.readouterr().err
    assert told.startswith("kept here, not yet in the log: Redis cannot be reached")
    assert "Kafka" not in told
