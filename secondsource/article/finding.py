"""Claims as they stand in one article: clauses with who says so, mentions joined, and what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping

from secondsource.article.answers import weigh
from secondsource.article.carrying import INDIRECT
from secondsource.article.joining import Draft, join, run_on
from secondsource.article.reader import NoClaim, Reader
from secondsource.article.relation import class_of
from secondsource.article.scope import Heard
from secondsource.claims.checkability import Reading
from secondsource.clauses.acting import is_passive
from secondsource.clauses.frame import Frame
from secondsource.model import Article, Attribution, Finding, Source, Span
from secondsource.provenance.identity import unite
from secondsource.record import replace
from secondsource.sources.cast import introduced, known
from secondsource.text.language import Language
from secondsource.text.lexicon import union
from secondsource.text.words import LONE_SURROGATE, Words, words_of


def find(article: Article, language: Language) -> tuple[list[Finding], list[NoClaim]]:
    """The findings of an article in text order, and what is no claim with the reason."""
    words = words_of(_whole(article.text), language)
    if not len(words):
        return [], []
    cast = {**known(language.code), **introduced(words)}
    reader = Reader(article, words, language, cast)
    reader.read()
    drafts = run_on(words, join(words, reader.drafts))
    findings = [_finding(number, draft, words, article) for number, draft in enumerate(drafts, 1)]
    return unite(weigh(findings, reader.answers, words), words, language, cast), sorted(reader.left_out)


def _whole(text: str) -> str:
    """A text without half characters: whether it has one is told at once by whether it can be written."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return LONE_SURROGATE.sub("\ufffd", text)
    return text


#: Words with a capital that name nobody.
UNNAMED = frozenset({"time", "month", "det", "pron", "adp", "country"})


def _finding(number: int, draft: Draft, words: Words, article: Article) -> Finding:
    reading = draft.heard.reading
    marks: dict[str, tuple[Span, ...]] = {name: tuple(spans) for name, spans in reading.marks.items()}
    attributions: list[Attribution] = []
    for telling, heard in enumerate((draft.heard, *draft.also)):
        attributions += _attributions(f"c{number}s{telling or ''}", draft, heard, marks, words)
    if not attributions and reading.way != "asserted" and "reportative" not in marks:
        marks[reading.way] = (draft.span,)
    if not attributions and _event(draft, words):
        marks["event"] = (draft.span,)
    if attributions and _indirect(draft.heard):
        marks["indirect"] = marks["reportative"]
    if any(who is not None and who.interested for _, who in draft.heard.frames):
        marks["interested-party"] = (draft.span,)
    for frame, _ in draft.heard.frames:  # "the ministry accused the foundation of smuggling"
        at = words.word_at(frame.cue[0])
        if frame.last > frame.first and any("accuse" in words.tags[i] for i in range(at, frame.last)):
            marks.setdefault("accusation", (frame.cue,))
    if "accusation" in marks and (names := _names(draft, words) or _role(draft, words)):
        marks["identifiable"] = names
    if draft.plain_head and "reportative" in marks:
        marks["headline-plain"] = draft.plain_head
    text = article.text[draft.span[0] : draft.span[1]]
    return Finding(
        f"c{number}", draft.span[0], draft.span[1], text, draft.mentions, _type(marks, reading), tuple(attributions),
        marks, article.provider,
    )  # fmt: skip


def _indirect(heard: Heard) -> bool:
    """ "Die Polizei teilte mit, er sei tot": indirect speech beside an explicit cue, and no hearsay."""
    forms = {mood.form for mood in heard.reading.moods if mood.reading == "reportative"}
    cued = any(frame.type not in ("mood", "impersonal") for frame, _ in heard.frames)
    return bool(forms) and forms <= INDIRECT and cued and not heard.carried


def _attributions(
    prefix: str, draft: Draft, heard: Heard, marks: dict[str, tuple[Span, ...]], words: Words
) -> list[Attribution]:
    """Who vouches in one telling of a claim. Of frames inside frames each is known through the next."""
    told: list[tuple[Frame, Source]] = []
    hedged = "hedge" in marks or "reportative" in marks
    for order, (frame, who) in enumerate(heard.frames):
        if who is None or who.cls is None:
            if frame.type in ("impersonal", "mood"):
                marks.setdefault("reportative", (frame.cue,))
            continue
        if any(who.key == source.key and frame.stance == before.stance for before, source in told):
            continue  # "the army said the town was quiet, adding that …"
        if who.channel and len(heard.frames) > 1:
            continue  # a memo seen by the agency whose copy this is
        cls = class_of(draft, frame, who, words)
        source = who.source(f"{prefix}{order + 1}", cls)
        cited = frame.told is None and any(other is not None and other.cls == "outlet" for _, other in heard.frames)
        told.append((frame, _unnamed(source, words) if cited and cls == "party" and not who.named else source))
    outer = [*(source.id for _, source in told[1:]), None]
    return [
        Attribution(source, frame.type, frame.stance, frame.cue, draft.span, parent, hedged, heard.carried)
        for (frame, source), parent in zip(told, outer, strict=False)
    ]


def _unnamed(source: Source, words: Words) -> Source:
    """ "The Courier reported, citing a relative": kin whom an outlet does not name are its source; not their lawyer."""
    first, last = words.words_in((source.start, source.end))
    tags = union(words.tags[first:last])
    if "own" in words.tags[first] or "belongs" in tags or tags.isdisjoint(("kin", "circle_family")):
        return source
    return replace(source, cls="anonymous", grade="B", key=f"anonymous:{source.text.lower()}")


def _names(draft: Draft, words: Words) -> tuple[Span, ...]:
    """Persons and organisations that the clause names, the sources left out."""
    clause = draft.heard.reading.clause
    first = clause.first
    alone = words.capital(first) and not words.tags[first] and first + 1 < len(words) and words.verbal[first + 1]
    return tuple(
        words.span(at, at + 1)
        for at in range(first if alone and not words.capital_nouns else first + 1, clause.last)
        if words.capital(at) and not words.tags[at] & UNNAMED and (not words.capital_nouns or words.capital(at - 1))
    ) + _roles(words, first, clause.last)


def _roles(words: Words, first: int, last: int) -> tuple[Span, ...]:
    """Roles that only one person has ("the former mayor"): whoever lives there knows who is meant."""
    return tuple(
        words.span(at, at + 1)
        for at in range(first + 1, last)
        if "role" in words.tags[at]
        and "plural" not in words.tags[at]
        and any("det" in words.tags[i] and "indef" not in words.tags[i] for i in range(max(first, at - 2), at))
    )


def _role(draft: Draft, words: Words) -> tuple[Span, ...]:
    """Who is accused, where the clause says it by what only one is: "the former treasurer", no man or driver."""
    clause = draft.heard.reading.clause
    first, last = clause.first, min(clause.verb, clause.first + 5)
    if words.tags[first] & {"det", "indef", "pron"} != {"det"} or last <= first + 1:
        return ()
    if is_passive(words, clause) and "reportative" not in draft.heard.reading.marks:
        return ()  # "the contract was forged"; but "the mayor is suspected"
    told = any(tags & {"private", "plural", "adp"} for tags in words.tags[first + 1 : last])
    return () if told else (words.span(first + 1, last),)


def _event(draft: Draft, words: Words) -> bool:
    """News of consequence: something happened, in the lead, with a figure, or grave in itself."""
    tags, marks = draft.heard.reading.clause.tags, draft.heard.reading.marks
    news = bool(draft.mentions) or draft.paragraph == 0 or "number" in marks
    grave = bool(marks.keys() & {"death", "health", "war", "violence"})
    return (news, grave, bool(tags & {"event", "death"})).count(True) > 1


def _type(marks: Mapping[str, object], reading: Reading) -> str:
    if "accusation" in marks:
        return "accusation"
    if "death" in marks:
        return "death"
    if reading.way in ("public-act", "own-plan"):
        return "own act"
    if "number" in marks:
        return "number"
    return "background" if reading.way == "background" else "event"
