"""Between the Lua moves and the records: arguments in, replies out."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic_core import PydanticSerializationError

from schemas.queue_item import QueueItem
from workers import checks
from workers.errors import HALF, BadMove, Damaged
from workers.policy import Policy
from workers.records import STATES, Event, Lease, Mute, Notice, Pushed, Row


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Raises Damaged on what cannot be read: somebody spoilt it, or wrote it by hand."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, zlib.error) as error:
        raise Damaged(f"{name} cannot be read: {Damaged.__doc__}") from error


def mark(key: str) -> str:
    """A key as 20 hexadecimal digits: what the item keeps of every push, update or withdrawal it has seen."""
    return hashlib.blake2s(key.encode(errors="surrogatepass"), digest_size=10).hexdigest()


def body(item: QueueItem) -> bytes:
    """A new item, as it is stored. Raises BadMove."""
    checks.priority(item.priority)
    try:
        return packed(checks.fits(json_of(item)))
    except (PydanticSerializationError, UnicodeEncodeError) as error:  # half of a pair of surrogates
        raise BadMove(HALF) from error


def packed(text: str) -> bytes:
    """Deflated: copy packs to about half, in ten microseconds."""
    return zlib.compress(text.encode(), level=1)


def json_of(item: QueueItem) -> str:
    """Defaults left out."""
    text = item.model_dump_json(by_alias=True, exclude_defaults=True)
    return f'{{"schema":"{item.schema_}",{text[1:]}'


def _inflated(packed: str) -> bytes:
    """The JSON of a body as the client reads it: bytes that are no UTF-8 come as surrogates."""
    return zlib.decompress(packed.encode(errors="surrogateescape"))


def unpacked(packed: str) -> dict[str, Any]:
    """The fields of a body, defaults left out. Raises Damaged."""
    with sound("a body"):
        found: dict[str, Any] = json.loads(_inflated(packed))
    return found


def bodies(packed: Mapping[str, str | None]) -> dict[str, dict[str, Any]]:
    """Those that can be read: another would keep the events of all items from the log."""
    found = {}
    for id, text in packed.items():
        with suppress(Damaged):
            if text:
                found[id] = unpacked(text)
    return found


def item_of(id: str, packed: str) -> QueueItem:
    """The item of a body.

    A body that was pushed to an item merged into this one names that one; `id` is right. Raises Damaged.
    """
    with sound(f"the body of {id}"):
        item = QueueItem.model_validate_json(_inflated(packed))
    return item if item.id == id else item.model_copy(update={"id": id})


def kind_of(item: QueueItem) -> str:
    """Verdict and kind as one facet, as docs/sourcing.md writes them: single/anonymous."""
    return f"{item.verdict}/{item.kind}"


def names(found: Sequence[str]) -> str:
    """Names as a JSON list, "" for none: one may hold whatever a separator would be. Raises BadMove."""
    return json.dumps(list(checks.several(found)), ensure_ascii=False) if found else ""


def _facets(item: QueueItem) -> tuple[Any, ...]:
    return (item.priority, item.language, item.topic, item.source, kind_of(item), item.provider)


def push_args(
    item: QueueItem,
    who: str,
    alert: str,
    policy: Policy,
    anew: bool = False,
    key: str = "",
    embargo_ms: int | None = None,
) -> tuple[Any, ...]:
    told = (item.id, mark(key or item.push_key), who, body(item), *_facets(item), checks.alert(alert))
    quota = (policy.quota_of(item.source), policy.spacing_s * 1000, policy.setback_max_s * 1000, policy.rise(anew))
    article, embargo = json.dumps(article_of(item), ensure_ascii=False), checks.embargo(embargo_ms)
    return (*told, policy.allowance_ms(item.priority), *quota, article, embargo)


def article_of(item: QueueItem) -> dict[str, str]:
    """Where a claim came again, as the trail has it."""
    told = {"article": item.item, "provider": item.provider, "language": item.language}
    return {name: text for name, text in told.items() if text}


def update_args(
    item: QueueItem, who: str, reason: str, key: str, policy: Policy, embargo_ms: int | None
) -> tuple[Any, ...]:
    told = (item.id, mark(key), who, body(item), *_facets(item), reason)
    return (*told, policy.allowance_ms(item.priority), checks.embargo(embargo_ms))


def split_args(parent: str, part: QueueItem, who: str, reason: str, policy: Policy) -> tuple[Any, ...]:
    told = (parent, part.id, mark(part.push_key), who, reason, body(part), *_facets(part))
    return (*told, policy.allowance_ms(part.priority))


def restore_args(item: QueueItem, fields: Mapping[str, str], trail: Iterable[str], policy: Policy) -> tuple[Any, ...]:
    told = packed(json_of(item))
    return (item.id, told, json.dumps(dict(fields)), json.dumps(list(trail)), policy.retention_ms)


#: What becomes of the result of a verdict whose key is used up.
UNDONE = "undone"


class Answered(NamedTuple):
    """What became of a verdict, by its idempotency key: of which item, who gave it, when (ms), what was found."""

    id: str
    result: str
    state: str
    who: str
    at_ms: int
    found: str = ""

    def __str__(self) -> str:
        """As `given:…` has it."""
        result = f"{self.result}:{self.found}" if self.found else self.result
        return f"{self.id} {result} {self.state} {self.who}"

    def undone(self) -> Answered:
        """The same when the verdict was taken back: its key is used up."""
        return self._replace(result=UNDONE, found="")


def found(outcome: str, needs: str) -> str:
    """An outcome, and the item that is repeated or the wording that is right, in one word. As verdict.lua has it."""
    return f"{outcome}/{hashlib.sha1(needs.encode()).hexdigest()}" if needs else outcome


def reopen_args(
    token: int,
    mutes: Mapping[str, Mute],
    given: Mapping[str, Answered],
    who: str,
    items: int,
    people: Iterable[str],
    policy: Policy,
) -> tuple[Any, ...]:
    answered = [[key, str(answer), answer.at_ms] for key, answer in given.items()]
    known = json.dumps(sorted(people))
    return (token, json.dumps(dict(mutes)), json.dumps(answered), policy.idempotency_s * 1000, who, items, known)


def pushed(reply: list[Any]) -> Pushed:
    code, _, what = reply
    answer: Pushed = "again" if code else what
    return answer


def row(item: QueueItem, fields: dict[str, str]) -> Row:
    """Raises Damaged."""
    with sound(item.id):
        return _row(item, fields)


def _row(item: QueueItem, fields: dict[str, str]) -> Row:
    if fields["state"] not in STATES:
        raise ValueError(f"no state {fields['state']!r}")
    for name in fields:
        if name.endswith("_ms"):
            int(fields[name])
    blind = {"first", "first_of"} if awaits_second(fields) else set()
    shown = {name: value for name, value in fields.items() if not name.startswith("+") and name not in blind}
    return Row(
        item=item,
        state=fields["state"],
        lane=fields["lane"],
        priority=int(fields["priority"]),
        queued_ms=int(fields["queued_ms"]),
        deadline_ms=int(fields["deadline_ms"]),
        holder=fields.get("holder", ""),
        token=int(fields.get("token", 0)),
        fields=shown,
    )


def lease(reply: list[Any]) -> Lease:
    _, id, token, packed, told, draft = reply
    fields: dict[str, str] = json.loads(told)
    shown = row(item_of(id, packed), fields)
    times = int(fields.get("presence_until_ms", 0)), int(fields.get("hold_until_ms", 0))
    return Lease(shown, token, *times, draft or "")


def event(text: str, position: str = "") -> Event:
    """Raises Damaged."""
    with sound("an event of the trail"):
        return _event(json.loads(text), position)


def events(found: Iterable[tuple[str, Mapping[str, str]]]) -> tuple[Event, ...]:
    """Of the desk's stream, with their positions. What is no event is passed over: it would stand before all others."""
    told = []
    for position, fields in found:
        with suppress(Damaged):
            told.append(event(fields.get("event", ""), position))
    return tuple(told)


def _event(found: dict[str, Any], position: str) -> Event:
    return Event(
        id=found["id"],
        seq=found["seq"],
        at_ms=found["at_ms"],
        what=found["what"],
        who=found["who"],
        token=found.get("token", 0),
        reason=found.get("reason", ""),
        from_state=found.get("from", ""),
        to_state=found["to"],
        fields=found.get("fields") or {},
        data=found.get("data", {}),
        position=position,
    )


def counters(stored: Mapping[str, Any]) -> dict[str, int]:
    """The counters with the two that their histograms imply: every take and every verdict falls into one bucket."""
    with sound("the key stats"):
        found = {name: int(number) for name, number in stored.items()}
    for name, histogram in (("taken", "time_to_take_bucket:"), ("verdicts", "time_to_verdict_bucket:")):
        found[name] = sum(number for bucket, number in found.items() if bucket.startswith(histogram))
    return found


def notices(who: str, found: list[tuple[str, dict[str, str]]]) -> tuple[Notice, ...]:
    """Raises Damaged."""
    with sound(f"the key notices:{who}"):
        return tuple(Notice(position, f["id"], f["what"], f["reason"], int(f["at_ms"])) for position, f in found)


def mutes(found: Mapping[str, str]) -> dict[str, Mute]:
    """By subject; those of an older version have nobody and no reason. What is none, or was ended, is left out."""
    told = {}
    for subject, text in found.items():
        until_ms, _, by = text.partition(" ")
        with suppress(Damaged), sound("a mute"):
            told[subject] = Mute(int(until_ms), *(json.loads(by) if by else ("", "")))
    return {subject: mute for subject, mute in told.items() if mute.until_ms}


def awaits_second(fields: Mapping[str, Any]) -> bool:
    """Whether one of two has read the item, and the other not: who is to be the other must not know what was found."""
    return bool(fields.get("first")) and not fields.get("second") and fields.get("state") != "done"


def blinded(events: tuple[Event, ...], fields: Mapping[str, Any]) -> tuple[Event, ...]:
    """The trail of an item with these fields: without what any verdict said, while a second opinion is awaited. The
    first reader may have given one before, too late or undone, and a desk head may have taken back that of the second.
    """
    return tuple(map(_unsaid, events)) if awaits_second(fields) else events


def _unsaid(told: Event) -> Event:
    """A verdict of which only what became of it is left."""
    if told.what in ("verdict", "verdict-late"):
        return replace(told, reason="", data={"result": told.data["result"]})
    return replace(told, reason="") if told.what == "undone" else told
