"""No text makes the engine raise or point outside the text, and the time grows in step with the length.

    python -m benchmarks.fuzz [--texts 100000] [--seed 7]

The texts are our own examples, cut, joined over languages, and garbled with marks, quotes and odd characters. Then
texts of several shapes are read at one length and at ten times it. Exit code 1 when a text fails, or when ten times
the text takes more than thirteen times as long.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.examples import CODES, examples
from secondsource import load, review
from streams.progress import Progress

ODD = ["\u202e", "\u200b", "\x00", "\x1b[31m", "é", "漢字", "\ud800", "﷽", "ß", "\u2028", "\r\n", "\t", "🙂"]
MARKS = ["«", "»", "“", "”", "„", "‘", "’", '"', "'", "\n", "\n\n", ".", ",", ";", ":", "–", "—", "?", "!", "(", ")"]
#: Texts of one task of a process.
CHUNK = 250
#: Ten times the text may take so many times as long.
LIMIT = 13.0


def garbled(rng: random.Random, texts: list[str]) -> str:
    """A text made of others."""
    text = " ".join(rng.choice(texts) for _ in range(rng.choice((1, 1, 2, 5))))
    for _ in range(rng.choice((0, 1, 3, 20))):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:at] + rng.choice(ODD) + text[at:]
        elif kind == 1:
            text = text[:at] + rng.choice(MARKS) * rng.choice((1, 2, 50)) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + rng.randrange(1, 20) :]
        elif kind == 3:
            text = text[at:] + text[:at]
        elif kind == 4:
            text = text[:at] + text[at:].upper()
        else:
            text = text[:at] + chr(rng.randrange(1, 0x10FFFF)) + text[at:]
    return text


def failure(code: str, text: str) -> str:
    """What is wrong with the review of a text; "" where nothing is."""
    try:
        found = review(text, load(code))
    except Exception as error:  # any exception is what is looked for
        return f"{type(error).__name__}: {error}"
    for claim in found.claims:
        finding = claim.finding
        spans = [(finding.start, finding.end), *finding.mentions]
        spans += [(a.source.start, a.source.end) for a in finding.attributions]
        spans += [span for marked in finding.marks.values() for span in marked]
        if outside := [span for span in spans if not 0 <= span[0] < span[1] <= len(text)]:
            return f"spans outside the text: {outside}"
    return ""


def chunk(seed: int) -> list[tuple[str, str, str]]:
    """The failures among the texts of one seed: (language, what, text)."""
    rng = random.Random(seed)
    texts = [example["text"] for code in CODES for example in examples(code)]
    found = []
    for _ in range(CHUNK):
        code, text = rng.choice(CODES), garbled(rng, texts)
        if what := failure(code, text):
            found.append((code, what, text))
    return found


SHAPES: dict[str, Callable[[int], str]] = {
    "copy": lambda n: (" ".join(e["text"] for e in examples("en")) * (n // 4000 + 1))[:n],
    "one sentence": lambda n: ("the mayor said that the bridge was closed and " * (n // 40 + 1))[:n],
    "quote marks": lambda n: ('«"“' * n)[:n],
    "paragraphs": lambda n: ("Police said it.\n\n" * (n // 15 + 1))[:n],
    "one word": lambda n: "a" * n,
    "capitals": lambda n: ("Anna Lund " * (n // 10 + 1))[:n],
    "colons": lambda n: ":" * n,
    "one verb": lambda n: ("said " * (n // 5 + 1))[:n],
}


def growth(base: int = 20_000) -> Iterator[tuple[str, float, float]]:
    """(shape, seconds of processor time at ten times `base` characters, how many times as long that takes)."""
    language = load("en")
    gc.collect()
    gc.freeze()  # as a worker does: the collector never walks over what was loaded
    for name, made in SHAPES.items():
        times = []
        for length in (base, 10 * base):
            text = made(length)
            best = float("inf")
            for _ in range(3):
                began = time.process_time()
                review(text, language)
                best = min(best, time.process_time() - began)
            times.append(best)
        yield name, times[1], times[1] / times[0]


def main() -> int:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--texts", type=int, default=100_000)
    cli.add_argument("--seed", type=int, default=7)
    args = cli.parse_args()
    seeds = range(args.seed * 1_000_000, args.seed * 1_000_000 + max(1, args.texts // CHUNK))
    failures = []
    with multiprocessing.get_context("spawn").Pool() as pool, Progress("texts", len(seeds) * CHUNK) as bar:
        for found in pool.imap_unordered(chunk, seeds):
            failures += found
            bar.step(CHUNK)
    print(f"{len(seeds) * CHUNK} texts, {len(failures)} failures")
    for code, what, text in failures[:10]:
        print(f"  {code} {what}: {text!r}")
    worst = 0.0
    for name, seconds, ratio in growth():
        worst = max(worst, ratio)
        print(
            f"{name:14} 200,000 characters in {seconds:6.2f} s, {ratio:5.1f} times as long as a tenth (limit {LIMIT:g})"
        )
    return 1 if failures or worst > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
