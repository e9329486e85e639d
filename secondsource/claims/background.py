"""What is told as background: old, lasting, or said in passing (docs/sourcing.md, "Rulings")."""

from __future__ import annotations

import re

from secondsource.claims.statement import NEAR
from secondsource.clauses.acting import will
from secondsource.clauses.clause import Clause
from secondsource.clauses.dates import YEAR, is_year
from secondsource.record import record
from secondsource.text.words import Words

#: Marks of a claim that is told as background only where something says that it is old.
GRAVE = frozenset({"death", "health", "war", "violence"})
#: What tells of a day or a while.
OF_A_TIME = frozenset({"time", "month", "weekday", "ago", "time_unit"})
#: A figure of a thousand and more.
THOUSANDS = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+|\d{4,}")
#: What does not grow old in "years later".
FRESH = frozenset({*GRAVE, "cause", "money", "number"})


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
    def places(self) -> list[int]:
        return self.clause.places

    @property
    def fatal(self) -> bool:
        return "accusation" in self.marks or "death" in self.marks

    @property
    def grave(self) -> bool:
        return not self.marks.isdisjoint(GRAVE) or "event" in self.tags


def of_old_date(t: Told) -> bool:
    if not t.old or "accusation" in t.marks or _beats(t) or _unheard_of(t) or _on_day(t):
        return False
    if will(t.words, t.clause):
        return False
    today = "since" in t.clause.begins or _is(t)  # "the youngest since 1988", "is the oldest"
    fresh = "superlative" in t.marks or "market" in t.tags  # not "In 2017 they found the oldest bones"
    return not (today and fresh)


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
    return t.clause.relative and verb >= 0 and "violence" in words.begins[verb]


def in_passing(t: Told) -> bool:
    """A relative clause that tells of no event, and accuses nobody by its verb."""
    if not t.clause.relative or "event" in t.tags or "death" in t.marks:
        return False
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
    return any(_opens_time(t, at) for at in t.places)


def _opens_time(t: Told, at: int) -> bool:
    """Whether a "since" is one: "dal 3 luglio", not "condannato dal tribunale"."""
    words, begins = t.words, t.words.begins[at]
    follows = min(at + 1, t.clause.last - 1)
    times = words.low[follows][0].isdigit() or bool(words.tags[follows] & {"time", "month", "number_word"})
    return "since" in begins and ("by" not in begins or times)


def known(t: Told) -> bool:
    """What is of an earlier year, of history, a habit, or since years; not harm of this week."""
    told = t.words.tags[t.clause.verb] if t.clause.verb >= 0 else t.tags
    fresh = "weekday" in t.tags or not t.marks.isdisjoint(("death", "violence", "money"))  # "spararono sui fedeli"
    remote = "remote" in told and "not_remote" not in told
    remote = remote and (not fresh or any(is_year(t.words, at) for at in t.places))
    habit = "background_adv" in t.tags and t.marks.isdisjoint(("violence", "money"))  # "Ogni anno nasconde 3 milioni"
    later = "years_later" in t.tags and t.marks.isdisjoint(FRESH)
    past = t.old or remote or habit or later or "past" in t.tags or _since(t)
    # "Two were hurt on Monday at the theatre, closed since 2016": harm of this week
    return past and not (_on_day(t) and ("crews" in t.tags or not t.marks.isdisjoint(GRAVE)))


def _on_day(t: Told) -> bool:
    """ "decided on Monday"; not "on Sunday, 7 May 2015"."""
    last = t.clause.last
    days = [at for at in t.places if "weekday" in t.words.tags[at]]
    return any(not any(is_year(t.words, i) for i in range(at, min(at + NEAR, last))) for at in days)


def _since(t: Told) -> bool:
    """ "dal 2009", "seit zehn Jahren": for years; not "seit Mittwoch"."""
    words, last = t.words, t.clause.last
    return any(
        YEAR.fullmatch(words.low[i].rstrip(".")) or "long_time" in words.tags[i]
        for at in t.places
        if _opens_time(t, at)
        for i in range(at + 1, min(at + NEAR, last))
    )


def before_that(t: Told) -> bool:
    """The pluperfect of what was long before the story, by a date, a relative clause, or its place in the article."""
    earned = {"money", "number"} <= t.marks and "earned" in t.clause.begins  # "had lost 30 million"
    long_ago = late(t) or earned or "long_time" in t.tags
    dated = t.clause.relative or not t.tags.isdisjoint(("month", "ago"))
    return (dated or (long_ago and t.marks.isdisjoint(GRAVE))) and _pluperfect(t)


def late(t: Told) -> bool:
    """Whether a clause stands in the last third of the article, where the background does."""
    return 3 * t.words.start[t.clause.first] > 2 * len(t.words.text)


def _pluperfect(t: Told) -> bool:
    words, end = t.words, t.clause.last - 1
    had = next((at for at in t.places if "pluperfect" in words.begins[at]), -1)
    if not words.capital_nouns:
        if had < 0 and t.tags & {"month", "ago"}:  # "Ad agosto era annegato un turista"
            had = next((at for at in t.places if "pluperfect_be" in words.tags[at]), -1)
        return had >= 0 and any("participle" in words.tags[at] for at in t.places if at > had)
    dated = "participle" in words.tags[end] and "month" in t.tags  # "Im März war ein Mann ertrunken"
    if dated or {"participle", "passive"} <= words.tags[end]:  # "waren angegriffen worden"
        return had >= 0 or any({"past_fin", "stable"} <= words.tags[at] for at in t.places)
    if had == end:
        return "participle" in words.tags[end - 1]  # "der sie getötet hatte"
    return had >= 0 and not words.capital(end)  # the verb stands last, known to us or not
