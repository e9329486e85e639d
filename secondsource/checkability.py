"""What kind of statement a clause is: a claim and of which sort, or none and why not.

The definition decides (docs/sourcing.md); where it is silent, docs/reading.md says what we chose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from secondsource.clauses import Clause
from secondsource.frames import Sentence, finite
from secondsource.lexicon import Lexicon
from secondsource.model import Span
from secondsource.mood import Mood, moods
from secondsource.words import Words

NUMBER = re.compile(r"\d+(?:[.,’' ]\d+)*")
YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")
#: Tags that are also marks, as they stand.
PLAIN = (
    "accusation", "superlative", "cause", "legal", "death", "health", "operation",
    "election", "war", "violence", "money", "policy", "sport",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """`nothing`: why it is no claim, "" where it is one. `way`: how it is told, for a claim without a cue."""

    clause: Clause
    nothing: str = ""
    way: str = "asserted"  # asserted | background | public-act | own-plan | public-record
    marks: dict[str, list[Span]] = field(default_factory=dict)
    moods: tuple[Mood, ...] = ()


def read_clause(
    s: Sentence, clause: Clause, lexicon: Lexicon, *, cued: bool, head: bool, published_year: int | None
) -> Reading:
    """How one clause is to be taken. `cued`: a source is named for it; `head`: it stands in the headline lines."""
    words = s.words
    marks = _marks(words, clause)
    found = moods(words, clause.first, clause.last, lexicon)
    hearsay = [m for m in found if m.reading == "reportative"]
    if hearsay:
        marks["reportative"] = [words.span(m.first, m.last) for m in hearsay]
    nothing = _nothing(s, clause, found, marks, cued=cued, head=head)
    if nothing:
        return Reading(clause, nothing, marks=marks, moods=found)
    way = "asserted"
    if not hearsay and "hedge" not in marks:
        way = _way(s, clause, marks, published_year)
    return Reading(clause, "", way, marks, found)


def tagged(words: Words, clause: Clause, tag: str) -> list[Span]:
    """The spans of the words and phrases of a clause that carry a tag."""
    found = []
    for at in range(clause.first, clause.last):
        end = words.end_of(at, tag)
        if at < end <= clause.last:
            found.append(words.span(at, end))
    return found


def _marks(words: Words, clause: Clause) -> dict[str, list[Span]]:
    marks: dict[str, list[Span]] = {}
    for tag in PLAIN:
        if found := tagged(words, clause, tag):
            marks[tag] = found
    if "superlative" in marks:
        excluded = tagged(words, clause, "not_superlative")
        marks["superlative"] = [x for x in marks["superlative"] if not any(a <= x[0] < b for a, b in excluded)]
        if not marks["superlative"]:
            del marks["superlative"]
    if numbers := _numbers(words, clause):
        marks["number"] = numbers
    if found := tagged(words, clause, "hearsay"):
        marks["reportative"] = found
    if found := tagged(words, clause, "hedge"):
        marks["hedge"] = found
    if found := tagged(words, clause, "unverifiable"):
        marks["unverifiable"] = found
    return marks


def _numbers(words: Words, clause: Clause) -> list[Span]:
    """Figures that count or measure: no years, no dates, no times of day, no ages, no small counts in words."""
    found = []
    for at in range(clause.first, clause.last):
        low = words.low[at]
        after = words.tags[at + 1] if at + 1 < clause.last else frozenset()
        before = words.tags[at - 1] if at > clause.first else frozenset()
        if low[0].isdigit():
            if YEAR.fullmatch(low) or after & {"month"} or before & {"month"} or ":" in low or low.endswith("."):
                continue
            found.append(words.span(at, at + 1))
        elif "number_word" in words.tags[at] and not after & {"time", "month"} and "det" not in before:
            found.append(words.span(at, at + 1))
    return found


def _nothing(
    s: Sentence, clause: Clause, found: tuple[Mood, ...], marks: dict[str, list[Span]], *, cued: bool, head: bool
) -> str:
    words, first, last = s.words, clause.first, clause.last
    tags = {tag for at in range(first, last) for tag in words.tags[at]}
    verb = any(finite(words, at) or words.tags[at] & {"act", "event", "say"} for at in range(first, last))
    specific = bool(marks.keys() & {"number", "accusation", "superlative", "death"})
    if (last < s.last + 1 and words.low[min(last, s.last - 1)] == "?") or (words.low[s.last - 1] == "?" and not cued):
        return "question"
    if not verb and not head and not specific:
        return "no statement"
    if words.tags[first] & {"if"} and not cued:
        return "hypothesis"
    if tags & {"hope"} and tags & {"first_person"}:
        return "wish"
    if "should" in tags and not marks.keys() & {"number", "accusation"}:
        return "opinion"
    quoted = s.inside(first)
    if "opinion" in tags and not specific and (quoted or cued or not tags & {"event"}):
        return "opinion"
    if any(m.reading == "hedge" for m in found) or "could" in tags:
        return "forecast"
    if "forecast" in tags and not _dated(words, clause):
        return "forecast"
    if quoted and tags & {"first_person"} and not specific and tags & {"view", "hope", "opinion"}:
        return "opinion"
    return ""


def _dated(words: Words, clause: Clause) -> bool:
    return any(
        words.tags[at] & {"month", "time"} or YEAR.fullmatch(words.low[at]) for at in range(clause.first, clause.last)
    )


def _way(s: Sentence, clause: Clause, marks: dict[str, list[Span]], published_year: int | None) -> str:
    words, first, last = s.words, clause.first, clause.last
    tags = {tag for at in range(first, last) for tag in words.tags[at]}
    tags |= {tag for at in range(first, last) for tag, end in words.phrases.get(at, ()) if end <= last}
    heavy = marks.keys() & {"accusation", "superlative"}
    if ("trial" in tags and not heavy) or (
        "record" in tags and "number" in marks and not marks.keys() & {"accusation", "death"}
    ):
        return "public-record"
    if _own_act(words, clause) and not marks.keys() & {"accusation", "operation", "death"}:
        return "own-plan" if "plan" in tags else "public-act"
    if heavy:
        return "asserted"
    if (
        clause.relative
        or _old(words, clause, published_year)
        or tags & {"past", "background_adv", "since", "pluperfect"}
    ):
        return "background"
    if not marks.keys() & {"number", "death", "cause"} and "event" not in tags and "stable" in tags:
        return "background"
    return "asserted"


def _old(words: Words, clause: Clause, published_year: int | None) -> bool:
    years = [int(words.low[at]) for at in range(clause.first, clause.last) if YEAR.fullmatch(words.low[at])]
    return bool(years) and published_year is not None and max(years) < published_year


def _own_act(words: Words, clause: Clause) -> bool:
    """An actor, then the verb of a public act: "der Bundesrat ernannte …"."""
    actor = False
    for at in range(clause.first, clause.last):
        tags = words.tags[at]
        if "act" in tags and actor and not words.capital(at):
            before = words.tags[at - 1]
            return not before & {"det", "adp"} and not (
                "passive" in before and "fin" in before and "have" not in before and _passive(words, at)
            )
        actor = (
            actor
            or bool(tags & {"inst", "official", "party", "outlet", "role", "agency"})
            or (words.capital(at) and not tags & {"det", "pron", "adp", "time", "adverb"})
        )
    return False


def _passive(words: Words, at: int) -> bool:
    return "passive" in words.tags[at - 1]
