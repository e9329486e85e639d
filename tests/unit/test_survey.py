"""What is asked of a broker for the age of a record, where it answers with nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from aiokafka.structs import TopicPartition

from streams import survey
from streams.survey import Survey

pytestmark = pytest.mark.asyncio
PLACE = TopicPartition("t", 0)


class Answer(NamedTuple):
    topics: list[tuple[str, list[tuple[Any, ...]]]]


class Broker:
    """Holds nothing of what is asked for; keeps the code that it answers with, and counts."""

    def __init__(self, code: int) -> None:
        self.code, self.asked = code, 0

    async def ask(self, node: int, request: Any) -> Answer:
        self.asked += 1
        return Answer([("t", [(0, self.code, 0, 0, [], b"")])])


async def stamps(broker: Broker) -> dict[tuple[TopicPartition, int], int | None]:
    found = Survey(broker)  # type: ignore[arg-type]
    found._leaders = {PLACE: 1}
    return await found.stamps({PLACE: {7}}, {PLACE: 9})


async def test_what_compaction_took_away_up_to_the_end_is_nothing_to_read() -> None:
    broker = Broker(0)
    assert await stamps(broker) == {(PLACE, 7): None}
    assert broker.asked == len(steps()), "it is sure only when the most was asked for"


def steps() -> list[int]:
    found = [survey.FIRST_BYTES]
    while found[-1] * survey.MORE_TIMES <= survey.MOST_BYTES:
        found.append(found[-1] * survey.MORE_TIMES)
    return found


async def test_what_may_not_be_read_is_not_taken_for_nothing() -> None:
    assert await stamps(Broker(29)) == {}
