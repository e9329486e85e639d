"""review(article, language, policy) -> Review: the spine of the engine."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from secondsource import policy as policies
from secondsource.article.finding import find
from secondsource.collector import collector_at_rest
from secondsource.model import Article, Claim, Finding, Review
from secondsource.policy import Policy
from secondsource.provenance.explaining import explain
from secondsource.provenance.ranking import rank
from secondsource.provenance.verdict import judge
from secondsource.record import replace
from secondsource.text import language as languages
from secondsource.text.language import Language
from secondsource.text.layout import unwrapped

try:
    ENGINE = version("secondsource")
except PackageNotFoundError:  # run from a folder that is not installed
    ENGINE = "0"

#: The urgencies of the IPTC.
URGENCIES = range(1, 10)


def review(
    article: Article | str, language: Language | None = None, policy: Policy | None = None, *, ui_language: str = "en"
) -> Review:
    """Read one article. Without a language it is found from the text. Never raises on any text.

    Raises ValueError where a number of the article is none that the schema of articles knows.
    """
    article = Article(article) if isinstance(article, str) else article
    if not isinstance(article, Article):
        raise TypeError(f"review() takes an Article or its text, not {type(article).__name__}")
    if not (language is None or isinstance(language, Language)):
        raise TypeError(f"review() takes the language that load() gives, not {type(language).__name__}")
    _make_sure(article)
    language = language or languages.load(languages.detect(article.text, article.language))
    policy = policy or policies.load()
    with collector_at_rest():
        findings, left_out = find(replace(article, text=unwrapped(article.text)), language)
        claims = tuple([_claim(finding, article, policy, ui_language) for finding in findings])
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Review(ENGINE, language.code, article.language, digest, claims, tuple(left_out))


def _make_sure(article: Article) -> None:
    """As at the door of the stream (schemas/article.py): an urgency of 99 would be of less weight than none."""
    if article.urgency is not None and article.urgency not in URGENCIES:
        raise ValueError(f"an urgency is a whole number from 1, the most urgent, to 9, not {article.urgency!r}")
    if article.title_end is not None and article.title_end < 0:
        raise ValueError(f"a title ends in the text, not at {article.title_end!r}")


def _claim(finding: Finding, article: Article, policy: Policy, ui_language: str) -> Claim:
    sourcing = judge([finding], policy)
    priority = rank(finding, sourcing, article, policy)
    queued = is_queued(sourcing.verdict, sourcing.kind, sourcing.flags, priority.score, policy)
    return Claim(finding, sourcing, priority, queued, explain(finding, sourcing, ui_language))


def is_queued(verdict: str, kind: str, flags: tuple[str, ...], score: int, policy: Policy) -> bool:
    """Whether a claim goes to the queue: the last column of the table of verdicts."""
    if verdict == "withdrawn":
        return True
    settled = verdict in ("vouched", "not-checkable") or (verdict == "corroborated" and kind == "mixed")
    if settled and "number-mismatch" not in flags:
        return False
    return score >= policy.threshold


def as_dict(result: Review) -> dict[str, Any]:
    """The review as JSON is written (docs/review.md)."""
    return {
        "schema": "secondsource/review/1",
        "engine": result.engine,
        "language": result.language,
        "declared_language": result.declared_language,
        "sha256": result.sha256,
        "claims": [claim_dict(claim) for claim in result.claims],
        "noclaims": [list(entry) for entry in result.noclaims],
    }


def claim_dict(claim: Claim) -> dict[str, Any]:
    """One claim as JSON is written."""
    finding, sourcing = claim.finding, claim.sourcing
    graph = sourcing.provenance
    return {
        "id": finding.id,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "mentions": [list(span) for span in finding.mentions],
        "type": finding.type,
        "verdict": sourcing.verdict,
        "kind": sourcing.kind,
        "origins": sourcing.origins,
        "level": sourcing.level,
        "flags": list(sourcing.flags),
        "sources": _sources(finding),
        "marks": {name: [list(span) for span in spans] for name, spans in finding.marks.items()},
        "provenance": {
            "nodes": [{"id": n.id, "label": n.label, "sources": list(n.sources)} for n in graph.nodes],
            "edges": [list(edge) for edge in graph.edges],
            "cut": list(graph.cut),
        },
        "priority": {
            "score": claim.priority.score,
            "factors": [
                {
                    "name": f.name,
                    "value": f.value,
                    "weight": f.weight,
                    "cause": f.cause,
                    "spans": [list(span) for span in f.spans],
                }
                for f in claim.priority.factors
            ],
        },
        "queued": claim.queued,
        "why": {
            "text": claim.why.text,
            "language": claim.why.language,
            "spans": [{"from": p.start, "to": p.stop, "at": list(p.at)} for p in claim.why.spans],
        },
    }


def _sources(finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "id": a.source.id,
            "start": a.source.start,
            "end": a.source.end,
            "text": a.source.text,
            "class": a.source.cls,
            "grade": a.source.grade,
            "stance": a.stance,
            "type": a.type,
            "cue": list(a.cue) if a.cue else None,
            "parent": a.parent,
            "key": a.source.key,
            "plural": a.source.plural,
            "second_hand": a.source.second_hand,
            "hedged": a.hedged,
        }
        for a in finding.attributions
    ]
