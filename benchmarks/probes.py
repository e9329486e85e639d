"""Plain sentences that were written and labelled without sight of the rules: who says so, and what is no claim.

`benchmarks/sentences/*.jsonl`, one text a line: `id family seen text claims noclaims`. `seen`: its misses were
looked at while rules were made; those of every third were not, so only they say how the rules do on other copy.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.examples import CODES, Span, overlap, pairs
from secondsource import load, review
from secondsource.review import as_dict

SENTENCES = Path(__file__).parent / "sentences"
MEASURES = ("claims found", "verdict right", "source found", "no claim taken for one")
#: (right, of how many), by measure.
Counts = dict[str, tuple[int, int]]


def sentences(code: str) -> list[dict[str, Any]]:
    """The texts of a language, as labelled."""
    return [json.loads(line) for line in (SENTENCES / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()]


def measure(label: dict[str, Any], code: str) -> Counts:
    """One text. A source is found where each one of the label touches one of ours, or it is an own act for both."""
    text = label["text"]
    ours = as_dict(review(text, load(code)))["claims"]
    spans = [[(claim["start"], claim["end"])] for claim in ours]
    found = pairs([[_span(text, claim["text"])] for claim in label["claims"]], spans)
    both = [(label["claims"][i], ours[j]) for i, j in found]
    taken = {j for _, j in found}
    loose = [span for j, (span,) in enumerate(spans) if j not in taken]
    invented = [words for words in label["noclaims"] if any(overlap(_span(text, words), span) for span in loose)]
    return {
        "claims found": (len(both), len(label["claims"])),
        "verdict right": (sum(gold["verdict"] == our["verdict"] for gold, our in both), len(both)),
        "source found": (sum(_sourced(gold, our, text) for gold, our in both), len(both)),
        "no claim taken for one": (len(invented), len(label["noclaims"])),
    }


def _sourced(gold: dict[str, Any], ours: dict[str, Any], text: str) -> bool:
    if gold["kind"] == "own-act" == ours["kind"]:
        return True
    named = [_span(text, source["text"]) for source in gold["sources"]]
    return all(any(a < other["end"] and b > other["start"] for other in ours["sources"]) for a, b in named)


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return start, start + len(words)


def share(counts: Sequence[Counts], name: str) -> float:
    """The share over many texts; NaN where there is nothing to count."""
    right, of = (sum(count[name][at] for count in counts) for at in (0, 1))
    return right / of if of else float("nan")


def measured() -> list[tuple[str, str, str, list[Counts]]]:
    """(set, language, measure, counts by text), for the texts whose misses were looked at and for the others."""
    rows = []
    for code in CODES:
        every = [(label["seen"], measure(label, code)) for label in sentences(code)]
        for of, seen in (("sentences", True), ("sentences, unseen", False)):
            counts = [count for known, count in every if known == seen]
            rows += [(of, code, name, counts) for name in MEASURES]
    return rows
