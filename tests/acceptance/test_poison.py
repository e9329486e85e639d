"""Broken records become dead letters with their reason and their bytes, and hold nobody up."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable

import pytest

from schemas import topics
from streams.broker import make_topics
from tests.crew import PATIENCE_S, Crew, secondsource, until
from tests.ledger import Offsets, balance
from tests.poison import poison, send_to_partition
from tests.wirecopy import copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CrewOf = Callable[..., Crew]


@pytest.mark.asyncio
async def test_fifty_broken_records_of_ten_kinds_do_not_hold_up_a_good_one_behind_them(crew_of: CrewOf) -> None:
    crew = crew_of()
    broken, good = list(poison(50)), copies(1, seed=8)
    await make_topics(crew.kafka, crew.prefix)
    values = [value for _, value in broken] + [copy.value for copy in good]
    await send_to_partition(crew.kafka, crew.prefix + topics.ARTICLES.name, 0, values)
    crew.start()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    found = await balance(crew.kafka, crew.redis, crew.prefix, good)
    found.assert_nothing_lost_or_twice()
    assert Counter(letter.reason for letter in found.dead) == Counter(reason for reason, _ in broken)
    kept = sorted(found.dead, key=lambda letter: letter.origin.offset)
    assert [letter.value for letter in kept] == [value for _, value in broken]
    assert "ERROR" not in crew.words()  # no agent was started again

    listed = await asyncio.to_thread(secondsource, crew, "dead-letters", "list", "--json")
    assert len(listed.stdout.splitlines()) == 50
    first = json.loads(listed.stdout.splitlines()[0])
    shown = await asyncio.to_thread(secondsource, crew, "dead-letters", "show", first["origin"], "--raw")
    assert shown.stdout.encode() == (kept[0].value or b"")

    back = await asyncio.to_thread(secondsource, crew, "dead-letters", "replay", "--reason", "bad-json")
    assert (back.returncode, back.stdout) == (0, "5 sent back\n")
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    again = await balance(crew.kafka, crew.redis, crew.prefix, good)
    assert len(again.dead) == 55  # they are no better than before
