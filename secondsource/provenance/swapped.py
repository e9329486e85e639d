"""Is it another claim? Of two claims in nearly the same words: whether one has another person, place, day, year or
thing where the other has its own, or the same persons in other roles. "Stern stabbed Lee" is not "Lee stabbed Stern".

What one says more than the other ("on Monday", "of the fund") parts them not; what each says instead does.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

#: What a word is: a name, one of a place, of who did it ("by Stern"); a year or an age, a count, a day; that it was
#: only tried; "" any other one.
NAME, PLACE, DOER, NUMBER, COUNT, DAY, UNDONE = "^", "@", "<", "=", "#", "+", "~"
NAMES = (NAME, PLACE, DOER)
FIRM = (NUMBER, COUNT, DAY, UNDONE)
#: Two words are one with other endings: so many letters are shared, and so many at most are not.
SHARED, ENDING = 4, 3
STEM = 6
#: So many names beside each other are a person's in any language, also where nouns have capitals.
FULL_NAME = 2


class Word(NamedTuple):
    """`key`: what a name shares with its other spellings, a verb with its synonyms."""

    kind: str
    said: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}{self.said}/{self.key}"


def word(stored: str) -> Word:
    """As it was stored."""
    kind = stored[0] if stored[0] in NAMES or stored[0] in FIRM else ""
    said, _, key = stored.removeprefix(kind).partition("/")
    return Word(kind, said, key)


def replaced(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether one of two claims in one language has something else where the other has something. Not a count,
    nor a day, which may stand anywhere."""
    mine, theirs = ([(at, w) for at, w in words if w.kind not in (COUNT, DAY)] for words in _paired(a, b))
    moves = SequenceMatcher(None, [at for at, _ in mine], [at for at, _ in theirs], autojunk=False).get_opcodes()
    both = {at for at, _ in mine} & {at for at, _ in theirs}
    return any(
        any(at not in both for at, _ in mine[begin:end]) and any(at not in both for at, _ in theirs[start:stop])
        for move, begin, end, start, stop in moves
        if move == "replace"
    )


def another(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether each of two claims in one language names somebody, a place, a day or a year that the other does not, or
    both name the same in another order: not where it is a place, and who did it comes first.
    """
    mine, theirs = _paired(a, b)
    ours = {at for at, _ in mine}, {at for at, _ in theirs}
    own = [{w.kind for at, w in words if at not in other} for words, other in ((mine, ours[1]), (theirs, ours[0]))]
    if _undone(mine) != _undone(theirs):
        return True
    if any(not kinds.isdisjoint(own[0]) and not kinds.isdisjoint(own[1]) for kinds in ({*NAMES}, {NUMBER}, {DAY})):
        return True
    places = {at for at, w in (*mine, *theirs) if w.kind == PLACE}
    roles = [[at for at in _by_role(words) if at not in places] for words in (mine, theirs)]
    return [at for at in roles[0] if at in roles[1]] != [at for at in roles[1] if at in roles[0]]


def another_abroad(a: Sequence[str], b: Sequence[str]) -> bool:
    """The same in two languages, where only a day, a full name or a place tells: one that does not begin alike, since
    it may have another name there (Genève, Genf).
    """
    mine, theirs = _paired(a, b)
    own = _alone_abroad(mine, theirs), _alone_abroad(theirs, mine)
    places = [{begin for begin in words if begin.startswith(PLACE)} for words in own]
    if _undone(mine) != _undone(theirs) or (all(places) and places[0].isdisjoint(places[1])):
        return True
    return any(kind in own[0] and kind in own[1] for kind in (NAME, DAY))


def more(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether the first claim names somebody, a place, a day or a number that the second does not."""
    mine, theirs = _paired(a, b)
    known = {at for at, _ in theirs}
    return any(w.kind and at not in known for at, w in mine)


def more_abroad(a: Sequence[str], b: Sequence[str]) -> bool:
    """The same in two languages: a day or a place."""
    mine, theirs = _paired(a, b)
    return bool(_alone_abroad(mine, theirs) - _alone_abroad(theirs, mine) - {NAME})


def _alone_abroad(words: Sequence[tuple[int, Word]], other: Sequence[tuple[int, Word]]) -> set[str]:
    """What a claim alone has, beside one of another language: full names, days, and the first letters of places."""
    known = {at for at, _ in other}
    found, run = set(), 0
    for at, w in words:
        run = run + 1 if w.kind in (NAME, DOER) and at not in known else 0
        if run >= FULL_NAME:
            found.add(NAME)
        if w.kind in (PLACE, DAY) and at not in known:
            found.add(w.kind if w.kind == DAY else w.kind + w.said[:1])
    return found


def _undone(words: Sequence[tuple[int, Word]]) -> set[str]:
    """What was only tried, meant or threatened."""
    return {w.said for _, w in words if w.kind == UNDONE}


def _by_role(words: Sequence[tuple[int, Word]]) -> list[int]:
    """The names, whoever did it first."""
    names = [(w.kind != DOER, at) for at, w in words if w.kind in NAMES]
    return list(dict.fromkeys(at for _, at in sorted(names, key=lambda pair: pair[0])))


def _paired(a: Sequence[str], b: Sequence[str]) -> tuple[list[tuple[int, Word]], list[tuple[int, Word]]]:
    """The words of both, each with a number that it shares with what is one with it."""
    known: list[Word] = []
    pair = []
    for stored in (a, b):
        numbered = []
        for w in map(word, stored):
            at = next((at for at, other in enumerate(known) if _one(w, other)), len(known))
            if at == len(known):
                known.append(w)
            numbered.append((at, w))
        pair.append(numbered)
    return pair[0], pair[1]


def _one(a: Word, b: Word) -> bool:
    """One word, or two of one meaning. A name has no other endings than a noun's, which has a capital in German."""
    if a.kind in FIRM or b.kind in FIRM:
        return a == b
    if a.said[:STEM] == b.said[:STEM] or (a.key and a.key == b.key):
        return True
    shared = next((at for at, (x, y) in enumerate(zip(a.said, b.said, strict=False)) if x != y), None)
    if shared is None:
        shared = min(len(a.said), len(b.said))
    left = len(a.said) - shared, len(b.said) - shared
    return shared >= SHARED and max(left) <= ENDING and not (a.kind and b.kind and min(left))
