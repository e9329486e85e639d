"""The records of the engine. Frozen; functions elsewhere do the work.

All spans are half-open `[start, end)` Python string indices into `Article.text`.
The words are those of the definition (docs/sourcing.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from secondsource.record import record

Span = tuple[int, int]

Verdict = Literal["not-checkable", "withdrawn", "contested", "vouched", "corroborated", "single", "unsupported"]
Kind = Literal[
    "–", "witnessed", "own-act", "established", "mixed", "anonymous-only", "outlets-only", "circular", "document",
    "named", "expert", "party", "official", "re-reported", "anonymous", "social", "rumour", "asserted",
]  # fmt: skip
SourceClass = Literal[
    "witness", "own-act", "official", "named", "expert", "party", "document", "outlet", "social", "anonymous", "none"
]
#: Who can be asked, and may know it himself: no outlet, no document, nobody unnamed. Who does things himself.
ASKABLE: frozenset[SourceClass] = frozenset({"official", "party", "named", "expert"})
DOERS: frozenset[SourceClass] = ASKABLE - {"expert"}
AttributionType = Literal["quote", "reported", "prepositional", "mood", "impersonal", "self"]
Stance = Literal["affirms", "confirms", "denies", "declines", "partly"]
#: The stances of who says that it is so.
AFFIRMING: frozenset[Stance] = frozenset({"affirms", "confirms", "partly"})
Level = Literal["E0", "E1", "E2", "E3", "E4"]
Grade = Literal["A", "B", "C"]


@record(frozen=True, slots=True)
class Article:
    """One version of one article, as the engine needs it. Only `text` is needed."""

    text: str
    language: str | None = None  # as declared, BCP 47; often wrong
    provider: str | None = None  # the publishing outlet: a channel, not a source
    item: str = ""
    version: int = 1
    published: datetime | None = None
    urgency: int | None = None  # IPTC, 1 (flash) to 9
    title_end: int | None = None  # where headline and metadata lines end; found by the engine when None


@record(frozen=True, slots=True)
class Source:
    """Who vouches, as named at one place in the text. `key` is the canonical name under which mentions merge."""

    id: str
    start: int
    end: int
    text: str
    cls: SourceClass
    key: str
    grade: Grade | None = None  # anonymous sources only
    plural: bool = False  # an undifferentiated plural: "officials"
    second_hand: bool = False  # was told, was not there


@record(frozen=True, slots=True)
class Attribution:
    """One source speaking to one claim. `parent` is the id of the source that this one is known through or from."""

    source: Source
    type: AttributionType
    stance: Stance = "affirms"
    cue: Span | None = None
    content: Span | None = None
    parent: str | None = None
    hedged: bool = False
    carried: bool = False


#: What the finder may note of a claim; the judge and the ranking read nothing else of the text.
Mark = Literal[
    "accusation", "number", "superlative", "cause", "event", "legal", "death", "health",
    "election", "war", "violence", "money", "policy", "sport",
    "background", "public-act", "own-plan", "public-record", "legal-status", "operation", "penalised",
    "reportative", "hedge", "headline-plain", "hedge-dropped", "unverifiable", "no-reply", "reply-sought",
    "identifiable", "private-person", "countered", "number-mismatch", "interested-party", "circular",
]  # fmt: skip


@record(frozen=True, slots=True)
class Finding:
    """A claim as read from one article, before it is judged."""

    id: str
    start: int
    end: int
    text: str
    mentions: tuple[Span, ...] = ()
    type: str = "event"
    attributions: tuple[Attribution, ...] = ()
    marks: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    channel: str | None = None  # the publishing outlet
    language: str | None = None  # of the article; needed where a cluster has several


@record(frozen=True, slots=True)
class Node:
    id: str
    label: str
    sources: tuple[str, ...]


@record(frozen=True, slots=True)
class Provenance:
    """The graph of one claim after merging; edges run from origin over relays to "claim"."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()
    cut: tuple[str, ...] = ()


@record(frozen=True, slots=True)
class Sourcing:
    """What the rules say about one claim (or one cluster of claims). `weakness` is S of the definition, in [0, 1]."""

    verdict: Verdict
    kind: Kind
    origins: int
    level: Level
    flags: tuple[str, ...]
    weakness: float
    provenance: Provenance


@record(frozen=True, slots=True)
class Factor:
    name: str
    value: float
    weight: float
    cause: str
    spans: tuple[Span, ...] = ()


@record(frozen=True, slots=True)
class Priority:
    score: int  # 0..100
    factors: tuple[Factor, ...]


@record(frozen=True, slots=True)
class Phrase:
    """Characters [start, stop) of the explanation stand on `at` in the article."""

    start: int
    stop: int
    at: Span


@record(frozen=True, slots=True)
class Why:
    text: str
    language: str
    spans: tuple[Phrase, ...] = ()


@record(frozen=True, slots=True)
class Claim:
    finding: Finding
    sourcing: Sourcing
    priority: Priority
    queued: bool
    why: Why


@record(frozen=True, slots=True)
class Review:
    engine: str
    language: str
    declared_language: str | None
    sha256: str
    claims: tuple[Claim, ...]
    noclaims: tuple[tuple[int, int, str], ...]
