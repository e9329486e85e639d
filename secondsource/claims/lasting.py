"""What is told as so always, or these days: no news, and nobody's act (docs/sourcing.md, "Rulings": background)."""

from __future__ import annotations

from secondsource.claims.background import Told, late
from secondsource.clauses.acting import has_done

#: What is no present tense of what is so always, and words that tell of a day.
NO_RULE = frozenset({"past_fin", "fin_suffix", "preterite", "future", "pluperfect", "conditional", "konjunktiv1"})
OF_DAYS = frozenset({"time", "month", "first_person"})


def defines(t: Told) -> bool:
    """ "Skerrow is an island of 3,200 people": what something is, said of a name."""
    words, clause = t.words, t.clause
    near = range(clause.first + 1, min(clause.first + 6, clause.last - 1))
    at = next((at for at in near if "present" in words.tags[at]), -1)
    named = words.capital(clause.first) and words.tags[clause.first].isdisjoint(("pron", "demonstrative", "det"))
    return named and at > 0 and "indef" in words.tags[at + 1] and "death" not in t.marks


def counts(t: Told) -> bool:
    """ "The firm employs 3,200 people", "has 12,000 members": a figure that is so for years, and can be looked up."""
    if (
        "number" not in t.marks
        or "death" in t.marks
        or t.clause.verb < 0
        or not t.tags.isdisjoint(("month", "past_fin"))
    ):
        return False
    tags = t.words.tags[t.clause.verb]
    return "counts" in tags or (
        "stable" in tags and "populace" in t.tags and t.tags.isdisjoint(("event", "participle"))
    )


def stands(t: Told) -> bool:
    """ "The reef lies 150 kilometres off Palawan": where something is."""
    words = t.words
    lies = any("lies" in words.begins[at] and not words.tags[at] & {"past_fin", "participle"} for at in t.places)
    return lies and "bearing" in t.clause.begins


def threatens(t: Told) -> bool:
    """ "Manslaughter carries a sentence of up to ten years": what the law has in store for a deed, whoever did it."""
    if "penalty" not in t.clause.begins or any(t.words.tags[at] >= {"passive", "participle"} for at in t.places):
        return False  # "ont été punis"
    return any("threatens" in t.words.tags[at] for at in t.places)


def told_last(t: Told) -> bool:
    """ "Le Pnrr consacre un milliard aux cantines": what opens a paragraph near the end in the present tense.

    There too what has no verb that we know, and tells of no harm, event or sum.
    """
    words, clause = t.words, t.clause
    first, verb = clause.first, clause.verb
    if not late(t) or t.fatal or t.grave or not t.tags.isdisjoint(("document", "first_person")):
        return False
    if verb < 0:
        return t.marks.isdisjoint(("money", "operation", "cause"))
    if "\n" not in words.text[words.end[first - 1] : words.start[first]] or "pron" in words.tags[first]:
        return False
    if "fin" not in words.tags[verb] or words.tags[verb] & NO_RULE or has_done(words, clause):
        return False
    return not any("passive" in words.tags[at] for at in range(verb, clause.last))


def describes(t: Told) -> bool:
    """The present tense of what is, and no passive: "X is the head of Y"."""
    if t.marks & {"number", "death", "cause"} or "event" in t.tags:
        return False
    words, clause = t.words, t.clause
    if words.tags[clause.first] & {"pron", "demonstrative"} and "det" not in words.tags[clause.first]:
        return False
    at = next((at for at in t.places if "present" in words.tags[at]), clause.last)
    after = words.tags[at + 1 : min(at + 4, clause.last)]
    return at < clause.last and not any("participle" in tags for tags in after)


def is_general(t: Told) -> bool:
    """What holds always: the present tense without a date, a name or a figure."""
    words, first, verb = t.words, t.clause.first, t.clause.verb
    able = "can" in t.tags and "money" not in t.marks
    if able and "can" in words.tags[verb] and "pron" not in words.tags[first]:
        return t.tags.isdisjoint(("month", "weekday", "first_person"))  # "kann innert 30 Tagen angefochten werden"
    if t.tags & {"time", "month", "first_person"} or (t.tags & {"participle", "event"} and not able):
        return False
    if words.capital_nouns:  # a name does not show
        return "can" in t.tags and "number" not in t.marks
    return not any(words.low[at][0].isdigit() or (words.capital(at) and at > first + 1) for at in t.places)


#: An article that is no "some" or "most".
THE = frozenset({"det", "many", "someone", "adverb"})


def of_a_kind(t: Told) -> bool:
    """ "Up to 88 % of patients die", "one adult in seven has them", "hospital ships are forbidden to": nobody's own."""
    words, first, verb = t.words, t.clause.first, t.clause.verb
    if t.fatal or not t.tags.isdisjoint(OF_DAYS) or words.tags[verb] & (NO_RULE | {"modal_aux"}):
        return False
    kind = range(first, verb)
    if any(words.tags[i] & {"own", "conj", "fin"} or words.tags[i] & THE == {"det"} for i in kind):
        return False
    ruled = {"passive", "present"} <= words.tags[verb] and "plural" in words.tags[verb - 1]
    ruled = ruled and "norm" in words.tags[min(verb + 1, t.clause.last - 1)]
    return ruled or any("share" in words.begins[i] for i in kind)


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
