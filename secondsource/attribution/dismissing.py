"""Who calls a claim false, or waves it away: "called the report false", "nannte den Vorwurf, …, absurd"."""

from __future__ import annotations

from secondsource.attribution.replying import GROUP_LOOK, denial, goes_on, of_claim
from secondsource.attribution.retort import CHARGES
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import speaks
from secondsource.clauses.subjects import subject, subject_after
from secondsource.record import replace
from secondsource.sources.bounds import OPENING
from secondsource.sources.persons import read
from secondsource.text.lexicon import NONE
from secondsource.text.phrases import Sentence, finite, group_start, phrase_end


def calls_false(s: Sentence, at: int) -> Frame | None:
    """ "A spokesman called the report false": answers what the report says."""
    words = s.words
    near = range(at + 1, min(at + GROUP_LOOK, goes_on(s, at + 1)))  # "called it false | and said he had not slept"
    said = NONE.union(*(words.tags[i] for i in near))
    plain = NONE.union(*(words.tags[i] for i in near if not s.inside(i)))
    dismissed, stop = "dismisses" in words.begins[at], max(words.end_of(at, "dismisses"), at + 1)
    if "neg" in plain or "motion" in plain or not (stop > at + 1 or speaks(s, at)):
        return None
    sued = "suit" in plain and not dismissed  # a court dismisses a lawsuit
    points = sued or not plain.isdisjoint(("told_noun", "charge", "allegation"))
    named = sued or not plain.isdisjoint(("charge", "allegation"))
    false = "untrue" in said or (named and any(words.low[i] in OPENING for i in near)) or dismissed
    if not false:
        return None
    if points and (frame := _calls_clause(s, at, dismissed)) is not None:
        return frame
    if dismissed and words.capital_nouns and "," in words.low[at : s.last - 2]:
        return None  # "wehrt sich gegen den Vorwurf, | Geld genommen zu haben": a rule of its own
    beside = points or of_claim(s, subject(s, group_start(s, at))[0], at) is not None  # ", a figure X | calls"
    frame = denial(s, group_start(s, at), stop) if beside else None
    if frame is None or (sued and (frame.who is None or frame.who.cls == "official")):
        return None  # "the judge called the suit baseless"
    if (content := _report(s, at)) is not None:
        return replace(frame, last=content[0], reach=content, nominal=False)
    told = next((i + 1 for i in range(at, s.last - 2) if words.low[i] == ":" and not s.inside(i)), 0)
    if not told:
        return frame
    reach = (told, s.last)  # "called that absurd: | he had paid for it"
    return replace(frame, last=told, reach=reach, stance="affirms", nominal=False, rebuts=True)


def _report(s: Sentence, at: int) -> tuple[int, int] | None:
    """What a report says that is called false: "dismissed a report that | its envoy had resigned"."""
    words = s.words
    that = next((i for i in range(at + 1, s.last - 2) if "that" in words.tags[i] and words.tags[i - 1] & CHARGES), -1)
    if that < 0 or not words.head_last or not any(words.finite[that + 1 : s.last]):
        return None
    return that + 1, s.last


def fronted(s: Sentence, at: int) -> Frame | None:
    """ "Das Gerücht, er sei krank, | nannte der Minister »Unsinn«": who answers what stands before the verb."""
    words, begin = s.words, s.first + ("det" in s.words.tags[s.first])
    verb = words.tags[at]
    if not words.capital_nouns or at < begin + 4 or words.low[at - 1] != "," or s.inside(at):
        return None
    comma = next((i for i in range(begin, at - 2) if words.low[i] == ","), at)
    told = any(words.tags[i] & {"told_noun", "charge", "allegation"} for i in range(begin, comma))
    after = range(at + 1, s.last)
    false = any("untrue" in words.tags[i] or "not_so" in words.begins[i] or words.low[i] in OPENING for i in after)
    verbs = (finite(words, i) and not words.capital(i + 1) for i in range(s.first, comma))  # "das verbreitete Gerücht"
    if comma == at or not told or any(verbs):
        return None
    if "deny" not in verb and not false and verb.isdisjoint(("dismisses",)):
        return None
    if any("neg" in words.tags[i] and "not_so" not in words.begins[i] and not s.inside(i) for i in after):
        return None
    opens = subject_after(s, at + 1)
    end = next((i for i in range(opens + 1, s.last) if words.low[i] in OPENING), phrase_end(s, opens))
    who = read(words, opens, min(end, phrase_end(s, opens)), s.first)
    if who is None or not (who.cls or who.grade or "pron" in words.tags[opens]):
        return None
    who = replace(who, cls="party") if who.cls is None and who.grade else who
    return Frame(at, s.last, words.span(at, at + 1), who, "reported", "denies", (s.first, at))


def _calls_clause(s: Sentence, at: int, dismissed: bool) -> Frame | None:
    """ "nannte den Vorwurf, | sie habe Geld angenommen, | absurd": a clause inside, or behind a verb that dismisses."""
    words = s.words
    near = range(at + 1, min(at + GROUP_LOOK, s.last - 2))
    noun = next((i for i in near if words.tags[i] & {"told_noun", "charge", "allegation"}), -1)
    if not words.capital_nouns or noun < 0 or words.low[noun + 1] != ",":
        return None
    inner = (i for i in range(noun + 3, s.last) if words.low[i] == "," and not s.inside(i))
    end = s.last if dismissed else next(inner, -1)
    first, who = subject(s, group_start(s, at))
    if end < 0 or who is None or not any(words.finite[noun + 2 : end]):
        return None
    who = replace(who, cls="party") if who.cls is None and who.grade else who
    return Frame(first, noun + 2, words.span(at, at + 1), who, "reported", "denies", (noun + 2, s.last))
