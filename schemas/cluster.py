"""The decision that a claim of an article belongs to a cluster: the record of the compacted topic `clusters`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ClusterRecord(BaseModel):
    """`claim` is "item/claim id"; the last record of a claim counts. `gone`: its article no longer says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["secondsource/cluster/1"] = Field(default="secondsource/cluster/1", alias="schema")
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

    def to_bytes(self) -> bytes:
        """The record's value: JSON in UTF-8."""
        return self.model_dump_json(by_alias=True).encode()
