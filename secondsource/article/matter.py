"""What an answer is about: which claims of an article somebody denies, and what it is that is said of him."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from secondsource.attribution.retort import Answer
from secondsource.clauses.frame import Frame
from secondsource.model import AFFIRMING, Attribution, Finding, Source, SourceClass, Span
from secondsource.provenance.fingerprint import concepts_of
from secondsource.record import record
from secondsource.sources.persons import Person
from secondsource.text.lexicon import fold, union
from secondsource.text.words import Words

WORD = re.compile(r"[^\W\d_]+")
#: So many claims before and after an answer may be what it is about: no article has more of one matter.
REACH = 60
#: So many claims back stands the one whose deed is confirmed; and what else one tells that this does not confirm.
CONFIRMED = 4
MORE = frozenset({"accusation", "cause", "number"})
#: So many claims back stands the last one of the source that is answered.
ACCOUNT = 2
#: A shorter word of a source's description names nobody.
NAME_LENGTH = 5
#: Marks of what nobody need be asked about.
SETTLED = frozenset({"background", "public-act", "public-record", "own-plan", "legal-status"})
#: What is counted beside an account of what happened.
COUNTS = frozenset({"death", "health"})
#: So many letters of what is denied are those of the claim: "denies any arrest", "was arrested".
STEM = 5
#: Whose words a party may answer by saying the contrary in the same words: no authority, no expert.
ANSWERED = frozenset({"anonymous", "named", "party", "outlet"})
#: What the accused is called, and who fights.
ACCUSED, FIGHTS = frozenset({"suspicion", "trial", "concerned"}), frozenset({"war", "official"})
#: What points back to what was told: "no such offer".
SUCH = frozenset({"such"})
#: Verbs by which somebody holds something against others, in a noun phrase.
HOLDS = frozenset({"accuses", "blames", "complains", "puts", "supposes"})
#: Marks of what somebody may be blamed for, in whatever words.
BLAMES = frozenset({"accusation", "reportative", "cause", "war", "violence"})
#: Who penalises others, or seizes what is theirs, and tells so himself.
AUTHORITIES = frozenset({"official", "party", "own-act"})
#: So many words of a claim are its subject; what "he" is, in the verb too.
SUBJECT = 4
PRONOUNS = frozenset({"pron", "perfect_aux", "fin", "demonstrative"})
#: What parts two paragraphs.
PARAGRAPH = "\n\n"
NOBODY: frozenset[int] = frozenset()
NOTHING: frozenset[str] = frozenset()


@record(frozen=True, slots=True)
class Matter:
    """The claims of an article, in text order; who says each in his own words (keys); whether a prosecutor does."""

    findings: list[Finding]
    speakers: list[frozenset[str]]
    prosecuted: list[bool]
    words: Words

    def answered(self, answer: Answer, before: int) -> frozenset[int]:
        """The numbers of the claims that an answer denies; `before`: how many stand before it."""
        if answer.frame.deed[1]:
            return self._confirmed(answer, before)
        if answer.frame.stance != "denies" or not before:
            return NOBODY
        if answer.frame.aside:
            return frozenset({before - 1})
        if answer.own:
            return self._said_of_him(answer, before)
        if answer.clause is not None:
            return self._contrary(answer, before)
        return self._account(answer, before) or self._announced(answer, before - 1)

    def _confirmed(self, answer: Answer, before: int) -> frozenset[int]:
        """The last claim that tells of the deed that is confirmed, where it tells of no more than that."""
        deed = range(*answer.frame.deed)
        for number in range(before - 1, max(-1, before - CONFIRMED), -1):
            finding = self.findings[number]
            told = range(*self.words.words_in((finding.start, finding.end)))
            if self._apart(number, answer) > 1 or not self._one_deed(told, deed):
                continue
            more = MORE - {"number"} if any("toll" in self.words.tags[at] for at in deed) else MORE
            whole = finding.marks.keys().isdisjoint(more) and "," not in finding.text
            return frozenset({number}) if whole and answer.who.key not in self.speakers[number] else NOBODY
        return NOBODY

    def _one_deed(self, told: range, deed: range) -> bool:
        """Whether a noun tells of what a clause does: the same stem, or the same concept."""
        mine, theirs = ([self.words.low[at] for at in places] for places in (deed, told))
        begins, done = (union([self.words.begins[at] for at in places]) for places in (deed, told))
        if "death" in done and not begins.isdisjoint(("death", "toll")):
            return True
        alike = concepts_of(tuple(mine)) & concepts_of(tuple(theirs))
        return bool(alike) or not stems(" ".join(mine)).isdisjoint(stems(" ".join(theirs)))

    def _announced(self, answer: Answer, last: int) -> frozenset[int]:
        """ "Valtec annonce la vente à Orlan. Orlan dément": what is announced right before, by another."""
        finding, words = self.findings[last], self.words
        first, end = words.words_in((finding.start, finding.end))
        own = [a.source.key for a in finding.attributions if a.source.cls == "own-act"]
        told = own or (not finding.attributions and any("announces" in tags for tags in words.begins[first:end]))
        denied = _denied(answer.frame, words)
        if not told or self._apart(last, answer) or (denied and not denied & stems(finding.text)):
            return NOBODY
        return NOBODY if answer.who.key in own else frozenset({last})

    def _account(self, answer: Answer, before: int) -> frozenset[int]:
        """The claims that name the thing denied, else all that the source of the last one told."""
        findings, frame = self.findings, answer.frame
        reach = [n for n in range(before - 1, max(-1, before - REACH), -1) if self.speakers[n] - {answer.who.key}]
        named = NOTHING if frame.rebuts else _denied(frame, self.words)  # "countered that …" tells something else
        if named and (about := [n for n in reach if named & stems(findings[n].text)]):
            return frozenset(about)
        if not reach or reach[0] < before - (1 if self._points(frame) else ACCOUNT):
            return NOBODY
        if self._judged(reach[0]) and "accusation" not in findings[reach[0]].marks:
            return NOBODY  # but whoever is accused may answer an expert, too
        who = self.speakers[reach[0]]
        told = [n for n in reach if self.speakers[n] & who and not of_law(findings[n])]
        plain = [n for n in told if not only_counts(findings[n])]
        again = frame.rebuts and any("number" in own.marks for own in findings[before : before + 1])
        of_him = [n for n in told if names(findings[n], answer.who)]
        return frozenset(of_him or plain or (() if again else told))  # a later count is no denial

    def _judged(self, number: int) -> bool:
        """Whether only an expert says it: who has another view of what he found denies nothing."""
        return all(cls == "expert" for cls in _classes(self.findings[number]))

    def _points(self, frame: Frame) -> bool:
        """ "Denied this theory": what stands right before."""
        return any("demonstrative" in tags for tags in self.words.tags[frame.first : frame.last])

    def _contrary(self, answer: Answer, before: int) -> frozenset[int]:
        """What a denied clause answers: what shares its words, else what accuses, or tells of the fighting.

        "The rebels denied that they had been driven out" answers whoever said that the town was taken.
        """
        denied = shorter(_denied(answer.frame, self.words))
        reach = list(self._versions(answer, before))
        shared = {n: len(denied & shorter(stems(self.findings[n].text))) for n in reach}
        alike = [n for n in reach if shared[n] > 1]
        if alike or not reach:
            return frozenset(alike[:1])
        told = [n for n in reach if self.speakers[n] == self.speakers[reach[0]]]
        accused = [n for n in self._of(answer.who, told) if "accusation" in self.findings[n].marks]
        fights = self._called(answer.who.span, FIGHTS)
        fought = [n for n in told if fights and "war" in self.findings[n].marks]
        last = [n for n in reach[:1] if n == before - 1 and self._heard(n) and not self._apart(n, answer)]
        return frozenset([n for n in told if shared[n]] or accused or fought[-1:] or last)

    def _heard(self, number: int) -> bool:
        """Whether it is told by those whose words a party may answer: no authority, no expert."""
        return all(a.source.cls in ANSWERED for a in self.findings[number].attributions)

    def _apart(self, number: int, answer: Answer) -> int:
        """So many paragraphs stand between a claim and the answer."""
        return self.words.text.count(PARAGRAPH, self.findings[number].end, answer.at)

    def _said_of_him(self, answer: Answer, before: int) -> frozenset[int]:
        """What is said of who says that it was not so, or insists; else what he says the contrary of."""
        if answer.clause and self._called(answer.clause, SUCH):  # "knew of no such offer"
            return frozenset([n for n in self._versions(answer, before) if n == before - 1])
        if self._accuses(before - 1, answer.who):
            return frozenset({before - 1})
        last = next(iter(self._versions(answer, before)), -1)
        if last < 0 or not self.speakers[last]:
            return NOBODY
        text = self.words.text[slice(*answer.clause)] if answer.clause else ""
        alike = len(stems(text) & stems(self.findings[last].text)) > 1
        return frozenset({last}) if alike and answer.who.cls == "party" and self._heard(last) else NOBODY

    def _of(self, who: Person, told: Iterable[int]) -> list[int]:
        return [n for n in told if "accusation" in self.findings[n].marks or names(self.findings[n], who)]

    def _versions(self, answer: Answer, before: int) -> Iterable[int]:
        """The claims before an answer that can be denied and are not the answerer's own, the last one first."""
        for n in range(before - 1, max(-1, before - REACH), -1):
            if answer.who.key not in self.speakers[n] and self._is_version(n):
                yield n

    def _is_version(self, number: int) -> bool:
        """Whether somebody says it, or it is hearsay or accuses: no arrest, no count of the dead, nothing settled."""
        finding = self.findings[number]
        settled = not finding.attributions and not SETTLED.isdisjoint(finding.marks)
        if settled or of_law(finding) or only_counts(finding):
            return False
        if not self.words.tags[self.words.word_at(finding.start)].isdisjoint(("rel", "wh")):
            return False  # "said X, | whose son died there"
        return bool(self.speakers[number]) or not finding.marks.keys().isdisjoint(("reportative", "accusation"))

    def _accuses(self, number: int, who: Person) -> bool:
        """Whether somebody else accuses him there, or tells of him; or he is called the accused, or speaks for him."""
        if who.key in self.speakers[number] or not self._is_version(number):
            return False
        first = self.words.word_at(who.span[0])
        for_him = "own" in self.words.tags[first] and who.cls == "party"  # "his wife said"
        return self._called(who.span, ACCUSED) or for_him or bool(self._of(who, (number,)))

    def _called(self, span: Span, tags: frozenset[str]) -> bool:
        """Whether a part of the text, or the phrase that names somebody, has a word with one of these tags."""
        first, last = self.words.words_in(span)
        return any(begins & tags for begins in self.words.begins[first:last])


def _classes(finding: Finding) -> set[SourceClass]:
    """The classes of those who say that it is so."""
    return {a.source.cls for a in finding.attributions if a.stance in AFFIRMING}


def only_counts(finding: Finding) -> bool:
    """ "Three sailors were hurt": the count that goes with an account, and not what is disputed in it."""
    return "accusation" not in finding.marks and not COUNTS.isdisjoint(finding.marks)


def of_law(finding: Finding) -> bool:
    """ "Police arrested the mayor", "The league fined the club": who is accused denies what he did, and no arrest."""
    done = "operation" in finding.marks or ("penalised" in finding.marks and _classes(finding) <= AUTHORITIES)
    return done and "war" not in finding.marks


def speakers(finding: Finding, words: Words) -> frozenset[str]:
    """Who says it in words of his own: no body whose act the claim tells, no source for itself."""
    return frozenset(
        a.source.key
        for a in finding.attributions
        if a.stance in AFFIRMING
        and a.source.cls != "own-act"
        and (a.type == "prepositional" or not _in_claim(finding, a) or _holds(words, a))
    )


def _holds(words: Words, attribution: Attribution) -> bool:
    """ "Die Opposition wirft dem Minister Betrug vor": who stands in the claim, and holds it against somebody."""
    first, last = words.words_in(attribution.cue or (0, 0))
    tags = union(words.tags[first:last])
    return "probe" not in tags and not tags.isdisjoint(HOLDS | {"say"} if words.capital_nouns else HOLDS)


def names(finding: Finding, source: Source | Person) -> bool:
    """Whether the claim names somebody: by the key of the source, or by a noun it is called by."""
    said = folded(finding.text, 1)
    if len(source.key) >= NAME_LENGTH and source.key.removesuffix("s") in said:
        return True  # "ein Sprecher Falks", and Henning Falk
    return source.key in said or not folded(source.text, NAME_LENGTH).isdisjoint(said)


@lru_cache(maxsize=256)
def folded(text: str, shortest: int) -> frozenset[str]:
    """The words of a text in their plain letters, those of so many and more."""
    return frozenset([low for run in text.split() for word, low in _in_plain(run) if len(word) >= shortest])


@lru_cache(maxsize=256)
def stems(text: str) -> frozenset[str]:
    """The longer words of a text, cut to their first letters."""
    return frozenset([low[:STEM] for run in text.split() for word, low in _in_plain(run) if len(word) > STEM])


@lru_cache(maxsize=1 << 12)
def _in_plain(run: str) -> tuple[tuple[str, str], ...]:
    """The words of characters without white space, as written and in their plain letters."""
    return tuple((word, fold(word)) for word in WORD.findall(run))


def shorter(cut: frozenset[str]) -> frozenset[str]:
    """Stems of a letter less: "warned", "any warning"."""
    return frozenset(stem[:-1] for stem in cut)


def _denied(frame: Frame, words: Words) -> frozenset[str]:
    """The words of what is denied, cut to their stems; none where it is what was said as a whole."""
    first = bisect_right(words.start, frame.cue[1])
    whole, opens = {"charge", "told_noun", "untrue"}, ("that", "impersonal_pron")  # "denied | that it had"
    if any(words.tags[at] & whole and words.tags[at].isdisjoint(opens) for at in range(first, frame.last)):
        return NOTHING
    return NOTHING.union(*(stems(words.low[at]) for at in range(first, frame.last)))


def _in_claim(finding: Finding, attribution: Attribution) -> bool:
    """Whether who says it stands in what it tells: "police arrested a man"; not "The man, police said, ran"."""
    cue = attribution.cue
    if cue is None or not (finding.start <= cue[0] and cue[1] <= finding.end):
        return False
    return not finding.text[: cue[0] - finding.start].rstrip().endswith(",")
