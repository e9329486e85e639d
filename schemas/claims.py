"""What the engine found in one version of one article: the record of the topic `claims`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.article import Article


class Origin(BaseModel):
    """Where a record was read from, for tracing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}-{self.partition}-{self.offset}"


class ClaimsRecord(BaseModel):
    """All claims of an article version, flagged or not. `review` is as docs/review.md says; None for a kill."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["secondsource/claims/1"] = Field(default="secondsource/claims/1", alias="schema")
    article: Article
    review: dict[str, Any] | None
    engine: str
    received_ms: int = Field(description="when the record reached Kafka, milliseconds since 1970")
    reviewed_ms: int
    origin: Origin

    def to_bytes(self) -> bytes:
        """The record's value: JSON in UTF-8."""
        return self.model_dump_json(by_alias=True).encode()

    @classmethod
    def from_bytes(cls, value: bytes) -> ClaimsRecord:
        """The record of a value. Raises pydantic's ValidationError."""
        return cls.model_validate_json(value)
