"""What a clause says that there is not: a word and the negation, or the failing, that it stands under."""

from __future__ import annotations

from secondsource.claims.statement import Statement
from secondsource.clauses.clause import clause_of
from secondsource.record import replace
from secondsource.text.lexicon import NONE

#: So far behind a negation, and in German on either side of it, stands what it denies.
DENIED = 9
#: So many words after a comma stands the pronoun of "the cause of which".
WHICH = 5
#: Where the negation is the article of a noun, the noun stands so near: "no further comment".
ARTICLE = 3


def without_relative(t: Statement) -> Statement:
    """What is told, without a relative clause behind its verb: "fired the woman | who refused to answer"."""
    words, clause = t.words, t.clause
    after = range(max(clause.verb, clause.first) + 1, clause.last)
    cut = next((at for at in after if "rel" in words.tags[at] and "adp" not in words.tags[at - 1]), 0)
    commas = (at for at in after if words.low[at] == "," and at > clause.verb + 1)
    which = (
        at for at in commas if any(words.tags[i] & {"rel", "wh"} for i in range(at + 2, min(at + WHICH, clause.last)))
    )
    cut = next(which, cut)  # "died in the fire, | the cause of which is not known"
    if not cut or clause.verb < 0:
        return t
    part = clause_of(words, clause.first, cut)
    return replace(t, clause=part, tags=part.tags)


def lacks(t: Statement, tag: str, *, withheld: bool = False, near: int = DENIED) -> bool:
    """Whether a word with this tag is negated, or what somebody fails to do; `withheld`: or declines to."""
    return denied(t, tag, withheld=withheld, near=near) >= 0


def denied(t: Statement, tag: str, *, withheld: bool = False, near: int = DENIED) -> int:
    """The first word with this tag that is negated; -1 for none. Not "signed it without comment", nor over a comma."""
    words, begins = t.words, t.words.begins
    if tag not in t.clause.begins:
        return -1
    no = {"neg", "fails"} | ({"withholds"} if withheld else NONE)
    first = t.clause.first
    missing = [at for at in t.clause.places if begins[at] & no and (at == first or "without" not in begins[at])]
    for at in (at for at in t.clause.places if tag in begins[at]):
        if tag == "reply" and "det" in words.tags[at - 1] and "neg" not in words.tags[at - 1]:
            continue  # "never got an answer"
        both = words.capital_nouns and near > ARTICLE
        for n in missing:
            apart = range(n, at) if n < at else range(at, n)
            inset = len([i for i in apart if words.low[i] == ","]) % 2 == 0  # "was unable, on Sunday, to confirm"
            if inset and (n <= at <= n + near or (both and len(apart) <= 2 * near)):
                return at
    return -1
