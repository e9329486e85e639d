"""Records that are no article: ten kinds, and the reason that each is kept under."""

from __future__ import annotations

from collections.abc import Iterator

from aiokafka import AIOKafkaProducer

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
KINDS: tuple[tuple[str, bytes | None], ...] = (
    ("bad-json", b'{"uri": "urn:valdor:p1", "bodies": [{"value": "The council met'),
    ("empty", None),
    ("empty", b" \n "),
    ("missing-field", b'{"uri": 7, "bodies": "none", "headlines": {"value": 3}, "version": []}'),
    ("not-utf-8", b'{"uri": "urn:valdor:p2", "bodies": [{"value": "Le pr\xe9fet a d\xe9mission\xe9"}]}'),
    ("too-deep", b'{"uri": "urn:valdor:p3", "bodies": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    ("too-large", b'{"uri": "urn:valdor:p4", "bodies": [{"value": "' + b"All is well. " * 160_000 + b'"}]}'),
    ("unknown-format", f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{LAUGHS}]><nitf>&l9;</nitf>'.encode()),
    ("wrong-type", b'[{"uri": "urn:valdor:p5"}]'),
    ("unknown-format", b'{"invoice": 17, "total": "40.00"}'),
)


def poison(count: int) -> Iterator[tuple[str, bytes | None]]:
    """`count` records, every kind in turn."""
    for number in range(count):
        yield KINDS[number % len(KINDS)]


async def send_to_partition(kafka: str, topic: str, partition: int, values: list[bytes | None]) -> None:
    """As a producer that knows nothing of us would; returns when Kafka has all."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, max_request_size=4_000_000, acks="all")
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value, key=b"poison", partition=partition)
    finally:
        await producer.stop()
