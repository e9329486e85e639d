"""The stack of a folder: what its file says, and what is said once its `up` was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from secondsource.errors import SecondsourceError, Unavailable
from streams import embedded, stack
from streams.commands.up import refuse_second
from streams.crew import Crew
from streams.stack import Stack


def gone() -> int:
    """The pid of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def written(folder: Path, **pids: int) -> Stack:
    saved = Stack("127.0.0.1:1", "redis://127.0.0.1:2/0", pids)
    saved.save(folder)
    return saved


def test_a_stack_that_runs_is_found(tmp_path: Path) -> None:
    saved = written(tmp_path, up=os.getpid())
    assert stack.find({}, tmp_path) == saved


def test_what_needs_kafka_alone_asks_for_no_redis(tmp_path: Path) -> None:
    assert stack.find({stack.KAFKA: "k:9"}, tmp_path, needs=(stack.KAFKA,)).kafka == "k:9"
    with pytest.raises(Unavailable, match=f"or set {stack.KAFKA}$"):
        stack.find({}, tmp_path, needs=(stack.KAFKA,))
    with pytest.raises(Unavailable, match=f"or set {stack.REDIS}$"):
        stack.find({stack.KAFKA: "k:9"}, tmp_path)


def test_a_stack_whose_up_was_killed_has_ended(tmp_path: Path) -> None:
    written(tmp_path, up=gone(), kafka=gone())
    with pytest.raises(Unavailable, match="has ended: run `secondsource up`"):
        stack.find({}, tmp_path)


def test_a_stack_that_is_starting_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def start(*_: object, **__: object) -> embedded.Server:
        with pytest.raises(Unavailable, match=f"still starting in this folder \\(process {os.getpid()}\\)"):
            stack.find({}, tmp_path)
        with pytest.raises(SecondsourceError, match="a stack runs in this folder already"):
            refuse_second(tmp_path)
        told.append("asked")
        raise Unavailable("no Java")

    monkeypatch.setattr(embedded, "start_kafka", start)
    with pytest.raises(Unavailable, match="no Java"):
        Crew(tmp_path, 1, told.append, lambda done, of: None).start()
    assert told == ["asked"]
    assert not (tmp_path / stack.FILE).exists()


def test_a_second_up_is_told_the_first(tmp_path: Path) -> None:
    written(tmp_path, up=os.getpid(), kafka=os.getppid())
    with pytest.raises(SecondsourceError, match=f"`up` is process {os.getpid()}"):
        refuse_second(tmp_path)


def test_servers_that_are_still_ending_are_waited_for(tmp_path: Path) -> None:
    written(tmp_path, up=gone(), kafka=os.getpid())
    with pytest.raises(SecondsourceError, match=f"not quite ended \\(process {os.getpid()}"):
        refuse_second(tmp_path)


def test_after_a_kill_the_folder_is_free(tmp_path: Path) -> None:
    written(tmp_path, up=gone(), kafka=gone(), redis=0)
    refuse_second(tmp_path)
    assert not (tmp_path / stack.FILE).exists()
