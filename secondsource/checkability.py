"""What kind of statement a clause is: a claim and of which sort, or none and why not.

The definition decides (docs/sourcing.md); where it is silent, docs/reading.md says what we chose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from secondsource.clauses import Clause
from secondsource.dates import YEAR, Moment
from secondsource.lexicon import Lexicon
from secondsource.model import Span
from secondsource.mood import Mood, moods
from secondsource.phrases import Sentence, finite
from secondsource.telling import VERBAL, planned, way_of
from secondsource.words import Words

NUMBER = re.compile(r"\d[\d.,’']*%?$")
DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?$|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?$")
#: A clause without a verb that is no longer than this says nothing.
FRAGMENT = 5
#: Tags that are also marks, as they stand.
PLAIN = (
    "accusation", "superlative", "cause", "legal", "death", "health", "operation",
    "election", "war", "violence", "money", "policy", "sport",
)  # fmt: skip
WANTED = frozenset(PLAIN) | {"not_superlative", "hearsay", "hedge", "unverifiable", "relayed"}


@dataclass(frozen=True, slots=True)
class Reading:
    """`nothing`: why it is no claim, "" where it is one. `way`: how it is told, for a claim without a cue."""

    clause: Clause
    nothing: str = ""
    way: str = "asserted"  # asserted | background | public-act | own-plan | public-record
    marks: dict[str, list[Span]] = field(default_factory=dict)
    moods: tuple[Mood, ...] = ()


#: So many words of culture and sport, and such a share of all words: the outlet is there itself, and tells what it saw.
SHOW_WORDS, SHOW_SHARE = 6, 0.018


def is_show(words: Words) -> bool:
    """Whether an article is about a public show: a match, a festival, a concert."""
    count = sum(1 for tags in words.tags if tags & {"culture", "sport"})
    return count >= SHOW_WORDS and count >= SHOW_SHARE * len(words)


def read_clause(
    s: Sentence,
    clause: Clause,
    lexicon: Lexicon,
    *,
    cued: bool,
    head: bool,
    now: Moment,
    show: bool = False,
) -> Reading:
    """How one clause is to be taken.

    `cued`: a source is named for it; `head`: it stands in the headline lines; `show`: the article is about a show.
    """
    words = s.words
    marks = _marks(words, clause)
    inside = clause.places
    found = tuple(m for m in moods(words, clause.first, clause.last, lexicon) if m.first in inside)
    hearsay = [m for m in found if m.reading == "reportative"]
    if hearsay:
        marks["reportative"] = [words.span(m.first, m.last) for m in hearsay]
    nothing = _nothing(s, clause, found, marks, cued=cued, head=head)
    if nothing:
        return Reading(clause, nothing, marks=marks, moods=found)
    way = "asserted"
    if not marks.keys() & {"reportative", "hedge"}:
        way = way_of(words, clause, frozenset(marks), now, show)
    return Reading(clause, "", way, marks, found)


def _tagged(words: Words, clause: Clause) -> dict[str, list[Span]]:
    """The spans of the words and phrases of a clause, by the tags that are looked for."""
    found: dict[str, list[Span]] = {}
    for at in clause.places:
        for tag in sorted(words.tags[at] & WANTED):
            found.setdefault(tag, []).append(words.span(at, at + 1))
        for tag, end in words.phrases.get(at, ()):
            if tag in WANTED and end <= clause.last:
                found.setdefault(tag, []).append(words.span(at, end))
    return found


def _marks(words: Words, clause: Clause) -> dict[str, list[Span]]:
    marks = _tagged(words, clause)
    excluded = marks.pop("not_superlative", [])
    if excluded and "superlative" in marks:
        kept = [x for x in marks["superlative"] if not any(a <= x[0] < b for a, b in excluded)]
        marks["superlative"] = kept
        if not kept:
            del marks["superlative"]
    if numbers := _numbers(words, clause):
        marks["number"] = numbers
    if hearsay := marks.pop("hearsay", None):
        marks["reportative"] = hearsay
    return marks


def _numbers(words: Words, clause: Clause) -> list[Span]:
    """Figures that count or measure: no years, no dates, no times of day, no ages, no small counts in words."""
    found = []
    for at in clause.places:
        low = words.low[at]
        after = words.tags[at + 1] if at + 1 < clause.last else frozenset()
        before = words.tags[at - 1] if at > clause.first else frozenset()
        if low[0].isdigit():
            if (
                not NUMBER.match(low)
                or YEAR.match(low)
                or DATE.match(low)
                or (after | before) & {"month"}
                or ":" in low
                or low.endswith(".")
            ):
                continue
            found.append(words.span(at, at + 1))
        elif "number_word" in words.tags[at] and not after & {"time", "month"} and "det" not in before:
            found.append(words.span(at, at + 1))
    return found


def _nothing(
    s: Sentence, clause: Clause, found: tuple[Mood, ...], marks: dict[str, list[Span]], *, cued: bool, head: bool
) -> str:
    """Why a clause is no claim; "" where it is one."""
    words, first, last = s.words, clause.first, clause.last
    tags = {tag for at in clause.places for tag in words.tags[at]}
    verb = next((at for at in clause.places if finite(words, at) or words.tags[at] & VERBAL), -1)
    specific = bool(marks.keys() & {"number", "accusation", "death"})
    if words.low[min(last, s.last - 1)] == "?" or (words.low[s.last - 1] == "?" and not cued):
        return "question"
    if "relayed" in marks:
        return "relayed"
    if verb < 0 and not head and not _full(s, clause) and not (specific and last - first > FRAGMENT):
        return "no statement"
    if not head and _only_when(words, clause):
        return "no statement"
    main = words.tags[verb] if verb >= 0 else frozenset()
    if "unverifiable" in marks and not specific:
        return "unverified"
    if (
        (not cued or clause.relative)
        and not head
        and "refers" in tags
        and tags & {"outlet", "anon", "pron", "agency", "named_outlet"}
    ):
        return "source statement"
    if s.inside(first) and "untrue" in tags and (marks.keys() & {"accusation"} or "demonstrative" in words.tags[first]):
        return "denial"
    if not cued and not head and "say" in main and not main & {"weak", "act", "view"} and last - first <= FRAGMENT:
        return "source statement"
    if ("if" in words.tags[first] and not specific) or any(m.reading == "other" and m.form != "soll" for m in found):
        return "hypothesis"
    if "hope" in tags and "first_person" in tags:
        return "wish"
    if "should" in tags and not marks.keys() & {"number", "accusation"}:
        return "opinion"
    if _is_opinion(s, clause, tags, specific, cued):
        return "opinion"
    if main & {"could"} or any(m.reading == "hedge" and m.first <= verb for m in found):
        return "forecast"
    own_plan = planned(words, clause) or (cued and "plan" in main)
    if main & {"forecast"} and not _dated(words, clause) and not own_plan:
        return "forecast"
    return ""


def _only_when(words: Words, clause: Clause) -> bool:
    """ "Two years ago": nothing but a time."""
    said = {"det", "adp", "conj", "pron", "fin", "time", "number_word", "adverb", "month", "demonstrative"}
    verbs = {"sure", "verbal", "nominal"}
    rest = [
        at for at in clause.places if words.low[at].isalpha() and (not words.tags[at] & said or words.tags[at] & verbs)
    ]
    when = any(words.tags[at] & {"time", "month", "number_word"} for at in clause.places)
    short = clause.last - clause.first <= FRAGMENT + 2
    return when and short and len([at for at in rest if len(words.low[at]) > 1]) <= 1


def _full(s: Sentence, clause: Clause) -> bool:
    """A whole sentence, or what is left of one beside its source: it has a verb, known to us or not."""
    return clause.last - clause.first > FRAGMENT and s.words.low[s.last - 1][0] in ".!" and clause.last >= s.last - 2


def _is_opinion(s: Sentence, clause: Clause, tags: set[str], specific: bool, cued: bool) -> bool:
    """Whether a clause says what somebody thinks of things: in quotes all that is not a fact on its face."""
    if specific:
        return False
    words = s.words
    if s.inside(clause.first):
        told = tags & {"event", "act", "time", "health", "war", "violence"}
        past = tags & {"participle", "fin_suffix"} and "demonstrative" not in words.tags[clause.first]
        planned = {"first_person", "plan"} <= tags or "past_fin" in tags
        return "opinion" in tags or "hope" in tags or not (told or past or planned)
    if cued:
        return "opinion" in tags
    judged = [at for at in clause.places if "opinion" in words.tags[at]]
    return any(words.tags[i] & {"passive", "present"} for at in judged for i in range(max(clause.first, at - 3), at))


def _dated(words: Words, clause: Clause) -> bool:
    return any(words.tags[at] & {"month", "time"} or YEAR.fullmatch(words.low[at]) for at in clause.places)
