"""The dashboard and the rules beside a live monitor: a real Prometheus answers every query of them with data."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from schemas import topics
from streams import embedded
from streams.broker import Outgoing, Sender
from tests.conftest import needs
from tests.crew import ROOT, Crew, secondsource, until
from tests.ledger import feed_copies
from tests.wirecopy import copies

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.asyncio]
DEPLOY = ROOT / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "dashboards" / "secondsource.json").read_text(encoding="utf-8"))
#: Looks each second in place of each tenth.
CONFIG = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: ["{rules}"]
scrape_configs: [{{job_name: secondsource, static_configs: [{{targets: ["{monitor}"]}}]}}]
"""
WITHIN_S = 120.0


@pytest.fixture
def children() -> Iterator[list[subprocess.Popen[Any]]]:
    started: list[subprocess.Popen[Any]] = []
    yield started
    for child in started:
        child.kill()
        child.communicate()


def monitor(crew: Crew, children: list[subprocess.Popen[Any]]) -> str:
    """host:port of a monitor of that installation, as people start it."""
    command = [sys.executable, "-m", "streams.cli", "monitor", "--every", "1", "--port", "0"]
    environ = {**os.environ, **crew.addresses(), "PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    children.append(child)
    assert child.stdout is not None
    found = re.fullmatch(r"http://(.+)/metrics\n", child.stdout.readline())
    assert found
    return found[1]


def prometheus(binary: str, folder: Path, looks_at: str, children: list[subprocess.Popen[Any]]) -> str:
    """The address of a Prometheus with our rules."""
    config = folder / "prometheus.yml"
    config.write_text(CONFIG.format(rules=DEPLOY / "prometheus" / "rules.yml", monitor=looks_at), encoding="utf-8")
    address = f"127.0.0.1:{embedded.free_port()}"
    options = [f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address={address}"]
    children.append(embedded.spawn([binary, *options], folder / "prometheus.log"))
    return f"http://{address}/api/v1"


def decide(crew: Crew) -> None:
    """A claim is taken and a verdict given."""
    taken = json.loads(secondsource(crew, "next", "--json", "--as", "ana").stdout)
    done = secondsource(crew, "verdict", taken["id"], "confirmed", "--reason", "rang them", "--as", "ana")
    assert done.returncode == 0, done.stderr


async def rows(session: ClientSession, api: str, query: str) -> list[dict[str, Any]]:
    """What Prometheus answers; nothing while it starts. Fails on a query that it does not understand."""
    with suppress(ClientError):
        async with session.get(f"{api}/query", params={"query": query}) as answer:
            told = await answer.json()
            assert told["status"] == "success", (query, told)
            found: list[dict[str, Any]] = told["data"]["result"]
            return [row for row in found if not math.isnan(float(row["value"][1]))]
    return []


async def test_every_query_of_the_dashboard_is_answered_with_data(
    crew_of: Callable[..., Crew], tmp_path: Path, children: list[subprocess.Popen[Any]]
) -> None:
    binary = needs("prometheus", "prometheus")
    crew = crew_of()
    crew.start()
    sender = Sender(crew.kafka)
    await feed_copies(crew, copies(8))
    await sender.send([Outgoing(crew.prefix + topics.ARTICLES.name, b"poison", b"no article")])
    await sender.close()
    waits = '"priority"'
    await until(lambda: secondsource(crew, "queue", "--json", "--limit", "0").stdout.count(waits) == 8, 90, "read", 0.5)
    await asyncio.to_thread(decide, crew)
    crew.end()
    await feed_copies(crew, copies(3, start=8))  # what nobody reads is lag
    api = prometheus(binary, tmp_path, monitor(crew, children), children)
    wanted = {(t["expr"], t.get("legendFormat", "")) for panel in DASHBOARD["panels"] for t in panel["targets"]}
    async with ClientSession() as session:

        async def seen() -> bool:
            return bool(await rows(session, api, "secondsource_queue_time_to_verdict_seconds_bucket"))

        await until(seen, WITHIN_S, "Prometheus sees the monitor")
        await asyncio.to_thread(decide, crew)  # a rate needs a change

        async def answered() -> bool:
            for query, legend in sorted(wanted):
                if found := await rows(session, api, query):
                    assert all(set(re.findall(r"{{(\w+)}}", legend)) <= row["metric"].keys() for row in found), query
                    wanted.discard((query, legend))
            return not wanted

        try:
            await until(answered, WITHIN_S, "every query has data")
        finally:
            assert not wanted

        async def evaluated() -> bool:
            async with session.get(f"{api}/rules") as answer:
                rules = (await answer.json())["data"]["groups"][0]["rules"]
            assert all(rule["health"] != "err" for rule in rules), rules
            return all(rule["health"] == "ok" for rule in rules)

        await until(evaluated, WITHIN_S, "every rule is evaluated")
