"""What the log tells of a desk: the events of each item, added up to what the item is.

The log is written at least once, so an event may come again, also after later ones. A Redis that was cut back (a power
loss) and went on without a rebuild has counted from an older `seq`: then the log holds two histories of an item.
"""

from __future__ import annotations

import json
from typing import Any

from schemas.verdict import DeskEvent
from workers.records import STATES, Mute
from workers.replies import Answered, found

#: What may change an item that one history decided, when another history of it follows.
RULINGS = ("verdict", "undone", "reopened", "reinstated")
VERDICTS = ("verdict", "verdict-late")
#: The fields that keep the key of a verdict; an undo takes its own away.
KEYS = ("decided_key", "first_key")


class Told:
    """One item as its events tell it. `forked`: the log holds a second history of it, since the last rebuild."""

    __slots__ = ("body", "fields", "forked", "heard", "seq", "trail")

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}  # with marks, "+…"
        self.body: dict[str, Any] | None = None
        self.trail: list[str] = []
        self.seq = 0
        self.forked = False
        self.heard: set[tuple[int, int, str]] = set()

    def hear(self, event: DeskEvent) -> bool:
        """Adds one event. False when it is known already."""
        identity = (event.seq, event.at_ms, event.what)
        if identity in self.heard:
            return False
        self.heard.add(identity)
        self.forked = self.forked or event.seq <= self.seq
        self.seq = max(self.seq, event.seq)
        self.trail.append(trail_text(event))
        self.body = event.body or self.body
        marks = {name: value for name, value in event.fields.items() if name.startswith("+")}
        if self.forked and self.fields.get("state") == "done" and event.what not in RULINGS:
            self.fields |= marks  # a verdict is not undone by a Redis that had forgotten it
            return True
        if self.forked and event.what == "pushed":
            self.fields = {name: value for name, value in self.fields.items() if name.startswith("+")}
        for name, value in event.fields.items():
            if value == "":
                self.fields.pop(name, None)
            else:
                self.fields[name] = value
        return True


class History:
    """A desk as its log tells it.

    `purged`: id -> when it was, ms; `given`: what became of verdicts, by their keys; `token`: the newest; `people`: who
    has ever held an item.
    """

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.items: dict[str, Told] = {}
        self.purged: dict[str, int] = {}
        self._begun: dict[str, set[int]] = {}  # when the purged ones did, ms
        self.mutes: dict[str, Mute] = {}
        self.given: dict[str, Answered] = {}
        self.people: set[str] = set()
        self.token = 0
        self.events = 0

    def hear(self, event: DeskEvent) -> None:
        """One event of the log, in the log's order. Other desks' and repeated ones do not count."""
        if event.desk != self.desk:
            return
        self.token = max(self.token, event.token)
        if not event.id:
            self._hear_of_desk(event)
            return
        if event.id not in self.items and self._is_over(event):
            return
        told = self.items.setdefault(event.id, Told())
        undone = {told.fields.get(name, "") for name in KEYS if event.what == "undone" and name in event.fields}
        if not told.hear(event):
            return
        self.events += 1
        if holder := event.fields.get("holder"):
            self.people.add(holder)
        if event.what in VERDICTS and (key := event.fields.get("last", "").partition("\t")[0]):
            self.given[key] = answered(event)
        for key in undone & self.given.keys():
            self.given[key] = self.given[key].undone()
        if event.what == "purged":
            del self.items[event.id]
            self.purged[event.id] = event.at_ms
            self._begun.setdefault(event.id, set()).update(at_ms for seq, at_ms, _ in told.heard if seq == 1)

    def _is_over(self, event: DeskEvent) -> bool:
        """Whether it tells again of an item that was purged. One that begins anew may be dated before that, by a clock
        that was set back, but not when the other began."""
        if event.seq == 1:
            return event.at_ms in self._begun.get(event.id, ())
        return event.at_ms <= self.purged.get(event.id, -1)

    def _hear_of_desk(self, event: DeskEvent) -> None:
        if event.what == "muted":
            self.mutes[event.fields["subject"]] = Mute(int(event.fields["until_ms"]), event.who, event.reason)
        elif event.what == "unmuted":
            self.mutes[event.fields["subject"]] = Mute(0, event.who, event.reason)  # it may have parked something
        elif event.what == "rebuilt":  # from here on Redis knows all of it
            for told in self.items.values():
                told.forked = False

    @property
    def stateless(self) -> list[str]:
        """The items whose state is none: somebody had spoilt it before the log told it."""
        return [id for id, told in self.items.items() if told.fields.get("state", STATES[0]) not in STATES]

    @property
    def gaps(self) -> dict[str, int]:
        """How many events the log lacks of an item; those of a spoilt one are dead letters."""
        heard = {id: told.seq - len({seq for seq, _, _ in told.heard}) for id, told in self.items.items()}
        return {id: lacking for id, lacking in heard.items() if lacking > 0}

    @property
    def forked(self) -> list[str]:
        """The items of two histories."""
        return [id for id, told in self.items.items() if told.forked]


def answered(event: DeskEvent) -> Answered:
    """What became of the verdict that an event tells."""
    data = event.data
    what = found(str(data.get("outcome", "")), str(data.get("of") or data.get("change") or ""))
    return Answered(event.id, str(data.get("result")), event.to_state, event.who, event.at_ms, what)


def trail_text(event: DeskEvent) -> str:
    """An event as the trail of its item keeps it: as audit.lua writes it, without the fields."""
    told: dict[str, Any] = {"id": event.id, "seq": event.seq, "at_ms": event.at_ms, "what": event.what}
    told |= {"who": event.who, "to": event.to_state}
    optional = {"reason": event.reason, "token": event.token, "from": event.from_state, "data": event.data}
    return json.dumps(told | {name: value for name, value in optional.items() if value}, ensure_ascii=False)
