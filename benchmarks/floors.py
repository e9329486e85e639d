"""The simplest rules that could do the work: what the engine has to be better than."""

from __future__ import annotations

import re
from typing import Any

from secondsource import load
from secondsource.text.layout import layout
from secondsource.text.words import words_of

CUES = frozenset({"say", "confirm", "deny", "prep", "prep_post", "said_noun"})
HEDGES = frozenset({"hearsay", "hedge", "soll"})


def naive_review(text: str, code: str) -> dict[str, Any]:
    """What the naive reader sees: a sentence is a claim; a cue makes it single, a hedge a rumour, a number asserted."""
    language = load(code)
    words = words_of(text, language)
    page = layout(text, None, language)
    claims = []
    for start, end in [*page.head, *(sentence for paragraph in page.paragraphs for sentence in paragraph)]:
        tags = {
            tag
            for at, tag_set in enumerate(words.tags[: len(words)])
            if start <= words.start[at] < end
            for tag in tag_set
        }
        if tags & HEDGES:
            verdict, kind, score = "unsupported", "rumour", 90
        elif tags & CUES:
            verdict, kind, score = "single", "named", 60
        elif re.search(r"\d", text[start:end]):
            verdict, kind, score = "unsupported", "asserted", 50
        else:
            verdict, kind, score = "vouched", "established", 0
        claims.append(
            {"start": start, "end": end, "mentions": [], "verdict": verdict, "kind": kind, "flags": [], "sources": []}
            | {"origins": int(verdict == "single"), "level": "E1" if verdict == "single" else "E0"}
            | {"queued": score > 0, "priority": {"score": score}}
        )
    return {"claims": claims}


#: French past conditional: the auxiliary in the conditional with a participle after it.
PAST_CONDITIONAL = re.compile(r"\b(?:aurai|serai)(?:s|t|ent)\b\s+(?:\w+\s+){0,2}?\w+(?:é|i|u|is|it|us)(?:e?s?)\b")
#: The forms that may say hearsay, by their endings; in German those of the auxiliaries that differ from the indicative.
MOODS = {
    "fr": re.compile(r"\b\w+r(?:ais|ait|ions|iez|aient)\b"),
    "de": re.compile(
        r"\b(?:sei|seien|h[äa]tten?|w[äa]ren?|w[üu]rden?|k[öo]nnten?|m[üu]ssten?|d[üu]rften?|habe|werde)\b"
    ),
    "it": re.compile(r"\b\w+(?:rebbe|rebbero)\b"),
}
#: A fragment between German quote marks.
QUOTED = re.compile(r"[„»«\"][^“”«»\"\n]{3,}[“”«»\"]")
