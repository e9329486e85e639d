"""Where the noun phrase of a source begins and ends: without place, time, addressee and what is told of it."""

from __future__ import annotations

from secondsource.sources.windows import SOON
from secondsource.text.lexicon import Tags, union
from secondsource.text.names import MARKS, NO_NAME
from secondsource.text.words import Words

WHEN = frozenset({"time", "adverb", "front"})
#: A body, behind which stands no other noun of its own.
HOUSE = frozenset({"inst", "official", "party"})
EDGE = frozenset({"adverb", "front", "conj", "as", "also"})
OPENS = frozenset({"after"})
#: What opens a clause, and what stands before its subject and a comma; "this" week.
CLAUSE, FRONTED = frozenset({"split", "if", "after", "wh"}), frozenset({"adp", "adverb", "time"})
THIS = frozenset({"demonstrative", "det"})
#: What no source ends with.
TAIL, DONE = frozenset({"conj", "adp", "rel"}), frozenset({"gerund", "participle"})
#: What is denied or told of, and part of no name.
CLAIMS = frozenset({"told_noun", "charge"})
#: A verb before which the phrase of a subject ends.
VERB = frozenset({"stable", "passive", "modal_aux", "pluperfect", "auxiliary", "sure"})
#: What a clause inside a phrase begins with.
INSIDE = frozenset({"rel", "comma_rel", "wh", "that"})
#: What follows a preposition of a place, a time or an addressee: "to Reuters", "on Telegram", "on Monday".
ASIDE = frozenset({"time", "month", "agency", "named_outlet", "newswire"})
#: What begins what is no part of a source: where, when, or of whom it is told.
SAID, WHO = frozenset({"adp", "gerund", "month", "weekday"}), frozenset({"rel", "wh"})
#: What an outlet is called, by its name or by what it is.
TOLD = frozenset({"agency", "named_outlet", "outlet"})
#: What an outlet makes.
PAPERS = frozenset({"document", "release", "social"})
#: Who works for an outlet.
OWN = frozenset({"spokes", "reporter", "boss", "inst", "outlet"})
OPENING, CLOSING = frozenset('«„“"‹‚‘'), frozenset('»”"“›’‘«')
POSSESSIVE = frozenset({"'s", "'"})

#: What ends a phrase behind a comma and is no part of it; nouns that are written like a participle ("impiegato").
BEHIND = frozenset({"gerund", "adverb", "also", "split"})
CALLED = frozenset({"role", "official", "party", "anon", "expert", "kin", "spokes"})
#: "Del", "della": of whom it is; "citing"; whom reporters have asked.
OF, CITING, ASKED = frozenset({"of", "adp", "det"}), frozenset({"gerund", "prep"}), frozenset({"asked", "participle"})


def head_begins(words: Words, first: int, last: int) -> int:
    """Where the head begins that stands after its possessor: "the residents' committee", "the hotel's owner"."""
    if not words.head_last:
        return first
    marks = [at for at in range(first + 1, last - 1) if words.low[at] in POSSESSIVE]
    if not marks or _of_papers(words, first, marks[0]) or is_at(words, first, marks[0]):
        return first
    return marks[0] + 1


def is_at(words: Words, first: int, last: int) -> bool:
    """ "A surgeon | at the town's hospital": who somebody is stands before where he works."""
    return "indef" in words.tags[first] and any("where" in words.tags[at] for at in range(first + 1, last))


def _of_papers(words: Words, first: int, last: int) -> bool:
    """ "Footage | filmed by Reuters to the market's gate": a document is the head, whatever is told of it."""
    noun = next((at for at in range(first, last) if "document" in words.tags[at]), last)
    return any("adp" in words.tags[at] for at in range(noun + 1, last))


def core(words: Words, first: int, last: int, sentence: int) -> tuple[int, int]:
    """The words of a phrase that are the source."""
    if words.head_last:
        first, last = _past_opening(words, first, last), _before_day(words, first, last)
    first = _begin(words, first, last)
    if first >= last:
        return first, last
    every = union(words.begins[first : last + 1])
    last = _before_told(words, first, last, sentence, every)
    if not every.isdisjoint(VERB):
        first, last = _without_auxiliary(words, first, last)
    if words.capital_nouns:
        last = _name_ends(words, first, last)
    return first, _trimmed(words, first, last, every)


def _begin(words: Words, first: int, last: int) -> int:
    """Behind what stands before a source and is no part of it: a preposition, "contacted", "on" with a time."""
    if words.tags[first] >= CITING and "," in words.low[first:last]:
        first = words.low.index(",", first) + 1  # "Citing Mary White, | the Guardian"
    while first < last and (_is_edge(words.tags[first]) or words.low[first] in MARKS):
        first += 1
    inner = words.pro_drop and last - first > 1 and not words.capital(first) and words.begins[first].isdisjoint(TOLD)
    of = inner and words.tags[first] >= OF and words.tags[first].isdisjoint(("plural", "many"))
    first += of or (inner and "by" in words.tags[first])  # "al racconto del | pentito", "«…» dall'| agenzia"
    if last - first > 2 and words.low[first + 1] == "," and words.tags[first] >= ASKED:
        first += 2  # "Contacté, | le groupe"
    first += words.capital_nouns and last - first > 1 and words.tags[first] & {"of", "det"} == {"of"}
    if first < last and "impersonal_pron" in words.tags[first] and words.low[first][0] == "-":
        first += 1  # "indiquait|-on hier à | la préfecture"
        while first < last and words.tags[first] & {"time", "adverb", "adp"} and "det" not in words.tags[first]:
            first += 1
    return first


def _before_told(words: Words, first: int, last: int, sentence: int, every: Tags) -> int:
    """Where what is told of a source begins: where and to whom he spoke, what he does, what was done to him."""
    if "without" in every:  # "il giornale, | senza citare fonti"
        near = (at for at in range(first + 1, min(last, len(words) - 1)) if "without" in words.tags[at])
        last = next((at for at in near if words.tags[at + 1] & {"infinitive", "inf_suffix", "gerund"}), last)
    if words.pro_drop and "participle" in every:
        last = _before_participle(words, first, last)
    if not every.isdisjoint(SAID) or (words.capital_nouns and not every.isdisjoint(TOLD)):
        last = _aside(words, first, last, sentence)
    if not every.isdisjoint(WHO):
        last = _relative(words, first, last)
    if "asked" in every:  # "Lo stesso Villa|, intervistato da Radio Lago"
        asides = (at for at in range(first + 1, last - 1) if words.low[at] == "," and "asked" in words.tags[at + 1])
        last = next((at for at in asides if words.capital(at - 1) or "by" in words.tags[at + 2]), last)
    if words.capital_nouns and not every.isdisjoint(CLAIMS):  # "wies die Firma | Berichte über Mängel zurück"
        nouns = (at for at in range(first + 1, last) if words.capital(at) and words.capital(at - 1))
        nouns = (at for at in nouns if "det" not in words.tags[at - 1])  # "Der Bericht"
        last = next((at for at in nouns if not words.tags[at].isdisjoint(CLAIMS)), last)
    if words.capital_nouns and "conj" in every:  # "teilte das Amt mit | und bestätigte damit"
        ands = (at for at in range(first + 1, last - 1) if "conj" in words.tags[at])
        last = next((at for at in ands if "fin_suffix" in words.tags[at + 1] and not words.capital(at + 1)), last)
    return last


def _trimmed(words: Words, first: int, last: int, every: Tags) -> int:
    """The end of a source without what no source ends with: a bracket, marks, a preposition, an adverb."""
    end = min(last, len(words) - 1)
    if "prep" in every:
        commas = range(first + 1, end)
        last = next((at for at in commas if words.low[at] == "," and words.end_of(at + 1, "prep")), last)
    if "(" in words.low[first + 1 : last]:  # a party, or whose copy it is; not "Anna Keller (51), lawyer of the victim"
        close = next((at for at in range(first + 1, end) if words.low[at : at + 2] == [")", ","]), last)
        if all(words.tags[at].isdisjoint(("role", "party")) for at in range(close, last)):
            last = words.low.index("(", first + 1)
    while first < last and (words.low[last - 1] in MARKS or words.tags[last - 1] & TAIL):
        last -= 1
    behind = last - first > 2 and words.low[last - 2] == "," and not words.capital(last - 1)
    if last - first > 1 and "adverb" in words.tags[last - 1] and words.tags[last - 2].isdisjoint(DONE):
        last -= 1 + (words.low[last - 2] == ",")  # "Orvex, | however"
    elif behind and words.tags[last - 1] & (BEHIND if words.head_last or words.capital_nouns else BEHIND | DONE):
        last -= 2  # "Two officials, speaking | on condition of anonymity", "Fonti di stampa, | comunque, …"
    closes = last < len(words) and words.low[last] in CLOSING and words.low[last - 1] not in MARKS
    return last + (closes and not OPENING.isdisjoint(words.low[first:last]))  # "die „Abendpost“"


def _is_edge(tags: Tags) -> bool:
    """What opens a clause, and is no part of who speaks in it: "aussi", "lorsque"."""
    return "det" not in tags and (not tags.isdisjoint(EDGE) or ("adp" not in tags and not tags.isdisjoint(OPENS)))


def _name_ends(words: Words, first: int, last: int) -> int:
    """In German where a name ends: "Orvex | gestern", "Björnsen | beim Weltcup", "einen Zeugen | mit den Worten"."""
    for at in range(first + 1, last):
        if "thing" in words.tags[at] and words.capital(at) and words.tags[at - 1] & HOUSE:
            return at  # "Am Montag hat die Polizei | Ermittlungen eingeleitet"
        name = words.capital(at - 1) and not words.tags[at - 1] & NO_NAME and words.low[at - 1] not in MARKS
        if "beside" in words.tags[at] and name and "det" not in words.tags[first]:
            return at
    if last > first + 2 and "adp" in words.tags[last - 2] and not words.capital(last - 1):
        last -= (
            "det" not in words.tags[last - 2] and words.low[last - 1].isalpha() and 2
        )  # "der Präsident | für möglich"
    while last > first + 1 and not words.capital(last - 1) and words.tags[last - 1] & WHEN:
        last -= 1
    return last


def _past_opening(words: Words, first: int, last: int) -> int:
    """Behind what opens a clause and is no source: "While | police", "This week | Orvex", "Since then, | the head"."""
    while first < last - 1 and words.tags[first] & CLAUSE and words.tags[first].isdisjoint(("det", "pron", "adp")):
        first += 1
    part = words.low[first:last]
    if ":" in part:
        first += part.index(":") + 1  # "By Ann Lowe: | The fund"
    elif "," in part and words.tags[first] & FRONTED:
        begin = first + part.index(",") + 1
        return begin if begin < last and (words.capital(begin) or "det" in words.tags[begin]) else first
    elif first + 2 < last and "demonstrative" in words.tags[first] and words.capital(first + 2):
        first += 2 * ("time" in words.tags[first + 1])
    return first


def _before_day(words: Words, first: int, last: int) -> int:
    """ "Police in Leeds | this week": when it is said is no part of who says it."""
    days = (at for at in range(first + 1, last) if words.tags[at] >= THIS and at + 1 < len(words))
    return next((at for at in days if "time" in words.tags[at + 1]), last)


def _before_participle(words: Words, first: int, last: int) -> int:
    """Where it is told what somebody did or what was done to him: "Il ministro|, giunto sul posto in elicottero"."""
    commas = (at for at in range(first + 1, last - 1) if words.low[at] == ",")
    done = (at for at in commas if "participle" in words.tags[at + 1] and not words.capital(at + 1))
    return next((at for at in done if words.begins[at + 1].isdisjoint(CALLED)), last)


def _without_auxiliary(words: Words, first: int, last: int) -> tuple[int, int]:
    """The phrase without auxiliary: "Un notable | a pour sa part", "hatte | der Kurier"; not in a relative clause."""
    helps = [at for at in range(first, last) if words.finite[at] and not words.tags[at].isdisjoint(VERB)]
    if helps == [last - 1] and words.head_last and "document" in words.tags[last - 1]:
        return first, last  # "previous | studies"
    if helps and helps[0] == first < last - 1 and words.capital_nouns:
        return first + 1, last
    end = next((at for at in helps if at > first and words.low[at] not in POSSESSIVE), last)
    inside = (at for at in range(first + 1, last) if not words.tags[at].isdisjoint(INSIDE))
    relative = any("comma_rel" not in words.tags[at] or words.low[at - 1] == "," for at in inside)  # not "die Firma"
    return (first, last) if relative else (first, end)


def _relative(words: Words, first: int, last: int) -> int:
    """Where a relative clause begins, unless it tells what somebody heads: "his wife|, who saw it"."""
    for at in range(first + 1, last):
        nameless = words.tags[at] & {"rel", "wh"} and any(
            "anonymity" in found for found in words.begins[at : at + SOON]
        )
        if nameless:
            return at  # "A senior official | who asked not to be named"
    for at in range(first + 1, last - 1) if "," in words.low[first + 1 : last] else ():
        if "anon" in words.tags[at]:
            break
        if words.low[at] == "," and words.tags[at + 1] & {"rel", "wh"}:
            return last if any("boss" in words.tags[i] for i in range(at, last)) else at
    return last


def _aside(words: Words, first: int, last: int, sentence: int) -> int:
    """Where the source ends and begins where, when, or to whom it is said: "Gadient | zu Keystone-SDA"."""
    named, name_ends, inner = False, first, first
    for at in range(first + 1, last):
        if at < inner:
            continue
        before, tags = words.tags[at - 1], words.tags[at]
        name_ends = max(name_ends, words.end_of(at - 1, "named_outlet"))
        if at >= name_ends and (_on_a_day(words, at, last) or _said_then(words, first, at, last)):
            return at
        if before & {"document", "social"} or "release" in tags:
            break  # what a document shows, and where it stands, is what it is
        pair = at - 1 > first and words.capital(at - 2)  # in German every noun has a capital
        alone = at - 1 > sentence and not words.capital_nouns
        named = named or (words.capital(at - 1) and not before & NO_NAME and (pair or alone))
        named = named or first < name_ends == at
        if words.capital_nouns and _told_to(words, at, first):
            return at  # "zwei Beamte | der New York Times"
        told = words.pro_drop or (named and words.capital(at - 1) and not words.head_last)
        if told and "gerund" in tags and not words.capital(at):
            return at  # "Beccaris | rispondendo al giudice"
        if named and words.head_last and {"adp", "of"} <= tags and "own" in words.tags[min(at + 1, last - 1)]:
            return at  # "Lowe | of his role"
        if "adp" not in tags or tags & {"of", "by"} or at < name_ends:
            continue
        if before & {"det", "number_word"}:
            inner = _attributed(words, at, last)  # "die am Montag in Bern vorgestellte Studie"
            continue
        if any("release" in words.tags[i] for i in range(at, min(at + SOON, last))):
            break
        own = at + 1 < last and "own" in words.tags[at + 1] and not (words.head_last or words.capital_nouns)
        if (named or own) and "where" in tags:
            return at  # "l'atleta | sul proprio profilo"
        if "addressee" in tags and at + 1 < last and "reporter" in words.tags[at + 1]:
            return at  # "Conti | ai cronisti"
        beside = union(words.begins[at + 1 : min(at + SOON, last)]) & ASIDE
        beside |= words.begins[at] & {"named_outlet"}  # "la police | au Figaro"
        if beside and not (before & {"spokes", "reporter"} and ("reporter" in before or "agency" not in beside)):
            return at
    return last


def _told_to(words: Words, at: int, first: int) -> bool:
    """Whether an outlet in the dative stands after somebody not its own: "sagten zwei Beamte | der Rundschau"."""
    outlet = "det" in words.tags[at] and at + 1 < len(words) and words.begins[at + 1] & TOLD
    before = words.tags[at - 1]
    if at - 1 == first and "pron" in before and "det" in words.tags[at]:  # "sagte er | der Deutschen Presse-Agentur"
        return any(words.begins[i] & TOLD for i in range(at + 1, min(at + 3, len(words))))
    known = bool(before & {"official", "anon", "expert", "party"}) or not before  # "sagte Anna Keller | der APA"
    somebody = known or ("indef" in words.tags[first] and not before & PAPERS)
    return bool(outlet and words.capital(at - 1) and somebody and not before & OWN)


def _on_a_day(words: Words, at: int, last: int) -> bool:
    """ "The report | on Monday": when it is said is no part of it, whatever it is; not "die am Montag erschienene"."""
    tags = words.tags[at]
    if "adp" not in tags or tags & {"of", "by"} or words.tags[at - 1] & {"det", "number_word"} or at + 1 >= last:
        return False
    return bool(words.tags[at + 1] & {"time", "month"}) and "adp" not in words.tags[at + 1]


def _said_then(words: Words, first: int, at: int, last: int) -> bool:
    """ "l'OFAG | jeudi dans un communiqué", "la Commission | début mars": when it is said, without a preposition."""
    if words.head_last or words.capital_nouns or True not in words.capitals[first + 1 : at]:
        return False
    if "weekday" in words.tags[at]:
        return "yesterday" not in words.tags[at] and not words.capital(at)
    return at + 1 < last and "month" in words.tags[at + 1] and words.tags[at].isdisjoint(("adp", "det", "conj"))


def _attributed(words: Words, at: int, last: int) -> int:
    """Behind the noun whose attribute begins at `at`: the first one after an adjective or a participle."""
    small = (i for i in range(at + 1, last - 1) if not words.capital(i) and not words.tags[i] & {"adp", "det"})
    return next((i + 2 for i in small if words.capital(i + 1)), last)
