"""What the queue refuses, each with the number that the Lua scripts give it.

QueueError
├── UnknownItem    -1  no such item at this desk
├── StaleToken     -2  the lease is over, or another holds the item
├── WrongState     -3  the move does not fit the state of the item
├── UndoTooLate    -4  the window for undo is closed
├── NotYours       -5  somebody else holds or decided it
├── HoldTooLong    -6  longer than the policy lets anybody hold an item
├── SameReader     -7  who has read it gave an opinion; another person must
├── KeyUsed        -9  the key of another move, verdict, item or person
├── BadMove       -12  asked with a name, an outcome, a subject or a text that is none
├── NotEmpty           a rebuild would throw away what is there
├── QueueFull          Redis is at its memory limit: new claims wait, people can finish
├── UnsafeServer       the server would lose data as it is configured
└── Damaged            a key of the desk is not as the queue wrote it
Unavailable
├── Rebuilding     -8  the desk is being rebuilt: wait
└── OtherVersion  -10  another version filled the desk; this one would misread it
    └── NoFormat  -11  the desk has items, and no number that says which version filled it
"""

from __future__ import annotations

from secondsource.errors import QueueError, SecondsourceError, Unavailable


class UnknownItem(QueueError):
    """no such item at this desk; `secondsource queue` lists the items"""


class StaleToken(QueueError):
    """the lease is over or somebody else holds the item; take it again with `secondsource next`"""


class WrongState(QueueError):
    """the item is not in a state that allows this"""


class UndoTooLate(QueueError):
    """the time for undo is over: say what is right in a `note`; a new article that raises it opens it again"""


class NotYours(QueueError):
    """only they, or a desk head with --head, can do this"""


class HoldTooLong(QueueError):
    """longer than anybody may hold an item; park it until a date instead"""


class SameReader(QueueError):
    """you gave one of its two opinions; the next must come from another person"""


class KeyUsed(QueueError):
    """the key was used for another verdict, move or item, by another person, or for one since undone; send a new one"""


class BadMove(QueueError):
    """what is asked makes no sense; nothing was done"""


class QueueFull(QueueError):
    """Redis is at its memory limit: nothing was written; give it more (maxmemory), or wait: closed items go"""


class UnsafeServer(QueueError):
    """the server would lose claims as it is configured"""


class Damaged(QueueError):
    """the queue did not write it so; `secondsource rebuild --replace` makes the desk anew from Kafka"""


class NotEmpty(QueueError):
    """the desk is not empty"""


class Rebuilding(Unavailable):
    """the desk is being rebuilt; wait for `secondsource rebuild`, or run it again if it was broken off"""


class OtherVersion(Unavailable):
    """another version filled this desk: run `secondsource rebuild --replace`, which makes it anew from Kafka"""


class NoFormat(OtherVersion):
    """the desk's format number (key `format`) is missing: `secondsource rebuild --replace` makes it anew from Kafka"""


#: Where a text has half of a pair of surrogates.
HALF = "there are characters in it that are none; type them again"
#: What every move is refused while the desk is not open.
CLOSED: dict[int, type[Unavailable]] = {-8: Rebuilding, -10: OtherVersion, -11: NoFormat}
BY_CODE: dict[int, type[QueueError]] = {
    -1: UnknownItem,
    -2: StaleToken,
    -3: WrongState,
    -4: UndoTooLate,
    -5: NotYours,
    -6: HoldTooLong,
    -7: SameReader,
    -9: KeyUsed,
    -12: BadMove,
}


def refusal(code: int, item: str, detail: str = "") -> SecondsourceError:
    """The error of a negative reply, as one line with the item and what its state is."""
    if code in CLOSED:
        return CLOSED[code](CLOSED[code].__doc__)
    kind = BY_CODE[code]
    if kind is UnknownItem and detail:  # another than the one that was to be moved
        item, detail = detail, ""
    whose = "'s" if kind is NotYours else ""
    state = f" (it is {detail}{whose})" if detail else ""
    return kind(f"{item}{state}: {kind.__doc__}")
