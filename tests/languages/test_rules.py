"""Each rule has an example that fails without it: every rule of the ordered tables is taken out in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
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
        table.remembered.clear()


#: A rule: its table, and its place there.
Place = tuple[str, int]
#: An example that is read rightly, and its language.
Example = tuple[dict[str, Any], str]


@cache
def decided() -> dict[Place, list[Example]]:
    """The examples in which each rule holds somewhere: without it, all others are read as they are."""
    found: dict[Place, list[Example]] = {(name, at): [] for name, at, _ in RULES}
    held: set[Place] = set()

    def noting(rule: Callable[..., Any], place: Place) -> Callable[..., Any]:
        def noted(*args: Any) -> Any:
            answer = rule(*args)
            if answer is not None and answer is not False:
                held.add(place)
            return answer

        return noted

    with pytest.MonkeyPatch.context() as patch:
        for name, table in TABLES.items():
            rows = [
                (noting(rule, (name, at)) if name == "SHAPES" else (rule[0], noting(rule[1], (name, at))), tags)
                for at, (rule, tags) in enumerate(table.rows)
            ]
            patch.setattr(table, "rows", tuple(rows))
        forget()
        for code in CODES:
            for example in examples(code):
                held.clear()
                wrong, known = faults(example, code), example["id"] in known_misses(code)
                assert known or not wrong
                for place in () if known else held:
                    found[place].append((example, code))
    forget()
    return found


@pytest.mark.parametrize(("name", "at", "rule"), RULES, ids=[f"{r[0]}-{r[2]}" for r in RULES])
def test_without_the_rule_an_example_fails(monkeypatch: pytest.MonkeyPatch, name: str, at: int, rule: str) -> None:
    affected = decided()[name, at]
    table = TABLES[name]
    monkeypatch.setattr(table, "rows", (*table.rows[:at], *table.rows[at + 1 :]))
    forget()
    assert any(faults(example, code) for example, code in affected), (
        f"no example needs {rule}: write one, or take the rule out for good"
    )
