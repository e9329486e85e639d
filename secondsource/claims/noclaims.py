"""What is no claim, and why: questions, opinions, forecasts, hypotheses, and what only says who spoke.

The definition decides (docs/sourcing.md, "The unit"); where it is silent, docs/rulings.md says what we chose.
"""

from __future__ import annotations

from collections.abc import Callable

from secondsource.claims import forecasts, opinions, silence, unsettled, whence
from secondsource.claims.company import in_company
from secondsource.claims.statement import NEAR, SHORT, Statement, confirmed, question
from secondsource.clauses.acting import acts
from secondsource.clauses.saying import HAPPENED
from secondsource.text.phrases import finite
from secondsource.text.tables import Table, decide

#: A clause without a verb that is no longer than this says nothing.
FRAGMENT = 5
#: So many words after a source and an article say something, with a verb or without one.
TOLD = 4
#: What tells of a time, with small words beside it.
OF_TIMES = frozenset({"det", "adp", "conj", "pron", "fin", "time", "number_word", "adverb", "month", "demonstrative"})
VERBS = frozenset({"sure", "verbal", "nominal"})
#: What somebody does who answers others: "I call that false", "we reject it".
ANSWERS, NOT = frozenset({"say", "view", "deny", "calls", "opinion"}), frozenset({"neg", "fails"})
#: In what somebody speaks.
SPOKEN_IN = frozenset({"document", "social", "statement", "release"})


def why_none(statement: Statement) -> str:
    """Why a clause is no claim; "" where it is one."""
    return decide(NONE, statement.clause.begins, statement)


def _relayed(t: Statement) -> bool:
    """ "a report picked up by two radios": says of a claim that others repeat it."""
    return "relayed" in t.marks


def _without_verb(t: Statement) -> bool:
    if t.head or t.verb >= 0 or _full(t) or in_company(t.words, t.clause) or (t.cued and _told_shortly(t)):
        return False
    return not (t.specific and (t.clause.last - t.clause.first > FRAGMENT or {"death", "number"} <= t.marks))


def _told_shortly(t: Statement) -> bool:
    """Whether what a source says needs no verb that we know: "ha negato di | aver violato il contratto"."""
    words, first = t.words, t.clause.first
    before, after = words.tags[first - 1], words.tags[min(first + 1, t.clause.last - 1)]
    if t.opening & {"perfect_aux", "infinitive", "inf_suffix", "gerund"} or t.tags & {"perfect_inf", "preterite"}:
        return True  # "will | davon nie etwas gewusst haben", "said | Falk stole 40 rifles"
    if "neg" in t.opening and ("perfect_aux" in t.tags or not after.isdisjoint(("infinitive", "inf_suffix"))):
        return True
    if "shown" in before and "gerund" in t.tags:
        return True  # "A video shows | two men beating a woman"
    if "number" in t.marks and not t.quoted and ("of" in before or words.low[first][0].isdigit()):
        return True  # "spoke of | 27 cases", "reported | 12 cases"
    told_of = "confirm" in before or ("of" in before and not t.tags.isdisjoint(HAPPENED))
    counted = "death" in t.tags and any(words.figure(at) for at in t.clause.places)
    if told_of and (words.capital_nouns or "time" in t.tags or counted):
        return True  # "berichtete von | Schüssen am Hafen", "bestätigte | Gespräche mit Kurden", "| the three deaths"
    # "said that | l'acqua puzza di benzina": a verb that we do not know
    return not t.quoted and t.clause.last - first >= TOLD and "det" in t.opening


def _circumstance(t: Statement) -> bool:
    """ "After the exchange of fire", "As home of the 747", "Speaking in their defence": how or when, and no verb."""
    words, first = t.words, t.clause.first
    if t.head or "death" in t.marks or _full(t) or confirmed(t):
        return False
    verbs = [at for at in t.clause.places if finite(words, at)]
    if "as" in t.opening or ("gerund" in t.opening and words.capital(first) and (words.head_last or words.pro_drop)):
        return not verbs
    inside = t.clause.last < t.s.last - 1 and all("participle" in words.tags[at] for at in verbs)
    asked = "asked" if words.head_last else "participle"
    if asked in t.opening and not t.specific and words.capital(first):  # "Contacté par l'AFP, …"
        return inside
    if "number" in t.marks or "adp" not in t.opening:
        return False
    if not t.tags.isdisjoint(SPOKEN_IN) and not words.capital_nouns:  # "Dans un message publié sur X"
        return inside
    return not (verbs or any(words.tags[at] & {"sure", "verbal", "participle"} for at in t.clause.places))


def _only_when(t: Statement) -> bool:
    """ "Two years ago": nothing but a time."""
    words, clause = t.words, t.clause
    if t.head or t.marks & {"death", "superlative"} or t.tags & {"act", "event"} or confirmed(t):
        return False
    if clause.last - clause.first > FRAGMENT + 2 or (t.verb >= 0 and not t.main & {"stable", "present", "passive"}):
        return False  # "Two women drowned"
    if t.cued and "of" in words.tags[clause.last - 2]:
        return False  # "die Armee von | einundzwanzig"
    told = [at for at in clause.places if not words.tags[at] & OF_TIMES or words.tags[at] & VERBS]
    return len([at for at in told if words.low[at].isalpha() and len(words.low[at]) > 1]) <= 1


def _unverified(t: Statement) -> bool:
    return "unverifiable" in t.marks and not t.specific and "perfect_aux" not in t.opening


def _names_sources(t: Statement) -> bool:
    """ "The paper cites several officials"."""
    told = t.tags & {"outlet", "anon", "pron", "agency", "named_outlet"}
    return (not t.cued or t.clause.relative) and not t.head and bool(told)


def _of_source(t: Statement) -> bool:
    """ "said X, who reviewed the data", "speaking on condition of anonymity": tells of the source, nothing specific."""
    return (t.clause.of_source or "anonymity" in t.clause.begins) and not t.specific


def _quoted_denial(t: Statement) -> bool:
    """ "That is a lie", "We reject that", "the report is not true", "My client is innocent": denies what was said."""
    points = "demonstrative" in t.opening or bool(t.tags & {"told_noun", "charge"})
    points = points or "not_so" in t.words.begins[t.clause.first]  # "Nothing of the sort happened"
    erred = "first_person" in t.opening and (t.main | t.tags).isdisjoint(ANSWERS | NOT)  # "We got this wrong"
    if t.cued and not t.specific and not erred:
        brief = t.clause.last - t.clause.first <= SHORT + NEAR
        if points and brief and "neg" not in t.tags and "untrue" in t.clause.begins:
            return True
        if _short(t, points) and ("truth" if "neg" in t.tags else "untrue") in t.clause.begins:
            return True
    if t.cued and ((points and not erred and _not_so(t)) or _innocent(t)):
        return True
    return t.quoted and (
        ("untrue" in t.tags and not erred and ("accusation" in t.marks or points))
        or ("deny" in t.tags and points and "pron" not in t.opening)
    )


def _not_so(t: Statement) -> bool:
    """ "das treffe nicht zu", "that never happened", "die Vorwürfe seien haltlos": no more than that."""
    if t.clause.last - t.clause.first > SHORT or not t.marks.isdisjoint(("number", "death")):
        return False
    return "not_so" in t.clause.begins or ("untrue" in t.clause.begins and "neg" not in t.tags)


def _short(t: Statement, points: bool) -> bool:
    """ "Not true", "that was simply not right", "einer Kampagne": no more than that, and nothing else is named."""
    if t.clause.last - t.clause.first > SHORT:
        return False
    return points or t.verb < 0 or "neg" in t.opening


def _innocent(t: Statement) -> bool:
    """ "My client is innocent": says it, and not that somebody "should be declared" so."""
    words, first = t.words, t.clause.first
    at = next((at for at in t.clause.places if "innocence" in words.begins[at]), -1)
    near = range(max(first, at - SHORT // 2), at)
    return at >= 0 and any(words.tags[i] & {"present", "stable", "konjunktiv1"} for i in near)


def _teaser(t: Statement) -> bool:
    """ "Read more: How the fund was looted": points to another article."""
    return t.clause.first == t.s.first and "teaser" in t.words.begins[t.clause.first]


def _only_says(t: Statement) -> bool:
    """ "She told reporters": a verb of saying, and next to nothing that is said."""
    speaks = "say" in t.main and not t.main & {"weak", "act", "view"}
    return not t.cued and not t.head and speaks and t.clause.last - t.clause.first <= FRAGMENT


def _makes_statement(t: Statement) -> bool:
    """ "The senator issued a statement", "the office voiced doubts": that somebody speaks, and not what he says."""
    if t.cued or t.head or "statement" not in t.tags or t.specific or t.verb < 0:
        return False
    after = range(t.verb + 1, min(t.verb + 1 + NEAR, t.clause.last))
    named = any("statement" in t.words.tags[at] for at in after)
    return named and any(acts(t.words, t.clause, tag) for tag in ("act", "say", "view", "utter"))


#: Why a clause is no claim, the rule, and the tags of which it wants one in the clause.
NONE: Table[tuple[str, Callable[[Statement], bool]]] = Table(
    (("denial", _quoted_denial), "untrue truth not_so deny innocence"),
    (("question", question), ""),
    (("relayed", _relayed), "relayed"),
    (("unverified", unsettled.unchecked), "checks confirm"),
    (("another account", unsettled.another_account), "convinced account regards"),
    (("no statement", _without_verb), ""),
    (("no statement", _circumstance), ""),
    (("no statement", _only_when), "time month number_word"),
    (("unverified", _unverified), "unverifiable"),
    (("source statement", _names_sources), "refers"),
    (("source statement", _of_source), ""),
    (("source statement", whence.of_sources), "byline names named stems whence viewed interviews speaks hears"),
    (("not known", unsettled.unknown), "unknown"),
    (("not known", unsettled.unaware), "unaware"),
    (("not known", unsettled.left_open), "asks wh if"),
    (("not known", unsettled.unclaimed), "own_up"),
    (("not known", unsettled.undetermined), "known"),
    (("unverified", unsettled.unproven), "bears_out"),
    (("source statement", unsettled.took_no_part), "took_part"),
    (("no statement", unsettled.formula), "presumed"),
    (("no statement", _teaser), "teaser"),
    (("no comment", silence.silent), silence.SILENT),
    (("source statement", _only_says), "say"),
    (("source statement", _makes_statement), "statement"),
    (("hypothesis", forecasts.hypothesis), "if should conditional soll konjunktiv1 konjunktiv2"),
    (("wish", forecasts.wish), "hope"),
    (("opinion", forecasts.demand), "should"),
    (("opinion", forecasts.bidding), ""),
    (("opinion", opinions.in_quotes), ""),
    (("opinion", opinions.judges), "opinion"),
    (("opinion", opinions.slogan), "opinion"),
    (("opinion", opinions.calls), "calls"),
    (("no comment", silence.says_nothing), "neg"),
    (("no comment", silence.does_not_deny), "deny"),
    (("forecast", forecasts.expects), ""),
    (("forecast", forecasts.foretold), "outlook"),
    (("forecast", forecasts.may_be), "could"),
    (("forecast", forecasts.ahead), "forecast future"),
)


def _full(t: Statement) -> bool:
    """A whole sentence, or what is left of one beside its source: it has a verb, known to us or not."""
    clause = t.clause
    ends = t.words.low[t.s.last - 1][0] in ".!" and clause.last >= t.s.last - 2
    return clause.last - clause.first > FRAGMENT and ends
