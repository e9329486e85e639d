"""Every command that talks to Kafka, on a broker that asks who you are."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams import stack
from streams.access import variable
from tests import secured
from tests.acceptance.test_commands import lag_of
from tests.conftest import or_skip
from tests.shell import CLEAN, ROOT, lines, run, until

pytestmark = [pytest.mark.kafka, pytest.mark.redis]
SCRAM = {
    variable("security.protocol"): "SASL_PLAINTEXT",
    variable("sasl.username"): secured.USER,
    variable("sasl.password"): secured.PASSWORD,
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[secured.Secured]:
    folder = tmp_path_factory.mktemp("secured")
    made: list[secured.Secured] = []

    def start() -> secured.embedded.Server:
        made.append(secured.start(folder))
        return made[0].server

    server = or_skip(start)
    yield made[0]
    server.kill()


def test_the_whole_way_with_a_user_and_a_password(broker: secured.Secured, redis_url: str, tmp_path: Path) -> None:
    given = {**SCRAM, stack.KAFKA: broker.scram, stack.REDIS: redis_url, "SECONDSOURCE_PREFIX": "scram-"}
    given["SECONDSOURCE_DESK"] = "scram"
    command = [sys.executable, "-m", "streams.cli", "up", "--workers", "1"]
    with (tmp_path / "up.log").open("wb") as log:
        up = subprocess.Popen(
            command, cwd=tmp_path, env={**CLEAN, **given, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log
        )
    try:
        assert len(lines(run(tmp_path, "feed", str(ROOT / "examples" / "first"), "--json", **given))) == 25
        until(lambda: lag_of(tmp_path, **given) == 0, "the stream does not come to rest")
        taken = lines(run(tmp_path, "next", "--json", "--as", "ana", **given))[0]
        verdict = ["verdict", taken["id"], "confirmed", "--reason", "rang them", "--as", "ana"]
        done = run(tmp_path, *verdict, **given)
        assert done.returncode == 0, done.stderr
        assert "not yet in the log" not in done.stderr
        for args in (["dead-letters", "list"], ["dial", "60"], ["verify"], ["rebuild", "--replace"]):
            done = run(tmp_path, *args, **given)
            assert done.returncode == 0, (args, done.stderr)
        way = json.loads(run(tmp_path, "lag", "--way", "--json", **given).stdout)
        assert way["way"]["steps"][-1]["count"] == 1
        assert {group["members"] for group in way["groups"]} == {1}
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(60)


def test_the_monitor_looks_with_a_user_and_a_password(broker: secured.Secured, redis_url: str, tmp_path: Path) -> None:
    port = str(secured.embedded.free_port())
    given = {**CLEAN, **SCRAM, stack.KAFKA: broker.scram, stack.REDIS: redis_url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "streams.cli", "monitor", "--port", port, "--every", "0.2", "--group", "*"]
    monitor = subprocess.Popen(command, cwd=tmp_path, env=given, stdout=subprocess.DEVNULL)
    try:
        until(lambda: ready(port), "it is never ready")
    finally:
        monitor.send_signal(signal.SIGINT)
        monitor.wait(60)


def ready(port: str) -> bool:
    """Whether both servers answered its last look."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def tls(broker: secured.Secured, *without: str) -> list[str]:
    """Settings of TLS with a certificate of our own, for the command line."""
    given = {
        "security.protocol": "SSL",
        "ssl.ca.location": str(broker.folder / "ca.pem"),
        "ssl.certificate.location": str(broker.folder / "desk.pem"),
    }
    return [part for name, value in given.items() if name not in without for part in ("-X", f"{name}={value}")]


def scram(broker: secured.Secured) -> list[str]:
    given = {
        "security.protocol": "SASL_SSL",
        "sasl.username": secured.USER,
        "sasl.password": secured.PASSWORD,
        "ssl.ca.location": str(broker.folder / "ca.pem"),
    }
    return [part for name, value in given.items() for part in ("-X", f"{name}={value}")]


def looking(folder: Path, address: str, given: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    redis = "redis://127.0.0.1:9/0"
    return run(folder, *given, "lag", "--group", "*", **{stack.KAFKA: address, stack.REDIS: redis}, **more)


def test_tls_from_the_command_line(broker: secured.Secured, tmp_path: Path) -> None:
    for address, given in ((broker.tls, tls(broker)), (broker.both, scram(broker))):
        done = looking(tmp_path, address, given)
        assert done.returncode == 0, done.stderr


def test_who_is_not_let_in_is_told_why_in_one_line_without_the_password(
    broker: secured.Secured, tmp_path: Path
) -> None:
    wrong = SCRAM | {variable("sasl.password"): "another-word"}
    plain = SCRAM | {variable("sasl.mechanism"): "PLAIN"}
    elsewhere = broker.both.replace("127.0.0.1", "localhost")  # not in the certificate
    for done, said in (
        (looking(tmp_path, broker.scram, [], **wrong), "it refuses the user or the password"),
        (looking(tmp_path, broker.scram, [], **plain), "it does not take PLAIN"),
        (looking(tmp_path, broker.scram, []), "is security.protocol right?"),
        (looking(tmp_path, broker.scram, tls(broker)), "is security.protocol right?"),
        (looking(tmp_path, broker.tls, []), "it speaks TLS"),
        (looking(tmp_path, broker.tls, tls(broker, "ssl.certificate.location")), "our certificate"),
        (looking(tmp_path, broker.tls, tls(broker, "ssl.ca.location")), "its certificate is not trusted"),
        (looking(tmp_path, elsewhere, scram(broker)), "its certificate is not trusted"),
        (looking(tmp_path, "nowhere.invalid:9", []), "reached: there is no such host"),
        (looking(tmp_path, f"127.0.0.1:9,{broker.scram}", [], **wrong), f"at {broker.scram} it refuses the user"),
    ):
        assert done.returncode == 2, done.stdout
        assert done.stderr.startswith("secondsource: Kafka at ")
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert "another-word" not in done.stderr
