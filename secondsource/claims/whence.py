"""Sentences that only tell who the sources are, how they spoke, and from what one knows: evidence, and no claim."""

from __future__ import annotations

from secondsource.claims.statement import NEAR, NEWSROOM, PRESS, SHORT, Statement, lacks, without_relative
from secondsource.sources.hearsay import goes_on
from secondsource.text.lexicon import union

#: Nouns of what comes from a source.
TOLD = frozenset({"told_noun", "checked", "whence", "pictures"})
#: What it comes from: papers, pictures, people.
FROM = frozenset(
    {"document", "pictures", "anon", "official", "expert", "role", "spokes", "party", "checked", "agency", "interviews",
     "named_outlet", "outlet", "told_noun"}
)  # fmt: skip
#: What one looks at.
PAPERS = frozenset({"document", "pictures", "checked", "statement", "papers"})


def of_sources(t: Statement) -> bool:
    """ "The figures come from two nurses", "The names have been changed", "Der Agentur lag das Schreiben vor"."""
    if t.head or "death" in t.marks or "accusation" in t.marks:
        return False
    t = without_relative(t)
    if "byline" in t.words.begins[t.clause.first]:
        return True
    return _unnamed(t) or _hearsay(t) or (not t.quoted and (_comes_from(t) or _has_seen(t) or _spoke(t)))


def _hearsay(t: Statement) -> bool:
    """ "She had heard it from Reeves": whence somebody has it, and no more."""
    brief = t.clause.last - t.clause.first <= SHORT and not t.specific
    return brief and {"hears", "from"} <= t.clause.begins and goes_on(t.words, t.clause.first)


def _unnamed(t: Statement) -> bool:
    """ "asked that her surname be withheld", "not to be named", "names have been changed"."""
    begins, words, first = t.clause.begins, t.words, t.clause.first
    if "number" in t.marks:
        return False
    passive = "names" in begins and "passive" in t.tags
    if passive and "kept" in begins:
        return True
    if not lacks(t, "named", withheld=True):
        return False
    infinitive = first > t.s.first and "neg" in words.tags[first]  # "on condition | not to be named"
    return infinitive or passive or ("names" in begins and _press(t)) or "by_name" in begins


def _press(t: Statement, tag: str = "") -> bool:
    """Whether it is the outlet, or reporters, that do what a verb with this tag says."""
    words, places = t.words, t.clause.places
    verb = next((at for at in places if tag in words.begins[at]), t.clause.last)
    if any({"that", "rel"} & words.tags[at] for at in range(t.clause.first, verb)):
        return False  # "An audit that we have seen | lists two falls"
    if any(words.begins[at] & PRESS for at in places if at < verb):
        return True
    after = words.capital_nouns or {"passive", "by"} <= t.tags  # "was seen by the BBC"
    return after and any(words.begins[at] & NEWSROOM for at in places)


def _comes_from(t: Statement) -> bool:
    """ "The sources include two officers", "Grundlage der Meldung ist", "proviennent d'un lanceur d'alerte"."""
    words, first, last = t.words, t.clause.first, t.clause.last
    if t.cued:
        return False
    subject = (at for at in range(first, min(first + NEAR, last)) if "det" not in words.tags[at])
    opening = union([words.begins[at] for at in subject])
    verb = next((at for at in t.clause.places if "stems" in words.begins[at]), -1)
    if verb < 0:
        being = t.clause.verb >= 0 and "adp" not in t.opening and words.tags[t.clause.verb] & {"present", "passive"}
        return bool(being) and "whence" in opening and bool(opening & {"told_noun", "checked"})
    return bool(opening & (TOLD | PRESS)) and any(words.begins[at] & FROM for at in range(verb + 1, last))


def _has_seen(t: Statement) -> bool:
    """ "Reuters has seen a copy of the letter", "Le Veilleur dit | avoir eu accès à 400 pages"."""
    seen = "viewed" in t.clause.begins and not t.clause.begins.isdisjoint(PAPERS)
    return seen and (_press(t, "viewed") or (t.cued and "perfect_aux" in t.opening))


def _spoke(t: Statement) -> bool:
    """ "We spoke to her on a crackling line", "The interview took place in the presence of a guard"."""
    begins = t.clause.begins
    if t.cued or t.specific or "that" in t.tags:
        return False
    return {"interviews", "held"} <= begins or ("speaks" in begins and ("with_whom" in begins or _press(t, "speaks")))
