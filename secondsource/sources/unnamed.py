"""Who has no name: whether a noun phrase is an unnamed source, how many it means, and its grade (docs/sourcing.md)."""

from __future__ import annotations

from secondsource.model import Grade
from secondsource.text.lexicon import Tags, union
from secondsource.text.names import NOUNS
from secondsource.text.words import Words

#: What has a name wherever it is told of: "two unions" are not unnamed people.
HOUSES = frozenset({"inst", "firm", "any_firm", "labour", "outlet", "document"})
#: Verbs of saying, and what stands before one; what stands behind who said it.
SAYS, ENDS = frozenset({"say", "confirm", "deny", "view", "perfect_aux"}), frozenset(".,;:!?")
#: What says of which kind unnamed people are: "diplomatic sources", "party sources".
KINDS = frozenset({"official", "party", "inst", "expert", "role", "kind"})
#: Nouns that speak for all of a phrase.
UNNAMED = frozenset({"anon", "outlet"})


def stands_alone(words: Words, first: int, last: int) -> bool:
    """ "One said", "L'un a raconté", "…", said another: a word for somebody without a noun, beside a verb of saying."""
    tags = words.tags
    if last - first > 2 or "someone" not in tags[last - 1] or (last - first == 2 and "det" not in tags[first]):
        return False
    if last < len(words) and words.finite[last] and tags[last] & SAYS:
        return True
    return first > 0 and bool(tags[first - 1] & SAYS) and (last == len(words) or words.low[last] in ENDS)


def names_of(words: Words, names: list[int], head: int, last: int, sentence: int) -> list[int]:
    """The names without those that only say what an unnamed source is like: "a Western diplomat", "an aide to Lind".

    Also of several, or of sources: "fonti di Palazzo Chigi", "employees of Brandt Marine".
    """
    indef = "indef" in words.tags[head]
    unnamed = [at for at in range(head, last) if "anon" in words.tags[at]] if names else []
    noun = next((at for at in unnamed if "many" not in words.tags[at]), unnamed[0] if unnamed else head)
    if names and names[0] <= head + 1 and "," in words.low[names[0] : noun]:
        return names  # "Bill Lowe, called as a witness"
    if not names or (indef and noun == head) or not (indef or _several(words, head, noun, sentence)):
        return names
    asked = next((at for at in range(head, noun) if "asked" in words.tags[at]), head)
    names = [at for at in names if not head < at < asked]  # "ein von der Rundschau befragter Anwohner"
    tail = next((at for at in range(noun, last) if "adp" in words.tags[at]), last)
    ends = next((at for at in range(tail, last) if words.low[at] == ","), last)
    return [at for at in names if (at > noun or not words.head_last) and not tail < at < ends]


def _several(words: Words, head: int, noun: int, sentence: int) -> bool:
    """Whether a noun means some people, or sources; not "the observers of the OAS", nor a name: "Médecins du Monde"."""
    if "anon_bare" not in words.tags[noun] and "det" in words.tags[head]:
        return False
    tags, capital = words.tags[noun], words.capital(noun) and not words.capital_nouns and noun > sentence
    alone = max(words.end_of(noun, tag) for tag, _ in NOUNS) <= noun + 1
    return "anon" in tags and not tags.isdisjoint(("plural", "anon_bare")) and alone and not capital


def is_plural(words: Words, first: int, last: int, noun_at: int | None) -> bool:
    if "number_word" in words.tags[first] or words.low[first][0].isdigit():
        return False  # "two people": counted, not an undifferentiated plural
    if "indef" in words.tags[first] and "many" not in words.tags[first] and "plural" not in words.tags[first]:
        return False  # "einen Diplomaten"
    if "singular" in words.tags[first]:
        return False  # "des Angestellten"
    if "many" in words.tags[first]:
        return True
    unnamed = [at for at in range(first, last) if not words.tags[at].isdisjoint(UNNAMED)]
    if noun_at is not None and (not unnamed or "outlet" in words.begins[noun_at]):
        unnamed = [noun_at]  # "organi di stampa"
    return any("plural" in words.tags[at] for at in unnamed)


def is_unnamed(tags: list[frozenset[str]], noun: int | None, plural: bool) -> bool:
    """Whether a phrase without a name is an unnamed source, and not a role or an institution."""
    anon = next((at for at, t in enumerate(tags) if "anon" in t), None)
    if anon is None:
        opens = tags[0] | tags[1] if len(tags) > 1 and "adp" in tags[0] else tags[0]  # "de nombreux experts"
        if noun is None or opens.isdisjoint(("indef", "number_word")):
            return False
        party = "party" in tags[noun] and not tags[noun] & HOUSES  # "a lawyer", not "a union"
        return party or ("indef" in opens and bool(tags[noun] & {"official", "expert", "role"}))
    if noun is not None and noun < anon and "anon" not in tags[noun]:
        return False
    if tags[anon] & {"official", "party", "expert"}:
        return plural or "indef" in tags[0]
    return True


def outside_name(words: Words, first: int, noun_at: int, tags: list[Tags]) -> list[Tags]:
    """The tags without "unnamed" for words inside the name that ends in `noun_at`: "the UN refugee agency"."""
    begin = next((i for i in range(first, noun_at) if any(words.end_of(i, t) > noun_at for t, _ in NOUNS)), noun_at)
    end = noun_at if words.head_last else max(words.end_of(noun_at, t) for t, _ in NOUNS)
    end = end if end > begin + 1 else noun_at  # "Médecins sans frontières"
    return [t - {"anon"} if begin <= first + i < end else t for i, t in enumerate(tags)]


def heads(words: Words, noun_at: int, last: int) -> bool:
    """Whether a noun for somebody unnamed stands right after the noun of a class: it is the head."""
    end = max(words.end_of(noun_at, tag) for tag, _ in NOUNS)  # "the UN refugee agency"
    at = max(end, noun_at + 1)
    while at < last and "near" in words.tags[at]:
        at += 1  # "der Regierung | nahestehende Quellen"
    return at < last and "anon" in words.tags[at]


def grade(tags: list[Tags], begins: Tags, plural: bool) -> Grade:
    """A: a first-hand role, or one at a named institution; B: role or kind given; C: bare. `begins`: of the phrase."""
    every = union(tags)
    if "anon_first" in every:
        return "A"
    near = not begins.isdisjoint(("told", "near"))
    if "anon_bare" in every:
        kinds = (found for found in tags if "anon_bare" not in found)
        known = not (begins - every).isdisjoint(KINDS)  # "fonti di | Palazzo Chigi"
        return "B" if near or known or any(not found.isdisjoint(KINDS) for found in kinds) else "C"
    official = any(found >= {"anon", "official"} for found in tags)  # "a NATO official"
    return "A" if "inst" in every and not (official or near or plural) else "B"


def is_close(tags: list[Tags]) -> bool:
    """Whether an unnamed source stands close to a party."""
    return any("near" in t and any("party" in u for u in tags[at + 1 :]) for at, t in enumerate(tags))
