"""The policy of a desk: weights, tables and thresholds, read from TOML and checked."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from secondsource.errors import BadConfiguration
from secondsource.text.data import parse, read

TABLES = ("weakness", "grade", "special", "flags", "salience", "interest", "harm", "reach", "deadline", "novelty")
ALL = ("threshold", *TABLES)
#: The hours of a deadline: a year.
HOURS_MAX = 8760


@dataclass(frozen=True)
class Policy:
    """Every number lies in [0, 1], but for the threshold (0..100) and the hours of the deadline (1..8760)."""

    threshold: int
    weakness: dict[str, float]
    grade: dict[str, float]
    special: dict[str, float]
    flags: dict[str, float]
    salience: dict[str, float]
    interest: dict[str, float]
    harm: dict[str, float]
    reach: dict[str, float]
    deadline: dict[str, float]
    novelty: dict[str, float]


@cache
def load(path: str | None = None) -> Policy:
    """The policy of a file, laid over the default one. Raises BadConfiguration naming what is wrong."""
    tables = read("policy", "default.toml", package="secondsource")
    if path is not None:
        own = Path(path)
        if not own.is_file():
            raise BadConfiguration(f"no policy file {path}")
        try:
            content = own.read_bytes()
        except OSError as error:
            raise BadConfiguration(f"cannot read {path}: {error.strerror}") from error
        _lay(tables, parse(content, path), path)
    return Policy(**{name: tables[name] for name in ALL})


def _lay(tables: dict[str, Any], own: dict[str, Any], path: str) -> None:
    for name, value in own.items():
        if name == "threshold":
            if type(value) is not int or not 0 <= value <= 100:
                raise BadConfiguration(f"{path}: threshold must be a whole number from 0 to 100")
            tables[name] = value
            continue
        if name not in TABLES or not isinstance(value, dict):
            near = [] if name in TABLES else get_close_matches(name, ALL, 1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise BadConfiguration(f"{path}: there is no table {name!r}; {meant}there are {', '.join(ALL)}")
        for key, number in value.items():
            if key not in tables[name]:
                raise BadConfiguration(f"{path}: there is no {key!r} in [{name}]")
            tables[name][key] = _number(number, f"{path}: {name}.{key}", hours=key == "hours")


def _number(given: object, place: str, *, hours: bool) -> float:
    """A number of a table, in [0, 1], or hours: more than the one within which all is urgent, and at most a year."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not given >= 0:  # nan is not
        raise BadConfiguration(f"{place} must be a number of 0 or more")
    if not hours and given > 1:
        raise BadConfiguration(f"{place} must be at most 1")
    if hours and not 1 < given <= HOURS_MAX:
        raise BadConfiguration(f"{place} must be more than 1, and at most {HOURS_MAX}")
    return float(given)
