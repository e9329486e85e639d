"""A broker that has just started says for a moment that it loads its groups: it is asked again, not given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from aiokafka.errors import ClusterAuthorizationFailedError, CoordinatorLoadInProgressError

from streams import coordinators
from streams.coordinators import Coordinators

pytestmark = pytest.mark.asyncio
LOADING = CoordinatorLoadInProgressError.errno


class Answer(NamedTuple):
    error_code: int
    groups: Sequence[tuple[str, str]] = ()


class Broker:
    """The only one. Gives these answers, one a question."""

    nodes = (1,)

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.left = list(answers)

    async def ask(self, node: int, request: Any) -> Answer:
        return self.left.pop(0)


def asked(answers: Sequence[Answer], monkeypatch: pytest.MonkeyPatch) -> Coordinators:
    monkeypatch.setattr(coordinators, "RETRY_S", 0)
    return Coordinators(Broker(answers))  # type: ignore[arg-type]


async def test_a_broker_that_loads_its_groups_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    loading = asked([Answer(LOADING), Answer(LOADING), Answer(0, [("desk", "consumer")])], monkeypatch)
    assert await loading.groups() == {"desk"}
    assert not loading.loading


async def test_of_a_broker_that_loads_for_ever_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    loading = asked([Answer(LOADING)] * coordinators.TRIES, monkeypatch)
    assert await loading.groups() == set()
    assert loading.loading == {1}


async def test_that_groups_may_not_be_listed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ClusterAuthorizationFailedError):
        await asked([Answer(ClusterAuthorizationFailedError.errno)], monkeypatch).groups()
