"""The queue in plain dicts: the same moves, records and refusals as workers.queue, one process, nothing kept.

It is the model that the tests hold Redis against, so it does everything the slow and plain way: no index, no second
copy of a fact but the line of what waits. Where workers/lua keeps a sorted set, this sorts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from schemas.queue_item import QueueItem
from secondsource.errors import QueueError
from workers import checks, listing, replies
from workers.errors import refusal
from workers.policy import Policy
from workers.queue import new_request
from workers.records import (
    STATES,
    Alert,
    Beat,
    Event,
    Filter,
    Given,
    LaneStats,
    Lease,
    Notice,
    Page,
    Pushed,
    Row,
    State,
    Stats,
)
from workers.shelf import CLOSED, Entry, Shelf


class MemoryQueue:
    """As ClaimQueue. `now_ms` is the clock."""

    def __init__(self, now_ms: Callable[[], int], desk: str = "main", policy: Policy | None = None) -> None:
        self.desk = desk
        self.policy = policy or Policy()
        self.now_ms = now_ms
        self._shelf = Shelf(now_ms, self.policy)
        self._given: dict[str, Given] = {}
        self._takes: dict[str, tuple[str, int, str]] = {}
        self._mutes: dict[str, int] = {}

    async def close(self) -> None:
        """Nothing to close."""

    # The stream -----------------------------------------------------------------------------------------------------

    async def push(self, item: QueueItem, who: str = "stream", alert: Alert = "") -> Pushed:
        id, mark = self._shelf.follow(item.id), replies.mark(item.push_key)
        entry = self._shelf.items.get(id)
        if entry is None:
            self._create(item, who, mark, alert)
            return "pushed"
        if mark in entry.seen:
            return "again"
        entry.seen.add(mark)
        what = self._arrival(entry, item.priority, alert)
        if what != "linked":
            self._again(entry, item, what, alert)
            if "holder" in entry.f:
                self._shelf.notify(entry.f["holder"], entry, "alert" if alert else "changed", alert)
            self._shelf.count(what)
        self._shelf.record(entry, what, who, alert)
        return what

    def _create(self, item: QueueItem, who: str, mark: str, alert: str) -> None:
        now, policy = self.now_ms(), self.policy
        entry = Entry(item)
        self._shelf.describe(entry, item)
        of_source = sum(other.f.get("source") == item.source for other in self._shelf.waiting()) if item.source else 0
        over = of_source - policy.quota + 1
        if item.source and over > 0:
            entry.f["setback_ms"] = min(over * policy.spacing_s, policy.setback_max_s) * 1000
        lane = "alert" if alert else entry.f["home"]
        self._shelf.set(entry, lane=lane, priority=item.priority, queued_ms=now)
        self._shelf.rank(entry, item.priority)
        subjects = (f"source:{item.source}", f"topic:{item.topic}")
        muted_ms = 0 if alert else max(self._mutes.get(subject, 0) for subject in subjects)
        if muted_ms > now:
            self._shelf.enter(entry, "parked", muted_ms)
        else:
            self._shelf.enter(entry, "waiting")
        entry.seen.add(mark)
        self._shelf.items[item.id] = entry
        self._shelf.record(entry, "pushed", who, alert)
        self._shelf.count("pushed")

    def _arrival(self, entry: Entry, priority: int, alert: str) -> Pushed:
        """What a new article does to an item that is there."""
        state = entry.f["state"]
        if state == "withdrawn":
            return "reopened"
        if state != "done":
            return "merged"
        return "reopened" if alert or priority >= entry.f["priority"] + self.policy.reopen_rise else "linked"

    def _again(self, entry: Entry, item: QueueItem, what: str, alert: str) -> None:
        rises = item.priority > entry.f["priority"]
        state = entry.f["state"]
        self._shelf.describe(entry, item)
        if what == "reopened":
            self._shelf.renew(entry)
            entry.f["lane"] = entry.f["home"]
        if what == "reopened" or rises:
            entry.f["priority"] = item.priority
        if alert:
            entry.f["lane"] = "alert"
        elif entry.f["lane"] not in ("alert", "lead"):
            entry.f["lane"] = entry.f["home"]
        if what == "reopened" or rises or alert:
            self._shelf.rank(entry, item.priority)
        entry.hold(item)
        if what == "reopened" or (alert and state == "parked"):
            self._shelf.enter(entry, "waiting")

    async def push_many(self, items: Sequence[QueueItem], who: str = "stream") -> list[Pushed]:
        return [await self.push(item, who) for item in items]

    async def update(self, item: QueueItem, who: str = "stream", reason: str = "", key: str = "") -> State:
        mark = replies.mark(key or f"update/{item.push_key}")
        entry = self._shelf.entry(self._shelf.follow(item.id))
        if mark in entry.seen:
            return self._shelf.state(entry)
        entry.seen.add(mark)
        self._shelf.describe(entry, item)
        entry.f["priority"] = item.priority
        if entry.f["lane"] not in ("alert", "lead"):
            entry.f["lane"] = entry.f["home"]
        self._shelf.rank(entry, item.priority)
        entry.hold(item)
        if "holder" in entry.f:
            self._shelf.notify(entry.f["holder"], entry, "changed", reason)
        self._shelf.record(entry, "updated", who, reason)
        return self._shelf.state(entry)

    async def withdraw(self, id: str, key: str, who: str = "stream", reason: str = "") -> State:
        entry, mark = self._shelf.entry(id), replies.mark(key)
        if mark in entry.seen:
            return self._shelf.state(entry)
        entry.seen.add(mark)
        what = "withdrawn"
        if entry.f["state"] == "leased":
            entry.f["next"] = "withdrawn"
            self._shelf.notify(entry.f["holder"], entry, "withdrawn", reason)
        elif entry.f["state"] in CLOSED:
            what = "linked"
        else:
            self._shelf.close(entry, "withdrawn")
        self._shelf.record(entry, what, who, reason)
        self._shelf.count(what)
        return self._shelf.state(entry)

    async def reinstate(self, id: str, key: str, priority: int, who: str = "stream", reason: str = "") -> State:
        entry, mark = self._shelf.entry(id), replies.mark(key)
        if mark in entry.seen:
            return self._shelf.state(entry)
        if entry.f["state"] == "leased" and entry.f.get("next") in ("withdrawn", "merged"):
            self._shelf.drop(entry, ("next", "merged_into"))
            self._shelf.notify(entry.f["holder"], entry, "reinstated", reason)
        else:
            self._shelf.in_state(entry, "withdrawn", "merged")
            self._shelf.renew(entry)
            entry.f["lane"] = entry.f["home"]
            self._shelf.rank(entry, priority)
            self._shelf.enter(entry, "waiting")
        entry.seen.add(mark)
        self._shelf.record(entry, "reinstated", who, reason)
        return self._shelf.state(entry)

    async def freeze(
        self, id: str, key: str, who: str = "stream", reason: str = "", until_ms: int | None = None
    ) -> State:
        entry, mark = self._shelf.entry(id), replies.mark(key)
        if mark in entry.seen:
            return self._shelf.state(entry)
        if entry.f["state"] == "leased":
            if "next" in entry.f:
                raise refusal(-3, id, entry.f["next"])
            entry.f["next"] = "frozen"
            self._shelf.notify(entry.f["holder"], entry, "frozen", reason)
        else:
            self._shelf.in_state(entry, "waiting", "parked")
            self._shelf.enter(entry, "frozen", until_ms)
        entry.seen.add(mark)
        self._shelf.record(entry, "frozen", who, reason)
        return self._shelf.state(entry)

    async def thaw(self, id: str, key: str, who: str = "stream", reason: str = "") -> State:
        entry, mark = self._shelf.entry(id), replies.mark(key)
        if mark in entry.seen:
            return self._shelf.state(entry)
        if entry.f["state"] == "leased" and entry.f.get("next") == "frozen":
            self._shelf.drop(entry, ("next",))
            self._shelf.notify(entry.f["holder"], entry, "thawed", reason)
        else:
            self._shelf.in_state(entry, "frozen")
            self._shelf.enter(entry, "waiting")
        entry.seen.add(mark)
        self._shelf.record(entry, "thawed", who, reason)
        return self._shelf.state(entry)

    async def merge(self, into: str, gone: str, key: str, who: str = "stream", reason: str = "") -> str:
        stays, mark = self._shelf.follow(into), replies.mark(key)
        if stays not in self._shelf.items or gone not in self._shelf.items:
            raise refusal(-1, into)
        if stays == gone:
            raise refusal(-3, into, "the same item")
        target, source = self._shelf.items[stays], self._shelf.items[gone]
        if "merged_into" in source.f:
            return self._shelf.follow(gone)
        if mark in target.seen:
            return stays
        target.seen |= {mark, *source.seen}
        target.f["priority"] = max(target.f["priority"], source.f["priority"])
        if source.f["state"] not in CLOSED:
            target.f["deadline_ms"] = min(target.f["deadline_ms"], source.f["deadline_ms"])
        source.f["merged_into"] = stays
        if source.f["state"] == "leased":
            source.f["next"] = "merged"
            self._shelf.notify(source.f["holder"], source, "merged", reason)
        else:
            self._shelf.close(source, "merged")
        if "holder" in target.f:
            self._shelf.notify(target.f["holder"], target, "changed", reason)
        self._shelf.record(source, "merged-into", who, reason, {"into": stays})
        self._shelf.record(target, "merged-from", who, reason, {"from": gone})
        self._shelf.count("merged")
        return stays

    async def split(self, parent: str, part: QueueItem, who: str, reason: str = "") -> str:
        whole = self._shelf.entry(parent)
        if part.id in self._shelf.items:
            return part.id
        entry = Entry(part)
        self._shelf.describe(entry, part)
        home, queued_ms = entry.f["home"], whole.f["queued_ms"]
        self._shelf.set(entry, lane=home, priority=part.priority, queued_ms=queued_ms, parent=parent)
        self._shelf.rank(entry, part.priority)
        self._shelf.enter(entry, "waiting")
        entry.seen.add(replies.mark(part.push_key))
        self._shelf.items[part.id] = entry
        if "holder" in whole.f:
            self._shelf.notify(whole.f["holder"], whole, "split", reason)
        self._shelf.record(entry, "pushed", who, reason, {"parent": parent})
        self._shelf.record(whole, "split", who, reason, {"part": part.id})
        self._shelf.count("pushed")
        return part.id

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
        checks.person(who)
        request = request or new_request()
        last, token, id = self._takes.get(who, ("", 0, ""))
        taken = self._shelf.items.get(id)
        if last == request and taken and taken.f.get("holder") == who and taken.f["token"] == token:
            return self._lease_of(taken)
        entry = self._choose(who, languages, topics, lead, relax)
        if entry is None:
            return None
        if self.now_ms() > entry.f["deadline_ms"] and "token" not in entry.f:
            self._shelf.count("deadline_missed")
        self._shelf.observe("time_to_take", self.now_ms() - entry.f["queued_ms"])
        self._takes[who] = (request, self._shelf.lease(entry, who), entry.id)
        self._shelf.record(entry, "taken", who)
        return self._lease_of(entry)

    def _choose(
        self, who: str, languages: Sequence[str], topics: Sequence[str], lead: bool, relax: bool
    ) -> Entry | None:
        def may(entry: Entry) -> bool:
            lane = entry.f["lane"]
            if entry.f.get("not_by") == who:
                return False
            if lane in ("alert", "lead"):
                return lead or lane == "alert"
            language, _, topic = lane.partition("/")
            skilled = (not languages or language in languages) and (not topics or topic in topics)
            late = relax and entry.f["deadline_ms"] + self.policy.relax_s * 1000 <= self.now_ms()
            return skilled or late

        return next(filter(may, self._shelf.waiting()), None)

    def _lease_of(self, entry: Entry) -> Lease:
        times = entry.get("presence_until_ms"), entry.get("hold_until_ms")
        return Lease(entry.row(), entry.f["token"], *times, entry.draft)

    async def take_item(self, id: str, who: str, *, request: str = "") -> Lease:
        checks.person(who)
        entry = self._shelf.entry(self._shelf.follow(id))
        if request and entry.f.get("last") == request:
            return self._lease_of(entry)
        self._shelf.in_state(entry, "waiting", "parked")
        if entry.f.get("not_by") == who:
            raise refusal(-7, id)
        self._shelf.observe("time_to_take", self.now_ms() - entry.f["queued_ms"])
        self._shelf.lease(entry, who)
        entry.f["last"] = request or new_request()
        self._shelf.record(entry, "taken", who, "chosen")
        return self._lease_of(entry)

    async def heartbeat(self, id: str, token: int, draft: str = "") -> Beat:
        entry = self._shelf.held(id, token)
        until = min(self.now_ms() + self.policy.presence_s * 1000, entry.f["hold_until_ms"])
        until = max(until, entry.f["presence_until_ms"])
        self._shelf.set(entry, presence_until_ms=until, due_ms=until)
        entry.draft = draft or entry.draft
        self._shelf.quietly(entry)
        return Beat(until, entry.f["hold_until_ms"], entry.f.get("next", ""))

    async def hold(self, id: str, token: int, who: str, hold_s: int, *, request: str = "") -> int:
        if self._shelf.seen_request(id, request):
            return self._shelf.items[id].get("hold_until_ms")
        entry = self._shelf.held(id, token)
        if hold_s > self.policy.hold_max_s:
            raise refusal(-6, id)
        until = self.now_ms() + hold_s * 1000
        self._shelf.set(entry, hold_until_ms=until, presence_until_ms=until, due_ms=until)
        entry.f["last"] = request or new_request()
        self._shelf.record(entry, "held", who)
        return until

    async def release(self, id: str, token: int, who: str, reason: str = "", *, request: str = "") -> State:
        if self._shelf.seen_request(id, request):
            return self._shelf.state(self._shelf.items[id])
        entry = self._shelf.held(id, token)
        self._shelf.close(entry, entry.f.get("next", "waiting"))
        entry.f["last"] = request or new_request()
        self._shelf.record(entry, "released", who, reason)
        return self._shelf.state(entry)

    async def park(
        self, id: str, token: int | None, who: str, until_ms: int, reason: str = "", *, request: str = ""
    ) -> State:
        if self._shelf.seen_request(id, request):
            return self._shelf.state(self._shelf.items[id])
        entry = self._shelf.person(id, token)
        self._shelf.enter(entry, "parked", until_ms)
        entry.f["last"] = request or new_request()
        self._shelf.record(entry, "parked", who, reason)
        return self._shelf.state(entry)

    async def hand_over(self, id: str, token: int, who: str, to: str, reason: str = "", *, request: str = "") -> int:
        checks.person(to)
        if self._shelf.seen_request(id, request):
            return self._shelf.items[id].get("token")
        entry = self._shelf.held(id, token)
        if entry.f.get("not_by") == to:
            raise refusal(-7, id)
        new = self._shelf.lease(entry, to)
        entry.f["last"] = request or new_request()
        self._shelf.notify(to, entry, "handed-over", reason)
        self._shelf.record(entry, "handed-over", who, reason, {"to": to})
        return new

    async def verdict(
        self,
        id: str,
        token: int,
        who: str,
        outcome: str,
        *,
        reason: str = "",
        evidence: Sequence[Any] = (),
        second: bool = False,
        key: str = "",
    ) -> Given:
        checks.outcome(outcome)
        checks.evidence(evidence)
        key = key or new_request()
        if key in self._given:
            return Given(self._given[key].result, self._given[key].state, again=True)
        entry = self._shelf.entry(id)
        f = entry.f
        now = self.now_ms()
        given = Given("applied", "done")
        if not self._shelf.holds(entry, token) or f["holder"] != who:
            given = Given("late", f["state"])
        elif f.get("next") in ("withdrawn", "merged"):
            given = Given("audit", f["next"])
        elif second and "first" not in f:
            given = Given("second", "waiting")
        elif "first" in f and "second" not in f and f["first"] != outcome:
            given = Given("conflict", "waiting")

        if given.result == "late":
            self._shelf.count("fenced")
            self._shelf.count("late_verdicts")
        else:
            self._shelf.observe("time_to_verdict", now - f["queued_ms"])
        if given.result in ("applied", "audit"):
            self._shelf.close(entry, given.state)
            self._shelf.set(entry, outcome=outcome, decided_by=who, decided_ms=now)
        elif given.result == "second":
            self._shelf.set(entry, first=outcome, first_by=who, first_ms=now, not_by=who)
            self._shelf.enter(entry, "waiting")
        elif given.result == "conflict":
            self._shelf.set(entry, second=outcome, second_by=who, not_by=None, lane="lead")
            self._shelf.enter(entry, "waiting")
        data: dict[str, Any] = {"outcome": outcome, "result": given.result, "given_token": str(token)}
        what = "verdict-late" if given.result == "late" else "verdict"
        entry.f["last"] = key
        self._shelf.record(entry, what, who, reason, data | ({"evidence": list(evidence)} if evidence else {}))
        self._given[key] = given
        return given

    async def undo(self, id: str, who: str, *, lead: bool = False, request: str = "") -> int:
        entry = self._shelf.entry(id)
        f = entry.f
        if self._shelf.seen_request(id, request):
            return entry.get("token")
        first = f["state"] == "waiting" and "first" in f and "second" not in f
        if not first:
            self._shelf.in_state(entry, "done")
        by, at_ms = (f["first_by"], f["first_ms"]) if first else (f["decided_by"], f["decided_ms"])
        if by != who and not lead:
            raise refusal(-5, id)
        if self.now_ms() - at_ms > self.policy.undo_s * 1000:
            raise refusal(-4, id)
        self._shelf.drop(
            entry, ("first", "first_by", "first_ms", "not_by") if first else ("outcome", "decided_by", "decided_ms")
        )
        token = self._shelf.lease(entry, who)
        entry.f["last"] = request or new_request()
        self._shelf.record(entry, "undone", who)
        self._shelf.count("undone")
        return token

    async def escalate(self, id: str, token: int | None, who: str, reason: str = "", *, request: str = "") -> State:
        if self._shelf.seen_request(id, request):
            return self._shelf.state(self._shelf.items[id])
        entry = self._shelf.person(id, token)
        self._shelf.drop(entry, ("expiries",))
        entry.f["lane"] = "lead"
        entry.f["last"] = request or new_request()
        self._shelf.enter(entry, "waiting")
        self._shelf.record(entry, "escalated", who, reason)
        self._shelf.count("escalated")
        return self._shelf.state(entry)

    async def note(self, id: str, who: str, text: str, *, request: str = "") -> None:
        entry = self._shelf.entry(id)
        if not self._shelf.seen_request(id, request):
            entry.f["last"] = request or new_request()
            self._shelf.record(entry, "noted", who, text)

    async def notices(self, who: str, after: str = "") -> tuple[Notice, ...]:
        seen = int(after.partition("-")[0]) if after else 0
        return tuple(told for told in self._shelf.notices[who] if int(told.position.partition("-")[0]) > seen)

    # A desk head ----------------------------------------------------------------------------------------------------

    async def wake(self, id: str, who: str, reason: str = "", *, request: str = "") -> State:
        entry = self._shelf.entry(id)
        if not self._shelf.seen_request(id, request):
            self._shelf.in_state(entry, "parked")
            self._shelf.enter(entry, "waiting")
            entry.f["last"] = request or new_request()
            self._shelf.record(entry, "woken", who, reason)
        return self._shelf.state(entry)

    async def bury(self, id: str, token: int | None, who: str, reason: str, *, request: str = "") -> State:
        if self._shelf.seen_request(id, request):
            return self._shelf.state(self._shelf.items[id])
        entry = self._shelf.person(id, token)
        self._shelf.enter(entry, "dead")
        entry.f["last"] = request or new_request()
        self._shelf.record(entry, "buried", who, reason)
        self._shelf.count("dead")
        return self._shelf.state(entry)

    async def redrive(self, id: str, who: str, reason: str = "", *, request: str = "") -> State:
        entry = self._shelf.entry(id)
        if not self._shelf.seen_request(id, request):
            self._shelf.in_state(entry, "dead")
            self._shelf.drop(entry, ("expiries",))
            entry.f["lane"] = entry.f["home"]
            entry.f["last"] = request or new_request()
            self._shelf.enter(entry, "waiting")
            self._shelf.record(entry, "redriven", who, reason)
        return self._shelf.state(entry)

    async def mute(self, subject: str, until_ms: int, who: str, reason: str = "") -> None:
        checks.subject(subject)
        now = self.now_ms()
        muted = until_ms > now
        if muted:
            self._mutes[subject] = until_ms
        else:
            self._mutes.pop(subject, None)
        told = {"id": "", "seq": 0, "at_ms": now, "what": "muted" if muted else "unmuted", "who": who, "reason": reason}
        fields = {"subject": subject, "until_ms": str(until_ms)}
        self._shelf.log_event(told | {"to": "", "fields": fields})

    async def mutes(self) -> dict[str, int]:
        return dict(self._mutes)

    async def bulk(self, ids: Iterable[str], move: Callable[[str], Awaitable[Any]]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for id in ids:
            try:
                answers[id] = await move(id)
            except QueueError as error:
                answers[id] = error
        return answers

    # Everybody ------------------------------------------------------------------------------------------------------

    async def get(self, id: str) -> Row:
        return self._shelf.entry(id).row()

    async def find(self, start: str) -> str:
        ids = sorted(id for id in self._shelf.items if id.startswith(start) and len(start) >= listing.START_MIN)
        return listing.the_one(start, [start] if start in self._shelf.items else ids)

    async def trail(self, id: str, *, blind: bool = True) -> tuple[Event, ...]:
        events = tuple(replies.event(text) for text in self._shelf.items[id].trail) if id in self._shelf.items else ()
        return replies.blinded(events) if blind else events

    async def page(self, filter: Filter | None = None, cursor: str | None = None, limit: int = 50) -> Page:
        wanted = filter or Filter()
        after = listing.read_cursor(cursor)
        ranked = wanted.lane is not None or wanted.state == "waiting"
        score = "deadline_ms" if ranked else "queued_ms"
        passed = [entry for entry in self._shelf.items.values() if listing.passes(entry.row(), wanted)]
        ordered = sorted((entry.f[score], entry.id) for entry in passed)
        left = [place for place in ordered if after is None or place > after]
        rows = tuple(self._shelf.items[id].row() for _, id in left[:limit])
        return Page(rows, listing.write_cursor(*left[limit - 1]) if len(left) > limit else None)

    async def counts(self, facet: str) -> dict[str, int]:
        found: Counter[str] = Counter(dict.fromkeys(STATES, 0) if facet == "state" else {})
        for entry in self._shelf.items.values():
            if facet != "lane" or entry.f["state"] == "waiting":
                found[entry.f.get(facet, "")] += 1
        found.pop("", None)
        return dict(found)

    async def stats(self) -> Stats:
        now = self.now_ms()
        lanes: dict[str, LaneStats] = {}
        for lane in await self.counts("lane"):
            there = [entry.f for entry in self._shelf.waiting() if entry.f["lane"] == lane]
            oldest = max(0, now - min(f["queued_ms"] for f in there))
            lanes[lane] = LaneStats(len(there), oldest, sum(f["deadline_ms"] <= now for f in there))
        states = cast(dict[State, int], await self.counts("state"))
        age_ms = now - json.loads(self._shelf.log[0][1])["at_ms"] if self._shelf.log else 0
        return Stats(now, states, lanes, replies.counters(self._shelf.counters), len(self._shelf.log), age_ms)

    # The machine ----------------------------------------------------------------------------------------------------

    async def expire(self, limit: int = 500) -> dict[str, int]:
        now = self.now_ms()
        done = dict.fromkeys(("expired", "woken", "thawed", "purged"), 0)
        due = sorted((entry.f["due_ms"], entry.id) for entry in self._shelf.items.values() if "due_ms" in entry.f)
        for _, id in [place for place in due if place[0] <= now][:limit]:
            entry = self._shelf.items[id]
            state = entry.f["state"]
            if state == "leased":
                self._expire_lease(entry)
                done["expired"] += 1
            elif state in CLOSED:
                self._shelf.record(entry, "purged", "timer")
                del self._shelf.items[id], self._shelf.told[id]
                done["purged"] += 1
            else:
                self._shelf.enter(entry, "waiting")
                what = "woken" if state == "parked" else "thawed"
                self._shelf.record(entry, what, "timer")
                done[what] += 1
        return done

    def _expire_lease(self, entry: Entry) -> None:
        f = entry.f
        holder = f["holder"]
        clock = "hold" if f["hold_until_ms"] <= self.now_ms() else "presence"
        expiries = entry.get("expiries") + 1
        most = self.policy.expiries_max
        if "next" in f:
            self._shelf.close(entry, f["next"])
        elif f["lane"] == "lead" and expiries >= 2 * most:
            self._shelf.enter(entry, "dead")
            self._shelf.count("dead")
        else:
            if expiries >= most and f["lane"] != "lead":
                f["lane"] = "lead"
                self._shelf.count("escalated")
            self._shelf.enter(entry, "waiting")
        f["expiries"] = expiries
        self._shelf.notify(holder, entry, "expired", clock)
        self._shelf.record(entry, "expired", holder, clock)
        self._shelf.count("lease_expired")

    async def audit_read(self, after: str = "", limit: int = 500) -> tuple[Event, ...]:
        seen = int(after.partition("-")[0]) if after else 0
        left = [(number, text) for number, text in self._shelf.log if number > seen][:limit]
        return tuple(replies.event(text, f"{number}-0") for number, text in left)

    async def audit_trim(self, through: str) -> int:
        seen = int(through.partition("-")[0])
        before = len(self._shelf.log)
        self._shelf.log = [(number, text) for number, text in self._shelf.log if number > seen]
        return before - len(self._shelf.log)

    async def restore(self, item: QueueItem, fields: Mapping[str, str], trail: Iterable[str] = ()) -> bool:
        if item.id in self._shelf.items:
            return False
        entry = Entry(item)
        entry.f = {n: int(v) if n.endswith("_ms") or n in ("priority", "token", "expiries", "seq") else v
                   for n, v in fields.items() if not n.startswith("+")}  # fmt: skip
        entry.seen = {name[1:] for name in fields if name.startswith("+")}
        entry.told_seen = set(entry.seen)
        entry.trail = list(trail)
        self._shelf.token = max(self._shelf.token, entry.get("token"))
        self._shelf.items[item.id] = entry
        self._shelf.tell(entry)
        if entry.f["state"] == "leased":
            holder = entry.f["holder"]
            self._shelf.close(entry, entry.f.get("next", "waiting"))
            self._shelf.notify(holder, entry, "expired", "rebuild")
            self._shelf.record(entry, "let-go", "rebuild", "a lease cannot be restored")
        return True

    async def reopen(
        self, token: int, mutes: Mapping[str, int], given: Mapping[str, replies.Answered], who: str, items: int
    ) -> int:
        now = self.now_ms()
        self._shelf.token = max(self._shelf.token, token)
        self._mutes |= {subject: until_ms for subject, until_ms in mutes.items() if until_ms > now}
        for key, (result, state, at_ms) in given.items():
            if at_ms + self.policy.idempotency_s * 1000 > now:
                self._given[key] = Given(result, state)  # type: ignore[arg-type]
        told = {"id": "", "seq": 0, "at_ms": now, "what": "rebuilt", "who": who, "to": ""}
        self._shelf.log_event(told | {"data": {"items": items, "token": self._shelf.token}})
        return self._shelf.token

    async def bodies(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        return {id: json.loads(replies.json_of(self._shelf.items[id].item)) for id in ids if id in self._shelf.items}
