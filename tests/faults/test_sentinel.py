"""The primary is killed amid work, a sentinel names its replica, and people go on: nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from secondsource.errors import Unavailable
from streams import embedded
from tests.contract.conftest import binaries
from tests.contract.desks import an_item
from tests.crew import until
from tests.faults.test_queue import Found, Journal, check, compare, feed, reached
from workers.errors import UnknownItem
from workers.queue import ClaimQueue

pytestmark = pytest.mark.redis

PEOPLE = 8
DEADLINE_S = 60
#: The primary counts as dead after a second of silence.
SENTINEL = """\
port {port}
bind 127.0.0.1
dir {folder}
sentinel monitor desk 127.0.0.1 {primary} 1
sentinel down-after-milliseconds desk 1000
sentinel failover-timeout desk 1000
"""


class Pair:
    """A primary, its replica and a sentinel that watches them."""

    def __init__(self, folder: Path, binary: str) -> None:
        self.folder, self.binary = folder, binary
        self.primary = embedded.start_redis(folder / "first", binary=binary)
        self.replica = self.follower(folder / "second")
        self.sentinel, self.port = self.watch()

    def follower(self, folder: Path, port: int | None = None) -> embedded.Server:
        options = ("--replicaof", "127.0.0.1", str(port_of(self.primary)))
        return embedded.start_redis(folder, port=port, binary=self.binary, options=options)

    def watch(self) -> tuple[Any, int]:
        port, config = embedded.free_port(), self.folder / "sentinel.conf"
        config.write_text(SENTINEL.format(port=port, folder=self.folder, primary=port_of(self.primary)))
        log = self.folder / "sentinel.log"
        process = embedded.spawn([self.binary, str(config), "--sentinel"], log)
        server = embedded.Server(process, "", log)
        embedded.wait_until(server, lambda: embedded.answers(port), DEADLINE_S, "sentinel")
        return process, port

    async def in_step(self) -> None:
        """Until the replica follows and the sentinel knows it.

        On a busy machine a living primary may be silent for too long, and the sentinel goes back to the other.
        """
        sentinel = Redis(port=self.port, decode_responses=True)

        async def known() -> bool:
            if (await sentinel.sentinel_master("desk"))["port"] == port_of(self.replica):
                self.primary, self.replica = self.replica, self.primary
            replicas = await sentinel.sentinel_slaves("desk")
            up = {one["port"] for one in replicas if one["master-link-status"] == "ok" and not one["is_disconnected"]}
            return port_of(self.replica) in up

        try:
            await until(known, DEADLINE_S, "the sentinel sees a replica in step")
        finally:
            await sentinel.aclose()

    def fail_over(self) -> None:
        """The primary is gone; its replica is to be the next, and a new replica follows that one."""
        self.primary.kill()
        self.primary, self.replica = self.replica, self.primary

    async def promoted(self) -> None:
        client = Redis(port=port_of(self.primary))
        try:
            await until(lambda: leads(client), DEADLINE_S, "the replica becomes the primary")
        finally:
            await client.aclose()

    def end(self) -> None:
        for server in (self.primary, self.replica):
            server.process.send_signal(signal.SIGCONT)
            server.kill()
        self.sentinel.kill()
        self.sentinel.wait()


async def leads(client: Redis) -> bool:
    return bool((await client.info("replication"))["role"] == "master")


def port_of(server: embedded.Server) -> int:
    return int(server.address.rpartition(":")[2].partition("/")[0])


def url(pair: Pair, replicas: int = 0) -> str:
    return f"redis+sentinel://127.0.0.1:{pair.port}/desk/0?replicas={replicas}"


@asynccontextmanager
async def opened(pair: Pair, replicas: int = 0) -> AsyncIterator[ClaimQueue]:
    queue = await ClaimQueue.open(url(pair, replicas))
    try:
        yield queue
    finally:
        await queue.close()


@asynccontextmanager
async def at_work(pair: Pair, replicas: int) -> AsyncIterator[Journal]:
    """One stream and eight people on the pair, until the block ends; then their work is finished."""
    async with opened(pair, replicas) as queue:
        journal, end = Journal(), asyncio.Event()
        work = [asyncio.create_task(feed(queue, journal, end))]
        work += [asyncio.create_task(check(queue, f"p{number}", journal, end)) for number in range(PEOPLE)]
        try:
            yield journal
            end.set()
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)


async def failed_over(folder: Path, binary: str, times: int) -> Found:
    """Each time the primary is killed with -9 while all of them ask, and comes back as a replica of the next."""
    pair = Pair(folder, binary)
    try:
        await pair.in_step()
        async with at_work(pair, replicas=1) as journal:
            for _ in range(times):
                await reached(journal, len(journal.applied) + 40)
                pair.fail_over()
                await pair.promoted()
                pair.replica = pair.follower(pair.replica.log.parent, port_of(pair.replica))
                await pair.in_step()
            await reached(journal, len(journal.applied) + 40)
        assert len(journal.applied) == len(set(journal.applied))
        async with opened(pair) as queue:
            return await compare(queue, journal)
    finally:
        pair.end()


@pytest.mark.asyncio
async def test_a_failover_amid_work_loses_nothing(tmp_path: Path) -> None:
    found = await failed_over(tmp_path, embedded.redis_binary(), 1)
    assert found.nothing(), found


@pytest.mark.full
@pytest.mark.asyncio
@pytest.mark.parametrize("kind", binaries())
async def test_ten_failovers_amid_work_lose_nothing(tmp_path: Path, kind: str) -> None:
    found = await failed_over(tmp_path, binaries()[kind], 10)
    assert found.nothing(), found


@pytest.mark.asyncio
@pytest.mark.parametrize("replicas", [0, 1])
async def test_what_no_replica_has_is_acknowledged_only_where_nobody_asked_for_one(
    tmp_path: Path, replicas: int
) -> None:
    pair = Pair(tmp_path, embedded.redis_binary())
    try:
        await pair.in_step()
        async with opened(pair, replicas) as queue:
            await queue.push(an_item("copied"))
            pair.replica.process.send_signal(signal.SIGSTOP)
            await queue.client.execute_command("CLIENT", "KILL", "TYPE", "replica")  # nothing is left on the way to it
            pushed = (await asyncio.gather(queue.push(an_item("here-only")), return_exceptions=True))[0]
            if replicas:
                assert isinstance(pushed, Unavailable)
                assert "NOREPLICAS" in str(pushed)
            else:
                assert pushed == "pushed"
        pair.fail_over()
        pair.primary.process.send_signal(signal.SIGCONT)
        await pair.promoted()
        async with opened(pair) as queue:
            assert (await queue.get("copied")).state == "waiting"
            with pytest.raises(UnknownItem):
                await queue.get("here-only")
    finally:
        pair.end()


@pytest.mark.asyncio
async def test_a_sentinel_without_a_primary_is_told_in_one_line_within_seconds(tmp_path: Path) -> None:
    pair = Pair(tmp_path, embedded.redis_binary())
    try:
        pair.primary.kill()
        pair.replica.kill()
        with pytest.raises(Unavailable) as told:
            await asyncio.wait_for(ClaimQueue.open(url(pair)), 15)
        assert "\n" not in str(told.value)
    finally:
        pair.end()


@pytest.mark.asyncio
async def test_more_people_than_connections_ask_a_sentinel_s_primary_at_once(tmp_path: Path) -> None:
    pair = Pair(tmp_path, embedded.redis_binary())
    try:
        async with opened(pair) as queue:
            await queue.push(an_item("c1"))
            rows = await asyncio.gather(*(queue.get("c1") for _ in range(300)))
            assert len({id(row) for row in rows}) == 300
    finally:
        pair.end()
