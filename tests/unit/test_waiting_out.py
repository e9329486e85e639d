"""An outage is told once when it begins and once when it ends, and waited out."""

from __future__ import annotations

import logging

import pytest
from aiokafka.errors import KafkaConnectionError

from secondsource.errors import Unavailable
from streams import outages
from streams.outages import BLIP_S, Outage, Outages


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage().split(" ", 3)[2].strip(":") for record in caplog.records]


def test_an_outage_is_told_once_and_its_end_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = [0.0]
    outage = Outage("Redis", lambda: clock[0])
    for at in (0.0, BLIP_S, 5.0, 60.0):
        clock[0] = at
        outage.failed(Unavailable("Redis cannot be reached"))
    outage.worked()
    outage.worked()
    assert told(caplog) == ["gone", "back"]
    assert "after 60 s" in caplog.messages[1]


def test_a_blip_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    clock = [0.0]
    outage = Outage("Kafka", lambda: clock[0])
    for _ in range(5):  # moments far apart, each mended at once
        outage.failed(KafkaConnectionError())
        clock[0] += BLIP_S / 2
        outage.worked()
        clock[0] += 60
    assert told(caplog) == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "blamed"), [(KafkaConnectionError("no"), "Kafka"), (Unavailable("no"), "Redis"), (OSError("no"), None)]
)
async def test_what_fails_is_tried_again_until_it_works_and_other_errors_are_not(
    error: Exception, blamed: str | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outages, "BACKOFF_BASE_S", 0.001)
    monkeypatch.setattr(outages, "BLIP_S", 0.0)
    caplog.set_level(logging.WARNING)
    both, tries = Outages(), iter([error, error, None])

    async def attempt() -> str:
        failed = next(tries)
        if failed is not None:
            raise failed
        return "done"

    if blamed is None:
        with pytest.raises(OSError, match="no"):
            await both.ride_out(attempt, both.redis, both.kafka)
        return
    assert await both.ride_out(attempt, both.redis, both.kafka) == "done"
    assert [message.split(" ")[0] for message in caplog.messages] == [blamed, blamed]
