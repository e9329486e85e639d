"""Which word stands at a character: known for every `STEP`th one, and from there counted on."""

from __future__ import annotations

STEP = 8


def near_of(start: list[int], length: int) -> list[int]:
    """For every `STEP`th character of a text, the first word that does not begin before it; `start`: of the words."""
    near: list[int] = []
    for at, begin in enumerate(start):
        while len(near) * STEP <= begin:
            near.append(at)
    return near + [len(start)] * (length // STEP + 1 - len(near))
