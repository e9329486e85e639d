"""How many independent sources a claim has: the provenance graph, its vertex cut, and the verdict by rule.

Everything here follows the definition (docs/sourcing.md): merging of nodes, the number of independent sources as the
largest number of paths from origins to the claim that share no node (Menger's theorem), the table of verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import combinations

from secondsource.model import AFFIRMING, Finding, Kind, Level, Node, Provenance, Source, SourceClass, Sourcing, Verdict
from secondsource.policy import Policy, load
from secondsource.provenance.cut import CLAIM, disjoint_paths
from secondsource.provenance.fingerprint import fingerprint
from secondsource.provenance.graph import Graph, graph, hedged
from secondsource.provenance.matching import figures_differ
from secondsource.provenance.reuse import told_as
from secondsource.record import replace

SOLID: frozenset[SourceClass] = frozenset({"witness", "own-act", "official", "named", "expert", "party", "document"})
STANDING: frozenset[SourceClass] = frozenset({"witness", "own-act", "official", "named", "party"})
TITLE_MARKS = frozenset('«»“”„"')
DEATH_SOURCES: frozenset[SourceClass] = frozenset({"witness", "own-act", "official", "party"})
Marks = frozenset[str]


def judge(findings: Sequence[Finding], policy: Policy | None = None) -> Sourcing:
    """The verdict on one claim: one finding of one article, or the findings of a cluster over articles."""
    each = list(findings)
    return _judged(each, graph(each), policy or load())


def _judged(findings: list[Finding], drawn: Graph, policy: Policy) -> Sourcing:
    roots = drawn.roots()
    origins, cut = disjoint_paths(drawn.edges, roots)
    marks = _marks(findings)
    verdict, kind = _verdict(findings, marks, drawn, roots, origins)
    if not drawn.nodes and verdict == "vouched":
        origins = 0 if kind == "established" else 1
    flags = _flags(findings, marks, drawn, verdict, kind)
    weakness = _weakness(findings, marks, drawn, verdict, kind, flags, policy)
    return Sourcing(verdict, kind, origins, _level(findings, marks), flags, weakness, _provenance(drawn, cut))


def _marks(findings: list[Finding]) -> Marks:
    """Those of any article, and that the figures differ where two articles count something else."""
    if len(findings) == 1:
        return frozenset(findings[0].marks)
    marks = frozenset[str]().union(*(finding.marks for finding in findings))
    prints = [fingerprint(f.text, language=f.language) for f in findings]
    told = {print.counts: print for print in prints}
    differ = any(figures_differ(a, b) for a, b in combinations(told.values(), 2))
    return marks | {"number-mismatch"} if differ else marks


def _classes(drawn: Graph, keys: Iterable[str]) -> set[SourceClass]:
    return {source.cls for key in keys for source in drawn.nodes[key]}


def _verdict(
    findings: list[Finding], marks: Marks, drawn: Graph, roots: list[str], origins: int
) -> tuple[Verdict, Kind]:
    against = [a for f in findings for a in f.attributions if a.stance == "denies"]
    classes = _classes(drawn, drawn.nodes)
    if against:
        reports = "outlet" in classes  # report against report, each on its own authority
        heard = STANDING | {"outlet"} if reports else STANDING
        if "countered" in marks or any(a.source.cls in heard for a in against):
            return "contested", "–"
    if vouched := _vouched(findings, drawn, classes):
        return "vouched", vouched
    if origins >= 2:
        return _corroborated(marks, drawn, roots)
    if origins == 1:
        return "single", _single(drawn, roots, "circular" in marks)
    return "unsupported", "rumour" if hedged(marks) else "asserted"


def _vouched(findings: list[Finding], drawn: Graph, classes: Set[SourceClass]) -> Kind | None:
    if "witness" in classes:
        return "witnessed"
    if "own-act" in classes:
        return "own-act"
    return None if drawn.nodes else told_as(findings)


def _corroborated(marks: Marks, drawn: Graph, roots: list[str]) -> tuple[Verdict, Kind]:
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


def _flags(findings: list[Finding], marks: Marks, drawn: Graph, verdict: Verdict, kind: Kind) -> tuple[str, ...]:
    weak = verdict not in ("vouched", "corroborated")
    sources = [source for group in drawn.nodes.values() for source in group]
    told = kind in ("re-reported", "document") and any(a.parent for f in findings for a in f.attributions)
    replied = bool(marks & {"no-reply", "reply-sought"}) or verdict == "contested"
    plural = verdict == "single" and any(s.plural and s.cls in ("anonymous", "outlet") for s in sources)
    raised = (
        "headline-overstates" if weak and "headline-plain" in marks else "",
        "hedge-dropped" if weak and "hedge-dropped" in marks else "",
        "plural-but-one" if plural else "",
        "second-hand" if weak and (told or any(s.second_hand for s in sources)) else "",
        "no-reply-sought" if weak and "accusation" in marks and "identifiable" in marks and not replied else "",
        "interested-party" if weak and kind != "party" and "interested-party" in marks else "",
        "number-mismatch" if "number-mismatch" in marks else "",
        "unverified" if "unverifiable" in marks else "",
    )
    return tuple([flag for flag in raised if flag])


def _level(findings: list[Finding], marks: Marks) -> Level:
    if "unverifiable" in marks:
        return "E4"
    hedge = any("hedge" in f.marks or ("reportative" in f.marks and "indirect" not in f.marks) for f in findings)
    if any(a.stance in AFFIRMING for finding in findings for a in finding.attributions):
        return "E2" if hedge else "E1"
    return "E3" if hedge else "E0"


def _weakness(
    findings: list[Finding],
    marks: Marks,
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
        told = [replace(f, attributions=tuple(a for a in f.attributions if a.stance != "denies")) for f in findings]
        affirming = _judged(told, drawn if len(told) == 1 else graph(told), policy)
        weakness = max(weakness, affirming.weakness)
    return min(1.0, weakness + sum(policy.flags[flag] for flag in flags))


def _precise(source: Source) -> bool:
    """Whether a document is named so that anybody can find it: by a title in quote marks, a number or a date."""
    return source.cls == "document" and any(char.isdigit() or char in TITLE_MARKS for char in source.text)


def _provenance(drawn: Graph, cut: tuple[str, ...]) -> Provenance:
    if not drawn.nodes:
        return Provenance()
    ids = {key: f"n{number + 1}" for number, key in enumerate(drawn.nodes)}
    ids[CLAIM] = CLAIM
    nodes = [
        Node(ids[key], sources[0].text, tuple({s.id: None for s in sources})) for key, sources in drawn.nodes.items()
    ]
    edges = sorted([(ids[a], ids[b]) for a, b in drawn.edges])
    return Provenance(tuple(nodes), tuple(edges), tuple(sorted([ids[key] for key in cut])))
