"""Where Kafka is and how it is entered: one place for all that talks to it. Names are those of librdkafka and kcat."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from secondsource.errors import BadConfiguration, Unavailable

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
#: Whether the broker's certificate must be of the host that was called.
HOST_CHECKS = ("https", "none")
#: A host or an address, and perhaps a port: one of IPv6 stands in brackets where it has one.
ADDRESS = re.compile(
    r"(\[[0-9A-Fa-f:.%]+\]|[^\s:/\[\]]+)(:(?P<port>\d{1,5}))?|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*"
)
LAST_PORT = 65_535
#: setting -> what it is without one
SETTINGS = {
    "security.protocol": "PLAINTEXT",
    "sasl.mechanism": "SCRAM-SHA-512",
    "sasl.username": "",
    "sasl.password": "",
    "ssl.ca.location": "",
    "ssl.certificate.location": "",
    "ssl.key.location": "",
    "ssl.key.password": "",
    "ssl.endpoint.identification.algorithm": "https",
}
#: What means something under some protocols alone.
FOR_SASL = ("sasl.username", "sasl.password")
FOR_TLS = ("ssl.ca.location", "ssl.certificate.location", "ssl.key.location", "ssl.key.password")


@dataclass(frozen=True, slots=True)
class Kafka:
    """Brokers to begin with (host:port, with commas), who we are to them, and whose certificates we trust.

    A plain string does in place of one where the broker asks nobody who he is.
    """

    servers: str
    protocol: str = "PLAINTEXT"
    mechanism: str = "SCRAM-SHA-512"
    username: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    certificate: str = ""
    key: str = ""
    key_password: str = field(default="", repr=False)
    host_check: str = "https"

    def __str__(self) -> str:
        if self.protocol == "PLAINTEXT":
            return self.servers
        return f"{self.servers} ({self.protocol}{f' as {self.username}' if self.sasl else ''})"

    @property
    def sasl(self) -> bool:
        """Whether it asks for a user and a password."""
        return self.protocol.startswith("SASL")

    def context(self) -> ssl.SSLContext | None:
        """How TLS is spoken, None where it is not. Raises BadConfiguration for files that cannot be read."""
        if not self.protocol.endswith("SSL"):
            return None
        try:
            made = ssl.create_default_context(cafile=self.ca or None)
            if self.certificate:
                made.load_cert_chain(self.certificate, self.key or None, self.key_password or None)
        except (OSError, ssl.SSLError) as error:
            files = ", ".join(filter(None, (self.ca, self.certificate, self.key)))
            raise BadConfiguration(f"the certificates of Kafka ({files}) cannot be read: {error}") from error
        made.check_hostname = self.host_check == "https"
        return made

    def options(self) -> dict[str, Any]:
        """What every client of aiokafka is made with."""
        made: dict[str, Any] = {"bootstrap_servers": self.servers.split(","), "security_protocol": self.protocol}
        if self.sasl:
            made |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return made | {"ssl_context": self.context()}


def at(kafka: Kafka | str) -> Kafka:
    """The same, from a plain address too."""
    return Kafka(kafka) if isinstance(kafka, str) else kafka


def options(kafka: Kafka | str) -> dict[str, Any]:
    """What a client of aiokafka is made with."""
    return at(kafka).options()


def unreachable(kafka: Kafka | str, why: str = "") -> Unavailable:
    """The error that says so. `why`: where it is there, why it does not let us in."""
    if why:
        return Unavailable(f"Kafka at {kafka} cannot be reached: {why} (docs/running.md)")
    start = " (`secondsource up` starts one)" if at(kafka).protocol == "PLAINTEXT" else ""
    return Unavailable(f"Kafka at {kafka} does not answer: is it running?{start}")


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "KAFKA_" + name.upper().replace(".", "_")


def addresses(servers: str) -> str:
    """The same brokers, with nothing between them but commas. Raises BadConfiguration where one is no host:port."""
    found = [server.strip() for server in servers.split(",") if server.strip()]
    for server in found:
        told = ADDRESS.fullmatch(server)
        if told is None or not 0 < int(told["port"] or "1") <= LAST_PORT:
            raise BadConfiguration(f"KAFKA_BOOTSTRAP_SERVERS takes host:port, with commas between, not {server!r}")
    if not found:
        raise BadConfiguration("KAFKA_BOOTSTRAP_SERVERS names no broker")
    return ",".join(found)


def read_access(servers: str, environ: Mapping[str, str]) -> Kafka:
    """The settings under KAFKA_*. Raises BadConfiguration naming the variable."""
    given = {name: environ.get(variable(name)) or default for name, default in SETTINGS.items()}
    for name, choices in (
        ("security.protocol", PROTOCOLS),
        ("sasl.mechanism", MECHANISMS),
        ("ssl.endpoint.identification.algorithm", HOST_CHECKS),
    ):
        if given[name] not in choices:
            raise BadConfiguration(f"{variable(name)} must be one of {', '.join(choices)}, not {given[name]!r}")
    made = Kafka(addresses(servers), *given.values())
    for names, needed, heard in (
        (FOR_SASL, "SASL_SSL or SASL_PLAINTEXT", made.sasl),
        (FOR_TLS, "SSL or SASL_SSL", made.protocol.endswith("SSL")),
    ):
        if not heard and (unheard := next((name for name in names if given[name]), "")):
            told = f"{variable(unheard)} is for {needed}, and {variable('security.protocol')} is {made.protocol}"
            raise BadConfiguration(told)
    if made.sasl and not (made.username and made.password):
        needed = f"{variable('sasl.username')} and {variable('sasl.password')}"
        raise BadConfiguration(f"{made.protocol} needs {needed}")
    return made


def give(settings: Iterable[str], environ: MutableMapping[str, str] | None = None) -> None:
    """NAME=VALUE into the environment, for this process and its workers. Raises BadConfiguration."""
    environ = os.environ if environ is None else environ
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or name not in SETTINGS:
            raise BadConfiguration(f"-X takes NAME=VALUE with one of {', '.join(SETTINGS)}, not {name!r}")
        environ[variable(name)] = value


def without(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment for a broker of our own, which asks nobody who he is."""
    ours = {variable(name) for name in SETTINGS}
    return {name: value for name, value in environ.items() if name not in ours}
