"""What is answered to the claims of an article: denials, confirmations, silence.

"A blanket denial covers the accusations of the matter it was spoken about" (docs/sourcing.md): those made before it,
and all that an accuser of the denier says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping

from secondsource.article.antecedents import is_body
from secondsource.article.matter import (
    BLAMES,
    NAME_LENGTH,
    PARAGRAPH,
    PRONOUNS,
    REACH,
    SETTLED,
    SUBJECT,
    Matter,
    folded,
    names,
    of_law,
    only_counts,
    speakers,
)
from secondsource.attribution.retort import Answer
from secondsource.model import AFFIRMING, Attribution, Finding, Source, SourceClass, Span
from secondsource.record import record, replace
from secondsource.sources.persons import Person
from secondsource.text.lexicon import fold, union
from secondsource.text.names import proper
from secondsource.text.words import Words

#: Through whom an accusation or a rumour is known, to which somebody has no comment.
RELAYED = frozenset({"outlet", "anonymous"})
#: A quote mark, and the blank of some languages, may stand before what is answered.
OPENING = "« "
#: Whose plain report accuses nobody unless it says so.
JUDGES = frozenset({"official", "expert"})
#: What the words have that name somebody's own lawyer.
COUNSEL = frozenset({"own", "circle_case", "belongs"})
#: Marks of what somebody can be guilty of; so many letters has a year.
GRAVE, YEAR = frozenset({"accusation", "violence", "death"}), 4


def weigh(findings: list[Finding], answers: list[Answer], words: Words) -> list[Finding]:
    """The findings with what was answered to them."""
    accused = any("accusation" in f.marks for f in findings)
    if not (accused or answers):
        return findings
    spoken = _called(a.source for f in findings for a in f.attributions)
    starts = [finding.start for finding in findings]
    before = [bisect_right(starts, answer.at) for answer in answers]
    said_by = [speakers(finding, words) for finding in findings]
    matter = Matter(findings, said_by, [_prosecution(finding, words) for finding in findings], words)
    answered: set[Span | None] = set()

    close: list[list[Told]] = [[] for _ in findings]
    for answer, at in zip(answers, before, strict=True):
        accusers = _accusers(matter, answer, range(max(0, at - REACH), min(len(findings), at + REACH)))
        account = matter.answered(answer, at)
        if account and not answer.own:
            answered.add(answer.clause)  # a denied clause that stands against a claim says no more than that
        told = Told(answer, at, accusers, account)
        for number in range(max(0, at - REACH), min(len(findings), at + REACH + 1)):
            close[number].append(told)
    weighed = [_weighed(matter, number, near, spoken) for number, near in enumerate(close)]
    for answer, at in zip(answers, before, strict=True):
        _contradicted(weighed, answer, at)
    return [f for f in weighed if (f.start, f.end) not in answered]


def _is_inset(matter: Matter, number: int) -> bool:
    """ "Il ponte è crollato, | che … ha causato tre morti": a relative clause; the rest is confirmed, too."""
    words, findings = matter.words, matter.findings
    first = words.word_at(findings[number].start)
    gap = words.text[findings[number - 1].end : findings[number].start]
    which = words.tags[first] | words.tags[max(0, first - 1)]
    return gap.startswith(",") and "." not in gap and not which.isdisjoint(("rel", "comma_rel"))


def _contradicted(findings: list[Finding], answer: Answer, at: int) -> None:
    """ "I never touched her tea", said by whoever is accused of it: the accuser says the contrary of that, too.

    What a denier tells instead ("the boiler was running all winter") is his own account: nobody has denied it.
    """
    who = answer.who.key
    if answer.frame.stance != "denies" or not who or answer.who.cls == "named" or at == len(findings):
        return  # who is no party only doubts: nobody has denied what he tells himself
    near = [f.attributions for f in findings[max(0, at - REACH) : at]]
    denied = [told for told in near if any((a.stance, a.source.key) == ("denies", who) for a in told)]
    accusers = [a for told in denied for a in told if a.stance in AFFIRMING]
    own = findings[at]
    if not accusers or not answer.own or own.start > answer.at + len(OPENING):
        return
    said = {a.source.key for a in own.attributions if a.stance in AFFIRMING}
    answered = [a for a in own.attributions if a.stance != "declines"]
    if who not in said or len(said) < len(answered):
        return
    accuser = accusers[-1]
    source = replace(accuser.source, id=f"{own.id}r1")
    against = Attribution(source, accuser.type, "denies", accuser.cue, None)
    marks = {**own.marks, "countered": (answer.frame.cue,)}
    told = tuple(
        replace(a, source=replace(a.source, cls="party")) if a.source.cls == "own-act" else a for a in own.attributions
    )
    findings[at] = replace(own, marks=marks, attributions=(*told, against))


def _called(sources: Iterable[Source]) -> dict[str, set[str]]:
    """A word that somebody who speaks is called by -> the keys of those who are."""
    found: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        if source.cls not in ("outlet", "document"):
            for word in folded(source.text, NAME_LENGTH) | {source.key}:
                found[word].add(source.key)
    return found


@record(frozen=True, slots=True)
class Told:
    """An answer: how many claims stand before it, who accuses who gives it, and the numbers of those that it denies."""

    answer: Answer
    before: int
    accusers: frozenset[str]
    account: frozenset[int]


def _weighed(matter: Matter, number: int, answers: list[Told], spoken: Mapping[str, set[str]]) -> Finding:
    finding, words = matter.findings[number], matter.words
    if not answers and "accusation" not in finding.marks:
        return finding
    marks, added = finding.marks, dict[str, tuple[Span, ...]]()
    attributions = list(finding.attributions)
    here = {a.source.key for a in attributions}
    prosecuted = matter.prosecuted[number]
    for order, told in enumerate(answers):
        answer, who, frame = told.answer, told.answer.who, told.answer.frame
        if who.cls is None or who.key in here:
            continue  # nobody answers himself
        last = number == told.before - 1
        if frame.deed[1]:
            if number not in told.account:
                continue
        elif frame.stance == "confirms":
            if not (last or (number == told.before - 2 and _is_inset(matter, number + 1))):
                continue
        elif number not in told.account and not _answered(matter, number, answer, told.accusers, last):
            continue
        if frame.stance == "denies" and _by_counsel(finding, words) and not names(finding, who):
            continue  # nobody denies what his own lawyer says for him
        if prosecuted and answer.pleads(words) and not _charged(finding, answer, words):
            continue  # "pleaded not guilty", and a prosecutor who tells of others
        if frame.stance == "denies" and not prosecuted and answer.of_charges(words) and _unblamed(finding, who, words):
            continue
        if frame.stance == "confirms":
            source = who.source(f"{finding.id}d{order + 1}")
            here.add(who.key)
            attributions.append(Attribution(source, frame.type, "confirms", frame.cue, None))
        elif frame.stance == "declines":
            added["no-reply"] = (frame.cue,)
            doubted = "reportative" in marks or "accusation" in marks or RELAYED & {a.source.cls for a in attributions}
            if last and doubted and who.key and words.text.find(PARAGRAPH, finding.end, answer.at) < 0:
                source = who.source(f"{finding.id}d{order + 1}", "official" if who.cls == "official" else "party")
                attributions.append(Attribution(source, frame.type, "declines", frame.cue, None))
        elif answer.blanket(words):
            # "Frank Press denied it": whatever his name means elsewhere; "both men deny it": those it was said of
            accused = (
                who.text in finding.text or _definite(who, words) or (who.cls == "expert" and _at_stake(answer, words))
            )
            cls: SourceClass = "party" if accused or who.cls in ("named", "official", "own-act") else who.cls
            source = who.source(f"{finding.id}d{order + 1}", cls)
            here.add(who.key)
            attributions.append(Attribution(source, frame.type, "denies", frame.cue, None))
    if "accusation" in marks and any(spoken[word] - here for word in folded(finding.text, 1) if word in spoken):
        added["reply-sought"] = marks["accusation"]  # the accused speaks elsewhere in the article
    if len(attributions) == len(finding.attributions) and not added:
        return finding
    return replace(finding, marks={**marks, **added}, attributions=tuple(attributions))


def _unblamed(finding: Finding, who: Person, words: Words) -> bool:
    """ "Two people died, police said. The firm denied all allegations": deaths, a count, an event, nobody's fault."""
    if not BLAMES.isdisjoint(finding.marks) or names(finding, who):
        return False
    at, last = words.words_in((finding.start, finding.end))
    by = {a.source.cls for a in finding.attributions}
    if by == {"own-act"}:
        return True  # "He was looking for a successor, the mayor said. The treasurer denied any fault"
    if by - JUDGES or words.tags[at] & PRONOUNS:
        return False  # "The factory dumped poison, residents said"
    his = any("own" in tags for tags in words.tags[at:last])  # "40,000 euros were found in her flat"
    return not his and ("number" in finding.marks or any("event" in tags for tags in words.begins[at:last]))


def _by_counsel(finding: Finding, words: Words) -> bool:
    """ "His lawyer said he was in Leeds": what is said for somebody by his own, and accuses nobody."""
    said = [words.words_in((a.source.start, a.source.end)) for a in finding.attributions if a.stance in AFFIRMING]
    tags = [union(words.tags[at:last]) for at, last in said]
    blames = finding.marks.keys() & (BLAMES - {"reportative"})  # German lawyers speak in the subjunctive, too
    return bool(tags) and all(found >= COUNSEL for found in tags) and not blames


def _at_stake(answer: Answer, words: Words) -> bool:
    """Whether an expert is a house that speaks for itself: a university, "le laboratoire Novarel"."""
    head = words.word_at(answer.who.span[0])
    house = "inst" in words.tags[min(head + ("det" in words.tags[head]), len(words) - 1)] and is_body(words, answer.who)
    return not answer.who.named or house


def _definite(who: Person, words: Words) -> bool:
    """ "The two men", "both", "the woman": unnamed, and no stranger to what was told."""
    at = words.word_at(who.span[0])
    tags = words.tags[at]
    return who.cls == "anonymous" and bool(tags & {"det", "both_of"}) and not tags & {"indef", "many"}


def _accusers(matter: Matter, answer: Answer, near: Iterable[int]) -> frozenset[str]:
    """Who accuses the denier: the sources of an accusation, or of hearsay that names him."""
    pleads = answer.pleads(matter.words)
    return frozenset(
        key
        for n in near
        if "accusation" in (finding := matter.findings[n]).marks
        or ("reportative" in finding.marks and names(finding, answer.who))
        or (pleads and matter.prosecuted[n])
        for key in matter.speakers[n]
        if key != answer.who.key
    )


def _answered(matter: Matter, number: int, answer: Answer, accusers: frozenset[str], last: bool) -> bool:
    """Whether the answer was spoken about this claim. `last`: it stands right before it."""
    if answer.frame.aside or answer.clause is not None:
        return False  # each has its account, and nothing else
    finding, text, said_by = matter.findings[number], matter.words.text, matter.speakers[number]
    if answer.frame.stance == "denies" and "accusation" in finding.marks and _beside(answer, finding, matter.words):
        return True
    if answer.frame.rebuts:
        return "reportative" in finding.marks and not said_by and last
    if not finding.attributions and not SETTLED.isdisjoint(finding.marks):
        return False
    if answer.frame.stance == "denies" and (of_law(finding) or (finding.attributions and not said_by)):
        return False
    if answer.frame.stance == "denies" and answer.who.cls == "official" and not (last or names(finding, answer.who)):
        return False  # an office answers what is said of it
    before = answer.at <= finding.start
    if before and not matter.prosecuted[number] and text.find(PARAGRAPH, answer.at, finding.start) >= 0:
        return False
    told = last and said_by and (answer.frame.stance == "declines" or not only_counts(finding))
    if told or not said_by.isdisjoint(accusers):
        return True
    if before or "reportative" not in finding.marks:
        return not before and "accusation" in finding.marks
    if "accusation" in finding.marks or names(finding, answer.who):
        return True
    return not said_by and text.count(PARAGRAPH, finding.end, answer.at) <= 1


def _beside(answer: Answer, finding: Finding, words: Words) -> bool:
    """ "Brandt, who denies it, | allegedly bribed two inspectors": told of him in the same sentence."""
    return 0 <= words.word_at(finding.start) - answer.frame.last <= 1


def _prosecution(finding: Finding, words: Words) -> bool:
    """Whether a prosecutor says it, no court and no police: who pleads not guilty denies all of that."""
    sources = [a.source for a in finding.attributions if a.source.cls == "official"]
    spans = [words.words_in((source.start, source.end)) for source in sources]
    each = [union(words.tags[first:last]) for first, last in spans]
    return any(not said & {"court", "crews"} and bool(said & {"justice", "charge", "suspicion"}) for said in each)


def _charged(finding: Finding, answer: Answer, words: Words) -> bool:
    """Whether a prosecutor's claim is what somebody pleads not guilty to: of himself, or told before of nobody else.

    Not "14 witnesses will testify", nor what a guard did; nor where he pleads in another case, or of another year.
    """
    end = next((at for at in range(answer.frame.last, len(words)) if words.low[at] in ".;"), len(words))
    plea = range(words.word_at(answer.at), end)
    years = {words.low[at] for at in plea if len(words.low[at]) == YEAR and words.low[at].isdigit()}
    if any("unrelated" in words.begins[at] for at in plea) or any(year not in finding.text for year in years):
        return False
    if _beside(answer, finding, words):
        return True
    before, (first, last) = finding.end <= answer.at, words.words_in((finding.start, finding.end))
    told = range(first, last)
    forged = any("untrue" in words.begins[at] for at in told)
    grave = forged or not GRAVE.isdisjoint(finding.marks) or (before and "legal" not in finding.marks)
    subject = range(first, min(first + SUBJECT, len(words)))
    own = [at for at in told if fold(words.low[at]) == answer.who.key]
    if any(at in subject or "conj" in words.tags[at - 1] for at in own) or words.tags[first] & PRONOUNS:
        return grave or "legal" not in finding.marks
    opens = first if first == 0 or words.low[first - 1] in ".!?" else -1
    other = "indef" in words.tags[first] or first in proper(words, first, subject.stop, opens)
    return grave and before and not (other and answer.who.named)
