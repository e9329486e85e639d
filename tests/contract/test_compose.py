"""The compose file, held true where no Docker runs: its commands are started natively with its own environment.

What differs from a container is replaced, and nothing else: host names, ports, the data folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientError, ClientSession

from streams import embedded, jars
from streams.feed import Piece, feed
from tests.conftest import needs, or_skip
from tests.crew import until
from workers.queue import ClaimQueue
from workers.records import Filter, Row

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
COPY = b"Selon une source proche du dossier, trois cadres seraient vis\xc3\xa9s par l'enqu\xc3\xaate."


class Native:
    """The services of the compose file as processes of this machine."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack
        self._ports: dict[str, str] = {}

    def _port(self, port: str) -> str:
        return self._ports.setdefault(port, str(embedded.free_port()))

    def here(self, value: str) -> str:
        """A value of the compose file as it must read on this machine."""
        value = re.sub(r"\b(kafka|redis|localhost|0\.0\.0\.0):(\d+)", lambda m: f"127.0.0.1:{self._port(m[2])}", value)
        return value.replace("/var/lib/kafka/data", str(self.folder / "data"))

    def environment(self, service: str) -> dict[str, str]:
        """The environment of a service, and nothing of ours but the path."""
        given = {name: self.here(value) for name, value in COMPOSE[service]["environment"].items()}
        return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **given}

    def keep(self, server: embedded.Server) -> embedded.Server:
        self._stack.callback(server.kill)
        return server

    def kafka(self) -> embedded.Server:
        """The broker as its image starts it: KAFKA_* variables to a configuration, then kafka.Kafka."""
        classpath = os.pathsep.join(map(str, jars.classpath()))
        folders = [self.folder / name for name in ("defaults", "mounted", "final")]
        for folder in folders:
            folder.mkdir(parents=True)
        for name in ("server.properties", "log4j2.yaml", "tools-log4j2.yaml"):
            (folders[0] / name).write_text("", encoding="utf-8")
        java = [embedded.java(), *embedded.JVM, "-cp", classpath]
        wrapper = ["--default-configs-dir", "--mounted-configs-dir", "--final-configs-dir"]
        setup = [*java, "kafka.docker.KafkaDockerWrapper", "setup"]
        for option, folder in zip(wrapper, folders, strict=True):
            setup += [option, str(folder)]
        environment = self.environment("kafka") | {"CLUSTER_ID": "5L6g3nShT-eMCtK--X86sw"}
        subprocess.run(setup, env=environment, check=True, capture_output=True, timeout=60)
        logging = self.folder / "log4j2.properties"
        logging.write_text((ROOT / "streams" / "kafka-log.properties").read_text(encoding="utf-8"), encoding="utf-8")
        run = [*java[:1], f"-Dlog4j2.configurationFile={logging}", *java[1:]]
        log = self.folder / "kafka.log"
        process = embedded.spawn([*run, "kafka.Kafka", str(folders[2] / "server.properties")], log, environment)
        server = self.keep(embedded.Server(process, f"127.0.0.1:{self._port('19092')}", log))
        return embedded.wait_until(server, lambda: embedded.STARTED in log.read_bytes(), 60, "Kafka")

    def redis(self) -> embedded.Server:
        """Redis with the command of the compose file."""
        _, *options = COMPOSE["redis"]["command"]
        port = int(self._port("6379"))
        command = [embedded.redis_binary(), "--port", str(port), "--dir", str(self.folder), *options]
        process = embedded.spawn(command, self.folder / "redis.log")
        server = self.keep(embedded.Server(process, f"redis://127.0.0.1:{port}/0", self.folder / "redis.log"))
        return embedded.wait_until(server, lambda: embedded.answers(port), 30, "Redis")

    def ours(self, service: str, *more: str) -> embedded.Server:
        """A service of our own image with its command and its environment."""
        program, *options = COMPOSE[service]["command"]
        assert program == "secondsource"
        environment = self.environment(service) | {"PYTHONPATH": str(ROOT)}
        log = self.folder / f"{service}.log"
        process = embedded.spawn([sys.executable, "-m", "streams.cli", *options, *more], log, environment)
        return self.keep(embedded.Server(process, "", log))

    def prometheus(self, binary: str, monitor: str) -> str:
        """Prometheus with the folder that is mounted; its address."""
        mounted = [volume.partition(":")[0] for volume in COMPOSE["prometheus"]["volumes"]]
        assert "./deploy/prometheus" in mounted
        folder = self.folder / "etc"
        shutil.copytree(ROOT / "deploy" / "prometheus", folder)
        config = folder / "prometheus.yml"
        text = config.read_text(encoding="utf-8")
        assert "monitor:9308" in text
        config.write_text(text.replace("monitor:9308", monitor), encoding="utf-8")
        address = f"127.0.0.1:{embedded.free_port()}"
        options = [f"--config.file={config}", f"--storage.tsdb.path={self.folder / 'tsdb'}"]
        log = self.folder / "prometheus.log"
        process = embedded.spawn([binary, *options, f"--web.listen-address={address}"], log)
        self.keep(embedded.Server(process, address, log))
        return address


@pytest.fixture
def native(tmp_path: Path) -> Iterator[Native]:
    with ExitStack() as stack:
        yield Native(tmp_path, stack)


@pytest.mark.kafka
@pytest.mark.redis
@pytest.mark.asyncio
async def test_the_services_work_together_as_composed(native: Native) -> None:
    kafka = or_skip(native.kafka)
    redis = or_skip(native.redis)
    assert native.environment("worker")["KAFKA_BOOTSTRAP_SERVERS"] == kafka.address
    assert native.environment("worker")["REDIS_URL"] == redis.address
    native.ours("worker")
    await feed([Piece("one", COPY)], kafka.address)
    queue = await ClaimQueue.open(redis.address)  # refuses a server that would lose claims
    try:
        rows: list[Row] = []

        async def waiting() -> bool:
            rows[:] = (await queue.page(Filter(state="waiting"))).rows
            return bool(rows)

        await until(waiting, 90, "a claim waits")
    finally:
        await queue.close()
    assert rows[0].item.kind == "anonymous"


@pytest.mark.kafka
@pytest.mark.redis
@pytest.mark.asyncio
async def test_prometheus_sees_the_servers_through_the_monitor(native: Native) -> None:
    binary = needs("prometheus", "prometheus")
    or_skip(native.kafka)
    or_skip(native.redis)
    port = str(embedded.free_port())
    native.ours("monitor", "--port", port)
    prometheus = native.prometheus(binary, f"127.0.0.1:{port}")
    async with ClientSession() as session:
        seen: list[dict[str, Any]] = []

        async def both() -> bool:
            with suppress(ClientError):
                seen[:] = await rows_of(session, f"http://{prometheus}/api/v1", "secondsource_up == 1")
            return len(seen) >= 2

        await until(both, 90, "Prometheus sees both servers", every_s=0.2)
        assert {row["metric"]["server"] for row in seen} == {"kafka", "redis"}
        async with session.get(f"http://{prometheus}/api/v1/rules") as answer:
            rules = (await answer.json())["data"]["groups"][0]["rules"]
    assert {rule["health"] for rule in rules} <= {"ok", "unknown"}


async def rows_of(session: ClientSession, api: str, query: str) -> list[dict[str, Any]]:
    """The rows that Prometheus answers a query with."""
    async with session.get(f"{api}/query", params={"query": query}) as answer:
        found: list[dict[str, Any]] = (await answer.json())["data"]["result"]
        return found


def test_redis_keeps_what_it_is_given() -> None:
    command = " ".join(COMPOSE["redis"]["command"])
    assert "--appendfsync always" in command
    assert "--maxmemory-policy noeviction" in command


def test_nothing_is_open_to_the_network() -> None:
    published = [port for service in COMPOSE.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
