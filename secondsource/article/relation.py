"""How a source stands to what it says: the class it has towards one claim (docs/sourcing.md, "Source classes")."""

from __future__ import annotations

from collections.abc import Set

from secondsource.article.antecedents import fits
from secondsource.article.joining import DEEDS, Draft
from secondsource.claims.checkability import Reading
from secondsource.claims.plans import UNSET
from secondsource.clauses import acting
from secondsource.clauses.clause import Clause
from secondsource.clauses.frame import Frame, cue_tags
from secondsource.model import DOERS, SourceClass
from secondsource.record import record, replace
from secondsource.sources.persons import Person, called
from secondsource.text.lexicon import Tags, fold
from secondsource.text.words import Words

#: Who tells only what others did, whatever it is.
NO_DOER: frozenset[SourceClass | None] = frozenset({"outlet", "document", "anonymous", "social", "witness"})
#: What a body is called: who serves others, and who may tell what it did itself; no family and no campaign.
BODY = ("inst", "firm", "any_firm", "legal_form", "houses")
#: Who carries out what others announce, and who commands them.
OPERATE = frozenset({"crews", "justice"})
IN_COMMAND = ("crews", "justice", "portfolio", "country")
#: What somebody says that he will do.
AHEAD = frozenset({"conditional", "future", "plan"})
#: So many words before what is counted stands the number.
COUNTED = 4
#: So many words from a verb to what it needs.
NEAR = 4


#: Verbs by which a source tells of more than its own act: "put the figure at", "denounced", "owned up to".
TELLS_OF = frozenset({"estimate", "blames", "decries", "describes", "owns", "admits"})
#: Verbs that hold something against others.
HOLDS = frozenset({"accuses", "complains", "accuse"})
#: What one says of oneself and is no report of what one did: harm, merit, sums, guilt.
NOT_OWN = frozenset({"violence", "war", "operation", "health", "money", "cause", "election"})
#: Verbs of what somebody only takes in, and of what may be a crime.
PERCEIVES = frozenset({"saw", "watches", "hears", "view", "say", "told", "stable", "takes", "hits", "commits", "sells"})
#: Who tells of others, or for others.
FOR_OTHERS = ("justice", "war", "kin", "circle_case")


@record(frozen=True, slots=True)
class Said:
    """A claim and who says it. `marks`: of the claim; `stays`: no verb of saying parts him from it; `cue`: its tags."""

    words: Words
    reading: Reading
    clause: Clause
    marks: Set[str]
    frame: Frame
    who: Person
    carried: bool
    stays: bool
    cue: Tags

    @property
    def cls(self) -> SourceClass | None:
        return self.who.cls

    def called(self, *tags: str) -> bool:
        """Whether the phrase that names the source has a word with one of these tags."""
        return called(self.words, self.who, *tags)


def class_of(draft: Draft, frame: Frame, who: Person, words: Words) -> SourceClass:
    """The class of a source towards this claim: its own act or measurement, its denial, else what it is."""
    assert who.cls is not None
    reading, carried = draft.heard.reading, draft.heard.carried
    if who.cls == "expert" and not (who.named or carried) and _of_itself(reading.clause, words):
        who = replace(who, cls="party")  # "said its papers were in order"
    if frame.stance == "denies":
        known = who.cls == "anonymous" and "det" in words.tags[words.word_at(who.span[0])]  # "the cashier"
        return "party" if known or who.cls in ("named", "official", "own-act") else who.cls or "none"
    ahead = not reading.clause.tags.isdisjoint(AHEAD)  # "rejected it, and said that he would not resign"
    if who.cls == "party" and (who.interested or (who.accused and not ahead)):
        return "party"  # who was arrested, whatever he says that he did
    stays, marks, cue = frame.first == frame.last, reading.marks.keys(), cue_tags(words, frame)
    told = Said(words, reading, reading.clause, marks, frame, who, carried, stays, cue)
    if (_acts_itself(told) or (not stays and _own(told))) and not _takes(told):
        return "own-act"
    praises = who.cls in ("named", "official") and _praises_itself(told)
    return "party" if who.accused or praises else who.cls or "none"  # "anybody accused who speaks about it"


def _of_itself(clause: Clause, words: Words) -> bool:
    """ "its papers", "it would appeal": what a body says of itself."""
    first = clause.first + 1 if "that" in words.tags[clause.first] else clause.first
    opens = words.tags[min(first, clause.last - 1)]
    return "own" in opens or ("pron" in opens and opens.isdisjoint(("det", "impersonal_pron", "first_person")))


def _takes(t: Said) -> bool:
    """ "The army announced the capture of Kora", "Iran said it had seized a tanker": done to others, no own act."""
    first, last = t.words.words_in(t.who.span)
    fights = any(not begins.isdisjoint(("war", "portfolio", "country")) for begins in t.words.begins[first:last])
    return fights and t.cls == "official" and "seizes" in t.clause.begins


def _own(t: Said) -> bool:
    """Whether the source speaks about its own act, plan, view or measurement."""
    if t.cls in NO_DOER or t.frame.rebuts or not t.cue.isdisjoint(HOLDS):
        return False  # nor what is held against another's account
    if any(mood.form == "soll" and mood.reading == "reportative" for mood in t.reading.moods):
        return False  # "Er soll Geld genommen haben": heard of another
    if t.frame.type == "impersonal" and "told" in t.cue:
        return False  # "the tribunal heard he had been ill"
    if t.who.measures and _measured(t):
        return True
    if t.marks & {"accusation", "death", "superlative"} or acting.disowns(t.words, t.clause):
        return False
    if t.cls == "party" and "duty" in t.clause.begins and t.reading.way != "own-plan":
        return False  # "it had met all safety standards": its own merit or innocence
    if t.frame.view:  # "an investigator's working hypothesis is a claim with that source"
        looks_into = t.cls == "expert" or (t.cls == "official" and t.called("justice", "crews"))
        return not (looks_into and "believes" in t.cue)
    words, clause, plan = t.words, t.clause, t.reading.way == "own-plan"
    others = plan and t.cls == "official" and not t.called(*IN_COMMAND)
    if others and acting.has_actor(words, clause, clause.verb, OPERATE):
        return False  # "Les pompiers feront des rondes, a dit le maire": what others will do
    announced = acting.in_its_name(words, clause, t.who, announced=t.reading.way in DEEDS and "announces" in t.cue)
    if (announced or "own_word" in t.cue) and not t.marks & NOT_OWN:
        return not t.called(*FOR_OTHERS)
    return _what_it_did(t) or _of_its_doing(t) or _own_house(t) or _of_its_own(t, plan)


def _of_its_own(t: Said, plan: bool) -> bool:
    """Whether it is the source that will do, means or does what is told: the subject of the clause, or who sets it."""
    words, clause, tags, first = t.words, t.clause, t.clause.tags, t.clause.first
    union = "event" in clause.begins and t.called("labour")  # "das Werk wird geschlossen"
    of_self = _of_self(t) or (t.frame.itself is not None and t.frame.itself.key == t.who.key)
    we = t.frame.type == "quote" and "impersonal_pron" in words.tags[first]  # "« On ne paiera pas »"
    sets = of_self or we or "agenda" in tags or ((t.cls == "official" or t.who.loose) and UNSET.isdisjoint(t.marks))
    if plan and sets and not union and t.cls in DOERS:
        return True  # "She will resign, the minister said", "Orvex will close the plant, the company said"
    opens = range(first, min(first + 2, clause.last - 1))
    if any("someone" in words.tags[at] and "of" in words.tags[at + 1] for at in opens):
        return False  # "l'un des pilotes avait prévu de poser l'avion"
    later = bool(tags & {"plan", "forecast"}) or acting.to_come(words, clause)
    if later and t.cls in ("official", "party"):
        means = {"konjunktiv1", "plan"} == words.tags[clause.verb] - {"fin"}  # "Das Amt wolle"
        return of_self or not (means or union or t.marks & {"number", "war", "violence"})
    if "operation" in t.marks or ("war" in t.marks and "event" in tags):
        return False  # what an army or the police does to others
    if acting.is_passive(words, clause) and not tags & {"plan", "view", "forecast", "future"}:
        return False  # "he had been reported as a suspect": what others did
    # but "The defendant told jurors he had never met her"
    return of_self and bool(tags & {"act", "plan", "view", "forecast", "future"}) and not t.called("side")


def _measured(t: Said) -> bool:
    """Whether a body that measures tells of that: no deaths, no violence, and without a figure no deed of another."""
    does = acting.has_done(t.words, t.clause) and acting.has_actor(t.words, t.clause, t.clause.verb, acting.BODIES)
    harm = t.marks & {"accusation", "death", "violence", "war"}
    return not harm and ("number" in t.marks or not (does or "health" in t.marks))


def _acts_itself(t: Said) -> bool:
    """ "The mayor named four jobs. | She has invited the unions": the source does what is told, as a public act."""
    words, clause = t.words, t.clause
    if t.stays and t.cls == "official" and "nobody_known" in clause.begins:  # "Ermittlungen gegen unbekannt"
        return len([at for at in clause.places if "probe" in words.begins[at]]) == 1
    if t.reading.way not in DEEDS or t.marks & NOT_OWN or "probe" in clause.begins:
        return False
    if not ((t.stays and t.cue.isdisjoint(TELLS_OF)) or (t.carried and _of_self(t))):
        return False
    others = t.called("justice", "crews") and not t.called("court")
    return t.cls in DOERS and not others and (acting.acts(words, clause, "act") or acting.acts(words, clause, "does"))


def _of_its_doing(t: Said) -> bool:
    """Whether the subject is who speaks, or his body, and the verb one of doing: "said | it had closed the plant"."""
    words, clause = t.words, t.clause
    if t.marks & NOT_OWN or not _does(words, clause) or acting.is_passive(words, clause) or t.called(*FOR_OTHERS):
        return False
    tags = words.tags[clause.first]
    if t.cls == "party" and not (_operates(t) or t.called("labour")):
        return False  # the accused, a family, a campaign
    decides = not clause.begins.isdisjoint(("act", "does"))
    if "first_person" in tags:  # a person who only was there tells what he saw
        did = acting.has_done(words, clause) and acting.has_object(words, clause)
        did = did and words.tags[clause.verb].isdisjoint(PERCEIVES)
        return (decides or did) and t.cls == "named" and "own" not in tags
    if t.cls == "named" and not (decides or t.who.body):
        return False
    if clause.of_source:  # "said the mayor, | who has set the price at 5 euros": the pronoun is the subject
        return all(words.tags[at] & {"det", "adp"} != {"det"} for at in range(clause.first + 1, clause.verb))
    after = t.frame.first < clause.first and not t.carried
    if t.cls == "expert" or not (after or (t.frame.who is not None and t.frame.who.cls is None)):
        return False
    if words.pro_drop and clause.verb == clause.first:
        return True  # "ha precisato che | sta esaminando le fatture"
    if "pron" in tags and "det" not in tags:
        return fits(words, t.who, tags) if words.head_last else "impersonal_pron" not in tags
    return _own_body(words, clause, t.who)


def _own_body(words: Words, clause: Clause, who: Person) -> bool:
    """ "her party", or "the ministry", said who speaks for it: "Die Gemeinde", sagte der Gemeindepräsident."""
    first = clause.first
    at = min(first + 1, clause.last - 1)
    if "own" in words.tags[first]:
        return not words.tags[at].isdisjoint(("inst", "firm", "any_firm", "labour", "party", "official"))
    return "det" in words.tags[first] and len(words.low[at]) > 4 and words.low[at] in who.text.lower()


def _does(words: Words, clause: Clause) -> bool:
    """Whether the verb of a clause is one of doing: no "is", no "cannot", nothing that was not done."""
    verb = clause.verb
    if verb < 0:
        return False
    last = min(verb + NEAR, clause.last)
    if any("neg" in tags for tags in words.tags[max(clause.first, verb - 1) : last]):
        return False
    if any("passive" in tags for tags in words.tags[verb:last]):
        return any("gerund" in tags for tags in words.tags[verb:last])
    return words.tags[verb].isdisjoint(("could", "present"))


def _own_house(t: Said) -> bool:
    """What goes on in the source's own house: a remedy it seeks, whom it serves, what it cancels or sends out."""
    if t.cls not in ("official", "party") or t.marks & {"health", "violence", "war", "money"} or t.called("labour"):
        return False
    words, clause = t.words, t.clause
    denied = "neg" in clause.tags
    happened = "event" in clause.begins  # "two firefighters were hurt"
    if t.cls == "party":
        served = _counted(words, clause, "served") and _operates(t) and not happened
        if served or (not denied and "appeals" in clause.begins):
            return True
    if denied or t.called("justice"):
        return False
    if t.cls == "official" and "plural_self" in words.tags[clause.first]:
        return True
    return (_counted(words, clause, "deployed") and not happened) or "serves" in clause.begins


def _what_it_did(t: Said) -> bool:
    """ "fa sapere di aver fermato una linea", "a promis de compenser": a body of itself; no police, no army, no sum."""
    words, first = t.words, t.clause.first
    if t.cls not in ("official", "party") or t.marks & {"violence", "war", "money", "operation"}:
        return False
    opens = words.tags[first]
    opens = words.tags[min(first + 1, t.clause.last - 1)] if "neg" in opens else opens
    to_do = "inf_suffix" in opens and "adp" in words.tags[first - 1]  # "a promis de | compenser"
    if not (to_do or opens & {"perfect_aux", "infinitive"}) or opens & {"passive", "could"}:
        return False  # "sostiene di | essere in vantaggio"
    heard = "conditional" in t.cue or (t.cls == "party" and not t.cue.isdisjoint(("admits", "owns")))
    if heard or acting.is_passive(words, t.clause):
        return False
    return t.called(*BODY, "labour") and not t.called("justice", "war")  # who does things to others


def _operates(t: Said) -> bool:
    """Whether a party is a firm or a house, or speaks for one: no family, no union, no campaign."""
    return t.cls == "party" and not t.called("kin", "labour") and (t.who.named or t.called(*BODY, "boss", "spokes"))


def _counted(words: Words, clause: Clause, tag: str) -> bool:
    """Whether a number stands before what has this tag."""
    tagged = [at for at in clause.places if tag in words.begins[at]]
    return any(words.figure(i) for at in tagged for i in range(max(clause.first, at - COUNTED), at))


def _of_self(t: Said) -> bool:
    """Whether the subject of a clause is its source: a pronoun, its name, or nothing but an infinitive."""
    words, frame = t.words, t.frame
    first, last = t.clause.first, t.clause.last
    at, after = first, min(t.clause.verb + 1, last - 1)
    behind = words.capital_nouns and t.clause.verb > first and not frame.first <= after < frame.last
    if behind and words.tags[after] & {"pron", "det", "impersonal_pron"} == {"pron"}:
        at = after  # "Im Übrigen wolle | er den Bericht lesen"
    tags = words.tags[at]
    if not words.capital_nouns and "impersonal_pron" in words.begins[at] - tags:
        return False  # "Il est possible que …"
    mine, other = "first_person" in tags, False
    if frame.first > first and frame.who is not None and not mine:
        pronoun = frame.who.cls is None and "pron" in tags
        other = frame.who.named or (pronoun and words.low[at] != fold(frame.who.text))
    if (tags & {"pron", "first_person"} and not (other or {"det", "pron"} <= tags)) or "infinitive" in tags:
        return not words.head_last or fits(words, t.who, tags)  # but not "He was ill, Anna Lund said"
    verb = min(first + ("reflexive" in tags), last - 1)
    if words.pro_drop and frame.first < first and "future" in words.tags[verb]:
        return True  # "ha annunciato che | si costituirà parte civile"
    if any("firm" in found for found in words.tags[first : min(first + 3, last)]) and _operates(t):
        return True  # "The company will cut 80 jobs, its director said"
    return any(t.who.key == fold(low) for low in words.low[first : min(first + 5, last)])


def _praises_itself(t: Said) -> bool:
    """Whether the source speaks of its own performance or merit: "its ships are the safest in Europe"."""
    if "superlative" not in t.marks:
        return False
    opening = t.words.tags[t.clause.first : min(t.clause.first + 3, t.clause.last)]
    return _of_self(t) or any("own" in tags for tags in opening)
