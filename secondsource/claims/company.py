"""Words that accuse, or do harm, in company only: "paid a judge", "beats his wife", "milk that contains lead"."""

from __future__ import annotations

from secondsource.clauses.acting import BODIES, has_actor, is_passive
from secondsource.clauses.clause import Clause
from secondsource.model import Span
from secondsource.record import record
from secondsource.text.lexicon import Tags
from secondsource.text.words import Words


@record(frozen=True, slots=True)
class Pair:
    """A verb and its object by their tags, what both together make a clause, and whether a passive may tell it."""

    verb: str
    object: str
    marks: tuple[str, ...] = ("accusation",)
    passive: bool = False


#: What is told as fact, or as long over: it accuses nobody.
DISASTERS = (
    Pair("costs", "lives", ("death",)),  # "the flood claimed 35 lives"
    Pair("finds", "corpse", ("death",), passive=True),  # "police found three bodies"
    Pair("fires", "shots", ("violence",)),  # "soldiers opened fire"
)
PAIRS = (
    Pair("pays", "impartial"),  # "paid a judge", "after buying the referee"
    Pair("hits", "weaker"),  # "beats his wife", "slapped the pupils"
    Pair("takes", "bribes"),  # "who has been taking bribes for years"
    Pair("commits", "crimes"),  # "who committed perjury"
    Pair("sells", "secret", passive=True),  # "sold state secrets", "fake vaccines were sold"
    Pair("hides", "evidence", passive=True),  # "hid the test results", "the files were shredded"
    Pair("ignores", "warnings", passive=True),  # "ignored warnings"
    Pair("abuses", "wards"),  # "slept with two pupils", "groped three interns"
    Pair("dumps", "sewage", passive=True),  # "dumped toxic waste in the river"
    Pair("sets", "alight"),  # "set the house on fire"
    Pair("uses", "banned_arms", passive=True),  # "is using cluster bombs"
    Pair("copies", "thesis", passive=True),  # "copied his thesis"
    Pair("rigs", "ballot", ("accusation", "election"), passive=True),  # "the machines switched votes"
    Pair("contains", "toxin", ("health", "cause")),  # "the milk contains lead"
    Pair("cures", "illness", ("health", "cause")),  # "bleach cures cholera"
    *DISASTERS,
)
#: What only somebody does: "the crisis strikes families".
OF_PERSONS = frozenset({"hits", "hides", "dumps", "sets"})
PAIRED: Tags = frozenset({pair.verb for pair in PAIRS})
#: So many words from the verb stands its object; so many before it, that it is not so.
WHOM, NOT = 4, 2
#: So many words from the end of a clause stands a German verb that follows its object.
LAST = 2
#: So many words after "knew", what was known begins; and after "sacked him for", "after", what he did.
KNEW_THAT, DID = 6, 3
#: Who is sent away.
PERSON = frozenset({"role", "private", "kin", "him"})
#: What names no deed of one's own behind "for", "after".
OTHERS = frozenset({"passive", "impersonal_pron"})


def in_company(words: Words, clause: Clause) -> list[tuple[Pair, int]]:
    """The pairs of a clause, each with the place of its verb."""
    if clause.begins.isdisjoint(PAIRED):
        return []
    pairs = [pair for pair in PAIRS if pair.verb in clause.begins and pair.object in clause.begins]
    return [(pair, at) for pair in pairs for at in clause.places if _meets(words, clause, pair, at)]


def tells_harm(words: Words, clause: Clause) -> bool:
    """Whether a pair is told as fact: not "convicted of selling secrets", which is on record."""
    return any("adp" not in words.tags[at - 1] and pair not in DISASTERS for pair, at in in_company(words, clause))


def kills(words: Words, clause: Clause) -> bool:
    """ "The flood claimed 35 lives", "police found three bodies": nobody's view, nor his public act."""
    return any(pair in DISASTERS for pair, _ in in_company(words, clause))


def _meets(words: Words, clause: Clause, pair: Pair, at: int) -> bool:
    """Whether the word `at` is the verb of a pair, with its object near, and it is not said that it was not so."""
    if pair.verb not in words.begins[at] or (pair.verb in OF_PERSONS and _nobody(words, clause)):
        return False
    behind = range(at + 1, min(at + 1 + WHOM + LAST * words.capital_nouns, clause.last))
    late = words.capital_nouns and at >= clause.last - LAST
    before = range(max(clause.first, at - WHOM), at) if late or (pair.passive and is_passive(words, clause)) else ()
    object_ = next((i for i in (*behind, *before) if pair.object in words.begins[i]), -1)
    near = range(max(clause.first, min(at, object_) - NOT), max(at, object_))
    return object_ >= 0 and not any("neg" in words.tags[i] for i in near)


def _nobody(words: Words, clause: Clause) -> bool:
    """ "Le froid frappe les élèves": nobody does it; a headline may have no verb that we know."""
    return clause.verb >= 0 and not has_actor(words, clause, clause.verb)


def knew(words: Words, clause: Clause) -> Span | None:
    """ "The firm knew that the valves leaked": what somebody knew, and is told for his guilt. `clause`: with actor."""
    if "knew" not in clause.tags:
        return None
    at = next(at for at in clause.places if "knew" in words.tags[at])
    if not any("that" in tags for tags in words.tags[at + 1 : min(at + KNEW_THAT, clause.last)]):
        return None
    return words.span(at, at + 1) if has_actor(words, clause, clause.verb, BODIES) else None


def sacked(words: Words, clause: Clause) -> Span | None:
    """ "Sacked him for selling data", "after he sold data": who tells why he sent somebody away accuses him."""
    if "sacks" not in clause.begins:
        return None
    at = next(at for at in clause.places if "sacks" in words.begins[at])
    if not _somebody(words, clause, at):
        return None
    deed = any("sacked_for" in words.begins[why] and _did(words, clause, why) for why in clause.places)
    return words.span(at, at + 1) if deed else None


def _somebody(words: Words, clause: Clause, at: int) -> bool:
    """Whether it is a person who is sent away: by name, office or pronoun; no search and no appeal."""
    near = range(clause.first if words.capital_nouns else at + 1, min(at + 1 + WHOM, clause.last))
    named = [i for i in near if words.capital(i) and (not words.capital_nouns or words.capital(i - 1))]
    return bool(named) or any(words.tags[i] & PERSON for i in near)


def _did(words: Words, clause: Clause, why: int) -> bool:
    """Whether somebody did something behind "for", "after": a pronoun and a verb, a gerund, an infinitive."""
    tags = words.tags[why + 1 : min(why + 1 + DID, clause.last)]
    if not tags or any(found & OTHERS for found in tags):
        return False
    return not tags[0].isdisjoint(("gerund", "perfect_aux")) or any("pron" in found for found in tags)
