"""Worker processes that a test starts, holds amid work, kills, stops and freezes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from streams.embedded import end_with_parent

ROOT = Path(__file__).parents[1]
#: The worker that people start.
WORKER = (sys.executable, "-m", "streams.cli", "worker")
#: The same with faults that a test asks for by name (tests/planted.py).
PLANTED = (sys.executable, "-m", "tests.planted")

#: As long as a test waits for what workers do, in seconds: they load their languages in 9 s of processor time each, and
#: share the machine with other tests.
PATIENCE_S = 240.0


async def until(
    condition: Callable[[], bool | Awaitable[bool]], within_s: float, what: str, every_s: float = 0.05
) -> float:
    """Waits for a condition; returns after how many seconds it held. Fails with `what` when it never does."""
    began = time.monotonic()
    while True:
        held = condition()
        if not isinstance(held, bool):
            held = await held
        passed = time.monotonic() - began
        if held:
            return passed
        assert passed < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(every_s)


class Crew:
    """Workers of one installation: a prefix of its own on the session's broker, a desk of its own in Redis.

    Without `faults` they are the workers that people start.
    """

    def __init__(self, folder: Path, kafka: str, redis: str, prefix: str, faults: Sequence[str] = ()) -> None:
        self.folder, self.kafka, self.redis, self.prefix = folder, kafka, redis, prefix
        self.command: Sequence[str] = (*PLANTED, *faults) if faults else WORKER
        self.hold_file = folder / "hold"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.environ: dict[str, str] = {}

    @property
    def desk(self) -> str:
        return self.prefix

    def addresses(self) -> dict[str, str]:
        """The environment by which commands find this installation."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "REDIS_URL": self.redis,
            "SECONDSOURCE_PREFIX": self.prefix,
            "SECONDSOURCE_DESK": self.desk,
        }

    def start(self, environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """One more worker, in a process group of its own; its words go to worker-N.log."""
        own = {**self.addresses(), "SECONDSOURCE_SESSION_S": "6", "HOLD_FILE": str(self.hold_file)}
        with self.log_of(len(self.workers)).open("wb") as out:
            worker = subprocess.Popen(
                self.command,
                env={**os.environ, **own, **self.environ, **(environ or {})},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        self.workers.append(worker)
        return worker

    def log_of(self, number: int) -> Path:
        return self.folder / f"worker-{number}.log"

    def words(self) -> str:
        """What all workers have logged."""
        return "".join(self.log_of(number).read_text(errors="replace") for number in range(len(self.workers)))

    def running(self) -> list[subprocess.Popen[bytes]]:
        return [worker for worker in self.workers if worker.poll() is None]

    def hold(self) -> None:
        """From now on a worker stops between the writes of a batch and its acknowledgement."""
        self.hold_file.touch()

    def go_on(self) -> None:
        self.hold_file.unlink(missing_ok=True)

    def held(self) -> list[subprocess.Popen[bytes]]:
        """The workers that stand there now."""
        places = ((worker, Path(f"{self.hold_file}.{worker.pid}")) for worker in self.running())
        return [worker for worker, place in places if place.exists() and place.stat().st_size]

    def held_at(self) -> str:
        """topic-partition-offset of the first record that is held."""
        return Path(f"{self.hold_file}.{self.held()[0].pid}").read_text()

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """kill -9: nothing of it runs another line."""
        worker.kill()
        worker.wait()

    def ask_to_stop(self, worker: subprocess.Popen[bytes], within_s: float) -> float:
        """SIGTERM; how long it took, seconds. Fails when it takes longer than `within_s`."""
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        worker.wait(within_s)
        return time.monotonic() - began

    def end(self) -> None:
        """Nothing is left of them."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.kill()
            worker.wait()


def secondsource(crew: Crew, *words: str) -> subprocess.CompletedProcess[str]:
    """One command as a person in that installation runs it."""
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", *words],
        env={**os.environ, **crew.addresses()},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
