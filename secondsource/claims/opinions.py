"""What is an opinion, and so no claim: in quote marks, in a word that judges, or as a name (docs/sourcing.md)."""

from __future__ import annotations

from secondsource.claims.statement import Statement
from secondsource.text.phrases import QUOTES

#: So many words after a verb, or into a clause, say what somebody finds or feels.
NEAR = 4
#: The tags of a participle that says nothing which we know.
BARE = frozenset({"participle", "fin_suffix"})


def in_quotes(t: Statement) -> bool:
    """In quotes all is an opinion that is not a fact on its face."""
    if t.specific or not t.quoted:
        return False
    if t.words.head_last and (_is_something(t) or _feels(t)):
        return True
    told = t.tags & {"event", "act", "time", "health", "war", "violence"}
    past = t.tags & {"participle", "fin_suffix", "preterite"} and not _points(t) and "modal_aux" not in t.main
    planned = ("first_person" in t.tags and t.tags & {"plan", "future"}) or "past_fin" in t.tags
    return bool(t.tags & {"opinion", "hope"}) or not (told or past or planned)


def _is_something(t: Statement) -> bool:
    """ "It was a failure to listen", "I was ashamed": what somebody finds it, or himself, to be; not what was done."""
    if "passive" not in t.main or t.opening.isdisjoint(("first_person", "told_noun")):
        return False
    tags = [t.words.tags[at] for at in range(t.verb + 1, min(t.verb + NEAR, t.clause.last))]
    if tags and "det" in tags[0] and "indef" not in tags[0]:
        return False  # "This was the third fire"
    felt = BARE if "first_person" in t.opening else frozenset[str]()  # "I was ashamed", not "I was robbed"
    return all(found <= felt or found.isdisjoint(("participle", "gerund", "plan")) for found in tags)


def _feels(t: Statement) -> bool:
    """ "I deeply regret what happened", "I don't understand why": what goes on in who speaks."""
    first = t.clause.first
    near = range(first, min(first + NEAR, t.clause.last))
    return "first_person" in t.opening and any("feels" in t.words.begins[at] for at in near)


def _points(t: Statement) -> bool:
    """ "That", "it", "ce": no pronoun of a person."""
    person = t.opening & {"pron", "first_person"} and "impersonal_pron" not in t.opening
    # "On nous a coupé les vivres"
    return "demonstrative" in t.opening and not (person or "plural_self" in t.opening)


def judges(t: Statement) -> bool:
    """What somebody thinks of things, in a word that judges; not "the worst flood since 1987"."""
    if t.specific or "superlative" in t.marks:
        return False
    tags = t.words.tags
    judged = [at for at in t.clause.places if "opinion" in tags[at]]
    if t.cued:  # but "hält den Hang für deutlich gefährlicher", an expert's judgment
        return bool(judged) and "rates" not in t.main
    return any(tags[i] & {"passive", "present"} for at in judged for i in range(max(t.clause.first, at - 3), at))


def slogan(t: Statement) -> bool:
    """ "Safety is our first priority", "Man nehme das sehr ernst": a phrase that judges."""
    return any(tag == "opinion" for at in t.clause.opens for tag, _ in t.words.phrases[at])


def calls(t: Statement) -> bool:
    """ "She called the suit “a shakedown”": a name that somebody gives it."""
    named = t.words.low[min(t.clause.last, t.s.last - 1)] in QUOTES
    return named and "calls" in t.main and not (t.cued or t.specific or t.quoted)
