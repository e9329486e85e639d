"""The commands as a shell runs them: in a folder, without an address of a server that the tests were given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streams import stack

ROOT = Path(__file__).parents[1]
CLEAN = {name: value for name, value in os.environ.items() if name not in (stack.KAFKA, stack.REDIS)}
PATIENCE_S = 90.0


def run(folder: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command in a folder, to its end."""
    command = [sys.executable, "-m", "streams.cli", *args]
    environment = {**CLEAN, "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[Any]:
    """The JSON objects that a command printed, one a line."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def until(holds: Callable[[], bool], what: str) -> None:
    """Waits for a condition, not for a time."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
