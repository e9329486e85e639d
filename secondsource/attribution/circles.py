"""What is said in a circle, a place or an office, or by nobody: "it emerged", "in Washington it was said"."""

from __future__ import annotations

from secondsource.clauses.borders import awaits_participle
from secondsource.clauses.frame import Frame
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.text.lexicon import fold
from secondsource.text.phrases import Sentence, around, finite, left, phrase_end
from secondsource.text.words import Words

#: Who or where it may be said, before a cue that names nobody.
CIRCLE = frozenset({"anon", "official", "party", "outlet", "social", "document", "country", "seat"})
PLACES = frozenset({"country", "seat"})
#: Nouns of what somebody tells.
TOLD = frozenset({"told_noun", "account", "said_noun"})


def impersonal(s: Sentence, at: int) -> Frame | None:
    words = s.words
    end = words.end_of(at, "impersonal")
    governed = at > s.first + 1 and "det" in words.tags[at - 1] and "adp" in words.tags[at - 2]
    if governed and end == at + 1 and not words.capital_nouns:
        return None  # "l'anticipation d'une | rumeur de hausse"
    himself = "deny" in words.begins[at] | words.begins[at + 1]  # "si dice | innocente", "il | se dit innocent"
    if himself or (at > s.first and whose(words, at - 1, at + 1) is not None):
        return None
    first = left(s, at)
    who = circle(words, first, at, s.first)
    before = who is not None
    after = end
    when = end
    while when < s.last and words.tags[when] & {"time", "month"} and "adp" not in words.tags[when]:
        when += 1  # "a-t-on appris mercredi auprès de l'agence"
    after = when if when < s.last and "that" in words.tags[when] else after  # "on apprenait hier | que"
    governs = (
        when + 1 < s.last and "adp" in words.tags[when] and words.low[when + 1] != ","
    )  # "geht das Gerücht | um, …"
    governs = governs and not (words.capital_nouns and "adp" in words.tags[end - 1])  # "dem Vernehmen nach | im Streit"
    if who is None and governs:  # "on a appris dans la biographie de X que"
        begin = when + 1
        while begin < s.last - 1 and words.tags[begin] & {"adp", "time", "month"} and "det" not in words.tags[begin]:
            begin += 1  # "am Sonntagabend aus Regierungskreisen"
        of_name = begin < s.last - 1 and "of" in words.tags[begin]
        of_name = of_name and (words.capital(begin + 1) or "det" in words.tags[begin + 1])
        if of_name or (begin < s.last - 1 and {"adp", "det", "indef"} <= words.tags[begin]):
            begin += 1  # "auprès des | pompiers", "de | Jean Ferrier"
        last = phrase_end(s, begin)
        named = read(words, begin, last, s.first)
        if begin < s.last and words.head_last and "that" in words.tags[begin]:
            after = begin  # "It emerged on Tuesday | that the inspector …"
        elif named is not None and named.cls is not None:
            # "hiess es | aus dem Kanzleramt": somebody there
            inside = "out_of" in words.tags[begin - 1] and not _of_papers(words, begin, last)
            who, after = _somebody_of(named) if inside else named, last
    if words.end_of(at, "proves") >= end and (who is None or not (who.cls == "document" or who.key == "release")):
        return None  # "Il résulte de l'accident que la route est fermée"
    while after < s.last and (words.low[after] in ",:" or "that" in words.tags[after]):
        after += 1
    noun = words.capital_nouns and words.capital(at)  # "| das von Gegnern verbreitete | Gerücht"
    verbs = (finite(words, i) and not words.capital(i + 1) for i in range(first, at))
    begin = first if before or (noun and not any(verbs)) else at
    back = at > s.first + 2 and after >= s.last - 1
    told = who is not None and not before and _told_of(s, at, after)
    more = told and words.low[after - 2] == ","  # "…, si legge in una relazione, | che parla di tre morti"
    if told and not more:
        back, after = True, s.last
    inside = words.capital_nouns and who is None and begin > s.first + 1 and awaits_participle(s, s.first, begin)
    if more or inside or (begin > s.first + 1 and words.low[begin - 1] == "," and words.low[after - 1] == ","):
        reach = around(s, begin, after)  # "I ricavi, si legge in una nota, ammontano a …"
    else:
        reach = (s.first, at) if back else (after, s.last)
    only = who is not None and who.cls is not None and begin <= s.first + 1 and after >= s.last - 1
    if only:  # "Lo si apprende da una nota."
        return Frame(
            s.first, s.last, words.span(at, end), who, "impersonal", "affirms", (s.first, s.first), closing=True
        )
    return Frame(begin, after, words.span(at, end), who, "impersonal", "affirms", reach)


def _told_of(s: Sentence, at: int, after: int) -> bool:
    """ "…, si legge in una relazione | che il gestore ha trasmesso": what was read stands before it."""
    words = s.words
    relative = after < s.last and "rel" in words.tags[after - 1]
    return relative and words.low[at - 1] == "," and any(words.finite[s.first : at - 1])


def circle(words: Words, first: int, last: int, sentence: int) -> Person | None:
    """Who, or in what office or place, says it: "Aus Koalitionskreisen | hiess es", "Aus dem Kreml |", "In Bern |"."""
    known = any(words.begins[i] & CIRCLE or "on_side" in words.tags[i] for i in range(first, last))
    if not known or any(finite(words, i) for i in range(first, last)):
        return None
    side = "on_side" in words.tags[first] if first < last else False  # "côté turc"
    if first + 2 == last and (side or ("adp" in words.tags[first] and words.tags[first + 1] & PLACES)):
        span = words.span(first, last)
        return Person(span, words.text[slice(*span)], "anonymous", f"anonymous:{fold(words.low[first + 1])}", "C")
    who = read(words, first, last, sentence)
    return who if who is None or _of_papers(words, first, last) or "adp" not in words.tags[first] else _somebody_of(who)


def _of_papers(words: Words, first: int, last: int) -> bool:
    return any(words.tags[i] & {"release", "document"} for i in range(first, last))


def _somebody_of(who: Person) -> Person:
    """Somebody unnamed in an office or a house."""
    office = who.cls in ("official", "named")
    return replace(who, cls="anonymous", grade="B", key=f"anonymous:{who.key}", named=False) if office else who


def whose(words: Words, first: int, last: int) -> Person | None:
    """ "nach | russischer Darstellung", "| unseren Informationen": a country that speaks, or the outlet, by one word.

    What the outlet has heard, it has from somebody unnamed.
    """
    tags = words.tags[first]
    if (
        first + 2 != last
        or words.tags[first + 1].isdisjoint(TOLD)
        or tags.isdisjoint(("of_country", "by_office", "ours"))
    ):
        return None
    span = words.span(first, last)
    text = words.text[slice(*span)]
    if "ours" in tags:
        return Person(span, text, "anonymous", "anonymous:own", "C")
    return Person(span, text, "official", fold(words.low[first]), named=True)  # "nach | amtlichen Angaben"
