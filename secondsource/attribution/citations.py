"""Whom an outlet has it from, kept while an article is read: these stand behind all that it tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from secondsource.clauses.frame import Frame
from secondsource.record import record
from secondsource.sources.persons import Person

Told = tuple[Frame, Person]
#: An outlet by its key, and whom it has it from.
Cited = tuple[str, Told]


@record(slots=True)
class Citations:
    """The unnamed sources, or the other outlet, that each outlet was last said to have it from."""

    of: dict[str, Told] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)  # the outlets so far; "the newspaper" is the one named last

    def hear(self, heard: Sequence[tuple[Frame, Person | None]], behind: Callable[[Frame], Told | None]) -> list[Cited]:
        """Whom the outlets of a sentence are said to have it from."""
        found: list[Cited] = []
        for at, (frame, who) in enumerate(heard):
            if who is None or who.cls != "outlet" or who.channel:
                continue
            if who.named:
                self.named.append(who.key)
            deeper = behind(frame) or _beside(frame, heard[max(at - 1, 0) : at + 2])
            if deeper is None:
                continue
            key = who.key if who.named else self._meant(deeper[1].key) or who.key
            found.append((key, deeper))
            if deeper[1].cls in ("anonymous", "outlet"):
                self.of[key] = deeper
            else:
                self.of.pop(key, None)
        return found

    def behind(self, told: Sequence[tuple[Frame, Person | None]]) -> Sequence[Told]:
        """Whom a claim is from as well, where nothing but an outlet tells it: "the newspaper said", who cited two."""
        if len(told) != 1 or (outlet := told[0][1]) is None or outlet.cls != "outlet" or told[0][0].stance == "denies":
            return ()
        found = self.of.get(outlet.key if outlet.named else self._meant())
        return (found,) if found is not None else ()

    def _meant(self, other: str = "") -> str:
        """The outlet that "the newspaper" is, which cites another; "" where none was named."""
        return next((key for key in reversed(self.named) if key != other), "")


def _beside(outlet: Frame, near: Sequence[tuple[Frame, Person | None]]) -> Told | None:
    """ "…, the newspaper said, | citing two people": a cue of its own beside the outlet's."""
    for frame, who in near:
        if who is not None and who.cls == "anonymous" and frame.type == "prepositional" and frame.reach == outlet.reach:
            return frame, who
    return None
