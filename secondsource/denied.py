"""What somebody denies and others said before him: an answer to them, and no claim of its own.

"The army said that it had taken the town. The rebels denied that they had been driven out": one claim, contested.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.answers import Answer
from secondsource.joining import Draft, same
from secondsource.model import AFFIRMING
from secondsource.record import replace
from secondsource.words import Words

#: Marks of what happened: two clauses that share one are of one matter.
MATTERS = frozenset({"war", "violence", "death", "health", "money", "election"})


def answered(drafts: Sequence[Draft], words: Words) -> tuple[list[Draft], list[Answer]]:
    """The drafts without those that only deny what stands right before them, and the answers that these are."""
    kept: list[Draft] = []
    answers: list[Answer] = []
    for draft in drafts:
        if (answer := _answer(draft, kept, words)) is None:
            kept.append(draft)
        else:
            answers.append(answer)
    return kept, answers


def _answer(draft: Draft, before: Sequence[Draft], words: Words) -> Answer | None:
    """The answer that a denied clause is; None where it is told again, or nobody else has spoken right before."""
    heard = draft.heard
    if draft.head or not before or len(heard.frames) != 1:
        return None
    frame, who = heard.frames[0]
    if frame.stance != "denies" or frame.nominal or who is None or who.cls is None:
        return None
    if any(same(earlier, draft) for earlier in before):
        return None
    last = before[-1]
    told = {by.key for over, by in last.heard.frames if by is not None and over.stance in AFFIRMING}
    near = not last.head and draft.paragraph - last.paragraph <= 1
    if not near or not told or who.key in told or not _of_one_matter(draft, before, told):
        return None
    return Answer(replace(frame, nominal=True), who, draft.span[0])


def _of_one_matter(draft: Draft, before: Sequence[Draft], told: set[str]) -> bool:
    """Whether what is denied is what was told: "denied ever having seen it", "any …"; or both are of one kind.

    A hospital that denies that it is short of staff does not answer that a nurse killed.
    """
    reading = draft.heard.reading
    if "ever" in reading.clause.tags:
        return True
    account = [d for d in before if any(by is not None and by.key in told for _, by in d.heard.frames)]
    return any(reading.marks.keys() & d.heard.reading.marks.keys() & MATTERS for d in account)
