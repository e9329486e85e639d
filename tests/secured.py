"""A broker that asks who you are: by SCRAM, by TLS with certificates of both sides, by SCRAM over TLS; a port each."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from streams import embedded

USER, PASSWORD = "desk", "a-word-nobody-guesses"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
LISTENERS = """
listeners=INSIDE://127.0.0.1:{inside},SCRAM://127.0.0.1:{{port}},TLS://127.0.0.1:{tls},BOTH://127.0.0.1:{both},CONTROLLER://127.0.0.1:{{controller_port}}
advertised.listeners=INSIDE://127.0.0.1:{inside},SCRAM://127.0.0.1:{{port}},TLS://127.0.0.1:{tls},BOTH://127.0.0.1:{both}
listener.security.protocol.map=INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,SCRAM:SASL_PLAINTEXT,TLS:SSL,BOTH:SASL_SSL
inter.broker.listener.name=INSIDE
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.scram.scram-sha-512.sasl.jaas.config={scram}
listener.name.both.scram-sha-512.sasl.jaas.config={scram}
ssl.keystore.type=PEM
ssl.keystore.location={folder}/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.pem
listener.name.tls.ssl.client.auth=required
"""


@dataclass(frozen=True, slots=True)
class Secured:
    """The broker and its doors, host:port each; `folder` has ca.pem and desk.pem (key and certificate)."""

    server: embedded.Server
    scram: str
    tls: str
    both: str
    folder: Path


def start(folder: Path) -> Secured:
    """Raises Unavailable."""
    folder.mkdir(parents=True, exist_ok=True)
    write_certificates(folder)
    inside, tls, both = (embedded.free_port() for _ in range(3))
    more = LISTENERS.format(inside=inside, tls=tls, both=both, scram=SCRAM, folder=folder)
    server = embedded.start_kafka(folder / "kafka", more=more, users={USER: PASSWORD})
    return Secured(server, server.address, f"127.0.0.1:{tls}", f"127.0.0.1:{both}", folder)


def write_certificates(folder: Path) -> None:
    """An authority, and what it vouches for: the broker at 127.0.0.1, and us."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = certificate("authority", authority_key, "authority", authority_key)
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    for name in ("broker", "desk"):
        key = ec.generate_private_key(ec.SECP256R1())
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = certificate(name, key, "authority", authority_key).public_bytes(serialization.Encoding.PEM)
        (folder / f"{name}.pem").write_bytes(secret + public)


def certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, by_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.timezone.utc)
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=name == by, path_length=None), critical=True)
        .add_extension(loopback, critical=False)
        .sign(by_key, hashes.SHA256())
    )
