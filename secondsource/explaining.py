"""One line that says why a claim is queued, in the language of the reader; its phrases point at the text.

The sentences are data (lang/*/messages.toml): one whole sentence a verdict and kind, and a phrase a flag.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from secondsource.language import CODES
from secondsource.lexicon import parse
from secondsource.model import Attribution, Finding, Phrase, Sourcing, Span, Why

SLOT = re.compile(r"\{(\w+)\}")
#: A longer source is shortened: the line is read in a second.
LONGEST_SOURCE = 70
#: Which mark of a finding shows where a flag comes from.
FLAG_MARKS = {
    "headline-overstates": "headline-plain",
    "hedge-dropped": "hedge-dropped",
    "number-mismatch": "number-mismatch",
    "unverified": "unverifiable",
    "no-reply-sought": "accusation",
}


@cache
def messages(code: str) -> Mapping[str, Mapping[str, str]]:
    """The sentences of one language; English where there is no such language."""
    code = code if code in CODES else "en"
    tables: dict[str, Any] = parse(files("secondsource.lang").joinpath(code, "messages.toml").read_bytes(), code)
    return tables


class _Line:
    """A line in the making, with the spans that its phrases stand on."""

    def __init__(self) -> None:
        self.text = ""
        self.phrases: list[Phrase] = []

    def add(self, text: str, at: Span | None = None) -> None:
        if at is not None and text:
            self.phrases.append(Phrase(len(self.text), len(self.text) + len(text), at))
        self.text += text


def explain(finding: Finding, sourcing: Sourcing, language: str) -> Why:
    """The line for one claim in `language` ("fr", "de", "it", "en")."""
    tables = messages(language)
    affirming = [a for a in finding.attributions if a.stance not in ("denies", "declines")]
    denying = [a for a in finding.attributions if a.stance == "denies"]
    key = f"{sourcing.verdict}/{sourcing.kind}"
    pattern = tables["why"][key]
    if not affirming:
        pattern = tables["why"].get(f"{key}/nobody", pattern)
    line = _Line()
    at = 0
    for slot in SLOT.finditer(pattern):
        line.add(pattern[at : slot.start()])
        _fill(line, slot.group(1), affirming, denying, sourcing, tables)
        at = slot.end()
    line.add(pattern[at:])
    for text, span in _additions(finding, sourcing, tables):
        line.add("; ")
        line.add(text, span)
    line.add(".")
    return Why(line.text, language if language in CODES else "en", tuple(line.phrases))


def _fill(
    line: _Line,
    slot: str,
    affirming: list[Attribution],
    denying: list[Attribution],
    sourcing: Sourcing,
    tables: Mapping[str, Mapping[str, str]],
) -> None:
    if slot == "origins":
        line.add(str(sourcing.origins))
    elif slot == "grade":
        line.add(next((a.source.grade for a in affirming if a.source.grade), "C") or "C")
    else:
        speakers = denying if slot == "denier" else affirming
        distinct = list({a.source.key: a for a in speakers}.values())[:3]
        for number, attribution in enumerate(distinct):
            if number:
                line.add(", " if number < len(distinct) - 1 else _and(tables))
            source = attribution.source
            line.add(_short(source.text), (source.start, source.end))


def _and(tables: Mapping[str, Mapping[str, str]]) -> str:
    return tables["list"]["and"].format(first="", last="")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SOURCE else text[: LONGEST_SOURCE - 1].rsplit(" ", 1)[0] + "…"


def _additions(
    finding: Finding, sourcing: Sourcing, tables: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, Span | None]]:
    found: list[tuple[str, Span | None]] = []
    if "reportative" in finding.marks and sourcing.verdict == "single":
        found.append((tables["more"]["hedged"], finding.marks["reportative"][0]))
    for flag in sourcing.flags:
        spans = finding.marks.get(FLAG_MARKS.get(flag, ""), ())
        found.append((tables["flag"][flag], spans[0] if spans else None))
    if "no-reply" in finding.marks and sourcing.verdict != "vouched":
        found.append((tables["more"]["no-reply"], finding.marks["no-reply"][0]))
    return found
