"""Who tells it how: "The unions tell another story", "X n'en démord pas : …", "attribuisce l'attacco a …"."""

from __future__ import annotations

from secondsource.attribution.labels import is_person
from secondsource.clauses.borders import has_verb
from secondsource.clauses.content import reach_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import HAPPENED, speaks
from secondsource.clauses.subjects import subject
from secondsource.clauses.tellers import teller
from secondsource.model import ASKABLE
from secondsource.sources.bounds import OPENING
from secondsource.sources.persons import Person, read
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, finite, group_start, left, phrase_end, skip
from secondsource.text.words import Words

#: A part before a colon with more words than this only tells what happened.
LONGEST = 22
#: So many words before "version" it is said that it is another one.
NEAR = 5
#: By whom it is told, in so many words.
BEHIND = 10
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
    who = _holder(s, first, holds, at) or _paper(s, first, holds)
    if who is None or ("stands" in words.begins[holds] and not _takes_a_stand(s, first, holds, at)):
        return None
    cue = words.span(holds, holds + 1)
    rebuts = not words.tags[holds].isdisjoint(("rebut", "denial"))
    return Frame(s.first, at + 1, cue, who, "reported", "affirms", (at + 1, s.last), rebuts=rebuts)


def _takes_a_stand(s: Sentence, first: int, holds: int, at: int) -> bool:
    """ "Duro | il giudice: …", and a clause behind it; not "Dura | la vita dei migranti: …", "La Cgil è dura: «No»"."""
    words = s.words
    told = words.low[at + 1] not in OPENING or (s.last - at > SHORT and has_verb(s, at + 1, s.last))
    return told and (holds > first or is_person(words, words.end_of(holds, "stands"), at))


def denial_comes(s: Sentence, at: int) -> Frame | None:
    """ "Dalla curia arriva una smentita", "Le démenti de la mairie est arrivé lundi", "A denial came from the army"."""
    words = s.words
    verb = next((i for i in range(s.first + 1, s.last) if finite(words, i)), -1)
    told = {"neg", "that", "if", "money", "could", "conditional_plain", "modal_aux", "future"}
    if verb < 0 or s.last - s.first > LONGEST or words.low[s.last - 1] == "?":
        return None
    if any(words.tags[i] & told or words.figure(i) or words.low[i] == ":" for i in range(s.first, s.last)):
        return None
    opens, begin = words.tags[s.first], 0
    if "adp" in opens and at > verb:  # "Dalla curia | arriva una smentita"
        begin, end = s.first + 1, verb
        rest = range(verb + 1, at)
    elif "det" not in opens or at != s.first + 1 or verb <= at:
        return None
    elif "indef" in opens:  # "A denial came from | the army"
        begin = next((i + 1 for i in range(verb + 1, s.last - 1) if "adp" in words.tags[i]), 0)
        end, rest = phrase_end(s, begin), range(verb + 1, begin - 1)
    else:  # "Le démenti | de la mairie | est arrivé"
        begin, end, rest = at + 1, verb, range(at + 2, verb)
    bare = not any("adp" in words.tags[i] and "of" not in words.tags[i] for i in rest)
    if not begin or not bare or (words.head_last and "indef" not in opens):
        return None
    who = _able(words, read(words, begin, end, s.first))
    if who is None or who.cls not in ASKABLE:
        return None
    return Frame(s.first, s.last, words.span(at, at + 1), who, "reported", "denies", (s.first, s.last), nominal=True)


def in_eyes_of(s: Sentence, at: int) -> Frame | None:
    """ "Pour Henrik Sand, hydrologue à Oslo, | les vannes ont lâché": a person whose name or role stands first."""
    words = s.words
    if at > s.first and not (words.low[at - 1] in {";", ":"} or "conj" in words.tags[at - 1]):
        return None
    if at + 1 >= s.last:
        return None
    last = phrase_end(s, at + 1)
    while last < s.last - 1 and words.low[last] == "," and "rel" in words.tags[last + 1]:  # ", qui n'a pas participé,"
        last = next((i for i in range(last + 1, s.last) if words.low[i] == ","), s.last)
    if last >= s.last - 3 or words.low[last] != "," or last - at > LONGEST or not has_verb(s, last, s.last):
        return None
    who = _able(words, read(words, at + 1, phrase_end(s, at + 1), s.first))
    part = range(at + 1, last)
    named = any(words.capital(i) and words.capital(i + 1) for i in part)  # not "Pour Noël, …"
    person = named or any(words.tags[i] & PERSON for i in part) or (who is not None and who.cls == "expert")
    if who is None or not person or "plural" in words.tags[at + 1]:
        return None
    return Frame(at, last, words.span(at, at + 1), who, "prepositional", "affirms", (last, s.last))


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
    if any("that" in words.tags[i] or words.low[i] == ":" for i in range(begin, s.last)):
        return None
    first, who = teller(s, group_start(s, at), stop)
    office = who is not None and who.cls in ("official", None)  # "La préfecture évoque | une fuite", "Elle évoque …"
    if office and not any(words.tags[i] & HAPPENED for i in range(begin, s.last)):
        return None
    stays = office or contends  # its verb and its object, in the claim
    if who is None or who.cls not in (ABLE | {"official", "document", None} if stays else ABLE):
        return None
    if not contends and any("makers" in words.tags[i] for i in range(first, at)):
        return None  # "a team of biologists has described | a new species": their own act
    begins = first if stays else begin
    return Frame(first, begins, words.span(at, begin), who, "reported", "affirms", (begins, reach_end(s, at)))


def _over_hearer(s: Sentence, at: int) -> int:
    """Where what is told begins, behind whom it is told: "ont décrit | à l'AFP | des tirs"."""
    words = s.words
    at = skip(s, at, "on_his_part")  # "évoque | de son côté | une trentaine de blessés"
    if at + 2 >= s.last or "adp" not in words.tags[at]:
        return at
    near = range(at, min(at + NEAR, s.last - 2))
    return next((i + 1 for i in near if words.tags[i] & HEARERS and words.tags[i + 1].isdisjoint(HEARERS)), at)


def _holder(s: Sentence, first: int, holds: int, end: int) -> Person | None:
    """Whose account it is: who did it, the subject, or whom the noun belongs to."""
    words = s.words
    by = next((i for i in range(holds, end) if "by" in words.tags[i] and words.tags[i - 1] & TOLD), -1)
    if by > 0:
        return _able(words, read(words, by + 1, min(end, by + BEHIND), s.first))
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


def _paper(s: Sentence, first: int, holds: int) -> Person | None:
    """ "Les conclusions de l'autopsie | sont formelles : …": a document that leaves no doubt."""
    words, end = s.words, phrase_end(s, first)
    stands = end <= holds and words.finite[end] and "stands" in words.begins[holds]
    if "det" not in words.tags[first] or not stands:
        return None
    who = read(words, first, end, s.first)
    return who if who is not None and who.cls == "document" else None


def _able(words: Words, who: Person | None) -> Person | None:
    """Somebody who can speak and is known as a source."""
    return who if who is not None and who.cls not in (None, "document", "witness", "social") else None
