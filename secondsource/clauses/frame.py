"""One attribution as it stands in the text."""

from __future__ import annotations

from secondsource.model import AttributionType, Span, Stance
from secondsource.record import record
from secondsource.sources.persons import Person
from secondsource.text.lexicon import Tags, union
from secondsource.text.words import Words


@record(frozen=True, slots=True)
class Frame:
    """Who says so, by which cue, and what it covers. Words as half-open ranges of the article's words."""

    first: int
    last: int
    cue: Span
    who: Person | None
    type: AttributionType
    stance: Stance
    reach: tuple[int, int]
    view: bool = False  # the verb says what somebody thinks or wants
    nominal: bool = False  # what is said is a noun phrase and not a clause
    closing: bool = False  # "That is what X reports.": covers the sentences before it
    aside: bool = False  # "…, which the rebels deny": what is denied stands right before it
    rebuts: bool = False  # what is said answers what others said: "countered", "dementierte: …"
    itself: Person | None = None  # "X is under attack, it said": whom a pronoun means where nobody spoke before
    behind: Frame | None = None  # "wie X unter Berufung auf Y berichtet": whom X has it from
    told: Person | None = None  # "two workers told the Courier": the outlet that it is known through
    deed: tuple[int, int] = (0, 0)  # "confirmed | the arrest |": the nouns, where only these are confirmed
    second: Person | None = None  # "the prosecutor and the family's lawyer": the other of two who say so
    void: bool = False  # "wrongly said", "said it and took it back": tells what was said, and nobody vouches for it


def cue_tags(words: Words, frame: Frame) -> Tags:
    """The tags of the words that a frame says it by: "police | believe", "Der WWF | kritisiert"."""
    first, last = words.words_in(frame.cue)
    return union(words.begins[first:last])
