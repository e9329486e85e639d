"""The model and Redis side by side: the same calls, the same answers, the same desk; also after all was lost."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from schemas.queue_item import QueueItem
from secondsource.errors import QueueError
from tests.contract.desks import MemoryDesk, RedisDesk
from tests.contract.logs import Log, nothing_new, rebuild
from workers.memory import MemoryQueue
from workers.policy import DAY_S, Policy
from workers.records import Event, Filter, Notice, Row
from workers.relay import relay, with_bodies
from workers.verify import Verify

POLICY = Policy(quota=2, expiries_max=2, retention_s=3 * DAY_S)
PEOPLE = ("ana", "bo", "cy")
_numbers = itertools.count()
Call = tuple[str, tuple[Any, ...], dict[str, Any]]
#: What the stream sends, and may send again much later.
COMES_AGAIN = ("push", "update", "withdraw", "reinstate", "freeze", "thaw", "merge", "split")
#: What may be asked again at once, and then does nothing more. The others have no memory, and need none.
DONE_ONCE = (
    *COMES_AGAIN, "take", "take_item", "hold", "release", "park", "hand_over", "verdict", "undo", "escalate", "bury",
    "wake", "redrive", "note",
)  # fmt: skip


def comparable(answer: Any) -> Any:
    """Without what the two may differ in: positions in a stream, the text of an error."""
    if isinstance(answer, QueueError):
        return type(answer)
    if isinstance(answer, Event | Notice):
        return replace(answer, position="")
    if isinstance(answer, tuple | list):
        return [comparable(part) for part in answer]
    return answer


class Sides:
    """Two desks of one name. `ids` are looked at; `logs` is what the relay has sent."""

    def __init__(self, url: str, reader: Callable[[str], str], ids: list[str]) -> None:
        self.loop = asyncio.new_event_loop()
        name = f"sides{next(_numbers)}-{os.getpid()}"
        self.model = MemoryDesk(name, POLICY)
        self.redis = self.wait(RedisDesk.open(url, name, POLICY, reader))
        self.logs = {"model": Log(), "redis": Log()}
        self.ids = ids

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def close(self) -> None:
        self.wait(self.redis.close())
        self.loop.close()

    def advance(self, seconds: float) -> None:
        self.wait(self.model.advance(seconds))
        self.wait(self.redis.advance(seconds))

    async def ask(self, desk: Any, name: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        try:
            return await getattr(desk.queue, name)(*args, **options)
        except QueueError as error:
            return error

    def both(self, name: str, *args: Any, **options: Any) -> Any:
        """The same call to both; their answers must be alike."""
        expected = self.wait(self.ask(self.model, name, args, options))
        found = self.wait(self.ask(self.redis, name, args, options))
        assert comparable(found) == comparable(expected), (name, args, options)
        return expected

    def events(self) -> int:
        """How many of Redis the log does not have yet."""
        return len(self.wait(self.redis.queue.audit_read(limit=10_000)))

    def send(self, count: int) -> None:
        """The relay confirms some events of each."""
        for name, desk in (("model", self.model), ("redis", self.redis)):
            events = self.wait(desk.queue.audit_read(limit=count))
            if events:
                self.wait(self.logs[name].desk_events(self.wait(with_bodies(desk.queue, events))))
                assert self.wait(desk.queue.audit_trim(events[-1].position)) == len(events)

    def verify(self) -> None:
        """Redis is what its own log says, but for mutes, which end by the clock of the server."""
        self.send(10_000)
        verify = Verify(self.redis.queue, self.logs["redis"].history(self.redis.queue.desk), nothing_new)
        found = self.wait(verify.items())[1] + self.wait(verify.desk())
        wrong = [str(one) for one in found if not one.what.startswith("mute of ")]
        assert wrong == []

    def lose(self, *, twice: bool) -> None:
        """Everything is lost and made again from the log; `twice`: the first who makes it dies amid it."""
        before = self.wait(self.picture(self.redis))
        for dies in (True, False) if twice else (False,):
            self.wait(rebuild(self.redis, self.logs["redis"], dies=dies))
        self.wait(self.rebuild_model(again=twice))
        after = self.wait(self.picture(self.redis))
        for id, row in before["rows"].items():
            if isinstance(row, Row) and row.state != "leased":
                assert after["rows"][id] == row
            assert comparable(after["trails"][id])[: len(before["trails"][id])] == comparable(before["trails"][id])

    async def rebuild_model(self, *, again: bool) -> None:
        """As `rebuild`; one that dies before its last step leaves the items' events behind."""
        for attempt in range(2 if again else 1):
            old = self.model.queue
            await relay(old, self.logs["model"])  # type: ignore[arg-type]
            history = self.logs["model"].history(old.desk)
            self.model.queue = MemoryQueue(old.now_ms, old.desk, old.policy)
            if attempt:  # the first has told the holders
                self.model.queue._shelf.notices = old._shelf.notices
            for id, kept in history.items.items():
                item = QueueItem.model_validate(kept.body).model_copy(update={"id": id})
                await self.model.queue.restore(item, kept.fields | {"seq": str(kept.seq)}, kept.trail)
        mutes, given = history.mutes, history.given
        await self.model.queue.reopen(history.token, mutes, given, "chef", len(history.items), history.people)

    async def picture(self, desk: Any) -> dict[str, Any]:
        """All that can be seen of a desk."""
        queue = desk.queue
        stats = await queue.stats()
        page = (await queue.page(limit=500)).rows
        listed = {row.id: row for row in page}
        missing = {id: await self.ask(desk, "get", (id,), {}) for id in self.ids if id not in listed}
        return {
            "rows": {id: listed.get(id, missing.get(id)) for id in self.ids},
            "trails": await queue.bulk(self.ids, lambda id: queue.trail(id, blind=False)),
            "order": [row.id for row in (await queue.page(Filter(state="waiting"), limit=500)).rows],
            "all": [row.id for row in page],
            "by source": [row.id for row in (await queue.page(Filter(source="le courrier"))).rows],
            "held": [[row.id for row in (await queue.page(Filter(holder=who))).rows] for who in PEOPLE],
            "counts": {facet: await queue.counts(facet) for facet in ("source", "kind", "provider", "lane", "state")},
            "notices": {who: (await queue.notices(who))[-100:] for who in PEOPLE},  # Redis keeps some more
            "log": await queue.audit_read(limit=10_000),
            "counters": stats.counters,
            "backlog": stats.audit_backlog,
            "mutes": await queue.mutes(),
            "people": sorted(await queue.people()),
        }

    def compare(self) -> None:
        model, found = self.wait(self.picture(self.model)), self.wait(self.picture(self.redis))
        for part, expected in model.items():
            if isinstance(expected, dict):
                wanted = {name: comparable(value) for name, value in expected.items()}
                assert {name: comparable(value) for name, value in found[part].items()} == wanted, part
            else:
                assert comparable(found[part]) == comparable(expected), part
