"""Where the subject of an English verb begins that stands behind another clause, an aside or a place."""

from __future__ import annotations

from secondsource.sources.windows import FAR
from secondsource.text.names import MARKS
from secondsource.text.phrases import VERB_FORMS, VERBS, Sentence, finite
from secondsource.text.words import Words

#: What a clause begins with that stands beside another.
BESIDE = frozenset({"rel", "wh", "split", "if"})
#: What parts an aside.
DASHES = frozenset({"–", "—", "--"})
#: After these a participle is an attribute: "the department's | published diaries".
ATTRIBUTE = frozenset({"det", "own", "genitive_mark", "adp"})
#: What is no pronoun that may be a subject.
NO_PRONOUN = frozenset({"rel", "wh", "det", "him", "own"})


def own_subject(s: Sentence, first: int, group: int) -> int:
    """Where the subject of a verb begins behind another clause; -1 where it has none.

    "Staff said | they felt", "a decision | he disclosed", "failed to act when | lawmakers pointed", "the women who |
    accused": -1, as for "used a technique | called". A relative clause inside the subject is stepped over.
    """
    words = s.words
    if told_by_pronoun(s, first, group):
        return group - 1
    verbs: list[int] = []
    for at in range(group - 1, first, -1):
        tags, before = words.tags[at], words.tags[at - 1]
        if "rel" in tags and "adp" in before:
            return first  # "a recording in which Minden | said"
        if finite(words, at) and "genitive_mark" not in tags and ("nominal" not in tags or tags & VERBS):
            told = "participle" in tags and "adp" in words.tags[at + 1] and "gerund" not in words.tags[group]
            # "results | published in May | confirm"
            noun = at == group - 1 and "document" in tags  # "new studies | have shown"
            if before.isdisjoint(ATTRIBUTE) and not told and not noun:
                verbs.append(at)
        elif not words.capital(at) and (tags & BESIDE or ("after" in tags and "adp" not in tags)):
            if verbs:
                verbs.pop()  # "A man who | saw the crash | said"
            elif at + 1 == group:
                return -1
            elif "rel" not in tags or words.tags[at + 1].isdisjoint(VERB_FORMS):
                return at + 1
    if not verbs:
        return first
    return verbs[0] + 1 if words.tags[verbs[0]] & VERBS and verbs[0] + 1 < group else -1


def told_by_pronoun(s: Sentence, first: int, group: int) -> bool:
    """ "Staff said | they | felt", "a decision | he | disclosed": a pronoun is the subject, behind another clause."""
    words, before = s.words, s.words.tags[group - 1]
    more = group - 1 > first and words.low[group - 2] not in MARKS and "if" not in words.tags[first]
    return more and "pron" in before and before.isdisjoint(NO_PRONOUN)


def over_dashes(s: Sentence, group: int) -> int:
    """Where an aside between two dashes begins, right before a verb: "the mayor | – who is 61 – | said"; else 0."""
    words = s.words
    if not words.head_last or group < s.first + 3 or words.low[group - 1] not in DASHES:
        return 0
    return next((i for i in range(group - 2, max(s.first + 1, group - FAR), -1) if words.low[i] in DASHES), 0)


def in_place(words: Words, first: int) -> bool:
    """ "From a stage in Redmond, | Washington|, the mayor said": what a town lies in, and nobody's name."""
    at = first - 2
    if at < 1 or words.low[first - 1] != "," or not words.capital(at):
        return False
    while at > 0 and words.capital(at):
        at -= 1
    return "where" in words.tags[at]
