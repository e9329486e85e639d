"""A desk on a cluster of three: its node is killed amid work, a replica takes over, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError, ResponseError

from streams import embedded
from tests.contract.conftest import binaries
from tests.crew import until
from tests.faults.test_queue import Found, Journal, check, compare, feed, reached
from tests.faults.test_servers import a_day
from workers.queue import ClaimQueue

#: redis-py lets go of the connections to a node that is gone without closing them, and says so when they are collected.
LET_GO = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
pytestmark = [pytest.mark.redis, pytest.mark.asyncio, LET_GO]

SLOTS = 16_384
DEADLINE_S = 60
PEOPLE = 8
#: A node counts as dead after a second of silence.
OPTIONS = ("--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What a client let go is collected here, and not in the next test."""
    yield
    gc.collect()


class Cluster:
    """Three primaries that share the slots, and a replica for each desk that asks for one."""

    def __init__(self, folder: Path, binary: str) -> None:
        self.folder, self.binary = folder, binary
        self.nodes: dict[int, embedded.Server] = {}

    async def open(self) -> None:
        for number in range(3):
            port = self.start()
            async with asked(port) as node:
                slots = range(number * SLOTS // 3, (number + 1) * SLOTS // 3)
                await node.execute_command("CLUSTER", "ADDSLOTS", *slots)
        await self.meet()

    def start(self, port: int = 0) -> int:
        """A node of a new or a known port; the same port again is the same node."""
        port = port or embedded.free_port()
        folder = self.folder / str(port)
        self.nodes[port] = embedded.start_redis(folder, port=port, binary=self.binary, options=OPTIONS)
        return port

    async def meet(self) -> None:
        first, *others = self.nodes
        async with asked(first) as node:
            for port in others:
                await node.execute_command("CLUSTER", "MEET", "127.0.0.1", port)
        for port in self.nodes:
            await until(lambda port=port: self.agrees(port), DEADLINE_S, "the nodes know each other")  # type: ignore[misc]

    async def agrees(self, port: int) -> bool:
        async with asked(port) as node:
            info = await node.execute_command("CLUSTER INFO")
        return info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == len(self.nodes)

    async def follow(self, primary: int) -> int:
        """A replica of `primary`, in step with it."""
        port = self.start()
        await self.meet()
        async with asked(primary) as node:
            id = await node.execute_command("CLUSTER", "MYID")

        async def taken() -> bool:
            async with asked(port) as node:
                try:
                    await node.execute_command("CLUSTER", "REPLICATE", id)
                except ResponseError:  # it has not heard of that node yet
                    return False
            return True

        await until(taken, DEADLINE_S, "the replica follows")
        await self.in_step(port)
        return port

    async def in_step(self, replica: int) -> None:
        async def linked() -> bool:
            async with asked(replica) as node:
                return bool((await node.info("replication")).get("master_link_status") == "up")

        await until(linked, DEADLINE_S, "the replica is in step")

    async def leads(self, port: int) -> bool:
        try:
            async with asked(port) as node:
                return bool((await node.info("replication"))["role"] == "master")
        except ConnectionError:
            return False

    def url(self, replicas: int = 0) -> str:
        nodes = ",".join(f"127.0.0.1:{port}" for port in self.nodes)
        return f"redis+cluster://{nodes}" + (f"?replicas={replicas}" if replicas else "")

    def end(self) -> None:
        for server in self.nodes.values():
            server.kill()


@asynccontextmanager
async def asked(port: int) -> AsyncIterator[Redis]:
    client = Redis(port=port, decode_responses=True)
    try:
        yield client
    finally:
        await client.aclose()


@asynccontextmanager
async def a_cluster(folder: Path, binary: str | None = None) -> AsyncIterator[Cluster]:
    cluster = Cluster(folder, binary or embedded.redis_binary())
    try:
        await cluster.open()
        yield cluster
    finally:
        cluster.end()


@asynccontextmanager
async def opened(url: str, desk: str = "main") -> AsyncIterator[ClaimQueue]:
    queue = await ClaimQueue.open(url, desk)
    try:
        yield queue
    finally:
        await queue.close()


async def test_desks_on_a_cluster_of_three(tmp_path: Path) -> None:
    slots = set()
    async with a_cluster(tmp_path) as cluster:
        for desk in ("main", "geneva", "lugano", "bern"):
            async with opened(cluster.url(), desk) as queue:
                await a_day(queue)
                slots.add(queue.client.keyslot(queue.prefix) * 3 // SLOTS)
    assert len(slots) > 1  # the desks are not all on one node


async def failed_over(folder: Path, binary: str, times: int) -> Found:
    """Each time the desk's node is killed with -9 while all of them ask, and comes back as a replica of the next."""
    journal, end = Journal(), asyncio.Event()
    async with a_cluster(folder, binary) as cluster, opened(cluster.url()) as looking:
        primary: int = looking.client.get_node_from_key(looking.prefix).port
        replica = await cluster.follow(primary)
        async with opened(cluster.url(replicas=1)) as queue:
            work = [asyncio.create_task(feed(queue, journal, end))]
            work += [asyncio.create_task(check(queue, f"p{number}", journal, end)) for number in range(PEOPLE)]
            try:
                for _ in range(times):
                    await reached(journal, len(journal.applied) + 40)
                    cluster.nodes[primary].kill()
                    await until(lambda port=replica: cluster.leads(port), DEADLINE_S, "the replica takes over")  # type: ignore[misc]
                    primary, replica = replica, cluster.start(primary)
                    await cluster.in_step(replica)
                await reached(journal, len(journal.applied) + 40)
                end.set()
                await asyncio.gather(*work)
            finally:
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
            assert len(journal.applied) == len(set(journal.applied))
            return await compare(queue, journal)


async def test_a_failover_amid_work_loses_nothing(tmp_path: Path) -> None:
    found = await failed_over(tmp_path, embedded.redis_binary(), 1)
    assert found.nothing(), found


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", binaries())
async def test_ten_failovers_amid_work_lose_nothing(tmp_path: Path, kind: str) -> None:
    found = await failed_over(tmp_path, binaries()[kind], 10)
    assert found.nothing(), found
