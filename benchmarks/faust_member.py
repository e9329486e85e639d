"""A Faust worker that acknowledges so many records and then does nothing: `python -m benchmarks.faust_member …`.

Arguments: bootstrap servers, group, topic, records to acknowledge. For each line on stdin it prints the lag that Faust
itself tells (faust.sensors.metrics), or null.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import tempfile
from typing import Any

import faust
from faust.sensors.metrics import performance_metrics


def lag_of(app: faust.App) -> int | None:
    """Faust's figure over all partitions; None before it has any."""
    told: dict[str, Any] = json.loads(json.dumps(performance_metrics(app)))
    return next((value["lag_total"] for value in told.values() if "lag_total" in value), None)


async def main(kafka: str, group: str, topic: str, acknowledge: int) -> None:
    app = faust.App(
        group,
        broker=f"aiokafka://{kafka}",
        store="memory://",
        datadir=tempfile.mkdtemp(),
        value_serializer="raw",
        topic_disable_leader=True,
        topic_allow_declare=False,
        stream_wait_empty=False,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=6.0,
        broker_heartbeat_interval=1.0,
        broker_commit_interval=0.5,
        web_enabled=False,
    )
    app.in_worker = True
    done = asyncio.Event()

    async def agent(stream: Any) -> None:
        left = acknowledge
        async for event in stream.noack().events():
            if not left:
                await asyncio.Event().wait()
            await stream.ack(event)
            left -= 1
            if not left:
                done.set()

    app.agent(app.topic(topic, value_serializer="raw", internal=False), concurrency=1)(agent)
    running = asyncio.ensure_future(app.start())
    if acknowledge:
        await done.wait()
    else:
        while not app.monitor.tp_read_offsets:
            await asyncio.sleep(0.1)
    await asyncio.sleep(1.0)  # its commit
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(lag_of(app)), flush=True)
    running.cancel()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    kafka, group, topic, acknowledge = sys.argv[1:]
    asyncio.run(main(kafka, group, topic, int(acknowledge)))
    os._exit(0)
