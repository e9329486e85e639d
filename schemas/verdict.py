"""What happened at the desk: one event a move, as the log keeps it. And the outcomes a verdict may have."""

from __future__ import annotations

import json
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
#: What an outcome needs beside its reason, by the name that it has in the record.
NEEDS = {"confirmed-with-change": "change", "duplicate": "of"}
#: What `data` holds of an article in which a claim came again. Earlier ones lack it.
OF_ARTICLE: dict[str, Any] = {
    "article": {"type": "string", "description": "of merged, reopened and linked: the item id of the article"},
    "provider": {"type": "string", "description": "of the same: who sent it"},
    "language": {"type": "string", "description": "of the same: its language"},
}
#: What `data` holds of a verdict. Those that were given before there were `change` and `of` lack them.
OF_VERDICT: dict[str, Any] = {
    "outcome": {"enum": list(OUTCOMES), "description": "of a verdict"},
    "result": {"type": "string", "description": "of a verdict: applied, second, conflict, audit or late"},
    "evidence": {"type": "array", "description": "of a verdict: addresses"},
    "change": {"type": "string", "description": "of confirmed-with-change: the wording that is right"},
    "of": {"type": "string", "description": "of duplicate: the id of the item that this one repeats"},
}


class DeskEvent(BaseModel):
    """One audit record. `seq` counts the moves of an item from 1; `what` names the move; states are the queue's.

    The events of an item add up to the item, so that a lost queue can be made again from the log: `fields` are what a
    move changed ("" for a field that went away, "+…" for a mark that keeps a repeat from counting twice), and `body`
    is what people are shown, on each move that changed it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["secondsource/desk-event/1", "secondsource/desk-event/2"] = Field(
        default="secondsource/desk-event/2", alias="schema", description="1 has no marks and no body"
    )
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
    data: dict[str, Any] = Field(
        default={}, description="what the move carried", json_schema_extra={"properties": OF_VERDICT | OF_ARTICLE}
    )
    body: dict[str, Any] | None = Field(default=None, description="the queue item, its defaults left out")

    def to_bytes(self) -> bytes:
        """The record's value: JSON, with escapes, since what a person typed may hold half a character."""
        left_out = {"body"} if self.body is None else None
        return json.dumps(self.model_dump(by_alias=True, exclude=left_out)).encode()

    @classmethod
    def from_bytes(cls, value: bytes) -> DeskEvent:
        """The record of a value. Raises ValueError, of which pydantic's ValidationError is one."""
        return cls.model_validate(json.loads(value))
