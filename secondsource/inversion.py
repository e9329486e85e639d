"""Who says so by the order of words, whatever the verb: ", soupire la géologue X", "X mahnt zur Vorsicht: …"."""

from __future__ import annotations

from secondsource.clauses import has_verb
from secondsource.frame import Frame
from secondsource.model import AttributionType
from secondsource.phrases import Sentence, finite, left, phrase_end
from secondsource.sources import Person, read
from secondsource.subjects import subject
from secondsource.words import Words

#: The most words of a verb group after which its subject stands.
GROUP = 4
#: A colon is looked for words of speech in so many words after it.
AFTER_COLON = 10
#: What does things to people, and does not speak.
NO_SPEECH = frozenset({"event", "violence", "death", "accusation", "health"})
ENDS = frozenset({",", ".", ";", "–", "—", ":", "!", "?"})
CLAUSE_OPENS = frozenset({"after", "if", "that", "as", "wh", "rel", "comma_rel"})
VERBAL = frozenset({"fin", "sure", "verbal", "nominal", "fin_suffix", "participle", "infinitive", "say"})
NO_VERB = frozenset({"det", "adp", "conj", "rel", "that", "pron", "number_word", "split", "comma_rel", "time", "month"})


def inverted(s: Sentence, at: int) -> Frame | None:
    """What is told, a comma or a closing quote mark, then verb and subject to the end of the part."""
    words = s.words
    if at <= s.first + 2 or words.capital(at) or not (words.low[at - 1] == "," or _quoted(s, at)):
        return None
    quoted = _quoted(s, at)
    begin = _subject(s, at)
    if begin < 0:
        return None
    last = begin + 1 if _pronoun(words, begin) else phrase_end(s, begin)
    hung = next((i for i in range(at + 1, min(begin + 2, s.last)) if _hyphened(words, i)), -1)
    who = read(words, begin, last, s.first) if last > begin else None
    if hung > 0:
        span = words.span(hung, hung + 1)
        last, who = hung + 1, Person(span, words.text[slice(*span)], None, "")
    spoken = words.capital_nouns and (quoted or _indirect(s, at, last))
    pronoun = spoken and who is not None and who.cls is None
    if who is None or not (pronoun or _speaks(words, who, begin, last)) or not _ends(s, last, over=spoken):
        return None
    if spoken:
        last = _rest(s, last)
    first = left(s, at - 1)
    opens = words.tags[first] & CLAUSE_OPENS and "det" not in words.tags[first]
    if not quoted and (opens or not (spoken or has_verb(s, s.first, at - 1))):
        return None
    kind: AttributionType = "quote" if quoted else "reported"
    reach = (s.first, s.last) if spoken and last < s.last - 2 else (s.first, at)
    return Frame(at, last, words.span(at, begin), who, kind, "affirms", reach)


def _indirect(s: Sentence, at: int, last: int) -> bool:
    """Whether what stands before the verb is told in indirect speech, or what follows who says so is."""
    words = s.words
    before = [i for i in range(s.first, at - 1) if finite(words, i)]
    if before:
        return any("konjunktiv1" in words.tags[i] and not words.capital(i) for i in before)
    after = _rest(s, last) + 1
    return after < s.last - 1 and "konjunktiv1" in words.tags[after] and words.low[after - 1] == ","


def _rest(s: Sentence, at: int) -> int:
    """Where the part of the sentence ends that says who says so: "hielt sie | fest", "rief Tobler | dazwischen"."""
    words = s.words
    return next((i for i in range(at, s.last) if words.low[i] in ENDS or s.inside(i)), s.last)


def colon(s: Sentence, at: int) -> Frame | None:
    """The subject before a colon, where after it somebody speaks: in quote marks, or in indirect speech."""
    words = s.words
    if at <= s.first + 1 or at + 2 >= s.last:
        return None
    told = range(at + 1, min(at + AFTER_COLON, s.last))
    quoted = s.inside(at + 1) or s.inside(min(at + 2, s.last - 1))
    if not quoted and not any("konjunktiv1" in words.tags[i] and not words.capital(i) for i in told):
        return None
    verb = next((i for i in range(left(s, at), at) if finite(words, i)), -1)
    if verb < 0:
        return None
    first, who = subject(s, verb)
    if who is None or not _speaks(words, who, first, verb):
        return None
    kind: AttributionType = "quote" if s.inside(at + 1) else "reported"
    return Frame(s.first, at + 1, words.span(verb, at), who, kind, "affirms", (at + 1, s.last))


def _quoted(s: Sentence, at: int) -> bool:
    """Whether somebody's words end right before."""
    return True in s.quoted[max(0, at - 3 - s.first) : at - s.first]


def _subject(s: Sentence, at: int) -> int:
    """Where the subject begins after the verb group at `at`; -1 where no verb that may speak stands there."""
    words = s.words
    told = _quoted(s, at)
    begin = at
    while begin < min(at + GROUP, s.last - 1) and not words.capital(begin):
        tags = words.tags[begin]
        if words.low[begin][0] == "-":
            break
        aside = {"reflexive", "adverb", "neg"} | ({"clitic"} if begin == at else set())
        if (
            tags & aside
            and not ("det" in tags and begin > at)
            and words.tags[begin + 1] & (VERBAL - {"participle", "nominal"})
        ):
            begin += 1
            continue
        if told and begin > at and "adp" in tags and "infinitive" in words.tags[begin + 1]:  # "si è limitato a dire"
            begin += 2
            continue
        if not tags & VERBAL or (tags & NO_SPEECH and not told) or (tags & NO_VERB and "say" not in tags):
            break
        begin += 1
    several = begin - at > 1 and "infinitive" not in words.tags[begin - 1]  # "croit savoir"
    if begin == at or begin >= s.last or (several and not told):
        return -1  # with an auxiliary it may as well be another thing that the subject did
    if words.capital(begin) and not words.tags[at] & {"fin", "sure"}:
        return -1  # "place Ferrer"
    while begin < s.last - 1 and words.tags[begin] & {"time", "month", "adverb"} and "det" not in words.tags[begin]:
        begin += 1
    opens = words.tags[begin] & {
        "det",
        "many",
        "anon",
        "role",
        "title",
        "official",
        "party",
        "expert",
        "spokes",
        "inst",
    }
    return begin if opens or _pronoun(words, begin) or words.capital(begin) or words.low[begin][0] == "-" else -1


def _pronoun(words: Words, at: int) -> bool:
    """ "hielt | sie | fest"."""
    tags = words.tags[at]
    return words.capital_nouns and "pron" in tags and tags.isdisjoint(("reflexive", "rel", "impersonal_pron", "det"))


def _hyphened(words: Words, at: int) -> bool:
    """ "assure-t-il": the pronoun hangs on the verb."""
    return words.low[at][0] == "-" and "pron" in words.tags[at]


def _speaks(words: Words, who: Person, first: int, last: int) -> bool:
    """Whether it is somebody who can speak: no thing that only has an article."""
    if who.cls is None:
        return who.text[:1] == "-" or any(words.tags[at] & {"role", "spokes"} for at in range(first, last))
    if who.cls == "anonymous":
        return any(words.tags[at] & {"anon", "role", "spokes"} for at in range(first, last))
    return who.cls != "named" or any(words.capital(at) for at in range(first, last))


def _ends(s: Sentence, at: int, *, over: bool) -> bool:
    """Whether the part ends here, over where and when it was said; `over`: or over anything that is no other verb."""
    words = s.words
    if over:
        return not any(finite(words, i) for i in range(at, _rest(s, at)))
    for i in range(at, min(at + 8, s.last)):
        if words.low[i] in ENDS or s.inside(i):
            return True
        if i == at and not words.tags[i] & {"adp", "time", "month", "adverb"}:
            return False
    return at >= s.last - 1
