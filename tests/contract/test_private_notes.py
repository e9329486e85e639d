"""Private notes: sealed for one item, in no log, gone when they are erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from secondsource.errors import BadConfiguration, QueueError
from tests.contract.desks import RedisDesk, an_item
from tests.crew import until
from workers.errors import BadMove, UnknownItem
from workers.keys import PRIVATE
from workers.policy import DAY_S
from workers.private import PrivateNotes, erase, rewrite
from workers.queue import ClaimQueue

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]
SECRET = "a secret of the desk, long enough"
TEXT = "call the nurse, she asked not to be named"


@pytest_asyncio.fixture
async def queue(redis_url: str, unique: str) -> AsyncIterator[ClaimQueue]:
    opened = await ClaimQueue.open(redis_url, unique)
    await opened.push(an_item("a"))
    await opened.push(an_item("b"))
    yield opened
    await opened.close()


async def stored(queue: ClaimQueue) -> str:
    """All that Redis has of the desk, as text."""
    found = []
    async for name in queue.client.scan_iter(match=queue.prefix + "*", count=1000):
        kind = await queue.client.type(name)
        read = {"hash": queue.client.hgetall, "string": queue.client.get}.get(kind)
        if read is not None:
            found.append(f"{name} {await read(name)}")
        elif kind == "list":
            found.append(str(await queue.client.lrange(name, 0, -1)))
        elif kind == "stream":
            found.append(str(await queue.client.xrange(name)))
    return "\n".join(found)


async def test_a_note_is_read_with_the_secret_and_stands_nowhere_in_clear(queue: ClaimQueue) -> None:
    notes = PrivateNotes(queue, SECRET)
    await notes.add("a", "ana", TEXT)
    await notes.add("a", "ben", "she called back")
    assert [(one.who, one.text) for one in await notes.read("a")] == [("ana", TEXT), ("ben", "she called back")]
    assert "nurse" not in await stored(queue)
    assert not [event for event in await queue.audit_read() if event.what not in ("pushed",)]


async def test_another_secret_reads_nothing(queue: ClaimQueue) -> None:
    await PrivateNotes(queue, SECRET).add("a", "ana", TEXT)
    with pytest.raises(QueueError, match="another secret"):
        await PrivateNotes(queue, SECRET + "!").read("a")


async def test_a_note_moved_to_another_item_cannot_be_read(queue: ClaimQueue) -> None:
    notes = PrivateNotes(queue, SECRET)
    await notes.add("a", "ana", TEXT)
    sealed = await queue.client.hgetall(f"{queue.prefix}private:a")
    await queue.client.hset(f"{queue.prefix}private:b", mapping=sealed)
    with pytest.raises(QueueError):
        await notes.read("b")


async def test_what_is_erased_without_the_secret_is_gone_also_from_a_copy(queue: ClaimQueue) -> None:
    notes = PrivateNotes(queue, SECRET)
    await notes.add("a", "ana", TEXT)
    copy = await queue.client.hgetall(f"{queue.prefix}private:a")
    assert await erase(queue, "a") == 1
    assert await notes.read("a") == ()
    del copy["salt"]  # a copy of the sealed notes without the item's salt is noise
    await notes.add("a", "ana", "new")
    await queue.client.hset(f"{queue.prefix}private:a", mapping=copy)
    with pytest.raises(QueueError):
        await notes.read("a")


def on_disk(folder: str) -> bytes:
    """All that Redis has in its files."""
    found = []
    for path in Path(folder).rglob("*.aof"):
        with suppress(FileNotFoundError):  # it was written anew meanwhile
            found.append(path.read_bytes())
    return b"".join(found)


async def test_what_is_erased_is_gone_from_the_file_too_once_it_is_written_anew(queue: ClaimQueue) -> None:
    folder = (await queue.client.config_get("dir"))["dir"]
    await PrivateNotes(queue, SECRET).add("a", "ana", TEXT)
    kept = list((await queue.client.hgetall(f"{queue.prefix}private:a")).values())
    await erase(queue, "a")
    assert any(text.encode() in on_disk(folder) for text in kept)
    assert await rewrite(queue)
    await until(lambda: not any(text.encode() in on_disk(folder) for text in kept), 60, "the file is written anew")


async def test_who_may_not_have_the_file_written_anew_is_told(queue: ClaimQueue, redis_url: str) -> None:
    may = ["~*", "+@all", "-@admin", "-@dangerous", "+info"]
    await queue.client.execute_command("ACL", "SETUSER", queue.desk, "on", ">p", *may)
    other = await ClaimQueue.open(redis_url.replace("//", f"//{queue.desk}:p@", 1), queue.desk)
    assert not await rewrite(other)
    await PrivateNotes(other, SECRET).add("a", "ana", TEXT)
    await other.close()
    await queue.client.execute_command("ACL", "DELUSER", queue.desk)


async def test_a_note_is_kept_when_redis_is_full(queue: ClaimQueue) -> None:
    notes = PrivateNotes(queue, SECRET)
    await queue.client.config_set("maxmemory", 1)
    try:
        await notes.add("a", "ana", TEXT)
        with pytest.raises(UnknownItem):
            await notes.add("nobody", "ana", TEXT)
    finally:
        await queue.client.config_set("maxmemory", 0)
    assert [one.text for one in await notes.read("a")] == [TEXT]


async def test_notes_belong_to_an_item(queue: ClaimQueue) -> None:
    with pytest.raises(UnknownItem):
        await PrivateNotes(queue, SECRET).add("nobody", "ana", TEXT)
    assert not await queue.client.exists(f"{queue.prefix}private:nobody")


async def test_notes_stay_while_their_item_is_open_and_go_with_it_when_it_was_closed_for_long(
    redis_desk: RedisDesk,
) -> None:
    queue = redis_desk.queue
    notes, name = PrivateNotes(queue, SECRET), f"{queue.prefix}private:a"
    await queue.push(an_item("a"))
    await notes.add("a", "ana", TEXT)
    assert (await queue.client.type(name), PRIVATE[0].lifetime) == (PRIVATE[0].type, "item")
    for days in (40, 0.5):
        await redis_desk.advance(days * DAY_S)
        await queue.expire()
        assert await queue.client.ttl(name) == -1
    lease = await queue.take("ana")
    assert lease
    await queue.verdict("a", lease.token, "ana", "confirmed", reason="rang")
    for days, left in ((29, 1), (1, 0)):
        await redis_desk.advance(days * DAY_S)
        await queue.expire()
        assert len(await notes.read("a")) == left
    assert not await queue.client.exists(name)


async def test_a_short_secret_is_refused(queue: ClaimQueue) -> None:
    with pytest.raises(BadConfiguration):
        PrivateNotes(queue, "short")


@pytest.mark.parametrize("text", ["tel \udcff", "x" * 100_001])
async def test_what_is_no_text_or_too_long_is_refused_and_nothing_is_kept(queue: ClaimQueue, text: str) -> None:
    notes = PrivateNotes(queue, SECRET)
    with pytest.raises(BadMove):
        await notes.add("a", "ana", text)
    assert await notes.read("a") == ()
