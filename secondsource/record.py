"""Records: dataclasses that the type checker holds frozen.

At run time nothing guards them, so that one is made in a quarter of the time: a claim has some thirty, and guarding
them took an eighth of all reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

__all__ = ["record"]
T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool = False, slots: bool = False) -> Callable[[type[T]], type[T]]:
        """As `dataclasses.dataclass`: equal by value, and hashable where `frozen`; but attributes may be set."""
        return dataclass(slots=slots, unsafe_hash=frozen)
