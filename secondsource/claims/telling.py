"""How a claim is told for which nobody is named: as fact, as background, as somebody's own public act, as on record.

The definition decides (docs/sourcing.md, "Rulings": background, public acts, legal status, passive and operations).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from secondsource.claims import background, lasting, plans
from secondsource.claims.background import Told
from secondsource.claims.company import PAIRED, kills, tells_harm
from secondsource.clauses.acting import (
    BODIES,
    GROUP,
    acts,
    has_actor,
    has_done,
    has_object,
    is_certain,
    is_passive,
    under_way,
)
from secondsource.clauses.clause import Clause
from secondsource.clauses.dates import Moment, is_old
from secondsource.text.tables import Table, decide
from secondsource.text.words import Words

#: What nobody's deed is told as his own act for.
HARM = frozenset({"health", "war", "violence", "cause"})
#: Who does things to others.
OTHERS = frozenset({"justice", "crews"})
COURT = frozenset({"court"})
#: How a match ended.
SCORE = re.compile(r"\d{1,3}[:\-–]\d{1,3}")
#: So many words from a result to its figure.
FIGURE = 4


def way_of(words: Words, clause: Clause, marks: frozenset[str], now: Moment, show: bool) -> str:
    """asserted | background | public-act | own-plan | public-record."""
    phrases = [tag for at in clause.opens for tag, end in words.phrases[at] if end <= clause.last]
    old = is_old(words, clause, now)
    told = Told(words, clause, marks, clause.tags.union(phrases) if phrases else clause.tags, show, old)
    return decide(WAYS, clause.begins, told) or "asserted"


def _public_event(t: Told) -> bool:
    """Many people saw it."""
    return not (_brands(t) or t.fatal or "number" in t.marks)


def _brands(t: Told) -> bool:
    """ "a convicted rapist opened the festival": what somebody is called in passing is not on record by that."""
    return "branded" in t.tags


def _harms(t: Told) -> bool:
    """ "He paid a judge to win the trial", "opened fire, wounding seven": no result, and nobody's public act."""
    hurts = "violence" in t.marks and any({"event", "gerund"} <= t.words.tags[at] for at in t.places)
    return hurts or tells_harm(t.words, t.clause)


def _on_record(t: Told) -> bool:
    """A hearing, or a figure that anybody can look up at once: a result, a price, a vote, the weather."""
    if _brands(t) or kills(t.words, t.clause):
        return False
    if "trial" in t.tags and not _of_judges(t) and not (t.fatal and _once_tried(t)):
        return True
    if t.show and any(SCORE.fullmatch(t.words.low[at]) for at in t.places):
        return True
    priced = "number" in t.marks and not t.grave and _beside_figure(t, "market")
    if priced or ("number" in t.marks and {"market", "percent"} <= t.clause.begins and not t.grave):
        return True
    if {"money", "number"} <= t.marks and not {"market", "ballot", "sport"} & t.tags:
        return False  # what a firm earned, it tells itself
    grave = t.fatal or t.marks & {"health", "cause"} or ("market" in t.tags and t.marks & {"war", "violence"})
    # "durch das Beben der Stärke 6,1 wurden Häuser zerstört"
    suffered = "event" in t.tags and t.words.capital_nouns and "passive" in t.words.tags[t.clause.verb]
    hurt = "violence" in t.marks and ("event" in t.tags or t.words.capital_nouns)  # "Schüsse fielen"
    return "number" in t.marks and not (grave or suffered or hurt) and _beside_figure(t, "record")


def _beside_figure(t: Told, tag: str) -> bool:
    """ "54 % of the votes", "fell to 18 degrees"; not "votes in three districts were counted"."""
    words, clause = t.words, t.clause
    before, after = (0, 2 * FIGURE) if tag == "market" else (FIGURE, FIGURE)  # "0.22 a share" is no price
    return any(
        words.figure(i)
        for at in clause.places
        if tag in words.begins[at]
        for i in range(max(clause.first, at - before), min(at + after + 1, clause.last))
    )


def _of_judges(t: Told) -> bool:
    """ "Le directeur menace les juges": to whom something is done, and no hearing."""
    tried = [at for at in t.places if "trial" in t.words.begins[at]]
    return all("impartial" in t.words.tags[at] and 0 <= t.clause.verb < at for at in tried)


def _once_tried(t: Told) -> bool:
    """ "The police chief, sentenced in May for fraud, shot a man": what somebody is called is no hearing."""
    tags, verb, after = t.words.tags, t.clause.verb, min(t.clause.verb + 1, t.clause.last - 1)
    tried = [at for at in t.places if "trial" in tags[at]]
    suffered = "by" in tags[after]  # "The police chief, sentenced by a court in June, shot a man"
    aside = (at != verb or suffered for at in tried)
    helped = (tags[i] & {"passive", "stable", "perfect_aux"} for at in tried for i in range(max(0, at - 3), at))
    return all(aside) and not any(helped) and all("participle" in tags[at] for at in tried)


def _pleads(t: Told) -> bool:
    """ "La défense a plaidé la relaxe", "Judge Foley remanded her": what is done in court by who is named for it."""
    return not _brands(t) and acts(t.words, t.clause, "act")


def _looks_into(t: Told) -> bool:
    """ "Prosecutors opened an inquiry into manslaughter": nobody is charged, and who opens it acts himself."""
    if "justice" not in t.tags or ("death" in t.marks and "inquires" not in t.tags):
        return False
    return any(acts(t.words, t.clause, tag) for tag in ("act", "does", "inquires"))


def _view(t: Told) -> bool:
    """What somebody thinks or says is his own words."""
    heavy = t.marks & {"accusation", "superlative"} or {"money", "number"} <= t.marks  # "wrote a loss of 3 million"
    heavy = heavy or any("death" in t.words.tags[at] and t.words.finite[at] for at in t.places)  # "whom he killed"
    if kills(t.words, t.clause) or any("death" in t.words.tags[at] for at in range(t.clause.first, t.clause.verb)):
        return False  # "Zwölf Todesopfer forderte ein Taifun"
    says = not heavy and acts(t.words, t.clause, "say") and not _tells_more(t)
    itself = {"appears", "reflexive"} <= t.tags or _breaks_out(t)  # "Im Bild fanden sich Spuren von Blei"
    return (says or acts(t.words, t.clause, "view")) and not (itself or _brands(t))


def _breaks_out(t: Told) -> bool:
    """ "Un incendie s'est déclaré | dans un immeuble": what comes about says nothing; not "s'est déclaré favorable"."""
    tags, last = t.words.tags, t.clause.last
    at = next((at for at in t.places if {"say", "event"} <= tags[at]), -1) if "reflexive" in t.tags else -1
    return at >= 0 and not tags[min(at + 1, last - 1)].isdisjoint(("adp", "time", "event"))


def _tells_more(t: Told) -> bool:
    """ "claims, as he did before, that the mayor lied": what is said is more than that somebody speaks."""
    words, clause = t.words, t.clause
    that = next((at for at in clause.places if at > clause.verb and "that" in words.tags[at]), clause.last)
    return any(words.finite[at] for at in range(that + 1, clause.last))


def _act(t: Told) -> bool:
    """A public act in the active voice; a transaction with a figure is none, nor what police and rescue do."""
    if t.fatal or "cause" in t.marks or kills(t.words, t.clause):
        return False
    if {"money", "number"} <= t.marks and not acts(t.words, t.clause, "decides"):
        return False
    acted = acts(t.words, t.clause, "act")
    if not (acted or acts(t.words, t.clause, "does")):
        return False
    if acted and "operation" not in t.marks:
        return True
    if not has_actor(t.words, t.clause, t.clause.verb, BODIES) or _others(t):
        return False  # who arrests, rescues, or does what is no act by itself, must be a body
    return acted or t.marks.isdisjoint(("war", "violence"))


def _others(t: Told) -> bool:
    """Whether police, prosecutors or rescuers are who acts; a court decides."""
    words, clause, verb = t.words, t.clause, t.clause.verb
    return has_actor(words, clause, verb, OTHERS) and not has_actor(words, clause, verb, COURT)


def _act_by(t: Told) -> bool:
    """A public act in the passive, with who did it: "L'ordinanza è stata firmata dal sindaco"; or a publication."""
    words, clause = t.words, t.clause
    if t.fatal or t.marks & {"operation", "cause", "superlative"} or not is_passive(words, clause):
        return False
    last = clause.last if words.capital_nouns else min(clause.verb + 1 + GROUP, clause.last)
    after = range(clause.verb + 1, last)
    done = next((at for at in after if "participle" in words.tags[at] and "act" in words.begins[at]), -1)
    if done < 0 or {"money", "number"} <= t.marks:
        return False
    if "gives" in words.begins[done] and any("document" in words.begins[at] for at in range(clause.first, clause.verb)):
        return True  # "The findings were published on Tuesday in Current Biology"
    by = next((at for at in range(done + 1, min(done + FIGURE, clause.last)) if "by" in words.tags[at]), -1)
    return by > 0 and any(words.begins[at] & BODIES for at in range(by + 1, min(by + 3, clause.last)))


def _deed(t: Told) -> bool:
    """What somebody known did, whatever the verb: no event, no harm, no cause, no sum, no police and no rescuers."""
    if t.fatal or t.grave or t.marks & {"operation", "cause"} or "crews" in t.tags or {"money", "number"} <= t.marks:
        return False
    if "pluperfect" in t.tags and "pron" in t.words.tags[t.clause.first]:
        return False  # "She had put poison in his food": told of who was tried
    if not has_done(t.words, t.clause) or not is_certain(t.words, t.clause) or _others(t):
        return False
    return has_actor(t.words, t.clause, t.clause.verb)


def _undertakes(t: Told) -> bool:
    """ "The club moves its courses", "is pulling its staff out", "has shut a plant": what a body does to something.

    Done or under way, an event or not; no harm, no cause, no sum, no police, no rescuers, no country.
    """
    words, clause, verb = t.words, t.clause, t.clause.verb
    if verb < 0 or t.fatal or t.marks & HARM or {"money", "number"} <= t.marks or "neg" in t.tags:
        return False
    if "effect" in clause.begins or "pluperfect" in words.tags[verb] or not has_object(words, clause):
        return False  # "has lost a third of its customers"
    if not (has_done(words, clause) or ("number" not in t.marks and under_way(words, clause))):
        return False
    return has_actor(words, clause, verb, BODIES - {"country"}) and is_certain(words, clause) and not _others(t)


def _at_show(t: Told) -> bool:
    """At a match or a concert the outlet is there itself; not where somebody is taken to."""
    return t.show and not t.marks & {"legal", "money", "policy", "operation"} and "house_health" not in t.tags


#: How a clause is told, the rule, and the tags of which it wants one in the clause.
WAYS: Table[tuple[str, Callable[[Told], bool]]] = Table(
    (("asserted", _harms), " ".join(("violence", *PAIRED))),
    (("own-plan", plans.scheduled), "month time scheduled foreseen"),
    (("public-record", _public_event), "public_event"),
    (("background", background.of_old_date), ""),
    (("public-act", _pleads), "trial"),
    (("public-record", _on_record), ""),
    (("public-act", _looks_into), "probe"),
    (("public-act", _view), "say view"),
    (("own-plan", plans.plan), "forecast plan future expects soll"),
    (("own-plan", plans.settled), "future soll"),
    (("own-plan", plans.opens), "public_hours"),
    (("public-act", _act), "act does"),
    (("public-act", _act_by), "act"),
    (("background", background.in_passing), ""),
    (("background", lasting.threatens), "threatens"),
    (("background", background.of_war), "lasting"),
    (("background", lasting.of_a_kind), "norm share"),
    (("asserted", background.heavy), ""),
    (("background", background.known), ""),
    (("public-act", _undertakes), ""),
    (("asserted", background.lately), "since"),
    (("background", background.before_that), "pluperfect pluperfect_be participle"),
    (("background", lasting.defines), "present"),
    (("background", lasting.counts), "counts stable"),
    (("background", lasting.stands), "lies"),
    (("background", lasting.describes), "present"),
    (("background", lasting.is_general), "present modal_aux"),
    (("public-record", _at_show), ""),
    (("background", lasting.told_last), ""),
    (("public-act", _deed), ""),
    (("background", lasting.lasts), ""),
)
