"""Who can speak, and who spoke the words in quote marks before a verb of no list: "« … », maugrée la gardienne"."""

from __future__ import annotations

from secondsource.clauses.frame import Frame
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import NEAR
from secondsource.text.names import MARKS
from secondsource.text.phrases import QUOTES, VERB_FORMS, Sentence, phrase_end
from secondsource.text.words import Words

VERBAL = VERB_FORMS | {"say"}
#: What opens no verb after a quote, but for a pronoun that stands before one.
NO_SPOKEN = frozenset({"adp", "conj", "rel", "that", "number_word", "split", "comma_rel", "wh", "as", "prep"})
BEFORE_VERB = frozenset({"clitic", "reflexive", "adverb"})
#: What may stand behind a verb of speaking in English: "mused on Monday".
BESIDE = frozenset({"adp", "time", "adverb", "as"})
#: Nouns of who speaks, as a label before a colon.
LABELS = frozenset({"official", "party", "expert", "role", "spokes", "title", "anon"})


def whose_words(s: Sentence) -> list[Frame]:
    """Somebody's words in quote marks, then whoever spoke them, whatever his verb is: "…", maugrée la gardienne."""
    if s.words.capital_nouns:
        return []
    ends = (at for at in range(s.first + 2, s.last - 1) if not s.inside(at) and _after_quote(s, at))
    spoken = _speaker_first if s.words.head_last else _spoken
    return [frame for at in ends if (frame := spoken(s, at)) is not None]


def _after_quote(s: Sentence, at: int) -> bool:
    """Whether a quote ends before a word, its mark and a comma between the two: "« … », maugrée", "“…,” he mused"."""
    before = at - 1
    if s.words.low[before] != "," and s.words.low[before - 1] not in {"!", "?", ","}:
        return False  # "the slogan “…” covered the wall"
    if s.words.head_last:
        return s.words.low[before] in QUOTES and s.inside(before)
    while before > s.first and s.words.low[before] in MARKS and not s.inside(before):
        before -= 1
    return at - 3 <= before < at - 1 and s.inside(before)


def _spoken(s: Sentence, at: int) -> Frame | None:
    words = s.words
    if not words.low[at][0].isalpha() or words.capital(at) or not words.tags[at].isdisjoint(NO_SPOKEN):
        return None
    if "det" in words.tags[at] and not (words.tags[at] & BEFORE_VERB and words.finite[at + 1]):
        return None
    stop = part_end(s, at)
    unknown: tuple[int, Person] | None = None
    for begin in range(at + 1, min(at + NEAR, stop)):
        if not _opens_noun(words, begin) or not any(words.tags[i] & VERBAL for i in range(at, begin)):
            continue
        who = read(words, begin, phrase_end(s, begin), s.first)
        if who is not None and can_speak(words, who, begin, phrase_end(s, begin)):
            return _of(s, at, begin, who)
        unknown = (begin, who) if who is not None and who.cls in (None, "anonymous") else unknown
    return _of(s, at, *unknown) if unknown is not None else None


def _speaker_first(s: Sentence, at: int) -> Frame | None:
    """ ""…," | Paul Morel | mused": who spoke stands before the verb, which ends the part, but for when and where."""
    words, end = s.words, phrase_end(s, at)
    verb = end + (end < s.last and words.low[end] == ",")  # "the mayor, Ann Lowe, | mused"
    if verb >= s.last or words.low[verb] in MARKS or words.tags[verb].isdisjoint(VERB_FORMS):
        return None
    who = read(words, at, end, s.first)
    if who is None or not (can_speak(words, who, at, end) or "pron" in words.tags[at]):
        return None
    told = verb + 1 == part_end(s, verb) or not words.tags[verb + 1].isdisjoint(BESIDE)
    return Frame(at, verb + 1, words.span(verb, verb + 1), who, "quote", "affirms", (s.first, at)) if told else None


def part_end(s: Sentence, at: int) -> int:
    low = s.words.low
    return next((i for i in range(at, s.last) if (low[i] in MARKS and low[i] != "-") or low[i][0] in ".!?"), s.last)


def _of(s: Sentence, at: int, begin: int, who: Person) -> Frame:
    last = phrase_end(s, begin)
    return Frame(at, last, s.words.span(at, begin), who, "quote", "affirms", (s.first, at))


def _opens_noun(words: Words, at: int) -> bool:
    """Whether a noun phrase begins here that no preposition governs."""
    tags, before = words.tags[at], words.tags[at - 1]
    if before & {"adp", "det"} and not before & {"adverb", "clitic"}:
        return False
    if words.capital(at):
        return not words.capital(at - 1)
    verb = at + 1 < len(words) and words.finite[at + 1]
    return ("det" in tags and "adp" not in tags and not verb) or bool(tags & {"many", "anon"})


def is_person(words: Words, first: int, last: int) -> bool:
    """Whether a label is somebody: a noun for who speaks at its head, or a full name."""
    head = first + 1 if "det" in words.tags[first] and first + 1 < last else first
    heads = range(head, last) if words.head_last else (head,)
    if any(words.begins[at] & LABELS for at in heads):
        return True
    pair = head + 1 < last and words.capital(head) and words.capital(head + 1)
    return pair and not (words.begins[head] | words.begins[head + 1]) & {"det", "of", "document"}


def can_speak(words: Words, who: Person, first: int, last: int) -> bool:
    """Whether it is somebody who can speak: no thing that only has an article."""
    if who.cls is None:
        return any(words.tags[at] & {"role", "spokes"} for at in range(first, last))
    if who.cls == "anonymous":
        return any(words.tags[at] & {"anon", "role", "spokes"} for at in range(first, last))
    return who.cls != "named" or any(words.capital(at) for at in range(first, last))
