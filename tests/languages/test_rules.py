"""Each rule has an example that fails without it: every rule of the ordered tables is taken out in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from benchmarks.examples import CODES, examples, faults, known_misses
from secondsource.attribution import frames
from secondsource.claims import noclaims, telling

TABLES: tuple[tuple[Any, str, Callable[[Any], str]], ...] = (
    (frames, "SHAPES", lambda row: row[1].__name__),
    (noclaims, "NONE", lambda row: row[1].__name__),
    (telling, "WAYS", lambda row: row[1].__name__),
)
RULES = [
    (module, table, at, name(row)) for module, table, name in TABLES for at, row in enumerate(getattr(module, table))
]


@pytest.fixture(autouse=True)
def shapes_as_they_are() -> Iterator[None]:
    """What is remembered of a table that a test has changed is forgotten after it."""
    yield
    forget()


def forget() -> None:
    for of_tags in (frames.shapes_of, noclaims.rules_of, telling.rules_of):
        of_tags.cache_clear()


def broken() -> bool:
    """Whether an example is read wrongly now that is not known to be."""
    return any(e["id"] not in known_misses(code) and faults(e, code) for code in CODES for e in examples(code))


@pytest.mark.parametrize(("module", "table", "at", "rule"), RULES, ids=[f"{r[1]}-{r[3]}" for r in RULES])
def test_without_the_rule_an_example_fails(
    monkeypatch: pytest.MonkeyPatch, module: Any, table: str, at: int, rule: str
) -> None:
    rows = getattr(module, table)
    monkeypatch.setattr(module, table, (*rows[:at], *rows[at + 1 :]))
    forget()
    assert broken(), f"no example needs {rule}: write one, or take the rule out for good"
