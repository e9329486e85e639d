"""Copies: articles that are one text, and claims that a second article tells in the very words of a first.

A copy adds no source, and takes none away: its claims are judged as if they had come once (docs/sourcing.md).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from zlib import crc32

from secondsource.model import AFFIRMING, Finding, Kind
from secondsource.provenance.fingerprint import WORD

#: What of the wording vouches for a claim that nobody is named for, the surest first.
VOUCHING: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("witnessed", frozenset({"public-record"})),
    ("own-act", frozenset({"public-act", "own-plan"})),
    ("established", frozenset({"background", "legal-status"})),
)
#: Of a text so many windows of so many words are kept, those with the lowest sums: the same ones of any copy.
WINDOW, KEPT = 4, 128
#: Two texts are one where they share so much of the shorter one, and as many of the windows that are kept.
COPIED = 0.5
COPIED_WINDOWS = 8


def sketch(text: str) -> tuple[int, ...]:
    """What a text is known again by when it was cut, or has another head: sums of some of its windows, in order."""
    words = _words(text).encode("utf-8", "surrogatepass").split(b" ")
    windows = map(b" ".join, zip(*(words[begin:] for begin in range(WINDOW)), strict=False))
    return tuple(sorted(set(map(crc32, windows)))[:KEPT])


def copied(a: Sequence[int], b: Sequence[int]) -> bool:
    """Whether two sketches are of one text, so that what both say alike is one assertion, however common its words.

    A sketch that is full tells nothing of the windows beyond its last one.
    """
    end = min((sums[-1] for sums in (a, b) if len(sums) == KEPT), default=None)
    mine, theirs = ({one for one in sums if end is None or one <= end} for sums in (a, b))
    common = len(mine & theirs)
    return common >= COPIED_WINDOWS and common > COPIED * min(len(mine), len(theirs))


def originals(findings: Sequence[Finding]) -> list[Finding]:
    """Of each finding the one that stands for it: itself, or the first by its id that it copies."""
    if len(findings) < 2:
        return list(findings)
    told = [_told(finding) for finding in findings]
    first: dict[tuple[object, ...], Finding] = {}
    for finding, how in sorted(zip(findings, told, strict=True), key=lambda pair: pair[0].id):
        first.setdefault(how, finding)
    return [first[how] for how in told]


def told_as(findings: Sequence[Finding]) -> Kind | None:
    """Why nobody need vouch for a claim: on record, an own act, known. Every wording must say so, one article that has
    it is enough: a copy that was cut may not show any more that it is background."""
    if any(a.stance in AFFIRMING for finding in findings for a in finding.attributions):
        return None
    marks: dict[str, set[str]] = {}
    for finding in findings:
        marks.setdefault(_words(finding.text) if len(findings) > 1 else "", set()).update(finding.marks)
    ways = [_way(own) for own in marks.values()]
    least_sure = max(ways, default=len(VOUCHING))
    return VOUCHING[least_sure][0] if least_sure < len(VOUCHING) else None


def _way(marks: Set[str]) -> int:
    """How sure a wording is, as a place in VOUCHING; its length where nothing vouches."""
    return next((at for at, (_, own) in enumerate(VOUCHING) if not own.isdisjoint(marks)), len(VOUCHING))


def _told(finding: Finding) -> tuple[object, ...]:
    """What a finding shares with its copies: its words, and who says so through whom."""
    ids = [a.source.id for a in finding.attributions]
    sources = tuple(
        (a.stance, a.source.cls, a.source.key, a.source.grade, _words(a.source.text), _place(a.parent, ids))
        for a in finding.attributions
    )
    return finding.language, _words(finding.text), sources


def _place(id: str | None, ids: Sequence[str]) -> int:
    return ids.index(id) if id in ids else -1


def _words(text: str) -> str:
    """The words alone, without marks and capitals."""
    return " ".join(WORD.findall(text.lower()))
