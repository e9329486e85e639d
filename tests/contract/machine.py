"""Every move that may come, in any order, on Redis and on the model: a rule each."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from secondsource.errors import QueueError
from tests.contract.desks import an_item
from tests.contract.sides import COMES_AGAIN, DONE_ONCE, PEOPLE, Call, Sides
from workers.policy import DAY_S

IDS = st.sampled_from(["c1", "c2", "c3", "c4"])
WHO = st.sampled_from(PEOPLE)
LANGUAGES = st.sampled_from([(), ("fr",), ("it",)])
OUTCOMES = st.sampled_from(["confirmed", "refuted", "duplicate"])
PAUSES_S = st.sampled_from([1, 60, 299, 300, 301, 900, 1200, 7200, DAY_S, 4 * DAY_S])


class SideBySide(RuleBasedStateMachine):
    url: ClassVar[str]
    reader: ClassVar[Callable[[str], str]]

    def __init__(self) -> None:
        super().__init__()
        self.sides = Sides(self.url, type(self).reader, ["c1", "c2", "c3", "c4", "c1-part"])
        self.leases: list[tuple[str, int, str]] = [("c1", 1, "ana")]
        self.last: Call | None = None
        self.sent: list[Call] = []
        self.marks = itertools.count()

    def teardown(self) -> None:
        self.sides.close()

    def both(self, name: str, *args: Any, **options: Any) -> Any:
        self.last = (name, args, options)
        if name in COMES_AGAIN:
            self.sent.append(self.last)
        return self.sides.both(name, *args, **options)

    def in_ms(self, seconds: int) -> int:
        """So many seconds from now, as ms since 1970."""
        return int(self.sides.model.queue.now_ms()) + seconds * 1000

    def end_ms(self, seconds: int | None) -> int | None:
        """The end of an embargo: None says nothing of one, 0 that there is none."""
        return self.in_ms(seconds) if seconds else seconds

    def mark(self) -> str:
        return f"m{next(self.marks)}"

    def lease(self, data: st.DataObject) -> tuple[str, int, str]:
        """Any lease that was ever given, most of all the latest."""
        return data.draw(st.sampled_from(self.leases[-4:]))

    # The stream

    @rule(
        id=IDS,
        version=st.integers(1, 5),
        priority=st.sampled_from([20, 50, 64, 65, 85, 95]),
        language=st.sampled_from(["fr", "it"]),
        source=st.sampled_from(["", "le courrier"]),
        alert=st.sampled_from(["", "", "", "denial"]),
        embargo=st.sampled_from([None, None, 0, 600, 1200]),
    )
    def push(
        self, id: str, version: int, priority: int, language: str, source: str, alert: str, embargo: int | None
    ) -> None:
        item = an_item(id, priority, version=version, language=language, source=source)
        self.both("push", item, alert=alert, embargo_ms=self.end_ms(embargo))

    @rule(
        id=IDS,
        version=st.integers(6, 8),
        priority=st.sampled_from([20, 50, 95]),
        source=st.sampled_from(["", "x"]),
        embargo=st.sampled_from([None, None, 0, 600]),
    )
    def update(self, id: str, version: int, priority: int, source: str, embargo: int | None) -> None:
        item = an_item(id, priority, version=version, source=source, language="fr")
        self.both("update", item, reason="r", embargo_ms=self.end_ms(embargo))

    @rule(id=IDS, old=st.booleans())
    def withdraw(self, id: str, old: bool) -> None:
        self.both("withdraw", id, "m0" if old else self.mark(), reason="corroborated")

    @rule(id=IDS, embargo=st.sampled_from([None, None, 0, 600]))
    def reinstate(self, id: str, embargo: int | None) -> None:
        self.both("reinstate", id, self.mark(), 50, embargo_ms=self.end_ms(embargo))

    @rule(id=IDS, until_s=st.sampled_from([None, 600]))
    def freeze(self, id: str, until_s: int | None) -> None:
        until_ms = None if until_s is None else self.in_ms(until_s)
        self.both("freeze", id, self.mark(), until_ms=until_ms)

    @rule(id=IDS)
    def thaw(self, id: str) -> None:
        self.both("thaw", id, self.mark())

    @rule(into=IDS, gone=IDS)
    def merge(self, into: str, gone: str) -> None:
        self.both("merge", into, gone, self.mark())

    @rule(parent=IDS, priority=st.sampled_from([50, 95]))
    def split(self, parent: str, priority: int) -> None:
        self.both("split", parent, an_item(f"{parent}-part", priority), "chef")

    # People

    @rule(who=WHO, languages=LANGUAGES, lead=st.booleans(), relax=st.booleans())
    def take(self, who: str, languages: tuple[str, ...], lead: bool, relax: bool) -> None:
        lease = self.both("take", who, languages, lead=lead, relax=relax, request=self.mark())
        if lease:
            self.leases.append((lease.id, lease.token, who))

    @rule(id=IDS, who=WHO)
    def take_item(self, id: str, who: str) -> None:
        lease = self.both("take_item", id, who, request=self.mark())
        if not isinstance(lease, QueueError):
            self.leases.append((lease.id, lease.token, who))

    @rule(data=st.data(), draft=st.sampled_from(["", "called"]))
    def heartbeat(self, data: st.DataObject, draft: str) -> None:
        id, token, _ = self.lease(data)
        self.both("heartbeat", id, token, draft)

    @rule(data=st.data(), hours=st.sampled_from([1, 13]))
    def hold(self, data: st.DataObject, hours: int) -> None:
        self.both("hold", *self.lease(data), hours * 3600, request=self.mark())

    @rule(data=st.data(), who=WHO, head=st.booleans())
    def release(self, data: st.DataObject, who: str, head: bool) -> None:
        id, token, holder = self.lease(data)
        self.both("release", id, token, who if head else holder, head=head, request=self.mark())

    @rule(data=st.data(), held=st.booleans())
    def park(self, data: st.DataObject, held: bool) -> None:
        id, token, who = self.lease(data)
        until_ms = self.in_ms(900)
        self.both("park", id, token if held else None, who, until_ms, request=self.mark())

    @rule(data=st.data(), who=WHO, to=WHO, head=st.booleans())
    def hand_over(self, data: st.DataObject, who: str, to: str, head: bool) -> None:
        id, token, holder = self.lease(data)
        new = self.both("hand_over", id, token, who if head else holder, to, head=head, request=self.mark())
        if isinstance(new, int):
            self.leases.append((id, new, to))

    @rule(data=st.data(), outcome=OUTCOMES, second=st.booleans(), of=IDS)
    def verdict(self, data: st.DataObject, outcome: str, second: bool, of: str) -> None:
        id, token, who = self.lease(data)
        options: dict[str, Any] = {"second": second, "key": self.mark(), "reason": "r", "evidence": ["https://x"]}
        if outcome == "duplicate" and of != id:  # of itself, it is refused before it is asked
            options["of"] = of
        self.both("verdict", id, token, who, outcome, **options)

    @precondition(lambda self: bool(self.leases))
    @rule(name=st.sampled_from(["heartbeat", "release"]))
    def somebody_uses_a_token_that_is_not_the_lease(self, name: str) -> None:
        id, token, who = self.leases[-1]
        args: tuple[Any, ...] = (id, token + 1000) if name == "heartbeat" else (id, token + 1000, who)
        self.both(name, *args, **({} if name == "heartbeat" else {"request": self.mark()}))

    @precondition(lambda self: bool(self.leases))
    @rule(who=WHO)
    def somebody_parks_what_is_maybe_anothers(self, who: str) -> None:
        id, token, _ = self.leases[-1]
        self.both("park", id, token, who, self.in_ms(900), request=self.mark())

    @rule(id=IDS, who=WHO, head=st.booleans())
    def undo(self, id: str, who: str, head: bool) -> None:
        token = self.both("undo", id, who, head=head, request=self.mark())
        if isinstance(token, int):
            self.leases.append((id, token, who))

    @rule(data=st.data(), held=st.booleans())
    def escalate(self, data: st.DataObject, held: bool) -> None:
        id, token, who = self.lease(data)
        self.both("escalate", id, token if held else None, who, request=self.mark())

    @rule(data=st.data(), held=st.booleans())
    def bury(self, data: st.DataObject, held: bool) -> None:
        id, token, who = self.lease(data)
        self.both("bury", id, token if held else None, who, "r", request=self.mark())

    @rule(id=IDS, name=st.sampled_from(["wake", "redrive"]))
    def wake_or_redrive(self, id: str, name: str) -> None:
        self.both(name, id, "chef", request=self.mark())

    @rule(id=IDS)
    def note(self, id: str) -> None:
        self.both("note", id, "ana", "rang twice", request=self.mark())

    @rule(subject=st.sampled_from(["source:le courrier", "topic:economy"]), seconds=st.sampled_from([0, 1200, 9000]))
    def mute(self, subject: str, seconds: int) -> None:
        self.both("mute", subject, self.in_ms(seconds), "chef")

    # The machine

    @rule(seconds=PAUSES_S)
    def time_passes(self, seconds: int) -> None:
        self.sides.advance(seconds)

    @rule(limit=st.sampled_from([1, 500]))
    def expire(self, limit: int) -> None:
        self.both("expire", limit)

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_reply_was_lost_and_the_call_is_made_again(self) -> None:
        assert self.last is not None
        name, args, options = self.last
        before = self.sides.events()
        self.both(name, *args, **options)
        if name in DONE_ONCE:
            assert self.sides.events() == before

    @precondition(lambda self: bool(self.sent))
    @rule(data=st.data())
    def what_was_sent_comes_again(self, data: st.DataObject) -> None:
        name, args, options = data.draw(st.sampled_from(self.sent))
        self.both(name, *args, **options)

    @rule()
    def the_server_forgets_its_scripts(self) -> None:
        self.sides.wait(self.sides.redis.queue.client.script_flush())

    @rule(count=st.integers(1, 5))
    def the_relay_confirms_some_events(self, count: int) -> None:
        self.sides.send(count)

    @rule(twice=st.booleans())
    def everything_is_lost_and_made_again_from_the_log(self, twice: bool) -> None:
        self.sides.lose(twice=twice)
        self.last = None

    @invariant()
    def they_look_alike(self) -> None:
        self.sides.compare()


def machine(url: str, reader: Callable[[str], str]) -> type[SideBySide]:
    return type("Machine", (SideBySide,), {"url": url, "reader": staticmethod(reader)})
