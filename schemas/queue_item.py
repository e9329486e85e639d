"""One claim that waits for a fact-checker: what streams push and people see."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class QueueItem(BaseModel):
    """The deterministic id is made of the claim cluster; a push is idempotent by `push_key`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["secondsource/queue-item/1"] = Field(default="secondsource/queue-item/1", alias="schema")
    id: str = Field(pattern=r"^\S+$", max_length=64, description="of the claim cluster, deterministic")
    desk: str = "main"
    item: str = Field(description="the provider's item id, without revision")
    version: int = Field(ge=0, description="our version sequence of the article")
    claim_id: str
    claim: str = Field(description="the words of the claim")
    engine: str = Field(description="engine version that judged it")
    language: str
    topic: str = "general"
    provider: str = ""
    source: str = Field(default="", description="key of the main source, for the per-source quota and mute")
    verdict: str
    kind: str
    flags: list[str] = []
    priority: int = Field(ge=0, le=100)
    published_ms: int | None = None
    received_ms: int | None = None
    origin: str = Field(default="", description="topic-partition-offset of the claims record, for tracing")
    card: dict[str, Any] = Field(default_factory=dict, description="what the person is shown: paragraph, spans, why …")

    @property
    def push_key(self) -> str:
        return f"{self.item}/{self.version}/{self.claim_id}/{self.engine}"
