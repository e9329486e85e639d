"""`next` where nothing waits: whether copy is on its way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crew import Crew, secondsource, until
from tests.ledger import Offsets, feed_copies
from tests.wirecopy import copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.asyncio]


async def test_who_finds_nothing_learns_that_copy_is_on_its_way(crew_of: Callable[..., Crew]) -> None:
    crew = crew_of()
    crew.start().kill()  # none has read
    await feed_copies(crew, copies(3))
    found = secondsource(crew, "next", "--as", "ana")
    assert found.returncode == 1
    told = ("fed and not read yet: 3; ask again in a moment", "no worker reads yet; see `secondsource lag`")
    assert [one for one in told if f"nothing waits for you; {one}" in found.stderr]
    crew.start()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, 90, f"everything acknowledged\n{crew.words()}")
    assert secondsource(crew, "next", "--as", "ana").returncode == 0
    nothing = secondsource(crew, "next", "--as", "ana", "--topics", "zoo", "--strict")
    assert (nothing.returncode, "read yet" in nothing.stderr) == (1, False)
