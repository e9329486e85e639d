"""Who we are to Kafka: from the environment and the command line, with errors that name the setting."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiokafka.conn import collect_hosts

from secondsource.errors import BadConfiguration
from streams.access import SETTINGS, Kafka, at, give, read_access, unreachable, variable, without

SCRAM = {
    "KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
    "KAFKA_SASL_USERNAME": "desk",
    "KAFKA_SASL_PASSWORD": "secret",
}


def test_without_settings_nobody_is_asked() -> None:
    assert read_access("k:1,k:2", {}) == at("k:1,k:2")
    assert at("k:1,k:2").options() == {
        "bootstrap_servers": ["k:1", "k:2"],
        "security_protocol": "PLAINTEXT",
        "ssl_context": None,
    }


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (" k:1, k-2.example:65535 ,", "k:1,k-2.example:65535"),
        ("k_1", "k_1"),
        ("[::1]:9092,[fe80::1]", "[::1]:9092,[fe80::1]"),
        ("::1", "::1"),
    ],
)
def test_brokers_are_read_as_people_write_them(given: str, read: str) -> None:
    assert read_access(given, {}).servers == read
    assert len(collect_hosts(read)) == len(read.split(","))


@pytest.mark.parametrize("given", ["k:x", "k:1/", "kafka://k:1", "k:65536", "k:0", "k:", "[::1]:", "k:1;k:2", ","])
def test_what_is_no_broker_is_told_before_anything_is_called(given: str) -> None:
    with pytest.raises(BadConfiguration, match="KAFKA_BOOTSTRAP_SERVERS"):
        read_access(given, {})


def test_settings_of_the_command_line_stand_before_the_environment() -> None:
    environ = dict(SCRAM)
    give(["sasl.username=ana", "sasl.mechanism=SCRAM-SHA-256", "sasl.password=a=b"], environ)
    found = read_access("k:1", environ)
    assert (found.username, found.mechanism, found.password) == ("ana", "SCRAM-SHA-256", "a=b")
    assert found.options()["sasl_plain_username"] == "ana"


def test_a_password_is_never_told() -> None:
    found = read_access("k:1", SCRAM)
    assert "secret" not in f"{found} {found!r} {unreachable(found)}"
    assert "SASL_PLAINTEXT as desk" in str(unreachable(found))


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"KAFKA_SECURITY_PROTOCOL": "TLS"}, "KAFKA_SECURITY_PROTOCOL"),
        (SCRAM | {"KAFKA_SASL_MECHANISM": "GSSAPI"}, "KAFKA_SASL_MECHANISM"),
        (SCRAM | {"KAFKA_SASL_PASSWORD": ""}, "KAFKA_SASL_PASSWORD"),
        ({"KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM": "off"}, "KAFKA_SSL_ENDPOINT"),
        ({"KAFKA_SASL_USERNAME": "ana"}, "KAFKA_SASL_USERNAME is for SASL_SSL"),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SASL_PASSWORD": "x"}, "KAFKA_SASL_PASSWORD is for SASL_SSL"),
        (SCRAM | {"KAFKA_SSL_CA_LOCATION": "ca.pem"}, "KAFKA_SSL_CA_LOCATION is for SSL"),
    ],
)
def test_a_setting_of_no_sense_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(BadConfiguration, match=named):
        read_access("k:1", environ)


@pytest.mark.parametrize("given", ["sasl.pasword=x", "sasl.password", "=x"])
def test_the_command_line_takes_only_settings_that_there_are(given: str) -> None:
    with pytest.raises(BadConfiguration, match=r"-X takes NAME=VALUE"):
        give([given], {})


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"nowhere\.pem"):
        Kafka("k:1", "SSL", ca=str(tmp_path / "nowhere.pem")).options()


def test_our_own_broker_is_entered_without_any() -> None:
    assert without({**SCRAM, "HOME": "/"}) == {"HOME": "/"}


def test_every_setting_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")
    missing = [name for name in SETTINGS if f"`{name}`" not in text or f"`{variable(name)}`" not in text]
    assert not missing
