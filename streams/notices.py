"""What a checker was told of items: in words, by whom, and whether they have done something with the item since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from secondsource.errors import QueueError
from streams.desk import OURS
from streams.wording import reason_words
from workers.queue import ClaimQueue
from workers.records import Event, Notice

#: What a notice says, by its name; of a lease that ran out also by its reason.
WORDS = {
    "handed-over": "handed over to you",
    "taken-away": "taken from you",
    "undone": "your verdict was undone",
    "expired": "your lease ran out",
    "expired/presence": "your lease ran out: no `hold`, and no sign of you",
    "expired/hold": "your hold ran out",
    "expired/rebuild": "your lease was lost when the desk was rebuilt",
    "changed": "another article or version came",
    "alert": "an alert came",
    "withdrawn": "withdrawn",
    "reinstated": "to be checked after all",
    "frozen": "held back",
    "thawed": "no longer held back",
    "merged": "made a part of another item",
    "split": "split in two",
}


class Told(NamedTuple):
    """`by`: the person who caused it, "" for none; `settled`: the checker has done something with the item since."""

    notice: Notice
    by: str
    settled: bool

    def words(self) -> str:
        """In one line, without time and id."""
        what, reason = self.notice.what, self.notice.reason
        if f"{what}/{reason}" in WORDS:
            what, reason = f"{what}/{reason}", ""
        by = f" by {self.by}" if self.by else ""
        why = f": {reason_words(reason, 'en')}" if reason else ""
        return f"{WORDS.get(what, what)}{by}{why}"


async def read(queue: ClaimQueue, who: str, most: int) -> list[Told]:
    """The last notices of this person, and before them those that are not settled; oldest first."""
    told = await queue.notices(who)
    trails: dict[str, Sequence[Event]] = {}
    for id in dict.fromkeys(notice.id for notice in told):
        try:
            trails[id] = await queue.trail(id, blind=False)  # of it only who moved, and when
        except QueueError:  # it is gone, or somebody spoilt it
            trails[id] = ()
    found = [_told(notice, trails[notice.id], who) for notice in told]
    return [one for one in found[:-most] if not one.settled] + found[-most:]


def open_ones(told: Sequence[Told]) -> list[Told]:
    """Those that are not settled; of what was told of an item several times, the last."""
    last = {(one.notice.id, one.words()): one for one in told if not one.settled}
    return sorted(last.values(), key=lambda one: one.notice.at_ms)


def _told(notice: Notice, trail: Sequence[Event], who: str) -> Told:
    by = next((event.who for event in trail if event.at_ms == notice.at_ms and event.who not in ("", *OURS, who)), "")
    done = [
        event for event in trail if event.who == who and event.what != "expired"
    ]  # who lets it run out, does nothing
    return Told(notice, by, any(event.at_ms > notice.at_ms for event in done))
