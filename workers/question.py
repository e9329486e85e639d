"""What a person is asked: the item that goes to the queue, and the card that they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from schemas.claims import ClaimsRecord
from schemas.queue_item import QueueItem
from secondsource.model import Finding, Sourcing
from secondsource.provenance.explaining import NO_KIND, explain, messages
from secondsource.text.language import CODES
from workers.clusters import Member
from workers.remembered import Assertion, published_ms, topic_of

#: So many other articles are on a card, those that came first; it has the number of all.
OTHERS = 10
#: The language of a claim of which none is remembered.
UNKNOWN = "und"


def queue_item(
    desk: str, record: ClaimsRecord, member: Member, others: Sequence[Assertion], sourcing: Sourcing, score: int
) -> QueueItem:
    """The first claim of this article in a cluster, with what all articles together make of it."""
    article, claim = record.article, member.raw
    assert record.review is not None
    return QueueItem(
        id=member.cluster,
        desk=desk,
        item=article.item,
        version=article.version,
        claim_id=claim["id"],
        claim=claim["text"],
        engine=record.engine,
        language=record.review["language"],
        topic=topic_of(article),
        provider=article.provider,
        source=_main(member.finding),
        verdict=sourcing.verdict,
        kind=sourcing.kind,
        flags=list(sourcing.flags),
        priority=score,
        published_ms=published_ms(article),
        received_ms=record.received_ms,
        origin=str(record.origin),
        card=_card(record, member, others, sourcing),
    )


def told_by(
    desk: str, cluster: str, told: Assertion, others: Sequence[Assertion], sourcing: Sourcing, score: int, engine: str
) -> QueueItem:
    """The question as an earlier article has it, of which only the claim and its sources are remembered."""
    finding, facts = told.finding, told.facts
    attributed = [(a.source, a.stance) for a in finding.attributions]
    card = {
        "sources": [{"text": s.text, "class": s.cls, "grade": s.grade, "stance": stance} for s, stance in attributed],
        "origins": sourcing.origins,
        "articles": len(others) + 1,
        "others": _others(others),
        "why": _why(finding, sourcing),
    }
    return QueueItem(
        id=cluster,
        desk=desk,
        item=told.item,
        version=facts.get("version", 0),
        claim_id=finding.id.rpartition("/")[2],
        claim=finding.text,
        engine=facts.get("engine", engine),
        language=finding.language or UNKNOWN,
        topic=facts.get("topic", "general"),
        provider=finding.channel or "",
        source=_main(finding),
        verdict=sourcing.verdict,
        kind=sourcing.kind,
        flags=list(sourcing.flags),
        priority=score,
        published_ms=facts.get("published_ms"),
        received_ms=facts.get("received_ms"),
        origin="",
        card=card,
    )


class Judged(NamedTuple):
    """What the articles that are left make of a claim, and how the one of them that ranks it highest shows it."""

    shown: QueueItem
    told: Sequence[Assertion]
    sourcing: Sourcing

    def over(self, item: QueueItem) -> QueueItem:
        """The item in its own words, where one of them is the version that it shows, as all of them are judged now; the
        very same where its card says that already, though another may rank it higher. Else as that one shows it."""
        own = next(
            (one for one in self.told if (one.item, one.facts.get("version", 0)) == (item.item, item.version)), None
        )
        if own is None:
            return self.shown
        judged = {name: getattr(self.shown, name) for name in ("verdict", "kind", "flags")}
        judged["card"] = item.card | {
            "origins": self.sourcing.origins,
            "articles": len(self.told),
            "others": _others([one for one in self.told if one is not own]),
            "why": _why(own.finding, self.sourcing),
        }
        now = item.model_copy(update=judged)
        return item if now == item else now.model_copy(update={"priority": self.shown.priority})


def unmade(item: QueueItem) -> QueueItem:
    """The same where no article makes the claim any more."""
    why = {code: messages(code)["why"][f"withdrawn/{NO_KIND}"] for code in CODES}
    made: dict[str, Any] = {"verdict": "withdrawn", "kind": NO_KIND, "flags": []}
    return item.model_copy(update=made | {"card": {**item.card, "why": why, "others": [], "articles": 1}})


def _main(finding: Finding) -> str:
    """The key of the source that says so first."""
    return next((a.source.key for a in finding.attributions if a.stance != "denies"), "")[:80]


def _why(finding: Finding, sourcing: Sourcing) -> dict[str, str]:
    return {code: explain(finding, sourcing, code).text for code in CODES}


def _others(told: Sequence[Assertion]) -> list[dict[str, Any]]:
    """The other articles that make the claim, those that came first."""
    first = sorted(told, key=lambda one: (one.facts.get("received_ms") or 0, one.item))[:OTHERS]
    return [
        {
            "item": one.item,
            "provider": one.finding.channel or "",
            "language": one.finding.language or UNKNOWN,
            "claim": one.finding.text,
            "sources": [{"text": a.source.text, "stance": a.stance} for a in one.finding.attributions],
        }
        for one in first
    ]


def _card(record: ClaimsRecord, member: Member, others: Sequence[Assertion], sourcing: Sourcing) -> dict[str, Any]:
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
        "articles": len(others) + 1,
        "others": _others(others),
        "why": _why(member.finding, sourcing),
    }
