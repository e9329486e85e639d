"""What Prometheus reads, on real servers and with both of them gone."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from schemas.queue_item import QueueItem
from secondsource.errors import Unavailable
from streams import embedded
from streams.freshness import Freshness
from streams.monitor import Monitor, guest
from streams.sampling import Sampler
from streams.seen import Way
from tests.conftest import needs, or_skip
from tests.contract.test_sampling import commit, make
from tests.crew import until
from workers.connection import connect
from workers.queue import ClaimQueue

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.asyncio]
NAMES = (
    "kafka_consumergroup_lag", "kafka_consumergroup_current_offset", "kafka_topic_partition_current_offset",
    "kafka_consumergroup_members", "kafka_consumergroup_group_lag_seconds", "secondsource_lag_state",
    "secondsource_queue_ready", "secondsource_queue_oldest_ready_seconds", "secondsource_queue_leased",
    "secondsource_queue_pushed_total", "secondsource_projection_lag_seconds", "secondsource_redis_safe",
    "secondsource_up",
)  # fmt: skip
PATIENCE_S = 60.0


@asynccontextmanager
async def serving(kafka: str, redis_url: str, name: str, way: Way | None = None) -> AsyncIterator[tuple[str, Monitor]]:
    queue = ClaimQueue.unchecked(redis_url, name)
    monitor = Monitor(Sampler(kafka, group=name), queue, 0.2, way)
    runner = web.AppRunner(monitor.app())
    await runner.setup()
    door = await asyncio.get_running_loop().create_server(partial(guest, runner.server), "127.0.0.1", 0)
    watching = asyncio.ensure_future(monitor.watch())
    yield f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}", monitor
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    door.close()
    await runner.cleanup()
    await monitor._sampler.close()
    await queue.close()


async def get(session: ClientSession, url: str, status: int, told: str = "") -> str:
    """The page, as soon as it has that status and tells that."""
    text = ""

    async def answers() -> bool:
        nonlocal text
        async with session.get(url) as answer:
            text = await answer.text()
            return answer.status == status and told in text

    await until(answers, PATIENCE_S, f"{url} answers {status} {told}")
    return text


def an_item(name: str) -> QueueItem:
    return QueueItem(id="c1", desk=name, item="i", version=1, claim_id="c1", claim="x", engine="0", language="fr",
                     verdict="single", kind="official", priority=50)  # fmt: skip


async def test_the_names_that_dashboards_know(kafka: str, redis_url: str, unique: str) -> None:
    await make(kafka, unique, 10)
    await commit(kafka, unique, unique, 4)
    queue = ClaimQueue.unchecked(redis_url, unique)
    await queue.push(an_item(unique))
    await queue.take("ana")
    await queue.release("c1", 1, "ana")
    await queue.close()
    async with serving(kafka, redis_url, unique) as (url, _), ClientSession() as session:
        await get(session, f"{url}/readyz", 200)
        await get(session, f"{url}/healthz", 200)
        for page in (await get(session, url, 200)).split():
            await get(session, url + page, 200)
        text = await get(session, f"{url}/metrics", 200)
    for name in NAMES:
        assert f"# TYPE {name}" in text or f"\n{name}" in text, name
    assert f'kafka_consumergroup_lag{{consumergroup="{unique}",partition="0",topic="{unique}"}} 6.0' in text
    assert 'secondsource_queue_time_to_take_seconds_bucket{le="60.0"} 1.0' in text


async def test_prometheus_finds_nothing_wrong_with_the_metrics(kafka: str, redis_url: str, unique: str) -> None:
    promtool = needs("promtool", "prometheus")
    await make(kafka, unique, 3)
    await commit(kafka, unique, unique, 1)
    async with serving(kafka, redis_url, unique) as (url, _), ClientSession() as session:
        await get(session, f"{url}/readyz", 200)
        text = await get(session, f"{url}/metrics", 200)
    done = await asyncio.to_thread(
        subprocess.run, [promtool, "check", "metrics"], input=text, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


async def test_what_was_so_before_an_outage_is_not_told_as_if_it_still_were(redis_url: str, tmp_path: Path,
                                                                              unique: str) -> None:  # fmt: skip
    server = or_skip(lambda: embedded.start_kafka(tmp_path))
    try:
        await make(server.address, unique, 3)
        await commit(server.address, unique, unique, 1)
        async with serving(server.address, redis_url, unique) as (url, _), ClientSession() as session:
            await get(session, f"{url}/readyz", 200)
            assert "kafka_consumergroup_lag{" in await get(session, f"{url}/metrics", 200)
            server.kill()
            await get(session, f"{url}/readyz", 503)
            text = await get(session, f"{url}/metrics", 200)
            assert 'secondsource_up{server="kafka"} 0.0' in text
            assert "kafka_consumergroup_lag{" not in text
            server = embedded.start_kafka(tmp_path, port=int(server.address.rpartition(":")[2]))
            await get(session, f"{url}/readyz", 200)
            await get(session, f"{url}/metrics", 200, "kafka_consumergroup_lag{")  # it may load its groups still
    finally:
        server.kill()


def figures(text: str) -> list[str]:
    """Offsets and states, without ages."""
    names = ("kafka_consumergroup_lag{", "kafka_consumergroup_current_offset{", "secondsource_lag_state{")
    return [line for line in text.splitlines() if line.startswith(names)]


async def test_a_second_monitor_and_one_that_comes_later_tell_the_same(kafka: str, redis_url: str, unique: str) -> None:
    await make(kafka, unique, 5)
    await commit(kafka, unique, unique, 2)
    told = []
    async with ClientSession() as session:
        async with serving(kafka, redis_url, unique) as (one, _), serving(kafka, redis_url, unique) as (two, _):
            for url in (one, two):
                await get(session, f"{url}/readyz", 200)
                told.append(figures(await get(session, f"{url}/metrics", 200)))
        async with serving(kafka, redis_url, unique) as (later, _):
            await get(session, f"{later}/readyz", 200)
            told.append(figures(await get(session, f"{later}/metrics", 200)))
    assert told[0] == told[1] == told[2]
    assert f'secondsource_lag_state{{consumergroup="{unique}",state="STOPPED",topic="{unique}"}} 1.0' in told[0]


async def test_that_the_way_cannot_be_read_hides_no_lag(kafka: str, redis_url: str, unique: str) -> None:
    async def way(_: float) -> Freshness:
        raise Unavailable("the way of copy cannot be read")

    await make(kafka, unique, 3)
    await commit(kafka, unique, unique, 1)
    async with serving(kafka, redis_url, unique, way) as (url, _), ClientSession() as session:
        text = await get(session, f"{url}/metrics", 200, "kafka_consumergroup_lag{")
        assert 'secondsource_up{server="kafka"} 1.0' in text
        assert "the way of copy" in await get(session, f"{url}/readyz", 503)


async def test_a_redis_that_hangs_hides_no_lag_and_is_told(
    kafka: str, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = asyncio.Event()

    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    redis = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    await make(kafka, unique, 5)
    monkeypatch.setattr("streams.monitor.DESK_S", 3600.0)
    async with serving(kafka, redis, unique) as (url, monitor), ClientSession() as session:
        for offset in (1, 2):  # two looks at Kafka within one at Redis
            await commit(kafka, unique, unique, offset)
            await get(session, f"{url}/metrics", 200, f'partition="0",topic="{unique}"}} {5 - offset}.0')
        assert monitor.look.redis_error == "no look yet"
    monkeypatch.setattr("streams.monitor.DESK_S", 0.1)
    async with serving(kafka, redis, unique) as (url, monitor), ClientSession() as session:
        await get(session, f"{url}/readyz", 503, "Redis does not answer")
        assert 'secondsource_up{server="redis"} 0.0' in await get(session, f"{url}/metrics", 200)
    gone.set()
    server.close()


async def test_a_redis_that_may_evict_is_told_and_the_same_when_it_is_mended(
    kafka: str, unique: str, tmp_path: Path
) -> None:
    server = embedded.start_redis(tmp_path)
    client = connect(server.address)
    try:
        async with serving(kafka, server.address, unique) as (url, _), ClientSession() as session:
            for policy, safe in (("noeviction", 1), ("allkeys-lru", 0), ("noeviction", 1)):
                await client.config_set("maxmemory-policy", policy)
                await get(session, f"{url}/metrics", 200, f"secondsource_redis_safe {safe}.0")
    finally:
        await client.aclose()
        server.kill()


async def test_with_both_servers_gone_it_says_so_and_goes_on_looking(unique: str, kafka: str) -> None:
    async with serving("127.0.0.1:9", "redis://127.0.0.1:9/0", unique) as (url, monitor), ClientSession() as session:
        text = await get(session, f"{url}/readyz", 503)
        assert "Kafka at 127.0.0.1:9" in text or "no look yet" in text
        await until(lambda: bool(monitor.look.at_s), PATIENCE_S, "it has looked")
        assert 'secondsource_up{server="kafka"} 0.0' in await get(session, f"{url}/metrics", 200)
        await get(session, f"{url}/healthz", 200)


async def test_idle_connections_take_no_room_from_others(
    kafka: str, redis_url: str, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.monitor.MOST_GUESTS", 3)
    async with serving(kafka, redis_url, unique) as (url, _), ClientSession() as session:
        port = int(url.rpartition(":")[2])
        idle = []
        for _ in range(4):
            idle += await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(20)))
            await get(session, f"{url}/healthz", 200)
        await asyncio.gather(*(gone(reader) for reader, _ in idle[:50]))
        for _, writer in idle:
            writer.close()


async def test_the_metrics_are_written_once_a_look(kafka: str, redis_url: str, unique: str) -> None:
    async with serving(kafka, redis_url, unique) as (_, monitor):
        for _ in range(3):
            page = monitor.page()
            assert monitor.page() is page
            await until(lambda page=page: monitor.page() is not page, PATIENCE_S, "it looks again", 0.01)


async def gone(reader: asyncio.StreamReader) -> None:
    """Waits until the other side has hung up."""
    with suppress(ConnectionError):
        assert not await reader.read()
