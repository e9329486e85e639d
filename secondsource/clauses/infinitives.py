"""What a source says with an infinitive or a gerund, or points at with a pronoun: "affirme avoir vu", "denied that"."""

from __future__ import annotations

from secondsource.sources.windows import FAR, NEAR, SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import VERBS, Sentence, finite

#: Where what is said begins, and whether a mark or a word says so; -1 where nothing is said.
Start = tuple[int, bool]
NOTHING: Start = (-1, False)
#: What stands between a verb and the infinitive of what is said.
BEFORE = frozenset({"neg", "clitic", "time", "reflexive"})
#: What only ends like an infinitive: "hier", "ministre".
NO_INFINITIVE = frozenset(
    {"det", "adp", "adverb", "time", "month", "nominal", "official", "role", "party", "inst", "anon", "expert", "title"}
)


def gerund(s: Sentence, stop: int) -> Start | None:
    """ "denied | breaching his contract", "reported | hearing three shots"."""
    words = s.words
    said = words.head_last and words.tags[stop - 1] & VERBS and not words.capital(min(stop, s.last - 1))
    return (stop, True) if said and stop < s.last - 1 and "gerund" in words.tags[stop] else None


def pointed_at(s: Sentence, stop: int) -> Start | None:
    """ "rejected this | in a statement and said", "rejected that, | saying": what was told is meant."""
    words = s.words
    if not words.head_last or stop >= s.last - 1 or words.capital(stop):
        return None
    follows = words.low[stop + 1] in MARKS | {"."}
    if "that" in words.tags[stop]:
        return NOTHING if follows and "deny" in words.tags[stop - 1] else None
    this = "demonstrative" in words.tags[stop] and "indef" not in words.tags[stop]  # but "said | one of them"
    return NOTHING if this and (follows or words.tags[stop + 1] & {"adp", "conj"}) else None


def past_infinitive(s: Sentence, stop: int) -> Start | None:
    """ "affirme | avoir vu", "ha detto all'Ansa di | aver visto", "claims to | have seen it"."""
    words = s.words
    for at in range(stop, min(stop + NEAR, s.last - 2)):
        if "perfect_aux" not in words.tags[at]:
            if words.low[at] in MARKS or (finite(words, at) and "neg" not in words.tags[at]):
                return None
            continue
        opens = at
        while opens > stop and not words.tags[opens - 1].isdisjoint(BEFORE):
            opens -= 1  # "affirme | n'avoir rien reçu", "dice di | non aver visto"
        while opens < at and "time" in words.tags[opens]:
            opens += 1  # "a démenti mardi | avoir volé"
        to = words.head_last and opens == stop + 1 and "adp" in words.tags[stop]
        aside = not words.head_last and "adp" in words.tags[stop] and opens - stop <= SOON
        if opens == stop or "time" in words.tags[opens - 1] or to or aside or "of" in words.tags[opens - 1]:
            return opens, True
        # "said the fire appeared to | have started", "said they | have closed the road"
        return None if words.head_last and "gerund" not in words.tags[at] else NOTHING
    return None


def infinitive(s: Sentence, stop: int) -> Start | None:
    """ "disent | contrôler la ville", "sostiene | di tenere il mercato"."""
    words, last = s.words, s.last
    if words.capital_nouns or words.head_last:
        return None
    weak = words.tags[stop - 1] & {"weak", "view", "act"}
    begin = stop + 1 if stop < last and words.pro_drop and "of" in words.tags[stop] else stop
    while begin < last - 1 and not words.tags[begin].isdisjoint(BEFORE - {"time"}):
        begin += 1
    if weak or begin >= last - 2 or words.capital(begin):
        return None
    tags = words.tags[begin]
    if tags.isdisjoint(("infinitive", "inf_suffix")) or not tags.isdisjoint(NO_INFINITIVE):
        return None
    return (stop + 1 if "of" in words.tags[stop] else stop), True


def past_place(s: Sentence, begin: int) -> int:
    """ "said in a statement on Monday | it had closed": where and when it is said is no part of it."""
    words = s.words
    if "where" not in words.tags[begin]:
        return begin
    for at in range(begin + 2, min(begin + FAR, s.last - 1)):
        if words.low[at] in MARKS or finite(words, at):
            break
        opens = words.tags[at] & {"pron", "det"} and words.tags[at].isdisjoint(("wh", "rel", "adp"))
        if opens and words.tags[at - 1].isdisjoint(("adp", "det", "conj", "own", "wh")):
            return at
    return begin
