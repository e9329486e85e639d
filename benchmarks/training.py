"""A small spaCy pipeline from a treebank of Universal Dependencies: `make train LANG=fr TREEBANK=DIR`.

The folder holds files as the treebanks come: `*train*.conllu` to learn from, `*dev*.conllu` or `*test*.conllu` to
measure with. What is learnt: words to vectors, parts of speech, the parser. The pipeline is a folder that a setting may
name ("fr=build/pipelines/fr"); a treebank's licence may bind what is made of it, so none is part of this repository.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.converters import conllu_to_docs
from spacy.util import fix_random_seed, minibatch

from secondsource.text.language import CODES

#: Half of what the published small pipelines have: some 3 MB.
WIDTH, DEPTH, ROWS, HIDDEN = 64, 4, 2000, 64
EPOCHS, BATCH, DROPOUT, SEED = 15, 32, 0.1, 7
#: A relation that a treebank has more seldom is learnt as no more than a relation.
RAREST = 30
#: Sentences of a treebank that are learnt as one text, so that the parser learns where sentences end.
SENTENCES = 5


class NoTreebank(Exception):
    """The folder does not hold what a treebank holds."""


def blank(code: str, width: int = WIDTH, rarest: int = RAREST) -> Language:
    """Words to vectors, tagger, parser, with nothing learnt."""
    nlp = spacy.blank(code)
    words: dict[str, Any] = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": width,
        "depth": DEPTH,
        "embed_size": ROWS,
        "window_size": 1,
        "maxout_pieces": 2,
        "subword_features": True,
    }
    shared = {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "tok2vec"}
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": HIDDEN,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": shared,
    }
    nlp.add_pipe("tok2vec", config={"model": words})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": shared}})
    nlp.add_pipe("parser", config={"model": parser, "min_action_freq": rarest})
    return nlp


def examples(nlp: Language, conllu: str) -> Iterator[Example]:
    """The sentences of a treebank; the tags are the universal parts of speech."""
    for doc in conllu_to_docs(conllu, n_sents=SENTENCES, merge_subtokens=True, no_print=True):
        for token in doc:
            token.tag_ = token.pos_ or "X"
        made = Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
        yield Example(made, doc)


def train(nlp: Language, known: Sequence[Example], epochs: int = EPOCHS, seed: int = SEED) -> Iterator[float]:
    """Learns from the examples; the loss after each round."""
    fix_random_seed(seed)
    rng = random.Random(seed)
    drawn = list(known)
    optimizer = nlp.initialize(lambda: drawn)
    for _ in range(epochs):
        rng.shuffle(drawn)
        losses: dict[str, float] = {}
        for batch in minibatch(drawn, BATCH):
            nlp.update(batch, sgd=optimizer, losses=losses, drop=DROPOUT)
        yield sum(losses.values())


def treebank(folder: Path, *names: str) -> str:
    """The text of the files of a folder that carry the first of these names that any carries. Raises NoTreebank."""
    for name in names:
        if paths := sorted(folder.glob(f"*{name}*.conllu")):
            return "\n".join(path.read_text(encoding="utf-8").rstrip("\n") + "\n" for path in paths)
    wanted = " or ".join(f"*{name}*.conllu" for name in names)
    raise NoTreebank(f"no file {wanted} in {folder}: give the folder of a treebank of Universal Dependencies")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=CODES, required=True)
    parser.add_argument("--treebank", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="the folder to write; build/pipelines/LANG if left out")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    given = parser.parse_args(arguments)
    out = given.out or Path("build/pipelines") / given.lang
    nlp = blank(given.lang)
    try:
        known = list(examples(nlp, treebank(given.treebank, "train")))
        unseen = list(examples(nlp, treebank(given.treebank, "dev", "test")))
    except NoTreebank as error:
        sys.exit(str(error))
    print(
        f"{sum(len(e.reference) for e in known):,} words to learn from, {sum(len(e.reference) for e in unseen):,} apart"
    )
    for number, loss in enumerate(train(nlp, known, given.epochs), 1):
        print(f"round {number:2} of {given.epochs}, loss {loss:,.0f}", flush=True)
    scores = nlp.evaluate(unseen)
    print("on sentences apart:", ", ".join(f"{name} {scores[name]:.3f}" for name in ("tag_acc", "dep_uas", "dep_las")))
    out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(out)
    print(f"written to {out}; use it: secondsource check --pipelines {given.lang}={out} FILE")


if __name__ == "__main__":
    main()
