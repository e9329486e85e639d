"""Records: dataclasses that the type checker holds frozen.

At run time nothing guards them, so that one is made in a quarter of the time: a claim has some thirty, and guarding
them took an eighth of all reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["mypyc_attr", "record", "replace"]
T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass as record
    from dataclasses import replace

    from mypy_extensions import mypyc_attr
else:
    from secondsource.replacing import replace

    mypyc_attr = None  # only the compiler asks for it (setup.py)

    def record(*, frozen: bool = False, slots: bool = False, unsafe_hash: bool = False) -> Callable[[type[T]], type[T]]:
        """As `dataclasses.dataclass`: equal by value, and hashable where `frozen`; but attributes may be set."""

        def made(cls: type[T]) -> type[T]:
            if not hasattr(cls, "__copy__"):
                cls.__copy__ = _copy
            if not slots:  # compiled (setup.py)
                cls.__reduce__ = _reduce
            return dataclass(slots=slots, unsafe_hash=frozen or unsafe_hash)(cls)

        return made

    def _copy(self: T) -> T:
        """How a record is copied, unless it knows itself (setup.py)."""
        kind = type(self)
        return kind(*_values(kind)(self))


@cache
def _values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """What gets the values of a record's fields, two or more, in their order."""
    return attrgetter(*(field.name for field in fields(kind)))


def _reduce(self: Any) -> tuple[type, tuple[Any, ...]]:
    """How a record that is compiled is pickled."""
    return type(self), tuple(getattr(self, field.name) for field in fields(self))
