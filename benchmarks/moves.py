"""What a move costs the server in thousands of instructions, beside BullMQ: `python -m benchmarks.moves` (valgrind).

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

from benchmarks.queue import POLICY, an_item, peer
from streams import embedded
from workers import replies, scripts
from workers.keys import prefix
from workers.trips import TRIP_MAX

ITEMS, PEOPLE = 640, 320
#: Of a peer, in its second run more than in its first.
JOBS = 1_000
ANSWER_S = 120

#: What is taken out -> module, from where, to where.
PARTS = {
    "the audit record": ("audit", "local function record", "-- Tells a checker"),
    "counters": ("audit", "counted[name] = (counted[name] or 0) + (by or 1)", " end\n"),
    "what the taker is shown": ("leases", "return cjson.encode(fields)", "\nend"),
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

    def run(self, text: str, name: str, calls: list[tuple[Any, ...]], together: int) -> tuple[float, list[Any]]:
        """Thousands of instructions a move when so many travel together, and the answers."""
        sha = self.client.script_load(text)
        answers: list[Any] = []
        self.control("-z")
        for start in range(0, len(calls), together):
            some = calls[start : start + together]
            told = [word for call in some for word in (name, len(call), *call)]
            answers += self.client.evalsha(sha, 1, prefix("bench"), *told) or [None] * len(some)
        return self.counted() / len(calls), answers

    def counted(self) -> float:
        """Thousands of instructions since it was last set to nothing."""
        self.control("--dump")
        newest = max(self.out.parent.glob("out.*"), key=lambda file: int(file.suffix[1:]))
        found = re.search(r"^(?:totals|summary): (\d+)", newest.read_text(), re.MULTILINE)
        assert found
        return int(found[1]) / 1000


def costs(counted: Counted, reader: scripts.Reader, together: int) -> dict[str, float]:
    """Of a push, a take and a verdict, with 300 people."""
    who = [f"p{number % PEOPLE}" for number in range(ITEMS)]
    items = [an_item(number) for number in range(ITEMS)]
    counted.client.flushall()
    text, found = scripts.script(reader).text, {}

    def move(name: str, calls: list[tuple[Any, ...]]) -> list[Any]:
        found[name], answers = counted.run(text, name, calls, together)
        return answers

    times = (*POLICY.lease_ms, POLICY.relax_s * 1000)
    kept = (POLICY.retention_ms, POLICY.idempotency_s * 1000)
    move("push", [replies.push_args(item, "stream", "", POLICY) for item in items])
    leases = move("take", [(name, f"r{number}", "", "", "", *times) for number, name in enumerate(who)])
    answers = [(lease[1], lease[2], name) for lease, name in zip(leases, who, strict=True)]
    move(
        "verdict", [(*one, f"v{number}", "confirmed", "", "", "", *kept, "", "") for number, one in enumerate(answers)]
    )
    return found


def of_peer(counted: Counted, name: str) -> str:
    """A push and a pair of a peer together: what JOBS more of them cost. Jobs are pulled fifty at a time."""
    port = counted.client.connection_pool.connection_kwargs["port"]
    spent = []
    for jobs in (JOBS, 2 * JOBS):
        counted.control("-z")
        found = peer(name, f"redis://127.0.0.1:{port}/0", jobs, 50)
        if isinstance(found, str):
            return f"{name}: {found}"
        spent.append(counted.counted())
    return f"{name + ', a push and a pair':44} {(spent[1] - spent[0]) / JOBS:8.0f}"


def line(name: str, row: dict[str, float]) -> str:
    return f"{name:28} {row['push']:8.0f} {row['take']:8.0f} {row['verdict']:8.0f}"


def main() -> None:
    if not shutil.which("valgrind"):
        raise SystemExit("no valgrind here: install Debian's")
    with tempfile.TemporaryDirectory() as folder:
        counted = Counted(Path(folder))
        try:
            print(f"{'thousand instructions':28} {'push':>8} {'take':>8} {'verdict':>8}")
            nothing, _ = counted.run("return false", "", [("x",)] * ITEMS, 1)
            print(line("a script that does nothing", dict.fromkeys(("push", "take", "verdict"), nothing)))
            print(line("a move alone", costs(counted, scripts.read, 1)), flush=True)
            print(line(f"a move among {TRIP_MAX}", costs(counted, scripts.read, TRIP_MAX)), flush=True)
            for part in PARTS:
                print(line(f"… without {part}", costs(counted, without(part), TRIP_MAX)), flush=True)
            for name in ("BullMQ", "BullMQ, kept"):
                print(of_peer(counted, name), flush=True)
        finally:
            counted.server.kill()


if __name__ == "__main__":
    main()
