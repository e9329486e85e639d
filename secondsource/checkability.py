"""What kind of statement a clause is: a claim and of which sort, or none and why not.

The definition decides (docs/sourcing.md); where it is silent, docs/reading.md says what we chose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from secondsource.clauses import Clause
from secondsource.lexicon import Lexicon
from secondsource.model import Span
from secondsource.mood import Mood, moods
from secondsource.phrases import Sentence, finite
from secondsource.words import Words

NUMBER = re.compile(r"\d[\d.,’']*%?$")
VERBAL = frozenset({"act", "event", "say", "view", "deny", "confirm"})
YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")
DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?$|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?$")
ACTORS = frozenset({"inst", "official", "party", "outlet", "role", "agency", "country"})
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
    published_year: int | None,
    show: bool = False,
) -> Reading:
    """How one clause is to be taken.

    `cued`: a source is named for it; `head`: it stands in the headline lines; `show`: the article is about a show.
    """
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
    if not marks.keys() & {"reportative", "hedge"}:
        way = _way(s, clause, marks, published_year)
        if show and way == "asserted" and not marks.keys() & {"legal", "money", "policy"}:
            way = "public-record"
    return Reading(clause, "", way, marks, found)


def _tagged(words: Words, clause: Clause) -> dict[str, list[Span]]:
    """The spans of the words and phrases of a clause, by the tags that are looked for."""
    found: dict[str, list[Span]] = {}
    for at in range(clause.first, clause.last):
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
    for at in range(clause.first, clause.last):
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
    tags = {tag for at in range(first, last) for tag in words.tags[at]}
    verb = next((at for at in range(first, last) if finite(words, at) or words.tags[at] & VERBAL), -1)
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
    planned = _planned(words, clause) or (cued and "plan" in main)
    if main & {"forecast"} and not _dated(words, clause) and not planned:
        return "forecast"
    return ""


def _only_when(words: Words, clause: Clause) -> bool:
    """ "Two years ago": nothing but a time."""
    said = {"det", "adp", "conj", "pron", "fin", "time", "number_word", "adverb", "month", "demonstrative"}
    verbs = {"sure", "verbal", "nominal"}
    rest = [
        at
        for at in range(clause.first, clause.last)
        if words.low[at].isalpha() and (not words.tags[at] & said or words.tags[at] & verbs)
    ]
    when = any(words.tags[at] & {"time", "month", "number_word"} for at in range(clause.first, clause.last))
    short = clause.last - clause.first <= FRAGMENT + 2
    return when and short and len([at for at in rest if len(words.low[at]) > 1]) <= 1


def _planned(words: Words, clause: Clause) -> bool:
    """ "The department will look into it": who can decide it, or speaks of himself, and a verb of plans."""
    opening = range(clause.first, min(clause.first + 5, clause.last))
    able = any(words.tags[at] & {"inst", "official", "party", "first_person", "pron"} for at in opening)
    return able and any("plan" in words.tags[at] for at in range(clause.first, clause.last))


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
    judged = [at for at in range(clause.first, clause.last) if "opinion" in words.tags[at]]
    return any(words.tags[i] & {"passive", "present"} for at in judged for i in range(max(clause.first, at - 3), at))


def _dated(words: Words, clause: Clause) -> bool:
    return any(
        words.tags[at] & {"month", "time"} or YEAR.fullmatch(words.low[at]) for at in range(clause.first, clause.last)
    )


def _way(s: Sentence, clause: Clause, marks: dict[str, list[Span]], published_year: int | None) -> str:
    words, first, last = s.words, clause.first, clause.last
    tags = {tag for at in range(first, last) for tag in words.tags[at]}
    tags |= {tag for at in range(first, last) for tag, end in words.phrases.get(at, ()) if end <= last}
    heavy = marks.keys() & {"accusation", "superlative"}
    fatal = marks.keys() & {"accusation", "death"}
    if "public_event" in tags and not fatal and "number" not in marks:
        return "public-record"
    if "trial" in tags or ("record" in tags and "number" in marks and not fatal):
        return "public-record"
    if _old(words, clause, published_year) and "accusation" not in marks:
        return "background"
    if _main_verb_is(words, clause, "view") or (_main_verb_is(words, clause, "say") and not heavy):
        return "public-act"
    if {"forecast", "plan"} & tags and _planned(words, clause) and not fatal:
        return "own-plan"
    if _own_act(words, clause) and not fatal and "operation" not in marks:
        return "own-plan" if "plan" in tags else "public-act"
    if clause.relative and "event" not in tags and "death" not in marks:
        return "background"
    if heavy:
        return "asserted"
    grave = marks.keys() & {"death", "health", "war", "violence"} or "event" in tags
    if clause.relative and not grave:
        return "background"
    if _old(words, clause, published_year) or tags & {"past", "background_adv", "since"}:
        return "background"
    if "pluperfect" in tags and not grave:
        return "background"
    if "death" not in marks and _defines(words, clause):
        return "background"
    if not marks.keys() & {"number", "death", "cause"} and "event" not in tags and _describes(words, clause):
        return "background"
    if "death" not in marks and _is_general(words, clause, tags):
        return "background"
    return "asserted"


def _is_general(words: Words, clause: Clause, tags: set[str]) -> bool:
    """What holds always: the present tense without a date, a name or a figure."""
    if (
        words.capital_nouns
        or not tags & {"present", "modal_aux"}
        or tags & {"time", "month", "first_person", "participle"}
    ):
        return False
    return not any(
        words.low[at][0].isdigit() or (words.capital(at) and at > clause.first + 1)
        for at in range(clause.first, clause.last)
    )


def _defines(words: Words, clause: Clause) -> bool:
    """ "Skerrow is an island of 3,200 people": what something is, said of a name."""
    for at in range(clause.first + 1, min(clause.first + 6, clause.last - 1)):
        if "present" in words.tags[at]:
            named = words.capital(clause.first) and not words.tags[clause.first] & {"pron", "demonstrative", "det"}
            return named and "indef" in words.tags[at + 1]
    return False


def _describes(words: Words, clause: Clause) -> bool:
    """The present tense of what is, and no passive: "X is the head of Y"."""
    if words.tags[clause.first] & {"pron", "demonstrative"} and "det" not in words.tags[clause.first]:
        return False
    for at in range(clause.first, clause.last):
        if "present" in words.tags[at]:
            after = range(at + 1, min(at + 4, clause.last))
            return not any("participle" in words.tags[i] for i in after)
    return False


def _main_verb_is(words: Words, clause: Clause, tag: str) -> bool:
    """Whether the first verb of the clause, or the participle that goes with it, has a tag."""
    for at in range(clause.first, clause.last):
        if tag in words.tags[at] and not words.capital(at):
            return "weak" not in words.tags[at]
        if words.tags[at] & VERBAL and not words.capital(at) and "det" not in words.tags[max(0, at - 1)]:
            return False
    return False


def _old(words: Words, clause: Clause, published_year: int | None) -> bool:
    years = [int(words.low[at]) for at in range(clause.first, clause.last) if YEAR.fullmatch(words.low[at])]
    return bool(years) and published_year is not None and max(years) < published_year


def _own_act(words: Words, clause: Clause) -> bool:
    """An actor, then the verb of a public act: "der Bundesrat ernannte …". In the passive nobody acts."""
    actor = False
    for at in range(clause.first, clause.last):
        tags = words.tags[at]
        if "act" in tags and actor and not words.capital(at):
            noun = words.tags[at - 1] & {"det", "adp"}
            passive = "passive" in words.tags[at - 1] and bool(tags & {"participle", "fin_suffix"})
            return not noun and not passive
        name = words.capital(at) and not tags & {"det", "pron", "adp", "time", "adverb"}
        actor = actor or name or bool(tags & ACTORS)
    return False
