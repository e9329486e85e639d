"""What is answered to the claims of an article: denials, confirmations, silence.

"A blanket denial covers the accusations of the matter it was spoken about" (docs/sourcing.md): those made before it,
and all that an accuser of the denier says.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from secondsource.clauses import Clause
from secondsource.frame import Frame
from secondsource.lexicon import fold
from secondsource.model import AFFIRMING, Attribution, Finding, Source, SourceClass, Span
from secondsource.record import record, replace
from secondsource.sources import Person
from secondsource.words import Words

WORD = re.compile(r"[^\W\d_]+")
#: So many claims before and after an answer may be what it is about: no article has more of one matter.
REACH = 60
#: So many claims back stands the last one of the source that is answered.
ACCOUNT = 1
#: So many claims back stands what somebody answers by saying that he never did it.
OWN = 3
#: A shorter word of a source's description names nobody.
NAME_LENGTH = 5
#: Marks of what nobody need be asked about.
SETTLED = frozenset({"background", "public-act", "public-record", "own-plan", "legal-status"})
#: What is counted beside an account of what happened.
COUNTS = frozenset({"death", "health"})
#: So many letters of what is denied are those of the claim: "denies any arrest", "was arrested".
STEM = 5
#: Who says a claim in words of his own: the id of the claim -> the keys of its sources.
Speakers = Mapping[str, frozenset[str]]
#: What parts two paragraphs.
PARAGRAPH = "\n\n"
#: Among so many words of a clause it is said that something was never so.
DISOWNED = 6


@record(frozen=True, slots=True)
class Answer:
    """Somebody denies, confirms, or does not answer. `at`: the character where it stands."""

    frame: Frame
    who: Person
    at: int
    own: bool = False  # "I never touched her tea": answers the claim right before it, where that accuses him

    def blanket(self, words: Words) -> bool:
        """Whether it answers what was said before: it quotes nothing, or names accusations and no claim."""
        frame = self.frame
        return frame.nominal or any("charge" in words.tags[i] for i in range(frame.first, frame.last))


def weigh(findings: list[Finding], answers: list[Answer], words: Words) -> list[Finding]:
    """The findings with what was answered to them."""
    spoken = _called(a.source for f in findings for a in f.attributions)
    starts = [finding.start for finding in findings]
    before = [bisect_right(starts, answer.at) for answer in answers]
    speakers = {finding.id: _speakers(finding) for finding in findings} if answers else {}
    close: list[list[tuple[Answer, frozenset[str], bool, bool]]] = [[] for _ in findings]
    for answer, at in zip(answers, before, strict=True):
        accusers = _accusers(findings[max(0, at - REACH) : at + REACH], answer, speakers)
        account = _account(findings, answer, at, speakers, words)
        for number in range(max(0, at - REACH), min(len(findings), at + REACH + 1)):
            close[number].append((answer, accusers, at - 1 == number, number in account))
    weighed = [_weighed(f, heard, spoken, speakers, words) for f, heard in zip(findings, close, strict=True)]
    for answer, at in zip(answers, before, strict=True):
        _countered(weighed, answer, at, speakers)
    return weighed


def _countered(findings: list[Finding], answer: Answer, at: int, speakers: Speakers) -> None:
    """What the denier tells instead, right after his denial, stands against the other version: both are contested."""
    who = answer.who.key
    if answer.frame.stance != "denies" or not who:
        return
    denied = [f for f in findings[max(0, at - REACH) : at] if _denied_by(f, who)]
    accusers = [a for f in denied for a in f.attributions if a.stance in AFFIRMING]
    if not accusers:
        return
    if at == len(findings) or who not in speakers[findings[at].id]:
        return
    own = findings[at]
    if not SETTLED.isdisjoint(own.marks) or {a.source.key for a in own.attributions} != {who}:
        return
    accuser = accusers[-1]
    source = replace(accuser.source, id=f"{own.id}r1")
    against = Attribution(source, accuser.type, "denies", accuser.cue, None)
    marks = MappingProxyType({**own.marks, "countered": (answer.frame.cue,)})
    findings[at] = replace(own, marks=marks, attributions=(*own.attributions, against))


def _denied_by(finding: Finding, key: str) -> bool:
    return any((a.stance, a.source.key) == ("denies", key) for a in finding.attributions)


def _account(
    findings: Sequence[Finding], answer: Answer, before: int, speakers: Speakers, words: Words
) -> frozenset[int]:
    """What is answered: the claims that name the thing denied, else all that the source of the last one told."""
    frame = answer.frame
    if frame.stance != "denies" or not before:
        return frozenset()
    if frame.aside:
        return frozenset({before - 1})
    if answer.own:
        near = range(max(0, before - OWN), before)
        return frozenset(n for n in near if _accused(findings[n], answer.who, speakers, words))
    reach = [n for n in range(before - 1, max(-1, before - REACH), -1) if speakers[findings[n].id]]
    named = frozenset() if frame.rebuts else _denied_stems(frame, words)  # "countered that …" tells something else
    if named and (about := [n for n in reach if named & _stems(findings[n].text)]):
        return frozenset(about)
    if not reach or reach[0] < before - ACCOUNT:
        return frozenset()
    who = speakers[findings[reach[0]].id]
    told = [n for n in reach if speakers[findings[n].id] & who and not _of_law(findings[n])]
    of_him = [n for n in told if "accusation" in findings[n].marks or _names(findings[n], answer.who)]
    plain = [n for n in told if not _only_counts(findings[n])]
    next_told = findings[before : before + 1] if frame.rebuts else ()
    again = any(_only_counts(own) and "number" in own.marks for own in next_told)
    return frozenset(of_him or plain or (() if again else told))  # a later count is no denial


def _only_counts(finding: Finding) -> bool:
    """ "Three sailors were hurt": the count that goes with an account, and not what is disputed in it."""
    return "accusation" not in finding.marks and not COUNTS.isdisjoint(finding.marks)


def _accused(finding: Finding, who: Person, speakers: Speakers, words: Words) -> bool:
    """Whether somebody else accuses him there, or tells of him; or he is called the accused."""
    others = speakers[finding.id] - {who.key}
    if not others or who.key in speakers[finding.id]:
        return False
    first, last = bisect_left(words.start, who.span[0]), bisect_left(words.start, who.span[1])
    called = any(words.tags[at] & {"suspicion", "trial"} for at in range(first, last))
    return called or "accusation" in finding.marks or _names(finding, who)


def _of_law(finding: Finding) -> bool:
    """ "Police arrested the mayor": who is accused denies what he did, and no arrest."""
    return "operation" in finding.marks and "war" not in finding.marks


def _denied_stems(frame: Frame, words: Words) -> frozenset[str]:
    """The words of what is denied, cut to their stems; none where it is what was said as a whole."""
    first = bisect_right(words.start, frame.cue[1])
    whole = {"charge", "told_noun", "untrue", "lies"}
    if any(words.tags[at] & whole for at in range(first, frame.last)):
        return frozenset()
    return frozenset().union(*(_stems(words.low[at]) for at in range(first, frame.last)))


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    return frozenset(fold(word)[:STEM] for word in WORD.findall(text) if len(word) > STEM)


def _called(sources: Iterable[Source]) -> dict[str, set[str]]:
    """A word that somebody who speaks is called by -> the keys of those who are."""
    found: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        if source.cls not in ("outlet", "document"):
            for word in _folded(source.text, NAME_LENGTH) | {source.key}:
                found[word].add(source.key)
    return found


def _weighed(
    finding: Finding,
    answers: list[tuple[Answer, frozenset[str], bool, bool]],
    spoken: Mapping[str, set[str]],
    speakers: Speakers,
    words: Words,
) -> Finding:
    """`answers`: each with who accuses him, and whether this is the claim right before it, and what is answered."""
    if not answers and "accusation" not in finding.marks:
        return finding
    marks: dict[str, tuple[Span, ...]] = dict(finding.marks)
    attributions = list(finding.attributions)
    here = {a.source.key for a in attributions}
    for number, (answer, accusers, last, told) in enumerate(answers):
        who, frame = answer.who, answer.frame
        if who.cls is None or who.key in here:
            continue  # nobody answers himself
        if frame.stance == "confirms":
            if last:
                source = who.source(f"{finding.id}d{number + 1}")
                here.add(who.key)
                attributions.append(Attribution(source, frame.type, "confirms", frame.cue, None))
        elif not told and not _answered(finding, answer, accusers, speakers[finding.id], last, words):
            continue
        elif frame.stance == "declines":
            marks["no-reply"] = (frame.cue,)
        elif answer.blanket(words):
            # "Frank Press denied it": whatever his name means elsewhere; "both men deny it": those it was said of
            accused = who.text in finding.text or _definite(who, words)
            cls: SourceClass = "party" if accused or who.cls in ("named", "official", "own-act") else who.cls
            source = who.source(f"{finding.id}d{number + 1}", cls)
            here.add(who.key)
            attributions.append(Attribution(source, frame.type, "denies", frame.cue, None))
    if "accusation" in marks and any(spoken.get(word, here) - here for word in _folded(finding.text, 1)):
        marks["reply-sought"] = marks["accusation"]  # the accused speaks elsewhere in the article
    if len(attributions) == len(finding.attributions) and marks == finding.marks:
        return finding
    return replace(finding, marks=MappingProxyType(marks), attributions=tuple(attributions))


def _definite(who: Person, words: Words) -> bool:
    """ "The two men", "both", "the woman": unnamed, and no stranger to what was told."""
    at = bisect_right(words.start, who.span[0]) - 1
    tags = words.tags[at]
    return who.cls == "anonymous" and bool(tags & {"det", "both_of"}) and not tags & {"indef", "many"}


def _accusers(findings: Sequence[Finding], answer: Answer, speakers: Speakers) -> frozenset[str]:
    """Who accuses the denier: the sources of an accusation, or of hearsay that names him."""
    return frozenset(
        key
        for finding in findings
        if "accusation" in finding.marks or ("reportative" in finding.marks and _names(finding, answer.who))
        for key in speakers[finding.id]
        if key != answer.who.key
    )


def _answered(
    finding: Finding, answer: Answer, accusers: frozenset[str], speakers: frozenset[str], last: bool, words: Words
) -> bool:
    """Whether the answer was spoken about this claim, which `speakers` say. `last`: it stands right before it."""
    if answer.own or answer.frame.aside:
        return False  # each has its account, and nothing else
    between = words.text.count(PARAGRAPH, finding.end, answer.at)
    if answer.frame.rebuts:
        return "reportative" in finding.marks and not speakers and last and not between
    if not finding.attributions and not SETTLED.isdisjoint(finding.marks):
        return False
    if answer.frame.stance == "denies" and (_of_law(finding) or (finding.attributions and not speakers)):
        return False
    if answer.at <= finding.start and PARAGRAPH in words.text[answer.at : finding.start]:
        return False
    if not speakers.isdisjoint(accusers) or (last and speakers and not _only_counts(finding)):
        return True
    if answer.at <= finding.start:
        return False
    if "accusation" in finding.marks or _names(finding, answer.who):
        return not finding.marks.keys().isdisjoint(("accusation", "reportative"))
    return "reportative" in finding.marks and not speakers and between <= 1


def _speakers(finding: Finding) -> frozenset[str]:
    """Who says it in words of his own: no body whose act the claim tells, no source for itself."""
    return frozenset(
        a.source.key
        for a in finding.attributions
        if a.stance in AFFIRMING and a.source.cls != "own-act" and not _in_claim(finding, a)
    )


def _in_claim(finding: Finding, attribution: Attribution) -> bool:
    """Whether who says it stands in what it tells: "police arrested a man"; not "The man, police said, ran"."""
    cue = attribution.cue
    if cue is None or not (finding.start <= cue[0] and cue[1] <= finding.end):
        return False
    return not finding.text[: cue[0] - finding.start].rstrip().endswith(",")


def _names(finding: Finding, source: Source | Person) -> bool:
    """Whether the claim names somebody: by the key of the source, or by a noun it is called by."""
    said = _folded(finding.text, 1)
    if isinstance(source, Person) and len(source.key) > NAME_LENGTH - 1 and source.key.removesuffix("s") in said:
        return True  # "ein Sprecher Falks", and Henning Falk
    return source.key in said or not _folded(source.text, NAME_LENGTH).isdisjoint(said)


@lru_cache(maxsize=1024)
def _folded(text: str, shortest: int) -> frozenset[str]:
    return frozenset(fold(word) for word in WORD.findall(text) if len(word) >= shortest)


def disowns(words: Words, clause: Clause, who: Person) -> bool:
    """ "I never touched her tea", "No employee was ever made to fly", "n'avoir rien reçu": it was never so."""
    first = clause.first
    opening = range(first, min(first + DISOWNED, clause.last))
    if who.cls not in ("party", "official", "named"):
        return False
    tags, said = words.tags[first], frozenset().union(*(words.tags[at] for at in opening))
    if "never" in said and ("never" in tags or "first_person" in said):
        return True
    return "neg" in tags and "perfect_aux" in said
