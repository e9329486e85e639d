"""The items of a desk in plain dicts, and what each move leaves: an event in the log, notices, counters.

What every move of the model is built on, as item, places, leases and audit in workers/lua are for those in Redis.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from schemas.queue_item import QueueItem
from workers import checks, replies
from workers.calls.desk import new_request
from workers.errors import refusal
from workers.memory.entry import Entry
from workers.policy import Policy
from workers.records import Mute, Notice, State
from workers.replies import Answered

CLOSED = ("done", "withdrawn", "merged")
HOLDER = ("holder", "presence_until_ms", "hold_until_ms", "next", "frozen_until_ms")
#: What a verdict leaves while it stands.
RULED = ("outcome", "decided_by", "decided_ms", "decided_key", "duplicate_of")
#: What a new round in the queue forgets.
ROUND = (
    *RULED,
    "setback_ms",
    "expiries",
    "not_by",
    "first",
    "first_of",
    "first_by",
    "first_ms",
    "first_key",
    "second",
    "second_by",
    "merged_into",
)
UNTOLD = ("seq",)
#: So many requests before the last one are known: so many people may ask for something while a server hangs.
BEFORE = 15


def _place(f: dict[str, Any], id: str) -> tuple[bool, int, str]:
    return f["lane"] != "alert", f["deadline_ms"], id


class Shelf:
    """One desk. `now_ms` is its clock."""

    def __init__(self, now_ms: Callable[[], int], policy: Policy, desk: str = "main") -> None:
        self.desk = desk
        self.policy = policy
        self.now_ms = now_ms
        self.items: dict[str, Entry] = {}
        self.told: dict[str, dict[str, Any]] = {}  # fields as last told by an event
        self._line: list[tuple[bool, int, str]] = []  # of what waits, in order
        self.token = 0
        self.log: list[tuple[int, str]] = []
        self.logged = 0
        self.notices: dict[str, list[Notice]] = defaultdict(list)
        self.counters: Counter[str] = Counter()
        self.given: dict[str, Answered] = {}  # verdicts by their keys
        self.takes: dict[str, list[tuple[str, int, str]]] = {}  # request, token, id of each checker's last four
        self.mutes: dict[str, Mute] = {}
        self.people: set[str] = set()

    def entry(self, id: str) -> Entry:
        if id not in self.items:
            raise refusal(-1, id)
        return self.items[id]

    def follow(self, id: str) -> str:
        while id in self.items and "merged_into" in self.items[id].f:
            id = self.items[id].f["merged_into"]
        return id

    def set(self, entry: Entry, **fields: Any) -> None:
        for name, value in fields.items():
            if value is None or value == "":
                entry.f.pop(name, None)
            else:
                entry.f[name] = value

    def drop(self, entry: Entry, names: Iterable[str]) -> None:
        for name in names:
            entry.f.pop(name, None)

    def muted_until(self, source: str, topic: str) -> tuple[int, str]:
        """Until when what comes from there, on that, is parked, and which mute does it; 0 for none."""
        ends = {subject: mute.until_ms for subject, mute in self.mutes.items() if mute.until_ms > self.now_ms()}
        subjects = [subject for subject in (f"source:{source}", f"topic:{topic}") if subject in ends]
        by = max(subjects, key=ends.__getitem__, default="")
        return ends.get(by, 0), by

    def parked_by(self, subject: str) -> list[Entry]:
        """What a mute parked until another time than that at which it ends now."""
        ends_ms = self.mutes[subject].until_ms
        parked = [one for one in self.items.values() if one.f.get("muted") == subject and one.f["due_ms"] != ends_ms]
        return sorted(parked, key=lambda one: (one.f["due_ms"], one.id))

    def enter(self, entry: Entry, state: str, due_ms: int | None = None) -> None:
        entry.f["state"] = state
        entry.f.pop("muted", None)
        if state != "leased":
            self.drop(entry, HOLDER)
        self.set(entry, due_ms=due_ms)

    def queue_up(self, entry: Entry) -> int:
        """Waits, or is frozen while an embargo lasts, or parked by a mute. Returns until when it is parked, or 0."""
        f, until_ms, by = entry.f, 0, ""
        if entry.embargoed(self.now_ms()):
            self.enter(entry, "frozen", f["embargo_ms"])
            return 0
        if f.pop("embargo_ms", None):  # its time begins now
            f["deadline_ms"] += self.now_ms() - f["queued_ms"]
            f["queued_ms"] = self.now_ms()
        if f["lane"] == f["home"]:
            until_ms, by = self.muted_until(f.get("source", ""), f["home"].partition("/")[2])
        self.enter(entry, "parked" if until_ms else "waiting", until_ms or None)
        self.set(entry, muted=by)
        return until_ms

    def close(self, entry: Entry, state: str) -> None:
        frozen_until_ms = entry.f.get("frozen_until_ms")
        self.enter(entry, state, self.now_ms() + self.policy.retention_ms if state in CLOSED else frozen_until_ms)

    def lease(self, entry: Entry, who: str, presence_until_ms: int = 0, hold_until_ms: int = 0) -> int:
        """To one checker, under a new token; at least until the times that are given."""
        now = self.now_ms()
        self.token += 1
        presence, hold = (now + ms for ms in self.policy.lease_ms)
        presence, hold = max(presence, presence_until_ms), max(hold, hold_until_ms)
        presence = min(presence, hold)
        self.set(entry, holder=who, token=self.token, hold_until_ms=hold, presence_until_ms=presence)
        self.enter(entry, "leased", presence)
        self.people.add(who)
        return self.token

    def holds(self, entry: Entry, token: int) -> bool:
        f = entry.f
        return f["state"] == "leased" and f["token"] == token and self.now_ms() < entry.get("presence_until_ms")

    def held(self, id: str, token: int, who: str = "") -> Entry:
        entry = self.entry(id)
        if not self.holds(entry, token):
            raise refusal(-2, id, entry.f["state"])
        if who and entry.f["holder"] != who:
            raise refusal(-5, id, entry.f["holder"])
        return entry

    def as_head(self, entry: Entry, whose: str, who: str, told: str, reason: str = "") -> dict[str, str]:
        """A desk head moves what somebody else held or decided: they are told, and the record has both."""
        if whose == who:
            return {}
        self.notify(whose, entry, told, reason)
        return {"as": "head", "from": whose}

    def person(self, id: str, token: int | None, who: str) -> Entry:
        entry = self.entry(id)
        if token:
            self.held(id, token, who)
            if "next" in entry.f:
                raise refusal(-3, id, entry.f["next"])
            return entry
        self.in_state(entry, "waiting", "parked")
        return entry

    def in_state(self, entry: Entry, *states: str) -> None:
        if entry.f["state"] not in states:
            raise refusal(-3, entry.id, entry.f["state"])

    def describe(self, entry: Entry, item: QueueItem) -> None:
        home = f"{item.language}/{item.topic}"
        kind = replies.kind_of(item)
        if "setback_ms" in entry.f and entry.f.get("source", "") != item.source:  # another says so
            entry.f["deadline_ms"] = max(entry.f["queued_ms"], entry.f["deadline_ms"] - entry.f.pop("setback_ms"))
        self.set(entry, home=home, source=item.source, kind=kind, provider=item.provider)

    def rank(self, entry: Entry, priority: int, *, sooner: bool = False) -> None:
        """Its deadline; `sooner`: no later than it was."""
        before = entry.f["deadline_ms"] if sooner else sys.maxsize
        wait = 0 if entry.f["lane"] == "alert" else self.policy.allowance_ms(priority) + entry.get("setback_ms")
        entry.f["deadline_ms"] = min(before, entry.f["queued_ms"] + wait)

    def renew(self, entry: Entry) -> None:
        entry.f["queued_ms"] = self.now_ms()
        self.drop(entry, ROUND)

    def count(self, name: str, by: int = 1) -> None:
        self.counters[name] += by

    def observe(self, name: str, spent_ms: int) -> None:
        minutes, bucket = spent_ms / 60000, 1
        while minutes > bucket and bucket < 4096:
            bucket *= 4
        self.count(f"{name}_ms_sum", max(0, spent_ms))
        self.count(f"{name}_bucket:{'inf' if minutes > bucket else bucket}")

    def log_event(self, told: dict[str, Any]) -> None:
        self.logged += 1
        self.log.append((self.logged, json.dumps(told, ensure_ascii=False)))

    def record(self, entry: Entry, what: str, who: str, reason: str = "", data: dict[str, Any] | None = None) -> None:
        before = self.told.get(entry.id, {})
        entry.f["seq"] = entry.get("seq") + 1
        names = (before.keys() | entry.f.keys()) - set(UNTOLD)
        changes = {n: str(entry.f.get(n, "")) for n in names if before.get(n) != entry.f.get(n)}
        changes |= {f"+{mark}": move for mark, move in entry.seen.items() if mark not in entry.told_seen}
        entry.told_seen = set(entry.seen)
        told = {"id": entry.id, "seq": entry.f["seq"], "at_ms": self.now_ms(), "what": what, "who": who}
        told |= {"reason": reason, "token": entry.get("token"), "from": before.get("state", ""), "to": entry.f["state"]}
        told |= {"data": data or {}}
        self.log_event(told | {"fields": changes})
        entry.trail.append(json.dumps(told, ensure_ascii=False))
        self.tell(entry)

    def tell(self, entry: Entry) -> None:
        """Notes what an event has told, and where the item stands in the line now."""
        before = self.told.get(entry.id)
        if before and before["state"] == "waiting":
            del self._line[bisect_left(self._line, _place(before, entry.id))]
        self.told[entry.id] = dict(entry.f)
        if entry.f["state"] == "waiting":
            insort(self._line, _place(entry.f, entry.id))

    def quietly(self, entry: Entry) -> None:
        """A change that no event tells: a heartbeat."""
        self.told[entry.id] = dict(entry.f)

    def notify(self, who: str, entry: Entry, what: str, reason: str = "") -> None:
        told = self.notices[who]
        position = f"{int(told[-1].position.partition('-')[0]) + 1 if told else 1}-0"
        told.append(Notice(position, entry.id, what, reason, self.now_ms()))
        del told[:-100]

    def waiting(self) -> Iterator[Entry]:
        """In the order of the queue: alerts, then the earliest deadline."""
        return (self.items[id] for _, _, id in self._line)

    def state(self, entry: Entry) -> State:
        return cast(State, entry.f["state"])

    def answered(self, id: str, request: str, move: str, who: str) -> int | None:
        """The answer to a request that came before, a token or a time, else 0; None for one that is new."""
        checks.person(who)
        f = self.items[id].f if id in self.items else {}
        lines = [f.get("last", ""), *f.get("before", "").split("\n")] if checks.request(request) else []
        asked = [line.split("\t") for line in lines if line.startswith(f"{request}\t")]
        if not asked:
            return None
        known, answer = asked[0][1:3], asked[0][3:]
        if known != [move, who]:
            raise refusal(-9, id)
        return int(answer[0]) if answer else 0

    def came_before(self, entry: Entry, mark: str, move: str) -> bool:
        """Whether the stream asked for this before. An older version kept no move of a mark, but 1."""
        if entry.seen.get(mark, "1") not in (move, "1"):
            raise refusal(-9, entry.id)
        return mark in entry.seen

    def seen_request(self, id: str, request: str, move: str, who: str) -> bool:
        return self.answered(id, request, move, who) is not None

    def remember(self, entry: Entry, request: str, move: str, who: str, answer: int | None = None) -> None:
        """A request of a person, "" for one that is asked once, and the fifteen before it."""
        if last := entry.f.get("last"):
            entry.f["before"] = "\n".join([last, *filter(None, entry.f.get("before", "").split("\n"))][:BEFORE])
        entry.f["last"] = f"{request or new_request()}\t{move}\t{who}" + (f"\t{answer}" if answer else "")
