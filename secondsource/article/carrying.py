"""Whether the source that was heard last still speaks in a clause that names nobody."""

from __future__ import annotations

from secondsource.article.scope import Voice
from secondsource.article.studies import counts_on, is_finding, thereby
from secondsource.claims.checkability import Reading
from secondsource.clauses.dates import YEAR
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
    words: Words = s.words
    if voice.who is None or (voice.frame is not None and voice.frame.stance == "declines"):
        return False
    soon = voice.paragraph == paragraph and sentence - voice.sentence <= 1
    if denied_hearsay(reading, voice):
        return soon and sentence > voice.sentence and _of_him(words, reading, voice.who)
    if soon and voice.who.cls == "document" and thereby(s):
        return True
    if voice.findings == paragraph and is_finding(words, reading):
        return sentence > voice.sentence
    begin, last = reading.clause.first, max(voice.sentence, spoken)
    heard = {m.form for m in reading.moods if m.reading == "reportative"}
    circle = voice.frame is not None and voice.frame.type == "impersonal" and sentence - last <= 1
    if not (
        circle
        or voice.who.cls in ("outlet", "document")
        or (called(words, voice.who, "justice") and sentence - last <= 1)
    ):
        heard.discard("soll")  # what one hears, not what he said
    near = sentence - last <= 1 or (voice.paragraph == paragraph and words.capital_nouns)
    against = "split" in reading.clause.tags or _left(voice, paragraph)  # "Two are said to have died instead"
    if heard and near and not (heard == {"conditional"} and against):
        return True
    if voice.paragraph != paragraph or sentence - last > 1:
        return False
    opening = range(begin, min(begin + OPENING, reading.clause.last))
    if any("also" in words.begins[at] for at in range(max(s.first, begin - BEFORE), opening.stop)):
        return True  # "En outre, | deux écoles ont été incendiées"
    if spoken == sentence and "conj" in words.tags[begin - 1] and _also(s):
        return True  # "Infatti non c'è più carbone e | non c'è più gasolio"
    counted = reading.marks.keys() & {"number", "death", "health"}
    if counted and any("other" in words.begins[at] for at in opening):
        return True  # "Another 29 cases are being watched", "Two of them died": a part of the total
    results = "money" in reading.marks and "results" in reading.clause.begins
    if results and voice.who.cls in ("party", "own-act", "document"):
        return True  # "Revenue fell to 3 billion": of the figures that a firm, or its accounts, gave
    found = "finding" in reading.clause.begins and reading.way != "public-act"
    if voice.who.cls == "document" and (found or counts_on(reading)):
        return True  # "No difference was seen in boys", "The audit counted 55 machines. Nineteen fly less than …"
    dated = reading.way == "background" and any(YEAR.fullmatch(words.low[at]) for at in reading.clause.places)
    third = any("det" in words.tags[at - 1] and "number_word" in words.tags[at] for at in opening[2:])
    if third or "superlative" in reading.marks or (dated and not (words.head_last or words.capital_nouns)):
        return False  # "It is the highest since 1974", "the third in a year": that is the article's
    unsaid = words.pro_drop and words.finite[begin] and "passive" not in words.tags[begin]  # "Aveva segni di botte"
    here = voice.frame if voice.sentence == sentence else None
    later = here is not None and here.first > begin and here.who is not None and here.who.cls is not None
    refers = begin == s.first and not later and ("demonstrative" in words.tags[begin] or unsaid)
    if refers and after is not None and after.key == voice.who.key:
        return True  # between two sentences of one source
    held = voice.frame is not None and voice.frame.first == voice.frame.last and called(words, voice.who, "justice")
    acts = held and reading.way in ("public-act", "own-plan") and words.tags[begin] & {"masc", "fem"}
    return refers and not acts and voice.who.cls in ("official", "document", "outlet")  # "Police arrested Moll. He …"


def _also(s: Sentence) -> bool:
    """Whether a sentence begins with a connective."""
    return any("also" in s.words.begins[at] for at in range(s.first, min(s.first + OPENING, s.last)))


def denied_hearsay(reading: Reading, voice: Voice) -> bool:
    """ "The mayor denies wrongdoing. He allegedly took 10,000": no words of who denies, but what he denies."""
    told = "reportative" in reading.marks and "neg" not in reading.clause.tags  # not "He is said not to have known"
    denies = voice.frame is not None and voice.frame.stance == "denies"
    return told and denies and all(mood.form not in INDIRECT for mood in reading.moods)


def _of_him(words: Words, reading: Reading, who: Person) -> bool:
    """Whether a clause begins with a pronoun, or names whom it is heard of."""
    clause = reading.clause
    begin = words.tags[clause.first]
    unsaid = words.pro_drop and words.finite[clause.first]
    named = any(fold(words.low[at]) == who.key for at in clause.places)
    return ("demonstrative" in begin and "pron" in begin) or unsaid or named


def _left(voice: Voice, paragraph: int) -> bool:
    """Whether the paragraph is over in which somebody spoke in words of his own: what is heard after it is not his."""
    quoted = voice.frame is not None and voice.frame.type == "quote"
    return quoted and voice.paragraph != paragraph and voice.who is not None and voice.who.cls == "named"
