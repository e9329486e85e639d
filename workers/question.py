"""What a person is asked: the item that goes to the queue, and the card that they are shown."""

from __future__ import annotations

from typing import Any

from schemas.claims import ClaimsRecord
from schemas.queue_item import QueueItem
from secondsource.explaining import explain
from secondsource.model import Finding, Sourcing
from workers.clusters import Member


def queue_item(
    desk: str, record: ClaimsRecord, member: Member, findings: list[Finding], sourcing: Sourcing, score: int
) -> QueueItem:
    """The first claim of this article in a cluster, with what all articles together make of it."""
    article, claim = record.article, member.raw
    assert record.review is not None
    main = next((a.source.key for a in member.finding.attributions if a.stance != "denies"), "")
    return QueueItem(
        id=member.cluster,
        desk=desk,
        item=article.item,
        version=article.version,
        claim_id=claim["id"],
        claim=claim["text"],
        engine=record.engine,
        language=record.review["language"],
        topic=article.topics[0].replace("/", " ")[:40] if article.topics else "general",
        provider=article.provider,
        source=main[:80],
        verdict=sourcing.verdict,
        kind=sourcing.kind,
        flags=list(sourcing.flags),
        priority=score,
        published_ms=int(article.published.timestamp() * 1000) if article.published else None,
        received_ms=record.received_ms,
        origin=str(record.origin),
        card=_card(record, member, findings, sourcing),
    )


def _card(record: ClaimsRecord, member: Member, findings: list[Finding], sourcing: Sourcing) -> dict[str, Any]:
    """What the person is shown: the claim in its paragraph, who says so, why it is here."""
    text, claim = record.article.text, member.raw
    begin = text.rfind("\n\n", 0, claim["start"]) + 2 if "\n\n" in text[: claim["start"]] else 0
    end = text.find("\n\n", claim["end"])
    end = len(text) if end < 0 else end
    begin, end = max(begin, claim["start"] - 1200), min(end, claim["end"] + 1200)
    return {
        "headline": record.article.headline,
        "paragraph": text[begin:end],
        "at": [claim["start"] - begin, claim["end"] - begin],
        "sources": [{k: s[k] for k in ("text", "class", "grade", "stance")} for s in claim["sources"]],
        "factors": claim["priority"]["factors"],
        "origins": sourcing.origins,
        "articles": len(findings),
        "why": {code: explain(member.finding, sourcing, code).text for code in ("fr", "de", "it", "en")},
    }
