"""Whether a verb behind what is said tells who said it, or does something else."""

from __future__ import annotations

from secondsource.clauses.saying import ends
from secondsource.clauses.subjects import subject, subject_after
from secondsource.sources.persons import Person, last_heard
from secondsource.text.lexicon import NONE
from secondsource.text.names import MARKS
from secondsource.text.phrases import KNOWN, QUOTES, VERBS, WHO, Sentence, finite, group_start, left
from secondsource.text.words import Words

#: What may follow who said what stands before: when, where, to whom, how.
AFTER = frozenset({"adp", "time", "month", "adverb", "gerund", "as", "split", "also", "prep", "conj", "reflexive"})

#: What a pronoun is that means nobody who speaks.
NOBODY = frozenset({"pron", "impersonal_pron", "rel", "reflexive", "first_person"})


def heard(words: Words, first: int, at: int) -> bool:
    """ "…, der Kanzler habe sie gerügt": in indirect speech it is what is told, and nobody who tells it."""
    moods = ("konjunktiv1", "konjunktiv2")
    return words.capital_nouns and any(not words.tags[i].isdisjoint(moods) for i in range(first, at))


def only_tells(s: Sentence, first: int, group: int, stop: int, *, quoted: bool) -> bool:
    """Whether a verb behind its subject tells who said what stands before them, and is no verb with an object.

    Not "En décembre, | le pays avait approuvé la loi", "…, il pm | ha chiesto la condanna", "…, le corse | ripetute",
    "Hier, il a frappé un voisin qui | lui demandait son nom".
    """
    words, follows = s.words, s.words.tags[stop] if stop < s.last else NONE
    romance = not (words.capital_nouns or words.head_last)
    if romance and (not any(words.finite[group:stop]) or "rel" in words.tags[group - 1]):
        return False
    if ends(s, stop):
        return True
    if quoted:
        # "…", Kern accused the minister
        beside = first > s.first and (s.inside(first - 1) or words.low[first - 1] in QUOTES)
        return words.capital_nouns or beside
    if words.head_last:  # not "Venezuelans | backed the creation of a new state"
        return "det" not in follows or not words.tags[stop - 1].isdisjoint(("tells", "calls"))
    circumstance = words.tags[s.first] & {"adp", "time"} and True not in s.quoted
    if circumstance and not any(finite(words, i) for i in range(s.first, first)):
        return False
    return words.capital_nouns or not follows.isdisjoint(AFTER)


def told_before(s: Sentence, first: int) -> bool:
    """Whether a clause stands before a verb: "The minister lied, | accused Paul Kern"; not "Kern, the mayor, …"."""
    words = s.words
    return any(words.finite[s.first : first]) and not any("rel" in words.tags[i] for i in range(s.first, first))


def apposition(s: Sentence, group: int, stop: int) -> bool:
    """ "Le groupe Norcross, numéro deux du secteur, | a annoncé une perte": nothing before, an object after."""
    if group <= s.first + 2 or s.words.low[group - 1] != "," or any(s.words.finite[s.first : group]):
        return False
    begin, who = subject(s, group)
    known = begin == s.first and who is not None and who.cls is not None and left(s, group - 1) > s.first
    return known and _is_object(s.words, subject_after(s, stop), s.last)


def _is_object(words: Words, at: int, last: int) -> bool:
    """Whether a noun phrase begins here whose noun is nobody's name: "la fermeture de l'usine"."""
    noun = at + 1 < last and "det" in words.tags[at] and words.tags[at].isdisjoint(("adp", "pron"))
    noun = noun and (words.capital_nouns or not words.capital(at + 1))
    return noun and not words.head_last and words.begins[at + 1].isdisjoint(KNOWN | WHO)


def in_court(s: Sentence, at: int) -> bool:
    """ "The inquest | heard that", "…, jurors | were told": what is said in court, by whomever."""
    words = s.words
    if not words.head_last or "told" not in words.tags[at] or "court" not in s.begins:
        return False
    group = group_start(s, at)
    if "court" not in words.tags[group - 1] or group <= s.first or not (group < at or words.tags[at].isdisjoint(VERBS)):
        return False
    return "passive" in words.tags[at - 1] or any(words.finite[s.first : group]) or _tells_what(s, at + 1)


def _tells_what(s: Sentence, begin: int) -> bool:
    """ "heard | that he had lied", "| Kolb was drunk"; not "a bid by Kolb", "a tape in which he said", "him argue"."""
    words = s.words
    if begin < s.last and "that" in words.tags[begin]:
        return any(words.finite[begin + 1 : s.last])
    for at in range(begin, s.last - 1):
        tags = words.tags[at]
        if words.low[at] in MARKS or tags & {"rel", "wh"} or ("conj" in tags and words.finite[at + 1]):
            return False
        if words.finite[at] or tags >= {"infinitive", "say"}:
            return not tags >= {"infinitive", "say"}
    return False


def unsaid(s: Sentence, first: int, group: int) -> bool:
    """ "Poi ha aggiunto che": nothing stands before the verb that could be who speaks."""
    words = s.words
    begins = first == s.first or words.low[first - 1] in MARKS or "conj" in words.tags[first - 1]
    return begins and all(
        words.tags[i] & {"adverb", "time", "conj", "also", "split", "clitic"} for i in range(first, group)
    )


def teller(s: Sentence, group: int, stop: int) -> tuple[int, Person | None]:
    """Where a part begins and its subject, which may be a pronoun or, as in "Ha parlato di", unsaid."""
    words = s.words
    first, who = subject(s, group)
    if who is None and words.pro_drop and unsaid(s, first, group):
        alone = "reflexive" in words.tags[first] | words.tags[group]  # "Si parla di"
        return first, None if alone else last_heard(words, group, stop)
    if who is not None and who.cls is None and words.tags[first] & NOBODY != {"pron"}:
        return first, None
    return first, who
