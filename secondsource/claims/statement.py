"""A clause as it is asked whether it is a claim: its verb, what is negated in it, whether it is a question."""

from __future__ import annotations

from secondsource.claims.company import in_company
from secondsource.clauses.clause import Clause, clause_of
from secondsource.record import record, replace
from secondsource.text.forms import SAYS_OR_DOES
from secondsource.text.lexicon import NONE, Tags
from secondsource.text.mood import Mood
from secondsource.text.phrases import Sentence
from secondsource.text.words import Words

#: What shows that a word is a form of a verb, and not the noun that is called so.
FORMS = frozenset({"participle", "fin_suffix", "infinitive", "sure", "verbal", "say"})
#: Marks of a clause that says something whatever its words.
SPECIFIC = frozenset({"number", "accusation", "death"})
#: So near a word stands what belongs to it: what is asked, who asks, what a clause is about.
NEAR = 5
#: No more words say no more than one thing: that nothing is denied, who has it from whom, that it is a lie.
SHORT = 8
#: So far behind a negation, and in German on either side of it, stands what it denies.
DENIED = 9
#: So near a noun stands what negates it, or whose it is: "no further comment".
ARTICLE = 3
ENDS = frozenset({".", "!", "?"})
#: What opens an indirect question.
ASKS = frozenset({"asks", "wh", "if"})
#: Who asks, checks and looks at papers for the reader.
NEWSROOM = frozenset({"agency", "named_outlet", "newsroom", "plural_self", "first_person"})
PRESS = NEWSROOM | {"outlet", "reporter", "masthead"}


@record(frozen=True, slots=True)
class Statement:
    """A clause as the rules below see it. `cued`: a source is named for it; `head`: it stands in the headline lines."""

    words: Words
    s: Sentence
    clause: Clause
    moods: tuple[Mood, ...]
    marks: frozenset[str]
    cued: bool
    head: bool
    tags: Tags  # of its words
    verb: int  # the first word that looks like a verb; -1 where there is none
    main: Tags  # of that word
    opening: Tags  # of its first word
    quoted: bool
    specific: bool


def statement(
    s: Sentence, clause: Clause, moods: tuple[Mood, ...], marks: frozenset[str], cued: bool, head: bool
) -> Statement:
    words, first = s.words, clause.first
    verb = verb_of(words, clause)
    main = words.tags[verb] if verb >= 0 else NONE
    quoted, specific = s.inside(first), not marks.isdisjoint(SPECIFIC) or bool(in_company(words, clause))
    return Statement(
        words, s, clause, moods, marks, cued, head, clause.tags, verb, main, words.tags[first], quoted, specific
    )  # fmt: skip


def verb_of(words: Words, clause: Clause) -> int:
    """The first word of a clause that looks like a verb; -1 where there is none."""
    for at in clause.places:
        tags = words.tags[at]
        if words.finite[at] or not (tags.isdisjoint(SAYS_OR_DOES) or tags.isdisjoint(FORMS)):
            return at
    return -1


def confirmed(t: Statement) -> bool:
    """ "confirmed | the talks on Sunday", "bestätigte | auf Anfrage den Einsatz": what is confirmed is told."""
    return t.cued and "confirm" in t.words.tags[t.clause.first - 1]


def without_relative(t: Statement) -> Statement:
    """What is told, without a relative clause behind its verb: "fired the woman | who refused to answer"."""
    tags, clause = t.words.tags, t.clause
    after = range(max(clause.verb, clause.first) + 1, clause.last)
    rel = next((at for at in after if "rel" in tags[at] and "adp" not in tags[at - 1]), 0)
    commas = (at for at in after[1:] if t.words.low[at] == ",")
    # "died in the fire, | the cause of which is not known"
    which = (at for at in commas if any(tags[i] & {"rel", "wh"} for i in range(at + 2, min(at + NEAR, clause.last))))
    cut = next(which, rel)
    if not cut or clause.verb < 0:
        return t
    part = clause_of(t.words, clause.first, cut)
    return replace(t, clause=part, tags=part.tags)


def lacks(t: Statement, tag: str, *, withheld: bool = False, near: int = DENIED) -> bool:
    """Whether a word with this tag is negated, or what somebody fails to do; `withheld`: or declines to."""
    return denied(t, tag, withheld=withheld, near=near) >= 0


def denied(t: Statement, tag: str, *, withheld: bool = False, near: int = DENIED) -> int:
    """The first word with this tag that is negated; -1 for none. Not "signed it without comment", nor over a comma."""
    words, begins, first = t.words, t.words.begins, t.clause.first
    if tag not in t.clause.begins:
        return -1
    no = {"neg", "fails", "withholds"} if withheld else {"neg", "fails"}
    missing = [at for at in t.clause.places if begins[at] & no and (at == first or "without" not in begins[at])]
    for at in (at for at in t.clause.places if tag in begins[at]):
        if tag == "reply" and "det" in words.tags[at - 1]:
            continue  # "never got an answer"
        for n in missing:
            apart = range(n, at) if n < at else range(at, n)
            inset = len([i for i in apart if words.low[i] == ","]) % 2 == 0  # "was unable, on Sunday, to confirm"
            if inset and (n <= at <= n + near or words.capital_nouns):
                return at
    return -1


def question(t: Statement) -> bool:
    """ "Did the mayor steal the money?": not what it answers itself, nor what it takes for known."""
    low, last = t.words.low, t.s.last
    if "accusation" in t.marks and t.clause.relative:
        return False  # "Is it any wonder that the mayor, | who stole two million, | fled?"
    if t.specific and _answered(t):
        return False
    return low[min(t.clause.last, last - 1)] == "?" or (low[last - 1] == "?" and not t.cued)


def _answered(t: Statement) -> bool:
    """ "Did he take the money? He did.": nothing but yes in the sentence behind."""
    words, first = t.words, t.s.last
    end = next((at for at in range(first, min(first + NEAR + 1, len(words))) if words.low[at] in ENDS), -1)
    return any("yes" in words.begins[at] for at in range(first, end))
