"""Copy to measure with: articles put together from the examples that we wrote, with names and figures drawn anew.

Real copy brings new names every day; drawn names keep the caches from knowing every word beforehand.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from benchmarks.examples import examples

#: Words of an article, about; a paragraph has one to three sentences, as agencies write.
ARTICLE_WORDS = 350
#: The share of names that are drawn anew.
DRAWN = 0.3
#: A word with a capital inside a sentence, and a digit.
NAME, DIGIT = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{3,}"), re.compile(r"\d")
CONSONANTS, VOWELS = "bcdfglmnprstv", "aeiou"


def sentences(code: str) -> list[str]:
    """Every text of our examples of a language."""
    return [example["text"] for name in ("examples", "blind") for example in examples(code, name)]


def articles(code: str, count: int, rng: random.Random) -> Iterator[str]:
    """`count` articles of a language: a headline, a blank line, paragraphs."""
    known = sentences(code)
    for _ in range(count):
        parts = [rng.choice(known).split("\n")[0].rstrip(".")]
        words = 0
        while words < ARTICLE_WORDS:
            parts.append(" ".join(rng.choices(known, k=rng.randint(1, 3))))
            words += len(parts[-1].split())
        yield _drawn("\n\n".join(parts), rng)


def _drawn(text: str, rng: random.Random) -> str:
    text = NAME.sub(lambda found: _name(rng) if rng.random() < DRAWN else found.group(), text)
    return DIGIT.sub(lambda found: rng.choice("123456789") if found.group() != "0" else "0", text)


def _name(rng: random.Random) -> str:
    return "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.randint(2, 4))).capitalize()
