"""A record that could not be worked on: why, and the bytes as they came. The bytes are the record's value itself."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from schemas.claims import Origin

REASON, DETAIL, TOPIC, PARTITION, OFFSET, AT = "reason", "detail", "topic", "partition", "offset", "at-ms"
#: Longer details are cut: a header is no log file.
DETAIL_MAX = 500


class DeadLetter(BaseModel):
    """`reason`: a stable code; `detail`: for people; `origin`: the way back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str
    detail: str
    origin: Origin
    at_ms: int
    key: bytes | None
    value: bytes | None

    def headers(self) -> list[tuple[str, bytes]]:
        """The headers of the record on the dead-letter topic."""
        pairs = {
            REASON: self.reason,
            DETAIL: self.detail[:DETAIL_MAX],
            TOPIC: self.origin.topic,
            PARTITION: str(self.origin.partition),
            OFFSET: str(self.origin.offset),
            AT: str(self.at_ms),
        }
        return [(name, value.encode("utf-8", "replace")) for name, value in pairs.items()]

    @classmethod
    def from_record(cls, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> DeadLetter:
        """The letter of a record of the dead-letter topic."""
        found = {name: content.decode("utf-8", "replace") for name, content in headers}
        origin = Origin(
            topic=found.get(TOPIC, "?"), partition=int(found.get(PARTITION, -1)), offset=int(found.get(OFFSET, -1))
        )
        return cls(
            reason=found.get(REASON, "unknown"),
            detail=found.get(DETAIL, ""),
            origin=origin,
            at_ms=int(found.get(AT, 0)),
            key=key,
            value=value,
        )
