"""Whether a word that may say something does: a verb here, no noun, no participle, nobody it happens to."""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.clauses.content import reach_end
from secondsource.sources.windows import FAR, SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import GROUP, QUOTES, VERBS, Sentence, finite, group_start, is_object, left
from secondsource.text.words import Words

#: Nouns of those who say something, and the fewest words before the verb of them.
WHO = frozenset(
    {"party", "official", "anon", "expert", "document", "outlet", "role", "kin", "agency", "named_outlet", "masthead"}
)
SHORTEST = 5
#: Dashes that part a quote.
DASHES = frozenset("-–—")
#: Nouns of what may have happened.
HAPPENED = frozenset({"accusation", "death", "event", "violence", "war"})

#: Verbs with which somebody speaks whose infinitive follows, and what stands between the two.
GOVERNS = frozenset({"governs", "withholds", "modal_participle"})
BETWEEN = frozenset({"adp", "to", "infinitive", "inf_suffix", "adverb", "clitic", "reflexive", "also"})
#: What a word may be that belongs to a verb: "home", "back", "up".
BARE = frozenset({"houses", "adverb", "adp", "where", "infinitive", "nominal"})


def between_dashes(words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where somebody's words are parted by who spoke them, inside the quote marks: "… - ha detto il questore -. …"."""
    at = first
    while at < last - 2:
        group = range(at + 1, min(at + SOON, last))
        opens = words.low[at] in DASHES and "first_person" not in words.tags[at + 1]
        if opens and any(words.tags[i] & VERBS and words.tags[i - 1].isdisjoint(("det", "adp")) for i in group):
            close = (i for i in range(at + 2, min(at + FAR, last)) if words.low[i] in DASHES or words.low[i] in QUOTES)
            end = next(close, -1)
            if end > 0:
                yield at, end + (words.low[end] in DASHES)
                at = end
        at += 1


def speaks(s: Sentence, at: int) -> bool:
    """Whether the word is a verb here: no noun after an article, no passive."""
    words = s.words
    if words.capital(at) and (words.capital_nouns or at > s.first):
        return False
    if "accuse" in words.tags[at] and not words.head_last and _bare(s, at):
        return False  # "il pensionato accusato di …"
    if {"accuse", "participle"} <= words.tags[at] and words.head_last and "of" in words.tags[min(at + 1, s.last - 1)]:
        return False  # "a man, 54, | accused of killing his wife"
    if ("noun_verb" in words.tags[at] and _is_noun(s, at)) or _done_by(s, at):
        return False
    before = at - 1
    if words.head_last and "since" in words.tags[before] and words.finite[before - 1] and at not in words.phrases:
        before -= 1  # "have | since | claimed"
    if "gerund" in words.tags[at] and "document" in words.tags[before] and any(words.finite[s.first : before]):
        return False  # "withheld a report | showing 31 deaths"
    if before > s.first and words.head_last and "infinitive" in words.tags[at] and "participle" in words.tags[before]:
        return False  # "had been paid | back"
    if before > s.first and "perfect_aux" in words.tags[before] and "of" in words.tags[before - 1]:
        return False  # "nega di aver | respinto": what he did, and says no more
    if before == s.first and words.pro_drop and "clitic" in words.tags[before]:
        noun = at + 1 < s.last and (words.finite[at + 1] or not words.tags[at + 1].isdisjoint(VERBS))
        return not noun  # "Lo riferiscono i carabinieri", not "La difesa | ha detto", "L'accusa | contesta"
    while before >= s.first and "adverb" in words.tags[before] and not words.tags[before] & {"fin", "passive"}:
        opens = before == s.first or words.tags[before - 1] & {"adp", "conj", "infinitive"}
        if "det" in words.tags[before] and (opens or ("nominal" in words.tags[at] and words.low[before - 1] == ",")):
            return False  # "l'accusé", "donner l'alerte", not "il l'affirme"
        before -= 1
    if before < s.first or is_object(s, before, at):
        return True
    tags = words.tags[before]
    if before == s.first and words.capital_nouns and "sure" in words.tags[at]:
        return True  # "Dem widersprach die Polizei"
    if "det" in tags and words.pro_drop and "nominal" in words.tags[at] and not words.finite[at]:
        return False  # "…, la | difesa l'assoluzione"
    begins = before == s.first or (words.capital_nouns and words.low[before - 1] == "," and words.finite[at])
    which = before > s.first and "comma_rel" in tags and at + 1 < s.last and not words.capital(at + 1)
    begins = begins and ("demonstrative" in tags or which)  # "…, die | erklärte, sie habe …"
    if "det" in tags and not tags & {"pron", "fin", "adverb"} and not begins:
        return _someone(s, before, at + 1)  # but "…, das | bestätigte | seine Agentin"
    if "adp" in tags and "fin" not in tags and "det" not in tags:
        return False
    if words.head_last and "gerund" in words.tags[at] and "that" in words.tags[min(at + 1, s.last - 1)]:
        return True  # "experts are | warning that"
    return not ("passive" in tags and words.low[before] not in ("-t",))


def _someone(s: Sentence, before: int, after: int) -> bool:
    """ "Some said that", "L'un affirme avoir vu": the word before the verb is no article, and what is said follows."""
    words = s.words
    first = before - ("det" in words.tags[before - 1] and before - 1 == s.first)
    opens = first == s.first or words.low[first - 1] in MARKS
    opens = opens and (first < before or words.tags[before].isdisjoint(("masc", "fem")))  # not "un | chiffre que"
    told = after < s.last and (words.low[after] in ",:" or words.tags[after] & {"that", "pron", "det", "perfect_aux"})
    return opens and "someone" in words.tags[before] and bool(told)


def governed(s: Sentence, at: int) -> int:
    """Where the verb group begins that ends with an infinitive of saying: "| tient à préciser", "| fa notare".

    Only behind verbs with which somebody speaks; who "does not fail to say" it does, who "does not go so far as to"
    does not. -1 for none.
    """
    words, verb = s.words, at - 1
    if "to_say" not in words.tags[at] or words.head_last or at <= s.first:
        return -1
    while verb > max(s.first, at - GROUP) and not words.tags[verb] & GOVERNS:
        if words.tags[verb].isdisjoint(BETWEEN):
            return -1
        verb -= 1
    if not words.tags[verb] & GOVERNS:
        return -1
    first = group_start(s, verb)
    group = range(first, at)
    asked = words.low[s.last - 1] == "?" or "if" in words.tags[left(s, first)]
    if asked or any(words.tags[i] & {"conditional", "future"} for i in group):
        return -1
    withheld, negated = (any(tag in words.tags[i] for i in group) for tag in ("withholds", "neg"))
    return first if withheld == negated else -1


def suffered(s: Sentence, at: int) -> bool:
    """ "wurde im März gewarnt", "gewarnt wurde": whom the verb happens to is not who says it."""
    words = s.words
    if "fin" in words.tags[at]:
        return False
    if at + 1 < s.last and "passive" in words.tags[at + 1]:
        near = (*range(max(s.first, at - FAR), at), *range(at + 2, min(at + 4, s.last)))
        return not any("by" in words.tags[i] for i in near)  # "Bestätigt wird das | von der Ärztin"
    return done_to(s, at) and not any("by" in words.tags[i] for i in _part(s, at))


def done_to(s: Sentence, at: int) -> bool:
    """ "wurde in Lyon | bestätigt": an auxiliary of the passive stands in the part that ends with a participle."""
    return "fin" not in s.words.tags[at] and any("passive" in s.words.tags[i] for i in _part(s, at))


def _part(s: Sentence, at: int) -> range:
    begin = at
    while begin > s.first and s.words.low[begin - 1] not in ",;:":
        begin -= 1
    return range(begin, at)


def _is_noun(s: Sentence, at: int) -> bool:
    """ "every claim will be assessed", "notes and findings": nothing that is said follows at once."""
    words, after = s.words, at + 1
    if _closed_by(s, at) or _inset(s, at):
        return False
    if after >= s.last:
        return True
    if after + 1 < s.last and "perfect_aux" in words.tags[after + 1]:
        return False  # "the mayor | claims to have called"
    opens = words.tags[after] & {"that", "det", "pron", "wh", "number_word"} or words.low[after][0].isdigit()
    opens = opens or words.capital(after) or words.low[after] in MARKS
    return not opens or "many" in words.tags[at - 1] or (words.low[after] == "," and not words.capital(at - 1))


def _inset(s: Sentence, at: int) -> bool:
    """ "Making tar, | the researchers note, | takes skill": between two commas, who says so in the plural."""
    words, first = s.words, left(s, at)
    after = words.low[min(at + 1, s.last - 1)] == "," and "plural" not in words.tags[at]
    return (
        after
        and first > s.first
        and words.low[first - 1] == ","
        and words.tags[at - 1] >= {"plural"}
        and bool(words.tags[at - 1] & WHO)
    )


def _closed_by(s: Sentence, at: int) -> bool:
    """ "…, campaigners claim.", "…, an internal memo shows.": after a clause and a comma, who says so, and no more."""
    words = s.words
    if at < s.first + SHORTEST or not ends(s, at + 1) or not _somebody(s, at):
        return False
    comma = next((i for i in range(at - 1, max(s.first, at - 1 - FAR), -1) if words.low[i] == ","), -1)
    return comma > 0 and any(words.finite[i] for i in range(left(s, comma), comma))


def _somebody(s: Sentence, at: int) -> bool:
    """Whether who says so ends in the word before `at`, or a document does: ", the log | of the harbour | shows"."""
    words = s.words
    if words.tags[at - 1] & WHO:
        return True
    part = range(at - 1, max(s.first, at - FAR), -1)
    begin = next((i + 1 for i in part if words.low[i] == ","), at)
    begin += begin < at and "as" in words.tags[begin]
    opens = next((i for i in range(begin, at) if "document" in words.tags[i]), at)
    return begin < s.last and opens <= begin + SOON and not any("rel" in words.tags[i] for i in range(begin, at))


def _done_by(s: Sentence, at: int) -> bool:
    """ "a report later confirmed | by CNN": a participle without an auxiliary, and who did it."""
    words = s.words
    by = next((i for i in range(at + 1, min(at + 3, s.last - 1)) if "by" in words.tags[i]), -1)
    if by < 0 or "participle" not in words.tags[at] or words.capital_nouns or group_start(s, at) < at:
        return False
    return words.capital(by + 1) or bool(words.tags[by + 1] & {"det", "agency"}) or "det" in words.tags[by]


def _bare(s: Sentence, at: int) -> bool:
    """Whether a participle has no auxiliary: it says what is said of the noun before it."""
    words = s.words
    return "participle" in words.tags[at] and not words.tags[at] & {"fin", "sure"} and group_start(s, at) == at


def ends(s: Sentence, at: int) -> bool:
    """Whether nothing but a time follows before the sentence or its part ends."""
    words = s.words
    while at < s.last and words.tags[at] & {"time", "month", "adverb", "number_word"}:
        at += 1
    return at >= s.last or words.low[at] in {".", ",", ";", "–", "—", "»", "”", '"'}


def apart(s: Sentence, stop: int) -> bool:
    """ "called | home its ambassador", "called | as the first witness": with what follows, another verb."""
    words = s.words
    if not words.head_last or stop + 1 >= s.last:
        return False
    bare = words.tags[stop] <= BARE and words.low[stop].isalpha() and not words.capital(stop)
    return "as" in words.tags[stop] or (bare and bool(words.tags[stop + 1] & {"det", "own"}))


def answers_back(s: Sentence, at: int, stop: int) -> bool:
    """ "countered", "a au contraire affirmé", "sprach dagegen von"."""
    words = s.words
    near = words.begins[max(s.first + 1, at - GROUP) : min(stop + 1, s.last)]
    return "rebut" in words.tags[at] or any("contrary" in begins for begins in near)


def deed_end(s: Sentence, at: int) -> int:
    """ "nie avoir frappé sa compagne | et a porté plainte": what is denied without a finite verb ends before one."""
    words, end = s.words, reach_end(s, at)
    if words.capital_nouns:  # "…, Geld genommen zu haben|, und hat Anzeige erstattet"
        ands = (i for i in range(at + 2, end - 2) if words.low[i] == "," and "conj" in words.tags[i + 1])
        verbs = (i for i in ands if words.finite[i + 2] and "konjunktiv1" not in words.tags[i + 2])
        return next((i + 1 for i in verbs if not s.inside(i)), end)
    if at >= s.last or s.inside(at) or words.tags[at].isdisjoint(("perfect_aux", "gerund")):
        return end
    verb = next((i for i in range(at + 1, end) if finite(words, i)), at)
    return verb - 1 if "conj" in words.tags[verb - 1] else end
