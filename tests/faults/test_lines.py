"""A line to Redis that all wait for, that is silent or drops: no answer is another's, nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from secondsource.errors import Unavailable
from tests.contract.desks import an_item
from tests.faults.servers import a_server
from workers import connection
from workers.queue import ClaimQueue

pytestmark = pytest.mark.redis


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
