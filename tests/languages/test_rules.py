"""Each rule has an example that fails without it: every rule of the ordered tables is taken out in turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.examples import CODES, examples, faults, known_misses
from secondsource.attribution import frames
from secondsource.claims import noclaims, telling
from secondsource.text.tables import Table

TABLES: dict[str, Table[Any]] = {"SHAPES": frames.SHAPES, "NONE": noclaims.NONE, "WAYS": telling.WAYS}
RULES = [
    (name, at, (rule if name == "SHAPES" else rule[1]).__name__)
    for name, table in TABLES.items()
    for at, (rule, _) in enumerate(table.rows)
]


@pytest.fixture(autouse=True)
def shapes_as_they_are() -> Iterator[None]:
    """What is remembered of a table that a test has changed is forgotten after it."""
    yield
    forget()


def forget() -> None:
    for table in TABLES.values():
        table.of.cache_clear()


def broken() -> bool:
    """Whether an example is read wrongly now that is not known to be."""
    return any(e["id"] not in known_misses(code) and faults(e, code) for code in CODES for e in examples(code))


@pytest.mark.parametrize(("name", "at", "rule"), RULES, ids=[f"{r[0]}-{r[2]}" for r in RULES])
def test_without_the_rule_an_example_fails(monkeypatch: pytest.MonkeyPatch, name: str, at: int, rule: str) -> None:
    table = TABLES[name]
    monkeypatch.setattr(table, "rows", (*table.rows[:at], *table.rows[at + 1 :]))
    forget()
    assert broken(), f"no example needs {rule}: write one, or take the rule out for good"
