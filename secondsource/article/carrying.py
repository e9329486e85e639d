"""Whether the source that was heard last still speaks in a clause that names nobody."""

from __future__ import annotations

from secondsource.article.joining import DEEDS
from secondsource.article.scope import Voice
from secondsource.article.studies import counts_on, is_finding, thereby
from secondsource.claims.checkability import Reading
from secondsource.clauses.clause import Clause
from secondsource.clauses.dates import is_year
from secondsource.clauses.frame import Frame
from secondsource.sources.persons import Person, called
from secondsource.text.lexicon import fold
from secondsource.text.phrases import Sentence
from secondsource.text.words import Words

#: So many words before a clause a connective and its comma may stand.
BEFORE = 3
#: Moods of indirect speech, which are the words of who spoke.
INDIRECT = frozenset({"konjunktiv1", "konjunktiv2"})
#: A connective stands among the first words of its clause.
OPENING = 4


def carries(
    s: Sentence, reading: Reading, voice: Voice, paragraph: int, sentence: int, spoken: int, after: Person | None
) -> bool:
    """Whether the last source still speaks in a clause that names nobody.

    `spoken`: the last sentence where it did; `after`: who is named in the next sentence of the paragraph.
    """
    frame, who = voice.frame, voice.who
    if who is None or frame is None or frame.stance == "declines":
        return False
    words, clause, here = s.words, reading.clause, voice.paragraph == paragraph
    since, since_spoken = sentence - voice.sentence, sentence - max(voice.sentence, spoken)
    if denied_hearsay(reading, frame):
        return here and since == 1 and _of_him(words, clause, who)
    if here and since <= 1 and who.cls == "document" and thereby(s):
        return True
    if voice.findings == paragraph and is_finding(words, reading):
        return since > 0
    near = since_spoken <= 1 or (here and words.capital_nouns)
    if near and _is_heard(words, reading, frame, who, here, since_spoken):
        return True
    if not here or since_spoken > 1:
        return False
    if _goes_on(s, clause, spoken == sentence) or _is_part(words, reading, who):
        return True
    if _by_itself(words, reading):
        return False
    return _points_back(s, reading, frame, who, after, since == 0)


def _is_heard(words: Words, reading: Reading, frame: Frame, who: Person, here: bool, since: int) -> bool:
    """Whether a clause is told as hearsay, and may be his; "soll" is what one hears, and not what a person said."""
    heard = {m.form for m in reading.moods if m.reading == "reportative"}
    circle = frame.type == "impersonal" or called(words, who, "justice")
    if not ((circle and since <= 1) or who.cls in ("outlet", "document")):
        heard.discard("soll")
    # "Two are said to have died instead"; nor what is heard after the paragraph of who spoke in words of his own
    against = "split" in reading.clause.tags or (frame.type == "quote" and not here and who.cls == "named")
    return bool(heard) and not (heard == {"conditional"} and against)


def _goes_on(s: Sentence, clause: Clause, spoke: bool) -> bool:
    """Whether a connective opens a clause, or the sentence of which it is the second half."""
    begins = s.words.begins
    if any("also" in tags for tags in begins[max(s.first, clause.first - BEFORE) : _opening(clause)]):
        return True  # "En outre, | deux écoles ont été incendiées"
    joined = spoke and "conj" in s.words.tags[clause.first - 1]  # "Infatti non c'è più carbone e | non c'è più gasolio"
    return joined and any("also" in tags for tags in begins[s.first : min(s.first + OPENING, s.last)])


def _opening(clause: Clause) -> int:
    return min(clause.first + OPENING, clause.last)


def _is_part(words: Words, reading: Reading, who: Person) -> bool:
    """Whether a clause tells a part of what was told: of a total, of a firm's figures, of what a study found."""
    clause, marks = reading.clause, reading.marks
    counted = marks.keys() & {"number", "death", "health"}
    if counted and any("other" in tags for tags in words.begins[clause.first : _opening(clause)]):
        return True  # "Another 29 cases are being watched", "Two of them died"
    if "results" in clause.begins and "money" in marks and who.cls in ("party", "own-act", "document"):
        return True  # "Revenue fell to 3 billion": of the figures that a firm, or its accounts, gave
    found = "finding" in clause.begins and reading.way != "public-act"
    # "No difference was seen in boys", "The audit counted 55 machines. Nineteen fly less than …"
    return who.cls == "document" and (found or counts_on(reading))


def _by_itself(words: Words, reading: Reading) -> bool:
    """ "It is the highest since 1974", "the third in a year": that is the article's."""
    clause = reading.clause
    dated = reading.way == "background" and any(is_year(words, at) for at in clause.places)
    near = range(clause.first + 2, _opening(clause))
    third = any("det" in words.tags[at - 1] and "number_word" in words.tags[at] for at in near)
    return third or "superlative" in reading.marks or (dated and not (words.head_last or words.capital_nouns))


def _points_back(s: Sentence, reading: Reading, frame: Frame, who: Person, after: Person | None, same: bool) -> bool:
    """Whether a sentence begins with "this", or with its verb, between two of a source, or after one that knows it."""
    words, begin = s.words, reading.clause.first
    unsaid = words.pro_drop and words.finite[begin] and "passive" not in words.tags[begin]  # "Aveva segni di botte"
    later = same and frame.first > begin and frame.who is not None and frame.who.cls is not None
    if begin != s.first or later or not ("demonstrative" in words.tags[begin] or unsaid):
        return False
    if after is not None and after.key == who.key:
        return True
    held = frame.first == frame.last and called(words, who, "justice")  # "Police arrested Moll. He …"
    acts = held and reading.way in DEEDS and not words.tags[begin].isdisjoint(("masc", "fem"))
    return not acts and who.cls in ("official", "document", "outlet")


def denied_hearsay(reading: Reading, frame: Frame) -> bool:
    """ "The mayor denies wrongdoing. He allegedly took 10,000": no words of who denies, but what he denies."""
    told = "reportative" in reading.marks and "neg" not in reading.clause.tags  # not "He is said not to have known"
    return told and frame.stance == "denies" and all(mood.form not in INDIRECT for mood in reading.moods)


def _of_him(words: Words, clause: Clause, who: Person) -> bool:
    """Whether a clause begins with a pronoun, or names whom it is heard of."""
    begin = words.tags[clause.first]
    unsaid = words.pro_drop and words.finite[clause.first]
    return unsaid or {"demonstrative", "pron"} <= begin or any(fold(words.low[at]) == who.key for at in clause.places)
