"""A broker that has just started says for a moment that it loads its groups: it is asked again, not given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from aiokafka.errors import CoordinatorLoadInProgressError

from streams import survey
from streams.survey import Survey

pytestmark = pytest.mark.asyncio
LOADING = CoordinatorLoadInProgressError.errno


class Answer(NamedTuple):
    error_code: int
    groups: Sequence[tuple[str, str]] = ()


class Broker:
    """Gives these answers, one a question."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.left = list(answers)

    async def send(self, node: int, request: Any) -> Answer:
        return self.left.pop(0)


def asked(answers: Sequence[Answer], monkeypatch: pytest.MonkeyPatch) -> Survey:
    monkeypatch.setattr(survey, "RETRY_S", 0)
    found = Survey("localhost:1")
    found._client, found._brokers = Broker(answers), [1]
    return found


async def test_a_broker_that_loads_its_groups_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [Answer(LOADING), Answer(LOADING), Answer(0, [("desk", "consumer")])]
    assert await asked(answers, monkeypatch).groups() == ["desk"]


async def test_a_broker_that_loads_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CoordinatorLoadInProgressError):
        await asked([Answer(LOADING)] * survey.TRIES, monkeypatch).groups()
