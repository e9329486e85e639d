"""Confirmations, denials and dismissals of what others said, where what is answered is no clause: "called it false"."""

from __future__ import annotations

from secondsource.attribution.deeds import deed_at
from secondsource.attribution.passives import of_more
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import speaks
from secondsource.clauses.subjects import subject, subject_after
from secondsource.clauses.withheld import withholds
from secondsource.model import ASKABLE
from secondsource.record import replace
from secondsource.sources.bounds import OPENING
from secondsource.sources.persons import Person, last_heard, read
from secondsource.sources.windows import FAR, NEAR, SOON
from secondsource.text.lexicon import union
from secondsource.text.phrases import VERBS, Sentence, finite, group_start, left, phrase_end
from secondsource.text.words import Words

#: What makes a confirmation none.
UNSURE = frozenset({"neg", "if", "could", "should", "modal_aux", "passive", "conditional_plain"})
#: Nouns of what somebody answers.
ANSWERED = frozenset({"told_noun", "charge", "allegation"})
#: What tells that a deed is denied, and no charge.
DEED = frozenset({"that", "gerund", "infinitive", "inf_suffix", "perfect_aux"})
#: What opens a relative clause.
WHICH = frozenset({"rel", "comma_rel", "wh", "that"})
#: Nouns of who can confirm something.
WHO = frozenset({"official", "party", "expert", "role", "inst", "spokes", "agency", "anon", "country", "named_outlet"})
#: Who is somebody's, and speaks for himself: "Their families confirmed this".
OTHERS = frozenset({"kin", "circle_family", "circle_case", "expert"})


def confirmation(s: Sentence, group: int, stop: int) -> Frame | None:
    """ "X confirmed this": adds X to what was told before; "X confirmed the arrest": what is told is the arrest."""
    words = s.words
    if any(words.tags[at] & UNSURE for at in range(max(s.first, group - FAR), stop)):
        return None  # false corroboration is the costliest error
    if _takes_back(s, stop):
        return None
    first, who = subject(s, group)
    own = first < group and "own" in words.tags[first] | words.tags[min(first + 1, group)]
    if own and not any(words.tags[at] & OTHERS for at in range(first, group)):
        return None  # "His office confirmed this", "il suo ufficio": of whoever said it
    told_at = stop
    if who is None or who.cls is None:
        begin = subject_after(s, stop)
        who = read(words, begin, phrase_end(s, begin), s.first) if _speaker(words, begin, s.last) else None
        told_at = phrase_end(s, begin)  # "Gestern bestätigte der Wirt | den Verkauf"
    if who is None or who.cls is None:
        return None
    cue = words.span(group, stop)
    told = range(stop, min(stop + 3, s.last))
    points = stop >= s.last - 1 or any(
        ("told_noun" in words.tags[at] and not of_more(words, at))
        or ("demonstrative" in words.tags[at] and "det" not in words.tags[at - 1])
        for at in told
    )
    points = points or any(words.tags[at] & {"clitic"} for at in range(max(s.first, group - 1), stop))
    if points:
        return Frame(first, s.last, cue, who, "reported", "confirms", (first, s.last), nominal=True)
    deed = deed_at(s, told_at) if who.cls not in ("outlet", "document") else (0, 0)
    if deed[1]:
        end = goes_on(s, deed[1])
        return Frame(first, end, cue, who, "reported", "confirms", (first, end), nominal=True, deed=deed)
    if who.cls == "anonymous" and "indef" not in words.tags[first]:
        return None
    end = goes_on(s, told_at)
    reach = (told_at, next((at for at in range(told_at + 1, end) if withholds(s, at)), end))
    if words.head_last and told_at < s.last and words.figure(told_at):
        return Frame(first, first, cue, who, "reported", "confirms", (first, reach[1]))  # "two deaths"
    return Frame(first, told_at, cue, who, "reported", "confirms", reach)


def _speaker(words: Words, at: int, last: int) -> bool:
    """Whether a phrase after "Das bestätigte" is who confirms: "der Arzt", "Urs Keller", not "den Verdacht der Uno"."""
    if at >= last - 1 or "adp" in words.tags[at]:
        return False  # "l'a confirmé | à l'AFP": to whom it is told
    if not words.capital_nouns:
        return True
    if "oblique" in words.tags[at]:
        return False
    head = at + 1 if "det" in words.tags[at] else at
    while head < last - 1 and not words.capital(head) and words.low[head][0].isalpha():
        head += 1
    named = head + 1 < last and words.capital(head + 1) and not words.tags[head]
    return named or not words.begins[head].isdisjoint(WHO | {"document"})


def _takes_back(s: Sentence, stop: int) -> bool:
    """Whether what follows a confirmation makes it none: "bestätigte das nicht", "partly", asked, the press."""
    words = s.words
    end = next((i for i in range(stop, s.last) if words.low[i] in ",;:"), s.last)
    after = range(stop, end)
    if words.low[s.last - 1] == "?" or any(words.tags[i] & {"partly"} or "partly" in words.begins[i] for i in after):
        return True
    if words.capital_nouns and any("neg" in words.tags[i] for i in after):
        return True
    named = any(words.begins[i] & {"agency", "named_outlet"} for i in range(stop, s.last))
    return not named and any(words.tags[i] & {"press"} for i in range(stop, s.last))


def denial(s: Sentence, group: int, stop: int) -> Frame | None:
    """ "X rejected all accusations": what is denied is not a clause but what the article says of X."""
    words = s.words
    first, who = subject(s, group)
    denier = of_claim(s, first, group)
    who = in_passing(s, group, stop) or denier or who or _pronoun(s, group) or whoever(s, first, group)
    if who is None:
        end = phrase_end(s, stop)  # "Nega | ogni accusa", "accusa | che ha respinto"
        near = (*range(max(s.first, first - 2), first), *range(stop, end))
        charge = words.pro_drop and any("charge" in words.tags[at] for at in near)
        charge = charge or (words.pro_drop and "of_himself" in words.begins[group])  # "Si dice innocente."
        last = phrase_end(s, end) if charge and end < s.last - 1 else end  # "Respinge ogni addebito | l'ex assessore"
        behind = read(words, end, last, s.first) if end < last < s.last and words.low[last] in ".,;" else None
        told = behind if behind is not None and behind.cls in ASKABLE else last_heard(words, group, stop)
        who = told if charge else read(words, stop, end, s.first)
    if who is None:  # verb second: "In einem Gespräch wies der Geschäftsführer alle Vorwürfe zurück"
        verb = next((i for i in range(first, group) if finite(words, i)), group)
        who = read(words, verb + 1, min(group, phrase_end(s, verb + 1)), s.first) if verb + 1 < group else None
    if who is None:
        return None
    aside, cue, end = denier is not None and first > s.first, words.span(group, stop), goes_on(s, stop)
    if first > s.first and "rel" in words.tags[first] and words.low[first - 1] == ",":  # ", qui nie les faits, | a dit"
        end = next((at for at in range(stop, end) if words.low[at] == ","), end)
    return Frame(first, end, cue, who, "reported", "denies", (first, end), nominal=True, aside=aside)


def beside_his_name(s: Sentence, group: int, stop: int) -> Frame | None:
    """ "Brandt, | who denies wrongdoing, | is accused", "Roth, | der alles bestreitet, |": who is told of."""
    words, begin = s.words, left(s, group)
    begin -= begin == group and "that" in words.tags[begin - 1]  # "Brandt, | che | nega le accuse"
    if begin <= s.first + 1 or words.low[begin - 1] != "," or words.tags[begin].isdisjoint(WHICH):
        return None
    between = range(begin + 1, group)
    if between and not (words.capital_nouns and any(words.begins[at] & ANSWERED for at in between)):
        return None  # ", which | the rebels | deny"
    end = next((at for at in range(stop, s.last) if words.low[at] == ","), s.last)
    if end == s.last or any(not words.tags[at].isdisjoint(DEED) for at in range(stop, end)):
        return None  # "who denies | stealing the money"
    opens = left(s, begin - 1)
    opens = next(
        (at + 1 for at in range(begin - 2, opens - 1, -1) if words.finite[at] or words.tags[at] & VERBS), opens
    )
    who = read(words, opens, begin - 1, s.first)
    if who is None or who.cls is None:
        who = whoever(s, opens, begin - 1)
    if who is None:
        return None
    return Frame(begin, end, words.span(group, stop), who, "reported", "denies", (begin, end), nominal=True)


def in_passing(s: Sentence, group: int, stop: int) -> Person | None:
    """ "The ministry admitted a fire, while | denying the loss of a truck": whoever the sentence is about."""
    words = s.words
    if "gerund" not in words.tags[stop - 1] or group <= s.first + NEAR:
        return None
    verb = next((i for i in range(s.first + 1, group) if finite(words, i)), -1)
    return subject(s, group_start(s, verb))[1] if verb > 0 else None


def goes_on(s: Sentence, stop: int) -> int:
    """Where a second verb of saying begins after a denial ("and said", ", saying"), else the end or a semicolon."""
    words = s.words
    part = next((at for at in range(stop, s.last) if words.low[at] == ";" and not s.inside(at)), s.last)
    ands = (at for at in range(stop, min(part, s.last - 2)) if "conj" in words.tags[at] or _adds(s, at))
    return next((at for at in ands if words.begins[at + 1] & VERBS or words.begins[at + 2] & VERBS), part)


def _adds(s: Sentence, at: int) -> bool:
    """ "rejected that, | saying that …"."""
    return s.words.low[at] == "," and "gerund" in s.words.tags[at + 1] and not s.inside(at)


def of_claim(s: Sentence, first: int, group: int) -> Person | None:
    """ "…, which | the rebels | deny", "…, a claim | the rebels | reject": who denies what was told right before."""
    words = s.words
    for at in range(first, min(first + SOON, group - 1)):
        whose = not words.tags[at + 1].isdisjoint(("det", "rel"))
        claim = whose and words.tags[at] & {"told_noun", "charge"}
        if claim and words.capital_nouns and any(finite(words, i) for i in range(first, at)):
            return None  # "Die Stadt | hat die Vorwürfe der Anwohner bestritten"
        which = "rel" in words.tags[at] or ("comma_rel" in words.tags[at] and not words.capital(at + 1))
        if claim or (at == first and which and at > s.first):
            return read(words, at + 1, group, s.first)
    return None


def _pronoun(s: Sentence, group: int) -> Person | None:
    """ "Through his lawyers he “flatly” denied it": a pronoun before the verb, whatever opens the sentence."""
    words, at = s.words, group - 1
    if at < s.first:
        return None
    while at > max(s.first, group - SOON) and (not words.tags[at] or words.tags[at] & {"adverb", "clitic"}):
        at -= 1
    own = words.tags[at] & {"pron"} and not words.tags[at] & {"reflexive", "rel", "det"}
    return read(words, at, at + 1, s.first) if own else None


def whoever(s: Sentence, first: int, group: int) -> Person | None:
    """ "The pair deny it", "I due negano": a subject that no noun explains; who denies is a party."""
    words = s.words
    if not 1 < group - first <= NEAR or "det" not in words.tags[first] or words.tags[first] & {"indef", "adp"}:
        return None
    if any(words.finite[first + 1 : group]):
        return None
    span = words.span(first, group)
    return Person(span, words.text[span[0] : span[1]], "party", f"party:{words.low[group - 1]}")


def calls_false(s: Sentence, at: int) -> Frame | None:
    """ "A spokesman called the report false": answers what the report says."""
    words = s.words
    near = range(at + 1, min(at + FAR, goes_on(s, at + 1)))  # "called it false | and said he had not slept"
    said = union([words.begins[i] for i in near])
    plain = union([words.tags[i] for i in near if not s.inside(i)])
    dismissed, stop = "dismisses" in words.begins[at], max(words.end_of(at, "dismisses"), at + 1)
    if "neg" in plain or "motion" in plain or not (stop > at + 1 or speaks(s, at)):
        return None
    sued = "suit" in plain and not dismissed  # a court dismisses a lawsuit
    points = sued or not plain.isdisjoint(("told_noun", "charge", "allegation"))
    named = sued or not plain.isdisjoint(("charge", "allegation"))
    false = "untrue" in said or (named and any(words.low[i] in OPENING for i in near)) or dismissed
    if not false:
        return None
    if dismissed and words.capital_nouns and "," in words.low[at : s.last - 2]:
        return None  # "wehrt sich gegen den Vorwurf, | Geld genommen zu haben": a rule of its own
    beside = points or of_claim(s, subject(s, group_start(s, at))[0], at) is not None  # ", a figure X | calls"
    frame = denial(s, group_start(s, at), stop) if beside else None
    if frame is None or (sued and (frame.who is None or frame.who.cls == "official")):
        return None  # "the judge called the suit baseless"
    told = next((i + 1 for i in range(at, s.last - 2) if words.low[i] == ":" and not s.inside(i)), 0)
    if not told:
        return _of_what(s, frame, stop)
    reach = (told, s.last)  # "called that absurd: | he had paid for it"
    return replace(frame, last=told, reach=reach, stance="affirms", nominal=False, rebuts=True)


def _of_what(s: Sentence, frame: Frame, stop: int) -> Frame:
    """ "dismissed reports that | she took bribes |", "a balayé les informations selon lesquelles | elle …": what."""
    words = s.words
    opens = (
        max(i + 1, words.end_of(i, "whereby")) for i in range(stop, min(stop + FAR, s.last - 2)) if _which(words, i)
    )
    told = next(opens, -1)
    if told < 0:
        return frame
    end = next((i for i in range(told + 1, s.last) if "as" in words.tags[i] or words.low[i] in OPENING), s.last)
    return replace(frame, last=told, reach=(told, end), nominal=False)


def _which(words: Words, at: int) -> bool:
    """Whether "that", or "according to which", follows a noun for what was told."""
    told = not words.tags[at - 1].isdisjoint(ANSWERED) or words.low[at - 1] == ","
    return told and ("that" in words.tags[at] or "whereby" in words.begins[at])


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
    if "deny" not in verb and not false and "dismisses" not in verb:
        return None
    opens = subject_after(s, at + 1)
    end = next((i for i in range(opens + 1, s.last) if words.low[i] in OPENING), phrase_end(s, opens))
    who = read(words, opens, min(end, phrase_end(s, opens)), s.first)
    if who is None or not (who.cls or who.grade or "pron" in words.tags[opens]):
        return None
    return Frame(at, s.last, words.span(at, at + 1), who, "reported", "denies", (s.first, at))
