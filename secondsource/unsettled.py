"""What is said not to be known or borne out, and so is no claim (docs/sourcing.md, "The unit")."""

from __future__ import annotations

from secondsource.acting import has_actor
from secondsource.statement import Statement

#: In no more words it is said that nothing bears something out.
SHORT = 12


def unknown(t: Statement) -> bool:
    """ "Nothing is known about the cause": that nobody knows."""
    if t.specific or "unknown" not in t.clause.begins:
        return False
    words = t.words  # "a charge against persons unknown" is one
    return any("unknown" in words.begins[at] and "against" not in words.tags[at - 1] for at in t.clause.places)


def left_open(t: Statement) -> bool:
    """ "Why the valve failed is unclear", "Wer angefangen hat, darüber gehen die Meinungen auseinander": only asks."""
    if t.cued or t.specific or t.head or "asks" not in t.opening or t.clause.first > t.s.first:
        return False
    return any("unknown" in t.words.begins[at] for at in range(t.s.first, t.s.last))


def unproven(t: Statement) -> bool:
    """ "A confirmation was not to be had", "Belege gibt es dafür keine": nothing that bears it out."""
    short = t.clause.last - t.clause.first <= SHORT and "own" not in t.opening  # "her confirmation in the Senate"
    if t.verb >= 0 and has_actor(t.words, t.clause, t.verb):
        return False  # "The police have no proof against him": what they found
    return short and not t.cued and not t.specific and "bears_out" in t.tags and bool(t.tags & {"neg", "outstanding"})


def took_no_part(t: Statement) -> bool:
    """ "…, who was not involved in the study": that who speaks does not speak for himself."""
    begins = t.clause.begins
    aside = t.clause.relative or t.clause.of_source or "neg" in t.opening or not t.tags.isdisjoint(("rel", "wh"))
    return aside and not t.specific and "neg" in begins and "took_part" in begins and "document" in begins


def formula(t: Statement) -> bool:
    """ "Es gilt die Unschuldsvermutung": so is everybody who is accused."""
    happened = t.tags & {"by", "past_fin", "fin_suffix", "preterite"}  # "his presumption of innocence was violated"
    return "presumed" in t.clause.begins and not happened and t.marks.isdisjoint(("number", "accusation"))


#: In no more words it is said that somebody tells another story.
ACCOUNT = 16
#: So far from a verb or a noun of telling stands the word that says that it is another.
BESIDE = 4


def another_account(t: Statement) -> bool:
    """ "X tells another story", "X sees it differently", "X was not convinced": that he tells it otherwise, not how."""
    begins, words = t.clause.begins, t.words
    if t.specific or t.clause.last - t.clause.first > ACCOUNT:
        return False
    if {"convinced", "neg"} <= begins:
        return not any("that" in words.tags[at] for at in t.clause.places)
    if begins.isdisjoint(("account", "regards")) or begins.isdisjoint(("unlike", "neg", "otherwise")):
        return False
    for at in t.clause.places:
        near = range(max(t.clause.first, at - BESIDE), min(at + BESIDE, t.clause.last))
        beside = frozenset().union(*(words.begins[i] for i in near))
        if "regards" in words.begins[at] and "otherwise" in beside:
            return True
        if "account" in words.begins[at] and ("unlike" in beside or ("neg" in begins and "this" in words.tags[at - 1])):
            return True  # "does not share | this | view"
    return False
