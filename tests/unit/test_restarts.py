"""A worker that keeps dying: started again after 1, 2, 4 … 60 s, each time with why and when."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from secondsource.errors import Unavailable
from streams.crew import STEADY_S, Crew, last_words, pause_s
from streams.embedded import Server, spawn
from streams.stack import FOLDER, KAFKA, REDIS
from tests.shell import until


def test_pauses_double_up_to_a_minute() -> None:
    assert [pause_s(deaths) for deaths in (*range(9), 5_000)] == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


class Watched:
    """A crew of one worker that dies at once, since its address of Redis is none. The clock is turned by hand."""

    def __init__(self, folder: Path) -> None:
        self.now_s = 100.0
        self.told: list[str] = []
        self.crew = Crew(folder, 1, self.told.append, lambda done, of: None, lambda: self.now_s)

    def until_it_died(self) -> str:
        before = len(self.told)

        def died() -> bool:
            self.crew.watch()
            return len(self.told) > before

        until(died, "the worker lives")
        return self.told[-1]

    def after(self, seconds: float) -> int:
        """How many workers there are then."""
        self.now_s += seconds
        self.crew.watch()
        return len(self.crew.workers)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.setenv(KAFKA, "127.0.0.1:1")
    monkeypatch.setenv(REDIS, "gopher://nowhere")
    (tmp_path / FOLDER).mkdir(parents=True)
    return Watched(tmp_path)


def test_a_worker_that_keeps_dying_waits_longer_each_time_and_says_why(watched: Watched) -> None:
    watched.crew.start()
    try:
        for wait_s in (1, 2, 4):
            told = watched.until_it_died()
            assert f"; another starts in {wait_s} s" in told
            assert "gopher" in told
            assert "\n" not in told
            assert watched.after(wait_s - 0.5) == 0
            assert watched.after(0.5) == 1
    finally:
        watched.crew.end()


def test_one_that_ran_a_while_is_started_again_at_once(watched: Watched) -> None:
    watched.crew.start()
    try:
        watched.until_it_died()
        watched.after(1)
        watched.now_s += STEADY_S
        assert "; another starts now" in watched.until_it_died()
        assert watched.after(0) == 1
        assert "; another starts in 1 s" in watched.until_it_died()
    finally:
        watched.crew.end()


def test_a_worker_that_was_killed_is_told_by_the_signal(tmp_path: Path) -> None:
    child = spawn([sys.executable, "-c", "import signal; signal.pause()"], tmp_path / "log")
    child.kill()
    assert last_words(child.wait(), tmp_path / "log") == "killed by SIGKILL"
    assert last_words(3, tmp_path / "log") == "code 3"


def test_of_a_server_that_ended_it_is_said_that_what_it_had_is_kept(tmp_path: Path) -> None:
    crew = Crew(tmp_path, 0, print, lambda done, of: None)
    log = tmp_path / "redis.log"
    crew._redis = Server(spawn([sys.executable, "-c", ""], log), "redis://127.0.0.1:1/0", log)
    crew._redis.process.wait()
    with pytest.raises(Unavailable, match="Redis ended by itself; what it had is kept, and `secondsource up` in this"):
        crew.watch()
