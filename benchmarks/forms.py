"""The forms that may say hearsay, against treebanks: French conditional, German Konjunktiv, Italian condizionale.

The gold is the feature Mood of Universal Dependencies. A form counts where it stands, by its first character. All
persons are counted, and the third apart: nobody tells hearsay in the first, and the engine does not look for it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import floors
from secondsource import load
from secondsource.text.mood import moods
from secondsource.text.phrases import finite
from secondsource.text.words import words_of

#: Language -> the feature that is gold, and what of ours is meant to be it: forms of moods.py, and a finite verb that
#: "could" ("könnte"), which is how the subjunctive of a modal is read.
MOODS = {
    "fr": ("Mood=Cnd", frozenset({"conditional"})),
    "de": ("Mood=Sub", frozenset({"konjunktiv1", "konjunktiv2", "could"})),
    "it": ("Mood=Cnd", frozenset({"conditional"})),
}
THIRD = "Person=3"


class Count(NamedTuple):
    """Of one sentence: forms that are right, forms that we name, forms that the treebank names."""

    right: int
    ours: int
    gold: int


def sentences(conllu: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(text, words with their features) of each sentence; a word that is several has the features of all."""
    for block in conllu.split("\n\n"):
        text = ""
        words: list[tuple[str, str]] = []
        until = 0
        for line in block.splitlines():
            if line.startswith("# text = "):
                text = line.removeprefix("# text = ")
            columns = line.split("\t")
            if line.startswith("#") or "." in columns[0]:
                continue
            if "-" in columns[0]:
                until = int(columns[0].split("-")[1])
                words.append((columns[1], ""))
            elif int(columns[0]) <= until:
                words[-1] = words[-1][0], f"{words[-1][1]}|{columns[5]}"
            else:
                words.append((columns[1], columns[5]))
        if text:
            yield text, words


def gold(text: str, words: Sequence[tuple[str, str]], wanted: frozenset[str]) -> set[int]:
    """Where the words with all these features begin in their text."""
    found: set[int] = set()
    at = 0
    for word, features in words:
        begin = text.find(word, at)
        if begin < 0:
            continue  # a word that is not written so
        at = begin + len(word)
        if wanted <= set(features.split("|")):
            found.add(begin)
    return found


def ours(text: str, code: str) -> set[int]:
    """Where the forms begin that our reader of moods sees."""
    words = words_of(text, load(code))
    read = {mood.first for mood in moods(words, 0, len(words)) if mood.form in MOODS[code][1]}
    hedges = {at for at, tags in enumerate(words.tags) if not tags.isdisjoint(MOODS[code][1]) and "could" in tags}
    return {words.start[at] for at in read | {at for at in hedges if finite(words, at)}}


def floor(text: str, code: str) -> set[int]:
    return {found.start() for found in re.finditer(floors.MOODS[code], text)}


def counted(files: Sequence[Path], code: str, *, third: bool) -> tuple[list[Count], list[Count]]:
    """(ours, the floor's) of each sentence of the treebanks.

    `third`: of the third person alone; forms of another person are then neither right nor wrong.
    """
    rows: tuple[list[Count], list[Count]] = ([], [])
    feature = frozenset({MOODS[code][0]})
    for file in files:
        for text, words in sentences(file.read_text(encoding="utf-8")):
            every = gold(text, words, feature)
            wanted = gold(text, words, feature | {THIRD}) if third else every
            for row, found in zip(rows, (ours(text, code), floor(text, code)), strict=True):
                counting = found - (every - wanted)
                row.append(Count(len(wanted & counting), len(counting), len(wanted)))
    return rows
