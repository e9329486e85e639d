"""What is a name, and what it is called by: proper names, acronyms, and the key under which mentions merge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from secondsource.model import SourceClass
from secondsource.text.bodies import content
from secondsource.text.lexicon import fold
from secondsource.text.words import Words

#: Tags of nouns that give a class, strongest first where one noun carries several.
NOUNS: tuple[tuple[str, SourceClass], ...] = (
    ("document", "document"),
    ("social", "social"),
    ("expert", "expert"),
    ("official", "official"),
    ("party", "party"),
    ("outlet", "outlet"),
)
#: Tags of nouns that stand before a name as its role.
ROLES: tuple[tuple[str, SourceClass], ...] = (("expert", "expert"), ("official", "official"), ("party", "party"))
COMMON = frozenset({tag for tag, _ in NOUNS} | {"anon", "inst", "role", "spokes", "title", "many", "det"})
NO_NAME = COMMON | {"time", "month", "adverb", "adp"}
#: What a first name is not, whatever its capital.
NO_FIRST_NAME = frozenset(
    {"adp", "agency", "named_outlet", "masthead", "time", "month", "conj", "country", "adverb", "pron", "as", "prep"}
)
#: What stands behind a name: "Peter Aldous KC", "Krohnert AG".
NO_SURNAME = frozenset({"counsel", "legal_form"})
#: What stands before the institution, and says nothing of it; and what an institution is called.
IN_FRONT, HOUSE = frozenset({"spokes", "rank"}), frozenset({"inst", "official", "party"})
#: What nobody is called by: an article, a number, "several".
NO_NOUN = frozenset({"det", "adp", "indef", "many", "own", "number_word", "other", "demonstrative"})
#: What is part of no name.
NEVER = frozenset({"pron", "adp", "time", "first_person", "other", "demonstrative"})
#: And what a sentence begins with, where nouns have no capital: "Perché".
OPENS = NEVER | {"after", "if", "split", "conj", "neg"}
QUOTES = re.compile('[«»“”„"‹›]')
MARKS = frozenset(",;:–—-\"'«»“”„()‘’‹›")
#: What a noun may end in, by its case and number: "Institut", "Instituts", "Berichte".
CASES = "es"
#: So many letters of an office's noun count: minister and ministry, prosecutor and prosecution are one source.
OFFICE_STEM = 5
#: What stands inside the names of firms only.
OF_FIRMS = frozenset("&+")
#: So many letters has what stands between a first name and a last: "van", "de".
PARTICLE = 3
#: A name has no more letters, whatever its ending.
SHORT_NAME = 8
#: So many words before and after are looked at for a name that was told in full.
FAR = 2_000


def is_acronym(words: Words, at: int) -> bool:
    """ "OFS": no person is written so."""
    name = words.text[words.start[at] : words.end[at]]
    return name.isupper() and name.isalpha() and 1 < len(name) <= 6


def proper(words: Words, first: int, last: int, sentence: int) -> list[int]:
    """The words that are part of a proper name: written with a capital, and no common noun at the sentence's start."""
    if words.parse is not None:
        return [at for at in range(first, last) if at in words.parse.names]
    found: list[int] = []
    never = NEVER if words.capital_nouns else OPENS
    for at in range(first, last):
        if not words.capital(at) or not words.tags[at].isdisjoint(never):
            continue
        after_name = bool(found) and found[-1] == at - 1
        if not after_name and not words.tags[at].isdisjoint(COMMON) and not _is_first_name(words, at, first, last):
            continue
        if words.capital_nouns and not after_name and not _stands_alone(words, at, first, last):
            continue
        if words.capital_nouns and after_name and "document" in words.tags[at] and words.low[at - 1].endswith("s"):
            continue  # "Delgados Video"
        if words.capital_nouns and (_is_noun(words, at) or (at == sentence and _is_attribute(words, at, last))):
            continue
        found.append(at)
    alone = not found and last - first == 1 and words.head_last and words.capital(first) and first > sentence
    if alone and words.tags[first] & COMMON == {"role"}:
        found = [first]  # "said | King"
    aged = first + 2 < last and words.low[first + 1] == "," and words.low[first + 2].isdigit()  # "Brandt, 61 ans,"
    if found == [sentence] and last - first > 1 and not (words.capital_nouns or aged or _is_known(words, sentence)):
        return []
    return found


def _is_noun(words: Words, at: int) -> bool:
    """Whether a word is a noun by its ending: "Erkenntnisse", "Volksverhetzung"; not "Samsung", "Anna Hartung"."""
    return "thing" in words.tags[at] and len(words.low[at]) > SHORT_NAME and not words.capital(at - 1)


def _is_attribute(words: Words, at: int, last: int) -> bool:
    """ "Politische Beobachter", "Geführt wurde": an adjective or a participle that only the sentence's start has so."""
    pair = at + 1 < last and words.capital(at + 1)
    if pair or at + 1 >= len(words):
        return pair and "attribute" in words.tags[at]
    return "participle" in words.tags[at] and "passive" in words.tags[at + 1]


def _is_first_name(words: Words, at: int, first: int, last: int) -> bool:
    """ "| Bill | Lowe": a noun for a paper before a word that we do not know, and without an article."""
    alone = words.head_last and at == first and words.tags[at] & COMMON == {"document"}
    return alone and at + 1 < last and words.capital(at + 1) and words.tags[at + 1] <= {"thing"}


def _is_known(words: Words, at: int) -> bool:
    """ "Whitlow, a former manager", "Whitlow's video": whether what opens a sentence stands elsewhere, as a name."""
    if words.low[at + 1] != "," and "genitive_mark" not in words.tags[at + 1]:
        return False
    return any(words.capital(i) and words.low[i - 1] not in ".!?" for i in elsewhere(words, at) if i)


def elsewhere(words: Words, at: int) -> list[int]:
    """Where else a word stands, within the length of an article: a text may hold many."""
    low, name = words.low, words.low[at]
    return [i for i in range(max(at - FAR, 0), min(at + FAR, len(low))) if low[i] == name and i != at]


def _stands_alone(words: Words, at: int, first: int, last: int) -> bool:
    """Where every noun has a capital, a name is what has no article: first of its phrase, after a role, or a pair."""
    before = at == first or bool(words.tags[at - 1] & {"role", "title"}) or words.low[at - 1] in MARKS
    pair = at + 1 < last and words.capital(at + 1) and not words.tags[at + 1] & COMMON
    return before or pair or is_acronym(words, at)


def is_surname(words: Words, at: int) -> bool:
    """Whether the name of an outlet is the last of a person's or a firm's: "Paul Stern", "Herr Stern", "Brandt Spa"."""
    before = words.tags[at - 1]
    return words.capital(at - 1) and not before & COMMON and before.isdisjoint(NO_FIRST_NAME)


def in_full(words: Words, at: int) -> bool:
    """Whether a name stands elsewhere as the last of a person's, with a letter between: "Michael R. | Bloomberg"."""
    places = [i for i in elsewhere(words, at) if i > 1 and words.capital(i)]
    return any(words.capital(i - 1) and len(words.low[i - 1]) < PARTICLE and is_surname(words, i - 1) for i in places)


def is_body(words: Words, names: list[int], first: int) -> bool:
    """Whether a name that no noun explains is a body's and no person's: "the Coastal Network", "Alveris".

    A person is introduced by two names and then called by the last; a body has an article, or one name from the start.
    """
    run = names[-1] - names[0] + 1 == len(names)
    before = words.tags[names[0] - 1] if names[0] > 0 else frozenset[str]()
    if "title" in before or (names[0] > first and before & {"role", "spokes", "expert"}):
        return False
    if any(words.low[at] in OF_FIRMS for at in range(names[0], names[-1])):
        return True
    if is_acronym(words, names[-1]) and len(names) > 1 and "country" in words.begins[names[-1]]:
        return True  # "Cancer Research UK"
    if _is_somebody(words, names[-1] + 1):
        return False
    article = names[0] > first and "det" in before and not words.capital_nouns
    if len(names) > 1:
        return article and (len(names) == 2 or words.head_last or not run)
    return (article or not words.capital_nouns or names[0] == first) and not _has_first_name(words, names[0])


def _is_somebody(words: Words, at: int) -> bool:
    """Whether an age or what a person is follows a name: "Reed, 61", "Giulia, una studentessa"."""
    if at + 1 >= len(words) or words.low[at] != ",":
        return False
    after = range(at + 1, min(at + 1 + PARTICLE, len(words)))
    return words.low[at + 1].isdigit() or any(words.tags[i] & {"anon", "role", "expert"} for i in after)


def _has_first_name(words: Words, at: int) -> bool:
    """Whether the article has a word as the last of a longer name: "Anna Lind", "Lotte van Aalst"."""
    for place in (at, *elsewhere(words, at)):
        before = place - 1
        if (
            before > 0
            and words.low[before].islower()
            and len(words.low[before]) <= PARTICLE
            and not words.capital(before)
            and ("det" not in words.tags[before] or "adp" in words.tags[before])  # "Secondo | il | Codacons"
        ):
            before -= 1
        if before >= 0 and words.capital(before) and words.begins[before].isdisjoint(COMMON | NO_FIRST_NAME):
            return True
    return False


def key_of(words: Words, names: list[int], noun_at: int | None, first: int, last: int) -> str:
    """A person's last name, else the noun: the canonical name under which mentions merge."""
    if not names:
        noun = fold(words.low[_noun(words, first if noun_at is None else noun_at, last)])
        return noun.rstrip(CASES) or noun if words.capital_nouns else noun
    runs = [[names[0]]]
    for at in names[1:]:
        if at == runs[-1][-1] + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    longest = max(runs, key=len)
    end = longest[-1]
    short = not words.tags[end].isdisjoint(NO_SURNAME) or words.low[end][1:] == "."  # "Krohnert AG", "Gérald M."
    return fold(words.low[longest[-2 if short and len(longest) > 1 else -1]])


def _noun(words: Words, first: int, last: int) -> int:
    """The first word that somebody may be called by: "the | clerk", "l'| intéressé"; no two strangers are "the"."""
    return next((at for at in range(first, last) if words.tags[at].isdisjoint(NO_NOUN)), first)


def outlet_key(name: str) -> str:
    """The name of an outlet without its article, and without what its quote marks leave out: "„Bild“-Zeitung"."""
    inner = next((part for part in QUOTES.split(name) if part), name)
    return " ".join(low for low, _ in content(inner)) or fold(name)


def office_of(words: Words, noun_at: int, first: int, last: int) -> str:
    """The institution behind a role or a spokesman: the stem of its noun, for a ministry with what it is for.

    Rather too short than too long: two names of one police must not count as two sources. A rank is of none: "".
    """
    if not words.tags[noun_at].isdisjoint(IN_FRONT):
        behind = (i for i in range(first, last) if words.tags[i] & HOUSE and i != noun_at)
        noun_at = next((i for i in behind if "rank" not in words.tags[i]), noun_at)
    if "rank" in words.tags[noun_at]:
        return ""
    noun_at = _noun(words, noun_at, last)
    stem = fold(words.low[noun_at])[:OFFICE_STEM]
    if "labour" in words.tags[noun_at]:
        return f"labour:{stem}"  # "il sindaco", "il sindacato"
    if "portfolio" not in words.tags[noun_at]:
        return stem
    beside = [noun_at - 1, *range(noun_at + 1, min(noun_at + 4, last))]
    grammar = {"det", "adp", "conj", "adverb", "role", "spokes", "title", "inst"}
    matter = [words.low[i] for i in beside if i >= first and len(words.low[i]) > 3 and not words.tags[i] & grammar]
    return " of ".join([stem, *(fold(word)[:OFFICE_STEM] for word in matter[:1])])


def spells(letters: str, words: Sequence[str], *, strict: bool = False) -> bool:
    """Whether letters are the initials of words in a row; unless `strict`, with letters of compounds in between."""
    return len(words) > 1 and any(_spelled(letters, words[begin:], strict) for begin in range(len(words) - 1))


def _spelled(letters: str, words: Sequence[str], strict: bool) -> bool:
    if not letters:
        return True
    if not words or words[0][0] != letters[0]:
        return False
    if _spelled(letters[1:], words[1:], strict):
        return True
    at = -1 if strict or len(letters) < 2 else words[0].find(letters[1], 2)
    return at > 0 and _spelled(letters[2:], words[1:], strict)


def opens_negation(words: Words, at: int, last: int) -> bool:
    """ "Secondo la polizia | nessuno è ferito", "| non ci sono vittime": what is told begins; not "fonti non note"."""
    if "neg" not in words.tags[at] or words.head_last or words.capital_nouns:
        return False
    return "never" in words.tags[at] or (at + 2 < last and words.finite[at + 2] and not words.finite[at + 1])
