"""A trip that meets a server which loads, refuses, dies or drops the line: tried again with bounds, then told once."""

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
from workers import connection
from workers.checks import TEXTS_MAX
from workers.errors import BadMove, QueueFull, UnknownItem
from workers.policy import Policy
from workers.queue import ClaimQueue

pytestmark = pytest.mark.redis

ITEMS = 1500
#: Makes a redis-server read its file slowly: microseconds for each command in it, about a dozen an item.
SLOWLY = "--key-load-delay"


@asynccontextmanager
async def a_server(folder: Path) -> AsyncIterator[tuple[embedded.Server, ClaimQueue]]:
    server = embedded.start_redis(folder)
    queue = await ClaimQueue.open(server.address)
    try:
        yield server, queue
    finally:
        await queue.close()
        server.kill()


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
async def test_who_waits_for_a_connection_waits_as_long_as_who_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TIMEOUT_S", 0.2)
    async with a_server(tmp_path) as (server, queue):
        crowded = await ClaimQueue.open(server.address, max_connections=2, socket_timeout=60)
        await queue.client.execute_command("CLIENT", "PAUSE", 1000, "ALL")
        assert await asyncio.gather(*(crowded.mutes() for _ in range(20))) == [{}] * 20
        await crowded.close()


@asynccontextmanager
async def one_line_to_who_is_silent(folder: Path) -> AsyncIterator[ClaimQueue]:
    """A client of one connection; the server has an item, and says nothing for a second and a half."""
    async with a_server(folder) as (server, queue):
        one_line = await ClaimQueue.open(server.address, max_connections=1, socket_timeout=60)
        await one_line.push(an_item("c1"))
        await queue.client.execute_command("CLIENT", "PAUSE", 1500, "ALL")
        yield one_line
        await one_line.close()


@pytest.mark.asyncio
async def test_a_move_among_silent_readers_is_told_as_soon_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for a connection first, and that counts."""
    async with one_line_to_who_is_silent(tmp_path) as one_line:
        monkeypatch.setattr(connection, "ANSWER_S", 60)
        reading = asyncio.create_task(one_line.mutes())
        await asyncio.sleep(0)
        monkeypatch.setattr(connection, "ANSWER_S", 0.5)
        with pytest.raises(Unavailable, match="does not answer"):
            await one_line.note("c1", "ana", "rang")
        assert not reading.done()
        assert await reading == {}


@pytest.mark.asyncio
async def test_an_answer_that_comes_too_late_is_no_other_callers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with one_line_to_who_is_silent(tmp_path) as one_line:
        monkeypatch.setattr(connection, "ANSWER_S", 0.2)
        with pytest.raises(Unavailable, match="does not answer"):
            await one_line.push(an_item("c2"))
        monkeypatch.setattr(connection, "ANSWER_S", 60)
        lease = await one_line.take("ana")
        assert lease
        assert lease.id == "c1"
        assert await one_line.push(an_item("c3")) == "pushed"


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


class Line:
    """A line to the server that drops once: after the request went through, before the answer comes back."""

    def __init__(self, port: int) -> None:
        self.port, self.drop, self.dropped = port, False, 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.port)

        async def answers() -> None:
            while data := await there.read(65536):
                if self.drop:
                    self.drop, self.dropped = False, self.dropped + 1
                    writer.transport.abort()
                    return
                writer.write(data)

        pump = asyncio.create_task(answers())
        with suppress(OSError):
            while data := await reader.read(65536):
                back.write(data)
        pump.cancel()
        back.close()
        writer.close()


@pytest.mark.asyncio
async def test_an_answer_that_is_lost_on_the_way_is_asked_for_again_and_nothing_is_done_twice(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (server, queue):
        line = Line(int(server.address.rpartition(":")[2].partition("/")[0]))
        proxy = await asyncio.start_server(line.carry, "127.0.0.1", 0)
        far = ClaimQueue.unchecked(f"redis://127.0.0.1:{proxy.sockets[0].getsockname()[1]}/0")
        try:
            await far.push(an_item("first"))
            line.drop = True
            pushed = await asyncio.gather(*(far.push(an_item(f"c{number}")) for number in range(60)))
            assert line.dropped == 1
            assert "again" in pushed  # so the server had done some of it
            line.drop = True
            leases = await asyncio.gather(*(far.take(f"p{number}") for number in range(30)))
            assert line.dropped == 2
            assert len({lease.id for lease in leases if lease}) == 30
            line.drop = True
            given = await asyncio.gather(
                *(
                    far.verdict(lease.id, lease.token, f"p{at}", "confirmed", reason="rang")
                    for at, lease in enumerate(leases)
                    if lease
                )
            )
            assert line.dropped == 3
            assert {one.result for one in given} == {"applied"}
            moves = [(event.id, event.what) for event in await queue.audit_read()]
            assert len(moves) == len(set(moves)) == 61 + 30 + 30
        finally:
            await far.close()
            proxy.close()
