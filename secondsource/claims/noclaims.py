"""What is no claim, and why: questions, opinions, forecasts, hypotheses, and what only says who spoke.

The definition decides (docs/sourcing.md, "The unit"); where it is silent, docs/rulings.md says what we chose.
"""

from __future__ import annotations

from collections.abc import Callable

from secondsource.claims.company import in_company
from secondsource.claims.forecasts import (
    ahead,
    bidding,
    demand,
    expects,
    foretold,
    hypothesis,
    may_be,
    meant_to_be,
    wish,
)
from secondsource.claims.opinions import calls, in_quotes, judges, slogan
from secondsource.claims.silence import SILENT, does_not_deny, says_nothing, silent
from secondsource.claims.statement import Statement, confirmed, question
from secondsource.claims.unsettled import (
    another_account,
    formula,
    left_open,
    took_no_part,
    unchecked,
    unclaimed,
    undetermined,
    unknown,
    unproven,
)
from secondsource.claims.whence import of_sources
from secondsource.clauses.acting import acts
from secondsource.clauses.saying import HAPPENED
from secondsource.text.phrases import finite
from secondsource.text.tables import Table, decide

#: A clause without a verb that is no longer than this says nothing.
FRAGMENT = 5
#: No more words than this say of something that it is a lie.
SHORT = 8
#: So many words after a source and an article say something, with a verb or without one.
TOLD = 4
#: In what somebody speaks.
SPOKEN_IN = frozenset({"document", "social", "statement", "release"})
#: So many words after the verb, a statement is named that is made.
STATEMENT = 6


def why_none(statement: Statement) -> str:
    """Why a clause is no claim; "" where it is one."""
    return decide(NONE, statement.clause.begins, statement)


def _relayed(t: Statement) -> bool:
    """ "a report picked up by two radios": says of a claim that others repeat it."""
    return "relayed" in t.marks


def _without_verb(t: Statement) -> bool:
    if t.head or t.verb >= 0 or _full(t) or in_company(t.words, t.clause):
        return False
    after = t.words.tags[min(t.clause.first + 1, t.clause.last - 1)]
    negated = "neg" in t.opening and ("perfect_aux" in t.tags or not after.isdisjoint(("infinitive", "inf_suffix")))
    if t.cued and (negated or t.opening & {"perfect_aux", "infinitive", "inf_suffix", "gerund"}):
        return False  # "ha negato di | aver violato il contratto"
    if t.cued and not t.tags.isdisjoint(("perfect_inf", "preterite")):
        return False  # "will | davon nie etwas gewusst haben", "said | Falk stole 40 rifles"
    before = t.words.tags[t.clause.first - 1]
    if t.cued and "shown" in before and "gerund" in t.tags:
        return False  # "A video shows | two men beating a woman"
    counted = "number" in t.marks and ("of" in before or (t.words.capital_nouns and "shown" in before))
    told_of = "confirm" in before or ("of" in before and not t.tags.isdisjoint(HAPPENED))
    counted = counted or ("number" in t.marks and t.words.low[t.clause.first][0].isdigit())  # "reported | 12 cases"
    if (
        t.cued
        and not t.quoted
        and (counted or (told_of and (t.words.capital_nouns or (confirmed(t) and "time" in t.tags))))
    ):
        return False  # "spoke of | 27 cases", "berichtete von | Schüssen am Hafen", "bestätigte | Gespräche mit Kurden"
    if (
        t.cued
        and not t.quoted
        and t.clause.last - t.clause.first >= TOLD
        and "det" in t.opening
        and ("adp" not in t.opening or "plural" in t.opening)
    ):
        return False  # "said that | l'acqua puzza di benzina": a verb that we do not know
    return not (t.specific and (t.clause.last - t.clause.first > FRAGMENT or {"death", "number"} <= t.marks))


def _circumstance(t: Statement) -> bool:
    """ "After the exchange of fire", "As home of the 747", "Speaking in their defence": how or when, and no verb."""
    words, first = t.words, t.clause.first
    if t.head or "death" in t.marks or _full(t) or confirmed(t) or in_company(words, t.clause):
        return False
    if "as" in t.opening or ("gerund" in t.opening and words.capital(first) and (words.head_last or words.pro_drop)):
        return not any(finite(words, at) for at in t.clause.places if at > first)
    asked = "participle" in t.opening and not words.capital_nouns and not t.specific
    asked = asked and (not words.head_last or "asked" in t.opening)
    if asked and words.capital(first) and t.clause.last < t.s.last - 1:  # "Contacté par l'AFP, …"
        return not any(finite(words, at) and "participle" not in words.tags[at] for at in t.clause.places)
    if "number" in t.marks or "adp" not in t.opening:
        return False
    if not t.tags.isdisjoint(SPOKEN_IN) and not words.capital_nouns:  # "Dans un message publié sur X"
        return t.clause.last < t.s.last - 1 and not any(
            finite(words, at) and "participle" not in words.tags[at] for at in t.clause.places
        )
    return not any(finite(words, at) or words.tags[at] & {"sure", "verbal", "participle"} for at in t.clause.places)


def _only_when(t: Statement) -> bool:
    """ "Two years ago": nothing but a time."""
    if t.head or t.marks & {"death", "superlative"} or t.tags & {"act", "event"} or confirmed(t):
        return False
    if t.tags.isdisjoint(("time", "month", "number_word")):
        return False
    words, clause, being, verbs = t.words, t.clause, {"stable", "present", "passive"}, {"sure", "verbal", "nominal"}
    if t.cued and words.capital_nouns and "number" in t.marks and "of" in words.tags[clause.last - 2]:
        return False  # "die Armee von | einundzwanzig"
    if clause.last - clause.first > FRAGMENT + 2 or (t.verb >= 0 and not words.tags[t.verb] & being):
        return False  # "Two women drowned"
    said = {"det", "adp", "conj", "pron", "fin", "time", "number_word", "adverb", "month", "demonstrative"}
    rest = [
        at for at in clause.places if words.low[at].isalpha() and (not words.tags[at] & said or words.tags[at] & verbs)
    ]
    return len([at for at in rest if len(words.low[at]) > 1]) <= 1


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
    if t.cued and not t.specific:
        brief = t.clause.last - t.clause.first <= SHORT + TOLD
        if points and brief and "neg" not in t.tags and "untrue" in t.tags:
            return True
        if _short(t, points) and ("truth" if "neg" in t.tags else "untrue") in t.tags:
            return True
    if t.cued and ((points and _not_so(t)) or _innocent(t)):
        return True
    return t.quoted and (
        ("untrue" in t.tags and ("accusation" in t.marks or points))
        or ("deny" in t.tags and points and "pron" not in t.opening)
    )


def _not_so(t: Statement) -> bool:
    """ "das treffe nicht zu", "that never happened", "die Vorwürfe seien haltlos": no more than that."""
    if t.clause.last - t.clause.first > SHORT or not t.marks.isdisjoint(("number", "death")):
        return False
    return "not_so" in t.clause.begins or ("untrue" in t.tags and "neg" not in t.tags)


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
    return at >= 0 and any(words.tags[i] & {"present", "stable"} for i in near)


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
    after = range(t.verb + 1, min(t.verb + 1 + STATEMENT, t.clause.last))
    named = any("statement" in t.words.tags[at] for at in after)
    return named and any(acts(t.words, t.clause, tag) for tag in ("act", "say", "view", "utter"))


#: Why a clause is no claim, the rule, and the tags of which it wants one in the clause.
NONE: Table[tuple[str, Callable[[Statement], bool]]] = Table(
    (("denial", _quoted_denial), "untrue truth not_so deny innocence"),
    (("question", question), ""),
    (("relayed", _relayed), "relayed"),
    (("unverified", unchecked), "checks confirm"),
    (("another account", another_account), "convinced account regards"),
    (("no statement", _without_verb), ""),
    (("no statement", _circumstance), ""),
    (("no statement", _only_when), "time month number_word"),
    (("unverified", _unverified), "unverifiable"),
    (("source statement", _names_sources), "refers"),
    (("source statement", _of_source), ""),
    (("source statement", of_sources), "byline names named stems whence viewed interviews speaks hears"),
    (("not known", unknown), "unknown"),
    (("not known", left_open), "asks wh if"),
    (("not known", unclaimed), "own_up"),
    (("not known", undetermined), "known"),
    (("unverified", unproven), "bears_out"),
    (("source statement", took_no_part), "took_part"),
    (("no statement", formula), "presumed"),
    (("no statement", _teaser), "teaser"),
    (("no comment", silent), SILENT),
    (("source statement", _only_says), "say"),
    (("source statement", _makes_statement), "statement"),
    (("hypothesis", hypothesis), "if conditional soll konjunktiv1 konjunktiv2"),
    (("wish", wish), "hope"),
    (("opinion", demand), "should"),
    (("opinion", bidding), ""),
    (("opinion", in_quotes), ""),
    (("opinion", judges), "opinion"),
    (("opinion", slogan), "opinion"),
    (("opinion", calls), "calls"),
    (("no comment", says_nothing), "neg"),
    (("no comment", does_not_deny), "deny"),
    (("forecast", expects), ""),
    (("forecast", foretold), "outlook"),
    (("forecast", may_be), "could"),
    (("forecast", ahead), "forecast future"),
    (("forecast", meant_to_be), "soll"),
)


def _full(t: Statement) -> bool:
    """A whole sentence, or what is left of one beside its source: it has a verb, known to us or not."""
    clause = t.clause
    ends = t.words.low[t.s.last - 1][0] in ".!" and clause.last >= t.s.last - 2
    return clause.last - clause.first > FRAGMENT and ends
