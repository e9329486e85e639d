"""What is said not to be known or borne out, and so is no claim (docs/sourcing.md, "The unit")."""

from __future__ import annotations

from secondsource.claims.statement import ASKS, NEAR, PRESS, SHORT, Statement, denied, lacks, without_relative
from secondsource.clauses.acting import has_actor
from secondsource.text.lexicon import union

#: Nouns of what is checked: claims, and what they stand in or are seen on.
TOLD = frozenset({"told_noun", "document", "pictures", "checked", "charge", "allegation"})
#: What the passive is told with.
BEING = frozenset({"passive", "present", "past_fin", "to"})
#: That it cannot be done.
UNABLE = frozenset({"can", "could", "able", "fails", "modal_aux", "reflexive"})


def unknown(t: Statement) -> bool:
    """ "Nothing is known about the cause": that nobody knows."""
    if "number" in t.marks or ("death" in t.marks and not _asked(t)):
        return False
    words = t.words  # "a charge against persons unknown" is one
    return any("unknown" in words.begins[at] and "against" not in words.tags[at - 1] for at in t.clause.places)


def _asked(t: Statement) -> bool:
    """ "It is not clear | how many of the dead have no kin": what opens it is not known, and asked right there."""
    begins = t.words.begins
    at = next(at for at in t.clause.places if "unknown" in begins[at])
    end = t.words.end_of(at, "unknown")
    return at <= t.clause.first + NEAR and end < t.clause.last and not begins[end].isdisjoint(ASKS)


def unclaimed(t: Statement) -> bool:
    """ "No group has claimed responsibility", "L'attentat n'a pas été revendiqué": nobody says that he did it."""
    return not t.cued and "neg" in t.tags


def undetermined(t: Statement) -> bool:
    """ "No motive has been established", "die Ursache muss geklärt werden", "did not know why": asks, or a matter."""
    t = without_relative(t)
    begins, words = t.clause.begins, t.words
    matters = (i for i in t.clause.places if "matters" in words.begins[i])
    named = any("this" not in words.tags[i - 1] for i in matters)  # "The identity of the dead is not known"
    if _in_passing(t) or "known" not in begins or ("death" in t.marks and not named):
        return False
    at = denied(t, "known")
    if at < 0 and not begins.isdisjoint(("awaits", "fails")):
        at = next(i for i in t.clause.places if "known" in words.begins[i])
    if at < 0 or "," in words.low[at : t.clause.last]:
        return False  # "For reasons that he did not know, | the bank gave no credit"
    after = range(at + 1, min(at + 1 + NEAR, t.s.last))
    return named or (not t.specific and any(words.begins[i] & ASKS for i in after))


def _in_passing(t: Statement) -> bool:
    """ "Per cause da accertare | un'auto è uscita di strada": what is not known stands beside what happened."""
    words = t.words
    aside = any("matters" in words.begins[i] and "adp" in words.tags[i - 1] for i in t.clause.places if i > t.s.first)
    return aside and not t.clause.begins.isdisjoint(("event", "violence", "health"))


def unaware(t: Statement) -> bool:
    """ "He did not know whether she was paid", "a dit ignorer si": that who speaks cannot say."""
    words = t.words
    near = range(t.clause.first, min(t.clause.first + NEAR, t.clause.last))
    at = next((at for at in near if "unaware" in words.begins[at]), -1)
    if not t.cued or at < 0:
        return False
    end = words.end_of(at, "unaware")
    return any(words.begins[i] & ASKS for i in range(end - 1, min(end + 2, t.clause.last)))


def left_open(t: Statement) -> bool:
    """ "Why the valve failed is unclear", "Wer angefangen hat, darüber gehen die Meinungen auseinander": only asks.

    Or "It is unclear whether it was paid, or | who signed it".
    """
    opening = t.words.begins[t.clause.first]
    if "asked" in opening and not t.words.begins[t.clause.first + 1].isdisjoint(ASKS):
        return True  # "Asked if the shooting was revenge, the mayor said …"
    if t.marks & {"number", "death"} or opening.isdisjoint(ASKS):
        return False
    words, first = t.words, t.clause.first
    if t.clause.relative or (words.low[first - 1] == "," and not words.capital_nouns):
        return False  # "would not identify the buyer, | who bid by telephone"
    if "unknown" in union(words.begins[t.s.first : first]):
        return True
    if first > t.s.first or "asks" not in opening:
        return False
    rest = union(words.begins[first : t.s.last])
    return "unknown" in rest or ("known" in rest and bool(rest & {"neg", "awaits", "fails"}))


def unproven(t: Statement) -> bool:
    """ "A confirmation was not to be had", "Belege legte er nicht vor": nothing that bears it out."""
    if t.cued or "number" in t.marks or "own" in t.opening:
        return False  # "her confirmation in the Senate"
    lacking = lacks(t, "bears_out") or "outstanding" in t.tags
    if lacking and "gives" in t.clause.begins:
        return True
    there = not t.opening.isdisjoint(("impersonal_pron", "demonstrative"))
    if there and "accusation" in t.marks and "no_proof" in t.clause.begins:
        return True  # "There is no evidence Brand broke the law"
    if t.specific or (t.verb >= 0 and not there and has_actor(t.words, t.clause, t.verb)):
        return False  # "The police have no proof against him": what they found
    return lacking and t.clause.last - t.clause.first <= SHORT + NEAR


def unchecked(t: Statement) -> bool:
    """ "The claim could not be verified", "Reuters was unable to date the video", "Kiew bestätigte das nicht"."""
    t = without_relative(t)
    begins = t.clause.begins
    told = not begins.isdisjoint(TOLD)
    if "number" in t.marks or (t.cued and "fails" in begins):
        return False
    points = told or _points(t)
    if not (lacks(t, "checks") or (lacks(t, "confirm") and points)):
        return False
    if "independently" in begins or not begins.isdisjoint(PRESS):
        return not t.cued
    if not points or ("death" in t.marks and not told):
        return False
    subject = union(t.words.begins[t.clause.first : min(t.clause.first + NEAR, t.clause.last)])
    passive = bool(t.tags & BEING) and "by" not in t.tags and "checked" in subject
    return passive or not begins.isdisjoint(UNABLE) or (not t.cued and "confirm" in begins)


def _points(t: Statement) -> bool:
    """Whether a clause points back to what was told: "this", "it", "dies", "l'a confirmé", or ends with its verb."""
    words, last = t.words, t.clause.last - 1
    if "confirm" in words.tags[last]:
        return not words.capital_nouns  # "Il governo non ha confermato"
    return any(
        words.tags[at] & {"demonstrative", "clitic", "impersonal_pron"}
        and ("det" not in words.tags[at] or words.finite[min(at + 1, last)])
        for at in t.clause.places
    )


def took_no_part(t: Statement) -> bool:
    """ "…, who was not involved in the study": that who speaks does not speak for himself."""
    aside = t.clause.of_source or "neg" in t.opening or not t.tags.isdisjoint(("rel", "wh"))
    return aside and not t.specific and {"neg", "document"} <= t.clause.begins


def formula(t: Statement) -> bool:
    """ "Es gilt die Unschuldsvermutung": so is everybody who is accused."""
    happened = t.tags & {"by", "past_fin", "fin_suffix", "preterite"}  # "his presumption of innocence was violated"
    return not happened and t.marks.isdisjoint(("number", "accusation"))


def another_account(t: Statement) -> bool:
    """ "X tells another story", "X sees it differently", "X was not convinced": that he tells it otherwise, not how."""
    begins, words = t.clause.begins, t.words
    if t.specific or t.clause.last - t.clause.first > 2 * SHORT:
        return False
    if {"convinced", "neg"} <= begins:
        return "that" not in t.tags
    for at in t.clause.places:
        beside = union(words.begins[max(t.clause.first, at - NEAR) : min(at + NEAR, t.clause.last)])
        if "regards" in words.begins[at] and "otherwise" in beside:
            return True
        if "account" in words.begins[at] and ("unlike" in beside or ("neg" in begins and "this" in words.tags[at - 1])):
            return True  # "does not share | this | view"
    return False
