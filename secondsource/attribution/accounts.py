"""Who tells it how, in a noun phrase or behind a colon: "spoke of three deaths", "X n'en démord pas : …"."""

from __future__ import annotations

from secondsource.clauses.borders import clause_end, has_verb
from secondsource.clauses.content import reach_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import HAPPENED, answers_back, speaks
from secondsource.clauses.subjects import subject
from secondsource.clauses.tellers import teller
from secondsource.model import ASKABLE, Stance
from secondsource.sources.bounds import OPENING
from secondsource.sources.persons import Person, last_heard, read
from secondsource.sources.windows import NEAR, SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, finite, group_start, left, phrase_end, skip
from secondsource.text.words import Words

#: A part before a colon with more words than this only tells what happened.
LONGEST = 22
#: What stands before "by", where it says who told it.
TOLD = frozenset({"participle", "say", "act", "verbal"})
#: A colon, marks and no more than two words between them.
SHORT = 6
#: What one person is called, and what may have a cause that somebody names.
PERSON = frozenset({"role", "spokes", "title", "expert"})
#: To whom something is told that all may hear.
HEARERS = frozenset({"agency", "named_outlet", "outlet", "press", "masthead"})
#: Who saw it.
ABLE = ASKABLE - {"official"} | {"anonymous"}
#: What stands before a noun phrase that is no subject.
GOVERNED = frozenset({"adp", "det", "conj", "number_word"})
#: Verbs whose object needs no preposition: "des" is an article.
TRANSITIVE = frozenset({"describes", "contends", "decries", "complains", "doc_verb"})
#: What is spoken of in no more words, "of" counted, is no claim without its verb.
FEW = 2


def colon_told(s: Sentence, at: int) -> Frame | None:
    """Somebody who holds something, and after the colon what: "The clerk is adamant: the gate was shut"."""
    words, first = s.words, left(s, at)
    first = s.first if at - s.first <= LONGEST else first
    if at - first > LONGEST or first > s.first or at < first + 3 or at + 1 >= s.last or s.inside(at - 1):
        return None
    if not has_verb(s, at + 1, s.last) and words.low[at + 1] not in OPENING:
        return None
    holds = next((i for i in range(first, at) if not words.begins[i].isdisjoint(("account", "stands"))), -1)
    if holds < 0 or words.low[s.last - 1] == "?":
        return None
    who = _holder(s, first, holds, at)
    if who is None:
        return None
    cue = words.span(holds, holds + 1)
    rebuts = not words.tags[holds].isdisjoint(("rebut", "denial"))
    return Frame(s.first, at + 1, cue, who, "reported", "affirms", (at + 1, s.last), rebuts=rebuts)


def in_eyes_of(s: Sentence, at: int) -> Frame | None:
    """ "Pour Henrik Sand, hydrologue à Oslo, | les vannes ont lâché": a person whose name or role stands first."""
    words = s.words
    if at > s.first and not (words.low[at - 1] in {";", ":"} or "conj" in words.tags[at - 1]):
        return None
    if at + 1 >= s.last:
        return None
    if words.low[min(at + 2, s.last - 1)] == "," and _is_he(words, at + 1):
        he = last_heard(words, at + 1, at + 2)
        return Frame(at, at + 2, words.span(at, at + 1), he, "prepositional", "affirms", (at + 2, s.last))
    last = phrase_end(s, at + 1)
    while last < s.last - 1 and words.low[last] == "," and "rel" in words.tags[last + 1]:  # ", qui n'a pas participé,"
        last = next((i for i in range(last + 1, s.last) if words.low[i] == ","), s.last)
    if last >= s.last - 3 or words.low[last] != "," or last - at > LONGEST or not has_verb(s, last, s.last):
        return None
    who = _able(words, read(words, at + 1, phrase_end(s, at + 1), s.first))
    part = range(at + 1, last)
    named = any(words.capital(i) and words.capital(i + 1) for i in part)  # not "Pour Noël, …"
    person = (
        named or any(words.tags[i] & (PERSON | {"labour"}) for i in part) or (who is not None and who.cls == "expert")
    )
    if who is None or not person or "plural" in words.tags[at + 1]:
        return None
    return Frame(at, last, words.span(at, at + 1), who, "prepositional", "affirms", (last, s.last))


def _is_he(words: Words, at: int) -> bool:
    """ "Pour | elle, …", "Per | lui, …": whoever was told of."""
    return not words.tags[at].isdisjoint(("him", "pron")) and words.tags[at].isdisjoint(("first_person", "det", "rel"))


def describes(s: Sentence, at: int) -> Frame | None:
    """ "Deux campeurs ont décrit | une vague de trois mètres": what somebody saw, as a noun phrase."""
    words = s.words
    stop = words.end_of(at, "describes")
    begin = _over_hearer(s, stop)
    if begin >= s.last - 2 or not speaks(s, at):
        return None
    opens = words.tags[begin]
    contends = "contends" in words.begins[at] and opens & {"det", "own"} == {"det"}  # "invoque | l'envolée du gaz"
    if not contends and opens.isdisjoint(("indef", "number_word", "many")) and not {"det", "adp", "plural"} <= opens:
        return None
    first, who = teller(s, group_start(s, at), stop)
    office = who is not None and who.cls in ("official", None)  # "La préfecture évoque | une fuite", "Elle évoque …"
    few = begin + SHORT // 2 >= s.last  # "Plusieurs salariés évoquent des pressions."
    stays = office or contends or few  # its verb and its object, in the claim
    if who is None or who.cls not in (ABLE | {"official", "document", None} if office or contends else ABLE):
        return None
    source = "anon" in words.tags[min(first + 1, at)]  # "une source proche de l'enquête"
    if not (contends or source) and any("makers" in words.tags[i] for i in range(first, at)):
        return None  # "a team of biologists has described | a new species": their own act
    begins = first if stays else begin
    return Frame(first, begins, words.span(at, begin), who, "reported", "affirms", (begins, reach_end(s, at)))


def _over_hearer(s: Sentence, at: int) -> int:
    """Where what is told begins, behind whom it is told: "ont décrit | à l'AFP | des tirs"."""
    words = s.words
    at = skip(s, at, "on_his_part")  # "évoque | de son côté | une trentaine de blessés"
    if at + 2 >= s.last or "adp" not in words.tags[at]:
        return at
    near = range(at, min(at + SOON, s.last - 2))
    return next((i + 1 for i in near if words.tags[i] & HEARERS and words.tags[i + 1].isdisjoint(HEARERS)), at)


def _holder(s: Sentence, first: int, holds: int, end: int) -> Person | None:
    """Whose account it is: who did it, the subject, or whom the noun belongs to."""
    words = s.words
    by = next((i for i in range(holds, end) if "by" in words.tags[i] and words.tags[i - 1] & TOLD), -1)
    if by > 0:
        return _able(words, read(words, by + 1, min(end, by + NEAR), s.first))
    verb = next((i for i in range(first + 1, end) if finite(words, i) and i != holds), -1)  # not "Più | dura | la Cgil"
    if verb > first and "adp" in words.tags[first] and "denial" in words.tags[holds]:  # "Dalla curia | arriva"
        return _able(words, read(words, first + 1, verb, s.first))
    if verb > first and not words.tags[first] & {"adp", "time"}:
        _, who = subject(s, group_start(s, verb))
        if (able := _able(words, who)) is not None:
            return able
    for at in range(max(first + 1, holds), end - 1):
        of = "of" in words.tags[at]
        opens = words.capital(at) or "det" in words.tags[at]
        if of or (opens and words.tags[at - 1].isdisjoint(GOVERNED) and words.low[at - 1] not in MARKS):
            who = _able(words, read(words, at, min(phrase_end(s, at), end), s.first))
            if who is not None:
                return who
    return None


def _able(words: Words, who: Person | None) -> Person | None:
    """Somebody who can speak and is known as a source."""
    return who if who is not None and who.cls not in (None, "document", "witness", "social") else None


def about(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """What is told is a noun phrase: "eyewitnesses spoke of tanks", "Augenzeugen berichteten von Panzern"."""
    words = s.words
    aside = {"adverb", "pron", "split"}
    while (
        stop < s.last - 2 and ("time" not in words.tags[stop]) and (words.tags[stop] & aside or words.low[stop] == ",")
    ):
        stop += 1  # "parle, elle, de", "sprach dagegen von"
    stop = skip(s, stop, "on_his_part")  # "parla | dal canto suo | di"
    of_whom = words.head_last and "accuse" in words.tags[at]  # "a man | accused of murder", "officials it accuses of"
    if view and stop + 1 < s.last and words.tags[stop + 1] & {"infinitive", "inf_suffix"}:
        return None  # "demande d'interdire les pesticides": what he wants
    if stop < s.last and "many" in words.tags[stop] and not words.tags[at].isdisjoint(TRANSITIVE):
        return None  # "évoquent | des pressions"
    if stance == "denies" or stop >= s.last - 2 or of_whom:
        return None
    near = range(stop, min(stop + NEAR, s.last - 2) if words.capital_nouns else stop + 1)
    if "of" not in s.begins or not any("of" in words.tags[i] for i in near):
        return None
    first, who = teller(s, group, stop)
    if who is None or "of" not in words.tags[stop] or "manner" in words.begins[stop + 1]:
        return None  # "communique de | façon régulière les chiffres"
    cue, rebuts = words.span(group, stop), stance == "affirms" and answers_back(s, at, stop)
    lies = next((i for i in range(stop + 1, min(stop + SOON, s.last - 1)) if "untrue" in words.begins[i]), 0)
    if lies and words.tags[max(lies + 1, words.end_of(lies, "untrue"))].isdisjoint(
        ("of", "genitive", "det")
    ):  # "spoke of lies", and not of whose
        return Frame(first, s.last, cue, who, "reported", "denies", (first, s.last), nominal=True)
    end = clause_end(s, first, at) if words.capital_nouns else s.last
    if (words.capital_nouns and end < s.last) or _short(s, stop):  # "spricht von Wahlbetrug": no claim without its verb
        return Frame(first, first, cue, who, "reported", stance, (first, end), rebuts=rebuts)
    return Frame(first, stop + 1, cue, who, "reported", stance, (stop + 1, end), rebuts=rebuts)


def accuses(s: Sentence, group: int, at: int, stop: int) -> Frame | None:
    """ "The ministry accused the foundation of smuggling weapons": what is said begins with whom it is said of."""
    words = s.words
    if "accuse" not in words.tags[at] or stop >= s.last - 3 or (words.head_last and "of" in words.tags[stop]):
        return None
    first, who = subject(s, group)
    if who is None or who.cls is None:
        return None
    return Frame(first, stop, words.span(group, stop), who, "reported", "affirms", (stop, s.last))


def _short(s: Sentence, of: int) -> bool:
    """Whether what is spoken of is one word, or an article and a noun for what happened: "von Betrug"."""
    words = s.words
    end = next((i for i in range(of + 1, s.last) if words.low[i] in MARKS or words.low[i] == "."), s.last)
    event = any(not words.tags[i].isdisjoint(HAPPENED) for i in range(of + 1, end)) and not words.figure(of + 1)
    if not words.capital_nouns:
        return event and end - of <= 2 * FEW and words.low[min(end, s.last - 1)] != ","
    return end - of <= (FEW + event)
