"""A record that could not be worked on: why, and the bytes as they came. The bytes are the record's value itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from schemas.claims import Origin

REASON, DETAIL, TOPIC, PARTITION, OFFSET, AT = "reason", "detail", "topic", "partition", "offset", "at-ms"
#: Longer details are cut: a header is no log file.
DETAIL_MAX = 500
#: A number of a header.
NUMBER = re.compile(r"[0-9]{1,18}")


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
    def from_record(
        cls, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]
    ) -> DeadLetter:
        """The letter of a record of the dead-letter topic; of one that a stranger wrote there, what it says."""
        found = {name: (content or b"").decode("utf-8", "replace") for name, content in headers}

        def number(name: str, default: int) -> int:
            told = found.get(name, "")
            return int(told) if NUMBER.fullmatch(told) else default

        return cls(
            reason=found.get(REASON, "unknown"),
            detail=found.get(DETAIL, ""),
            origin=Origin(topic=found.get(TOPIC, "?"), partition=number(PARTITION, -1), offset=number(OFFSET, -1)),
            at_ms=number(AT, 0),
            key=key,
            value=value,
        )
