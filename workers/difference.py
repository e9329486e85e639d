"""One item in Redis held against what the log tells of it: no reading, no waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from workers import replies
from workers.errors import Damaged
from workers.history import Told
from workers.keys import type_of
from workers.recall import Decisions

#: What a heartbeat moves without a word, while an item is leased.
UNTOLD_WHILE_LEASED = ("presence_until_ms", "due_ms")


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` differs: a field, or "item", "words", "trail", a collection. `under_way`: only not projected yet."""

    id: str
    what: str
    redis: str
    log: str
    under_way: bool = False

    def __str__(self) -> str:
        wait = " (under way)" if self.under_way else ""
        return f"{self.id}: {self.what} is {self.redis or 'nothing'}, the log says {self.log or 'nothing'}{wait}"


@dataclass(frozen=True, slots=True)
class Stored:
    """One item as Redis has it; `places`: collection -> score, of those that it must stand in. `wrong`: its keys that
    are of another type.
    """

    fields: dict[str, str]
    body: dict[str, Any] | None
    trail: int
    places: dict[str, tuple[float, float | None]]
    wrong: tuple[str, ...] = ()

    @property
    def seq(self) -> int:
        return whole(self.fields.get("seq"))


def of_another_type(id: str, name: str) -> Difference:
    """A key of an item, or of the desk, that is not of the type that the queue gave it."""
    return Difference(id, name, "of another type", f"a {type_of(name)}")


def whole(text: str | None) -> int:
    """A number as Redis has it; 0 for none, and for what is none."""
    return int(text) if text and text.isdigit() else 0


def body_of(packed: str | None) -> dict[str, Any] | None:
    """Nobody pushed words that are unreadable."""
    try:
        return replies.unpacked(packed) if packed else None
    except Damaged:
        return {"unreadable": True}


def words(body: dict[str, Any] | None) -> dict[str, Any] | None:
    """Without the id: what was pushed to an item that was merged into this one names that one, until a rebuild."""
    return body and {name: value for name, value in body.items() if name != "id"}


def places(fields: Mapping[str, str]) -> dict[str, float]:
    """The collections that an item must stand in by its own fields, and with which score.

    None for fields that cannot be read, which differ themselves.
    """
    with suppress(Damaged), replies.sound("fields"):
        return _places(fields)
    return {}


def _places(fields: Mapping[str, str]) -> dict[str, float]:
    queued = float(fields["queued_ms"])
    found = {f"by:{facet}:{fields[facet]}": queued for facet in ("source", "kind", "provider") if facet in fields}
    if fields["state"] == "waiting":
        found |= {f"lane:{fields['lane']}": float(fields["deadline_ms"]), f"since:{fields['lane']}": queued}
    else:
        found[f"state:{fields['state']}"] = queued
    if "due_ms" in fields:
        found["timers"] = float(fields["due_ms"])
    if "muted" in fields:
        found[f"muted:{fields['muted']}"] = float(fields["due_ms"])
    return found


def differences(id: str, stored: Stored | None, told: Told | None, waiting: int) -> Iterator[Difference]:
    """One item here and there. `waiting`: how many of its events the log does not have yet."""
    if stored is None:
        if told is not None:
            yield Difference(id, "item", "", told.fields.get("state", "known"), waiting > 0)
        return
    for name in stored.wrong:
        yield of_another_type(id, name)
    if f"item:{id}" in stored.wrong:
        return
    if told is None:
        yield Difference(id, "item", stored.fields.get("state", "there"), "", stored.seq == waiting > 0)
        return
    under_way = stored.seq > told.seq and stored.seq - told.seq == waiting
    if stored.seq != told.seq:
        yield Difference(id, "seq", str(stored.seq), str(told.seq), under_way)
        if under_way:
            return
    else:
        untold = ("seq", *(UNTOLD_WHILE_LEASED if stored.fields.get("state") == "leased" else ()))
        for name in sorted({*stored.fields, *told.fields} - set(untold)):
            here, there = stored.fields.get(name, ""), told.fields.get(name, "")
            if here != there:
                yield Difference(id, name, here, there)
        if f"body:{id}" not in stored.wrong and words(stored.body) != words(told.body):
            yield Difference(id, "words", "other words" if stored.body else "", "what was pushed")
        if f"trail:{id}" not in stored.wrong and stored.trail != len(told.trail):
            yield Difference(id, "trail", f"{stored.trail} events", f"{len(told.trail)}")
    for name, (expected, found) in stored.places.items():
        if found != expected:
            yield Difference(id, name, "" if found is None else f"{found:.0f}", f"{expected:.0f}")


def standing(decisions: Decisions, item: str) -> dict[str, str]:
    """claim -> cluster, of the newest version that was decided on."""
    newest = decisions.version(item)
    return {
        claim: made.cluster
        for claim, made in decisions.of.get(item, {}).items()
        if made.version == newest and not made.gone
    }


def article_differs(
    item: str, state: dict[str, Any] | None, decisions: Decisions, under_way: bool
) -> Difference | None:
    """What is remembered of an article. A version without claims leaves no decision, so Redis may know a newer one."""
    newest = decisions.version(item) or 0
    if state is None:
        return Difference(item, "article", "", f"version {newest}", under_way)
    if state["version"] < newest:
        return Difference(item, "article", f"version {state['version']}", f"version {newest}", under_way)
    expected = standing(decisions, item)
    if state["version"] == newest and state["claims"] != expected:
        return Difference(item, "claims", str(state["claims"]), str(expected), under_way)
    return None
