"""What is no event of the desk goes to the dead letters, with its reason and its bytes, and is named."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import pytest
from click.testing import CliRunner

from schemas import topics
from schemas.claims import Origin
from schemas.dead_letter import DeadLetter
from secondsource.errors import SecondsourceError
from streams.broker import Outgoing
from streams.cli import secondsource
from streams.commands import dead_letters
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


def test_it_is_not_sent_back(monkeypatch: pytest.MonkeyPatch) -> None:
    origin = Origin(topic="audit.main", partition=0, offset=2)
    letter = DeadLetter(reason=UNFIT, detail="", origin=origin, at_ms=2, key=None, value=b"{")
    monkeypatch.setattr(dead_letters, "_letters", lambda: [letter])
    done = CliRunner().invoke(secondsource, ["dead-letters", "replay", "--reason", UNFIT])
    assert isinstance(done.exception, SecondsourceError)
    assert "nowhere to send it back" in str(done.exception)


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
