"""What is foreseen, wished, demanded or only supposed, and so is no claim (docs/sourcing.md, "The unit")."""

from __future__ import annotations

from secondsource.claims.plans import decided, planned
from secondsource.claims.statement import NEAR, Statement
from secondsource.clauses.acting import is_passive
from secondsource.clauses.dates import DATES, is_year
from secondsource.text.phrases import QUOTES

#: What somebody only supposes to be so: "if true", "if confirmed".
BORNE_OUT = frozenset({"truth", "confirm"})
#: What opens what is only supposed: "if", "should she have taken it".
SUPPOSES = frozenset({"if", "should"})
#: What follows from it: what must, can or should be.
THEN = frozenset({"modal_aux", "should", "could"})
#: Forms that bid nobody to do something, and what stands behind one that may be a noun and does.
NO_BIDDING = frozenset({"gerund", "plural", "preterite", "past_fin", "fin_suffix", "passive", "modal_aux", "adp"})
WHOM = frozenset({"det", "own", "first_person"})


def hypothesis(t: Statement) -> bool:
    """ "If it rains, …", "Es wäre besser": what is only supposed."""
    conditional = any(m.reading == "other" and m.form != "soll" and not _aside(t, m.first) for m in t.moods)
    unreal = {"modal_aux", "perfect_aux"} <= t.tags  # "If it had failed, 3,000 would have died"
    if "if" in t.opening and (unreal or not t.specific):
        return True
    if not t.words.begins[t.clause.first].isdisjoint(SUPPOSES) and _then(t):
        return True
    return conditional or ("if" in t.s.begins and _provided(t))


def _then(t: Statement) -> bool:
    """ "If she took two million, | she must go", "Falls die Armee schoss, | ist das ein Verbrechen": what follows.

    Not "Si les secours en ont sauvé douze, | ils cherchent encore", which says both.
    """
    words, last = t.words, t.clause.last
    comma = next((at for at in range(last - 2, t.clause.first, -1) if words.low[at] == ","), last)
    main = range(comma + 1, last)
    if not t.cued or not main or len(main) > 2 * NEAR or any(words.figure(at) for at in main):
        return False
    opening = words.begins[main.start : main.start + 3]
    judged = any("demonstrative" in tags for tags in opening[:2]) and any("present" in tags for tags in opening)
    return judged or any(not tags.isdisjoint(THEN) for tags in opening)


def _provided(t: Statement) -> bool:
    """ "If the reports are true, | the bank lost 40 million": what somebody only supposes."""
    words = t.words
    for at in (at for at in range(t.s.first, t.clause.last - 1) if "if" in words.tags[at]):
        end = next((i for i in range(at + 1, t.clause.last) if words.low[i] == ","), t.clause.last)
        part = range(at + 1, end)
        opens = at == t.s.first or t.s.inside(at) or not words.low[at - 1][0].isalpha() or "that" in words.tags[at - 1]
        if opens and end < t.clause.last and any(words.begins[i] & BORNE_OUT for i in part):
            return not any(words.figure(i) for i in part)
    return False


def _aside(t: Statement, at: int) -> bool:
    """ "prévoit huit régions, avec des listes | qui n'éliraient qu'un député": in a relative clause behind the verb."""
    return t.verb >= 0 and any("rel" in t.words.tags[i] for i in range(t.verb + 1, at))


def wish(t: Statement) -> bool:
    """ "We hope for rain": in the first person."""
    return {"hope", "first_person"} <= t.tags


def demand(t: Statement) -> bool:
    """ "The council should resign": what ought to be."""
    heard = t.main if t.words.head_last and not t.quoted else t.clause.begins
    return "should" in heard and not t.marks & {"number", "accusation"}


def bidding(t: Statement) -> bool:
    """ "Subscribe to our letter", "Pick a profession", "Anyone with news is asked to call": what one is to do."""
    words, first = t.words, t.clause.first
    if not words.head_last or t.head:
        return False
    bids = next((at for at in t.clause.places if "bids" in words.tags[at]), first)
    if bids > first and "present" in words.tags[bids - 1]:
        return "first_person" not in t.opening
    form = {"verbal", "nominal"} & t.opening and t.opening.isdisjoint(NO_BIDDING)
    opens = first == t.s.first or words.low[first - 1] in QUOTES
    if not form or not opens or not words.capital(first):
        return False
    after = words.tags[first + 1]
    return not after.isdisjoint(WHOM) or (t.opening.isdisjoint(("nominal", "fin")) and "fin" not in after)


def expects(t: Statement) -> bool:
    """ "The group expects revenue of 1.2 billion": what somebody foresees."""
    if t.cued and "expects" in t.words.tags[t.clause.first - 1]:  # "expects | a rate cut", not "to close the plant"
        return "adp" not in t.opening
    if (t.cued and "money" not in t.tags) or is_passive(t.words, t.clause):
        return False
    if "expects" not in (t.words.begins[t.verb] if t.verb >= 0 else t.clause.begins):
        return False  # "Le FMI prévoit une croissance de 1,4%", not "prévoit d'investir"
    return "act" not in t.tags or not t.tags.isdisjoint(("results", "growth"))


def foretold(t: Statement) -> bool:
    """ "said | inflation would return to target by mid-2027": what nobody can decide, and all foresee."""
    words, verb = t.words, t.verb
    subject = range(t.clause.first, min(verb, t.clause.first + NEAR))
    if not any("outlook" in words.tags[at] for at in subject):
        return False
    would = t.cued and not words.pro_drop and "conditional" in words.begins[verb]  # in Italian it is hearsay
    meant = any(m.form == "soll" and m.reading == "other" for m in t.moods)  # "Der Sturm soll die Küste erreichen"
    return would or meant or not words.begins[verb].isdisjoint(("forecast", "future", "plan"))


def _may_have_been(t: Statement) -> bool:
    """ "may have murdered", "könnte ermordet haben": what may have been is no forecast."""
    if not t.marks & {"accusation", "death"}:
        return False
    tags, done = t.words.tags, {"participle", "nominal"}
    after = (at for at in t.clause.places if "perfect_aux" in tags[at] and at + 1 < t.clause.last)
    before = (at for at in t.clause.places if "perfect_inf" in tags[at] and at > t.clause.first)
    return any(tags[at + 1] & done for at in after) or any(tags[at - 1] & done for at in before)


def may_be(t: Statement) -> bool:
    """ "The dam may give way", "könnte brechen": a hedged forecast, and no hearsay."""
    words, verb = t.words, t.clause.verb
    main = words.tags[verb] if verb > t.verb >= 0 and not words.finite[t.verb] else t.main  # "the storm | could kill"
    return "could" in main and not _in_passing(t) and not _may_have_been(t)


def _in_passing(t: Statement) -> bool:
    """ "In a case that | could cost 3 million, the court ruled": told of what opens the sentence, and no more."""
    words, last = t.words, t.clause.last
    if "adp" not in t.opening or words.tags[t.verb - 1].isdisjoint(("rel", "that")):
        return False
    comma = next((at for at in t.clause.places if at > t.verb and words.low[at] == ","), last)
    return True in words.finite[comma:last]


def ahead(t: Statement) -> bool:
    """What may be, or come of something, without a date, a figure, or somebody who can decide it."""
    will_be = t.verb >= 0 and "forecast" in t.words.begins[t.verb]
    nobody = "effect" in t.tags or not (t.cued or decided(t.words, t.clause))
    if not (will_be or ("future" in t.main and nobody and "number" not in t.marks)) or _heard(t):
        return False
    if any(t.words.tags[at] & DATES or is_year(t.words, at) for at in t.clause.places):
        return False
    return not (planned(t.words, t.clause) or (t.cued and "plan" in t.main))


def _heard(t: Statement) -> bool:
    """ "Neun würden noch vermisst": a participle, and no infinitive, so that it is indirect speech."""
    return "konjunktiv2" in t.main and "participle" in t.words.tags[t.clause.last - 1]
