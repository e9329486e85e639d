"""How a claim is told for which nobody is named: as fact, as background, as somebody's own public act, as on record.

The definition decides (docs/sourcing.md, "Rulings": background, public acts, legal status, passive and operations).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from secondsource.acting import acts, has_actor
from secondsource.clauses import Clause
from secondsource.dates import Moment, is_old
from secondsource.record import record
from secondsource.words import Words

#: Who has what to change: bodies and firms, no single person.
BODIES = frozenset({"inst", "official", "party", "outlet", "agency", "country", "firm"})
#: How a match ended.
SCORE = re.compile(r"\d{1,3}[:\-–]\d{1,3}")
#: Marks of a claim that is told as background only where something says that it is old.
#: So many words from a result to its figure.
FIGURE = 4
GRAVE = frozenset({"death", "health", "war", "violence"})


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


def way_of(words: Words, clause: Clause, tags: frozenset[str], marks: frozenset[str], now: Moment, show: bool) -> str:
    """asserted | background | public-act | own-plan | public-record, by the first rule of `WAYS` that holds.

    `tags`: of the words of the clause.
    """
    phrases = [
        tag for at in clause.places if at in words.phrases for tag, end in words.phrases[at] if end <= clause.last
    ]
    old = is_old(words, clause.places, now)
    told = Told(words, clause, marks, tags.union(phrases) if phrases else tags, show, old)
    for way, rule in WAYS:
        if rule(told):
            return way
    return "asserted"


def _public_event(t: Told) -> bool:
    """Many people saw it."""
    return not _brands(t) and "public_event" in t.tags and not t.fatal and "number" not in t.marks


def _brands(t: Told) -> bool:
    """ "a convicted rapist opened the festival": what somebody is called in passing is not on record by that."""
    return "branded" in t.tags


def _bribes(t: Told) -> bool:
    """ "He paid a judge to win the trial": no result, and nobody's public act."""
    return "accusation" in t.marks and {"pays", "impartial"} <= t.tags


def _on_record(t: Told) -> bool:
    """A hearing, or a figure that anybody can look up at once: a result, a price, a vote, the weather."""
    if _brands(t):
        return False
    if ("trial" in t.tags and not (t.fatal and _once_tried(t))) or (
        t.show and any(SCORE.fullmatch(t.words.low[at]) for at in t.places)
    ):
        return True
    if {"money", "number"} <= t.marks and "market" not in t.tags:
        return False  # what a firm earned, it tells itself
    grave = t.fatal or t.marks & {"health", "cause"}  # nor what a medicine does, nor why a price fell
    return "number" in t.marks and not grave and _beside_figure(t)


def _beside_figure(t: Told) -> bool:
    """ "54 % of the votes", "fell to 18 degrees"; not "votes in three districts were counted"."""
    words, clause = t.words, t.clause
    for at in clause.places:
        if "record" in words.begins[at]:
            near = range(max(clause.first, at - FIGURE), min(at + FIGURE + 1, clause.last))
            if any(words.low[i][0].isdigit() or "number_word" in words.tags[i] for i in near):
                return True
    return False


def _once_tried(t: Told) -> bool:
    """ "The police chief, sentenced in May for fraud, shot a man": what somebody is called is no hearing."""
    words = t.words
    tried = [at for at in t.places if "trial" in words.tags[at]]
    aside = [at for at in tried if at != t.clause.verb and not _helped(words, at)]
    return len(aside) == len(tried) and all("participle" in words.tags[at] for at in tried)


def _helped(words: Words, at: int) -> bool:
    """Whether an auxiliary stands before a participle."""
    return any(words.tags[i] & {"passive", "stable", "perfect_aux"} for i in range(max(0, at - 3), at))


def _of_old_date(t: Told) -> bool:
    ahead = any({"future", "fin"} <= t.words.tags[at] for at in t.places)
    return t.old and not ahead and not t.marks & {"accusation", "superlative"} and not _beats(t)


def _beats(t: Told) -> bool:
    """ "The actress, who beat her assistant in 2022": whom a clause tells of does violence."""
    words, verb = t.words, t.clause.verb
    return t.clause.relative and verb >= 0 and "violence" in words.begins[verb] and "passive" not in words.tags[verb]


def _judged(t: Told) -> bool:
    """ "The district court sentenced a man of 22 to three years for robbery": a judgment is the court's own act."""
    if "court" not in t.tags or _brands(t):
        return False
    verb = t.clause.verb
    judged = next((at for at in t.places if "judges" in t.words.begins[at]), t.clause.first)
    if t.fatal and any(t.words.tags[at] & {"rel", "that"} for at in range(t.clause.first, judged)):
        return False  # "The court that sentenced him took bribes"
    return acts(t.words, t.clause, "judges") or (verb >= 0 and "judges" in t.words.begins[verb])


def _looks_into(t: Told) -> bool:
    """ "Prosecutors opened an inquiry into manslaughter": nobody is charged, and who opens it acts himself."""
    probes = "justice" in t.tags and any("probe" in t.words.begins[at] for at in t.places)
    begins = any(acts(t.words, t.clause, tag) for tag in ("act", "inquires"))
    return probes and begins and "death" not in t.marks and not _brands(t)


def _view(t: Told) -> bool:
    """What somebody thinks or says is his own words."""
    heavy = t.marks & {"accusation", "superlative"} or {"money", "number"} <= t.marks  # "wrote a loss of 3 million"
    says = not heavy and acts(t.words, t.clause, "say") and not _tells_more(t)
    return (says or acts(t.words, t.clause, "view")) and not _brands(t)


def _tells_more(t: Told) -> bool:
    """ "claims, as he did before, that the mayor lied": what is said is more than that somebody speaks."""
    words, clause = t.words, t.clause
    that = next((at for at in clause.places if at > clause.verb and "that" in words.tags[at]), clause.last)
    return any(words.finite[at] for at in range(that + 1, clause.last))


def _plan(t: Told) -> bool:
    """A plan of who can decide it; to be tried, or to get a sum, is none."""
    if "legal" in t.marks or {"money", "number"} <= t.marks:
        return False
    return bool({"forecast", "plan", "future"} & t.tags) and planned(t.words, t.clause) and not t.fatal


def _scheduled(t: Told) -> bool:
    """A dated event to come that somebody has set: "The talks will be resumed on 3 December"."""
    if t.fatal or t.marks & {"legal", "superlative"} or {"money", "number"} <= t.marks:
        return False
    verb = t.clause.verb
    set_ = verb >= 0 and "scheduled" in t.words.begins[verb]
    ahead = (set_ or bool({"plan", "future"} & t.tags)) and not (verb >= 0 and _past(t.words.tags[verb]))
    return ahead and bool(t.tags & {"month", "time"}) and bool(t.tags & {"act", "scheduled", "trial"})


def _settled(t: Told) -> bool:
    """ "The talks will be led by her office": told as settled; a sum, a figure and a trial are news."""
    if t.fatal or t.marks & {"legal", "superlative", "number", "cause"} or "forecast" in t.tags:
        return False
    return any({"future", "fin"} <= t.words.tags[at] for at in t.places)


def _on_its_own(t: Told) -> bool:
    """ "lowered its forecast", "closed its crossings": somebody does something to what is his."""
    words, verb = t.words, t.clause.verb
    if t.fatal or t.grave or verb < 0 or not has_actor(words, t.clause, verb, BODIES):
        return False
    if words.tags[verb] & {"present", "stable"} and not any("participle" in words.tags[i] for i in t.places):
        return False
    after = range(verb + 1, min(verb + 6, t.clause.last))
    return any("own" in words.tags[at] for at in after) and "passive" not in words.tags[verb]


def _act(t: Told) -> bool:
    """A public act in the active voice; a transaction with a figure is none, nor what police and rescue do."""
    if t.fatal or t.marks & {"operation", "cause"} or _brands(t):
        return False
    if {"money", "number"} <= t.marks and not acts(t.words, t.clause, "decides"):
        return False
    return acts(t.words, t.clause, "act")


def _in_passing(t: Told) -> bool:
    """A relative clause that tells of no event, and accuses nobody by its verb."""
    if not t.clause.relative or "event" in t.tags or "death" in t.marks:
        return False
    if "accusation" not in t.marks:
        return True
    words, verbs = t.words, {"participle", "fin", "sure", "verbal"}
    accusing = [at for at in t.places if "accusation" in words.begins[at]]
    return not any(words.tags[at] & verbs or (words.capital_nouns and not words.capital(at)) for at in accusing)


def _heavy(t: Told) -> bool:
    """Nothing below makes background of an accusation or of a superlative."""
    return bool(t.marks & {"accusation", "superlative"}) or _beats(t)


def _known(t: Told) -> bool:
    return t.old or bool(t.tags & {"past", "background_adv"}) or _since(t)


def _since(t: Told) -> bool:
    """ "dal 2009", not "condannato dal tribunale"."""
    words, last = t.words, t.clause.last - 1
    when = [at for at in t.places if "since" in words.begins[at]]
    times = {"time", "month", "number_word"}
    return any(
        "by" not in words.tags[at] or words.low[min(at + 1, last)][0].isdigit() or words.tags[min(at + 1, last)] & times
        for at in when
    )


def _before_that(t: Told) -> bool:
    """The pluperfect: what was before the story; of grave things only where a date or a relative clause says so."""
    return _pluperfect(t) and (not t.grave or t.clause.relative or bool(t.tags & {"month", "ago"}))


def _pluperfect(t: Told) -> bool:
    words, end = t.words, t.clause.last - 1
    had = next((at for at in t.places if "pluperfect" in words.begins[at]), -1)
    if not words.capital_nouns:
        if had < 0 and t.tags & {"month", "ago"}:  # "Ad agosto era annegato un turista"
            had = next((at for at in t.places if "pluperfect_be" in words.tags[at]), -1)
        return had >= 0 and any("participle" in words.tags[at] for at in t.places if at > had)
    if {"participle", "passive"} <= words.tags[end]:  # "waren angegriffen worden"
        return any({"past_fin", "stable"} <= words.tags[at] for at in t.places)
    if had == end:
        return "participle" in words.tags[end - 1]  # "der sie getötet hatte"
    return had >= 0 and not words.capital(end)  # the verb stands last, known to us or not


def _defines(t: Told) -> bool:
    """ "Skerrow is an island of 3,200 people": what something is, said of a name."""
    if "death" in t.marks:
        return False
    words, clause = t.words, t.clause
    for at in range(clause.first + 1, min(clause.first + 6, clause.last - 1)):
        if "present" in words.tags[at]:
            named = words.capital(clause.first) and not words.tags[clause.first] & {"pron", "demonstrative", "det"}
            return named and "indef" in words.tags[at + 1]
    return False


def _counts(t: Told) -> bool:
    """ "The firm employs 3,200 people": a figure that is so for years, and can be looked up."""
    if t.marks & {"death", "health", "war", "violence", "cause"} or t.tags & {"month", "past_fin"}:
        return False
    verb = t.clause.verb
    return verb >= 0 and "number" in t.marks and "counts" in t.words.tags[verb]


def _describes(t: Told) -> bool:
    """The present tense of what is, and no passive: "X is the head of Y"."""
    if t.marks & {"number", "death", "cause"} or "event" in t.tags:
        return False
    words, clause = t.words, t.clause
    if words.tags[clause.first] & {"pron", "demonstrative"} and "det" not in words.tags[clause.first]:
        return False
    for at in t.places:
        if "present" in words.tags[at]:
            after = range(at + 1, min(at + 4, clause.last))
            return not any("participle" in words.tags[i] and not words.tags[i] & {"det", "adp"} for i in after)
    return False


def _is_general(t: Told) -> bool:
    """What holds always: the present tense without a date, a name or a figure."""
    words = t.words
    if "death" in t.marks or not t.tags & {"present", "modal_aux"}:
        return False
    if t.tags & {"time", "month", "first_person", "participle"}:
        return False
    if words.capital_nouns:  # a name does not show
        return "can" in t.tags and not t.tags & {"demonstrative", "pron"} and "number" not in t.marks
    return not any(words.low[at][0].isdigit() or (words.capital(at) and at > t.clause.first + 1) for at in t.places)


def _at_show(t: Told) -> bool:
    """At a match or a concert the outlet is there itself."""
    return t.show and not t.marks & {"legal", "money", "policy"}


def _at_show_told_as_best(t: Told) -> bool:
    """ "His fastest goal": a superlative of what everybody saw."""
    return _at_show(t) and "superlative" in t.marks and "accusation" not in t.marks


#: How a clause is told, and the rule; the first that holds decides.
WAYS: tuple[tuple[str, Callable[[Told], bool]], ...] = (
    ("asserted", _bribes),
    ("public-record", _public_event),
    ("public-record", _on_record),
    ("background", _of_old_date),
    ("public-act", _judged),
    ("public-act", _looks_into),
    ("public-act", _view),
    ("own-plan", _plan),
    ("own-plan", _scheduled),
    ("own-plan", _settled),
    ("public-act", _act),
    ("public-act", _on_its_own),
    ("background", _in_passing),
    ("public-record", _at_show_told_as_best),
    ("asserted", _heavy),
    ("background", _known),
    ("background", _before_that),
    ("background", _defines),
    ("background", _counts),
    ("background", _describes),
    ("background", _is_general),
    ("public-record", _at_show),
)


def _past(tags: frozenset[str]) -> bool:
    return "past_fin" in tags or ("fin_suffix" in tags and "future" not in tags)


def planned(words: Words, clause: Clause) -> bool:
    """ "The department will look into it": who can decide it, or speaks of himself, and a verb of plans."""
    opening = range(clause.first, min(clause.first + 5, clause.last))
    verb = clause.verb
    if verb >= 0 and _past(words.tags[verb]) and "plan" not in words.tags[verb]:
        return False  # "could not be reached"
    able = any(words.tags[at] & {"inst", "official", "party", "first_person", "pron"} for at in opening)
    return able and any("plan" in words.tags[at] or {"future", "fin"} <= words.tags[at] for at in clause.places)
