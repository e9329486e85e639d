"""The files of data beside the code, TOML: what one lacks, or has of another kind, is told with file and key."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from secondsource.errors import BadConfiguration

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

#: Where the words of the languages are.
LANG = "secondsource.lang"
#: What a value must be, in words.
KINDS = {str: "a string", int: "a whole number", bool: "true or false", list: "a list of strings", dict: "a table"}


class Part(dict[str, Any]):
    """A table of a file. What it lacks is a BadConfiguration, and no KeyError that names no file."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        super().__init__(values)
        self.place = place

    def __missing__(self, key: str) -> Any:
        raise BadConfiguration(f"{self.place}: there is no {key!r}")


def parse(content: bytes, name: str) -> dict[str, Any]:
    """A TOML file. Raises BadConfiguration with the file's name."""
    try:
        return tomllib.loads(content.decode())
    except RecursionError:
        raise BadConfiguration(f"{name}: nested too deep") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{name}: {error}") from None
    except ValueError:  # of Python itself: a whole number of thousands of digits
        raise BadConfiguration(f"{name}: a number in it is too long to be read") from None


def read(*path: str, package: str = LANG) -> Part:
    """A file of a package. Raises BadConfiguration."""
    name = "/".join((*package.split(".")[1:], *path))
    try:
        content = files(package).joinpath(*path).read_bytes()
    except OSError as error:
        raise BadConfiguration(f"cannot read {name}: {error.strerror}") from error
    found = parse(content, name)
    return Part({key: _part(value, f"{name}: [{key}]") for key, value in found.items()}, name)


def _part(value: Any, place: str) -> Any:
    return Part(value, place) if isinstance(value, dict) else value


def words(*path: str) -> Part:
    """A file of strings. Raises BadConfiguration, as the next two do."""
    return rules({}, *path)


def tables(*path: str, package: str = LANG) -> Part:
    """A file of tables of strings."""
    found = read(*path, package=package)
    for name, table in found.items():
        _hold(table, dict, f"{found.place}: {name}")
        for key, value in table.items():
            _hold(value, str, f"{found.place}: [{name}] {key}")
    return found


def rules(kinds: Mapping[str, type], *path: str) -> Part:
    """A file of strings, but for the keys that are of another kind: lists and tables are of strings."""
    found = read(*path)
    for key, value in found.items():
        _hold(value, kinds.get(key, str), f"{found.place}: {key}")
        parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
        for part in parts:
            for one in part.values() if isinstance(part, dict) else (part,):
                _hold(one, str, f"{found.place}: {key}: what is in it")
    return found


def _hold(value: object, kind: type, place: str) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadConfiguration(f"{place} must be {KINDS[kind]}")


def pattern(rule: str, place: str) -> re.Pattern[str]:
    """A regular expression of a file. Raises BadConfiguration."""
    try:
        return re.compile(rule)
    except re.error as error:
        raise BadConfiguration(f"{place}: {rule!r} is no regular expression: {error}") from None
