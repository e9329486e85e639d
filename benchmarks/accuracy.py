"""How often the engine is right, in one table: `make accuracy DATA=../shared`.

Rows are one measure of one set each: ours, a 90 % bootstrap interval over documents where there is one, the floor (the
simplest rule) where there is one. Sets that are not there are named and left out. Articles are read with the pipelines
that SECONDSOURCE_PIPELINES names, as a worker reads them.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks import floors, forms, probes
from benchmarks.examples import CODES, Span, examples, faults
from benchmarks.labelled import ARTICLES, load_script
from secondsource import load, review
from secondsource.review import as_dict
from secondsource.text.mood import moods
from secondsource.text.words import words_of
from streams.reading import language

ROUNDS = 400


class Row(NamedTuple):
    """One figure. `low` and `high` bound the middle 90 % of bootstrap draws over documents."""

    of: str
    language: str
    measure: str
    value: float
    low: float | None = None
    high: float | None = None
    floor: float | None = None


def measure_examples() -> list[Row]:
    """The share of examples of which every point is read right."""
    rows = []
    for name in ("examples", "blind"):
        for code in CODES:
            right = [not faults(example, code) for example in examples(code, name)]
            low, high = interval(right, lambda drawn: sum(drawn) / len(drawn))
            rows.append(Row(name, code, f"right of {len(right)}", sum(right) / len(right), low, high))
    return rows


def measure_sentences() -> list[Row]:
    """Plain sentences by other hands: those whose misses were looked at, and those not."""
    return [
        Row(of, code, name, probes.share(counts, name), *interval(counts, partial(probes.share, name=name)))
        for of, code, name, counts in probes.measured()
    ]


def measure_dev(data: Path, score: ModuleType) -> list[Row]:
    """All figures of score.py over the labelled articles, the naive reader beside ours."""
    rows = []
    for code in CODES:
        file = data / "dev" / f"dev_{code}.jsonl"
        labels = score.labels_of(str(file)) if file.exists() else []
        if not labels:
            print(f"not there, left out: {file}", file=sys.stderr)
            continue
        rows += measure_articles("dev articles", code, labels, score)
    return rows


def measure_own(score: ModuleType) -> list[Row]:
    """The same figures over our own articles: those read while the rules were made, and those not."""
    rows = []
    for code in CODES:
        labels = score.labels_of(str(ARTICLES / f"{code}.jsonl"))
        for name, seen in (("own articles", True), ("own articles, unseen", False)):
            rows += measure_articles(name, code, [label for label in labels if label["seen"] == seen], score)
    return rows


def measure_articles(name: str, code: str, labels: Sequence[Any], score: ModuleType) -> list[Row]:
    """The figures of score.py over some labelled articles of one language, the naive reader beside ours."""
    ours = [score.measure(label, as_dict(review(label["text"], language(code))))[:2] for label in labels]
    naive = [score.measure(label, floors.naive_review(label["text"], code))[:2] for label in labels]
    bounds: dict[str, tuple[float, float]] = score.interval(ours)
    floor = score.figures(naive)
    return [
        Row(name, code, figure, value, *bounds[figure], floor[figure]) for figure, value in score.figures(ours).items()
    ]


def measure_sample(data: Path, score: ModuleType) -> list[Row]:
    """The sample article: claims with the right verdict, those a desk checks first, and what must stay out."""
    rows = []
    for file in sorted((data / "gold").glob("*.json")):
        label = json.loads(file.read_text(encoding="utf-8"))
        text = (data / "samples" / f"{label['id']}.txt").read_text(encoding="utf-8")
        ours = as_dict(review(text, language(label["lang"])))["claims"]
        right = [(g, ours[j]) for i, j in score.match(label["claims"], ours) if (g := label["claims"][i])]
        right = [(g, o) for g, o in right if g["verdict"] == o["verdict"]]
        first = [g for g in label["claims"] if g["desk"] == 3]
        queued_first = sum(g["desk"] == 3 and o["queued"] for g, o in right)
        loud = [o for o in ours if o["queued"]]
        quiet = sum(any(score.overlap((o["start"], o["end"]), tuple(n[:2])) for o in loud) for n in label["noclaims"])
        best = sorted(loud, key=lambda o: -o["priority"]["score"])[:6]
        in_six = sum(any(score.same(g, o) > 0 for o in best) for g in first)
        figures = {
            f"found with right verdict of {len(label['claims'])}": len(right),
            f"desk 3 queued with right verdict of {len(first)}": queued_first,
            f"desk 3 among the first six of {len(first)}": in_six,
            f"queued from {len(label['noclaims'])} noclaims": quiet,
        }
        rows += [Row("sample article", label["lang"], name, value) for name, value in figures.items()]
    return rows


def measure_mood(file: Path) -> list[Row]:
    """French conditionals read as hearsay (R) against all other readings; ambiguous ones left out."""
    with file.open(encoding="utf-8", newline="") as lines:
        cases = [row for row in csv.DictReader(lines, delimiter="\t") if row["label"] != "A"]
    ours = [(row["label"] == "R", _reads_as_hearsay(row["text"], row["form"])) for row in cases]
    floor = [(row["label"] == "R", bool(floors.PAST_CONDITIONAL.search(row["text"]))) for row in cases]
    rows = []
    for at, measure in enumerate(("precision", "recall", "F1")):
        low, high = interval(ours, lambda drawn, at=at: _prf(drawn)[at])  # type: ignore[misc]
        rows.append(
            Row(f"reportative mood, {len(cases)} forms", "fr", measure, _prf(ours)[at], low, high, _prf(floor)[at])
        )
    return rows


def measure_forms(folder: Path) -> list[Row]:
    """Conditional, Konjunktiv and condizionale: the forms alone, whatever they mean where they stand; by sentence."""
    rows = []
    for code, third in product(forms.MOODS, (False, True)):
        files = sorted(folder.glob(f"{code}_*.conllu"))
        ours, floor = forms.counted(files, code, third=third)
        total = sum(count.gold for count in ours)
        if not total:
            print(f"not there, left out: {folder}/{code}_*.conllu", file=sys.stderr)
            continue
        for at, measure in enumerate(("precision", "recall", "F1")):
            low, high = interval(ours, lambda drawn, at=at: _summed(drawn)[at])  # type: ignore[misc]
            of = f"forms of mood, {total}{' of the third person' if third else ''}"
            rows.append(Row(of, code, measure, _summed(ours)[at], low, high, _summed(floor)[at]))
    return rows


def _summed(counts: Sequence[forms.Count]) -> tuple[float, float, float]:
    return _f1(*(sum(column) for column in zip(*counts, strict=True)))


def _reads_as_hearsay(text: str, form: str) -> bool:
    words = words_of(text, load("fr"))
    return any(
        mood.reading == "reportative" and words.low[mood.first] == form.lower().split()[0]
        for mood in moods(words, 0, len(words))
    )


def _prf(pairs: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    right = sum(a and b for a, b in pairs)
    return _f1(right, sum(b for _, b in pairs), sum(a for a, _ in pairs))


def _f1(right: float, ours: float, gold: float) -> tuple[float, float, float]:
    precision, recall = right / ours if ours else 0.0, right / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def measure_quotes(file: Path) -> list[Row]:
    """German quotations: spans that share half of what either covers, one to one, and of those the right speaker."""
    articles = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    ours = [_count_quotes(article, _spoken(article["text"])) for article in articles]
    floor = [
        _count_quotes(article, [(m.span(), None) for m in floors.QUOTED.finditer(article["text"])])
        for article in articles
    ]
    rows = []
    for at, what in enumerate(("quote", "speaker")):

        def f1(counts: Sequence[tuple[int, ...]], at: int = at) -> float:
            return _f1(sum(c[at] for c in counts), sum(c[2] for c in counts), sum(c[3] for c in counts))[2]

        name = f"quotations, {len(articles)} articles"
        rows.append(Row(name, "de", f"{what} F1", f1(ours), *interval(ours, f1), f1(floor)))
    return rows


def _spoken(text: str) -> list[tuple[Span, Span | None]]:
    """What the engine takes as said by somebody: the span of what is said, the span of who."""
    out: dict[Span, Span] = {}
    for claim in review(text, language("de")).claims:
        for given in claim.finding.attributions[:1]:
            span = given.content if given.content and not given.carried else (claim.finding.start, claim.finding.end)
            out.setdefault(span, (given.source.start, given.source.end))
    return list(out.items())


def _count_quotes(article: dict[str, Any], ours: list[tuple[Span, Span | None]]) -> tuple[int, int, int, int]:
    """(quotes right, with the speaker right, ours, labelled) of one article."""
    gold = [q for q in article["annotations"] if q["quote"] and not q["isNested"]]
    scored = sorted(
        ((_jaccard(q["quote"], [span]), i, j) for i, q in enumerate(gold) for j, (span, _) in enumerate(ours)),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for value, i, j in scored:
        if value >= 0.5 and i not in partner and j not in partner.values():
            partner[i] = j
    speaker = 0
    for i, j in partner.items():
        who = ours[j][1]
        speaker += who is not None and _jaccard(gold[i]["speaker"], [who]) >= 0.5
    return len(partner), speaker, len(ours), len(gold)


def _jaccard(gold: Sequence[Sequence[int]], ours: Sequence[Sequence[int]]) -> float:
    a = {at for start, end in gold for at in range(start, end)}
    b = {at for start, end in ours for at in range(start, end)}
    return len(a & b) / len(a | b) if a | b else 0.0


def interval(items: Sequence[Any], figure: Callable[[Sequence[Any]], float]) -> tuple[float, float]:
    """The middle 90 % of a figure over bootstrap draws of the items, with a fixed seed."""
    rng = random.Random(7)
    drawn = sorted(figure([rng.choice(items) for _ in items]) for _ in range(ROUNDS))
    return drawn[ROUNDS // 20], drawn[-1 - ROUNDS // 20]


def measure_all(data: Path | None) -> list[Row]:
    """Every row that the data at hand allows; what is not there is named on stderr."""
    rows = [*measure_examples(), *measure_sentences()]
    if data is None or not data.is_dir():
        print(f"no labelled data at {data}: only our own examples are measured (DATA=…)", file=sys.stderr)
        return rows
    tool = data / "tools" / "score.py"

    def score() -> ModuleType:
        return load_script(tool)

    sets: list[tuple[Path, Callable[[], list[Row]]]] = [
        (tool, lambda: [*measure_dev(data, score()), *measure_own(score()), *measure_sample(data, score())]),
        (data / "data" / "fr_conditional_dev.tsv", lambda: measure_mood(data / "data" / "fr_conditional_dev.tsv")),
        (data / "data" / "ud", lambda: measure_forms(data / "data" / "ud")),
        (data / "data" / "de_quotes_dev.jsonl", lambda: measure_quotes(data / "data" / "de_quotes_dev.jsonl")),
    ]
    for path, measure in sets:
        if path.exists():
            rows += measure()
        else:
            print(f"not there, left out: {path}", file=sys.stderr)
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| set | | measure | ours | interval | floor |", "|---|---|---|---|---|---|"]
    for r in rows:
        whole = isinstance(r.value, int)
        value = str(r.value) if whole else f"{r.value:.3f}"
        span = "" if r.low is None or r.high is None else f"{r.low:.2f}–{r.high:.2f}"
        floor = "" if r.floor is None else f"{r.floor:.3f}"
        lines.append(f"| {r.of} | {r.language} | {r.measure} | {value} | {span} | {floor} |")
    return "\n".join(lines)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--data", type=Path, help="folder with dev, gold, samples, data and tools")
    cli.add_argument("--json", type=Path, dest="out", help="write the rows there as well")
    args = cli.parse_args()
    rows = measure_all(args.data)
    print(table(rows))
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        plain = [{k: None if v != v else v for k, v in row._asdict().items()} for row in rows]  # NaN is no JSON
        args.out.write_text(json.dumps(plain, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
