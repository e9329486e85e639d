"""What is asked of a broker for the age of a record, where it answers with nothing."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import pytest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.structs import TopicPartition

from streams import survey
from streams.survey import Survey

pytestmark = pytest.mark.asyncio
PLACE = TopicPartition("t", 0)


class Answer(NamedTuple):
    topics: list[tuple[str, list[tuple[Any, ...]]]]


class Broker:
    """Holds nothing of what is asked for, or these records; keeps the code that it answers with, and counts."""

    def __init__(self, code: int, records: bytes = b"", stable: int = 9) -> None:
        self.code, self.records, self.stable, self.asked = code, records, stable, 0

    async def ask(self, node: int, request: Any) -> Answer:
        self.asked += 1
        return Answer([("t", [(0, self.code, 0, self.stable, [], self.records)])])


def asking(broker: Broker) -> Survey:
    found = Survey(broker)  # type: ignore[arg-type]
    found._leaders = {PLACE: 1}
    return found


async def stamps(broker: Broker) -> dict[tuple[TopicPartition, int], int | None]:
    return await asking(broker).stamps({PLACE: {7}}, {PLACE: 9})


def batch(codec: int = 0) -> bytes:
    """Three records at 6, 7 and 8, said to be packed."""
    made = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 10_000)
    for number in range(3):
        made.append(number, 1_700_000_000_000 + number, None, b"x", [])
    found = bytearray(made.build())
    found[:8], found[22] = struct.pack(">q", 6), codec
    return bytes(found)


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


@pytest.mark.parametrize(
    ("records", "why"),
    [(batch(codec=1), "spoilt"), (batch()[:-9] + b"\xff" * 9, "spoilt"), (batch(codec=7), "Unknown compression codec")],
    ids=["no gzip", "no records", "no codec"],
)
async def test_a_batch_that_cannot_be_opened_is_a_reason_and_no_error(records: bytes, why: str) -> None:
    survey = asking(Broker(0, records))
    assert await survey.stamps({PLACE: {7}}, {PLACE: 9}) == {}
    assert why in survey.unread[PLACE, 7]


async def test_that_records_may_not_be_read_is_a_reason() -> None:
    survey = asking(Broker(29))
    await survey.stamps({PLACE: {7}}, {PLACE: 9})
    assert survey.unread[PLACE, 7] == "we may not read its records"


@pytest.mark.parametrize(("stable", "open_"), [(9, False), (8, False), (7, True), (5, True)])
async def test_an_open_transaction_is_seen_where_it_begins(stable: int, open_: bool) -> None:
    survey = asking(Broker(0, batch(), stable))
    assert await survey.stamps({PLACE: {7}}, {PLACE: 9}) == {(PLACE, 7): 1_700_000_000_001}
    assert ((PLACE, 7) in survey.waiting) is open_
