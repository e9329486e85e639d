"""How a source stands to what it says: the class it has towards one claim (docs/sourcing.md, "Source classes")."""

from __future__ import annotations

from secondsource.article.antecedents import fits
from secondsource.article.joining import Draft
from secondsource.claims.plans import UNSET
from secondsource.clauses.acting import (
    BODIES,
    acts,
    disowns,
    has_actor,
    has_done,
    has_object,
    in_its_name,
    is_passive,
    to_come,
)
from secondsource.clauses.clause import Clause
from secondsource.clauses.frame import Frame, cue_tags
from secondsource.model import DOERS, SourceClass
from secondsource.record import replace
from secondsource.sources.persons import Person, called
from secondsource.text.lexicon import fold
from secondsource.text.words import Words

#: Who serves others: what it is called, or who speaks for it; no family and no campaign.
OPERATORS = ("houses", "firm", "any_firm", "legal_form", "boss", "spokes", "inst")
#: What a body is called.
CALLED = ("inst", "firm", "any_firm", "legal_form", "houses", "labour")
#: Who carries out what others announce, and who commands them.
OPERATE = frozenset({"crews", "justice"})
IN_COMMAND = ("crews", "justice", "portfolio", "country")
#: What somebody says that he will do.
AHEAD = frozenset({"conditional", "future", "plan"})
#: So many words before what is counted stands the number.
COUNTED = 4
#: So many words from a verb to what it needs.
NEAR = 4


def class_of(draft: Draft, frame: Frame, who: Person, words: Words) -> SourceClass:
    """The class of a source towards this claim: its own act or measurement, its denial, else what it is."""
    assert who.cls is not None
    if who.cls == "expert" and not (who.named or draft.heard.carried) and _of_itself(draft.heard.reading.clause, words):
        return class_of(draft, frame, replace(who, cls="party"), words)  # "said its papers were in order"
    if frame.stance == "denies":
        opens = words.tags[words.word_at(who.span[0])]
        known = who.cls == "anonymous" and "det" in opens and "indef" not in opens and not who.plural  # "the cashier"
        return "party" if known or who.cls in ("named", "official", "own-act") else who.cls
    ahead = not draft.heard.reading.clause.tags.isdisjoint(AHEAD)  # "rejected it, and said that he would not resign"
    if who.cls == "party" and (who.interested or (who.accused and not ahead)):
        return "party"  # who was arrested, whatever he says that he did
    itself = _acts_itself(draft, frame, who, words) or (frame.first != frame.last and _own(draft, frame, who, words))
    if itself and not _takes(draft, who, words):
        return "own-act"
    praises = who.cls in ("named", "official") and _praises_itself(draft, frame, who, words)
    return "party" if who.accused or praises else who.cls  # "anybody accused who speaks about the accusation"


def _of_itself(clause: Clause, words: Words) -> bool:
    """ "its papers", "it would appeal": what a body says of itself."""
    first = clause.first + 1 if "that" in words.tags[clause.first] else clause.first
    opens = words.tags[min(first, clause.last - 1)]
    return "own" in opens or ("pron" in opens and opens.isdisjoint(("det", "impersonal_pron", "first_person")))


def _takes(draft: Draft, who: Person, words: Words) -> bool:
    """ "The army announced the capture of Kora", "Iran said it had seized a tanker": done to others, no own act."""
    first, last = words.words_in(who.span)
    fights = any(not words.begins[at].isdisjoint(("war", "portfolio", "country")) for at in range(first, last))
    return fights and who.cls == "official" and "seizes" in draft.heard.reading.clause.begins


def _own(draft: Draft, frame: Frame, who: Person, words: Words) -> bool:
    """Whether the source speaks about its own act, plan, view or measurement."""
    if who.cls in ("outlet", "document", "anonymous", "social", "witness") or frame.rebuts:
        return False  # nor what is held against another's account
    marks = draft.heard.reading.marks
    if any(mood.form == "soll" and mood.reading == "reportative" for mood in draft.heard.reading.moods):
        return False  # "Er soll Geld genommen haben": heard of another
    in_court = frame.type == "impersonal" and "told" in cue_tags(words, frame)  # "the tribunal heard he had been ill"
    if in_court or not cue_tags(words, frame).isdisjoint(("accuses", "complains", "accuse")):
        return False
    if who.measures and _measured(draft, words):
        return True
    if marks.keys() & {"accusation", "death", "superlative"} or disowns(words, draft.heard.reading.clause):
        return False
    office = who.cls == "official" and called(words, who, "justice", "crews")
    if frame.view:  # "an investigator's working hypothesis is a claim with that source"
        return not ((office or who.cls == "expert") and "believes" in cue_tags(words, frame))
    clause = draft.heard.reading.clause
    planned = draft.heard.reading.way == "own-plan" and who.cls == "official"
    if planned and has_actor(words, clause, clause.verb, OPERATE) and not called(words, who, *IN_COMMAND):
        return False  # "Les pompiers feront des rondes, a dit le maire": what others will do
    union = "event" in clause.begins and called(words, who, "labour")  # "das Werk wird geschlossen"
    announced = draft.heard.reading.way in ("public-act", "own-plan") and "announces" in cue_tags(words, frame)
    announced = clause.verb >= 0 and in_its_name(words, clause, who, announced=announced)
    if (announced or "own_word" in cue_tags(words, frame)) and not marks.keys() & NOT_OWN:
        return not called(words, who, *FOR_OTHERS)
    did = _what_it_did(draft, frame, who, words) or _of_its_doing(draft, frame, who, words)
    if did or _own_house(draft, who, words):
        return True
    tags = clause.tags
    of_self = _of_self(clause, who, words, frame) or (frame.itself is not None and frame.itself.key == who.key)
    we = frame.type == "quote" and "impersonal_pron" in words.tags[clause.first]  # "« On ne paiera pas »"
    sets = of_self or we or "agenda" in tags or ((who.cls == "official" or who.loose) and UNSET.isdisjoint(marks))
    if draft.heard.reading.way == "own-plan" and sets and not union and who.cls in DOERS:
        return True  # "She will resign, the minister said", "Orvex will close the plant, the company said"
    opens = range(clause.first, min(clause.first + 2, clause.last - 1))
    if any("someone" in words.tags[at] and "of" in words.tags[at + 1] for at in opens):
        return False  # "l'un des pilotes avait prévu de poser l'avion"
    later = bool(tags & {"plan", "forecast"}) or to_come(words, clause)
    if later and who.cls in ("official", "party"):
        means = clause.verb >= 0 and {"konjunktiv1", "plan"} == words.tags[clause.verb] - {"fin"}  # "Das Amt wolle"
        means = means and words.tags[clause.first] & {"pron", "det"} != {"pron"}  # not "Er wolle klagen, sagte er"
        return of_self or not (means or union or "number" in marks or marks.keys() & {"war", "violence"})
    if "operation" in marks or ("war" in marks and "event" in tags):
        return False  # what an army or the police does to others
    if is_passive(words, clause) and not tags & {"plan", "view", "forecast", "future"}:
        return False  # "he had been reported as a suspect": what others did
    accused = called(words, who, "side")  # "The defendant told jurors he had never met her"
    return of_self and not accused and bool(tags & {"act", "plan", "view", "forecast", "future"})


def _measured(draft: Draft, words: Words) -> bool:
    """Whether a body that measures tells of that: no deaths, no violence, and without a figure no deed of another."""
    clause, marks = draft.heard.reading.clause, draft.heard.reading.marks
    bodies = BODIES if words.capital_nouns else frozenset()
    does = has_done(words, clause) and has_actor(words, clause, clause.verb, bodies)
    harm = marks.keys() & {"accusation", "death", "violence", "war"}
    return not harm and ("number" in marks or not (does or "health" in marks))


#: Verbs by which a source tells of more than its own act: "put the figure at", "denounced", "owned up to".
TELLS_OF = ("estimate", "blames", "decries", "describes", "owns", "admits")


def _acts_itself(draft: Draft, frame: Frame, who: Person, words: Words) -> bool:
    """ "The mayor named four jobs. | She has invited the unions": the source does what is told, as a public act."""
    reading = draft.heard.reading
    clause, stays = reading.clause, frame.first == frame.last
    if stays and who.cls == "official" and "nobody_known" in clause.begins:  # "Ermittlungen gegen unbekannt"
        return len([at for at in clause.places if "probe" in words.begins[at]]) == 1
    if reading.way not in ("public-act", "own-plan") or reading.marks.keys() & NOT_OWN or "probe" in clause.begins:
        return False
    stays = stays and cue_tags(words, frame).isdisjoint(TELLS_OF)
    if not (stays or (draft.heard.carried and _of_self(clause, who, words, frame))):
        return False
    others = called(words, who, "justice", "crews") and not called(words, who, "court")
    known = who.cls in DOERS and not others
    return known and (acts(words, clause, "act") or acts(words, clause, "does"))


#: What one says of oneself and is no report of what one did: harm, merit, sums, guilt.
NOT_OWN = frozenset({"violence", "war", "operation", "health", "money", "cause", "election"})
#: Verbs of what somebody only takes in, and of what may be a crime.
PERCEIVES = frozenset({"saw", "watches", "hears", "view", "say", "told", "stable", "takes", "hits", "commits", "sells"})
#: Who tells of others, or for others.
FOR_OTHERS = ("justice", "war", "kin", "circle_case")


def _of_its_doing(draft: Draft, frame: Frame, who: Person, words: Words) -> bool:
    """Whether the subject is who speaks, or his body, and the verb one of doing: "said | it had closed the plant"."""
    reading = draft.heard.reading
    clause = reading.clause
    if reading.marks.keys() & NOT_OWN or not _does(words, clause) or is_passive(words, clause):
        return False
    if called(words, who, *FOR_OTHERS):
        return False
    tags = words.tags[clause.first]
    if who.cls == "party" and not (_operates(words, who) or called(words, who, "labour")):
        return False  # the accused, a family, a campaign
    decides = not clause.begins.isdisjoint(("act", "does"))
    if "first_person" in tags:  # a person who only was there tells what he saw
        did = has_done(words, clause) and has_object(words, clause) and words.tags[clause.verb].isdisjoint(PERCEIVES)
        return (decides or did) and who.cls == "named" and "own" not in tags
    if who.cls == "named" and not (decides or who.body):
        return False
    if clause.of_source:  # "said the mayor, | who has set the price at 5 euros": the pronoun is the subject
        return all(words.tags[at] & {"det", "adp"} != {"det"} for at in range(clause.first + 1, clause.verb))
    after = frame.first < clause.first and not draft.heard.carried
    if who.cls == "expert" or not (after or (frame.who is not None and frame.who.cls is None)):
        return False
    if tags & {"rel", "wh"}:
        return False
    if words.pro_drop and clause.verb == clause.first:
        return True  # "ha precisato che | sta esaminando le fatture"
    if "pron" in tags and "det" not in tags:
        return fits(words, who, tags) if words.head_last else not words.capital_nouns or "impersonal_pron" not in tags
    return _own_body(words, clause, who)


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
    near = range(verb, min(verb + NEAR, clause.last))
    if any("neg" in words.tags[at] for at in range(max(clause.first, verb - 1), near.stop)):
        return False
    if any("passive" in words.tags[at] for at in near):
        return "passive" in words.tags[verb] and any("gerund" in words.tags[at] for at in near)
    return words.tags[verb].isdisjoint(("could", "present"))


def _own_house(draft: Draft, who: Person, words: Words) -> bool:
    """What goes on in the source's own house: a remedy it seeks, whom it serves, what it cancels or sends out."""
    if draft.heard.reading.marks.keys() & {"health", "violence", "war", "money"} or called(words, who, "labour"):
        return False
    clause = draft.heard.reading.clause
    denied = "neg" in clause.tags
    happened = "event" in clause.begins  # "two firefighters were hurt"
    if who.cls == "party":
        served = _counted(words, clause, "served")
        if (served and _operates(words, who) and not happened) or (not denied and "appeals" in clause.begins):
            return True
    if who.cls not in ("official", "party") or denied or called(words, who, "justice"):
        return False
    if who.cls == "official" and "plural_self" in words.tags[clause.first] and not is_passive(words, clause):
        return True
    return (_counted(words, clause, "deployed") and not happened) or "serves" in clause.begins


def _what_it_did(draft: Draft, frame: Frame, who: Person, words: Words) -> bool:
    """ "fa sapere di aver fermato una linea", "a promis de compenser": a body of itself; no police, no army, no sum."""
    clause, marks = draft.heard.reading.clause, draft.heard.reading.marks
    if who.cls not in ("official", "party") or marks.keys() & {"violence", "war", "money", "operation"}:
        return False
    opens = words.tags[clause.first]
    if "neg" in opens and clause.first + 1 < clause.last:
        opens = words.tags[clause.first + 1]
    to_do = "inf_suffix" in opens and "adp" in words.tags[clause.first - 1]  # "a promis de | compenser"
    if not (to_do or opens & {"perfect_aux", "infinitive"}) or opens & {"passive", "could"}:
        return False  # "sostiene di | essere in vantaggio"
    cue = cue_tags(words, frame)
    heard = "conditional" in cue or (who.cls == "party" and not cue.isdisjoint(("admits", "owns")))
    if heard or is_passive(words, clause):
        return False
    return called(words, who, *CALLED) and not called(words, who, "justice", "war")  # who does things to others


def _operates(words: Words, who: Person) -> bool:
    """Whether a party is a firm or a house, or speaks for one: no family, no union, no campaign."""
    if who.cls != "party" or called(words, who, "kin", "labour"):
        return False
    return who.named or called(words, who, *OPERATORS)


def _counted(words: Words, clause: Clause, tag: str) -> bool:
    """Whether a number stands before what has this tag."""
    return tag in clause.begins and any(
        words.figure(i)
        for at in clause.places
        if tag in words.begins[at]
        for i in range(max(clause.first, at - COUNTED), at)
    )


def _of_self(clause: Clause, who: Person, words: Words, frame: Frame) -> bool:
    """Whether the subject of a clause is its source: a pronoun, its name, or nothing but an infinitive."""
    first, after = clause.first, min(clause.verb + 1, clause.last - 1)
    behind = words.capital_nouns and clause.verb > first and not frame.first <= after < frame.last
    if behind and words.tags[after] & {"pron", "det", "impersonal_pron"} == {"pron"}:
        first = after  # "Im Übrigen wolle | er den Bericht lesen"
    tags = words.tags[first]
    if not words.capital_nouns and "impersonal_pron" in words.begins[first] - tags:
        return False  # "Il est possible que …"
    other = frame.first > clause.first and frame.who is not None and frame.who.named and "first_person" not in tags
    if frame.who is not None and frame.who.cls is None and frame.first > clause.first and "pron" in tags:
        other = other or not (tags & {"first_person"} or words.low[first] == fold(frame.who.text))
    if (tags & {"pron", "first_person"} and not (other or {"det", "pron"} <= tags)) or "infinitive" in tags:
        return not words.head_last or fits(words, who, tags)  # but not "He was ill, Anna Lund said"
    verb = clause.first + (1 if "reflexive" in tags else 0)
    verb = min(verb, clause.last - 1)
    if words.pro_drop and frame.first < clause.first and "future" in words.tags[verb]:
        return True  # "ha annunciato che | si costituirà parte civile"
    first, last = clause.first, clause.last
    if any("firm" in words.tags[at] for at in range(first, min(first + 3, last))) and _operates(words, who):
        return True  # "The company will cut 80 jobs, its director said"
    return any(who.key == fold(words.low[at]) for at in range(first, min(first + 5, last)))


def _praises_itself(draft: Draft, frame: Frame, who: Person, words: Words) -> bool:
    """Whether the source speaks of its own performance or merit: "its ships are the safest in Europe"."""
    clause = draft.heard.reading.clause
    if "superlative" not in draft.heard.reading.marks:
        return False
    opening = range(clause.first, min(clause.first + 3, clause.last))
    return _of_self(clause, who, words, frame) or any("own" in words.tags[at] for at in opening)
