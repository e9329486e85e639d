"""The provenance graph of one claim: ultimate origins, over relays, to the claim (docs/sourcing.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from secondsource.model import AFFIRMING, Attribution, Finding, Source, SourceClass
from secondsource.provenance.across import nodes_of
from secondsource.provenance.cut import CLAIM, led_to
from secondsource.provenance.fingerprint import Fingerprint, fingerprint
from secondsource.provenance.matching import alike
from secondsource.provenance.reuse import originals, told_as
from secondsource.record import record, replace
from secondsource.text.lexicon import fold

HEDGES = frozenset({"reportative", "hedge"})
RELAYS: frozenset[SourceClass] = frozenset({"outlet"})
#: Shared words, from which on a text was taken over and not written anew.
REUSED = 0.5


@record(frozen=True, slots=True)
class Graph:
    """`nodes`: key -> sources; `edges`: from origin over relays to the claim."""

    nodes: dict[str, tuple[Source, ...]]
    edges: frozenset[tuple[str, str]]

    def roots(self) -> list[str]:
        """The nodes that nothing leads to: the ultimate origins."""
        behind = {to for _, to in self.edges}
        return [key for key in self.nodes if key not in behind]


NOBODY = Graph({}, frozenset())


def graph(findings: list[Finding]) -> Graph:
    """The merged graph of the affirming attributions of one claim, over one or more articles."""
    if len(findings) == 1 and not findings[0].attributions:
        return NOBODY
    every, kept = (findings, findings) if len(findings) == 1 else _apart(findings)
    key_of = nodes_of(kept)
    said = [a for finding in kept for a in _affirming(finding)]
    spoke = next((key_of[a.source.id] for a in said if a.type != "impersonal"), "")
    if spoke:  # "the court heard": from whoever speaks there, one node
        key_of |= {a.source.id: spoke for a in said if a.type == "impersonal" and a.source.cls == "official"}
    nodes: dict[str, list[Source]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    for finding in kept:
        for attribution in _affirming(finding):
            key = key_of[attribution.source.id]
            nodes[key].append(attribution.source)
            behind = attribution.parent
            parent = next((a for a in finding.attributions if a.source.id == behind), None) if behind else None
            if parent is not None and parent.stance in AFFIRMING:
                other = key_of[parent.source.id]
                if other != key:
                    told.add(_direction(attribution, key, parent, other))
    if len(every) > 1 and not nodes and not told_as(findings):
        for own in _own_voices(every):
            nodes[own.key].append(own)
    edges = _join_circles(nodes, told) if told else told
    heads = {origin for origin, _ in edges}
    edges |= {(key, CLAIM) for key in nodes if key not in heads}
    return Graph({key: tuple(sources) for key, sources in nodes.items()}, frozenset(edges))


def _apart(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings of several articles without copies, and the same without the outlets whose own report is here."""
    firsts = originals(findings)
    channels = {fold(f.channel): first for f, first in zip(findings, firsts, strict=True) if f.channel}
    every = sorted({id(first): first for first in firsts}.values(), key=lambda finding: finding.id)
    return every, [_without_relays(finding, channels) for finding in every]


def _join_circles(nodes: dict[str, list[Source]], told: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The edges without circles: A from B, and B from A, are one node. Joins their sources in `nodes`."""
    for origin, to in sorted(told):
        if origin in led_to(told, to):
            nodes[origin] += nodes.pop(to, [])
            renamed = ((origin if a == to else a, origin if b == to else b) for a, b in told)
            return _join_circles(nodes, {(a, b) for a, b in renamed if a != b})
    return told


def _affirming(finding: Finding) -> list[Attribution]:
    return [a for a in finding.attributions if a.stance in AFFIRMING]


def _without_relays(finding: Finding, channels: Mapping[str, Finding]) -> Finding:
    """A finding without the outlets that it cites and whose own report is here itself, with its own sources."""

    def is_here(source: Source) -> bool:
        name = fold(source.text)
        other = next((f for channel, f in channels.items() if channel in name and f is not finding), None)
        return other is not None and bool(_affirming(other))

    if all(other is finding for other in channels.values()):
        return finding
    left = tuple(a for a in finding.attributions if a.stance not in AFFIRMING or not is_here(a.source))
    return finding if len(left) == len(finding.attributions) else replace(finding, attributions=left)


def _own_voices(findings: Sequence[Finding]) -> list[Source]:
    """Outlets that state it plainly, each in its own words, where nobody names a source. A copy vouches for nothing, so
    one of them alone is nobody; where all cite each other, one of them is heard.

    Beside a report that names its source, a plain one may be a rewrite that lost it: it counts for nothing.
    """
    plain = [f for f in findings if f.channel and not hedged(f.marks) and not _affirming(f)]
    voices = _in_own_words(plain)
    if len({f.channel for f in voices}) < 2:
        voices = [f for f in findings if f.channel and _affirming(f)][:1]
    return [Source(f"{f.id}channel", f.start, f.end, f.channel or "", "outlet", f.channel or "") for f in voices]


def _in_own_words(findings: Sequence[Finding]) -> list[Finding]:
    """One of each text: who took over another's words is one with it, and with whoever took over his."""
    texts: list[list[tuple[Finding, Fingerprint]]] = []
    for finding in findings:
        mine = finding, fingerprint(finding.text)
        reused = [text for text in texts if any(_reused(mine, other) for other in text)]
        texts = [text for text in texts if text not in reused] + [[*chain(*reused), mine]]
    return [text[0][0] for text in texts]


def _reused(a: tuple[Finding, Fingerprint], b: tuple[Finding, Fingerprint]) -> bool:
    if a[0].language != b[0].language:
        return True  # nobody can tell a translation from a report of one's own
    return alike(a[1], b[1]) >= REUSED


def _direction(inner: Attribution, key: str, outer: Attribution, other: str) -> tuple[str, str]:
    """An outlet hands on whom it cites; anybody else is known through who tells of him."""
    if inner.source.cls in RELAYS and outer.source.cls not in RELAYS:
        return other, key
    return key, other


def hedged(marks: Iterable[str]) -> bool:
    """Whether the wording says that it is hearsay."""
    return not HEDGES.isdisjoint(marks)
