"""Kafka, Redis and workers as children of one process: started, started again when they die, ended together."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import Popen

from secondsource.errors import Unavailable
from streams import embedded, stack
from streams.access import without
from streams.stack import FOLDER, KAFKA, REDIS, Stack

#: A worker that is asked to end and does not.
WORKER_STOP_S = 8.0
#: A worker that dies at once is not started again more often than this.
RESTART_S = 1.0


class Crew:
    """Children of this folder: `start`, `watch` again and again, `end`."""

    def __init__(
        self, folder: Path, workers: int, told: Callable[[str], None], progress: Callable[[int, int], None]
    ) -> None:
        self.folder, self.wanted, self._told, self._progress = folder, workers, told, progress
        self._kafka: embedded.Server | None = None
        self._redis: embedded.Server | None = None
        self.workers: list[Popen[bytes]] = []
        self._started = 0
        self._born: dict[int, tuple[float, Path]] = {}  # process -> when, and where its log is
        self.stack = Stack("", "")

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
        kafka, redis = os.environ.get(KAFKA, ""), os.environ.get(REDIS, "")
        if not kafka:
            self._kafka = embedded.start_kafka(home / "kafka", progress=self._progress)
            kafka = self._kafka.address
            self._told(f"Kafka at {kafka}")
        if not redis:
            self._redis = embedded.start_redis(home / "redis")
            redis = self._redis.address
            self._told(f"Redis at {redis}")
        self.stack = Stack(kafka, redis)

    @property
    def environ(self) -> dict[str, str]:
        """The environment for whoever works with these servers: a broker of our own asks nobody who he is."""
        return dict(os.environ) if self._kafka is None else without(os.environ)

    def start_workers(self) -> None:
        """Starts workers until there are as many as wanted, and writes stack.json."""
        while len(self.workers) < self.wanted:
            self._started += 1
            environ = {**self.environ, KAFKA: self.stack.kafka, REDIS: self.stack.redis}
            log = self.folder / FOLDER / f"worker-{self._started}.log"
            child = embedded.spawn([sys.executable, "-m", "streams.cli", "worker"], log, environ)
            self._born[child.pid] = time.monotonic(), log
            self.workers.append(child)
        self._save()

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
        self.workers = []
        self._save()

    def watch(self) -> None:
        """Starts again what died. Called again and again; a dead broker or Redis is an end."""
        for server, name in ((self._kafka, "Kafka"), (self._redis, "Redis")):
            if server is not None and server.process.poll() is not None:
                raise Unavailable(f"{name} ended by itself; its last words are in {server.log}")
        for child in list(self.workers):
            born_s, log = self._born[child.pid]
            if child.poll() is not None and time.monotonic() - born_s > RESTART_S:
                ended = f"worker {child.pid} ended with code {child.returncode}"
                self._told(f"{ended}; starting another (its last words are in {log})")
                self.workers.remove(child)
        if len(self.workers) < self.wanted:
            self.start_workers()

    def end(self) -> None:
        """Ends every child and takes stack.json away."""
        self.stop_workers()
        for server in (self._redis, self._kafka):
            if server is not None:
                server.stop()
        (self.folder / stack.FILE).unlink(missing_ok=True)

    def _save(self) -> None:
        if not self.stack.kafka:
            return
        pids: dict[str, int | list[int]] = {
            "up": os.getpid(),
            "kafka": self._kafka.pid if self._kafka else 0,
            "redis": self._redis.pid if self._redis else 0,
            "workers": [child.pid for child in self.workers],
        }
        Stack(self.stack.kafka, self.stack.redis, pids).save(self.folder)
