"""That somebody says nothing, and so is no claim: he does not answer, is not reached, gives nothing away."""

from __future__ import annotations

from secondsource.claims.statement import ARTICLE, ASKS, NEAR, PRESS, SHORT, Statement, denied, lacks, without_relative
from secondsource.clauses.acting import ACTORS, is_passive
from secondsource.clauses.dates import DATES
from secondsource.text.lexicon import NONE, union

#: Whom one asks, and who then says nothing.
ASKED_FOR = ACTORS | {"kin", "firm", "any_firm", "boss", "concerned", "suspicion", "circle_case", "houses", "anonymous"}
#: How a clause begins in which somebody speaks of himself.
HIMSELF = frozenset({"pron", "neg", "infinitive", "inf_suffix", "adverb", "first_person"})
#: What makes it more than that reporters are not answered: an emergency, years.
MORE = frozenset({"not_asked", "long_time"})
#: Who asks, or what for: "requests for comment", "Fragen der Reporter".
FOR = PRESS | {"comment", "time", "own_reporter", "asking"}
#: To what somebody does not react, as if it was asked: "auf die gegen sie erhobenen Vorwürfe".
CHARGES = FOR | {"charge", "allegation"}
#: What somebody leaves undone who goes without a word to the press.
ASKED = frozenset({"asking", "reply", "remark", "reporter"})
#: What is said, or not, in a second half: "neither confirmed | nor denied", "did not pick up or | reply".
SAYS = ASKED | {"answer", "comment", "decline", "confirm", "deny", "say", "mute", "vain"}
#: What is in a clause that says so.
SILENT = "decline mute comment answer names reply reached remark say confirm passes_on leaves asking vain"
#: What parts a noun from who sent it: "letters from | parents".
SENT = frozenset({"of", "genitive", "adp"})


def silent(t: Statement) -> bool:
    """ "Three e-mails went unanswered", "Die Firma war nicht zu erreichen", "n'a pas souhaité s'exprimer"."""
    t = without_relative(t)
    begins = t.clause.begins
    if _tells(t) or _goes_on(t) or "court" in t.clause.tags:
        return False
    if t.cued:  # "said | it would not comment"; not "said | the council gave no answer"
        return not t.opening.isdisjoint(HIMSELF) and (_keeps(t) or _given(t))
    if t.quoted:
        return _keeps(t)
    if any(tag == "mute" for at in t.clause.places for tag, _ in t.words.phrases.get(at, ())):
        return True  # "si è trincerato dietro"; of one word, it may be the guns: "tace"
    if _somebody(t) and ("mute" in begins or _keeps(t) or _passes_on(t) or _leaves(t)):
        return True
    if _owed(t):
        return False
    asked = bool(begins & {"comment", "asking"}) or _somebody(t)  # "the village could not be reached"
    return _in_vain(t) or _given(t) or _answers_nobody(t) or (asked and lacks(t, "reached"))


def says_nothing(t: Statement) -> bool:
    """ "He offered no evidence", "Einen Namen nannte die Behörde nicht": what somebody did not say."""
    if t.cued or t.head or t.verb < 0 or _owed(t):
        return False
    if t.specific:
        return _leaves_open(t)
    negated = next(at for at in t.clause.places if "neg" in t.words.tags[at])
    if "adp" in t.words.tags[negated - 1]:
        return False  # "invita i residenti | a non avvicinarsi"
    if negated > t.verb and t.words.head_last and True in t.words.finite[negated + 1 : t.clause.last]:
        return False  # "One of them said no deal was near"
    spoken = {"say", "view", "statement", "deny", "confirm"} | ({"utter"} if "statement" in t.tags else set())
    return bool(t.main & spoken) and "that" not in t.tags


def _leaves_open(t: Statement) -> bool:
    """ "Le ministère n'a pas précisé | combien de personnes sont mortes", "non ha detto | dove": what is asked."""
    tags, first = t.words.tags, t.clause.first
    said = [at for at in t.clause.places if "say" in tags[at] and "asks" in tags[min(at + 1, t.clause.last - 1)]]
    return any("neg" in tags[i] for at in said for i in range(max(first, at - SHORT // 2), at))


def does_not_deny(t: Statement) -> bool:
    """ "The director did not deny it", "Die Stiftung bestritt das nicht": that nothing is denied."""
    return t.clause.last - t.clause.first <= SHORT and {"neg", "deny"} <= t.tags


def _owed(t: Statement) -> bool:
    """ "did not respond to the alarm", "gave passengers no information": more than that reporters are not answered."""
    words = t.words
    if not t.clause.begins.isdisjoint(MORE):
        return True
    for at in (at for at in t.clause.places if "served" in words.tags[at]):
        before = union([words.tags[i] for i in range(max(t.clause.first, at - 2), at)])
        if "adp" not in before or "addressee" in before:
            return True  # not "no details about | patients"
    return False


def _goes_on(t: Statement) -> bool:
    """ "remained silent | and was jailed", "gab keine Auskunft | und wurde gebüsst": what happened then."""
    words, last = t.words, t.clause.last
    at = next((at for at in t.clause.places if "conj" in words.tags[at] and at > t.clause.verb), last)
    rest = range(at + 1, last)
    verb = any(words.finite[i] or words.tags[i] & {"participle", "passive"} for i in rest)
    return verb and not any(words.begins[i] & SAYS for i in rest)


def _tells(t: Statement) -> bool:
    """Whether a clause tells of a death, or counts something else than questions: "no reply to | three e-mails"."""
    if "death" in t.marks and "vain" not in t.clause.begins:  # "lettre morte"
        return True
    words, last = t.words, t.clause.last
    counts = [at for at in t.clause.places if words.figure(at)] if "number" in t.marks else []
    return any(not any("asking" in words.begins[i] for i in range(at, min(at + ARTICLE + 1, last))) for at in counts)


def _somebody(t: Statement) -> bool:
    """Whether somebody is told of who could speak."""
    words, first = t.words, t.clause.first
    if "neg" in t.opening:
        return True  # "Neither side commented"
    for at in t.clause.places:
        begins = words.begins[at]
        if begins & ASKED_FOR or ("pron" in begins and "impersonal_pron" not in begins) or "never" in begins:
            return True
        if words.capital(at) and at + 1 < len(words) and words.capital(at + 1):
            return True
        if words.capital(at) and at > first and not words.capital_nouns and not begins & DATES:
            return True
    return False


def _asked_by_reporters(t: Statement) -> bool:
    """Whether it is the reporters' question: "requests for comment", and not "letters from | parents"."""
    words, last = t.words, t.clause.last
    for at in (at for at in t.clause.places if "asking" in words.begins[at]):
        if "own" in words.tags[at - 1] and "first_person" not in words.tags[at - 1]:
            return False
        follows = words.tags[at + 1] if at + 1 < last else NONE
        bare = "of" in follows and words.tags[min(at + 2, last - 1)].isdisjoint(("det", "own"))
        if follows & SENT and "where" not in follows and not bare:
            return any(words.begins[i] & FOR for i in range(at + 1, min(at + 1 + ARTICLE, last)))
    return True


def _in_vain(t: Statement) -> bool:
    """ "Requests for comment bounced", "Our calls were not returned"."""
    begins = t.clause.begins
    if "asking" not in begins or not _asked_by_reporters(t):
        return False
    return "vain" in begins or any(lacks(t, tag) for tag in ("reply", "answer", "reached", "gives"))


def _given(t: Statement) -> bool:
    """ "gab keine Auskunft", "No details were released", "declined an interview": what might have been said."""
    begins = t.clause.begins
    if begins.isdisjoint(("comment", "answer", "names")):
        return False
    if "outstanding" in begins:
        return True  # "Eine Antwort stand noch aus"
    if "withholds" in begins and "comment" in begins and _somebody(t):
        return True
    lacking = any(lacks(t, tag) for tag in ("comment", "answer", "names"))
    return lacking and ("comes" in begins or "gives" in begins)


def _keeps(t: Statement) -> bool:
    """ "refused to elaborate", "would not say whether", "wollte sich nicht äußern"."""
    if lacks(t, "remark", withheld=True):
        return True
    words, at = t.words, denied(t, "say", withheld=True)
    return at >= 0 and any(words.begins[i] & ASKS for i in range(at + 1, min(at + 1 + NEAR, t.s.last)))


def _answers_nobody(t: Statement) -> bool:
    """ "had yet to reply", "reagierte nicht": not to whom or to what, unless it is a question."""
    words, at = t.words, denied(t, "reply")
    if at < 0:
        return False
    at = words.end_of(at, "reply") - 1
    after = range(t.clause.first if words.capital_nouns else at + 1, t.clause.last - 1)
    to_what = [i for i in after if not words.tags[i].isdisjoint(("on_cause", "addressee"))]
    return all(any(words.begins[j] & CHARGES for j in range(i + 1, min(i + SHORT, t.clause.last))) for i in to_what)


def _leaves(t: Statement) -> bool:
    """ "left without taking questions", "verließ das Gericht, ohne Fragen zu beantworten"; "by a side door"."""
    words, begins = t.words, t.clause.begins
    if "leaves" not in begins:
        return False
    without = (at for at in t.clause.places if "without" in words.tags[at])
    return "back_door" in begins or any(
        words.begins[i] & ASKED for at in without for i in range(at + 1, min(at + NEAR, t.clause.last))
    )


def _passes_on(t: Statement) -> bool:
    """ "referred all questions to", "renvoie à un communiqué"; not "was referred to"."""
    begins = t.clause.begins
    passes = "passes_on" in begins and not begins.isdisjoint(("asking", "desk"))
    return passes and ("reflexive" in t.tags or not is_passive(t.words, t.clause))
