"""The worked examples and the blind ones of secondsource/lang, held against what the engine reads in them.

A claim of an example and a claim of the review are the same when they overlap by half of the shorter and a quarter of
the longer; they are paired one to one, best overlap first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from secondsource import load, review
from secondsource.review import as_dict

LANG = Path(__file__).parents[1] / "secondsource" / "lang"
CODES = ("fr", "de", "it", "en")
Span = tuple[int, int]


@cache
def examples(code: str, name: str = "examples") -> tuple[dict[str, Any], ...]:
    """The lines of lang/<code>/<name>.jsonl: id, text, note, claims, noclaims."""
    lines = (LANG / code / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def known_misses(code: str) -> frozenset[str]:
    """The ids of the examples that the engine is known to read wrongly."""
    lines = (LANG / code / "known_misses.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def overlap(a: Span, b: Span) -> float:
    """Jaccard overlap of two character spans, 0 where they are not the same place."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    short, long = sorted((a[1] - a[0], b[1] - b[0]))
    if common <= 0 or common < 0.5 * short or common < 0.25 * long:
        return 0.0
    return common / (short + long - common)


def pairs(gold: Sequence[Sequence[Span]], ours: Sequence[Sequence[Span]]) -> list[tuple[int, int]]:
    """[(index in gold, index in ours)], one to one, best overlap first; each item is a list of spans of one thing."""
    found = ((max(overlap(a, b) for a in g for b in o), i, j) for i, g in enumerate(gold) for j, o in enumerate(ours))
    left: set[int] = set()
    right: set[int] = set()
    out = []
    for score, i, j in sorted(found, reverse=True):
        if score > 0 and i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return out


def faults(example: dict[str, Any], code: str) -> list[str]:
    """What the engine reads otherwise than the example says, one sentence each; empty when all is right."""
    text = example["text"]
    ours = as_dict(review(text, load(code)))["claims"]
    spans = [[(c["start"], c["end"]), *map(tuple, c["mentions"])] for c in ours]
    partner = dict(pairs([_places(text, c["text"]) for c in example["claims"]], spans))
    out = []
    for i, claim in enumerate(example["claims"]):
        if i in partner:
            out += [f"{claim['text']!r}: {fault}" for fault in _differences(claim, ours[partner[i]], text)]
        else:
            out.append(f"{claim['text']!r}: not found")
    for words in example.get("noclaims", ()):
        places = _places(text, words)
        out += [f"{words!r}: is no claim" for place in spans if any(overlap(p, s) for p in places for s in place)]
    return out


def _places(text: str, words: str) -> list[Span]:
    out = []
    at = text.find(words)
    while at >= 0:
        out.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return out


def _differences(claim: dict[str, Any], ours: dict[str, Any], text: str) -> list[str]:
    keys = ("verdict", "kind", "queued", "origins")
    out = [f"{key} {ours[key]}, not {claim[key]}" for key in keys if key in claim and claim[key] != ours[key]]
    if "flags" in claim and set(claim["flags"]) != set(ours["flags"]):
        out.append(f"flags {sorted(ours['flags'])}, not {sorted(claim['flags'])}")
    return out + [
        f"no source {source['text']!r} of class {source['class']} {source.get('grade', '')}".rstrip()
        for source in claim.get("sources", ())
        if not any(_same_source(source, other, text) for other in ours["sources"])
    ]


def _same_source(source: dict[str, Any], other: dict[str, Any], text: str) -> bool:
    touches = any(a < other["end"] and b > other["start"] for a, b in _places(text, source["text"]))
    if source.get("whole"):  # the span, and not only its place
        touches = text[other["start"] : other["end"]] == source["text"]
    return (
        touches
        and source["class"] == other["class"]
        and source.get("grade", other["grade"] or "") == (other["grade"] or "")
    )
