"""Three hundred people who die with a claim in hand, answer late and come back; items are withdrawn and re-ranked.

Redis does what it was asked in some order, and its audit stream tells which. The model is then asked the same in that
order, and must come to the same events, field by field: so every take was of the item that was due.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from itertools import groupby

import pytest

from schemas.queue_item import QueueItem
from secondsource.errors import QueueError
from tests.contract.desks import RedisDesk, an_item, planted
from tests.contract.sides import comparable
from tests.faults.test_queue import Journal, compare
from workers.errors import Damaged
from workers.memory import MemoryQueue
from workers.policy import Policy
from workers.records import Event

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]

POLICY = Policy(expiries_max=1_000_000, quota=1_000_000)
#: A clock that is set while people work, seconds.
JUMPS_S = (-600, 0, 600)


class Newsroom:
    """People who pull at once. One in ten dies with an item in hand, one in ten answers after the lease is over."""

    def __init__(self, desk: RedisDesk, people: int, items: int, seed: int = 11) -> None:
        self.desk, self.queue, self.people = desk, desk.queue, people
        self.chance = random.Random(seed)
        self.journal = Journal()
        self.pushes = [an_item(f"c{number}", self.chance.choice([20, 50, 70, 95])) for number in range(items)]
        self.updates: dict[str, QueueItem] = {}
        self.drawer: list[tuple[str, int, str]] = []
        self.told: list[str] = []

    async def open(self) -> None:
        await self.queue.push_many(self.pushes)
        self.journal.pushed = [item.id for item in self.pushes]

    async def person(self, who: str) -> None:
        while lease := await self.queue.take(who, request=f"{who}-{self.chance.random()}"):
            self.journal.leased.append((lease.id, lease.token))
            fate = self.chance.random()
            if fate < 0.1:
                return
            if fate < 0.2:
                self.drawer.append((lease.id, lease.token, who))
            else:
                await self.decide(lease.id, lease.token, who)

    async def decide(self, id: str, token: int, who: str) -> None:
        given = await self.queue.verdict(id, token, who, "confirmed", reason="rang")
        if given.result == "applied":
            self.journal.applied.append(id)

    async def editor(self) -> None:
        """Withdraws and ranks again while people pull."""
        for item in self.chance.sample(self.pushes, len(self.pushes) // 20):
            if self.chance.random() < 0.5:
                await self.queue.withdraw(item.id, f"w-{item.id}", reason="corroborated")
            else:
                self.updates[item.id] = an_item(item.id, self.chance.choice([20, 50, 95]), version=2)
                await self.queue.update(self.updates[item.id])

    async def late_answers(self) -> None:
        """What lay in a drawer is handed in. By then the item waits, or a colleague has it, or the same person."""
        drawer, self.drawer = self.drawer, []
        for number, (id, token, who) in enumerate(drawer):
            again = None
            if number % 3:
                try:
                    again = await self.queue.take_item(id, who if number % 3 == 1 else f"{who}-colleague")
                    self.journal.leased.append((id, again.token))
                except QueueError:  # withdrawn meanwhile
                    again = None
            given = await self.queue.verdict(id, token, who, "refuted", reason="rang")
            self.told.append(given.result)
            if given.result == "late":
                self.journal.late.append((id, token))
            if again:
                await self.decide(id, again.token, again.row.holder)

    async def work(self, shifts: int = 200) -> None:
        """Until the desk is dry."""
        await self.open()
        for _ in range(shifts):
            people = [self.person(f"p{number}") for number in range(self.people)]
            await asyncio.gather(*people, *([self.editor()] if not self.updates else []))
            await self.desk.advance(self.chance.choice(JUMPS_S))
            await self.desk.advance(600 + POLICY.presence_s + 1)
            while any((await self.queue.expire()).values()):
                pass
            await self.late_answers()
            states = (await self.queue.stats()).states
            if not states["waiting"] and not states["leased"]:
                return
        raise AssertionError("the desk never ran dry")


async def check(room: Newsroom) -> None:
    found = await compare(room.queue, room.journal)
    assert found.nothing(), found
    assert set(room.told) == {"late"}  # so there were some
    assert max(Counter(room.journal.applied).values()) == 1
    log = await events_of(room)
    kept = Counter(event.id for event in log if event.what == "verdict-late")
    assert kept == Counter(id for id, _ in room.journal.late)
    await as_the_model(room, log)


async def events_of(room: Newsroom) -> list[Event]:
    """The whole audit stream, oldest first."""
    found: list[Event] = []
    while events := await room.queue.audit_read(found[-1].position if found else "", 5000):
        found += events
    return found


async def as_the_model(room: Newsroom, log: list[Event]) -> None:
    """The model, asked the same in the order in which Redis did it, says the same."""
    now_ms = [log[0].at_ms]
    model = MemoryQueue(lambda: now_ms[0], room.queue.desk, POLICY)
    items = {item.id: item for item in room.pushes}
    for _, events in groupby(log, lambda event: event.at_ms if event.what == "expired" else event.position):
        event, *others = events  # what ran out at once, the timers found in one go
        now_ms[0] = event.at_ms
        last = event.fields.get("last", "").partition("\t")[0]
        if event.what == "pushed":
            await model.push(items[event.id])
        elif event.what == "taken" and event.reason == "chosen":
            await model.take_item(event.id, event.who, request=last)
        elif event.what == "taken":
            lease = await model.take(event.who)
            assert lease
            assert lease.id == event.id, f"{event.id} was taken, {lease.id} was due"
        elif event.what in ("verdict", "verdict-late"):
            outcome, token = event.data["outcome"], int(event.data["given_token"])
            await model.verdict(event.id, token, event.who, outcome, key=last, reason=event.reason)
        elif event.what == "expired":
            await model.expire(1 + len(others))
        elif event.what == "updated":
            await model.update(room.updates[event.id])
        else:
            assert event.what in ("withdrawn", "linked")
            await model.withdraw(event.id, f"w-{event.id}", reason=event.reason)
    assert [comparable(event) for event in await model.audit_read(limit=len(log) + 1)] == comparable(log)


@pytest.mark.parametrize(("people", "items"), [(30, 2_000), pytest.param(300, 20_000, marks=pytest.mark.full)])
@pytest.mark.timeout(1200)
async def test_a_newsroom_that_dies_and_answers_late(redis_url: str, unique: str, people: int, items: int) -> None:
    desk = await RedisDesk.open(redis_url, unique, POLICY)
    try:
        room = Newsroom(desk, people, items)
        await room.work()
        await check(room)
    finally:
        await desk.close()


#: bug -> where it is planted, what stood there, what stands there now
BUGS = {
    "a missing token check": ("leases", "and item.f.token == token", ""),
    "an item that stays in its lane": (
        "leases",
        "  leave(item)\n  set(item, 'holder', who)",
        "  set(item, 'holder', who)",
    ),
    "a late verdict that is not kept": (
        "verdict",
        "record(item, result == 'late' and 'verdict-late' or 'verdict', who",
        "local _ = result ~= 'late' and record(item, 'verdict', who",
    ),
    "an update that keeps the old place": ("update", "ranked(item, tonumber(ARGV[12]))", ""),
}


@pytest.mark.parametrize("bug", BUGS)
async def test_the_newsroom_finds(redis_url: str, unique: str, bug: str) -> None:
    desk = await RedisDesk.open(redis_url, unique, POLICY, planted(*BUGS[bug]))
    room = Newsroom(desk, 5, 100)

    async def a_day() -> None:
        await room.work(shifts=20)
        await check(room)

    try:
        with pytest.raises((AssertionError, Damaged)):  # a move may see the damage before the check does
            await a_day()
    finally:
        await desk.close()
