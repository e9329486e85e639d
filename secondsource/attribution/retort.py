"""Whether somebody answers what others said: he denies it, insists on the contrary, or waves it away."""

from __future__ import annotations

from secondsource.clauses.borders import SHORTEST
from secondsource.clauses.clause import Clause
from secondsource.clauses.frame import Frame, cue_tags
from secondsource.model import ASKABLE, Span
from secondsource.record import record, replace
from secondsource.sources.persons import Person
from secondsource.sources.windows import FAR, NEAR
from secondsource.text.lexicon import union
from secondsource.text.phrases import Sentence
from secondsource.text.words import Words

#: "No", "nothing": what makes "such" point to what was not so.
DENIES = frozenset({"neg", "fails"})
#: What says that somebody answers: "countered", "stellt den Hergang anders dar".
REBUTS = frozenset({"rebut", "regards"})
#: What is denied, by its noun.
CHARGES = frozenset({"charge", "told_noun", "untrue"})
#: Verb forms of what happened, and of what is not said of the past.
HAPPENED = frozenset({"past_fin", "preterite", "pluperfect", "imperfect", "fin_suffix", "participle", "perfect_aux"})
AHEAD = frozenset({"future", "plan", "forecast", "could", "should"})

#: Who may tell it otherwise for those who do, so that it is contested; not an expert's doubt, nor another office.
PARTIES = frozenset({"party", "named"})


@record(frozen=True, slots=True)
class Answer:
    """Somebody denies, confirms, or does not answer. `at`: the character where it stands."""

    frame: Frame
    who: Person
    at: int
    own: bool = False  # "I never touched her tea": answers the claim right before it, where that accuses him
    clause: Span | None = None  # what he says so, or what he denies

    def blanket(self, words: Words) -> bool:
        """Whether it answers what was said before: it quotes nothing, or names accusations and no claim."""
        return self.frame.nominal or self._has(words, "charge")

    def of_charges(self, words: Words) -> bool:
        """Whether it denies accusations, by their noun: "denied all allegations"."""
        return self.frame.nominal and self._has(words, "charge")

    def pleads(self, words: Words) -> bool:
        """Whether somebody answers a whole indictment: "denies the charges", "pleaded not guilty"."""
        frame = self.frame
        phrase = any(tag == "deny" for i in range(frame.first, frame.last) for tag, _ in words.phrases.get(i, ()))
        himself = ("party", "named", *(("anonymous",) if self.of_himself(words) else ()))  # "the doctor"
        return self.who.cls in himself and frame.nominal and (phrase or self._has(words, "charge"))

    def of_himself(self, words: Words) -> bool:
        """ "Pleaded not guilty", "si dice estraneo": said of oneself."""
        return any("of_himself" in begins for begins in words.begins[self.frame.first : self.frame.last])

    def _has(self, words: Words, tag: str) -> bool:
        return any(tag in tags for tags in words.tags[self.frame.first : self.frame.last])


def turned(frame: Frame) -> Frame:
    """The frame as an answer to what was said before it."""
    return replace(frame, stance="denies", nominal=True)


def another(clause: Clause, who: Person, span: Span) -> Answer:
    """The answer that whoever speaks next gives, where it is said that he tells it otherwise."""
    first = clause.first
    frame = Frame(first, clause.last, span, who, "reported", "denies", (first, first), nominal=True, rebuts=True)
    return Answer(frame, who, span[0])


def of_party(who: Person, told_of: Person | None) -> bool:
    """Whether who speaks next is whoever tells it otherwise, or may be of those."""
    if told_of is not None and told_of.key == who.key:
        return who.cls in ("party", "named", "official")
    return who.cls in PARTIES and (told_of is None or told_of.cls != "official")


def silence(clause: Clause, who: Person | None, span: Span) -> Answer:
    """The answer that nobody gives: "Three e-mails went unanswered". `who`: with whom the sentence begins."""
    first = clause.first
    asked = who or Person(span, "", "party", "")
    frame = Frame(first, clause.last, span, asked, "reported", "declines", (first, first), nominal=True)
    return Answer(frame, asked, span[0])


def talks_back(words: Words, clause: Clause, frame: Frame, who: Person) -> bool:
    """Whether somebody says that it was not so, or insists on what he says: it may answer who accuses him.

    "I never touched her tea", "knew of no such offer", "insisted it had launched two cutters".
    """
    if who.cls not in ASKABLE or frame.view or frame.stance != "affirms":
        return False
    if _disowns(words, clause) or ("such" in clause.begins and clause.begins & DENIES):
        return True
    happened = clause.tags.isdisjoint(AHEAD) and not clause.tags.isdisjoint(HAPPENED)  # not "insists he will stay"
    return happened and "insist" in cue_tags(words, frame)


def retorts(s: Sentence, frame: Frame) -> bool:
    """Whether what somebody says answers what others said: "countered", "stellt den Hergang anders dar: …"."""
    if frame.rebuts or frame.stance != "affirms" or s.begins.isdisjoint(REBUTS):
        return frame.rebuts
    cue = cue_tags(s.words, frame)
    return "rebut" in cue or {"regards", "otherwise"} <= cue


def answers(s: Sentence, frame: Frame) -> bool:
    """Whether somebody answers what is said of him: no court or prosecutor, who judges what others did."""
    if frame.who is None or not (frame.stance == "denies" or retorts(s, frame) or brushes_off(s, frame)):
        return False
    first, last = s.words.words_in(frame.who.span)
    return not any("justice" in s.words.tags[at] for at in range(first, last))


def brushes_off(s: Sentence, frame: Frame) -> bool:
    """ "Nonsense", said the mayor: too short to be a clause, and a denial all the same."""
    if frame.stance != "affirms" or ("untrue" not in s.begins and "not_so" not in s.begins):
        return False
    words, (first, last) = s.words, frame.reach
    if "?" in words.low[first:last]:
        return False
    told = [at for at in range(first, last) if not frame.first <= at < frame.last and words.low[at][0].isalpha()]
    if any(s.quoted):
        told = [at for at in told if s.inside(at)] or told
    if not 0 < len(told) < SHORTEST:
        return False
    said = union([words.begins[at] for at in told])
    return ("untrue" in said and "neg" not in said) or "not_so" in words.begins[told[0]]


def turns_down(s: Sentence, group: int, stop: int) -> bool:
    """ "rejected the bill", "a rejeté des eaux dans la rivière": an act, and no denial of what is told."""
    words = s.words
    near, acts = min(stop + FAR, s.last), "act" in words.tags[stop - 1]
    end = next((at for at in range(stop, near) if words.low[at] in ",;:"), near)
    part = range(stop, end if acts else near)  # without "das" before a noun, which points to nothing
    articles = {i - 1 for i in part if words.capital_nouns and words.capital(i)}
    told = union([words.tags[i] for i in part if i not in articles])
    if not told.isdisjoint(CHARGES) or _opens_clause(s, stop):
        return False
    if "motion" in told:
        return not {"document", "demonstrative"} <= told  # "disputes these results"
    answers = told & {"that", "demonstrative", "no_proof", "perfect_aux"} or end <= stop + 1
    pointed = any("clitic" in words.tags[at] for at in range(max(s.first, group - 1), stop))
    return acts and not (answers or pointed or any(s.quoted))


def _opens_clause(s: Sentence, at: int) -> bool:
    """ "denied | having signed the deal", "bestritt, | ein Angebot gemacht zu haben": a clause, and no noun."""
    words, opens = s.words, {"that", "perfect_aux"}
    if at >= s.last - 2:
        return False
    if words.capital_nouns and words.low[at] == ",":
        return "as" not in words.tags[at + 1]
    return bool(words.tags[at] & opens) or ("adp" in words.tags[at] and "perfect_aux" in words.tags[at + 1])


def _disowns(words: Words, clause: Clause) -> bool:
    """Whether a clause says in its first words that it was never so, of oneself or of anybody."""
    opening, tags = words.tags[clause.first : min(clause.first + NEAR, clause.last)], words.tags[clause.first]
    if "neg" in tags and any("perfect_aux" in found for found in opening):
        return True
    never = any("never" in found for found in opening)
    return never and ("never" in tags or any("first_person" in found for found in opening))
