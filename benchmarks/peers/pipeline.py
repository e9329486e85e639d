"""A spaCy pipeline of the size of `*_core_news_sm`, its weights drawn and not learnt: what such a pipeline costs.

    python pipeline.py fr < texts.jsonl

as the peer's environment runs it, reads one JSON string a line and prints the seconds of processor time that parsing,
and parsing with textacy's quotations after it, took. Knows spaCy and textacy, nothing of ours.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

#: As in the published small pipelines: one table of vectors shared by tagger and parser, one for the names.
WIDTH, DEPTH, ROWS = 96, 4, 2000
#: Labels: parts of speech, syntactic relations, kinds of names.
TAGS, RELATIONS, NAMES = 17, 40, 4


def _tok2vec() -> dict[str, Any]:
    return {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": WIDTH,
        "depth": DEPTH,
        "embed_size": ROWS,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    }


def pipeline(code: str) -> Language:
    """Words to vectors, tagger, parser, names: ready to run, knowing nothing."""
    nlp = spacy.blank(code)
    shared = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"}
    nlp.add_pipe("tok2vec", config={"model": _tok2vec()})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": shared}})
    state = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
    }
    nlp.add_pipe("parser", config={"model": {**state, "state_type": "parser", "tok2vec": shared}})
    nlp.add_pipe("ner", config={"model": {**state, "state_type": "ner", "tok2vec": _tok2vec()}})
    words = [f"w{number}" for number in range(max(TAGS, RELATIONS, NAMES) + 1)]
    teaching = {
        "words": words,
        "tags": [f"T{number % TAGS}" for number in range(len(words))],
        "heads": [0, *range(len(words) - 1)],
        "deps": ["ROOT", *(f"r{number % RELATIONS}" for number in range(len(words) - 1))],
        "entities": [f"U-N{number % NAMES}" for number in range(len(words))],
    }
    example = Example.from_dict(nlp.make_doc(" ".join(words)), teaching)
    nlp.initialize(lambda: [example])
    return nlp


def quoting(code: str, texts: Sequence[str]) -> dict[str, float]:
    """Seconds of processor time for parsing the texts, and for parsing and textacy's direct quotations.

    It refuses a text with an odd number of quotation marks: the time of that counts, and its quotations are none.
    """
    from textacy.extract.triples import direct_quotations  # only the peer's environment has it

    def quotations(doc: Doc) -> int:
        try:
            return len(list(direct_quotations(doc)))
        except ValueError as error:
            if "unclosed" not in str(error):
                raise
            return 0

    nlp = pipeline(code)
    for text in texts[:3]:
        quotations(nlp(text))
    begin_s = time.process_time()
    docs = list(nlp.pipe(texts))
    parsed_s = time.process_time() - begin_s
    found = sum(map(quotations, docs))
    return {"parsed_s": parsed_s, "both_s": time.process_time() - begin_s, "found": found}


if __name__ == "__main__":
    print(json.dumps(quoting(sys.argv[1], [json.loads(line) for line in sys.stdin])))
