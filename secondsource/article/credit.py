"""Drafts that nobody said where they stand, and whom what is read later credits with them."""

from __future__ import annotations

from collections.abc import Sequence

from secondsource.article.joining import DEEDS, Draft
from secondsource.article.scope import OUTLET_REACH
from secondsource.claims.checkability import Reading
from secondsource.clauses.frame import Frame
from secondsource.model import DOERS, Span
from secondsource.record import replace
from secondsource.sources.persons import Person

#: Roots that outlets repeat one from another.
RELAYED = frozenset({"outlet", "anonymous", "social"})
#: What a lead and the sentence after it share that tell of one event: its dead and injured, or the sum.
OF_ONE_EVENT = frozenset({"death", "health", "money"})


def credit(drafts: list[Draft], at: int, *told: tuple[Frame, Person | None]) -> None:
    """A draft that nobody said is what these said."""
    draft = drafts[at]
    if not draft.heard.frames:
        drafts[at] = replace(draft, heard=replace(draft.heard, frames=told, carried=True))


def credit_flat(drafts: list[Draft], begin: int, paragraph: int, told: tuple[Frame, Person]) -> None:
    """What a paragraph tells as plain fact of some weight, and the next one closes: "… | È quanto emerge da X.".

    Also a plan or a deed where it tells nothing else, or where the news came from an outlet.
    """
    inside = [at for at in range(begin, len(drafts)) if drafts[at].paragraph == paragraph]
    alone = len(inside) == 1 or told[1].cls == "outlet"
    flat = [at for at in inside if drafts[at].heard.reading.way == "asserted"]
    weighs = any(drafts[at].heard.reading.marks for at in flat)
    for at in inside:
        if (weighs and at in flat) or (alone and drafts[at].heard.reading.way in DEEDS):
            credit(drafts, at, told)


def own_deed(draft: Draft, begin: int) -> bool:
    """ "La conferma arriva dalla Questura, | che ha chiuso la sala": behind a formula that begins here, its own act."""
    return draft.span[0] >= begin and draft.heard.reading.way in DEEDS


def credit_cited(drafts: list[Draft], paragraph: int, outlet: str, deeper: tuple[Frame, Person]) -> None:
    """What an outlet told before is from those it cites: "The newspaper cites two people who were there"."""
    for at in range(len(drafts) - 1, -1, -1):
        draft = drafts[at]
        if draft.paragraph < paragraph - OUTLET_REACH:
            return
        told = [who for _, who in draft.heard.frames if who is not None]
        if [who.cls for who in told] == ["outlet"] and told[0].key == outlet:
            heard = replace(draft.heard, frames=(*draft.heard.frames, deeper))
            drafts[at] = replace(draft, heard=heard)


def own_word(told: tuple[Frame, Person | None], reading: Reading) -> bool:
    """Whether an office tells of what it did; not "Le parquet aurait ouvert une enquête", which is only heard of it."""
    frame, who = told
    stays = frame.first == frame.last and who is not None and who.cls == "official"
    forms = {mood.form for mood in reading.moods if mood.reading == "reportative"}
    indirect = bool(forms) and forms <= {"konjunktiv1", "konjunktiv2"}
    return not stays or "reportative" not in reading.marks or indirect


def mark_told(drafts: list[Draft], paragraph: int, mark: str, cue: Span, relays: Sequence[Person]) -> None:
    """What was told in this paragraph, or in the one before a sentence that opens one, is unverified, or repeated."""
    told_in = max((draft.paragraph for draft in drafts[-1:]), default=paragraph)
    alone = told_in == paragraph - 1
    for at in range(len(drafts) - 1, -1, -1):
        draft = drafts[at]
        if draft.paragraph != told_in or not (alone or told_in == paragraph):
            return
        if alone and not draft.heard.frames:
            continue  # what the article itself tells there was not claimed by anybody
        reading = replace(draft.heard.reading, marks={**draft.heard.reading.marks, mark: [cue]})
        frames = (*draft.heard.frames, *_relayed(draft, relays, cue))
        drafts[at] = replace(draft, heard=replace(draft.heard, reading=reading, frames=frames))


def _relayed(draft: Draft, relays: Sequence[Person], cue: Span) -> list[tuple[Frame, Person]]:
    """Outlets through which what an outlet told is known, too: one path, which ends at its root."""
    told = [who for _, who in draft.heard.frames if who is not None]
    if not any(who.cls == "outlet" for who in told) or any(who.cls not in RELAYED for who in told):
        return []
    frame = replace(draft.heard.frames[0][0], first=0, last=0, cue=cue, stance="affirms", behind=None)
    return [(frame, who) for who in relays if all(who.key != other.key for other in told)]


def source_lead(drafts: list[Draft]) -> None:
    """A lead without a source takes that of the next sentence, where both tell of the same dead or the same sum.

    "If the body sources the event, headline and lead take that source; details do not source it"
    (docs/sourcing.md).
    """
    lead = [at for at, draft in enumerate(drafts) if not draft.head][:2]
    if len(lead) < 2:
        return
    first, after = (drafts[at].heard for at in lead)
    if "reportative" in first.reading.marks or not after.frames:
        return
    frame, who = after.frames[0]
    shared = first.reading.marks.keys() & after.reading.marks.keys()
    if who is not None and who.cls in DOERS and frame.stance != "denies" and not shared.isdisjoint(OF_ONE_EVENT):
        credit(drafts, lead[0], *after.frames)
