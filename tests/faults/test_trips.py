"""A trip that meets a server which loads, refuses or is busy: tried again with bounds, then told once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from redis.exceptions import ResponseError

from schemas.topics import RECORD_MAX_BYTES
from secondsource.errors import Unavailable
from streams import embedded
from tests.contract.conftest import binaries
from tests.contract.desks import RedisDesk, an_item, planted
from tests.crew import until
from tests.faults.servers import a_server
from workers.checks import TEXTS_MAX
from workers.errors import BadMove, QueueFull, UnknownItem
from workers.policy import Policy
from workers.queue import ClaimQueue

pytestmark = pytest.mark.redis

ITEMS = 1500
#: Makes a redis-server read its file slowly: microseconds for each command in it, about a dozen an item.
SLOWLY = "--key-load-delay"


@asynccontextmanager
async def loading_again(folder: Path, server: embedded.Server, delay_us: int) -> AsyncIterator[None]:
    """The server is killed and comes back; from here on it answers that it loads."""
    port = int(server.address.rpartition(":")[2].partition("/")[0])
    server.kill()
    command = [embedded.redis_binary(), "--port", str(port), "--dir", str(folder), "--appendonly", "yes"]
    command += ["--maxmemory-policy", "noeviction", SLOWLY, str(delay_us)]
    process = embedded.spawn(command, folder / "again.log")

    async def loads() -> bool:
        """By one line on a bare socket: a server that loads looks up once in a thousand commands only."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.write(b"PING\r\n")
        answer = await reader.readline()
        writer.close()
        assert answer.startswith(b"-LOADING"), "it had loaded before anybody looked"
        return True

    try:
        await until(loads, 20, "the server says that it loads", every_s=0.005)
        yield
    finally:
        process.kill()
        process.wait()


@pytest.mark.asyncio
async def test_a_server_that_loads_is_waited_for(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (server, queue):
        await queue.push_many([an_item(f"c{number}") for number in range(ITEMS)])
        async with loading_again(tmp_path, server, 50):
            leases = await asyncio.gather(*(queue.take(f"p{number}") for number in range(20)))
            assert len({lease.id for lease in leases if lease}) == 20
            assert (await queue.stats()).states["waiting"] == ITEMS - 20


@pytest.mark.asyncio
@pytest.mark.full
async def test_one_that_loads_for_too_long_is_told_in_one_line(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (server, queue):
        await queue.push_many([an_item(f"c{number}") for number in range(10 * ITEMS)])
        async with loading_again(tmp_path, server, 200):
            answers = await asyncio.gather(
                *(queue.take(f"p{number}") for number in range(20)), queue.stats(), return_exceptions=True
            )
            assert {type(answer) for answer in answers} == {Unavailable}
            assert {str(answer).count("\n") for answer in answers} == {0}
            told = [str(answer) for answer in answers]  # which limit a slow server meets first
            assert all("loading" in one or "within 9 s" in one for one in told), told


@pytest.mark.asyncio
async def test_a_refusal_that_passes_is_waited_out_and_one_that_stays_is_told(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (_, queue):
        await queue.client.config_set("min-replicas-to-write", 1)
        asked = [asyncio.create_task(queue.push(an_item(f"c{number}"))) for number in range(100)]

        async def refused() -> bool:
            found = await queue.client.info("errorstats")  # Redis 6 counts an error in a script as ERR
            return not {"errorstat_NOREPLICAS", "errorstat_ERR"}.isdisjoint(found)

        await until(refused, 10, "the server has refused", every_s=0.005)
        await queue.client.config_set("min-replicas-to-write", 0)
        assert set(await asyncio.gather(*asked)) == {"pushed"}
        await queue.client.config_set("min-replicas-to-write", 1)
        with pytest.raises(Unavailable, match="does not take this now"):
            await queue.push(an_item("late"))


@pytest.mark.asyncio
async def test_a_reader_is_told_of_a_busy_server_as_who_moves_is(tmp_path: Path) -> None:
    """redis-py wraps the answers of a pipeline in the command and a list."""
    async with a_server(tmp_path) as (server, queue):
        await queue.client.config_set("lua-time-limit", 1)
        looping = await ClaimQueue.open(server.address, socket_timeout=60)
        busy = asyncio.create_task(looping.client.eval("while true do end", 0))

        async def told() -> bool:
            try:
                await queue.get("c1")
            except Unavailable as error:
                return "BUSY" in str(error) and "does not take this now" in str(error)
            except UnknownItem:
                return False
            return False

        await until(told, 10, "a page says that the server is busy")
        await queue.client.script_kill()
        with suppress(ResponseError):
            await busy
        await looping.close()


@pytest.mark.asyncio
async def test_one_caller_too_many_is_not_told_to_start_the_server(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (server, queue):
        await queue.client.config_set("maxclients", 1)
        with pytest.raises(Unavailable, match="does not take this now: max number of clients"):
            await ClaimQueue.open(server.address)


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["y" * (TEXTS_MAX + 1), "half a pair \ud83d", "no UTF-8 \udce9"])
async def test_a_text_that_the_log_would_not_take_is_refused_and_does_not_spoil_the_trip(
    tmp_path: Path, text: str
) -> None:
    async with a_server(tmp_path) as (_, queue):
        await queue.push(an_item("c1"))
        lease = await queue.take("ana")
        assert lease
        told = await asyncio.gather(
            queue.push(an_item("c2")),
            queue.note("c1", "ana", text),
            queue.heartbeat("c1", lease.token, text),
            queue.verdict("c1", lease.token, "ana", "confirmed", reason=text),
            queue.push(an_item("c3")),
            return_exceptions=True,
        )
        assert (told[0], told[-1]) == ("pushed", "pushed")
        assert {type(one) for one in told[1:-1]} == {BadMove}
        assert [event.what for event in await queue.trail("c1")] == ["pushed", "taken"]


@pytest.mark.asyncio
async def test_a_move_that_breaks_leaves_those_of_its_trip_be(redis_url: str, unique: str) -> None:
    broken = planted("note", "local item = load(ARGV[1])", "local item = nothing.at_all")
    desk = await RedisDesk.open(redis_url, unique, Policy(), broken)
    try:
        told = await asyncio.gather(
            desk.queue.push(an_item("c1")),
            desk.queue.take("ana"),
            desk.queue.note("c1", "ana", "rang"),
            desk.queue.release("c1", 1, "ana"),
            return_exceptions=True,
        )
        assert told[0] == "pushed"
        assert told[1].id == "c1"  # type: ignore[union-attr]
        assert "nothing" in str(told[2])
        assert told[3] == "waiting"
    finally:
        await desk.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", sorted(binaries()))
async def test_a_new_claim_does_not_slip_into_a_full_server_behind_a_verdict(tmp_path: Path, kind: str) -> None:
    server = embedded.start_redis(tmp_path, binary=binaries()[kind])
    queue = await ClaimQueue.open(server.address)
    try:
        await queue.push_many([an_item("c1"), an_item("c2")])
        lease = await queue.take("ana")
        assert lease
        await queue.client.config_set("maxmemory", 1)
        given, *pushed = await asyncio.gather(
            queue.verdict("c1", lease.token, "ana", "confirmed", reason="rang"),
            queue.push(an_item("c3")),
            queue.push(an_item("c4")),
            return_exceptions=True,
        )
        assert given.result == "applied"  # type: ignore[union-attr]
        assert {type(one) for one in pushed} == {QueueFull}
        assert (await queue.stats()).counters["pushed"] == 2
    finally:
        await queue.close()
        server.kill()


def test_the_log_takes_the_longest_text_though_each_byte_is_escaped() -> None:
    assert 6 * TEXTS_MAX < RECORD_MAX_BYTES / 2
