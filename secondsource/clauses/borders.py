"""Where a clause ends and another begins inside a sentence."""

from __future__ import annotations

from secondsource.clauses.withheld import withholds
from secondsource.sources.windows import NEAR
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, finite
from secondsource.text.words import Words

#: Fewer words than this are no clause.
SHORTEST = 3
#: Tags of what is told as heard: "allegedly", "aurait".
HEARD = frozenset({"hearsay", "conditional"})
#: The most words between "between" and "and".
PAIR = 5
#: A shorter clause without a subject of its own stays with the one before it.
SHORTEST_WITHOUT_SUBJECT = 8
#: The most words before the verb of an indirect clause.
INDIRECT = 9
#: What waits for a participle or an infinitive.
AUXILIARY = frozenset({"passive", "modal_aux", "pluperfect", "stable", "present", "auxiliary"})
#: What a clause goes on with after a relative clause inside, where its verb is yet to come.
PREDICATE = frozenset({"verbal", "sure", "preterite", "fin_suffix", "participle"})
#: What opens a clause that depends on another.
SUBORDINATE = frozenset({"after", "if", "that", "as", "wh", "rel", "conj"})
#: What no subject begins with.
NO_SUBJECT = SUBORDINATE | {"adverb", "participle", "gerund", "infinitive"}
#: A clause begins after one of these marks, at a semicolon or a colon, or at a conjunction.
BEFORE = frozenset({",", ".", "!", "?"})


def borders(s: Sentence, first: int, last: int) -> list[int]:
    """The words at which a clause may begin."""
    low, begins = s.words.low, s.words.begins
    return [
        at
        for at in range(first, last)
        if low[at - 1] in BEFORE or low[at] in ";:" or "conj" in begins[at] or "split" in begins[at]
    ]


def border(s: Sentence, begin: int, at: int, last: int) -> str:
    """What kind of clause begins at `at`, one of `borders`: "main", "relative", or "" for none."""
    words = s.words
    low, tags, before = words.low[at], words.tags[at], words.low[at - 1]
    if low in {";", ":"} and last - at > SHORTEST + 1:
        return "main" if has_verb(s, begin, at) and has_verb(s, at, _next_stop(s, at + 1, last)) else ""
    if at - begin >= SHORTEST and withholds(s, at):
        return "main"  # "confirmed the talks on Sunday | but gave no names"
    alone = words.capital_nouns or finite(words, at - 1)  # "si è invece detta"
    parts = before == "," or (not alone and _new_clause(s, at + 1, last))
    if parts and words.end_of(at, "split") > at and at - begin >= SHORTEST:
        return "main" if has_verb(s, begin, at) and has_verb(s, at + 1, _own_end(s, at + 1, last)) else ""
    long = at - begin >= SHORTEST and last - at > SHORTEST
    deed = not words.tags[begin].isdisjoint(("perfect_aux", "gerund")) and not any(words.finite[begin + 1 : at])
    deed = deed or (alone and before == "," and "konjunktiv1" not in words.tags[min(at + 1, last - 1)])
    if "conj" in tags and long and deed and words.finite[at + 1]:
        return "main"  # "nie avoir frappé sa compagne | et a porté plainte", "…, dass er lebt, | und hat …"
    if "conj" in tags and long and not (_open(s, begin, at, last) or _pair(s, at)):
        return "main" if has_verb(s, begin, at) and (_new_clause(s, at + 1, last) or _that_again(s, at, last)) else ""
    if before == "," and at - begin >= SHORTEST and _second(s, begin, at, last) and has_verb(s, begin, at):
        return "main"
    if before == "," and at - begin >= SHORTEST and opens_relative(s, at, last):
        end = relative_end(s, at, last)
        long = end - at > SHORTEST or (end - at == SHORTEST and not words.begins[at + 1].isdisjoint(HEARD))
        comma = next((i for i in range(at + 1, end) if words.low[i] == ","), end)
        among = comma < end and True not in words.finite[begin:comma] and not (words.capital_nouns or words.head_last)
        if among and any(words.figure(i) for i in range(at, comma)):
            return ""  # "Undici persone, | fra cui tre soldati, sono morte"
        return "relative" if long and (words.capital_nouns or has_verb(s, at + 1, end)) else ""
    return ""


def _that_again(s: Sentence, at: int, last: int) -> bool:
    """ "said that the train was late | and that nobody was hurt"."""
    words = s.words
    return not words.capital_nouns and "that" in words.tags[at + 1] and has_verb(s, at + 2, last)


def _own_end(s: Sentence, at: int, last: int) -> int:
    """Where the clause that begins at `at` gives way to one inside it; where the verb may stand last, the end."""
    if s.words.capital_nouns:
        return last
    return next((i for i in range(at + 1, last) if s.words.tags[i] & {"rel", "that"}), last)


def _open(s: Sentence, begin: int, at: int, last: int) -> bool:
    """Whether a clause waits for its verb, which stands last: "als der Mann das Haus | und den Hof betrat"."""
    words = s.words
    if not words.capital_nouns:
        return False
    if awaits_participle(s, begin, at) and _awaited(s, at + 1, last):
        return True  # "hat den Mann zu drei Jahren | und vier Monaten verurteilt"
    if any("soll" in words.tags[i] for i in range(begin, at)) and _done(words, at, last):
        return True  # "soll ihn gepackt, geschlagen | und beraubt haben"
    for i in range(at - 1, begin, -1):
        if finite(words, i):
            return False
        if words.low[i - 1] == "," and words.tags[i] & {"after", "that", "comma_rel"}:
            return True
    return False


def _done(words: Words, at: int, last: int) -> bool:
    """Whether the words [at, last) end with a past infinitive, and have no other verb."""
    while last > at + 1 and not words.low[last - 1][0].isalnum():
        last -= 1
    return "perfect_inf" in words.tags[last - 1] and not any(words.finite[i] for i in range(at, last - 2))


def _pair(s: Sentence, at: int) -> bool:
    """Whether a conjunction joins the two of "between Bienne and Rivaz", or two names: "beat Lund | and Moll"."""
    words = s.words
    if words.head_last and words.capital(at - 1) and words.capital(min(at + 1, s.last - 1)):
        return words.tags[at + 1].isdisjoint(("det", "pron", "first_person"))
    for i in range(at - 1, max(s.first, at - PAIR) - 1, -1):
        if "between" in words.tags[i]:
            return True
        if finite(words, i) or words.low[i] in MARKS:
            return False
    return False


def _second(s: Sentence, begin: int, at: int, last: int) -> bool:
    """Whether a second main clause begins at `at`, with nothing but a comma before it, and the verb in second place.

    "…, die Lage sei ernst", "Die Straße blieb gesperrt, | eine Schule wurde evakuiert".
    """
    words = s.words
    if not words.capital_nouns or words.tags[at] & SUBORDINATE:
        return False
    if words.tags[at] & {"adp"} and opens_relative(s, at, last):
        return False
    for verb in range(at + 1, min(at + INDIRECT, last)):
        if words.low[verb] == "," or words.tags[verb] & {"rel", "conj", "that"}:
            return False
        if finite(words, verb):
            second = verb < last - 1 and words.low[verb + 1][0].isalnum()
            return second and ("konjunktiv1" in words.tags[verb] or _main(s, begin, at))
    return False


def _main(s: Sentence, begin: int, at: int) -> bool:
    """Whether the words [begin, at) are a main clause: no "als", "wenn" before, and a verb that is no participle."""
    words = s.words
    opens = words.tags[begin].isdisjoint(("after", "if", "rel", "comma_rel", "that", "as"))
    if "comma_rel" in words.tags[at] and not words.tags[at + 1].isdisjoint(("adp", "pron", "det")):
        return False  # ", die | aus der Luft angegriffen werden"
    return (opens or "det" in words.tags[begin]) and any(finite(words, i) for i in range(begin, at))


def opens_relative(s: Sentence, at: int, last: int) -> bool:
    """A relative pronoun, also after a preposition; in German it is followed by no noun, which an article is."""
    words = s.words
    if "adp" in words.tags[at] and at + 1 < last:
        if words.capital_nouns and _to_do(s, at, last):
            return False
        at += 1
    tags = words.tags[at]
    if "rel" in tags:
        return True
    return "comma_rel" in tags and at + 1 < last and not words.capital(at + 1)


def _to_do(s: Sentence, at: int, last: int) -> bool:
    """ ", um die starke Präsenz der Polizei zu begründen": an infinitive ends what a preposition opens."""
    words = s.words
    end = next((i for i in range(at + 1, last) if words.low[i] in MARKS or words.low[i] == "."), last)
    return end - at > SHORTEST and "to" in words.tags[end - 2]


def _next_stop(s: Sentence, at: int, last: int) -> int:
    while at < last and s.words.low[at] not in {";", ":"}:
        at += 1
    return at


def _new_clause(s: Sentence, at: int, last: int) -> bool:
    """Whether what follows a conjunction is a clause: it opens as one, and its verb comes before the next comma."""
    words = s.words
    start = at
    while at < last and words.tags[at] & {"adverb", "also"} and "fin" not in words.tags[at]:
        at += 1
    if at >= last:
        return False
    if finite(words, at) and not words.tags[at] & {"det"}:
        if words.head_last and _to_do_too(words, at):
            return False
        return last - start > SHORTEST_WITHOUT_SUBJECT
    if "oblique" in words.tags[at]:  # "abgesprochen mit der Anlage und dem Staatssekretär": no subject
        return False
    opens = words.tags[at] & {"det", "pron", "many", "first_person"} or words.capital(at)
    if not opens and not words.capital_nouns:
        opens = words.tags[at] & {"inst", "official", "party", "anon"}
    if not opens and words.low[start - 2] == "," and not words.capital_nouns:
        opens = _subject_follows(words, at, last)
    if not opens:
        return False
    for verb in range(at + 1, min(at + 12, last)):
        names = words.head_last and words.capital(verb - 1) and words.capital(min(verb + 1, last - 1))
        if words.low[verb] in {",", ";", ":"} or (words.tags[verb] & {"rel", "conj", "that"} and not names):
            return False
        if finite(words, verb):
            return not (words.capital_nouns and _only_participle(words, verb, last))
    return False


def _to_do_too(words: Words, at: int) -> bool:
    """ "conspired to coerce and | entice people": a second infinitive, and no second verb of the subject."""
    if words.tags[at].isdisjoint(("verbal", "infinitive")) or words.tags[at] & {
        "fin_suffix",
        "participle",
        "preterite",
    }:
        return False
    near = range(at - 2, max(at - PAIR - 2, 1), -1)
    base = (i for i in near if words.tags[i] & {"verbal", "infinitive"} and words.tags[i].isdisjoint(("fin", "gerund")))
    return any({"adp", "where"} <= words.tags[i - 1] for i in base)


def _subject_follows(words: Words, at: int, last: int) -> bool:
    """ ", and | fines can reach", ", e | nel 2017 le fiamme uccisero": a noun before the verb, not of a time."""
    while at < last - 1 and (words.tags[at] & {"adp", "month", "time"} or words.low[at][0].isdigit()):
        at += 2 if "adp" in words.tags[at] else 1
    return at < last and words.low[at][0].isalpha() and words.tags[at].isdisjoint(NO_SUBJECT)


def _only_participle(words: Words, verb: int, last: int) -> bool:
    """ "wurde im Mai verfasst und drei Tage später | gefunden": what ends it belongs to an auxiliary before."""
    ends = verb + 1 >= last or words.low[verb + 1] in MARKS or words.low[verb + 1] == "."
    return ends and "participle" in words.tags[verb] and "sure" not in words.tags[verb]


def relative_end(s: Sentence, at: int, last: int) -> int:
    """The next comma after the verb of the relative clause, or the end."""
    words = s.words
    verb_seen = False
    for i in range(at + 1, last):
        verb_seen = verb_seen or finite(words, i)
        if words.low[i] in {",", ";", "–", "—"} and verb_seen:
            return i
    return last


def interrupts(s: Sentence, begin: int, at: int, last: int) -> bool:
    """Whether the relative clause at `at` stands inside the clause that began at `begin`, which goes on after it.

    So where the verb is yet to come and follows it ("the men, who were in town, have left"), or where an auxiliary
    waits for its participle, which may stand last ("wurden in der Stadt, die …, drei Menschen getötet").
    """
    end, words = relative_end(s, at, last), s.words
    if last - end <= 1 or words.low[end] != ",":
        return False
    if not has_verb(s, begin, at):
        follows = end + 1
        while follows < last - 1 and words.tags[follows] & {"adverb", "time"} and not words.finite[follows]:
            follows += 1
        little = words.capital_nouns and SHORTEST < last - end <= NEAR and has_verb(s, end, last)
        verb = words.verbal[follows] or (words.tags[follows] & PREDICATE and not words.capital(follows))
        return little or (bool(verb) and words.tags[follows].isdisjoint(("pron", "det", "adp", "conj")))
    if not words.capital_nouns:
        return False
    return awaits_participle(s, begin, at) and _awaited(s, end + 1, last)


def awaits_participle(s: Sentence, begin: int, at: int) -> bool:
    """Whether the words [begin, at) hold an auxiliary and nothing that it could belong to."""
    words = s.words
    verb = next((i for i in range(begin, at) if finite(words, i)), -1)
    if verb < 0 or not words.tags[verb] & AUXILIARY:
        return False
    rest = (i for i in range(verb + 1, at) if not words.capital(i) and not words.capital(i + 1))
    return not any(words.tags[i] & {"participle", "nominal", "infinitive"} for i in rest)


def _awaited(s: Sentence, first: int, last: int) -> bool:
    """Whether the words [first, last) end with what an auxiliary waits for, and have no finite verb before it."""
    words = s.words
    end = next((i for i in range(first, last) if words.low[i] in MARKS or words.tags[i] & {"conj"}), last)
    while end > first and words.low[end - 1] in {".", "!", "?"}:
        end -= 1
    if end - first < 2 or not words.tags[end - 1] & {"participle", "nominal", "infinitive"}:
        return False
    return not any(finite(words, i) for i in range(first, end - 1))


def clause_end(s: Sentence, first: int, at: int) -> int:
    """Where the clause ends that begins at `first`, behind `at`: at a semicolon, or where a main clause begins."""
    for i in borders(s, at + 1, s.last):
        if s.words.low[i] == ";" or border(s, first, i, s.last) == "main":
            return i
    return s.last


def has_verb(s: Sentence, first: int, last: int) -> bool:
    """Whether the words [first, last) hold what looks like a finite verb."""
    return True in s.words.verbal[first:last]
