"""False corroboration: the same news through agencies, read, joined and judged as the stream does it.

    python -m benchmarks.cascade [--misses]

Ten cases an event: six rest on one source however many outlets run them (or are other news), four on two. Printed
beside the floor, which joins two texts when half of their longer words agree and counts outlets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from secondsource import Article, load, review
from secondsource.model import Finding
from secondsource.provenance.fingerprint import Fingerprint, fingerprint
from secondsource.provenance.matching import same
from secondsource.provenance.verdict import judge
from secondsource.review import as_dict
from secondsource.text.data import parse
from workers.remembered import finding_of

DATA = Path(__file__).with_suffix(".toml")
#: Texts of a case, and whether they are truly two sources.
CASES: tuple[tuple[tuple[str, ...], bool], ...] = (
    (("base", "copy"), False),
    (("base", "chain"), False),
    (("base", "translation"), False),
    (("base", "bare"), False),
    (("base", "other"), False),
    (("copy", "translation", "chain"), False),
    (("base", "own"), True),
    (("base", "abroad"), True),
    (("translation", "own"), True),
    (("base", "chain", "abroad"), True),
)


@dataclass(frozen=True)
class Read:
    """One claim of one text, with what the stream keeps of it."""

    finding: Finding
    print: Fingerprint


def read(name: str, line: str) -> list[Read]:
    """The claims of one line of the data."""
    code, outlet, text = (part.strip() for part in line.split("|", 2))
    found = as_dict(review(Article(text, language=code, provider=outlet, item=name), load(code)))
    return [
        Read(finding_of({**claim, "language": code}, name, outlet), fingerprint(claim["text"], language=code))
        for claim in found["claims"]
    ]


def origins(texts: Sequence[list[Read]]) -> tuple[int, int]:
    """(the most origins of any claim that two texts share, how many texts its cluster has)."""
    clusters: list[list[Read]] = []
    for claims in texts:
        taken: set[int] = set()
        for claim in claims:
            at = next(
                (n for n, c in enumerate(clusters) if n not in taken and same(claim.print, c[0].print)), len(clusters)
            )
            if at == len(clusters):
                clusters.append([])
            clusters[at].append(claim)
            taken.add(at)
    shared = [cluster for cluster in clusters if len(cluster) > 1]
    return max(((judge([c.finding for c in cluster]).origins, len(cluster)) for cluster in shared), default=(0, 1))


def floor(lines: Sequence[str]) -> bool:
    """The simplest rule: two outlets whose texts share half of their longer words are two sources."""
    words = [{w.lower().strip(".,()") for w in line.split("|", 2)[2].split() if len(w) > 3} for line in lines]
    return any(len(words[0] & w) >= 0.5 * min(len(words[0]), len(w)) for w in words[1:])


def run() -> dict[str, object]:
    """Every case, ours and the floor: counts, shares, and the cases that went wrong."""
    events = parse(DATA.read_bytes(), DATA.name)
    wrong: list[str] = []
    false = found = joined = merged = floor_false = floor_found = 0
    ones = twos = others = 0
    for event, lines in events.items():
        texts = {name: read(f"{event}-{name}", line) for name, line in lines.items()}
        for names, two in CASES:
            count, size = origins([texts[name] for name in names])
            naive = floor([lines[name] for name in names])
            twos, ones = twos + two, ones + (not two)
            joined += size == len(names) and "other" not in names
            others, merged = others + ("other" in names), merged + ("other" in names and size > 1)
            false, found = false + (count > 1 and not two), found + (count > 1 and two)
            floor_false, floor_found = floor_false + (naive and not two), floor_found + (naive and two)
            if (count > 1) != two:
                wrong.append(f"{event}: {' + '.join(names)}: {count} origins, {size} joined")
    return {
        "cases": ones + twos,
        "false_corroboration": false / ones,
        "recognised": found / twos,
        "joined": joined / (ones + twos - others),
        "other_news_joined": merged / others,
        "floor": {"false_corroboration": floor_false / ones, "recognised": floor_found / twos},
        "wrong": wrong,
    }


def main() -> None:
    """The table on standard output, JSON with --json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    result = run()
    if options.json:
        json.dump(result, sys.stdout)
        return
    floors = result["floor"]
    assert isinstance(floors, dict)
    print(f"{result['cases']} cases            ours   floor   goal")
    print(f"false corroboration  {result['false_corroboration']:5.3f}   {floors['false_corroboration']:5.3f}   <= .02")
    print(f"recognised           {result['recognised']:5.3f}   {floors['recognised']:5.3f}   >= .80")
    print(f"same news joined     {result['joined']:5.3f}\nother news joined    {result['other_news_joined']:5.3f}")
    wrong = result["wrong"]
    assert isinstance(wrong, list)
    if options.misses:
        print(*wrong, sep="\n")


if __name__ == "__main__":
    main()
