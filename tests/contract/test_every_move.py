"""Every move in every state, on the model and on Redis: the same answers, and the same desk afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams import embedded
from tests.contract.conftest import SERVERS, binaries
from tests.contract.desks import an_item, hand_clock
from tests.contract.moves import LATER_MS, MOVES, SOURCE, STATES, Move, One, take
from tests.contract.sides import COMES_AGAIN, DONE_ONCE, POLICY, Sides
from workers.policy import DAY_S, HOUR_S
from workers.records import Lease
from workers.scripts import GROW

pytestmark = pytest.mark.redis

#: The moves of people, which carry a request instead of a key of the stream.
REQUESTS = set(DONE_ONCE) - set(COMES_AGAIN) - {"verdict"}


class Desks:
    """The model and Redis, with an item for each move, and one beside it that it may be merged with."""

    def __init__(self, url: str) -> None:
        self.made = 0
        self.items = [One(f"c{number:02}", 1, "") for number in range(len(MOVES))]
        ids = [id for one in self.items for id in (one.id, one.beside, one.part)]
        self.sides = Sides(url, hand_clock(), ids)

    def fill(self, items: int = len(MOVES)) -> None:
        for one in self.items[:items]:
            self.sides.both("push", an_item(one.id, 50, source=SOURCE))
            self.sides.both("push", an_item(one.beside, 80, source=SOURCE))

    def move(self, number: int, move: Move, times: int = 1) -> None:
        """One move of one item, and the same request again."""
        self.made += 1
        one = self.items[number]._replace(key=f"k{self.made}")
        name, args, options = move(one)
        options |= {"request": one.key} if name in REQUESTS else {"key": one.key} if name == "verdict" else {}
        for _ in range(times):
            answer = self.sides.both(name, *args, **options)
        if isinstance(answer, Lease):
            self.items[number] = one._replace(token=answer.token)

    def all_moves(self, times: int) -> None:
        """Each on an item of its own."""
        for number, move in enumerate(MOVES):
            self.move(number, move, times)
        self.sides.compare()

    def later(self, seconds: float) -> None:
        """Time passes, and what is due is done."""
        self.sides.advance(seconds)
        while any(self.sides.both("expire", 500).values()):
            continue
        self.sides.compare()


@pytest.fixture
def desks(servers: Any) -> Iterator[Desks]:
    made = Desks(servers(SERVERS[0]).url)
    yield made
    made.sides.close()


@pytest.mark.parametrize("state", STATES)
def test_every_move_does_what_it_does_in_the_model(desks: Desks, state: str) -> None:
    if state == "muted":
        desks.sides.both("mute", f"source:{SOURCE}", LATER_MS, "chef", "a hoax")
    desks.fill(0 if state == "unknown" else len(MOVES))
    if state == "muted":
        desks.sides.both("mute", "topic:economy", LATER_MS + HOUR_S * 1000, "chef")
    for number in range(len(MOVES)):
        for move in STATES[state]:
            desks.move(number, move)
    desks.sides.compare()
    desks.sides.advance(60)
    desks.all_moves(times=2)
    desks.sides.verify()
    desks.later(-HOUR_S)  # somebody sets the clock back
    desks.later(HOUR_S + 600)
    desks.all_moves(times=1)
    desks.later(HOUR_S)
    desks.later(4 * HOUR_S)
    desks.sides.both("push", an_item("new", source=SOURCE))  # set back by what waits of its source
    assert desks.sides.wait(desks.sides.redis.queue.get("new")) == desks.sides.wait(desks.sides.model.queue.get("new"))
    desks.sides.verify()
    desks.sides.lose(twice=False)
    desks.sides.verify()
    desks.sides.compare()
    desks.later(4 * DAY_S)


def test_what_nobody_decides_goes_to_the_lead_and_ends_as_a_dead_letter_as_in_the_model(desks: Desks) -> None:
    desks.fill(2)
    for _ in range(2 * POLICY.expiries_max + 1):
        while desks.sides.both("take", "ana", lead=True):
            continue
        desks.later(POLICY.presence_s)
    assert desks.sides.wait(desks.sides.redis.queue.counts("state"))["dead"] == 4
    assert desks.sides.both("redrive", desks.items[0].id, "chef", request="r1") == "waiting"
    desks.sides.compare()


@pytest.mark.parametrize("kind", sorted(binaries()))
def test_a_full_server_refuses_no_move_but_what_brings_something_new(tmp_path: Path, kind: str) -> None:
    server = embedded.start_redis(tmp_path, binary=binaries()[kind])
    desks = Desks(server.address)
    try:
        desks.fill()
        for number in range(len(MOVES)):
            desks.move(number, take)
        desks.sides.wait(desks.sides.redis.queue.client.config_set("maxmemory", 1))
        with pytest.raises(AssertionError, match="push"):  # the model is never full
            desks.move(0, MOVES[0])
        desks.sides.compare()
        for number, move in enumerate(MOVES):
            if move(desks.items[number]).name not in GROW:
                desks.move(number, move)
        desks.sides.compare()
    finally:
        desks.sides.close()
        server.kill()
