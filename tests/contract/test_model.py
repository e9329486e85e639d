"""Redis against the model, side by side: any order of moves, clock jumps, leases that run out, lost replies.

A worker's crash between two moves is a sequence that simply goes on without it; a lost reply is the same request again.
What was sent once may come again at any later time. And between any two moves Redis may be lost and made again from
its log, as the model is.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.conftest import SERVERS
from tests.contract.desks import an_item, hand_clock, planted
from tests.contract.machine import SideBySide, machine

pytestmark = pytest.mark.redis


@pytest.mark.parametrize("examples", [10, pytest.param(200, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", SERVERS)
def test_redis_does_what_the_model_does(servers: Any, name: str, examples: int) -> None:
    side_by_side = machine(servers(name).url, hand_clock())
    run_state_machine_as_test(
        side_by_side,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


WITHOUT_MARKS = """item.told, fields = fields, {}
for field, value in pairs(item.told) do if field:byte() ~= 43 then fields[field] = value end end"""
BUGS = {
    "a missing token check": ("leases", "and item.f.token == token", ""),
    "a forgotten audit": ("release", "record(item, 'released', who, ARGV[5], from and '{' .. from .. '}')", ""),
    "a log without marks": ("audit", "item.told = fields", WITHOUT_MARKS),
    "a push that is not idempotent": ("push", "item and came_before(item, mark, 'push')", "false"),
}


def walk(side_by_side: type[SideBySide]) -> None:
    """A short way that passes each of the planted bugs: what the random search finds sooner or later, found at once."""
    desks = side_by_side()
    try:
        desks.both("push", an_item("c1", 50))
        desks.both("push", an_item("c1", 50))
        desks.they_look_alike()
        lease = desks.both("take", "ana", (), lead=False, relax=True, request="r1")
        desks.both("heartbeat", lease.id, lease.token + 1000, "not mine")
        desks.both("release", lease.id, lease.token, "ana", request="r2")
        desks.they_look_alike()
        desks.everything_is_lost_and_made_again_from_the_log(twice=True)
        desks.both("push", an_item("c1", 50))
        desks.they_look_alike()
        desks.both("take", "ana", (), lead=False, relax=True, request="r3")
        desks.everything_is_lost_and_made_again_from_the_log(twice=True)
        desks.they_look_alike()
    finally:
        desks.teardown()


def test_the_short_way_finds_no_bug_where_there_is_none(servers: Any) -> None:
    walk(machine(servers(SERVERS[0]).url, hand_clock()))


@pytest.mark.parametrize("bug", BUGS)
def test_the_comparison_finds(servers: Any, bug: str) -> None:
    with pytest.raises(AssertionError):
        walk(machine(servers(SERVERS[0]).url, planted(*BUGS[bug])))


@pytest.mark.full
@pytest.mark.parametrize("bug", BUGS)
def test_the_random_search_finds(servers: Any, bug: str) -> None:
    side_by_side = machine(servers(SERVERS[0]).url, planted(*BUGS[bug]))
    quick = settings(
        max_examples=5000,
        stateful_step_count=40,
        deadline=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        print_blob=False,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(side_by_side, settings=quick)
