"""The decision that a claim of an article belongs to a cluster: the record of the compacted topic `clusters`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class ClusterRecord(BaseModel):
    """`claim` is "item/claim id"; the last record of a claim counts. `gone`: its article no longer says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["secondsource/cluster/1", "secondsource/cluster/2"] = Field(
        default="secondsource/cluster/2", alias="schema", description="1 has no fingerprint, and none that are gone"
    )
    claim: str
    cluster: str
    desk: str
    item: str
    version: int
    engine: str
    verdict: str
    kind: str
    origins: int
    articles: int = Field(description="how many articles say so")
    queued: bool
    gone: bool = False
    at_ms: int
    fingerprint: dict[str, Any] | None = Field(
        default=None, description="what the claim was matched by: made once, so that another engine decides no other"
    )

    def to_bytes(self) -> bytes:
        """The record's value: JSON in UTF-8."""
        return self.model_dump_json(by_alias=True).encode()

    @classmethod
    def from_bytes(cls, value: bytes) -> ClusterRecord:
        """The record of a value. Raises pydantic's ValidationError."""
        return cls.model_validate_json(value)
