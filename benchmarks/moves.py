"""What a move costs the server, in thousands of instructions: `python -m benchmarks.moves`. Needs valgrind.

Instructions do not depend on what else the machine does, unlike times. Each part of the work is taken out in turn.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis import Redis

from benchmarks.queue import POLICY, an_item
from streams import embedded
from workers import replies, scripts
from workers.keys import prefix

ITEMS, PEOPLE, BATCH = 600, 300, 64
ANSWER_S = 120

#: What is taken out -> module, from where, to where.
PARTS = {
    "the audit record": ("audit", "local function record", "-- Tells a checker"),
    "counters": ("audit", "redis.call('HINCRBY', P .. 'stats', name, by or 1)", " end\n"),
    "what the taker is shown": ("item", "return cjson.encode(fields)", "\nend"),
}
INSTEAD = {"the audit record": "local function record() end\n", "what the taker is shown": "return '{}'"}


def without(part: str) -> Callable[[str], str]:
    """The scripts with one part taken out."""
    module, begin, end = PARTS[part]

    def reader(name: str) -> str:
        text = scripts.read(name)
        if name != module:
            return text
        start = text.index(begin)
        return text[:start] + INSTEAD.get(part, "") + text[text.index(end, start) :]

    return reader


class Counted:
    """A redis-server whose instructions are counted."""

    def __init__(self, folder: Path) -> None:
        self.out, port = folder / "out", embedded.free_port()
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={self.out}", embedded.redis_binary()]
        command += ["--port", str(port), "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "no"]
        command += ["--save", "", "--hz", "1"]
        log = folder / "server.log"
        self.server = embedded.Server(embedded.spawn(command, log), "", log)
        embedded.wait_until(self.server, lambda: embedded.answers(port), ANSWER_S, "Redis")
        self.client = Redis(port=port, socket_timeout=ANSWER_S)

    def control(self, what: str) -> None:
        subprocess.run(["callgrind_control", what, str(self.server.pid)], check=True, capture_output=True)

    def run(self, text: str, calls: list[tuple[Any, ...]]) -> tuple[float, list[Any]]:
        """Thousands of instructions a call, and the answers."""
        sha = self.client.script_load(text)
        answers: list[Any] = []
        self.control("-z")
        for start in range(0, len(calls), BATCH):
            pipe = self.client.pipeline(transaction=False)
            for call in calls[start : start + BATCH]:
                pipe.execute_command("EVALSHA", sha, 1, prefix("bench"), *call)
            answers += pipe.execute()
        self.control("--dump")
        newest = max(self.out.parent.glob("out.*"), key=lambda file: int(file.suffix[1:]))
        found = re.search(r"^(?:totals|summary): (\d+)", newest.read_text(), re.MULTILINE)
        assert found
        return int(found[1]) / len(calls) / 1000, answers


def costs(counted: Counted, reader: scripts.Reader) -> dict[str, float]:
    """Of a push, a take and a verdict, with 300 people."""
    who = [f"p{number % PEOPLE}" for number in range(ITEMS)]
    items = [an_item(number) for number in range(ITEMS)]
    counted.client.flushall()
    found: dict[str, float] = {}

    def move(name: str, calls: list[tuple[Any, ...]]) -> list[Any]:
        found[name], answers = counted.run(scripts.script(name, reader).text, calls)
        return answers

    times = (POLICY.presence_s * 1000, POLICY.hold_s * 1000, POLICY.relax_s * 1000)
    kept = (POLICY.retention_s * 1000, POLICY.idempotency_s * 1000)
    move("push", [replies.push_args(item, "stream", "", POLICY) for item in items])
    leases = move("take", [(name, f"r{number}", "", "", "", *times) for number, name in enumerate(who)])
    answers = [(lease[1], lease[2], name) for lease, name in zip(leases, who, strict=True)]
    move("verdict", [(*one, f"v{number}", "confirmed", "", "", "", *kept) for number, one in enumerate(answers)])
    return found


def main() -> None:
    if not shutil.which("valgrind"):
        raise SystemExit("no valgrind here: install Debian's")
    with tempfile.TemporaryDirectory() as folder:
        counted = Counted(Path(folder))
        try:
            print(f"{'thousand instructions':28} {'push':>8} {'take':>8} {'verdict':>8}")
            nothing, _ = counted.run("return 1", [("x",)] * ITEMS)
            parts = "\n".join(map(scripts.read, scripts.PARTS))
            begun, _ = counted.run(parts + "\nreturn 1", [("x",)] * ITEMS)
            print(f"{'a script that does nothing':28} {nothing:8.0f} {nothing:8.0f} {nothing:8.0f}")
            print(f"{'what every move begins with':28} {begun:8.0f} {begun:8.0f} {begun:8.0f}")
            rows = {"a move": costs(counted, scripts.read)}
            rows |= {f"without {part}": costs(counted, without(part)) for part in PARTS}
            for name, row in rows.items():
                print(f"{name:28} {row['push']:8.0f} {row['take']:8.0f} {row['verdict']:8.0f}", flush=True)
        finally:
            counted.server.kill()


if __name__ == "__main__":
    main()
