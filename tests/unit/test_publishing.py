"""What is no event of the desk goes to the dead letters, with its reason and its bytes, and is named."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import pytest

from schemas import topics
from schemas.dead_letter import DeadLetter
from streams.broker import Outgoing
from streams.publishing import Publisher
from tests.contract.desks import MemoryDesk, an_item
from workers.policy import Policy
from workers.relay import UNFIT, relay


class Sent:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.records: list[Outgoing] = []

    async def send(self, records: Sequence[Outgoing]) -> None:
        self.records += records


@pytest.mark.asyncio
async def test_a_record_with_its_reason_and_its_bytes(caplog: pytest.LogCaptureFixture) -> None:
    desk, sender = MemoryDesk("main", Policy()), Sent()
    anything: Any = sender
    await desk.queue.push(an_item())
    desk.queue._shelf.log_event({"id": "c1", "who": None})
    with caplog.at_level(logging.WARNING, "secondsource"):
        assert await relay(desk.queue, Publisher(anything, "x-")) == 1  # type: ignore[arg-type]
    dead = [record for record in sender.records if record.topic == "x-" + topics.DEAD_LETTERS.name]
    letter = DeadLetter.from_record(dead[0].key, dead[0].value, dead[0].headers)
    assert (letter.reason, letter.value, str(letter.origin)) == (UNFIT, b'{"id": "c1", "who": null}', "audit.main-0-2")
    assert len(caplog.messages) == 1
    assert "audit.main-0-2: bad-desk-event" in caplog.messages[0]
    assert [record.topic for record in sender.records if record not in dead] == ["x-" + topics.DESK_EVENTS.name]
