"""One item of the model."""

from __future__ import annotations

from typing import Any

from schemas.queue_item import QueueItem
from workers import replies
from workers.records import Row


class Entry:
    """One item: its body, its fields (ints and texts; an absent one is none), the keys it has seen, its trail."""

    def __init__(self, item: QueueItem) -> None:
        self.id = item.id
        self.item = item
        self.f: dict[str, Any] = {}
        self.seen: dict[str, str] = {}  # marks of keys of the stream, and their moves
        self.told_seen: set[str] = set()
        self.trail: list[str] = []
        self.draft = ""

    def hold(self, item: QueueItem) -> None:
        """A body that was meant for an item merged into this one keeps this one's id."""
        self.item = item.model_copy(update={"id": self.id})

    def go_home(self) -> None:
        """Back to the lane of its topic; what is an alert, or the lead's, stays so."""
        if self.f["lane"] not in ("alert", "lead"):
            self.f["lane"] = self.f["home"]

    def get(self, field: str) -> int:
        return int(self.f.get(field, 0))

    def fields(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.f.items()}

    def embargoed(self, now_ms: int) -> bool:
        """Whether nobody may have it for the embargo of its article."""
        return self.get("embargo_ms") > now_ms

    def has_read(self, who: str) -> bool:
        """Whether they are one of two readers, and are not to read it again: where two differ, the lead decides."""
        f = self.f
        differ = "second" in f and f["lane"] != "lead"
        return f.get("not_by") == who or (differ and who in (f.get("first_by"), f.get("second_by")))

    def row(self) -> Row:
        return replies.row(self.item, self.fields())
