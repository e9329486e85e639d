"""The fact-check queue over real Redis. workers/memory is the same in plain dicts.

    queue = await ClaimQueue.open("redis://localhost", desk="main")
    await queue.push(item)                                   # idempotent by item.push_key
    lease = await queue.take("ana", languages=("fr", "en"))  # None when nothing waits
    await queue.heartbeat(lease.id, lease.token, draft="called the prefecture")
    given = await queue.verdict(lease.id, lease.token, "ana", "confirmed", reason="…", evidence=["https://…"])

The stream:  push update withdraw reinstate freeze thaw merge split    (each with its own key: again changes nothing)
A checker:   take take_item heartbeat hold release park hand_over verdict undo escalate note notices
A desk head: the same without a token on what nobody holds; wake bury redrive mute, bulk
Everybody:   find get trail page counts people stats mutes
The machine: expire (any worker, any time), audit_read, audit_texts, audit_trim (the relay), restore, reopen (a rebuild)

A move either happened, with its audit record, or raised and changed nothing. Every move may be tried again after a lost
connection: a request carries its own id, and the second time it gets the first answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from os import urandom
from typing import Any

from schemas.queue_item import QueueItem
from secondsource.errors import QueueError
from workers import address, checks, connection, fitness, listing, replies, scripts
from workers.errors import refusal
from workers.keys import prefix
from workers.policy import Policy
from workers.records import Alert, Beat, Event, Filter, Given, Lease, Mute, Notice, Page, Pushed, Row, State, Stats
from workers.trips import TRIP_MAX, Trips


def new_request() -> str:
    """An id for one request, so that a retry is known as such."""
    return urandom(8).hex()


def _asked(who: str, request: str) -> tuple[str, str]:
    """Who asks, and under which key. Raises BadMove."""
    return checks.person(who), checks.request(request) or new_request()


class ClaimQueue:
    """One desk's queue, over a client of `workers.connection`.

    Every method may raise Unavailable, QueueFull or Damaged; one on an item UnknownItem, and WrongState where its state
    does not allow the move; one with a token StaleToken, and NotYours
    where another than who asks holds the item. `…_ms` is ms since 1970 on the server's clock, `…_s` a span
    in seconds. With the same `request` or `key` a move does nothing more, and gives its first answer again, or the
    state of now. It is one of its move and person: KeyUsed for others on the item, and that of a verdict also on
    another item or after its undo.
    """

    def __init__(
        self,
        client: connection.Client,
        desk: str = "main",
        policy: Policy | None = None,
        *,
        reader: scripts.Reader = scripts.read,
        replicas: int = 0,
    ) -> None:
        self.client = client
        self.desk = desk
        self.policy = policy or Policy()
        self.prefix = prefix(desk)
        self._trips = Trips(client, scripts.script(reader), self.prefix, replicas)

    @classmethod
    async def open(
        cls,
        url: str,
        desk: str = "main",
        policy: Policy | None = None,
        *,
        check: bool = True,
        any_server: bool = False,
        **options: Any,
    ) -> ClaimQueue:
        """Connects and makes sure that server and desk are fit. Raises UnsafeServer, OtherVersion, Rebuilding.

        `any_server`: for who only looks; `unsafe` says what is the matter.
        """
        client = connection.connect(url, **options)
        try:
            if check:
                if not any_server:
                    await fitness.check_server(client)
                await fitness.check_desk(client, prefix(desk))
        except BaseException:
            await client.aclose()
            raise
        return cls(client, desk, policy, replicas=address.read(url).replicas)

    @classmethod
    def unchecked(cls, url: str, desk: str = "main", policy: Policy | None = None, **options: Any) -> ClaimQueue:
        """Connects when first used: for a worker, which starts also while Redis is down."""
        return cls(connection.connect(url, **options), desk, policy, replicas=address.read(url).replicas)

    async def close(self) -> None:
        await self.client.aclose()

    async def _move(self, name: str, *args: Any) -> list[Any]:
        if name not in scripts.REBUILDS:
            checks.texts(args)
        reply: list[Any] = await self._trips.run(name, args)
        if reply[0] < 0:
            raise refusal(reply[0], str(args[0]), reply[1] if len(reply) > 1 else "")
        return reply

    async def _state(self, name: str, *args: Any) -> State:
        state: State = (await self._move(name, *args))[1]
        return state

    async def _number(self, name: str, *args: Any) -> int:
        return int((await self._move(name, *args))[1])

    # The stream -----------------------------------------------------------------------------------------------------

    async def push(self, item: QueueItem, who: str = "stream", alert: Alert = "") -> Pushed:
        """Queues `item`, or merges it into the open item of the same id. "again": this push_key was here before.

        An alert (kill, correction, denial) goes to the lane above all and re-opens what was decided.
        """
        reply = await self._move("push", *replies.push_args(item, who, alert, self.policy))
        return replies.pushed(reply)

    async def push_many(self, items: Sequence[QueueItem], who: str = "stream") -> list[Pushed]:
        """Many pushes in few round trips; each is a move of its own."""
        answers = [self._move("push", *replies.push_args(item, who, "", self.policy)) for item in items]
        return [replies.pushed(reply) for reply in await asyncio.gather(*answers)]

    async def update(self, item: QueueItem, who: str = "stream", reason: str = "", key: str = "") -> State:
        """New words, sourcing or priority; a waiting item moves at once, a holder is told. `key`: else the push key."""
        args = replies.update_args(item, who, reason, key or f"update/{item.push_key}", self.policy)
        return await self._state("update", *args)

    async def withdraw(self, id: str, key: str, who: str = "stream", reason: str = "") -> State:
        """Nothing is left to check. A holder is told; the answer is still accepted, for the record."""
        return await self._state("withdraw", id, replies.mark(key), who, reason, self.policy.retention_ms)

    async def reinstate(self, id: str, key: str, priority: int, who: str = "stream", reason: str = "") -> State:
        """Takes a withdrawal or a merge back; it waits as long as one of `priority` that came now."""
        allowance_ms = self.policy.allowance_ms(checks.priority(priority))
        return await self._state("reinstate", id, replies.mark(key), who, reason, allowance_ms)

    async def freeze(
        self, id: str, key: str, who: str = "stream", reason: str = "", until_ms: int | None = None
    ) -> State:
        """Nobody may take it, until thawed or until a time (an embargo)."""
        until = checks.moment(until_ms) if until_ms is not None else ""
        return await self._state("freeze", id, replies.mark(key), who, reason, until)

    async def thaw(self, id: str, key: str, who: str = "stream", reason: str = "") -> State:
        """It waits again, at the place it had."""
        return await self._state("thaw", id, replies.mark(key), who, reason)

    async def merge(self, into: str, gone: str, key: str, who: str = "stream", reason: str = "") -> str:
        """Two items are one claim. Returns the id of the one that stays; later pushes to the other reach it."""
        reply = await self._move("merge", into, gone, replies.mark(key), who, reason, self.policy.retention_ms)
        return str(reply[1])

    async def split(self, parent: str, part: QueueItem, who: str, reason: str = "") -> str:
        """`part` becomes an item of its own, as old as the whole. Returns its id."""
        args = replies.split_args(parent, part, who, reason, self.policy)
        return str((await self._move("split", *args))[1])

    # A checker ------------------------------------------------------------------------------------------------------

    async def take(
        self,
        who: str,
        languages: Sequence[str] = (),
        topics: Sequence[str] = (),
        *,
        lead: bool = False,
        relax: bool = True,
        request: str = "",
    ) -> Lease | None:
        """The most urgent item for this checker, or None. Empty skills are all; `relax=False` keeps to them."""
        reply = await self._move(
            "take",
            *_asked(who, request),
            replies.names(languages),
            replies.names(topics),
            "1" if lead else "",
            *self.policy.lease_ms,
            self.policy.relax_s * 1000 if relax else -1,
        )
        return replies.lease(reply) if len(reply) > 1 else None

    async def take_item(self, id: str, who: str, *, request: str = "") -> Lease:
        """One named item that waits or is parked. Raises SameReader where it needs a second one."""
        args = (*_asked(who, request), *self.policy.lease_ms)
        return replies.lease(await self._move("take_item", id, *args))

    async def heartbeat(self, id: str, token: int, draft: str = "") -> Beat:
        """Still here; `draft` is kept for whoever holds it next, "" leaves the one before."""
        reply = await self._move("heartbeat", id, token, self.policy.presence_s * 1000, draft)
        return Beat(*reply[1:])

    async def hold(self, id: str, token: int, who: str, hold_s: int, *, request: str = "") -> int:
        """Hold it for `hold_s` from now, without a heartbeat. Returns until when, ms. Raises HoldTooLong."""
        ms = (checks.span(hold_s) * 1000, self.policy.hold_max_s * 1000)
        return await self._number("hold", id, token, *_asked(who, request), *ms)

    async def release(
        self, id: str, token: int, who: str, reason: str = "", *, head: bool = False, request: str = ""
    ) -> State:
        """Back to its lane, deadline and draft kept. `head`: as the desk head, also what somebody else holds."""
        args = (*_asked(who, request), reason, self.policy.retention_ms, "1" if head else "")
        return await self._state("release", id, token, *args)

    async def park(
        self, id: str, token: int | None, who: str, until_ms: int, reason: str = "", *, request: str = ""
    ) -> State:
        """Not before `until_ms`. Without a token on an item that nobody holds."""
        until = checks.moment(until_ms)
        return await self._state("park", id, token or "", *_asked(who, request), reason, until)

    async def hand_over(
        self, id: str, token: int, who: str, to: str, reason: str = "", *, head: bool = False, request: str = ""
    ) -> int:
        """The lease goes to a colleague, who gets a notice. Returns the new token. Raises SameReader.

        `head`: as the desk head, also what somebody else holds, who gets a notice too.
        """
        who, request = _asked(who, request)
        args = (checks.person(to), request, reason, *self.policy.lease_ms, "1" if head else "")
        return await self._number("hand_over", id, token, who, *args)

    async def verdict(
        self,
        id: str,
        token: int,
        who: str,
        outcome: str,
        *,
        reason: str,
        evidence: Sequence[Any] = (),
        change: str = "",
        of: str = "",
        second: bool = False,
        key: str = "",
    ) -> Given:
        """The holder's answer. `second`: keep it blind and let another person answer too. `key` makes a retry safe.

        "confirmed-with-change" needs `change`, the right wording; "duplicate" needs `of`, the id that it repeats.

        A verdict whose token is not the lease is kept as late and changes nothing: look at `Given.result`.
        """
        checks.ruling(id, checks.outcome(outcome), change, of)
        code, result, state = await self._move(
            "verdict",
            id,
            token,
            *_asked(who, key),
            outcome,
            "1" if second else "",
            checks.reason(reason),
            checks.evidence(evidence),
            self.policy.retention_ms,
            self.policy.idempotency_s * 1000,
            checks.wording(change),
            of,
        )
        return Given(result, state, again=code == 1)

    async def undo(self, id: str, who: str, reason: str = "", *, head: bool = False, request: str = "") -> int:
        """The item goes back to who decided it. Returns its token. Raises UndoTooLate, NotYours, SameReader.

        `head`: as the desk head, who then holds it, also what somebody else decided.
        """
        ms = (self.policy.undo_s * 1000, *self.policy.lease_ms)
        return await self._number("undo", id, *_asked(who, request), reason, "1" if head else "", *ms)

    async def escalate(self, id: str, token: int | None, who: str, reason: str = "", *, request: str = "") -> State:
        """To the lead's lane: "I cannot judge this". Without a token on an item that nobody holds."""
        return await self._state("escalate", id, token or "", *_asked(who, request), reason)

    async def note(self, id: str, who: str, text: str, *, request: str = "") -> None:
        """A public note in the trail. What is private does not belong here: it would reach the log."""
        await self._move("note", id, *_asked(who, request), text)

    async def notices(self, who: str, after: str = "") -> tuple[Notice, ...]:
        """What this checker should know, oldest first; `after` is the position of the last one seen."""
        start = f"({after}" if after else "-"
        return replies.notices(
            who, await connection.call(self.client.xrange(self.prefix + "notices:" + who, min=start))
        )

    # A desk head ----------------------------------------------------------------------------------------------------

    async def wake(self, id: str, who: str, reason: str = "", *, request: str = "") -> State:
        """A parked item waits again now."""
        return await self._state("wake", id, *_asked(who, request), reason)

    async def bury(self, id: str, token: int | None, who: str, reason: str, *, request: str = "") -> State:
        """A dead letter: visible, counted, taken by nobody."""
        return await self._state("bury", id, token or "", *_asked(who, request), reason)

    async def redrive(self, id: str, who: str, reason: str = "", *, request: str = "") -> State:
        """A dead letter waits again in its own lane, and may run out as often as a new one."""
        return await self._state("redrive", id, *_asked(who, request), reason)

    async def mute(self, subject: str, until_ms: int, who: str, reason: str = "") -> int:
        """`subject` is "source:KEY" or "topic:NAME". New claims of it are parked until then; 0 ends the mute.

        What an earlier mute of it parked goes by the new one: returns how many are parked until then, or wait again.
        They are moved by `expire`: here, and by any worker when this is broken off.
        """
        until_ms = checks.moment(until_ms)
        moving = await self._number("mute", checks.subject(subject), until_ms, checks.person(who), reason)
        while moving and any((await self.expire()).values()):
            continue
        return moving

    async def mutes(self) -> dict[str, Mute]:
        """By subject. One that has ended goes with the next `expire`."""
        return replies.mutes(await connection.call(self.client.hgetall(self.prefix + "mutes")))

    @staticmethod
    async def bulk(
        ids: Iterable[str], move: Callable[[str], Awaitable[Any]], step: Callable[[], None] = lambda: None
    ) -> dict[str, Any]:
        """`move` for each id; the answer or the QueueError of each. One refusal does not stop the others.

        As many as share a trip are asked together; `step` is told of each that is done.
        """

        async def one(id: str) -> tuple[str, Any]:
            try:
                return id, await move(id)
            except QueueError as error:
                return id, error
            finally:
                step()

        answers: dict[str, Any] = {}
        listed = list(ids)
        for start in range(0, len(listed), TRIP_MAX):
            answers |= await asyncio.gather(*map(one, listed[start : start + TRIP_MAX]))
        return answers

    # Everybody ------------------------------------------------------------------------------------------------------

    async def get(self, id: str) -> Row:
        """One item and where it stands."""
        rows = await listing.rows(self.client, self.prefix, [id])
        if not rows:
            raise refusal(-1, id)
        return rows[0]

    async def find(self, start: str) -> str:
        """The id that is `start`, or the only one that begins so (four characters or more). UnknownItem, BadMove."""
        return listing.the_one(start, await listing.begin_so(self.client, self.prefix, start))

    async def trail(self, id: str, *, blind: bool = True) -> tuple[Event, ...]:
        """Who did what to an item, oldest first. `blind` hides a first opinion while the second is awaited."""
        texts = await connection.call(self.client.lrange(self.prefix + "trail:" + id, 0, -1))
        events = tuple(replies.event(text) for text in texts)
        return replies.blinded(events) if blind else events

    async def page(self, filter: Filter | None = None, cursor: str | None = None, limit: int = 50) -> Page:
        """What passes the filter: waiting ones in the order of taking, others by when they were queued."""
        return await listing.page(self.client, self.prefix, filter or Filter(), cursor, limit)

    async def counts(self, facet: str) -> dict[str, int]:
        """How many items each value of source, kind, provider, lane or state has."""
        return await listing.counts(self.client, self.prefix, facet)

    async def people(self) -> frozenset[str]:
        """Who has ever held an item of this desk."""
        return frozenset(await connection.call(self.client.smembers(self.prefix + "people")))

    async def stats(self) -> Stats:
        """The desk at a glance."""
        return await listing.stats(self.client, self.prefix)

    async def unsafe(self) -> str:
        """Why the server would lose what it is given; "" where it would not. Somebody may change it at any time."""
        return await fitness.unsafe(self.client)

    # The machine ----------------------------------------------------------------------------------------------------

    async def expire(self, limit: int = 500) -> dict[str, int]:
        """What is due: leases, parked and frozen items, closed ones past their retention; what a changed mute parked.

        Moves `limit` items at most: call it until all counts are 0. Raises Damaged, when the rest is moved, with the
        names of items that are spoilt; they are passed over from then on.
        """
        reply = await self._move("expire", limit, self.policy.expiries_max, self.policy.retention_ms)
        return dict(zip(("expired", "woken", "thawed", "purged", "parked"), reply[1:], strict=True))

    async def audit_read(self, after: str = "", limit: int = 500) -> tuple[Event, ...]:
        """Events that the relay has not confirmed, oldest first, from after that position on."""
        start = f"({after}" if after else "-"
        while found := await connection.call(self.client.xrange(self.prefix + "audit", min=start, count=limit)):
            if events := replies.events(found):
                return events
            start = f"({found[-1][0]}"
        return ()

    async def audit_texts(self, limit: int = 500) -> tuple[tuple[str, str], ...]:
        """As audit_read, each as it stands there: position and text, whether or not it is an event."""
        found = await connection.call(self.client.xrange(self.prefix + "audit", count=limit))
        return tuple((position, fields.get("event", "")) for position, fields in found)

    async def bodies(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The bodies of these items, as they are stored; one that is gone or cannot be read is left out."""
        if not ids:
            return {}
        packed = await connection.call(self.client.mget([f"{self.prefix}body:{id}" for id in ids]))
        return replies.bodies(dict(zip(ids, packed, strict=True)))

    async def audit_trim(self, through: str) -> int:
        """The log has everything up to and with that position; Redis forgets it. Returns how many."""
        ms, _, number = through.partition("-")
        below = f"{ms}-{int(number) + 1}"
        return int(await connection.call(self.client.xtrim(self.prefix + "audit", minid=below, approximate=False)))

    async def restore(self, item: QueueItem, fields: Mapping[str, str], trail: Iterable[str] = ()) -> bool:
        """Puts an item as the log tells it. False when it is there already.

        `fields`: those of its events added up, marks and all, with `seq`; `trail`: its events (workers/history.py).
        An item that was leased waits again, which is the only thing that leaves an audit record.
        """
        reply = await self._move("restore", *replies.restore_args(item, fields, trail, self.policy))
        return bool(reply[0] == 0)

    async def reopen(
        self,
        token: int,
        mutes: Mapping[str, Mute],
        given: Mapping[str, replies.Answered],
        who: str,
        items: int,
        people: Iterable[str] = (),
    ) -> int:
        """Ends a rebuild: the newest token, mutes, verdicts by their keys, people. Returns the newest token."""
        args = replies.reopen_args(token, mutes, given, who, items, people, self.policy)
        return await self._number("reopen", *args)
