"""Whether a learned model would do better than the rules: `make bench-learned DATA=../shared`.

A linear model over the words and letters of a claim, of its source and of what stands around it, with all that the
engine says of the claim among its features, learns the verdicts of all labelled articles and is asked about those that
it has not seen (ten parts, whole articles). It is told more than the rules, so it bounds what words alone can give.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks.examples import CODES
from benchmarks.labelled import ARTICLES, load_script
from secondsource import review
from secondsource.review import as_dict
from streams.reading import language

#: Letters before and after a claim that the model is shown; parts of the articles.
BESIDE, PARTS = 60, 10


class Case(NamedTuple):
    """A claim that is found: the number of its article, of which set, its verdicts, and what the model is shown."""

    article: int
    of: str
    labelled: str
    ours: str
    claim: str
    beside: str
    source: str
    told: dict[str, Any]


def articles(data: Path, score: ModuleType) -> Iterator[tuple[str, dict[str, Any]]]:
    """Which set, and the label, of every labelled article."""
    for code in CODES:
        dev = data / "dev" / f"dev_{code}.jsonl"
        yield from (("dev", label) for label in (score.labels_of(str(dev)) if dev.exists() else ()))
        own = score.labels_of(str(ARTICLES / f"{code}.jsonl"))
        yield from (("own, seen" if label["seen"] else "own, unseen", label) for label in own)


def cases(data: Path, score: ModuleType) -> Iterator[Case]:
    for number, (of, label) in enumerate(articles(data, score)):
        text, code = label["text"], label["lang"]
        found = as_dict(review(text, language(code)))["claims"]
        for i, j in score.match(label["claims"], found):
            gold, ours = label["claims"][i], found[j]
            first, last, heard = ours["start"], ours["end"], ours["sources"]
            told: dict[str, Any] = {
                name: "+".join(sorted(s[name] for s in heard)) for name in ("class", "stance", "type")
            }
            told |= {"kind": f"{ours['verdict']}/{ours['kind']}", "is": ours["type"], "language": code}
            told |= {"place": first / len(text), **dict.fromkeys(ours["marks"], True)}
            around = f"{text[max(0, first - BESIDE) : first]} | {text[last : last + BESIDE]}"
            named = " ".join(source["text"] for source in heard)
            claim = f"{code} {text[first:last]}"
            yield Case(number, of, gold["verdict"], ours["verdict"], claim, around, named, told)


def learned(asked: list[Case]) -> list[str]:
    """The verdicts of a model that has seen none of the articles it is asked about."""
    import_of = importlib.import_module  # scikit-learn is there for this only, and has no types
    texts, linear = import_of("sklearn.feature_extraction.text"), import_of("sklearn.linear_model")
    compose, plain = import_of("sklearn.compose"), import_of("sklearn.feature_extraction")
    pipeline, selection = import_of("sklearn.pipeline"), import_of("sklearn.model_selection")
    words = {"token_pattern": r"\w+", "sublinear_tf": True}
    columns = compose.ColumnTransformer(
        [
            ("words", texts.TfidfVectorizer(ngram_range=(1, 2), min_df=3, **words), 0),
            ("letters", texts.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=4), 0),
            ("beside", texts.TfidfVectorizer(ngram_range=(1, 2), min_df=3, **words), 1),
            ("source", texts.TfidfVectorizer(min_df=2, **words), 2),
            ("told", plain.DictVectorizer(), 3),
        ]
    )
    numpy = import_of("numpy")
    shown = numpy.array([(c.claim, c.beside, c.source, c.told) for c in asked], dtype=object)
    model = pipeline.make_pipeline(columns, linear.LogisticRegression(C=3, max_iter=300))
    parts = selection.GroupKFold(PARTS)
    groups = [c.article for c in asked]
    return list(selection.cross_val_predict(model, shown, [c.labelled for c in asked], groups=groups, cv=parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that dev/ and tools/score.py lie in")
    data = parser.parse_args().data
    asked = list(cases(data, load_script(data / "tools" / "score.py")))
    said = learned(asked)
    print(f"{'verdict right of':20}{'claims':>8}{'rules':>8}{'learned':>9}")
    for of in ("dev", "own, seen", "own, unseen", ""):
        rows = [(case, guess) for case, guess in zip(asked, said, strict=True) if of in ("", case.of)]
        rules = sum(case.ours == case.labelled for case, _ in rows) / max(len(rows), 1)
        model = sum(guess == case.labelled for case, guess in rows) / max(len(rows), 1)
        print(f"{of or 'all':20}{len(rows):8}{rules:8.3f}{model:9.3f}")


if __name__ == "__main__":
    main()
