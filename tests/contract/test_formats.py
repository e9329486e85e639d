"""A desk that another version filled is refused by whoever opens it, and by every move of who had it open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

import pytest

from schemas import topics
from streams.access import Kafka
from streams.app import Worker
from streams.broker import Outgoing
from streams.handler import Handler
from streams.outages import Outages
from streams.reading import Readers
from streams.settings import Settings
from tests.acceptance.test_evidence import Log as Clusters
from tests.contract.desks import RedisDesk, an_item
from tests.contract.logs import Log, rebuild
from workers import scripts
from workers.errors import NoFormat, OtherVersion, Rebuilding
from workers.evidence import Evidence
from workers.keys import FORMAT, FORMAT_NUMBER, WRITTEN
from workers.policy import DAY_S
from workers.queue import ClaimQueue
from workers.rebuild import Rebuild
from workers.relay import relay

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]

#: What other versions have under the key; one wrote none.
NUMBERS = [None, "0", str(FORMAT_NUMBER + 1)]


async def filled(desk: RedisDesk, number: str | None, log: Log) -> None:
    """A desk as another version leaves it, all of it in the log."""
    await desk.queue.push(an_item())
    await relay(desk.queue, log)
    name = desk.queue.prefix + FORMAT
    await (desk.queue.client.delete(name) if number is None else desk.queue.client.set(name, number))


async def test_the_scripts_know_the_number_that_the_client_knows() -> None:
    assert re.findall(r"local FORMAT = '(.*)'", scripts.read("item")) == [str(FORMAT_NUMBER)]


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_desk_of_another_version_is_refused_with_what_to_do(
    redis_desk: RedisDesk, redis_url: str, number: str | None
) -> None:
    await filled(redis_desk, number, Log())
    queue = redis_desk.queue
    with pytest.raises(OtherVersion, match="secondsource rebuild --replace"):
        await ClaimQueue.open(redis_url, queue.desk)
    for move in (queue.push(an_item("c2")), queue.take("ana"), queue.expire(), queue.note("c1", "ana", "rang")):
        with pytest.raises(OtherVersion, match="secondsource rebuild --replace"):
            await move
    with pytest.raises(OtherVersion):
        async with Evidence(queue, Clusters()).turn():
            pass
    assert await queue.client.get(queue.prefix + FORMAT) == number
    assert [event.what for event in await queue.trail("c1")] == ["pushed"]


async def test_a_number_of_another_version_is_enough(redis_desk: RedisDesk, redis_url: str) -> None:
    queue = redis_desk.queue
    await queue.client.set(queue.prefix + FORMAT, FORMAT_NUMBER + 1)
    with pytest.raises(OtherVersion):
        await ClaimQueue.open(redis_url, queue.desk)
    with pytest.raises(OtherVersion):
        await queue.push(an_item())


@pytest.mark.parametrize("keep", ["audit", "heads", "facets:kind"])
async def test_a_desk_that_lacks_only_the_number_is_told_so(redis_desk: RedisDesk, redis_url: str, keep: str) -> None:
    queue = redis_desk.queue
    await queue.push(an_item())
    gone = {"audit", "heads", "facets:kind", FORMAT} - {keep}
    await queue.client.delete(*(queue.prefix + name for name in gone))
    for asked in (ClaimQueue.open(redis_url, queue.desk), queue.take("ana")):
        with pytest.raises(NoFormat, match=r"format number .* is missing: `secondsource rebuild --replace`"):
            await asked
    assert await queue.client.get(queue.prefix + FORMAT) is None
    await queue.client.set(queue.prefix + FORMAT, FORMAT_NUMBER + 1)
    with pytest.raises(OtherVersion, match="another version"):
        await queue.take("ana")


async def test_a_desk_where_nothing_is_any_more_is_opened_without_a_number(
    redis_desk: RedisDesk, redis_url: str
) -> None:
    queue = redis_desk.queue
    await queue.push(an_item())
    await queue.withdraw("c1", "w1")
    await redis_desk.advance(40 * DAY_S)
    assert (await queue.expire())["purged"] == 1
    await relay(queue, Log())
    await queue.client.delete(queue.prefix + FORMAT)
    await (await ClaimQueue.open(redis_url, queue.desk)).close()
    assert await queue.push(an_item()) == "pushed"
    assert await queue.client.get(queue.prefix + FORMAT) == str(FORMAT_NUMBER)


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_rebuild_makes_it_ours(redis_desk: RedisDesk, redis_url: str, number: str | None) -> None:
    log = Log()
    await filled(redis_desk, number, log)
    await rebuild(redis_desk, log)
    opened = await ClaimQueue.open(redis_url, redis_desk.queue.desk)
    assert (await opened.get("c1")).state == "waiting"
    await opened.close()


class Meanwhile(Log):
    """A Kafka that takes nothing, while a worker asks for a move."""

    def __init__(self, queue: ClaimQueue) -> None:
        super().__init__()
        self._queue = queue

    async def desk_events(self, events: Any) -> None:
        with pytest.raises(Rebuilding):
            await self._queue.expire()
        raise OSError("Kafka is away")


async def test_a_rebuild_that_ends_before_it_empties_does_not_make_it_ours(redis_desk: RedisDesk) -> None:
    queue = redis_desk.queue
    await queue.push(an_item())
    await queue.client.delete(queue.prefix + FORMAT)
    with pytest.raises(OSError, match="away"):
        async with Rebuild(queue, Meanwhile(queue), replace=True):
            pass
    with pytest.raises(OtherVersion):
        await queue.take("ana")


async def test_who_only_looks_writes_no_number_and_a_desk_with_nothing_else_is_empty(
    redis_desk: RedisDesk, redis_url: str
) -> None:
    queue = redis_desk.queue
    opened = await ClaimQueue.open(redis_url, queue.desk)
    await opened.stats()
    await opened.close()
    assert await queue.client.get(queue.prefix + FORMAT) is None
    await queue.expire()
    assert await queue.client.get(queue.prefix + FORMAT) == str(FORMAT_NUMBER)
    await queue.client.delete(queue.prefix + "test-clock")
    await queue.client.set(queue.prefix + WRITTEN, "1")  # as each trip does where replicas are waited for
    async with Rebuild(queue, Log()) as made:
        await redis_desk.advance(0)
        await made.finish(Log().history(queue.desk), "chef")
    await queue.push(an_item())


async def test_a_worker_does_not_begin_on_it(redis_desk: RedisDesk, redis_url: str) -> None:
    await filled(redis_desk, None, Log())
    worker = Worker(Settings(Kafka("localhost:1"), redis_url, redis_desk.queue.desk))
    try:
        with pytest.raises(OtherVersion, match="secondsource rebuild --replace"):
            await worker.check()
        await redis_desk.queue.client.set(redis_desk.queue.prefix + FORMAT, FORMAT_NUMBER)
        await worker.check()
    finally:
        worker.readers.close()
        await worker.queue.close()


class Sender:
    """A Kafka that keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    async def send(self, records: Sequence[Outgoing]) -> None:
        self.sent += records


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_worker_sends_no_event_of_it_to_the_log(redis_desk: RedisDesk, number: str | None) -> None:
    queue, sender, readers = redis_desk.queue, Sender(), cast(Readers, None)
    handler = Handler("", cast(Any, sender), readers, Evidence(queue, Clusters()), Outages())
    await filled(redis_desk, number, Log())
    await queue.client.xadd(f"{queue.prefix}audit", {"event": "in another form"})
    await handler.tend()
    assert sender.sent == []
    assert await queue.client.xlen(f"{queue.prefix}audit") == 1
    await queue.client.set(queue.prefix + FORMAT, FORMAT_NUMBER)
    await queue.note("c1", "ana", "rang")
    await handler.tend()
    assert [record.topic for record in sender.sent] == [topics.DEAD_LETTERS.name, topics.DESK_EVENTS.name]
