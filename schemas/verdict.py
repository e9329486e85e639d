"""What happened at the desk: one event a move, as the log keeps it. And the outcomes a verdict may have."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

#: What a fact-checker can find.
OUTCOMES = (
    "confirmed",
    "confirmed-with-change",
    "attribution-fixed",
    "unconfirmed-hold",
    "refuted",
    "misleading",
    "not-checkable",
    "opinion",
    "duplicate",
    "false-alarm",
)


class DeskEvent(BaseModel):
    """One audit record. `seq` counts the moves of an item from 1; `what` names the move; states are the queue's."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["secondsource/desk-event/1"] = Field(default="secondsource/desk-event/1", alias="schema")
    desk: str
    id: str
    seq: int
    at_ms: int
    what: str
    who: str
    token: int = 0
    reason: str = ""
    from_state: str = ""
    to_state: str
    fields: dict[str, str] = {}
    data: dict[str, Any] = {}
