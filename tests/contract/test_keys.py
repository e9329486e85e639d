"""Promise 12: one hash tag a desk; every key in the table, with its lifetime. The rules of scripts: test_scripts.py."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pytest

from secondsource.errors import BadConfiguration
from tests.acceptance.test_evidence import SOURCES, record
from tests.acceptance.test_evidence import Log as Clusters
from tests.contract.conftest import KINDS
from tests.contract.desks import RedisDesk, an_item
from tests.contract.logs import Log
from tests.contract.test_audit import a_busy_day
from workers.evidence import Evidence
from workers.history import History
from workers.keys import ABSORBING, EVIDENCE, KEYS, REBUILD, Key, prefix
from workers.policy import DAY_S, Policy
from workers.rebuild import Rebuild

pytestmark = pytest.mark.redis


async def keys_of(desk: RedisDesk) -> dict[str, tuple[str, int]]:
    """Name without prefix -> type, time to live in ms (-1 none)."""
    client, start = desk.queue.client, desk.queue.prefix
    found = {}
    async for name in client.scan_iter(match=start + "*", count=1000):
        found[name.removeprefix(start)] = (await client.type(name), await client.pttl(name))
    found.pop("test-clock")
    return found


def entry(name: str) -> Any:
    fits = [key for key in KEYS if fnmatchcase(name, key.pattern)]
    assert len(fits) == 1, f"{name} is not in the table of keys, or twice"
    return fits[0]


async def open_redis(servers: Any) -> RedisDesk:
    kinds = [kind for kind in KINDS if kind != "memory"]
    return await RedisDesk.open(servers(kinds[0]).url, "keys", Policy())


@pytest.mark.asyncio
async def test_every_key_is_in_the_table_with_its_type_and_lifetime(redis_desk: RedisDesk) -> None:
    await a_busy_day(redis_desk)  # type: ignore[arg-type]
    await redis_desk.queue.push(an_item("e", source="le courrier"))
    await redis_desk.queue.push(an_item("f", source="le courrier"))
    await redis_desk.queue.push(an_item("muted", topic="sport"))
    lease = await redis_desk.queue.take("ana")
    assert lease
    await redis_desk.queue.heartbeat(lease.id, lease.token, draft="called")
    found = await keys_of(redis_desk)
    for name, (kind, ttl_ms) in found.items():
        key = entry(name)
        assert kind == key.type, name
        assert (ttl_ms > 0) == (key.lifetime == "ttl"), name
    unused = {key.pattern for key in KEYS} - {entry(name).pattern for name in found}
    assert unused == set()


@pytest.mark.asyncio
async def test_what_is_remembered_of_articles_lapses(redis_desk: RedisDesk) -> None:
    evidence = Evidence(redis_desk.queue, Clusters())
    for number, source in enumerate(SOURCES):
        await evidence.absorb(record(number, source))
    async with evidence.turn():
        found = await keys_of(redis_desk)
    of_queue = {name for name in found if any(fnmatchcase(name, key.pattern) for key in KEYS)}
    left = {name: found[name] for name in found.keys() - of_queue}
    assert_in_table(left, EVIDENCE)


@pytest.mark.asyncio
async def test_a_rebuild_leaves_no_key_of_its_own(redis_desk: RedisDesk) -> None:
    async with Rebuild(redis_desk.queue, Log(), replace=True) as rebuild:
        found = await keys_of(redis_desk)
        assert_in_table({name: found[name] for name in found.keys() - {ABSORBING}}, REBUILD)
        history = History(redis_desk.queue.desk)
        await rebuild.empty(history)
        await redis_desk.advance(0)  # the clock of the test is a key of the desk
        await rebuild.finish(history, "chef")
    assert set(await keys_of(redis_desk)) == {"audit", "format"}


def assert_in_table(found: dict[str, tuple[str, int]], table: tuple[Key, ...]) -> None:
    """Each key with its type and lifetime, and each line of the table used."""
    used = set()
    for name, (kind, ttl_ms) in found.items():
        (key,) = [key for key in table if fnmatchcase(name, key.pattern)]
        used.add(key)
        assert (kind, ttl_ms > 0) == (key.type, key.lifetime == "ttl"), name
    assert used == set(table)


@pytest.mark.asyncio
async def test_nothing_of_an_item_is_left_after_its_retention(redis_desk: RedisDesk) -> None:
    for number in range(5):
        await redis_desk.queue.push(an_item(f"c{number}", source="le courrier"))
        lease = await redis_desk.queue.take("ana")
        assert lease
        await redis_desk.queue.heartbeat(lease.id, lease.token, draft="called")
        await redis_desk.queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="rang")
    await redis_desk.advance(30 * DAY_S)
    assert (await redis_desk.queue.expire())["purged"] == 5
    left = set(await keys_of(redis_desk))
    assert {name for name in left if entry(name).lifetime == "item"} == set()
    # one a desk; nothing by lane, state, source or kind stays behind
    assert left - {name for name in left if entry(name).lifetime == "ttl"} == {
        "audit",
        "format",
        "people",
        "stats",
        "token",
    }


@pytest.mark.parametrize("desk", ["", "a b", "x{y}", "a*", "a\nb", "a\\b"])
def test_a_desk_with_a_name_that_breaks_keys_is_refused(desk: str) -> None:
    with pytest.raises(BadConfiguration, match="desk"):
        prefix(desk)
