"""Reading a topic to its end: a broker that goes amid it is told, not waited for."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from secondsource.errors import Unavailable
from streams import embedded, log
from streams.broker import Outgoing, Sender
from tests.conftest import or_skip

pytestmark = pytest.mark.kafka
RECORDS = 60


@pytest.mark.asyncio
async def test_a_broker_that_hangs_amid_reading_is_told(
    tmp_path: Path, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "SILENT_S", 1.0)
    server = or_skip(lambda: embedded.start_kafka(tmp_path, more="\nauto.create.topics.enable=true\n"))
    sender = Sender(server.address)
    try:
        await sender.send([Outgoing(unique, None, bytes(log.FETCH_BYTES // 5))] * RECORDS)
        read: list[object] = []

        async def read_all() -> None:
            async for record in log.records(server.address, unique):
                read.append(record)
                os.kill(server.pid, signal.SIGSTOP)

        with pytest.raises(Unavailable, match=f"tells no more of {unique}"):
            await read_all()
        assert 0 < len(read) < RECORDS
    finally:
        os.kill(server.pid, signal.SIGCONT)
        await sender.close()
        server.kill()
