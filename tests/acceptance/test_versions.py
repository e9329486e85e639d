"""What a new version, a hold and a kill of an article do to the queue, all the way from the wire."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from streams.feed import Piece, feed
from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets
from tests.wirecopy import piece
from workers.queue import ClaimQueue

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CrewOf = Callable[..., Crew]
ITEM = "urn:valdor:audit"
HEAD = "Mira Dovanek orders audit of Kelmora"
FIRST = "Mira Dovanek, the treasurer of Kelmora, diverted 410000 francs, according to a source close to the file."
SECOND = "The prefect said on Monday that 27 people were injured when the Lomira bridge collapsed."


async def state_after(crew: Crew, *values: bytes) -> dict[str, str]:
    """claim -> state, when all of it is through."""
    await feed([Piece("copy", value) for value in values], crew.kafka, crew.prefix)
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    queue = await ClaimQueue.open(crew.redis, crew.desk)
    try:
        return {row.item.claim.split(",")[0]: row.state for row in (await queue.page()).rows}
    finally:
        await queue.close()


@pytest.mark.asyncio
async def test_the_queue_follows_the_versions_of_an_article(crew_of: CrewOf) -> None:
    crew = crew_of()
    crew.start()
    first = piece(ITEM, HEAD, f"{FIRST}\n\n{SECOND}")
    found = await state_after(crew, first)
    assert found["Mira Dovanek"] == "waiting"
    waiting = [claim for claim, state in found.items() if state == "waiting"]

    # the second version leaves the accusation out
    found = await state_after(crew, piece(ITEM, "Bridge collapses at Lomira", SECOND, version=2))
    assert found["Mira Dovanek"] == "withdrawn"

    # a late first version changes nothing
    assert await state_after(crew, first) == found

    # a kill takes everything away, with no word left in it
    found = await state_after(crew, piece(ITEM, "", "", version=3, pubstatus="canceled"))
    assert set(found.values()) == {"withdrawn"}
    assert len(found) >= len(waiting)
