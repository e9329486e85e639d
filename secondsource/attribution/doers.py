"""Sources who stand in the claim itself, and do what it tells: who charges, writes, estimates or earns."""

from __future__ import annotations

from secondsource.clauses.borders import clause_end
from secondsource.clauses.content import reach_end
from secondsource.clauses.dates import YEAR, is_year
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import speaks
from secondsource.clauses.subjects import clause_subject, subject
from secondsource.clauses.tellers import apposition
from secondsource.model import DOERS
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import FAR, NEAR
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, finite, group_start, left, phrase_end, skip

#: What is foreseen, or may be, is not yet earned, and what had been earned can be looked up.
AHEAD = frozenset({"expects", "forecast", "future", "could", "hope", "pluperfect"})
ANNOUNCES = frozenset({"say", "act", "confirm"})
#: So soon after the verb that reports it stands a count.
COUNT = 5
#: What is not sure to have been done, or not lately.
UNSURE = frozenset({"neg", "soll", "konjunktiv1", "conditional", "hedge", "if", "modal_aux", "ago"})


def subject_is_source(s: Sentence, at: int) -> Frame | None:
    """A document and what stands in it; an authority and whom it charges. The words stay in the claim."""
    words = s.words
    wanted = "document" if "doc_verb" in words.tags[at] else "official"
    first, who = subject(s, group_start(s, at)) if wanted == "document" else clause_subject(s, at)
    if wanted == "official" and _passive(s, at):
        who = _agent(s, at)  # "The mayor was arrested": he is no source of it
        first = first if any(finite(words, i) for i in range(s.first, first)) else s.first
    if who is None or who.cls != wanted:
        return None
    if wanted == "official" and not _against(s, at):
        return None
    return Frame(first, first, words.span(at, at + 1), who, "reported", "affirms", (first, s.last))


def announces(s: Sentence, at: int) -> Frame | None:
    """ "The army announced the | capture of the town": what it does to others. The words stay in the claim."""
    words = s.words
    verb = next((i for i in range(at - 1, max(s.first, at - NEAR), -1) if words.tags[i] & ANNOUNCES), -1)
    if verb < 0 or not speaks(s, verb) or any("neg" in words.tags[i] for i in range(left(s, verb), verb)):
        return None  # "Weder die Polizei noch das Spital bestätigten die Festnahme"
    counted = "confirm" in words.tags[verb] and words.figure(verb + 1)  # "confirmed two deaths": read as any count
    if counted or not _whole(s, verb + 1, at):
        return None
    first, who = subject(s, group_start(s, verb))
    if who is None or who.cls not in DOERS:
        return None
    return Frame(first, first, words.span(verb, verb + 1), who, "reported", "affirms", (first, _reach(s, first, verb)))


def _reach(s: Sentence, first: int, at: int) -> int:
    """How far goes what he does: in German a second main clause may follow with nothing but a comma."""
    return clause_end(s, first, at) if s.words.capital_nouns else reach_end(s, at)


def _whole(s: Sentence, first: int, last: int) -> bool:
    """Whether neither a mark nor a verb stands among the words [first, last)."""
    return not any(finite(s.words, i) or s.words.low[i] in MARKS for i in range(first, last))


def utters(s: Sentence, at: int) -> Frame | None:
    """ "The office voiced doubts": who speaks, and goes on to. Covers nothing here."""
    words = s.words
    told = range(at + 1, min(at + FAR, s.last))
    if not speaks(s, at) or not any("statement" in words.tags[i] for i in told):
        return None
    _, who = subject(s, group_start(s, at))
    if who is None or who.cls is None:
        return None
    first = s.first
    return Frame(first, first, words.span(at, at + 1), who, "reported", "affirms", (first, first))


def reports(s: Sentence, at: int) -> Frame | None:
    """ "Le autorità hanno segnalato | 27 casi di colera": a count is what they say. The words stay in the claim."""
    words, begin = s.words, skip(s, at + 1, "on_his_part")
    told = range(begin, min(begin + COUNT - 1, s.last))
    own = words.tags[at] & {"act", "counts", "calls"} and "decries" not in words.tags[at]
    negated = any("neg" in words.tags[i] for i in range(group_start(s, at), at))  # "n'a pas communiqué 300 opérations"
    other = words.head_last and "confirm" not in words.tags[at]  # "reported 14 cases" is read as any noun phrase
    if own or negated or other or not speaks(s, at):
        return None
    figure = next((i for i in told if words.figure(i)), -1)
    group = group_start(s, at)
    able = {"official", "document", "anonymous", "expert", "party"}
    if apposition(s, group, at + 1):
        able |= {"named"}  # "Il generale Brand, capo dell'esercito, | ha denunciato un attacco"
    elif (
        figure < 0
        or not _whole(s, begin, figure)
        or (figure + 1 < s.last and words.tags[figure + 1] & {"time_unit", "month"})
    ):
        return None
    first, who = subject(s, group)
    if who is None or who.cls not in able:
        return None
    return Frame(first, first, words.span(at, at + 1), who, "reported", "affirms", (first, _reach(s, first, at)))


def estimates(s: Sentence, at: int) -> Frame | None:
    """Who puts a figure on something: "the farmers put the damage at 15 million". The words stay in the claim."""
    figure = next((i for i in range(at + 1, s.last) if s.words.figure(i)), at)
    return _ascribes(s, at, next((i for i in range(at + 1, figure) if "onto" in s.words.tags[i]), at))


def blames(s: Sentence, at: int) -> Frame | None:
    """Who gives a cause: "officials blamed the fire on a heater". The words stay in the claim."""
    return _ascribes(s, at, next((i for i in range(at + 1, s.last) if "on_cause" in s.words.begins[i]), at))


def _ascribes(s: Sentence, at: int, onto: int) -> Frame | None:
    """Who says by a verb and a preposition what is so of something, which stands between the two as a noun."""
    words, between = s.words, range(at + 1, onto)
    verbs = (i for i in between if "that" in words.tags[i] or (finite(words, i) and "det" not in words.tags[i - 1]))
    if onto == at or not speaks(s, at) or any(verbs):
        return None
    first, who = subject(s, group_start(s, at))
    if words.capital_nouns and (who is None or who.cls in (None, "document") or "oblique" in words.tags[first]):
        who = read(words, at + 1, min(onto, phrase_end(s, at + 1)), s.first)  # "Den Verlust führte | der Chef | auf …"
    if who is None or who.cls is None:
        return None
    return Frame(first, first, words.span(at, at + 1), who, "reported", "affirms", (first, _reach(s, first, at)))


def earns(s: Sentence) -> Frame | None:
    """A firm and what it earned: "Brandt Marine made a loss of 3 million" is the firm's word where nobody else's.

    "Claims about one's own performance, results, merit … are `party`" (docs/sourcing.md). The words stay in the claim.
    """
    words = s.words
    if "results" not in s.begins:
        return None
    at = next((i for i in range(s.first, s.last) if "results" in words.begins[i] and not s.inside(i)), -1)
    money = at >= 0 and any("money" in words.tags[i] and "results" not in words.tags[i] for i in range(s.first, s.last))
    may_be = (i for i in range(s.first, at) if finite(words, i) or "verbal" in words.tags[i])
    verb = next(may_be, -1) if money else -1
    dated = any(is_year(words, at) for at in range(s.first, s.last))
    if verb < 0 or dated or any(words.begins[i] & AHEAD for i in range(verb, at)):
        return None
    first, who = subject(s, verb)
    if who is None or who.cls not in ("party", "named") or not who.named:
        return None
    return Frame(
        first, first, words.span(at, at + 1), replace(who, cls="party"), "reported", "affirms", (first, s.last)
    )


def _passive(s: Sentence, at: int) -> bool:
    """ "was arrested", "Mayor arrested on Monday": whom it happens to stands before the verb."""
    words, follows = s.words, s.words.tags[min(at + 1, s.last - 1)]
    if "participle" not in words.tags[at]:
        return False
    if words.capital_nouns:
        if _auxiliary(s, at) >= 0 or "passive" in follows:
            return True
        verb = any(words.finite[s.first : at + 1]) or words.tags[at] & {"preterite", "fin_suffix", "sure"}
        return not verb and not words.capital(min(at + 1, s.last - 1))  # "Bürgermeister in Genf verhaftet"
    if any("passive" in words.tags[i] for i in range(group_start(s, at), at)):
        return True
    police = any("justice" in words.tags[i] for i in range(left(s, at), at))  # "Police | arrested at least 14"
    ends = at + 1 >= s.last or words.low[at + 1] in MARKS | {"."} or bool(follows & {"adp", "time", "month"})
    return group_start(s, at) == at and ends and not police


def _auxiliary(s: Sentence, at: int) -> int:
    """Where the auxiliary of a passive stands before a German participle; -1 for none."""
    return next((i for i in range(at - 1, left(s, at) - 1, -1) if "passive" in s.words.tags[i]), -1)


def _agent(s: Sentence, at: int) -> Person | None:
    """By whom it was done: "sono state arrestate dalla Guardia di finanza", "wurde von der Polizei verhaftet".

    Not where it is heard, denied or long ago, nor behind a noun: "A man arrested by police said …".
    """
    words, part = s.words, range(s.first, s.last)
    aside = any(words.tags[i] & UNSURE or "hearsay" in words.begins[i] for i in part)
    if aside or any(YEAR.fullmatch(words.low[i].rstrip(".")) for i in part):
        return None
    if words.capital_nouns:
        near = range(max(left(s, at), _auxiliary(s, at) + 1), at)
        by = next((i for i in reversed(near) if "by" in words.tags[i]), -1)
        last = at
    else:
        verbs = [i for i in part if i != at and words.finite[i] and "passive" not in words.tags[i]]
        bare = group_start(s, at) == at
        near = range(at + 1, min(at + FAR, s.last))
        by = -1 if bare and verbs else next((i for i in near if "by" in words.tags[i]), -1)
        last = phrase_end(s, by + 1) if by > 0 else by
        what = (i for i in range(by + 2, last) if "adp" in words.tags[i] and words.tags[i].isdisjoint(("of", "where")))
        last = next(what, last) if words.head_last else last  # "arrested by Kent police | for theft"
        counts = (i for i in range(by + 2, last) if "number_word" in words.tags[i])  # "dai carabinieri | due uomini"
        last = next(counts, last)
    who = read(words, by + 1, last, s.first) if by > 0 else None
    return who if who is not None and who.cls == "official" else None


def _nobody(s: Sentence, at: int) -> bool:
    """ "gegen unbekannt", "contro ignoti", "contre X": nobody is known yet."""
    return at < s.last and "nobody_known" in s.words.begins[at]


def _against(s: Sentence, at: int) -> bool:
    """Whether an inquiry is one against somebody: who only opens it, acts himself."""
    words = s.words
    inquires = "inquires" in words.tags[at]
    if not inquires and (finite(words, at) or words.tags[at] & {"participle", "infinitive", "sure"} - {"nominal"}):
        return True  # "arrested", "charged"
    if any("against" in words.tags[i] and not _nobody(s, i + 1) for i in range(s.first, s.last)):
        return True
    if words.capital_nouns:
        return False
    onto = inquires
    for i in range(at + 1, min(at + NEAR, s.last)):
        tags = words.tags[i]
        if onto and (words.capital(i) or "role" in tags) and not tags & {"time", "month"}:
            return True  # "an inquiry into Brandt Marine", "is investigating the mayor"
        if "onto" in tags:
            onto = True
        elif tags & {"adp", "conj"} or words.low[i] in MARKS:
            return False
    return False
