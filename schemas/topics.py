"""Every Kafka topic, once: name, key, partitions, retention, and how large a record may be."""

from __future__ import annotations

from dataclasses import dataclass

DAY_MS = 24 * 3600 * 1000
#: The largest article; the feed refuses more. Faust and Kafka would stop at about 1,000,000 by default.
ARTICLE_MAX_BYTES = 900_000
#: What the topic takes all the same: other producers know no limit, and a refusal should end as a dead letter.
RECORD_MAX_BYTES = 8 * 1024 * 1024
#: A dead letter carries the whole record and the reason.
DEAD_LETTER_MAX_BYTES = RECORD_MAX_BYTES + 64 * 1024
#: An article and its review.
CLAIMS_MAX_BYTES = 16 * 1024 * 1024
#: How many workers can share the work at most.
PARTITIONS = 4
#: The consumer group of the workers.
GROUP = "secondsource"


@dataclass(frozen=True, slots=True)
class Topic:
    """`key`: what the record's key is; `retention_ms` None: for ever; `compacted`: only the last record of a key."""

    name: str
    key: str
    partitions: int = PARTITIONS
    retention_ms: int | None = 30 * DAY_MS
    compacted: bool = False
    max_bytes: int = RECORD_MAX_BYTES

    def config(self) -> dict[str, str]:
        """The topic's settings, in Kafka's words."""
        settings = {"max.message.bytes": str(self.max_bytes)}
        if self.compacted:
            settings["cleanup.policy"] = "compact"
        else:
            settings["retention.ms"] = "-1" if self.retention_ms is None else str(self.retention_ms)
        return settings


ARTICLES = Topic("wire.articles", "the provider's item id, without revision")
DEAD_LETTERS = Topic(
    "wire.dead-letter", "the key of the record that failed", retention_ms=90 * DAY_MS, max_bytes=DEAD_LETTER_MAX_BYTES
)
CLAIMS = Topic("claims", "the provider's item id, without revision", retention_ms=None, max_bytes=CLAIMS_MAX_BYTES)
CLUSTERS = Topic("clusters", "id of the claim, item/claim", compacted=True)
DESK_EVENTS = Topic("desk.events", "id of the queue item", partitions=1, retention_ms=None)

ALL = (ARTICLES, DEAD_LETTERS, CLAIMS, CLUSTERS, DESK_EVENTS)
