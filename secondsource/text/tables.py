"""Ordered tables of rules: the first that holds decides. Which may hold is known from the tags that are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from secondsource.text.lexicon import NONE, Tags

Rule = TypeVar("Rule")
Told = TypeVar("Told")
#: So many sets of tags are remembered with the rules that may hold there.
REMEMBERED = 1 << 14


class Table(Generic[Rule]):
    """Rules in their order, each with the tags of which it wants one to be there; with none, it may always hold."""

    def __init__(self, *rows: tuple[Rule, str]) -> None:
        self.rows = tuple((rule, frozenset(tags.split())) for rule, tags in rows)
        self.wanted: Tags = NONE.union(*(tags for _, tags in self.rows))
        self.remembered: dict[Tags, tuple[Rule, ...]] = {}

    def of(self, tags: Tags) -> tuple[Rule, ...]:
        """The rules that may hold where these tags are."""
        found = self.remembered.get(tags)
        if found is None:
            if len(self.remembered) == REMEMBERED:
                self.remembered.clear()
            found = tuple([rule for rule, wanted in self.rows if not (wanted and wanted.isdisjoint(tags))])
            self.remembered[tags] = found
        return found


def decide(table: Table[tuple[str, Callable[[Told], bool]]], tags: Tags, told: Told) -> str:
    """What the first rule that holds is called; "" where none does."""
    for name, rule in table.of(tags & table.wanted):
        if rule(told):
            return name
    return ""
