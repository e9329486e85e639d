"""The engine's speed, memory and start: `make bench-engine`. As it is, and compiled where `make compiled` has run.

Words a second on one core, on copy made of our own examples, in one run beside spaCy's tokenizer alone (the limit: we
begin with it), a spaCy pipeline of the size of `*_core_news_sm` with drawn weights, and textacy's quotation extractor
where it knows the language. Words are what white space parts; time is the processor time of the process.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.about import __version__ as SPACY

from benchmarks.drawn import articles
from benchmarks.examples import CODES
from benchmarks.peers.pipeline import pipeline
from secondsource import load, review
from secondsource.text.words import __file__ as ENGINE

ROOT = Path(__file__).parents[1]
#: What `make compiled` makes: the same package, with machine code beside each module.
COMPILED = ROOT / "build" / "compiled"
PEERS = Path(__file__).parent / "peers"
#: The environment that `make bench-engine` installs textacy into.
TEXTACY = PEERS / ".textacy" / "bin" / "python"
GOAL_WORDS_PER_S, GOAL_TIMES = 60_000, 5
#: Rounds of each; the middle one is printed.
ROUNDS = 5
SEED = 7


class Figures(NamedTuple):
    """Words a second of one language; `textacy` is a sentence where there is no figure."""

    code: str
    ours: float
    first: float  # the first pass of a new process: no word is known from before
    tokenizer: float
    pipeline: float
    textacy: float | str


def rate(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Words a second of processor time."""
    begin_s = time.process_time()
    for text in texts:
        work(text)
    return words(texts) / (time.process_time() - begin_s)


def words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def measure(code: str, count: int) -> Figures:
    """One language: every round of each on articles of its own, turn by turn."""
    rng = random.Random(f"{SEED}{code}")
    language, tokenizer, parsed = load(code), spacy.blank(code).tokenizer, pipeline(code)
    first = rate(lambda text: review(text, language), list(articles(code, count, rng)))
    rate(tokenizer, list(articles(code, count, rng)))
    rate(parsed, list(articles(code, 2, rng)))
    gc.collect()
    gc.freeze()  # as a worker does: the collector never walks over what was loaded
    found: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        texts = list(articles(code, count, rng))
        found[0].append(rate(lambda text: review(text, language), texts))
        found[1].append(rate(tokenizer, texts))
        found[2].append(rate(parsed, texts[: max(5, count // 10)]))
    ours, limit, peer = (sorted(rates)[ROUNDS // 2] for rates in found)
    return Figures(code, ours, first, limit, peer, quoting(code, list(articles(code, max(5, count // 5), rng))))


def quoting(code: str, texts: Sequence[str]) -> float | str:
    """Words a second of the parse and textacy's quotations after it, or why there is no figure."""
    if not TEXTACY.exists():
        return "not installed"
    lines = "\n".join(json.dumps(text) for text in texts)
    command = [str(TEXTACY), str(PEERS / "pipeline.py"), code]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    if done.returncode:
        return "not this language" if "not implemented for lang" in done.stderr else "failed"
    return words(texts) / float(json.loads(done.stdout)["both_s"])


START = """
import time; begin_s = time.perf_counter()
from secondsource import load, review
imported_s = time.perf_counter()
for code in {codes!r}: load(code)
loaded_s = time.perf_counter()
review("x", load({codes!r}[0]))
print(imported_s - begin_s, loaded_s - imported_s, time.perf_counter() - loaded_s)
"""


def start(codes: Sequence[str]) -> str:
    """Seconds that a new process needs to import, to load languages and to read a first text."""
    done = subprocess.run(
        [sys.executable, "-c", START.format(codes=list(codes))], capture_output=True, text=True, check=True
    )
    imported, loaded, read = map(float, done.stdout.split())
    return f"{'+'.join(codes):12} import {imported:5.2f} s, load {loaded:5.2f} s, first text {read:5.3f} s"


def machine() -> str:
    load_now = " ".join(f"{value:.1f}" for value in os.getloadavg())
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{os.cpu_count()} cores ({model}), load {load_now}, Python {platform.python_version()}, spaCy {SPACY}"


def is_compiled() -> bool:
    """Whether the engine that this process runs is machine code."""
    return not ENGINE.endswith(".py")


def stale() -> list[str]:
    """The files of the engine that are not as they were when it was compiled."""
    files = [path for path in (ROOT / "secondsource").rglob("*") if path.suffix in (".py", ".toml")]
    of = {path: COMPILED / path.relative_to(ROOT) for path in files}
    return [path.name for path, copy in of.items() if not copy.exists() or copy.read_bytes() != path.read_bytes()]


HEAD = f"{'':4}{'ours':>9}{'new process':>13}{'tokenizer':>11}{'pipeline':>10}{'textacy':>23}   ours is"


def line(row: Figures) -> str:
    other = row.textacy if isinstance(row.textacy, str) else f"{row.textacy:,.0f}"
    return (
        f"{row.code:4}{row.ours:9,.0f}{row.first:13,.0f}{row.tokenizer:11,.0f}{row.pipeline:10,.0f}{other:>23}"
        f"   {row.ours / row.tokenizer:.2f} of the limit, {row.ours / row.pipeline:.1f} x the pipeline (goal"
        f" {GOAL_TIMES}), {row.ours / GOAL_WORDS_PER_S:.2f} of the goal of {GOAL_WORDS_PER_S:,}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=150, help="articles of 350 words a language and round")
    given = parser.parse_args()
    print("the engine", "compiled" if is_compiled() else "as it is, in Python")
    print(machine(), "\n\nwords a second of processor time\n" + HEAD)
    for code in CODES:
        print(line(measure(code, given.articles)), flush=True)
    print("\nstart of a new process")
    starts = [start(codes) for codes in (*((code,) for code in CODES), CODES)]
    print(*starts, sep="\n", flush=True)
    # a process of its own: what this one has loaded is not a worker's
    subprocess.run([sys.executable, "-m", "benchmarks.footprint"], check=True)
    if is_compiled():
        return
    if not COMPILED.exists() or stale():
        print("\nthe engine compiled: not measured, `make compiled` has not run since the sources changed")
        return
    print(flush=True)
    paths = os.pathsep.join(map(str, (COMPILED, ROOT)))
    command = [sys.executable, "-m", "benchmarks.engine", "--articles", str(given.articles)]
    subprocess.run(command, cwd=COMPILED, env={**os.environ, "PYTHONPATH": paths}, check=True)


if __name__ == "__main__":
    main()
