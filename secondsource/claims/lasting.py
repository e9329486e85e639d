"""What is told as so always, or these days: no news, and nobody's act (docs/sourcing.md, "Rulings": background)."""

from __future__ import annotations

from secondsource.claims.background import Told, late
from secondsource.clauses.acting import has_done

#: What is no present tense of what is so always, and words that tell of a day.
NO_RULE = frozenset({"past_fin", "fin_suffix", "preterite", "future", "pluperfect", "conditional", "konjunktiv1"})
HARM = frozenset({"health", "cause", "violence", "war"})
OF_DAYS = frozenset({"time", "month", "first_person"})


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


def told_last(t: Told) -> bool:
    """ "Le Pnrr consacre un milliard aux cantines": what opens a paragraph near the end in the present tense.

    There too what has no verb that we know, and tells of no harm, event or sum.
    """
    words, clause = t.words, t.clause
    first, verb = clause.first, clause.verb
    if first == 0 or not late(t) or t.fatal or t.grave or not t.tags.isdisjoint(("document", "first_person")):
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
    own = t.clause.first < t.clause.verb and "can" in words.tags[t.clause.verb]
    if able and not own and not (words.capital_nouns or words.head_last) and t.marks & HARM:
        return False  # "contiene piombo | e può provocare gravi lesioni"
    if able and t.clause.verb >= 0 and "can" in words.tags[t.clause.verb] and "pron" not in words.tags[t.clause.first]:
        return t.tags.isdisjoint(("month", "weekday", "first_person"))  # "kann innert 30 Tagen angefochten werden"
    if t.tags & {"time", "month", "first_person"} or (t.tags & {"participle", "event"} and not able):
        return False
    if words.capital_nouns:  # a name does not show
        return "can" in t.tags and not t.tags & {"demonstrative", "pron"} and "number" not in t.marks
    return not any(words.low[at][0].isdigit() or (words.capital(at) and at > t.clause.first + 1) for at in t.places)


#: An article that is no "some" or "most".
THE = frozenset({"det", "many", "someone", "adverb"})


def of_a_kind(t: Told) -> bool:
    """ "Up to 88 % of patients die", "one adult in seven has them", "hospital ships are forbidden to": nobody's own."""
    words, first, verb = t.words, t.clause.first, t.clause.verb
    if not first < verb or t.fatal or not t.tags.isdisjoint(OF_DAYS) or words.tags[verb] & (NO_RULE | {"modal_aux"}):
        return False
    kind = range(first, verb)
    if any(words.tags[i] & {"own", "conj", "fin"} or words.tags[i] & THE == {"det"} for i in kind):
        return False
    ruled = words.head_last and "plural" in words.tags[verb - 1] and {"passive", "present"} <= words.tags[verb]
    ruled = ruled and "norm" in words.tags[min(verb + 1, t.clause.last - 1)] and "number" not in t.marks
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
