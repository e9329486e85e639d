"""Whom a pronoun or a suspicion may mean: the persons of the sentence before it, the authority of the paragraph."""

from __future__ import annotations

from itertools import pairwise

from secondsource.claims.checkability import Reading
from secondsource.clauses.frame import Frame
from secondsource.model import ASKABLE
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.text.lexicon import NONE, Tags, union
from secondsource.text.phrases import Sentence, phrase_end
from secondsource.text.words import Words

#: Grammatical gender, of pronouns, articles and nouns.
GENDER = frozenset({"masc", "fem"})
#: Nouns of persons; without one of them, only a full name is somebody.
PERSONS = frozenset({"role", "title", "spokes", "boss", "anon", "party", "official", "expert", "kin", "reporter"})
BODIES = frozenset({"inst", "firm", "any_firm", "legal_form", "labour", "agency", "named_outlet", "team"})
HOLDERS = frozenset({"role", "title", "spokes", "boss", "anon", "kin"})


def choose(past: Sentence, pronoun: Person, found: Person | None, pointed: str, spoke: bool) -> Person | None:
    """Whom a pronoun means that cannot be, or need not be, `found`, who was heard last; None for nobody here.

    `past`: the sentence before, `spoke`: whether somebody says what stands in it; `pointed`: see `points`.
    """
    words, tags = past.words, said(past.words, pronoun)
    if pointed:
        both = [who for who in people(past) if fits(words, who, tags)]
        return both[-1 if pointed == "latter" else 0] if both else None
    if spoke:
        return found
    if found is not None and any("probe" in words.tags[at] for at in range(past.first, past.last)):
        held = [who for who in people(past) if fits(words, who, tags)]
        found = held[0] if len(held) == 1 and found.cls == "official" else found  # "Police arrested Moll. He said"
    if found is not None and fits(words, found, tags):
        return found
    return next((who for who in people(past) if fits(words, who, tags)), found)


def said(words: Words, who: Person) -> Tags:
    """The tags of the words that name somebody."""
    first, last = words.words_in(who.span)
    return union(words.tags[first:last])


def points(words: Words, who: Person) -> str:
    """Which of two persons a phrase points at: "latter" ("dieser"), "foremost" ("the former"), or none."""
    first, last = words.words_in(who.span)
    tags = words.tags[last - 1]
    this = last - first == 1 and "this" in tags and "impersonal_pron" not in tags
    return "latter" if this or "latter" in tags else "foremost" if "foremost" in tags else ""


def people(s: Sentence) -> list[Person]:
    """The persons whom a sentence tells of, each one alone, in text order."""
    words, at, found = s.words, s.first, list[Person]()
    while at < s.last:
        tags = words.tags[at]
        if s.inside(at) or not (words.capital(at) or "det" in tags or tags & PERSONS):
            at += 1
            continue
        end = _phrase(s, at)
        who = read(words, at, end, s.first)
        if who is not None and _somebody(words, who, at, end):
            found.append(who)
        at = max(end, at + 1)
    return found


def fits(words: Words, who: Person, pronoun: Tags) -> bool:
    """Whether a singular pronoun may mean somebody: no body is "he", and "she" is no man."""
    wanted = pronoun & GENDER
    if not wanted:
        return True
    if who.plural:
        return words.capital_nouns and "fem" in wanted  # "sie sagten"
    if who.cls in ("outlet", "document", "social"):
        return False
    own = gender(words, who)
    if is_body(words, who):
        return not words.head_last and bool(own & wanted)
    return not own or bool(own & wanted)


def is_held(s: Sentence, who: Person) -> bool:
    """Whether it is he whom an authority arrested or charged: "Police arrested | Max Orel"."""
    words = s.words
    return any("probe" in words.tags[at] and words.start[at] < who.span[0] for at in range(s.first, s.last))


def is_body(words: Words, who: Person) -> bool:
    """Whether a source is a house and nobody in it."""
    first, last = words.words_in(who.span)
    tags = union(words.begins[first:last])
    return who.body or (bool(tags & BODIES) and not tags & HOLDERS)


def gender(words: Words, who: Person) -> Tags:
    """What the article or the noun tells of somebody's gender; nothing, or both, where the words leave it open."""
    first, last = words.words_in(who.span)
    last = next((at for at in range(first + 1, last) if "of" in words.tags[at]), last)  # "un porte-parole | de X"
    nouns = range(first + 1 if "det" in words.tags[first] else first, last)
    told = union([words.tags[at] & GENDER for at in nouns])
    if told:
        return told
    if "det" in words.tags[first]:
        return (words.tags[first] | words.tags[first - 1]) & GENDER
    role = words.capital_nouns and any(words.tags[at] & HOLDERS for at in nouns)
    return frozenset({"masc"}) if role else NONE  # "Bürgermeister Karl Winter"


def _phrase(s: Sentence, at: int) -> int:
    """Where the phrase of one person ends that begins here: before "and", a preposition of place, a second article."""
    words, end = s.words, phrase_end(s, at)
    stops = (i for i in range(at + 1, end) if words.tags[i] & {"conj", "where", "time"} and not words.capital(i))
    return next(stops, end)


def _somebody(words: Words, who: Person, first: int, last: int) -> bool:
    """Whether a phrase means one person: by a noun for one, or by a full name."""
    if who.plural or who.cls in ("outlet", "document", "social", "witness") or is_body(words, who):
        return False
    end = next((at for at in range(first + 1, last) if {"adp"} <= words.tags[at] and "of" not in words.tags[at]), last)
    told = [at for at in range(first, end) if words.tags[at] & PERSONS]  # not "the survey for an engineer"
    if told:  # not "den Nachbarn"
        return who.named or "plural" not in words.tags[told[0]] or "masc" in words.tags[first]
    where = "where" in words.tags[first - 1]
    return who.named and not where and (True, True) in pairwise(words.capitals[first:last])


def behind_suspicion(s: Sentence, reading: Reading, paragraph: int) -> tuple[Frame, Person] | None:
    """The authority that a suspicion is taken to come from: the last one that the paragraph names before it.

    "Suspected, accused, charged take the authority that the paragraph names" (docs/sourcing.md). `paragraph`: its first
    word.
    """
    words, clause = s.words, reading.clause
    if "suspicion" not in clause.tags:
        return None
    cue = next(at for at in clause.places if "suspicion" in words.tags[at])
    named = next((at for at in range(clause.first - 1, paragraph - 1, -1) if "justice" in words.tags[at]), -1)
    who = read(words, named, named + 1, s.first) if named >= 0 else None
    if who is None or who.cls != "official":
        return None
    cue_span = words.span(cue, cue + 1)
    return Frame(cue, cue, cue_span, who, "mood", "affirms", (clause.first, clause.last)), who


def is_new(words: Words, who: Person) -> bool:
    """Whether an unnamed source was not heard before: "two officials", "a person close to X"; not "the official"."""
    first, last = words.words_in(who.span)
    tags = words.tags[first]
    if any(words.tags[at] & {"same_as", "pron", "demonstrative"} for at in range(first, last)):
        return False  # "one of them", "the same sources"
    return "det" not in tags or "indef" in tags


def his_own(s: Sentence, reading: Reading, frame: Frame | None, who: Person | None) -> tuple[Frame, Person] | None:
    """ "…, says their lawyer. | She has laid a letter before the court": what a source does, named by a pronoun."""
    words, clause = s.words, reading.clause
    if reading.way not in ("public-act", "own-plan") or frame is None or who is None or who.cls not in ASKABLE:
        return None
    after = min(clause.verb + 1, clause.last - 1) if words.capital_nouns else clause.first
    tags = next((words.tags[at] for at in (clause.first, after) if words.tags[at] & {"pron", "latter"}), NONE)
    if not tags or tags & {"det", "impersonal_pron", "first_person", "own", "rel"} or not fits(words, who, tags):
        return None
    return replace(frame, stance="affirms"), replace(who, cls="own-act")
