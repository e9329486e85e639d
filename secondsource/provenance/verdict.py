"""How many independent sources a claim has: the provenance graph, its vertex cut, and the verdict by rule.

Everything here follows the definition (docs/sourcing.md): merging of nodes, the number of independent sources as the
largest number of paths from origins to the claim that share no node (Menger's theorem), the table of verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from secondsource.model import (
    AFFIRMING,
    Attribution,
    Finding,
    Kind,
    Level,
    Node,
    Provenance,
    Source,
    SourceClass,
    Sourcing,
    Verdict,
)
from secondsource.policy import Policy, load
from secondsource.provenance.across import nodes_of
from secondsource.provenance.cut import CLAIM, disjoint_paths
from secondsource.provenance.matching import alike, fingerprint
from secondsource.record import record, replace
from secondsource.text.lexicon import fold

HEDGES = frozenset({"reportative", "hedge"})
SOLID: frozenset[SourceClass] = frozenset({"witness", "own-act", "official", "named", "expert", "party", "document"})
STANDING: frozenset[SourceClass] = frozenset({"witness", "own-act", "official", "named", "party"})
RELAYS: frozenset[SourceClass] = frozenset({"outlet"})
#: Shared words, from which on a text was taken over and not written anew.
REUSED = 0.5
TITLE_MARKS = frozenset('«»“”„"')
DEATH_SOURCES: frozenset[SourceClass] = frozenset({"witness", "own-act", "official", "party"})


@record(frozen=True, slots=True)
class Graph:
    """`nodes`: key -> sources; `edges`: from origin over relays to the claim."""

    nodes: Mapping[str, tuple[Source, ...]]
    edges: frozenset[tuple[str, str]]

    def roots(self) -> list[str]:
        """The nodes that nothing leads to: the ultimate origins."""
        behind = {to for _, to in self.edges}
        return [key for key in self.nodes if key not in behind]


NOBODY = Graph({}, frozenset())


def graph(findings: Sequence[Finding]) -> Graph:
    """The merged graph of the affirming attributions of one claim, over one or more articles."""
    if len(findings) == 1 and not findings[0].attributions:
        return NOBODY
    nodes: dict[str, list[Source]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    key_of = nodes_of(findings)
    channels = {fold(f.channel): f for f in findings if f.channel} if len(findings) > 1 else {}
    said = [a for f in findings for a in _affirming(f)]
    spoke = next((key_of[a.source.id] for a in said if a.type != "impersonal"), "")
    if spoke:  # "the court heard": from whoever speaks there, one node
        key_of |= {a.source.id: spoke for a in said if a.type == "impersonal" and a.source.cls == "official"}
    for finding in findings:
        by_id = {a.source.id: a for a in finding.attributions}
        for attribution in _affirming(finding):
            key = key_of[attribution.source.id]
            cited = _cited(attribution.source, finding, channels)
            if cited is not None and _affirming(cited):
                continue  # that report is here itself, with its own sources
            nodes[key].append(attribution.source)
            parent = by_id.get(attribution.parent or "")
            if parent is not None and parent.stance in AFFIRMING:
                other = key_of[parent.source.id]
                beyond = _cited(parent.source, finding, channels)
                if other != key and not (beyond is not None and _affirming(beyond)):
                    told.add(_direction(attribution, key, parent, other))
    if len(findings) > 1 and not nodes:
        for own in _own_voices(findings):
            nodes[own.key].append(own)
    edges = _join_circles(nodes, told)
    heads = {origin for origin, _ in edges}
    edges |= {(key, CLAIM) for key in nodes if key not in heads}
    return Graph({key: tuple(sources) for key, sources in nodes.items()}, frozenset(edges))


def _join_circles(nodes: dict[str, list[Source]], told: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The edges without circles: A from B, and B from A, are one node. Joins their sources in `nodes`."""
    for origin, to in sorted(told):
        if origin in _reached(told, to):
            nodes[origin] += nodes.pop(to, [])
            renamed = ((origin if a == to else a, origin if b == to else b) for a, b in told)
            return _join_circles(nodes, {(a, b) for a, b in renamed if a != b})
    return told


def _reached(edges: Set[tuple[str, str]], begin: str) -> set[str]:
    """All nodes that a node leads to, itself too."""
    reached, waiting = set(), [begin]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [to for origin, to in edges if origin == key]
    return reached


def _affirming(finding: Finding) -> list[Attribution]:
    return [a for a in finding.attributions if a.stance in AFFIRMING]


def _cited(source: Source, finding: Finding, channels: Mapping[str, Finding]) -> Finding | None:
    """The finding of another article of the cluster whose outlet this source is."""
    if not channels:
        return None
    name = fold(source.text)
    return next((other for channel, other in channels.items() if channel in name and other is not finding), None)


def _own_voices(findings: Sequence[Finding]) -> list[Source]:
    """Outlets that state it plainly where nobody names a source; one of them where the words were taken over.

    Beside a report that names its source, a plain one may be a rewrite that lost it: it counts for nothing.
    """
    plain = [f for f in findings if f.channel and not _hedged(f.marks) and not _affirming(f)]
    plain = plain or sorted((f for f in findings if f.channel and _affirming(f)), key=lambda f: f.id)[:1]
    told: list[Finding] = []
    for finding in sorted(plain, key=lambda f: (f.channel or "", f.id)):
        if not any(_reused(finding, other) for other in told):
            told.append(finding)
    return [Source(f"{f.id}channel", f.start, f.end, f.channel or "", "outlet", f.channel or "") for f in told]


def _reused(a: Finding, b: Finding) -> bool:
    if a.language != b.language:
        return True  # nobody can tell a translation from a report of one's own
    return alike(fingerprint(a.text), fingerprint(b.text)) >= REUSED


def _direction(inner: Attribution, key: str, outer: Attribution, other: str) -> tuple[str, str]:
    """An outlet hands on whom it cites; anybody else is known through who tells of him."""
    if inner.source.cls in RELAYS and outer.source.cls not in RELAYS:
        return other, key
    return key, other


def judge(findings: Sequence[Finding], policy: Policy | None = None) -> Sourcing:
    """The verdict on one claim: one finding of one article, or the findings of a cluster over articles."""
    policy = policy or load()
    drawn = graph(findings)
    roots = drawn.roots()
    origins, cut = disjoint_paths(drawn.edges, roots)
    marks = frozenset().union(*(finding.marks for finding in findings))
    verdict, kind = _verdict(findings, marks, drawn, roots, origins)
    if not drawn.nodes and verdict == "vouched":
        origins = 0 if kind == "established" else 1
    flags = _flags(findings, marks, drawn, verdict, kind)
    weakness = _weakness(findings, marks, drawn, verdict, kind, flags, policy)
    return Sourcing(verdict, kind, origins, _level(findings, marks), flags, weakness, _provenance(drawn, cut))


def _hedged(marks: Iterable[str]) -> bool:
    return not HEDGES.isdisjoint(marks)


def _classes(drawn: Graph, keys: Iterable[str]) -> set[SourceClass]:
    return {source.cls for key in keys for source in drawn.nodes[key]}


def _verdict(
    findings: Sequence[Finding], marks: Set[str], drawn: Graph, roots: list[str], origins: int
) -> tuple[Verdict, Kind]:
    against = [a for f in findings for a in f.attributions if a.stance == "denies"]
    classes = _classes(drawn, drawn.nodes)
    reports = "outlet" in classes  # report against report, each on its own authority
    heard = STANDING | ({"outlet"} if reports else set())
    if any(a.source.cls in heard for a in against) or (against and "countered" in marks):
        return "contested", "–"
    if vouched := _vouched(marks, drawn, classes):
        return "vouched", vouched
    if origins >= 2:
        return _corroborated(marks, drawn, roots)
    if origins == 1:
        return "single", _single(drawn, roots, "circular" in marks)
    return "unsupported", "rumour" if _hedged(marks) else "asserted"


def _vouched(marks: Set[str], drawn: Graph, classes: Set[SourceClass]) -> Kind | None:
    if "witness" in classes or (not drawn.nodes and "public-record" in marks):
        return "witnessed"
    if "own-act" in classes or (not drawn.nodes and marks & {"public-act", "own-plan"}):
        return "own-act"
    if not drawn.nodes and marks & {"background", "legal-status"}:
        return "established"
    return None


def _corroborated(marks: Set[str], drawn: Graph, roots: list[str]) -> tuple[Verdict, Kind]:
    classes = _classes(drawn, roots)
    if classes <= {"anonymous", "social"}:
        return "corroborated", "anonymous-only"
    if "death" in marks and not _classes(drawn, drawn.nodes) & DEATH_SOURCES:
        return "corroborated", "outlets-only"  # a death needs family, an official or the outlet's own eyes
    return "corroborated", "mixed" if classes & SOLID else "outlets-only"


def _single(drawn: Graph, roots: list[str], circular: bool) -> Kind:
    outlets = {key for key, sources in drawn.nodes.items() if any(s.cls == "outlet" for s in sources)}
    classes = _classes(drawn, roots)
    if classes <= {"outlet", "anonymous", "social", "none"}:
        if (circular and outlets) or (len(outlets) >= 2 and len(outlets | set(roots)) >= 3):
            return "circular"
        if outlets:
            return "re-reported"
    for kind in ("official", "named", "expert", "party", "document", "social", "anonymous"):
        if kind in classes:
            return kind
    return "re-reported"


def _flags(findings: Sequence[Finding], marks: Set[str], drawn: Graph, verdict: Verdict, kind: Kind) -> tuple[str, ...]:
    flags: list[str] = []
    weak = verdict not in ("vouched", "corroborated")
    sources = [source for group in drawn.nodes.values() for source in group]
    if weak and "headline-plain" in marks:
        flags.append("headline-overstates")
    if weak and "hedge-dropped" in marks:
        flags.append("hedge-dropped")
    if verdict == "single" and any(s.plural and s.cls in ("anonymous", "outlet") for s in sources):
        flags.append("plural-but-one")
    told = kind in ("re-reported", "document") and any(a.parent for f in findings for a in f.attributions)
    if weak and (told or any(s.second_hand for s in sources)):
        flags.append("second-hand")
    replied = bool(marks & {"no-reply", "reply-sought"}) or verdict == "contested"
    if weak and "accusation" in marks and "identifiable" in marks and not replied:
        flags.append("no-reply-sought")
    if weak and kind != "party" and "interested-party" in marks:
        flags.append("interested-party")
    if "number-mismatch" in marks:
        flags.append("number-mismatch")
    if "unverifiable" in marks:
        flags.append("unverified")
    return tuple(flags)


def _level(findings: Sequence[Finding], marks: Set[str]) -> Level:
    if "unverifiable" in marks:
        return "E4"
    hedged = any(_hedged(set(f.marks) - ({"reportative"} if "indirect" in f.marks else set())) for f in findings)
    if any(a.stance in AFFIRMING for finding in findings for a in finding.attributions):
        return "E2" if hedged else "E1"
    return "E3" if hedged else "E0"


def _weakness(
    findings: Sequence[Finding],
    marks: Set[str],
    drawn: Graph,
    verdict: Verdict,
    kind: Kind,
    flags: Sequence[str],
    policy: Policy,
) -> float:
    weakness = policy.weakness[f"{verdict}/{kind}"]
    sources = [source for group in drawn.nodes.values() for source in group]
    if kind == "anonymous":
        weakness = min((policy.grade[s.grade] for s in sources if s.grade), default=weakness)
    if kind == "official" and "accusation" in marks:
        weakness = policy.special["official-accusation"]
    if kind == "document" and not any(_precise(s) for s in sources):
        weakness = policy.special["document-unseen"]
    if verdict == "contested":
        affirming = judge([_without_denials(finding) for finding in findings], policy)
        weakness = max(weakness, affirming.weakness)
    return min(1.0, weakness + sum(policy.flags[flag] for flag in flags))


def _precise(source: Source) -> bool:
    """Whether a document is named so that anybody can find it: by a title in quote marks, a number or a date."""
    return source.cls == "document" and any(char.isdigit() or char in TITLE_MARKS for char in source.text)


def _without_denials(finding: Finding) -> Finding:
    return replace(finding, attributions=tuple(a for a in finding.attributions if a.stance != "denies"))


def _provenance(drawn: Graph, cut: tuple[str, ...]) -> Provenance:
    ids = {key: f"n{number}" for number, key in enumerate(drawn.nodes, 1)}
    ids[CLAIM] = CLAIM
    nodes = tuple(
        Node(ids[key], sources[0].text, tuple(dict.fromkeys(s.id for s in sources)))
        for key, sources in drawn.nodes.items()
    )
    edges = tuple(sorted((ids[a], ids[b]) for a, b in drawn.edges))
    return Provenance(nodes, edges, tuple(sorted(ids[key] for key in cut)))
