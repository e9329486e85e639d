"""What is told as background: old, lasting, or said in passing (docs/sourcing.md, "Rulings")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from secondsource.clauses.acting import will
from secondsource.clauses.clause import Clause
from secondsource.clauses.dates import YEAR
from secondsource.record import record
from secondsource.text.words import Words

KIND = 3  # so many words before the verb, a kind of thing is named
#: What is no present tense of what is so always, and words that tell of a day.
NO_RULE = frozenset({"past_fin", "fin_suffix", "preterite", "future", "pluperfect", "conditional", "konjunktiv1"})
OF_DAYS = frozenset({"time", "month", "first_person", "demonstrative"})
#: Marks of a claim that is told as background only where something says that it is old.
GRAVE = frozenset({"death", "health", "war", "violence"})
#: What tells of a day or a while; a figure of a thousand and more; what does not grow old in "years later".
OF_A_TIME = frozenset({"time", "month", "weekday", "ago", "time_unit"})
THOUSANDS = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+|\d{4,}")
FRESH = frozenset({*GRAVE, "cause", "money", "number"})
SPAN = 5  # words from "since" to what says how long


@record(frozen=True, slots=True)
class Told:
    """A clause as the rules below see it. `tags`: of its words and phrases; `marks`: what it is about."""

    words: Words
    clause: Clause
    marks: frozenset[str]
    tags: frozenset[str]
    show: bool
    old: bool  # says that what it tells is of an earlier year or month than the article

    @property
    def places(self) -> Sequence[int]:
        return self.clause.places

    @property
    def fatal(self) -> bool:
        return "accusation" in self.marks or "death" in self.marks

    @property
    def grave(self) -> bool:
        return not self.marks.isdisjoint(GRAVE) or "event" in self.tags


def of_old_date(t: Told) -> bool:
    ahead = will(t.words, t.clause) or (t.clause.verb >= 0 and "plan" in t.words.tags[t.clause.verb])
    if not t.old or ahead or "accusation" in t.marks or _beats(t) or _unheard_of(t) or _this_week(t):
        return False
    today = "since" in t.clause.begins or _is(t)  # "the youngest since 1988", "is the oldest"
    return "superlative" not in t.marks or not today  # "In 2017 they found the oldest bones"


def _is(t: Told) -> bool:
    """Whether a present tense says what is, and helps no participle: not "è scoppiata"."""
    tags, last = t.words.tags, t.clause.last - 1
    return any("present" in tags[at] and "participle" not in tags[min(at + 1, last)] for at in t.places)


def of_war(t: Told) -> bool:
    """ "The conflict has killed 40,000 people": what a war or an epidemic has done as a whole, at no time."""
    words, first = t.words, t.clause.first
    opens = range(first + 1, min(first + 3, t.clause.last)) if words.tags[first] & {"det", "indef"} == {"det"} else ()
    told = any("lasting" in words.tags[at] for at in opens) and t.tags.isdisjoint(OF_A_TIME)
    told = told and t.marks & {"death", "accusation", "superlative"} == {"death"}
    return told and any("thousands" in words.tags[at] or THOUSANDS.fullmatch(words.low[at]) for at in t.places)


def _beats(t: Told) -> bool:
    """ "The actress, who beat her assistant in 2022": whom a clause tells of does violence."""
    words, verb = t.words, t.clause.verb
    return t.clause.relative and verb >= 0 and "violence" in words.begins[verb] and "passive" not in words.tags[verb]


def in_passing(t: Told) -> bool:
    """A relative clause that tells of no event, and accuses nobody by its verb."""
    if not t.clause.relative or "event" in t.tags or "death" in t.marks:
        return False
    if "accusation" not in t.marks:
        return True
    words, verbs = t.words, {"participle", "fin", "sure", "verbal"}
    accusing = [at for at in t.places if "accusation" in words.begins[at]]
    return not any(words.tags[at] & verbs or (words.capital_nouns and not words.capital(at)) for at in accusing)


def heavy(t: Told) -> bool:
    """Nothing below makes background of an accusation or of a superlative."""
    return bool(t.marks & {"accusation", "superlative"}) or _beats(t) or _unheard_of(t)


def _unheard_of(t: Told) -> bool:
    """ "Jamais le stade n'avait été aussi garni", "Nessuna italiana vinceva qui dal 2009": a superlative too."""
    never = "never" in t.words.tags[t.clause.first] or {"neg", "since"} <= t.clause.begins
    return never and not t.tags.isdisjoint(("pluperfect", "pluperfect_be", "imperfect"))


def lately(t: Told) -> bool:
    """ "est à l'arrêt depuis lundi", "have since instructed lawyers": what began with the story is news."""
    return "since" in t.clause.begins and not known(t) and any(_opens_time(t, at) for at in t.places)


def _opens_time(t: Told, at: int) -> bool:
    """Whether a "since" is one: "dal 3 luglio", not "condannato dal tribunale"."""
    words, begins = t.words, t.words.begins[at]
    follows = min(at + 1, t.clause.last - 1)
    times = words.low[follows][0].isdigit() or bool(words.tags[follows] & {"time", "month", "number_word"})
    return "since" in begins and ("by" not in begins or times)


def known(t: Told) -> bool:
    fresh = "weekday" in t.tags or not t.marks.isdisjoint(("death", "violence", "money"))  # "spararono sui fedeli"
    told = t.words.tags[t.clause.verb] if t.clause.verb >= 0 else t.tags
    dated = not fresh or any(YEAR.fullmatch(t.words.low[at]) for at in t.places)
    remote = "remote" in told and "not_remote" not in told and dated
    past = t.old or remote or t.tags & {"past", "background_adv"} or _since(t)
    return bool(past or ("years_later" in t.tags and t.marks.isdisjoint(FRESH))) and not _this_week(t)


def _this_week(t: Told) -> bool:
    """ "Two were hurt on Monday at the theatre, closed since 2016": harm of this week; not "on Sunday, 7 May 2015"."""
    low, last, harm = t.words.low, t.clause.last, "crews" in t.tags or not t.marks.isdisjoint(GRAVE)
    days = [at for at in t.places if "weekday" in t.words.tags[at]] if harm and "weekday" in t.tags else []
    return any(not any(YEAR.fullmatch(low[i]) for i in range(at, min(at + SPAN, last))) for at in days)


def _since(t: Told) -> bool:
    """ "dal 2009", "seit zehn Jahren": for years; not "seit Mittwoch"."""
    if "since" not in t.clause.begins:
        return False
    words, last = t.words, t.clause.last
    return any(
        YEAR.fullmatch(words.low[i].rstrip(".")) or "long_time" in words.tags[i]
        for at in t.places
        if _opens_time(t, at)
        for i in range(at + 1, min(at + SPAN, last))
    )


def before_that(t: Told) -> bool:
    """The pluperfect of what was long before the story, by a date, a relative clause, or its place in the article."""
    if t.clause.relative or not t.tags.isdisjoint(("month", "ago")):
        return _pluperfect(t)
    earned = {"money", "number"} <= t.marks and "earned" in t.clause.begins  # "had lost 30 million"
    long_ago = (late(t) or earned) and t.marks.isdisjoint(GRAVE)
    return (long_ago or ("long_time" in t.tags and not t.grave)) and _pluperfect(t)


def late(t: Told) -> bool:
    """Whether a clause stands in the last third of the article, where the background does."""
    return 3 * t.words.start[t.clause.first] > 2 * len(t.words.text)


def _pluperfect(t: Told) -> bool:
    words, end = t.words, t.clause.last - 1
    had = -1
    if "pluperfect" in t.clause.begins:
        had = next(at for at in t.places if "pluperfect" in words.begins[at])
    if not words.capital_nouns:
        if had < 0 and t.tags & {"month", "ago"}:  # "Ad agosto era annegato un turista"
            had = next((at for at in t.places if "pluperfect_be" in words.tags[at]), -1)
        return had >= 0 and any("participle" in words.tags[at] for at in t.places if at > had)
    if {"participle", "passive"} <= words.tags[end]:  # "waren angegriffen worden"
        return any({"past_fin", "stable"} <= words.tags[at] for at in t.places)
    if had == end:
        return "participle" in words.tags[end - 1]  # "der sie getötet hatte"
    return had >= 0 and not words.capital(end)  # the verb stands last, known to us or not


def defines(t: Told) -> bool:
    """ "Skerrow is an island of 3,200 people": what something is, said of a name."""
    if "death" in t.marks:
        return False
    words, clause = t.words, t.clause
    for at in range(clause.first + 1, min(clause.first + 6, clause.last - 1)):
        if "present" in words.tags[at]:
            named = words.capital(clause.first) and not words.tags[clause.first] & {"pron", "demonstrative", "det"}
            return named and "indef" in words.tags[at + 1]
    return False


def counts(t: Told) -> bool:
    """ "The firm employs 3,200 people", "has 12,000 members": a figure that is so for years, and can be looked up."""
    if t.marks & {"death", "health", "war", "violence", "cause"} or t.tags & {"month", "past_fin"}:
        return False
    verb = t.clause.verb
    if verb < 0 or "number" not in t.marks:
        return False
    own = t.words.tags[verb]
    return "counts" in own or ("stable" in own and "populace" in t.tags and not t.tags & {"event", "participle", "neg"})


def stands(t: Told) -> bool:
    """ "The reef lies 150 kilometres off Palawan": where something is."""
    words = t.words
    if not {"lies", "bearing"} <= t.clause.begins or "first_person" in t.tags:
        return False
    if t.marks & {"death", "violence"} or {"war", "number"} <= t.marks:
        return False
    return any("lies" in words.begins[at] and not words.tags[at] & {"past_fin", "participle"} for at in t.places)


def threatens(t: Told) -> bool:
    """ "Manslaughter carries a sentence of up to ten years": what the law has in store for a deed, whoever did it."""
    if not {"threatens", "penalty"} <= t.clause.begins or "past_fin" in t.tags:
        return False
    by_deed = any("gerund" in t.words.tags[at] for at in t.places if at > t.clause.verb)
    if by_deed or "cause" in t.marks or any(t.words.tags[at] >= {"passive", "participle"} for at in t.places):
        return False  # "faces a fine for dumping waste", "ont été punis"
    return any("threatens" in t.words.tags[at] for at in t.places)


def describes(t: Told) -> bool:
    """The present tense of what is, and no passive: "X is the head of Y"."""
    if t.marks & {"number", "death", "cause"} or "event" in t.tags:
        return False
    words, clause = t.words, t.clause
    if words.tags[clause.first] & {"pron", "demonstrative"} and "det" not in words.tags[clause.first]:
        return False
    for at in t.places if "present" in clause.tags else ():
        if "present" in words.tags[at]:
            after = range(at + 1, min(at + 4, clause.last))
            return not any("participle" in words.tags[i] and not words.tags[i] & {"det", "adp"} for i in after)
    return False


def is_general(t: Told) -> bool:
    """What holds always: the present tense without a date, a name or a figure."""
    words = t.words
    if "death" in t.marks or not t.tags & {"present", "modal_aux"}:
        return False
    able = "can" in t.tags and "money" not in t.marks
    if t.tags & {"time", "month", "first_person"} or (t.tags & {"participle", "event"} and not able):
        return False
    if words.capital_nouns:  # a name does not show
        return "can" in t.tags and not t.tags & {"demonstrative", "pron"} and "number" not in t.marks
    return not any(words.low[at][0].isdigit() or (words.capital(at) and at > t.clause.first + 1) for at in t.places)


#: Who acts now, and is no kind of thing that is so always.
THESE = frozenset(
    {"anon", "official", "party", "inst", "role", "crews", "outlet", "country", "expert", "kin", "private"}
)
GRAMMAR = frozenset({"det", "many", "number_word", "neg", "pron", "indef", "adp", "conj", "time"})


def generic(t: Told) -> bool:
    """ "Hospital ships are forbidden to carry munitions": all of a kind, always."""
    words, clause = t.words, t.clause
    verb, first = clause.verb, clause.first
    if (
        not words.head_last
        or t.fatal
        or t.marks & {"number", "money", "operation", "violence", "war"}
        or not t.tags.isdisjoint(OF_DAYS)
    ):
        return False
    if (
        not first < verb <= first + KIND
        or words.tags[verb] & NO_RULE
        or words.tags[verb].isdisjoint(("fin", "passive"))
    ):
        return False
    opens = words.tags[first]
    if words.tags[verb - 1] & THESE or opens & GRAMMAR or any(words.capital(at) for at in range(first + 1, verb)):
        return False
    follows = range(verb + 1, min(verb + 3, clause.last))
    ruled = "passive" not in words.tags[verb] or any("norm" in words.tags[at] for at in follows)  # no "are cancelled"
    return "plural" in words.tags[verb - 1] and ruled and "event" not in t.tags


#: What is no present tense that lasts: the past, what is to come or may be, auxiliaries, what needs another verb.
PASSING = frozenset(
    {"past_fin", "fin_suffix", "preterite", "future", "modal_aux", "pluperfect", "conditional", "konjunktiv1",
     "konjunktiv2", "passive", "stable", "participle", "demonstrative"}
)  # fmt: skip
#: Words of a clause that tell of a day, or point at somebody told of before.
OF_NOW = frozenset({"time", "month", "first_person", "participle"})


def lasts(t: Told) -> bool:
    """ "Auf Auktionen erzielen seine Bilder hohe Summen": what is so, without a figure, a date or an event.

    "`asserted` counts only when the claim is specific and consequential" (docs/sourcing.md).
    """
    words, clause = t.words, t.clause
    verb = clause.verb
    if t.fatal or t.grave or t.marks & {"number", "cause", "operation", "money"}:
        return False
    if verb < 0 or words.tags[verb] & PASSING or "fin" not in words.tags[verb]:
        return False
    opens = words.tags[clause.first]
    points = bool(opens & {"pron", "demonstrative"}) and "det" not in opens
    after = words.tags[min(verb + 1, clause.last - 1)]
    points = points or ("pron" in after and "impersonal_pron" not in after)  # "damit bezieht er sich auf"
    return not points and t.tags.isdisjoint(OF_NOW)
