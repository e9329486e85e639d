"""Redis killed, full or stopped amid work, and three hundred people who die, answer late and are overtaken.

Each journal holds what was acknowledged to a person or the stream; the queue must know all of it afterwards.
"""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from secondsource.errors import QueueError, Unavailable
from streams import embedded
from tests.contract.conftest import binaries
from tests.contract.desks import RedisDesk, an_item
from workers.connection import CONNECTIONS
from workers.errors import QueueFull
from workers.policy import Policy
from workers.queue import ClaimQueue
from workers.records import Event, Row

pytestmark = pytest.mark.redis

DEADLINE_S = 60


@dataclass
class Journal:
    """What was acknowledged."""

    pushed: list[str] = field(default_factory=list)
    leased: list[tuple[str, int]] = field(default_factory=list)
    applied: list[str] = field(default_factory=list)
    late: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Found:
    """What the journal and the queue say of each other. All of it is empty when nothing went wrong."""

    lost: list[str]
    verdicts_lost: list[str]
    double_leased: list[str]
    token_twice: list[int]

    def nothing(self) -> bool:
        return not (self.lost or self.verdicts_lost or self.double_leased or self.token_twice)


async def all_rows(queue: ClaimQueue) -> list[Row]:
    rows: list[Row] = []
    cursor = None
    while True:
        page = await queue.page(None, cursor, 1000)
        rows += page.rows
        cursor = page.cursor
        if cursor is None:
            return rows


async def trails(queue: ClaimQueue, ids: list[str]) -> list[tuple[str, tuple[Event, ...]]]:
    """Each item's, as many at a time as there are lines to the server."""
    found: list[tuple[str, tuple[Event, ...]]] = []
    for start in range(0, len(ids), CONNECTIONS):
        some = ids[start : start + CONNECTIONS]
        found += zip(some, await asyncio.gather(*map(queue.trail, some)), strict=True)
    return found


async def compare(queue: ClaimQueue, journal: Journal) -> Found:
    """Looks at the trail of each acknowledged item, which goes with the item."""
    lost, verdicts_lost, double = [], [], []
    applied, late = Counter(journal.applied), Counter(id for id, _ in journal.late)
    there = {row.id for row in await all_rows(queue)}
    for id, trail in await trails(queue, journal.pushed):
        if id not in there:
            lost.append(id)
            continue
        what = Counter(event.what for event in trail)
        if what["verdict"] < applied[id] or what["verdict-late"] < late[id]:
            verdicts_lost.append(id)
        if any(event.what == "taken" and event.from_state == "leased" for event in trail):
            double.append(id)
    tokens = Counter(token for _, token in journal.leased)
    return Found(lost, verdicts_lost, double, [token for token, times in tokens.items() if times > 1])


async def insist(call: Callable[[], Awaitable[Any]]) -> Any:
    """The same request again until it is answered, as a worker and a checker's client do."""
    deadline = asyncio.get_running_loop().time() + DEADLINE_S
    while True:
        try:
            return await call()
        except Unavailable:
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.02)


async def feed(queue: ClaimQueue, journal: Journal, end: asyncio.Event) -> None:
    while not end.is_set():
        item = an_item(f"c{len(journal.pushed)}", 50)
        await insist(lambda item=item: queue.push(item))  # type: ignore[misc]
        journal.pushed.append(item.id)


async def check(queue: ClaimQueue, who: str, journal: Journal, end: asyncio.Event) -> None:
    number = 0
    while not end.is_set():
        request = f"{who}-{number}"
        number += 1
        lease = await insist(lambda request=request: queue.take(who, request=request))  # type: ignore[misc]
        if lease is None:
            await asyncio.sleep(0.005)
            continue
        journal.leased.append((lease.id, lease.token))
        given = await insist(
            lambda lease=lease, key=request: queue.verdict(
                lease.id, lease.token, who, "confirmed", key=key, reason="rang"
            )  # type: ignore[misc]
        )
        assert given.result == "applied"
        journal.applied.append(lease.id)


async def reached(journal: Journal, verdicts: int) -> None:
    deadline = asyncio.get_running_loop().time() + DEADLINE_S
    while len(journal.applied) < verdicts:
        assert asyncio.get_running_loop().time() < deadline, f"no more verdicts after {len(journal.applied)}"
        await asyncio.sleep(0.005)


async def killed_amid_work(folder: Path, kills: int, *options: str) -> Found:
    """One stream and eight people; the server is killed with -9 while all of them ask."""
    port = embedded.free_port()
    server = embedded.start_redis(folder, port=port, options=options)
    queue = await ClaimQueue.open(server.address, check=not options)
    journal, end = Journal(), asyncio.Event()
    work = [asyncio.create_task(feed(queue, journal, end))]
    work += [asyncio.create_task(check(queue, f"p{number}", journal, end)) for number in range(8)]
    try:
        for _ in range(kills):
            await reached(journal, len(journal.applied) + 40)
            server.kill()
            before = len(journal.applied)
            server = await asyncio.to_thread(embedded.start_redis, folder, port=port, options=options)
            if not options:
                await reached(journal, before + 1)
        end.set()
        await asyncio.gather(*work, return_exceptions=bool(options))
        return await compare(queue, journal)
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await queue.close()
        server.kill()


@pytest.mark.asyncio
@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.full)])
async def test_a_server_killed_amid_push_take_and_verdict_loses_nothing(tmp_path: Path, kills: int) -> None:
    found = await killed_amid_work(tmp_path, kills)
    assert found.nothing(), found


@pytest.mark.asyncio
async def test_the_comparison_finds_a_server_that_forgets(tmp_path: Path) -> None:
    found = await killed_amid_work(tmp_path, 1, "--appendonly", "no")
    assert found.lost


async def push_until_refused(queue: ClaimQueue, journal: Journal) -> None:
    while True:
        item = an_item(f"c{len(journal.pushed)}")
        await queue.push(item)
        journal.pushed.append(item.id)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", sorted(binaries()))
async def test_a_full_server_refuses_new_claims_loses_none_and_resumes(tmp_path: Path, kind: str) -> None:
    server = embedded.start_redis(tmp_path, binary=binaries()[kind])
    queue = await ClaimQueue.open(server.address)
    journal = Journal()
    try:
        await queue.client.config_set("maxmemory", (await queue.client.info("memory"))["used_memory"] + 2_000_000)
        with pytest.raises(QueueFull):
            await push_until_refused(queue, journal)
        refused = an_item(f"c{len(journal.pushed)}")
        with pytest.raises(QueueError, match="no such item"):
            await queue.get(refused.id)  # nothing of it was written
        assert (await queue.stats()).states["waiting"] == len(journal.pushed)
        await queue.client.config_set("maxmemory", 0)
        assert await queue.push(refused) == "pushed"
        journal.pushed.append(refused.id)
        assert (await compare(queue, journal)).nothing()
    finally:
        await queue.close()
        server.kill()


@pytest.mark.asyncio
@pytest.mark.parametrize("stopped_s", [1, pytest.param(30, marks=pytest.mark.full)])
async def test_a_stopped_server_is_waited_for(tmp_path: Path, stopped_s: float) -> None:
    server = embedded.start_redis(tmp_path)
    queue = await ClaimQueue.open(server.address)
    journal, end = Journal(), asyncio.Event()
    work = [asyncio.create_task(feed(queue, journal, end)), asyncio.create_task(check(queue, "ana", journal, end))]
    try:
        await reached(journal, 20)
        server.process.send_signal(signal.SIGSTOP)
        done, _ = await asyncio.wait(work, timeout=stopped_s)
        server.process.send_signal(signal.SIGCONT)
        assert not done
        await reached(journal, len(journal.applied) + 20)
        end.set()
        await asyncio.gather(*work)
        assert (await compare(queue, journal)).nothing()
    finally:
        server.process.send_signal(signal.SIGCONT)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await queue.close()
        server.kill()


@pytest.mark.asyncio
async def test_what_was_asked_of_a_server_that_hangs_happens_once_when_it_goes_on(tmp_path: Path) -> None:
    server = embedded.start_redis(tmp_path)
    queue = await ClaimQueue.open(server.address, socket_timeout=0.2)
    try:
        await queue.push_many([an_item("c1"), an_item("c2")])
        held = await queue.take("bo")
        assert held is not None
        moves = [
            lambda: queue.take("ana", request="r1"),
            lambda: queue.verdict(held.id, held.token, "bo", "confirmed", key="k1", reason="rang"),
            lambda: queue.push(an_item("c3")),
        ]
        server.process.send_signal(signal.SIGSTOP)
        answers = await asyncio.gather(*(move() for move in moves), queue.stats(), return_exceptions=True)
        assert ["does not answer" in str(answer) for answer in answers] == [True] * 4
        server.process.send_signal(signal.SIGCONT)
        lease, given, _ = await asyncio.gather(*(insist(move) for move in moves))
        assert (lease.row.holder, given.result) == ("ana", "applied")
        moved = [(event.id, event.what) for event in await queue.audit_read()]
        assert len(moved) == len(set(moved)) == 3 + 2 + 1
    finally:
        server.process.send_signal(signal.SIGCONT)
        await queue.close()
        server.kill()


@pytest.mark.asyncio
async def test_more_people_than_connections_look_at_once(redis_url: str, unique: str) -> None:
    desk = await RedisDesk.open(redis_url, unique, Policy())
    try:
        await desk.queue.push(an_item("c1"))
        rows = await asyncio.gather(*(desk.queue.get("c1") for _ in range(300)))
        assert len({id(row) for row in rows}) == 300
    finally:
        await desk.close()
