"""Many commands in one trip, where some may meet what somebody spoilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from workers import connection
from workers.errors import Damaged

#: Items in one trip.
PIECE = 500


async def answers(pipe: Any) -> list[Any]:
    """What a pipeline is answered, with a Damaged for each command that met a key of another type."""
    told: list[Any] = []
    for answer in await connection.call(pipe.execute(raise_on_error=False)):
        try:
            with connection.translated():
                if isinstance(answer, Exception):
                    raise answer
            told.append(answer)
        except Damaged as error:
            told.append(error)
    return told


def pieces(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """The ids in lists of PIECE."""
    listed = list(ids)
    for start in range(0, len(listed), PIECE):
        yield listed[start : start + PIECE]
