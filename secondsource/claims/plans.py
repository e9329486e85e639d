"""What is planned or set for a day, and so somebody's own act (docs/sourcing.md, "Standing").

The future, a modal of plan or a verb like "begin" with a date; what is only foreseen is in `forecasts`.
"""

from __future__ import annotations

from secondsource.claims.background import Told
from secondsource.claims.statement import NEAR
from secondsource.clauses.acting import BODIES, has_actor, has_done, is_certain, under_way, will
from secondsource.clauses.clause import Clause
from secondsource.clauses.dates import DATES
from secondsource.text.words import Words

#: What somebody can set for a day: a verdict, talks, a law; and what nobody sets.
SET = frozenset({"agenda", "trial", "court"})
UNSET = frozenset({"war", "violence", "health", "death", "cause", "accusation"})
#: So near the start of a clause, or behind its verb, stands the day.
SOON = 3


def plan(t: Told) -> bool:
    """A plan of who can decide it; to be tried, or to get a sum, is none."""
    if "legal" in t.marks or ({"money", "number"} <= t.marks and not _means_to(t)):
        return False
    means = planned(t.words, t.clause) or (_means_to(t) and has_actor(t.words, t.clause, t.clause.verb))
    return means and not t.fatal


def _means_to(t: Told) -> bool:
    """ "Swisscom prévoit d'investir 300 millions": what it means to do itself, also with a sum."""
    words, verb = t.words, t.clause.verb
    if verb < 0 or "plan" not in words.tags[verb] or words.head_last:
        return False
    return any("infinitive" in words.tags[at] for at in range(verb + 1, min(verb + NEAR, t.clause.last)))


def scheduled(t: Told) -> bool:
    """A dated event to come that somebody has set: "Talks will resume on 3 December", "doit être reçu jeudi"."""
    verb = t.clause.verb
    if t.fatal or "superlative" in t.marks or verb < 0 or {"money", "number"} <= t.marks:
        return False
    tags, heard = t.words.tags[verb], t.clause.begins
    if ("since" in heard and "future" not in tags) or ("foreseen" in heard and not can_be_set(heard, t.marks)):
        return False  # "Snow is expected on Tuesday", "Israël doit attaquer dimanche"
    harm = {"war", "health", "cause"} if will(t.words, t.clause) else {"war", "health", "violence"}
    if heard.isdisjoint(SET) and not t.marks.isdisjoint(harm):
        return False
    words, fixed = t.words.begins, {"scheduled", "foreseen"}
    set_ = any(words[at] & fixed for at in t.places if at >= verb)
    if _past(tags) or t.tags.isdisjoint(DATES):
        return set_ and "future" in tags
    if words[verb] & fixed or (set_ and {"passive", "present"} <= tags):
        return True
    due = {"awaits", "modal_aux"} <= tags or will(t.words, t.clause) or _these_days(t)
    return due or any("plan" in words[at] for at in range(verb, min(verb + NEAR, t.clause.last)))


def opens(t: Told) -> bool:
    """ "The show is on view until 28 February": when a house is open to whom is its own to say."""
    if "probe" in t.tags or t.fatal or t.grave or has_done(t.words, t.clause):
        return False  # "a ouvert le feu jeudi"
    return not t.tags.isdisjoint(("month", "weekday")) or any(":" in t.words.low[at] for at in t.places)


def can_be_set(heard: frozenset[str], marks: frozenset[str]) -> bool:
    """Whether somebody can set for a day what words with these tags tell of: "talks", "begins"; not "snow"."""
    return not heard.isdisjoint(SET) or ("scheduled" in heard and UNSET.isdisjoint(marks))


def _these_days(t: Told) -> bool:
    """ "Die Kommission berät am 14. Januar", "Sabato il Parma gioca a Lecce": the present tense, on a day to come."""
    words, clause = t.words, t.clause
    if words.head_last or t.old or not under_way(words, clause):
        return False
    happens = not (UNSET | {"operation"}).isdisjoint(t.marks) or not clause.begins.isdisjoint(("event", "since"))
    near = [at for at in t.places if at < clause.first + SOON or 0 < at - clause.verb <= SOON]
    if not happens and is_certain(words, clause) and any(_day_ahead(words, at) for at in near):
        return True
    days = any(words.low[at][0].isdigit() and "month" in words.tags[at + 1] for at in clause.places[:-1])
    return days and has_actor(words, clause, clause.verb, BODIES)


def _day_ahead(words: Words, at: int) -> bool:
    """ "domani", "am | Samstag"; not "ogni sabato", "am vergangenen Mittwoch"."""
    tags = words.tags[at]
    if "time" not in tags or "yesterday" in tags or tags.isdisjoint(("weekday", "forecast")):
        return False
    return words.tags[max(0, at - 1)].isdisjoint(("det", "ago"))


def settled(t: Told) -> bool:
    """ "The talks will be led by her office": told as settled; a sum and a trial are news."""
    news = t.fatal or t.marks & {"legal", "superlative", "money", "cause"} or "forecast" in t.tags
    return not news and will(t.words, t.clause)


def decided(words: Words, clause: Clause) -> bool:
    """Whether somebody can decide what will be: an actor, whoever does it in the passive, or what is set for a day.

    Not "Les frais varieront", "Sa voix nous manquera". In English any noun may be who will do it.
    """
    if words.head_last or (words.pro_drop and not words.tags[clause.first].isdisjoint(("fin", "neg"))):
        return True
    helps = (at for at in clause.places if at >= clause.verb and "future" in words.tags[at])
    done = any("participle" in words.tags[i] for at in helps for i in range(at + 1, min(at + NEAR, clause.last)))
    return done or has_actor(words, clause, clause.verb)


def _past(tags: frozenset[str]) -> bool:
    ended = "fin_suffix" in tags and tags.isdisjoint(("future", "plan"))
    return ended or not tags.isdisjoint(("past_fin", "preterite"))


def planned(words: Words, clause: Clause) -> bool:
    """ "The department will look into it": who can decide it, or speaks of himself, and a verb of plans."""
    opening = range(clause.first, min(clause.first + 5, clause.last))
    verb = clause.verb
    if verb >= 0 and _past(words.tags[verb]):
        return False  # "could not be reached"
    able = any(words.tags[at] & {"inst", "official", "party", "first_person", "pron"} for at in opening)
    return able and ("plan" in clause.tags or will(words, clause))
