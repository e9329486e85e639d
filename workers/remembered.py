"""What Redis remembers of articles and clusters between one article and the next (the keys: EVIDENCE in keys.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from schemas.article import Article
from schemas.claims import ClaimsRecord
from schemas.wire.versions import numbered
from secondsource.model import Article as EngineArticle
from secondsource.model import Attribution, Finding, Source
from secondsource.provenance.fingerprint import Fingerprint
from secondsource.provenance.matching import keys
from secondsource.provenance.reuse import sketch
from workers import connection

#: name, number or wording -> cluster -> when an article with it was received, ms.
Rare = dict[str, dict[str, int]]

#: How long a cluster is remembered after its last article.
MEMORY_S = 14 * 24 * 3600


class Assertion(NamedTuple):
    """A claim as one article makes it; `facts` are those of the article (empty where an older version wrote it)."""

    item: str
    finding: Finding
    facts: dict[str, Any]

    @property
    def embargo_ms(self) -> int:
        """Until when nobody may see it, ms since 1970; 0 for no embargo."""
        return int(self.facts.get("embargo_ms", 0))

    def article(self) -> EngineArticle:
        """What the rank of a claim needs of its article. Of the text it needs the length alone."""
        facts = self.facts
        return EngineArticle(
            text=" " * facts.get("length", 0), urgency=facts.get("urgency"), title_end=facts.get("title_end") or None
        )


class Edge(NamedTuple):
    """One claim of one article, `raw` as it stands in the review, in a cluster."""

    cluster: str
    print: Fingerprint
    raw: dict[str, Any]


def write(
    pipe: connection.Client,
    prefix: str,
    record: ClaimsRecord,
    edges: Sequence[Edge],
    old: Iterable[str],
    memory_s: int = MEMORY_S,
    rare: Rare | None = None,
) -> None:
    """The article's edges anew, into a pipeline. `old`: the clusters that its claims stood in before.

    `rare` collects what clusters are found by, for who writes many articles and `write_rare` once.

    `left` names those that no claim of it stands in any more: a worker that dies before it has moved the queue finds
    them when the record comes again.
    """
    article = record.article
    left = sorted(set(old) - {edge.cluster for edge in edges})
    for cluster in left:
        pipe.hdel(f"{prefix}cluster:{cluster}", article.item)
    for edge in edges:
        place = f"{prefix}cluster:{edge.cluster}"
        pipe.hset(place, article.item, json.dumps(slim(edge.raw, record), ensure_ascii=False))
        pipe.expire(place, memory_s)
        write_print(pipe, prefix, edge.cluster, edge.print, memory_s)
        if rare is None:
            write_rare(pipe, prefix, {name: {edge.cluster: record.received_ms} for name in keys(edge.print)}, memory_s)
        else:
            collect(rare, edge.cluster, edge.print, record.received_ms)
    state = {
        "version": article.version,
        "numbered": numbered(article.provider_version),
        "claims": {edge.raw["id"]: edge.cluster for edge in edges},
        "prints": {edge.cluster: edge.print.to_dict() for edge in edges},
        "left": left,
        "sketch": sketch(article.text) if edges else (),
    }
    pipe.set(f"{prefix}article:{article.item}", json.dumps(state), ex=memory_s)


def write_print(pipe: connection.Client, prefix: str, cluster: str, print: Fingerprint, memory_s: int) -> None:
    """What a cluster is known by."""
    pipe.set(f"{prefix}print:{cluster}", json.dumps(print.to_dict()), ex=memory_s)


def collect(rare: Rare, cluster: str, print: Fingerprint, received_ms: int) -> None:
    """The names, numbers and wording by which a cluster is found, among those of others."""
    for name in keys(print):
        found = rare.setdefault(name, {})
        found[cluster] = max(received_ms, found.get(cluster, 0))


def write_rare(pipe: connection.Client, prefix: str, rare: Rare, memory_s: int) -> None:
    """What was collected."""
    for name, found in rare.items():
        pipe.zadd(f"{prefix}rare:{name}", found)
        pipe.expire(f"{prefix}rare:{name}", memory_s)


def slim(claim: dict[str, Any], record: ClaimsRecord) -> dict[str, Any]:
    """What of a claim the clusters need: its attributions and marks, and what it is ranked and queued by."""
    return {
        "id": claim["id"],
        "start": claim["start"],
        "end": claim["end"],
        "text": claim["text"],
        "type": claim["type"],
        "sources": claim["sources"],
        "marks": claim["marks"],
        "mentions": claim.get("mentions", []),
        "provider": record.article.provider,
        "language": claim.get("language"),
        "facts": _facts(record),
    }


def _facts(record: ClaimsRecord) -> dict[str, Any]:
    """Of the article. Times are ms since 1970."""
    article = record.article
    return {
        "version": article.version,
        "engine": record.engine,
        "topic": topic_of(article),
        "urgency": article.urgency,
        "title_end": article.title_end,
        "length": len(article.text),
        "published_ms": published_ms(article),
        "received_ms": record.received_ms,
        **({"embargo_ms": article.embargo_ms} if article.embargoed else {}),
    }


def topic_of(article: Article) -> str:
    """The topic whose lane it waits on."""
    return article.topics[0].replace("/", " ")[:40] if article.topics else "general"


def published_ms(article: Article) -> int | None:
    """Ms since 1970."""
    return int(article.published.timestamp() * 1000) if article.published else None


def assertion_of(item: str, stored: str) -> Assertion:
    """What a cluster keeps of one article."""
    claim = json.loads(stored)
    return Assertion(item, finding_of(claim, item), claim.get("facts", {}))


def finding_of(claim: dict[str, Any], item: str, provider: str | None = None) -> Finding:
    """The finding of a claim as it stands in a review. Ids carry the article's, so that articles do not mix."""
    attributions = tuple(_attribution(source, item) for source in claim["sources"])
    marks = {name: tuple((span[0], span[1]) for span in spans) for name, spans in claim["marks"].items()}
    finding = Finding(
        f"{item}/{claim['id']}",
        claim["start"],
        claim["end"],
        claim["text"],
        tuple((m[0], m[1]) for m in claim.get("mentions", ())),
        claim["type"],
        attributions,
        MappingProxyType(marks),
    )
    return replace(finding, channel=provider or claim.get("provider") or None, language=claim.get("language"))


def _attribution(source: dict[str, Any], item: str) -> Attribution:
    made = Source(
        f"{item}/{source['id']}",
        source["start"],
        source["end"],
        source["text"],
        source["class"],
        source["key"],
        source["grade"],
        source.get("plural", False),
        source.get("second_hand", False),
    )
    cue = (source["cue"][0], source["cue"][1]) if source["cue"] else None
    parent = f"{item}/{source['parent']}" if source["parent"] else None
    return Attribution(made, source["type"], source["stance"], cue, None, parent, source.get("hedged", False))
