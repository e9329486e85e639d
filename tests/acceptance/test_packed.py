"""Producers pack what they send as they like: every codec of Kafka is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from aiokafka import AIOKafkaProducer

from schemas import topics
from streams.broker import make_topics
from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets, balance
from tests.wirecopy import copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis]

CrewOf = Callable[..., Crew]
CODECS = ("gzip", "lz4", "snappy", "zstd")


@pytest.mark.asyncio
async def test_articles_in_every_packing_are_read(crew_of: CrewOf) -> None:
    crew, fed = crew_of(), copies(4 * len(CODECS), seed=31)
    await make_topics(crew.kafka, crew.prefix)
    for number, codec in enumerate(CODECS):
        producer = AIOKafkaProducer(bootstrap_servers=crew.kafka, compression_type=codec)
        await producer.start()
        try:
            sent = [producer.send_and_wait(crew.prefix + topics.ARTICLES.name, copy.value) for copy in fed[number::4]]
            await asyncio.gather(*sent)
        finally:
            await producer.stop()
    crew.start()
    async with Offsets(crew.kafka, crew.prefix) as offsets:
        await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
    found = await balance(crew.kafka, crew.redis, crew.prefix, fed)
    found.assert_nothing_lost_or_twice()
    assert not found.dead
