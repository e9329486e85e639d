"""Every Kafka topic, once: name, key, partitions, retention."""

from __future__ import annotations

from dataclasses import dataclass

DAY_MS = 24 * 3600 * 1000
#: The largest article, and the room that a record needs around one (headers, review, reason).
ARTICLE_MAX_BYTES = 900_000
RECORD_MAX_BYTES = 8 * 1024 * 1024
MAX_PARTITIONS_EACH = 4


@dataclass(frozen=True, slots=True)
class Topic:
    """`key`: what the record's key is; `retention_ms` None: for ever; `compacted`: only the last record of a key."""

    name: str
    key: str
    partitions: int = MAX_PARTITIONS_EACH
    retention_ms: int | None = 30 * DAY_MS
    compacted: bool = False

    def config(self) -> dict[str, str]:
        """The topic's settings, in Kafka's words."""
        settings = {"max.message.bytes": str(RECORD_MAX_BYTES)}
        if self.compacted:
            settings["cleanup.policy"] = "compact"
        else:
            settings["retention.ms"] = "-1" if self.retention_ms is None else str(self.retention_ms)
        return settings


ARTICLES = Topic("wire.articles", "the provider's item id, without revision")
DEAD_LETTERS = Topic("wire.dead-letter", "the key of the record that failed", retention_ms=90 * DAY_MS)
CLAIMS = Topic("claims", "the provider's item id, without revision", retention_ms=None)
CLUSTERS = Topic("clusters", "id of the claim, item/claim", compacted=True)
DESK_EVENTS = Topic("desk.events", "id of the queue item", partitions=1, retention_ms=None)

ALL = (ARTICLES, DEAD_LETTERS, CLAIMS, CLUSTERS, DESK_EVENTS)
