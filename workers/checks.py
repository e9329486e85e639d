"""What is asked of the queue, looked at before it is done: names, outcomes, subjects, texts. Raises BadMove."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, get_args
from unicodedata import normalize

from schemas.queue_item import QueueItem
from schemas.topics import RECORD_MAX_BYTES
from schemas.verdict import NEEDS, OUTCOMES
from workers.errors import HALF, BadMove
from workers.records import Alert

#: What can be muted: the sources of a key, or a topic.
MUTED = ("source:", "topic:")
#: A name stands in tables and in every event.
NAME_MAX = 80
#: The key of a request stands in its item, with fifteen others.
REQUEST_MAX = 200
#: The most text of one move, in bytes: names, reason, evidence, draft. As JSON with escapes it is six times that at
#: most, far below what the log takes in one record.
TEXTS_MAX = 100_000
#: The most of an item, as the log writes it: beside it stand the texts of the move that brings it.
ITEM_MAX = RECORD_MAX_BYTES - 2 * 1024 * 1024
#: The end of the year 9999, ms: no later time can be shown.
LATEST_MS = 253_402_300_799_999
#: Lists in lists, in evidence. What writes and reads the log goes some hundred deep.
DEPTH_MAX = 16


def person(name: str) -> str:
    """Somebody holds an item. A lease without a holder could not be told that it ran out."""
    if not name.strip():
        raise BadMove("nobody has no name; say who it is")
    if len(name) > NAME_MAX or not name.isprintable():
        raise BadMove(f"a name is one line of {NAME_MAX} characters at most")
    return name


def request(key: str) -> str:
    """The key of a request, "" for none. It is kept in a line with the move and the person."""
    if len(key) > REQUEST_MAX or not key.isprintable():
        raise BadMove(f"the key of a request is one line of {REQUEST_MAX} characters at most")
    return key


def alert(name: str) -> str:
    if name not in get_args(Alert):
        raise BadMove(f"no alert {name!r}; there are {', '.join(get_args(Alert)[1:])}")
    return name


def outcome(name: str) -> str:
    if name not in OUTCOMES:
        raise BadMove(f"no outcome {name!r}; there are {', '.join(OUTCOMES)}")
    return name


def ruling(id: str, outcome: str, change: str, of: str) -> None:
    """What the outcome needs beside its reason, and nothing that belongs to another."""
    given = {"change": change, "of": of}
    for needing, name in NEEDS.items():
        if outcome == needing and not given[name].strip():
            raise BadMove(f"{outcome} without {name!r}; say what it is")
        if outcome != needing and given[name]:
            raise BadMove(f"{name!r} belongs to {needing}, not to {outcome}")
    if of == id:
        raise BadMove(f"{id} cannot be a duplicate of itself")


def wording(text: str) -> str:
    """The right wording as two people who mean the same would have typed it: how spaces stand, is no difference."""
    return " ".join(normalize("NFC", text).split())


def reason(text: str) -> str:
    """Why a verdict is so. Others read it, also when nobody can be asked any more."""
    if not text.strip():
        raise BadMove("a verdict without a reason; say why, in a sentence")
    return text


def span(seconds: int) -> int:
    """A hold that ends before it begins would only give the item away."""
    if not seconds > 0:  # NaN too
        raise BadMove(f"hold it for {seconds} seconds? give more than none")
    return seconds


def moment(ms: Any) -> int:
    """Ms since 1970. Another time is written half, and then the item is in no lane."""
    if type(ms) is not int or not 0 <= ms <= LATEST_MS:
        raise BadMove(f"{ms!r} is no time: give ms since 1970, before the year 10000")
    return ms


def embargo(until_ms: Any) -> int | str:
    """Until when an embargo lasts, as a move says it: 0 for none, "" where nothing is said."""
    return "" if until_ms is None else moment(until_ms)


def priority(number: Any) -> int:
    """0 to 100. An item of another could be shown to nobody."""
    if type(number) is not int or not 0 <= number <= 100:
        raise BadMove(f"{number!r} is no priority: give a whole number from 0 to 100")
    return number


def of_desk(item: QueueItem, desk: str) -> QueueItem:
    """An item that says of which desk it is lies in no other."""
    if item.desk != desk and "desk" in item.model_fields_set:
        raise BadMove(f"{item.id} is of the desk {item.desk!r}, and this one is {desk!r}")
    return item


def fits(written: str) -> str:
    """An item as JSON that the log takes, which writes what is not ASCII with escapes, in twelve bytes at most."""
    if 12 * len(written) > ITEM_MAX and (size := len(json.dumps(json.loads(written)))) > ITEM_MAX:
        raise BadMove(f"an item of {size:,} bytes; the log takes {ITEM_MAX:,}")
    return written


def subject(name: str) -> str:
    if not name.startswith(MUTED) or name in MUTED:
        raise BadMove(f'{name!r} is nothing that can be muted: give "source:KEY" or "topic:NAME"')
    return name


def texts(args: Iterable[Any], most: int = TEXTS_MAX) -> None:
    """What is no text and no number (True is none), half of a pair of surrogates, or bytes that are no UTF-8, cannot
    travel, and would spoil the trip of others.

    An event that the log does not take stands before all that come after it.
    """
    args = list(args)
    if strange := [arg for arg in args if not isinstance(arg, str | bytes) and type(arg) not in (int, float)]:
        raise BadMove(f"{strange[0]!r} is no text and no number")
    try:
        size = len("".join(arg for arg in args if isinstance(arg, str)).encode())
    except UnicodeEncodeError as error:
        raise BadMove(HALF) from error
    if size > most:
        raise BadMove(f"{size:,} bytes of text; at most {most:,} can be kept, so give the address of the rest")


def several(found: Sequence[Any]) -> Sequence[Any]:
    """Of a text, each letter would be one."""
    if isinstance(found, str | bytes):
        raise BadMove(f"{found[:80]!r} is one text: give a list")
    return found


def evidence(found: Sequence[Any]) -> str:
    """As JSON, "" for none. NaN is no JSON, and what reads the log would stop at it."""
    several(found)
    try:
        written = json.dumps(list(found), ensure_ascii=False, allow_nan=False) if found else ""
    except (TypeError, ValueError, RecursionError) as error:
        raise BadMove(f"this evidence cannot be written down: {error}") from error
    if is_deeper(found, DEPTH_MAX):
        raise BadMove(f"this evidence has lists in lists, more than {DEPTH_MAX} deep: give its address")
    return written


def is_deeper(value: Any, most: int) -> bool:
    """Whether lists and objects of JSON stand in each other more than `most` deep."""
    level = [value]
    for _ in range(most + 1):
        level = [inner for one in level for inner in _parts(one)]
    return bool(level)


def _parts(value: Any) -> Iterable[Any]:
    """What a list, or an object, of JSON holds."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
