"""For whom somebody with a name speaks, where no noun of his phrase says so: his title, or what follows his name."""

from __future__ import annotations

from secondsource.model import SourceClass
from secondsource.text.lexicon import NONE
from secondsource.text.names import MARKS
from secondsource.text.words import Words

#: So many words of what follows a name are looked at, and so soon after "who" stands its verb.
LOOK, VERB = 8, 5
#: So many words of it say of which union somebody is.
NEAR = 4
#: What ends a part of a sentence.
ENDS = MARKS | {".", "!", "?"}
#: What joins a relative clause to a name.
WHO = frozenset({"rel", "wh", "comma_rel"})
#: Who is no party by his noun: a mother saw what she tells, a notary has no client to defend.
OTHER = frozenset({"official", "expert", "kin", "document", "outlet"})


def stands_for(words: Words, first: int, last: int) -> SourceClass | None:
    """The class of a name by its title or by what stands after it; None where nothing says it.

    "Me Kerouac", "X, délégué CFDT", "X KC, for the defence", "X, who chairs the trust", "X, who teaches law".
    """
    begin = last + 1
    follows = begin + 1 < len(words) and words.low[last] == ","
    if any("counsel" in words.tags[at] and words.capital(at) for at in range(first, last)):
        held = NONE.union(*words.tags[first : min(begin + 2 if follows else last, len(words))])
        return None if "role" in held and "party" not in held else "party"  # "Me Favre, notaire"
    if not follows:
        return None
    return _told(words, begin) if words.tags[begin] & WHO else _apposed(words, begin)


def _told(words: Words, begin: int) -> SourceClass | None:
    """ "who teaches history at Leeds", "who chairs the fishers' association"."""
    end = min(begin + LOOK, len(words))
    near = range(begin + 1, min(begin + 1 + VERB, end))
    if any("studies" in words.begins[at] for at in near):
        return "expert"
    presides = next((at for at in near if "presides" in words.tags[at]), -1)
    if presides < 0:
        return None
    if words.capital_nouns:
        body = range(begin + 1, presides)  # "der den Verein präsidiert"
    else:
        places = range(presides + 1, end)
        stop = next((at for at in places if words.low[at] in ENDS - {"'"} or "adp" in words.tags[at]), end)
        body = range(stop - 1 if words.head_last else presides + 1, stop)  # "the hospital | trust"
    tags = NONE.union(*(words.tags[at] for at in body))
    return "official" if tags & {"official", "probe"} else "party" if tags & {"party", "labour", "inst"} else None


def _apposed(words: Words, begin: int) -> SourceClass | None:
    """ "délégué CFDT", "legale di 340 parti civili", "for the defence": a noun of a party, or of a side in court."""
    end = begin
    while end < min(begin + LOOK, len(words)) and words.low[end] not in ENDS:
        end += 1
    side = next((at for at in range(begin, min(begin + 3, end)) if words.end_of(at, "side") > at), -1)
    if side > begin and "adp" in words.tags[begin]:
        return "party"
    head = begin + 1 if "det" in words.tags[begin] else begin
    if head >= end or (words.capital(head) and not words.capital_nouns) or words.tags[head] & OTHER:
        return None
    if any("official" in words.tags[at] for at in range(head, end)):
        return None  # "délégué du gouvernement"
    if "party" in words.tags[head]:
        return "party"
    of_union = any("labour" in words.tags[at] for at in range(head, min(head + NEAR, end)))
    return "party" if of_union else None
