"""What somebody speaks of, or accuses somebody of: "sprach von zwanzig Toten", "accused him of smuggling"."""

from __future__ import annotations

from secondsource.clauses.borders import clause_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import HAPPENED, answers_back
from secondsource.clauses.subjects import subject
from secondsource.clauses.tellers import teller
from secondsource.model import Stance
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, skip

#: So many words after what somebody speaks of is called false.
SOON = 4
#: What is spoken of in no more words, "of" counted, is no claim without its verb.
SHORT = 2
#: So many words after a verb that stands first, "of" follows its subject.
LATER = 9


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
    if stance == "denies" or stop >= s.last - 2 or of_whom:
        return None
    near = range(stop, min(stop + LATER, s.last - 2) if words.capital_nouns else stop + 1)
    if "of" not in s.begins or not any("of" in words.tags[i] for i in near):
        return None
    first, who = teller(s, group, stop)
    if who is None or "of" not in words.tags[stop]:
        return None
    cue, rebuts = words.span(group, stop), stance == "affirms" and answers_back(s, at, stop)
    lies = next((i for i in range(stop + 1, min(stop + SOON, s.last - 1)) if "untrue" in words.tags[i]), 0)
    if lies and words.tags[lies + 1].isdisjoint(("of", "genitive", "det")):  # "spoke of lies", and not of whose
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
        return event and end - of <= 2 * SHORT and words.low[min(end, s.last - 1)] != ","
    return end - of <= (SHORT + event)
