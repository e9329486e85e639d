"""Kafka, Redis and workers as children of one process: started, started again when they die, ended together."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import Popen

from secondsource.errors import Unavailable
from streams import embedded, stack
from streams.access import without
from streams.stack import FOLDER, KAFKA, POLICY, REDIS, Stack
from streams.terminal import one_line

#: A worker that is asked to end and does not.
WORKER_STOP_S = 8.0
#: A worker that dies is started again after so long, after twice as long the next time, and so on up to the longest.
RESTART_S, RESTART_MAX_S = 1.0, 60.0
#: One that ran for so long is started again at once when it dies: what made the others die is over.
STEADY_S = 60.0
#: So much of a worker's last words is shown.
WORDS_MAX = 160


def pause_s(deaths: int) -> float:
    """How long nothing is started after so many deaths in a row, none of a worker that ran for STEADY_S."""
    return min(RESTART_MAX_S, RESTART_S * 2.0 ** min(deaths - 1, 10)) if deaths else 0.0


@dataclass
class Place:
    """Where one worker stands after the other. Times are seconds on the crew's clock."""

    worker: Popen[bytes] | None = None
    log: Path = Path()
    born_s: float = 0.0
    deaths: int = 0
    again_s: float = 0.0


def last_words(code: int, log: Path) -> str:
    """Why a process ended, on one line: the signal that killed it, else what it said last."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    return one_line(said[-1])[:WORDS_MAX] if said else f"code {code}"


class Crew:
    """Children of this folder: `start`, `watch` again and again, `end`."""

    def __init__(
        self,
        folder: Path,
        workers: int,
        told: Callable[[str], None],
        progress: Callable[[int, int], None],
        clock: Callable[[], float] = time.monotonic,
        policy: str = "",
    ) -> None:
        self.folder, self._told, self._progress, self._clock = folder, told, progress, clock
        self._kafka: embedded.Server | None = None
        self._redis: embedded.Server | None = None
        self._places = [Place() for _ in range(workers)]
        self._started = 0
        self.stack = Stack("", "", policy=policy)

    def start(self) -> None:
        """Starts all of them. Raises Unavailable, and leaves none behind then."""
        try:
            self._start_servers()
            self.start_workers()
        except BaseException:
            self.end()
            raise

    def _start_servers(self) -> None:
        home = self.folder / FOLDER
        home.mkdir(parents=True, exist_ok=True)
        self._save()  # without addresses: other commands are told that it is starting
        kafka, redis = os.environ.get(KAFKA, ""), os.environ.get(REDIS, "")
        if not kafka:
            self._kafka = embedded.start_kafka(home / "kafka", progress=self._progress)
            kafka = self._kafka.address
            self._told(f"Kafka at {kafka}")
        if not redis:
            self._redis = embedded.start_redis(home / "redis")
            redis = self._redis.address
            self._told(f"Redis at {redis}")
        self.stack = replace(self.stack, kafka=kafka, redis=redis)

    @property
    def environ(self) -> dict[str, str]:
        """The environment for whoever works with these servers: a broker of our own asks nobody who he is."""
        found = dict(os.environ) if self._kafka is None else without(os.environ)
        return found | ({POLICY: self.stack.policy} if self.stack.policy else {})

    @property
    def workers(self) -> list[Popen[bytes]]:
        """Those that were started and have not been seen to end."""
        return [place.worker for place in self._places if place.worker]

    def start_workers(self) -> None:
        """Starts a worker in each place that has none and need not wait, and writes stack.json."""
        for place in self._places:
            if place.worker is None and place.again_s <= self._clock():
                self._start_worker(place)
        self._save()

    def _start_worker(self, place: Place) -> None:
        self._started += 1
        environ = {**self.environ, KAFKA: self.stack.kafka, REDIS: self.stack.redis}
        place.log = self.folder / FOLDER / f"worker-{self._started}.log"
        place.worker = embedded.spawn([sys.executable, "-m", "streams.cli", "worker"], place.log, environ)
        place.born_s = self._clock()

    def stop_workers(self) -> None:
        """Ends all workers; they leave what is in flight to the next ones."""
        for child in self.workers:
            child.terminate()
        deadline = time.monotonic() + WORKER_STOP_S
        for child in self.workers:
            with suppress(Exception):
                child.wait(max(0.1, deadline - time.monotonic()))
            if child.poll() is None:
                child.kill()
                child.wait()
        for place in self._places:
            place.worker, place.deaths, place.again_s = None, 0, 0.0
        self._save()

    def watch(self) -> None:
        """Starts again what died. Called again and again; a dead broker or Redis is an end."""
        for server, name in ((self._kafka, "Kafka"), (self._redis, "Redis")):
            if server is not None and server.process.poll() is not None:
                kept = "what it had is kept, and `secondsource up` in this folder goes on with it"
                raise Unavailable(f"{name} ended by itself; {kept}; its last words are in {server.log}")
        for place in self._places:
            if place.worker and place.worker.poll() is not None:
                self._bury(place, place.worker)
        if any(place.worker is None and place.again_s <= self._clock() for place in self._places):
            self.start_workers()

    def _bury(self, place: Place, worker: Popen[bytes]) -> None:
        """A worker died: says why and when another is started."""
        now_s = self._clock()
        place.deaths = 0 if now_s - place.born_s >= STEADY_S else place.deaths + 1
        wait_s = pause_s(place.deaths)
        place.worker, place.again_s = None, now_s + wait_s
        when = f"in {wait_s:.0f} s" if wait_s else "now"
        why = last_words(worker.returncode, place.log)
        self._told(f"worker {worker.pid} ended: {why}; another starts {when} (its log is {place.log})")

    def end(self) -> None:
        """Ends every child and takes stack.json away."""
        self.stop_workers()
        for server in (self._redis, self._kafka):
            if server is not None:
                server.stop()
        (self.folder / stack.FILE).unlink(missing_ok=True)

    def _save(self) -> None:
        pids: dict[str, int | list[int]] = {
            "up": os.getpid(),
            "kafka": self._kafka.pid if self._kafka else 0,
            "redis": self._redis.pid if self._redis else 0,
            "workers": [child.pid for child in self.workers],
        }
        replace(self.stack, pids=pids).save(self.folder)
