"""The moves of a queue, and what brings an item into each state: calls that the model and Redis are asked alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from schemas.queue_item import QueueItem
from tests.contract.desks import START_MS, an_item
from workers.policy import HOUR_S

LATER_MS = START_MS + HOUR_S * 1000
SOURCE = "le courrier"


class One(NamedTuple):
    """An item that is to be moved: `token` of its newest lease, `key` of this call."""

    id: str
    token: int
    key: str

    @property
    def beside(self) -> str:
        return f"{self.id}-beside"

    @property
    def part(self) -> str:
        return f"{self.id}-part"

    def item(self, version: int, **fields: Any) -> QueueItem:
        return an_item(self.id, **({"version": version, "source": SOURCE} | fields))


class Call(NamedTuple):
    name: str
    args: tuple[Any, ...]
    options: dict[str, Any]


Move = Callable[[One], Call]


def call(name: str, *args: Any, **options: Any) -> Call:
    return Call(name, args, options)


def park(one: One) -> Call:
    return call("park", one.id, None, "chef", LATER_MS)


def escalate(one: One) -> Call:
    return call("escalate", one.id, None, "chef")


def take(one: One) -> Call:
    return call("take_item", one.id, "ana")


def confirm(one: One) -> Call:
    return call("verdict", one.id, one.token, "ana", "confirmed", reason="r", evidence=["https://x"])


def confirm_blind(one: One) -> Call:
    return call("verdict", one.id, one.token, "ana", "confirmed", reason="r", second=True)


def change_blind(one: One) -> Call:
    change = {"change": "zwölf", "second": True}
    return call("verdict", one.id, one.token, "ana", "confirmed-with-change", reason="r", **change)


def withdraw(one: One) -> Call:
    return call("withdraw", one.id, one.key, "stream", "corroborated")


def freeze(one: One) -> Call:
    return call("freeze", one.id, one.key)


def freeze_until(one: One) -> Call:
    return call("freeze", one.id, one.key, until_ms=LATER_MS)


def embargo(one: One) -> Call:
    return call("push", one.item(5), embargo_ms=LATER_MS)


def merge(one: One) -> Call:
    return call("merge", one.beside, one.id, one.key)


def alert(one: One) -> Call:
    return call("push", one.item(9), alert="kill")


def bury(one: One) -> Call:
    return call("bury", one.id, None, "chef", "a hoax")


SECOND: list[Move] = [take, confirm_blind, lambda one: call("take_item", one.id, "bo")]
DIFFER: list[Move] = [*SECOND, lambda one: call("verdict", one.id, one.token, "bo", "refuted", reason="r")]
#: State -> what brings a waiting item into it.
STATES: dict[str, list[Move]] = {
    "unknown": [],
    "waiting": [],
    "muted": [],
    "leased": [take],
    "parked": [park],
    "frozen": [freeze],
    "frozen for a time": [freeze_until],
    "decided": [take, confirm],
    "withdrawn": [withdraw],
    "under embargo": [embargo],
    "under embargo and withdrawn": [embargo, withdraw],
    "under embargo with its holder": [take, embargo],
    "decided under the embargo of its article": [take, embargo, confirm],
    "decided and withdrawn": [take, confirm, withdraw],
    "decided under an embargo for a time": [take, freeze_until, confirm],
    "a dead letter that two differ on": [*DIFFER, bury],
    "an alert that two differ on": [*DIFFER, alert],
    "merged": [merge],
    "dead": [bury],
    "escalated": [escalate],
    "an alert": [alert],
    "an alert that was decided": [alert, take, confirm],
    "escalated and withdrawn": [escalate, withdraw],
    "escalated and dead": [escalate, bury],
    "read once": [take, confirm_blind],
    "read once, with another wording": [take, change_blind],
    "read once and parked": [take, confirm_blind, park],
    "read once and frozen": [take, confirm_blind, freeze],
    "read once and frozen for a time": [take, confirm_blind, freeze_until],
    "with the second reader of another wording": [take, change_blind, SECOND[2]],
    "with the second reader": SECOND,
    "withdrawn under its holder": [take, withdraw],
    "frozen under its holder": [take, freeze],
    "merged under its holder": [take, merge],
    "taken from the lead": [escalate, take],
}
MOVES: list[Move] = [
    lambda one: call("push", one.item(1)),
    lambda one: call("push", one.item(2, priority=20, language="it", source="x")),
    lambda one: call("push", one.item(2, priority=64, source="")),
    lambda one: call("push", one.item(2, priority=95, kind="anonymous")),
    lambda one: call("push", one.item(2), alert="denial"),
    lambda one: call("push", one.item(2, priority=95), embargo_ms=0),
    lambda one: call("push", one.item(2, priority=95), alert="kill", embargo_ms=LATER_MS + 5),
    embargo,
    lambda one: call("update", one.item(3, priority=95, language="it", source="x"), reason="r"),
    lambda one: call("update", one.item(3), embargo_ms=0),
    lambda one: call("update", one.item(3, source="x"), embargo_ms=LATER_MS + 5),
    lambda one: call("reinstate", one.id, one.key, 80, embargo_ms=LATER_MS + 5),
    withdraw,
    lambda one: call("reinstate", one.id, one.key, 80),
    freeze,
    freeze_until,
    lambda one: call("thaw", one.id, one.key),
    merge,
    lambda one: call("merge", one.id, one.beside, one.key),
    lambda one: call("merge", one.id, "nothing", one.key),
    lambda one: call("split", one.id, an_item(one.part, 80), "chef"),
    take,
    lambda one: call("take_item", one.id, "bo"),
    lambda one: call("heartbeat", one.id, one.token, "called"),
    lambda one: call("hold", one.id, one.token, "ana", 3 * HOUR_S),
    lambda one: call("hold", one.id, one.token, "ana", 13 * HOUR_S),
    lambda one: call("release", one.id, one.token, "ana", "not mine"),
    lambda one: call("release", one.id, one.token, "chef", "she is ill", head=True),
    lambda one: call("park", one.id, one.token, "ana", LATER_MS, "they call back"),
    park,
    lambda one: call("hand_over", one.id, one.token, "ana", "ana"),
    lambda one: call("hand_over", one.id, one.token, "ana", "cy", "my shift ends"),
    lambda one: call("hand_over", one.id, one.token, "chef", "cy", "she is ill", head=True),
    confirm,
    confirm_blind,
    lambda one: call("verdict", one.id, one.token, "bo", "confirmed", reason="r"),
    lambda one: call("verdict", one.id, one.token, "bo", "refuted", reason="r"),
    lambda one: call("verdict", one.id, one.token, "ana", "duplicate", reason="r", of=one.beside),
    lambda one: call("verdict", one.id, one.token, "ana", "duplicate", reason="r", of="nothing"),
    lambda one: call("verdict", one.id, one.token, "ana", "confirmed-with-change", reason="r", change="“zwölf”"),
    lambda one: call("verdict", one.id, one.token, "bo", "confirmed-with-change", reason="r", change=" zwölf"),
    lambda one: call("undo", one.id, "ana"),
    lambda one: call("undo", one.id, "bo"),
    lambda one: call("undo", one.id, "chef", "she is ill", head=True),
    lambda one: call("escalate", one.id, one.token, "ana", "law"),
    escalate,
    lambda one: call("bury", one.id, one.token, "ana", "r"),
    bury,
    lambda one: call("wake", one.id, "chef", "r"),
    lambda one: call("redrive", one.id, "chef", "r"),
    lambda one: call("note", one.id, "ana", "rang twice"),
]
