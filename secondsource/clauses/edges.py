"""Where the subject of a verb begins and ends: over appositions, relative clauses, circumstances and auxiliaries."""

from __future__ import annotations

from secondsource.sources.windows import NEAR, SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import GROUP, VERBS, Sentence, finite, left, phrase_end, points_back
from secondsource.text.words import Words

#: What is finite while the verb that says what is done stands last.
AUXILIARY = frozenset({"stable", "passive", "modal_aux", "pluperfect", "future"})
#: In German, what is no subject: where and when; and what begins what stands behind one: "dem Richter", "sich".
CIRCUMSTANCE = frozenset({"adp", "time"})
OBJECT = frozenset({"det", "pron", "time", "reflexive", "him", "clitic", "adverb"})
#: What stands before a noun and belongs to it; a noun of people that needs no article; a time.
BEFORE_NOUN = frozenset({"adp", "det", "conj", "pron", "own", "number_word", "many"})
PEOPLE, WHEN = frozenset({"official", "plural"}), frozenset({"time", "month", "ago"})
#: What follows a relative pronoun that is the subject.
OF_WHICH = frozenset({"adp", "adverb", "time", "reflexive", "also", "front", "him"})
#: Verbs of who speaks, and does not only think.
SPEAKS = VERBS - {"view"}
#: What may stand between a relative pronoun and its verb.
LIGHT = frozenset({"adverb", "also", "time", "clitic", "neg", "split", "on_his_part", "auxiliary", "fin"})


def second_verb(s: Sentence, first: int, group: int) -> int:
    """Where the second of two things begins that a subject does: "the mayor opened the hall | and said"; else 0."""
    words = s.words
    if group - first < SOON or "conj" not in words.tags[group - 1]:
        return 0
    if words.capital_nouns and not words.finite[group]:
        return 0
    verb = first_verb(words, first, group)
    if verb and points_back(words, verb + 1, group):
        verb += 1  # "rejected that | and said"
    part = (*range(first, verb), *range(verb + 1, group))
    return group - 1 if verb and not any(words.tags[i] & {"rel", "that"} for i in part) else 0


def first_verb(words: Words, first: int, group: int) -> int:
    """The first verb of a part whose second stands at `group`, behind a conjunction; 0 for none."""
    return next((i for i in range(first + 1, group - 1) if finite(words, i) or words.tags[i] & VERBS), 0)


def over_relative(s: Sentence, first: int, group: int) -> int:
    """Where the subject begins whose relative clause ends before the verb: "la società | che gestisce la rete"."""
    words = s.words
    if words.capital_nouns or first - 2 < s.first or words.tags[first - 1].isdisjoint(("rel", "that")):
        return first
    before = left(s, first - 1)
    near = range(first, min(first + 3, group))
    own_verb = any({"fin"} < words.tags[i] & {"fin", "sure", "stable", "passive"} for i in near)
    own_verb = own_verb or (words.head_last and "det" in words.tags[before] and group - first > 1)
    said = any(finite(words, i) or words.tags[i] & VERBS for i in range(before, first - 1))
    return before if own_verb and not said and before < first - 1 else first


def relative_ends(s: Sentence, first: int, group: int) -> bool:
    """ "…, der anonym bleiben will, …": a relative clause with its verb last, whose pronoun is no source."""
    words = s.words
    if not words.capital_nouns or first <= s.first or words.low[first - 1] != "," or group - first < 2:
        return False
    after = range(group + 1, min(group + 3, s.last))  # "…, der drei Tote | gefordert hatte."
    at = next((i for i in after if "auxiliary" not in words.tags[i] and not words.finite[i]), s.last)
    ends = at >= s.last or words.low[at] in MARKS or words.low[at] == "."
    which = not words.capital(first + 1) or "det" not in words.tags[first]  # "…, dessen Rücktritt"
    return "comma_rel" in words.tags[first] and which and ends


def which_noun(s: Sentence, first: int, group: int) -> tuple[int, int]:
    """In German whom a relative pronoun means that is the subject: "wird | General Kader|, der in Bern betonte"."""
    words = s.words
    alone = first + 1 == group or words.tags[first + 1] & OF_WHICH
    close = next((at for at in range(group, s.last - 1) if words.low[at] == ","), s.last - 1)
    goes_on = close < s.last - 1 and words.verbal[close + 1]  # "der um sein Leben fürchtet, | erzählte"
    if not alone or goes_on:
        return first, first
    begin = left(s, first - 1)
    verbs = (at + 1 for at in range(first - 2, begin - 1, -1) if words.finite[at])
    return next(verbs, begin), first - 1


def antecedent(s: Sentence, first: int, group: int) -> tuple[int, int]:
    """Who speaks in a relative clause behind an object: "was handed to | the company |, which denied"; else (0, 0)."""
    words = s.words
    at = first if words.begins[first] & {"rel", "comma_rel"} else first - 1  # "…, che | nega"
    if at < s.first + 3 or words.low[at - 1] != "," or s.inside(at) or at >= group:
        return 0, 0
    near = range(group, min(group + GROUP, s.last))
    verb = next((i for i in near if words.begins[i] & SPEAKS or "adp" in words.tags[i]), at)
    if (
        words.begins[verb].isdisjoint(SPEAKS)
        or not words.begins[at] & {"rel", "comma_rel", "that"}
        or words.tags[at] & {"oblique", "adp"}
    ):
        return 0, 0
    last = words.capital_nouns and words.low[min(group + 1, s.last - 1)] in MARKS | {"."}
    after = max(words.end_of(at, "rel"), at + 1)
    beside = "adp" in words.tags[after] and not words.capital_nouns  # "che | agli inquirenti | aveva raccontato"
    light = beside or all(words.tags[i] & LIGHT for i in range(after, group))
    if words.capital(at + 1) or not (last or light):
        return 0, 0
    begin, end = at - 1, at - 1
    while begin > max(s.first, end - NEAR) and not (finite(words, begin - 1) or words.low[begin - 1] in MARKS):
        if words.capital(begin) and words.tags[begin - 1] & {"passive", "participle"}:
            break  # "era stato | Gino Tarabella"
        begin -= 1
        opens = words.tags[begin] & {"det", "adp"} and words.tags[begin].isdisjoint(("of", "genitive"))
        inside = (
            "adp" in words.tags[begin] and "official" in words.tags[begin - 1]
        )  # "l'assessora | al Bilancio Ada Bo"
        if opens and begin < end - 1 and not inside:
            break  # "alla portavoce della ditta"
    begin += "det" not in words.tags[begin] and "adp" in words.tags[begin]
    told = any(finite(words, i) for i in range(s.first, begin))
    return (begin, end) if told and begin < end else (0, 0)


def over_as(s: Sentence, first: int, group: int) -> tuple[int, int]:
    """ "| The bank | cut its rate, as expected by analysts, and warned": who does both, over an aside; else (0, 0)."""
    words = s.words
    at = group - 1
    if first < s.first + 3 or words.low[first - 1] != "," or at < first or "conj" not in words.tags[at]:
        return 0, 0
    begin = left(s, first - 1)
    if not words.tags[begin] & {"as", "adp"} or words.low[begin - 1] != ",":
        return 0, 0
    verb = next((i for i in range(s.first + 1, begin - 1) if finite(words, i)), 0)
    return (s.first, verb) if verb else (0, 0)


def own_part(s: Sentence, first: int, group: int) -> int:
    """What stands after the conjunction where a clause of its own comes first: "… began, and the mayor said"."""
    words = s.words
    for at in range(group - 2, first, -1):
        if finite(words, at) or s.inside(at):
            return first
        opens = words.capital(at + 1) or words.tags[at + 1] & {"det", "pron", "many"}
        if not opens or not words.tags[at] & {"conj", "after"}:
            continue
        own = "after" in words.tags[at]  # "stepped down after | the Mirror said that"
        if any(finite(words, i) or (own and "fin_suffix" in words.tags[i]) for i in range(first, at)):
            return at + 1
    return first


def segment_before(s: Sentence, first: int) -> int:
    """Where the part before the comma at `first - 1` begins; `first` where that part is a clause or there is none.

    A relative clause between the commas is stepped over: "A prosecutor, who asked not to be named, said".
    """
    words = s.words
    if first <= s.first or words.low[first - 1] != "," or s.inside(first - 1):
        return first
    before = left(s, first - 1)
    aged = first - before in (2, 3) and (words.low[first - 2].isdigit() or words.low[before].isdigit())
    close = first - 1
    if aged and before > s.first + 1 and words.low[before - 1] == ",":
        close = before - 1  # "Reed|, 61,| told a court", "the man|, now 38,| said", "the man|, aged 38,| said"
        before = left(s, close)
    if before >= first - 1:
        return first
    if before > s.first and "that" in words.tags[before - 1]:  # "che ha chiesto l'anonimato"
        before -= 1
    if before > s.first and words.tags[before] & {"rel", "comma_rel", "that"}:
        return before if words.low[before - 1] == "," else first
    if any("anonymity" in words.begins[i] for i in range(before, first)):
        return before  # "speaking on condition of anonymity because they were not allowed to speak"
    clause = not words.end_of(before, "prep") and any(  # "The Guardian, citing leaked documents, said"
        finite(words, i) or (words.tags[i] & VERBS and not words.tags[i - 1] & {"det", "adp"})
        for i in range(
            before + 1
            if participle_opens(words, before)
            else max(before, words.end_of(before, "adp")),  # "y compris | X"
            _noun_ends(words, before, close),
        )
    )
    return first if clause else before


def _noun_ends(words: Words, first: int, last: int) -> int:
    """Where a noun is over that something is told of: "an oceanographer | called by X", "a doctor | who was away"."""
    for at in range(first + 1, last):
        done = "by" in words.tags[at] and "participle" in words.tags[at - 1]
        if done or ("rel" in words.tags[at] and words.low[at - 1] not in MARKS):
            return at - 1
    return last


def participle_opens(words: Words, at: int) -> bool:
    """ "raggiunto al telefono", "contacted by phone": what was done to whom the part before names."""
    return bool(words.tags[at] & {"participle", "verbal", "gerund"}) and "sure" not in words.tags[at]


def was_asked(words: Words, at: int) -> bool:
    """ "Intervistato dalla Rai, il sindaco", "Interrogée par Le Monde, la chercheuse": by whom somebody was asked."""
    asked = bool(words.tags[at] & {"participle", "nominal"}) and at + 1 < len(words)
    return asked and "by" in words.tags[at + 1] and "sure" not in words.tags[at]


def is_name(words: Words, first: int, last: int) -> bool:
    """Whether the words are a name, with a title at most."""
    if was_asked(words, first):
        return False
    parts = [i for i in range(first, last) if words.low[i] not in MARKS]
    if all(words.tags[i] & {"adp", "time", "month"} for i in parts):
        return False  # "On Monday, | a police spokesman said"
    return all(words.capital(i) or words.tags[i] & {"title", "adp"} for i in parts)


def over_time(words: Words, first: int) -> int:
    """Where a time ends that has an article: "L'anno scorso | Ada Bo ha detto", "ha dichiarato il mese scorso | Bo"."""
    at = first + 1 + (first + 1 < len(words) and "other" in words.tags[first + 1])
    timed = at + 1 < len(words) and "det" in words.tags[first] and "time" in words.tags[at] and not words.capital(at)
    if words.head_last or words.capital_nouns or not timed:
        return first
    while at < len(words) - 1 and words.tags[at] & {"time", "month", "ago"} and not words.capital(at):
        at += 1
    return at if words.capital(at) or "det" in words.tags[at] else first


def after_circumstance(words: Words, first: int, group: int) -> int:
    """Where the subject begins after a circumstance without a comma: "Nella requisitoria | la pm"; -1 for nowhere."""
    if words.capital_nouns:
        return -1
    at = first
    while at < group and words.tags[at] & WHEN and "pron" not in words.tags[at] and not _opens_noun(words, at):
        at += 1
    if first + 1 < at < group and "adp" not in words.tags[at - 1]:
        return at  # "On Monday night | a witness", "Lunedì sera | Bo"
    timed = "time" in words.tags[first] and words.tags[first].isdisjoint(("adp", "det", "conj", "pron"))
    if timed and not words.head_last:
        named = first + 2 < group and words.capital(first + 1) and words.capital(first + 2)  # not "Domenica Rossi"
        if named or words.tags[min(first + 1, group - 1)] & {"det", "number_word", "many"}:
            return first + 1  # "Lunedì | la polizia ha dichiarato"
    return next((at for at in range(first + 2, group) if words.low[at] not in MARKS and _subject_opens(words, at)), -1)


def _opens_noun(words: Words, at: int) -> bool:
    """An article, but for that of a time: "this | week"."""
    return "det" in words.tags[at] and "time_unit" not in words.tags[at + 1]


def _subject_opens(words: Words, at: int) -> bool:
    """Whether a subject may begin here, behind a whole noun: an article, a number, a name, people, the police."""
    tags, before = words.tags[at], words.tags[at - 1]
    if not before.isdisjoint(BEFORE_NOUN):
        return False
    if "pron" in tags or ("adp" not in tags and tags & {"det", "number_word", "many"}):
        return "of" not in words.tags[at + 1]  # "condiviso | migliaia di volte"
    name = words.capital(at) and words.capital(at + 1) and bool(before)
    return not words.capital(at - 1) and (name or tags & PEOPLE == PEOPLE)


def noun_phrase(s: Sentence, first: int, group: int) -> tuple[int, int]:
    """In German the subject between `first` and the verb group: without auxiliary, object and circumstance.

    "Am Montag hat | die Polizei | bestätigt", "nachdem | die Anwältin | dem Richter mitgeteilt hatte".
    """
    words = s.words
    end = next((at for at in range(first, group) if words.finite[at] and words.tags[at] & AUXILIARY), group)
    opens = words.tags[first] if first < end else CIRCUMSTANCE  # "Zuvor | hatte die Behörde"
    if end < group and opens & CIRCUMSTANCE and opens.isdisjoint(("pron", "role")):
        first, end = end + 1, group
        while first < group and words.tags[first] & OBJECT and "det" not in words.tags[first]:
            first += 1  # "Am Montag hat | ihm | die Polizei bestätigt"
    if first >= group or words.tags[first] & (CIRCUMSTANCE | {"oblique"}):
        return group, group
    if first + 1 == end and "comma_rel" in words.tags[first] and words.low[first - 1] == ",":
        return which_noun(s, first, group)  # "…, so Kern, | die auch angab, dass"
    alone = "pron" in words.tags[first] or "det" in words.tags[first + 1]  # "er | sich", "dieser | die Polizei"
    if alone and first + 1 < end and ("pron" in words.tags[first] or "demonstrative" in words.tags[first]):
        return first, first + 1
    over = phrase_end(s, first) if words.tags[first].isdisjoint(("both", "both_of")) else end
    return first, over if over < end and words.tags[over] & OBJECT else end


def apposed(s: Sentence, group: int) -> bool:
    """ "that the driver, Max Orel, | had confessed": a name between commas after its noun, and no clause before it."""
    words, begin = s.words, left(s, group - 1)
    if begin <= s.first + 1 or words.low[begin - 1] != "," or not is_name(words, begin, group - 1):
        return False
    first = left(s, begin - 1)
    told = (i + 1 for i in range(begin - 2, first, -1) if words.tags[i] & VERBS)
    first = next(told, first) if words.head_last else first  # "Police said | the driver, Max Orel, had confessed"
    opens = first == s.first or words.tags[first - 1] & (VERBS | {"that"})  # not "…, the mayor, Anna Weiss, | said."
    return bool(opens) and "det" in words.tags[first] and not any(finite(words, i) for i in range(first, begin))


def of_subject(s: Sentence, group: int) -> bool:
    """ "The fund, which is based in Bern, | confirmed an attack": a verb behind a relative clause has its subject."""
    words, begin = s.words, left(s, group - 1)
    told = {"rel", "that"}
    if "participle" in words.tags[begin] and begin > s.first + 1 and words.low[begin - 1] == ",":
        return not any(finite(words, i) for i in range(s.first, begin - 1))  # "The fund, founded in 1990, | says"
    begin -= begin > s.first and not words.tags[begin - 1].isdisjoint(told)  # ", che | ha sede a Berna"
    near = range(begin, begin + 1 if words.capital_nouns else min(begin + SOON, group))  # "a copy of which"
    opens = any(words.tags[i] & {"rel", "comma_rel"} for i in near) or "that" in words.tags[begin]
    opens = opens and begin > s.first + 1 and words.low[begin - 1] == ","
    return opens and not any(finite(words, i) for i in range(s.first, begin - 1))
