"""Burrow beside a broker, with the ZooKeeper that it will not start without. Both end with the `with` block.

Debian's (1.2.1, on PATH) asks with requests that Kafka 4 does not answer any more, so it is for Kafka 3; one of 1.9.5
or newer, named by $BURROW, is for Kafka 4.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from streams import embedded

ZOOKEEPER = (
    "org.apache.zookeeper:zookeeper:3.9.5",
    "io.dropwizard.metrics:metrics-core:4.1.12.1",
    "org.xerial.snappy:snappy-java:1.1.10.5",
)
#: As quick as Burrow can be set: it looks at ends and topics each second, and answers from a fresh evaluation.
CONFIG = """
[general]
pidfile="{folder}/burrow.pid"
[logging]
filename="{folder}/burrow.log"
level="info"
[zookeeper]
servers=["127.0.0.1:{zookeeper}"]
timeout=6
root-path="/burrow"
[client-profile.p]
client-id="burrow"
kafka-version="{speaks}"
[cluster.local]
class-name="kafka"
servers=["{kafka}"]
client-profile="p"
topic-refresh=1
offset-refresh=1
[consumer.local]
class-name="kafka"
cluster="local"
servers=["{kafka}"]
client-profile="p"
[evaluator.default]
class-name="caching"
expire-cache=1
[storage.default]
class-name="inmemory"
workers=4
intervals=10
expire-group=604800
min-distance=1
[httpserver.default]
address="127.0.0.1:{port}"
"""
START_S = 20.0


def older() -> str | None:
    """Debian's, where it is installed."""
    return shutil.which("Burrow")


def newer() -> str | None:
    """One that can read Kafka 4, where there is one."""
    return os.environ.get("BURROW")


class Burrow:
    """`with Burrow(binary, kafka, folder, speaks) as burrow: burrow.status(group)`. `speaks`: a version of Kafka."""

    def __init__(self, binary: str, kafka: str, folder: Path, speaks: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._binary, self._kafka, self._folder, self._speaks = binary, kafka, folder, speaks
        self._port, self._zookeeper = embedded.free_port(), embedded.free_port()
        self._children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Burrow:
        import jgo

        jars = {str(artifact.resolve()) for root in ZOOKEEPER for artifact in jgo.resolve(root)}
        java = [embedded.java(), "-Xmx64m", "-Dzookeeper.admin.enableServer=false", "-cp", os.pathsep.join(jars)]
        where = [str(self._zookeeper), str(self._folder / "zookeeper")]
        self._spawn([*java, "org.apache.zookeeper.server.ZooKeeperServerMain", *where], "zookeeper.log")
        embedded.wait_until(
            embedded.Server(self._children[0], "", self._folder / "zookeeper.log"), self._zookeeper_is_up, START_S, "ZK"
        )
        config = CONFIG.format(
            folder=self._folder, zookeeper=self._zookeeper, kafka=self._kafka, port=self._port, speaks=self._speaks
        )
        (self._folder / "burrow.toml").write_text(config, encoding="utf-8")
        self._spawn([self._binary, "--config-dir", str(self._folder)], "burrow.out")
        deadline = time.monotonic() + START_S
        while self.ask("/burrow/admin") is None and time.monotonic() < deadline:
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self._children):
            child.kill()
            child.wait()

    def _spawn(self, command: list[str], log: str) -> None:
        self._children.append(embedded.spawn(command, self._folder / log))

    def _zookeeper_is_up(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._zookeeper), timeout=1) as client:
            client.sendall(b"srvr")
            return client.recv(9) == b"Zookeeper"
        return False

    def ask(self, path: str) -> str | None:
        """The page, None where there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=3) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, OSError):
            return None

    def status(self, group: str) -> tuple[str, int | None]:
        """What it says of a group of one partition: the worst word, and the records."""
        page = self.ask(f"/v3/kafka/local/consumer/{group}/lag")
        if page is None:
            return "unknown group", None
        told: dict[str, Any] = json.loads(page)["status"]
        words = {told["status"], *(partition["status"] for partition in told["partitions"])}
        return "/".join(sorted(words - {"OK"})) or "OK", told["totallag"]
