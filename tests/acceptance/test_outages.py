"""Redis or Kafka gone, at the start or amid work: nothing is acknowledged, nothing is lost, two lines are logged."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import topics
from streams import embedded
from streams.broker import make_topics
from tests.conftest import or_skip
from tests.crew import PATIENCE_S, Crew, until
from tests.ledger import Offsets, balance, feed_copies
from tests.wirecopy import copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis]


def times(crew: Crew, words: str) -> int:
    return crew.words().count(words)


@pytest.mark.asyncio
async def test_redis_gone_at_the_start_and_amid_work(tmp_path: Path, kafka: str, unique: str) -> None:
    port = embedded.free_port()
    crew = Crew(tmp_path, kafka, f"redis://127.0.0.1:{port}/0", unique)
    fed = copies(60, seed=11)
    redis: list[embedded.Server] = []
    try:
        await make_topics(kafka, unique)
        crew.start()
        await feed_copies(crew, fed[:30])
        async with Offsets(kafka, unique) as offsets:

            async def reviewed() -> bool:
                return await offsets.lag(topics.CLAIMS) == 30 and await offsets.lag(topics.ARTICLES) == 0

            await until(reviewed, PATIENCE_S, f"all reviewed while Redis is down\n{crew.words()}")
            await until(lambda: times(crew, "Redis is gone") == 1, 30, f"the outage is told\n{crew.words()}")
            assert await offsets.lag(topics.CLAIMS) == 30  # nothing acknowledged meanwhile

            redis.append(or_skip(lambda: embedded.start_redis(tmp_path / "redis", port=port)))
            await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
            assert times(crew, "Redis is back") == 1

            redis[0].kill()
            await feed_copies(crew, fed[30:])
            await until(lambda: times(crew, "Redis is gone") == 2, 30, f"the second outage is told\n{crew.words()}")
            assert await offsets.lag(topics.CLAIMS) > 0
            redis.append(embedded.start_redis(tmp_path / "redis", port=port))
            await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
        found = await balance(kafka, crew.redis, unique, fed)
        found.assert_nothing_lost_or_twice()
        assert times(crew, "is gone") == times(crew, "is back") == 2
        assert len(crew.running()) == 1
    finally:
        crew.end()
        for server in redis:
            server.kill()


@pytest.mark.asyncio
async def test_kafka_gone_at_the_start_and_amid_work(tmp_path: Path, redis_url: str, unique: str) -> None:
    port = embedded.free_port()
    crew = Crew(tmp_path, f"127.0.0.1:{port}", redis_url, unique)
    fed = copies(400, seed=12)
    kafka: list[embedded.Server] = []
    try:
        crew.start()
        await until(lambda: times(crew, "Kafka is gone") == 1, PATIENCE_S, f"the outage is told\n{crew.words()}")
        kafka.append(or_skip(lambda: embedded.start_kafka(tmp_path / "kafka", port=port)))
        await until(lambda: times(crew, "Kafka is back") == 1, 30, f"its end is told\n{crew.words()}")
        await feed_copies(crew, fed)
        async with Offsets(crew.kafka, unique) as offsets:

            async def begun() -> bool:
                return await offsets.lag(topics.CLAIMS) > 0

            await until(begun, PATIENCE_S, f"work is under way\n{crew.words()}")
        kafka[0].kill()
        await until(lambda: times(crew, "Kafka is gone") == 2, PATIENCE_S, f"the second outage is told\n{crew.words()}")
        kafka.append(embedded.start_kafka(tmp_path / "kafka", port=port))
        async with Offsets(crew.kafka, unique) as offsets:
            await until(offsets.drained, PATIENCE_S, f"everything acknowledged\n{crew.words()}")
        found = await balance(crew.kafka, redis_url, unique, fed)
        found.assert_nothing_lost_or_twice()
        assert times(crew, "is gone") == times(crew, "is back") == 2
        assert len(crew.running()) == 1
    finally:
        crew.end()
        for server in kafka:
            server.kill()
