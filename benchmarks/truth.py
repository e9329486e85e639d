"""Who is right about lag: ours, Burrow and Faust's own figure, in the eight scenes of fault test 12, in one run.

    python -m benchmarks.truth

Once on Kafka 3.9, which Debian's Burrow can read, and once on the embedded broker, with the Burrow that $BURROW names.
A tool is right when within 15 s of the act its words name what is so (WORDS) and its records are exact, in one look.
Ours and Burrow look at the same group. Faust tells its lag from within a worker, so a group of its own with a Faust
worker is brought to the same place of the same topic; it has no words, and its records alone count.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from benchmarks import burrow as beside
from benchmarks import older
from benchmarks.burrow import Burrow
from streams import embedded, jars
from streams.sampling import Sampler
from tests.scenes import RECORDS, SCENES, Stage, Truth

WITHIN_S = 15.0
#: What Burrow may say of a scene to be right. It has no word for a group without members where nothing waits, for
#: records that went before they were read, nor for a group that shares out its partitions.
WORDS = {
    "idle": {"OK"},
    "stuck": {"STALL", "STOP", "ERR/STALL", "ERR/STOP"},
    "dead": {"STOP", "ERR/STOP"},
    "empty group": set(),
    "rewind": {"REWIND", "ERR/REWIND", "REWIND/WARN"},
    "truncation": set(),
    "rebalance": set(),
    "topic made anew": {"STALL", "STOP", "ERR/STALL", "ERR/STOP"},
}
#: How many records the Faust worker of a scene acknowledges; None: there is none to ask.
ACKNOWLEDGED = {
    "idle": RECORDS, "stuck": 7, "dead": 11, "empty group": RECORDS, "rewind": 30, "truncation": 5, "rebalance": 20,
    "topic made anew": 25,
}  # fmt: skip


@dataclass(slots=True)
class Told:
    """What was said of a scene last, and after how many seconds it was right."""

    words: str = "–"
    records: int | None = None
    right_s: float | None = None


@dataclass(slots=True)
class Row:
    truth: Truth
    ours: Told = field(default_factory=Told)
    burrow: Told = field(default_factory=Told)
    faust: Told = field(default_factory=Told)


class FaustMember:
    """A Faust worker in a process of its own."""

    def __init__(self, kafka: str, group: str, topic: str, acknowledge: int) -> None:
        command = [sys.executable, "-m", "benchmarks.faust_member", kafka, group, topic, str(acknowledge)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def lag(self) -> int | None:
        """Its figure; None where it cannot be asked any more."""
        if self._process.poll() is not None:
            return None
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        said = self.hear()
        found: int | None = json.loads(said) if said else None
        return found

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


async def watch(kafka: str, burrow: Burrow | None) -> dict[str, Row]:
    prefix = f"t{uuid4().hex[:6]}"
    stages = {scene: Stage(kafka, f"{prefix}-{scene.replace(' ', '-')}") for scene in SCENES}
    await asyncio.gather(*(stage.fill() for stage in stages.values()))
    members = {
        scene: FaustMember(kafka, f"faust-{stages[scene].name}", stages[scene].name, count)
        for scene, count in ACKNOWLEDGED.items()
    }
    sampler = Sampler(kafka, group=f"{prefix}-*")
    try:
        await asyncio.gather(*(asyncio.to_thread(member.hear) for member in members.values()))
        acts = dict(zip(SCENES, await asyncio.gather(*(SCENES[s](stages[s]) for s in SCENES)), strict=True))
        if burrow is not None:
            await asyncio.to_thread(burrow.__enter__)
        await sampler.start()
        await until_known(sampler, burrow, stages)
        rows = {scene: Row(truth) for scene, truth in zip(acts, await asyncio.gather(*(a() for a in acts.values())),
                                                          strict=True)}  # fmt: skip
        began = time.monotonic()
        acting = asyncio.ensure_future(act_with_faust(kafka, members, stages))
        while (now_s := time.monotonic() - began) < WITHIN_S:
            await look(sampler, burrow, stages, rows, now_s)
            await asyncio.sleep(0.5)
        await acting
        for scene, member in members.items():
            row = rows[scene]
            row.faust.records = await asyncio.to_thread(member.lag)
            row.faust.right_s = WITHIN_S if row.faust.records == row.truth.lag else None
        return rows
    finally:
        await sampler.close()
        await asyncio.gather(*(stage.close() for stage in stages.values()))
        for member in members.values():
            member.end()
        if burrow is not None:
            burrow.__exit__()


async def until_known(sampler: Sampler, burrow: Burrow | None, stages: dict[str, Stage]) -> None:
    """Both have seen every group before anything is done to it; Burrow gets ten seconds for that."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        await sampler.sample()
        names = [stage.name for stage in stages.values()]
        if burrow is None or all(burrow.status(name)[1] is not None for name in names):
            break
        await asyncio.sleep(0.5)


async def act_with_faust(kafka: str, members: dict[str, FaustMember], stages: dict[str, Stage]) -> None:
    """The same is done to the groups that Faust reads: some workers go, one is set back and comes again."""
    for scene in ("dead", "empty group", "rewind"):
        await asyncio.to_thread(members[scene].end)
    group = f"faust-{stages['rewind'].name}"
    by_hand = Stage(kafka, group)
    by_hand.place = stages["rewind"].place
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:  # the broker keeps a killed member for its session
        try:
            await by_hand.commit(5)
            break
        except Exception:
            await asyncio.sleep(0.5)
    members["rewind"] = FaustMember(kafka, group, stages["rewind"].name, 0)
    await asyncio.to_thread(members["rewind"].hear)


async def look(
    sampler: Sampler, burrow: Burrow | None, stages: dict[str, Stage], rows: dict[str, Row], now_s: float
) -> None:
    found = {group.group: group for group in await sampler.sample()}
    for scene, row in rows.items():
        if (ours := found.get(stages[scene].name)) is not None:
            exact = ours.state == row.truth.state and ours.lag == row.truth.lag
            timed = row.truth.oldest_s is None or ours.state == "UNKNOWN" or (
                ours.lag_s is not None and abs(ours.lag_s - (time.time() - row.truth.oldest_s)) <= 2
            )  # fmt: skip
            note(row.ours, ours.state, ours.lag, exact and timed, now_s)
        if burrow is not None:
            words, records = await asyncio.to_thread(burrow.status, stages[scene].name)
            note(row.burrow, words, records, words in WORDS[scene] and records == row.truth.lag, now_s)


def note(told: Told, words: str, records: int | None, right: bool, now_s: float) -> None:
    """Keeps the first word that is right, and when it came; until then the last word."""
    if told.right_s is None:
        told.words, told.records = words, records
        told.right_s = now_s if right else None


def table(rows: dict[str, Row]) -> list[str]:
    """Markdown."""
    lines = ["| scene | the truth | ours | Burrow | Faust's figure |", "|---|---|---|---|---|"]
    for scene, row in rows.items():
        cells = [f"{row.truth.state}, {row.truth.lag}", cell(row.ours), cell(row.burrow), cell(row.faust)]
        lines.append(f"| {scene} | " + " | ".join(cells) + " |")
    sums = (sum(getattr(row, who).right_s is not None for row in rows.values()) for who in ("ours", "burrow", "faust"))
    return [*lines, "| right | | " + " | ".join(f"{count} of {len(rows)}" for count in sums) + " |"]


def cell(told: Told) -> str:
    mark = "✓" if told.right_s is not None else "✗"
    if told.words == "–":
        return f"{mark} {'nobody to ask' if told.records is None else told.records}"
    return f"{mark} {told.words}, {'–' if told.records is None else told.records}"


def compare(name: str, start: Callable[[Path], embedded.Server], binary: str | None, speaks: str) -> None:
    """One table. `start`: makes the broker; `speaks`: the version of Kafka that Burrow is told."""
    print(f"\nKafka {name}" + ("" if binary else ", no Burrow that can read it") + "\n")
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder) / "kafka")
        try:
            burrow = Burrow(binary, server.address, Path(folder) / "burrow", speaks) if binary else None
            rows = asyncio.run(watch(server.address, burrow))
        finally:
            server.kill()
    print("\n".join(table(rows)))
    slowest_s = max((row.ours.right_s or WITHIN_S for row in rows.values()), default=0.0)
    print(f"\nours: the last one right {slowest_s:.1f} s after the act, of {WITHIN_S:g} s")


def main() -> None:
    logging.disable(logging.CRITICAL)
    compare(older.VERSION, older.start, beside.older(), "2.0.0")
    compare(jars.VERSION, embedded.start_kafka, beside.newer(), "3.6.0")


if __name__ == "__main__":
    main()
