"""Fault test 12: eight scenes on a real broker; the right state in each within 15 s, offset exact, time within 2 s."""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from schemas.lag import LagReport
from streams import stack
from streams.groups import GroupLag
from streams.sampling import Sampler
from tests.scenes import SCENES, Stage, Truth
from tests.shell import CLEAN, ROOT

pytestmark = [pytest.mark.kafka, pytest.mark.asyncio]
WITHIN_S = 15.0
EVERY_S = 0.09


def right(found: GroupLag | None, truth: Truth) -> bool:
    """Whether state, records and seconds are as they are."""
    if found is None or found.state != truth.state or found.lag != truth.lag:
        return False
    if truth.oldest_s is None or truth.state == "UNKNOWN":
        return True
    return found.lag_s is not None and abs(found.lag_s - (time.time() - truth.oldest_s)) <= 2


async def test_12_the_monitor_tells_the_truth(kafka: str, unique: str) -> None:
    stages = {scene: Stage(kafka, f"{unique}-{scene.replace(' ', '-')}") for scene in SCENES}
    sampler = Sampler(kafka, group=f"{unique}-*")
    try:
        await asyncio.gather(*(stage.fill() for stage in stages.values()))
        acts = dict(zip(SCENES, await asyncio.gather(*(SCENES[s](stages[s]) for s in SCENES)), strict=True))
        await sampler.start()
        await sampler.sample()
        truths = dict(zip(acts, await asyncio.gather(*(act() for act in acts.values())), strict=True))
        deadline = time.monotonic() + WITHIN_S
        told: dict[str, str] = {}
        wrong = set(SCENES)
        while wrong and time.monotonic() < deadline:
            found = {group.group: group for group in await sampler.sample()}
            for scene in sorted(wrong):
                seen = found.get(stages[scene].name)
                told[scene] = f"{seen.state} {seen.lag} {seen.lag_s}" if seen else "nothing"
                if right(seen, truths[scene]):
                    wrong.discard(scene)
            await asyncio.sleep(EVERY_S)
        assert not wrong, {scene: (told[scene], truths[scene]) for scene in wrong}
    finally:
        await sampler.close()
        await asyncio.gather(*(stage.close() for stage in stages.values()))


async def test_one_call_sees_a_stall_and_asks_for_no_redis(kafka: str, unique: str, tmp_path: Path) -> None:
    stage = Stage(kafka, unique)
    try:
        await stage.fill()
        await SCENES["stuck"](stage)
        args = ["-m", "streams.cli", "lag", "--group", unique, "--json", "--fail-on", "STALLED"]
        environment = {**CLEAN, "PYTHONPATH": str(ROOT), stack.KAFKA: kafka}
        call = await asyncio.create_subprocess_exec(
            sys.executable, *args, cwd=tmp_path, env=environment, stdout=PIPE, stderr=PIPE
        )
        told, error = await call.communicate()
        assert call.returncode == 1, error
        assert LagReport.model_validate_json(told).groups[0].state == "STALLED"
    finally:
        await stage.close()
