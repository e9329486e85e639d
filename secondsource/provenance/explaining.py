"""One line that says why a claim is queued, in the language of the reader; its phrases point at the text.

The line is a row of whole sentences, and every sentence is data (lang/*/messages.toml): the first says the verdict and
its kind, one more each flag. Names stand after a colon as the text has them, since no sentence can know their gender,
number or case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter

from secondsource.errors import BadConfiguration
from secondsource.model import Attribution, Finding, Phrase, Sourcing, Span, Why
from secondsource.text.data import tables
from secondsource.text.language import CODES

#: A longer source is shortened: the line is read in a second.
LONGEST_SOURCE = 70
#: The kind of a verdict that has none.
NO_KIND = "–"
#: So many names are listed; then comes the sentence's word for "and others".
LISTED = 3
#: Which marks of a finding show where a flag, or a verdict without a source, comes from; else the claim itself does.
MARKS = {
    "headline-overstates": ("headline-plain",),
    "hedge-dropped": ("hedge-dropped",),
    "number-mismatch": ("number-mismatch",),
    "unverified": ("unverifiable",),
    "no-reply-sought": ("accusation",),
    "interested-party": ("interested-party",),
    "hedged": ("reportative",),
    "no-reply": ("no-reply",),
    "rumour": ("reportative", "hedge"),
}
#: Whom a slot names.
Named = list[Attribution]
#: A sentence: text, and the slot after it; the last one may be "".
Parts = tuple[tuple[str, str], ...]


@cache
def messages(code: str) -> dict[str, dict[str, str]]:
    """The sentences of one language; English where there is no such language."""
    code = code if code in CODES else "en"
    return tables(code, "messages.toml")


def found_words(verdict: str, kind: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """What was found, in the language of these messages; a name of another version stays as it is."""
    told = (words["page"].get(verdict, verdict), words["kind"].get(kind, kind) if kind != NO_KIND else "")
    return ", ".join(filter(None, told))


def cause_words(cause: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """Why a factor has its value: that of the weakness is what was found."""
    verdict, slash, kind = cause.partition("/")
    return found_words(verdict, kind, words) if slash else words["cause"].get(cause, cause)


def _parts(pattern: str, place: str) -> Parts:
    try:
        return tuple((text, slot or "") for text, slot, _, _ in Formatter().parse(pattern))
    except ValueError as error:
        raise BadConfiguration(f"{place}: {error}") from None


@cache
def _sentences(code: str) -> dict[str, dict[str, Parts]]:
    """The sentences of one language in their parts, by table and name."""
    tables = {table: messages(code)[table].items() for table in ("why", "more", "list")}
    place = f"lang/{code}/messages.toml: [{{}}] {{}}"
    return {
        table: {name: _parts(row, place.format(table, name)) for name, row in rows} for table, rows in tables.items()
    }


def _slots(finding: Finding, sourcing: Sourcing) -> dict[str, Named]:
    """Whom the slots of the sentences name.

    `source`: who vouches, of the kind that the verdict names; `outlet` and `behind`: who reports it, and from whom.
    """
    affirming = [a for a in finding.attributions if a.stance not in ("denies", "declines")]
    return {
        "affirming": affirming,
        "denier": [a for a in finding.attributions if a.stance == "denies"],
        "source": [a for a in affirming if a.source.cls == sourcing.kind] or affirming,
        "outlet": [a for a in affirming if a.source.cls == "outlet"],
        "behind": [a for a in affirming if a.source.cls != "outlet"],
    }


class _Line:
    """A line in the making, with the spans that its phrases stand on. `said`: what the slots say that name nobody."""

    def __init__(self, lists: dict[str, Parts], said: dict[str, str]) -> None:
        self.text = ""
        self.phrases: list[Phrase] = []
        self._lists, self._said = lists, said

    def sentence(self, parts: Parts, slots: dict[str, Named], ground: Span) -> None:
        """A whole sentence; where no name in it has a place, all of it stands on `ground`."""
        if self.text:
            self.text += " "
        begin, told = len(self.text), len(self.phrases)
        for text, slot in parts:
            self.text += text
            if slot in self._said:
                self.text += self._said[slot]
            elif slot:
                self._list(_names(slots[slot]))
        if self.text.endswith(("..", "….")):  # the name ends in a mark of its own
            self.text = self.text[:-1]
        if len(self.phrases) == told:
            self.phrases.append(Phrase(begin, len(self.text), ground))

    def _list(self, names: list[tuple[str, Span]]) -> None:
        for text, slot in self._lists["more" if len(names) > LISTED else str(len(names))]:
            self.text += text
            if slot:
                name, at = names[int(slot)]
                if name:
                    self.phrases.append(Phrase(len(self.text), len(self.text) + len(name), at))
                self.text += name


def explain(finding: Finding, sourcing: Sourcing, language: str) -> Why:
    """The line for one claim in `language` ("fr", "de", "it", "en")."""
    tables = _sentences(language)
    slots = _slots(finding, sourcing)
    grade = next((a.source.grade for a in slots["affirming"] if a.source.grade), None) or "C"
    said = {"origins": str(sourcing.origins), "grade": grade}
    several = sourcing.verdict == "single" and len({a.source.key for a in slots["source"]}) > 1
    fitting = _fitting(language, sourcing.verdict, sourcing.kind, several)
    first = next(parts for parts in fitting if all(slot in said or slots[slot] for _, slot in parts if slot))
    line = _Line(tables["list"], said)
    line.sentence(first, slots, _ground(finding, sourcing.kind))
    for name in _additions(finding, sourcing, slots):
        line.sentence(tables["more"][name], slots, _ground(finding, name))
    return Why(line.text, language if language in CODES else "en", tuple(line.phrases))


@cache
def _fitting(code: str, verdict: str, kind: str, several: bool) -> list[Parts]:
    """The sentences that say a verdict, the one that says most first; the first whose slots are filled is taken.

    Over several articles, who vouches or denies may be named in another one than this.
    """
    key, why = f"{verdict}/{kind}", _sentences(code)["why"]
    keys = (*([f"{key}/several"] if several else []), f"{key}/behind", key, f"{key}/nobody", f"{verdict}/elsewhere")
    return [why[key] for key in keys if key in why]


def _names(named: Named) -> list[tuple[str, Span]]:
    """Each name with where the text has it."""
    distinct = {a.source.key: a.source for a in reversed(named)}
    ordered = sorted([(source.start, source.end, source.text) for source in distinct.values()])
    return [(_short(text), (start, end)) for start, end, text in ordered]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SOURCE else text[: LONGEST_SOURCE - 1].rsplit(" ", 1)[0] + "…"


def _additions(finding: Finding, sourcing: Sourcing, slots: dict[str, Named]) -> Iterator[str]:
    """What is said beside the verdict, by the names of the sentences."""
    if sourcing.verdict == "single" and sourcing.kind not in ("circular", "re-reported") and slots["outlet"]:
        yield "through"
    if "reportative" in finding.marks and "indirect" not in finding.marks and sourcing.verdict == "single":
        yield "hedged"
    yield from sourcing.flags
    if "no-reply" in finding.marks and sourcing.verdict != "vouched":
        yield "no-reply"


def _ground(finding: Finding, name: str) -> Span:
    """Where the text shows what a sentence says: a mark, the source that it is about, or the claim."""
    for mark in MARKS.get(name, ()):
        if spans := finding.marks.get(mark):
            return spans[0]
    for attribution in finding.attributions:
        source = attribution.source
        if (
            (name == "plural-but-one" and source.plural)
            or (name == "second-hand" and (source.second_hand or attribution.parent))
            or (name == "witnessed" and source.cls == "witness")
        ):
            return source.start, source.end
    return finding.start, finding.end
