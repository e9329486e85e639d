"""Verbs of a source: who says, confirms or denies it, and what the verb covers."""

from __future__ import annotations

from secondsource.content import called_false, content_start, not_said, reach_end
from secondsource.edges import participle_opens
from secondsource.frame import Frame
from secondsource.model import AttributionType, Stance
from secondsource.names import MARKS
from secondsource.passives import passive
from secondsource.phrases import GROUP, QUOTES, VERBS, Sentence, around, finite, group_start, left, phrase_end
from secondsource.record import replace
from secondsource.replying import confirmation, denial, goes_on, turns_down, whoever
from secondsource.saying import apart, ends, points, speaks, suffered
from secondsource.sources import Person, read
from secondsource.subjects import subject, subject_after, two_sources
from secondsource.words import Words

CLOSE = frozenset('»”"›')
ASIDE_ENDS = frozenset({",", ";", ".", "–", "—"})
#: The most words of a source that stands inside what it says.
LONGEST = 10
#: To whom something is told that all may hear.
PRESS = frozenset({"agency", "named_outlet", "outlet", "press"})
#: So many words after a verb stands the colon that is its own: "widersprachen umgehend: …".
SOON = 4
#: Verbs of what is denied.
SAID = frozenset({"infinitive", "gerund", "perfect_aux", "sure", "verbal", "participle", "modal_aux"})


def verbal(s: Sentence, at: int) -> Frame | None:
    words = s.words
    kinds = words.tags[at] & VERBS
    stop = max([words.end_of(at, tag) for tag in VERBS & words.begins[at]], default=0)
    decline = words.end_of(at, "decline")
    if decline:
        first, who = subject(s, group_start(s, at))
        return Frame(first, s.last, words.span(at, decline), who, "reported", "declines", (first, s.last), nominal=True)
    if not stop:
        return None
    phrases = frozenset(tag for tag, _ in words.phrases.get(at, ()) if tag in VERBS)
    kinds = phrases & {"deny"} or kinds or phrases  # "beteuert seine Unschuld" says, and denies
    if suffered(s, at) if words.capital_nouns else kinds == {"view"} and apart(s, stop):
        return None
    stance: Stance = "denies" if "deny" in kinds else "confirms" if "confirm" in kinds else "affirms"
    done_by = stance == "denies" and "by" in words.tags[min(stop, s.last - 1)]  # "une annonce démentie | par l'armée"
    if done_by and (told := passive(s, at, stop, stance)) is not None:
        return told
    if not speaks(s, at):
        return None if kinds == {"view"} else passive(s, at, stop, stance)
    if kinds != {"view"} and words.capital_nouns and (told := passive(s, at, stop, stance)) is not None:
        return told
    view = kinds == {"view"}
    group = group_start(s, at)
    if (stance == "denies" and _attribute(s, group, at)) or _held_to_be(s, group, at, stop):
        return None
    begin = _part(s, group)
    if group <= begin + 1 and at <= begin + 2 and points(s, begin) and stance != "denies":
        end = phrase_end(s, stop)
        who = read(words, stop, end, s.first)
        clause = end < s.last and finite(words, end)
        if who is not None and who.cls is not None and not clause and "that" not in words.tags[stop]:
            cue = words.span(begin, stop)
            if begin > s.first:
                return Frame(begin, s.last, cue, who, "reported", stance, (s.first, begin - 1))
            return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.first), closing=True)
    that = stop < s.last and "that" in words.tags[stop]  # ", adding that …"
    said_before = (_closes(s, group) and not that) or _inserted(s, group, stop) or _as_last(s, group, at)
    order = (_backward, _forward) if said_before else (_forward, _backward)
    frame = next((found for shape in order if (found := shape(s, group, at, stop, stance, view)) is not None), None)
    frame = frame or _accuses(s, group, at, stop) or _about(s, group, at, stop, stance)
    if frame is not None and stance == "denies" and frame.who is not None and not _says_what(words, frame):
        end = goes_on(s, stop)  # "rejected the charge | and spoke of an accident"
        frame = replace(frame, last=end, reach=(frame.first, end), nominal=True)  # as replying.denial has it
    if frame is None and stance == "confirms":
        frame = confirmation(s, group, stop)
    return frame or (denial(s, group, stop) if stance == "denies" and not turns_down(s, group, stop) else None)


def _held_to_be(s: Sentence, group: int, at: int, stop: int) -> bool:
    """ "a man | thought to be 40": what he is held to be, and nobody who thinks."""
    words = s.words
    opens = group == at and words.head_last and {"participle", "view"} <= words.tags[at] and stop + 1 < s.last
    return opens and "adp" in words.tags[stop] and bool(words.tags[stop + 1] & {"infinitive", "passive", "perfect_aux"})


def _part(s: Sentence, group: int) -> int:
    """Where the part begins that a verb group stands in: behind a colon or a semicolon, or the sentence."""
    low = s.words.low
    return next((i + 1 for i in range(group - 1, max(s.first, group - 3), -1) if low[i] in ":;"), s.first)


def _attribute(s: Sentence, group: int, at: int) -> bool:
    """ "la denuncia di un'impresa | esclusa": a participle right after a noun, without an auxiliary."""
    words, tags = s.words, s.words.tags[at]
    alone = group == at > s.first and "participle" in tags and tags.isdisjoint(("past_fin", "fin", "fin_suffix"))
    return alone and not words.capital_nouns and words.tags[at - 1].isdisjoint(VERBS) and words.low[at - 1].isalpha()


def _says_what(words: Words, frame: Frame) -> bool:
    """Whether what is denied is a clause: "that he stole it", "having stolen it"; not "any theft", "that"."""
    told = [at for at in range(*frame.reach) if not frame.first <= at < frame.last and words.low[at][0].isalpha()]
    if len(told) > 2 and "det" in words.tags[told[0]] and "charge" in words.tags[told[1]]:
        return "conj" not in words.tags[told[2]]  # "rejected the charge and spoke of an accident"
    return len(told) > 1 and any(words.finite[at] or words.tags[at] & SAID for at in told)


def _closes(s: Sentence, group: int) -> bool:
    """Whether a verb stands right after the comma that ends a whole clause: "…, writes the Courier, which cites X"."""
    words = s.words
    if group <= s.first + 2 or words.low[group - 1] != "," or s.inside(group - 1):
        return False
    if words.capital_nouns and words.low[group - 2] in QUOTES and s.inside(group - 3):
        return True  # "„…“, sagte ein Händler, den …"
    before = left(s, group - 1)
    opens = words.tags[before] & {"as", "rel", "after", "if"} or participle_opens(words, before)
    return not opens and any(finite(words, at) for at in range(before, group - 1))


def _as_last(s: Sentence, group: int, at: int) -> bool:
    """ "…, wie aus einem Bericht hervorgeht, der …": the verb stands last in a part that says who says so."""
    words, first = s.words, left(s, group)
    ends_ = words.capital_nouns and at + 1 < s.last and words.low[at + 1] in {",", "."}
    return ends_ and first > s.first + 2 and "as" in words.tags[first]


def _inserted(s: Sentence, group: int, stop: int) -> bool:
    """ "Der Tresor, | sagte Reed, | sei offen gewesen": who says it stands inside what is said, whose verb follows."""
    words = s.words
    if not words.capital_nouns or group <= s.first + 1 or words.low[group - 1] != "," or s.inside(group - 1):
        return False
    comma = next((i for i in range(stop, min(stop + LONGEST, s.last - 1)) if words.low[i] == ","), -1)
    return comma > stop and words.finite[comma + 1] and not any(words.finite[i] for i in range(s.first, group))


def _about(s: Sentence, group: int, at: int, stop: int, stance: Stance) -> Frame | None:
    """What is told is a noun phrase: "eyewitnesses spoke of tanks", "Augenzeugen berichteten von Panzern"."""
    words = s.words
    aside = {"adverb", "pron", "split"}
    while (
        stop < s.last - 2 and ("time" not in words.tags[stop]) and (words.tags[stop] & aside or words.low[stop] == ",")
    ):
        stop += 1  # "parle, elle, de", "sprach dagegen von"
    if stance == "denies" or stop >= s.last - 2 or "of" not in words.tags[stop]:
        return None
    first, who = subject(s, group)
    if who is None or who.cls is None:
        return None
    rebuts = stance == "affirms" and _rebuts(s, at, stop)
    return Frame(first, stop + 1, words.span(group, stop), who, "reported", stance, (stop + 1, s.last), rebuts=rebuts)


def _accuses(s: Sentence, group: int, at: int, stop: int) -> Frame | None:
    """ "The ministry accused the foundation of smuggling weapons": what is said begins with whom it is said of."""
    words = s.words
    if "accuse" not in words.tags[at] or stop >= s.last - 3:
        return None
    first, who = subject(s, group)
    if who is None or who.cls is None:
        return None
    return Frame(first, stop, words.span(group, stop), who, "reported", "affirms", (stop, s.last))


def _forward(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """Subject, verb, then what is said: after "that", a colon, a quote mark, a comma, or at once."""
    words = s.words
    opens, reported = content_start(s, stop)
    bare = stance == "denies" and (colon := _colon(words, stop, s.last)) > 0
    if bare:
        opens, reported = colon + 1, True  # "widersprachen umgehend: …"
    if opens < 0 or "anonymity" in words.begins[min(opens, s.last - 1)]:
        return None  # "said on | condition of anonymity"
    first, who = subject(s, group)
    if not reported and "weak" in s.words.tags[at] and (who is None or who.cls != "document"):
        return None
    if first < s.last and "as" in words.tags[first]:
        return None
    middle = stop
    while middle < opens and words.low[middle] in MARKS:
        middle += 1
    if who is None:  # verb first: "Am Montag sagte der Sprecher, …"
        end = min(phrase_end(s, middle), opens) if middle < opens and "that" not in words.tags[middle] else middle
        who = read(words, middle, end, s.first)
        if who is None and not reported:
            return None
    if not view and not_said(s, group, at, opens):  # "did not say that", "if police say that": says nothing of it
        return Frame(first, s.last, words.span(group, stop), who, "reported", "declines", (first, s.last), nominal=True)
    if "accuse" in words.tags[at] and not words.head_last and opens - stop > 1 and "perfect_aux" in words.tags[opens]:
        opens = stop  # "accuse | l'opérateur d'avoir triché": begins with whom it is said of
    if (false := called_false(s, opens)) > opens:
        opens, stance = false, "denies"
    kind: AttributionType = "quote" if opens < s.last and s.inside(opens) else "reported"
    reach = (opens, reach_end(s, opens))
    who, second = two_sources(s, first, group) or (who, None)
    if stance == "denies" and words.low[opens - 1] == ":":
        stance = "affirms"  # "dementierte: …": what follows is said against it
    rebuts = bare or (stance != "denies" and _rebuts(s, at, opens))
    return Frame(first, opens, words.span(group, stop), who, kind, stance, reach, view, rebuts=rebuts, second=second)


def _colon(words: Words, at: int, last: int) -> int:
    """Where a colon stands so soon after a verb that nothing is said between the two; -1 for nowhere."""
    end = min(at + SOON, last - 1)
    return next((i for i in range(at, end) if words.low[i] == ":" and not any(words.finite[at:i])), -1)


def _backward(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """What is said, then a part of the sentence that says who: ", said X", ", X said", "wie X mitteilte"."""
    words = s.words
    first = left(s, group)
    aside = first > s.first + 1 and (
        words.low[first - 1] in {",", "–", "—", "-"} or s.inside(first - 1) or words.low[first - 1] in CLOSE
    )
    as_at = next((i for i in range(first, at) if "as" in words.tags[i]), -1)
    if as_at < 0 and words.capital_nouns and (ends(s, stop) or words.low[min(stop, s.last - 1)] == ","):
        as_at = _as_before(s, first)
    if as_at >= 0:
        return _as(s, as_at, at, stop, stance)
    quoted = first > s.first and (s.inside(first - 1) or words.low[first - 1] in CLOSE or s.inside(first - 2))
    inverted = group == first and aside  # ", a annoncé l'office"
    saw = words.end_of(at, "saw") > at
    weak = "weak" in words.tags[at] and not (quoted or inverted or saw or ends(s, stop))
    told = quoted or inverted or any(words.low[i][0].isalpha() for i in range(s.first + 1, first))  # not "However,"
    if not aside or weak or not told or ("accuse" in words.tags[at] and not quoted and not _told_before(s, first)):
        return None
    _, who = subject(s, group) if first < group else (first, None)
    last = over = stop
    after = next((i for i in range(first, at) if words.low[i][0] == "-" and "pron" in words.tags[i]), -1)
    if after >= 0:  # "a-t-il dit à la presse"
        who = read(words, after, after + 1, s.first)
    tells = "tells" in words.tags[at]
    where = words.head_last and stop < s.last and "adp" in words.tags[stop]  # "…, Anna Weiss, 61, said by telephone"
    if inverted and not quoted and (tells or where or ends(s, stop)):  # "…, Anna Weiss, the mayor, said."
        begin, before = subject(s, group)
        begins = begin > s.first + 1 and (words.low[begin - 1] == "," or words.low[begin - 1] in CLOSE)
        if before is not None and before.cls is not None and begins and (tells or who is None):
            first, who, last = begin, before, stop
    if who is None and _tells_of_source(s, first, group):
        return None
    if who is None:
        if "gerund" in words.tags[group]:
            return None  # ", annunciando querela": what, not who
        begin = subject_after(s, stop)
        last = begin if begin < s.last and words.low[begin] == "," else phrase_end(s, begin)
        told_to = begin < s.last and "adp" in words.tags[begin] and "det" not in words.tags[begin]
        press = told_to and any(words.begins[i] & PRESS for i in range(begin, last))
        over = last if press else stop
        what = stance == "denies" and any(words.tags[i] & {"told_noun", "charge"} for i in range(begin, last))
        who = read(words, begin, last, s.first) if not (told_to or what) else None  # "ha detto all'Afp"
        said = inverted and not weak and stance != "denies" and words.low[min(last, s.last - 1)] in ASIDE_ENDS
        who = who or (whoever(s, begin, last) if said else None)  # ", ont indiqué les deux camps"
    if who is None and inverted and words.pro_drop and ends(s, over):  # "…, ha aggiunto alla radio.": who spoke last
        who = Person(words.span(group, stop), words.text[slice(*words.span(group, stop))], None, "")
    while last < s.last and last - stop < 14 and words.low[last] not in ASIDE_ENDS and not s.inside(last):
        if words.end_of(last, "prep"):  # "écrit le journal en se référant à …"
            break
        last += 1
    if who is None or (who.cls is None and not who.text) or (saw and who.cls != "witness"):
        return None
    if last < s.last - 2 and not (words.low[last] in ASIDE_ENDS or s.inside(last) or words.end_of(last, "prep")):
        return None
    kind: AttributionType = "quote" if s.inside(max(s.first, first - 2)) else "reported"
    reach = (s.first, s.last) if last < s.last - 2 else around(s, first, last)
    rebuts = stance == "affirms" and _rebuts(s, at, stop)
    frame = Frame(first, last, words.span(group, stop), who, kind, stance, reach, view, rebuts=rebuts)
    if who.cls is None:
        return replace(frame, itself=_itself(s))
    pair = two_sources(s, first, group) if first < group else two_sources(s, stop, last)
    if pair and first < group and any(who.cls != "anonymous" for who in pair):
        pair = None  # what stands before the verb may begin with what was told
    return replace(frame, who=pair[0], second=pair[1]) if pair else frame


def _told_before(s: Sentence, first: int) -> bool:
    """Whether a clause stands before a verb: "The minister lied, | accused Paul Kern"; not "Kern, the mayor, …"."""
    words = s.words
    return any(words.finite[s.first : first]) and not any("rel" in words.tags[i] for i in range(s.first, first))


def _tells_of_source(s: Sentence, first: int, group: int) -> bool:
    """ "…, qui redoute de nouvelles victimes", "…, che teme": a relative pronoun is the subject."""
    words = s.words
    begin = next((i for i in (first, first - 1) if i > s.first and "rel" in words.tags[i]), -1)
    near = group - first <= 1 or "pron" in words.tags[group - 1]  # ", which it | considers a task for the states"
    return begin >= 0 and not words.capital_nouns and near and words.low[begin - 1] == ","


def _rebuts(s: Sentence, at: int, stop: int) -> bool:
    """ "countered", "a au contraire affirmé", "sprach dagegen von"."""
    words = s.words
    near = range(max(s.first, at - GROUP), min(stop + 1, s.last))
    return "rebut" in words.tags[at] or any("contrary" in words.begins[i] for i in near if i > s.first)


def _itself(s: Sentence) -> Person | None:
    """The subject of what is said, where it can speak: "The hospital is under attack, it said"."""
    first = s.first
    if s.inside(first):
        return None  # somebody's words are not about him by name
    verb = next((i for i in range(first + 1, s.last) if finite(s.words, i)), first)
    who = read(s.words, first, verb, s.first)
    return who if who is not None and who.cls in ("official", "party", "named", "expert") else None


def _as_before(s: Sentence, first: int) -> int:
    """ ", | wie der Leiter des Amtes, Emil Frei, vor Journalisten erklärte": "as" before an apposition; -1 for none."""
    words = s.words
    for at in range(first - 1, s.first, -1):
        if words.finite[at] or s.inside(at):
            return -1
        if "as" in words.tags[at] and words.low[at - 1] == ",":
            return at
    return -1


def _as(s: Sentence, as_at: int, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "As X said", "wie die Polizei mitteilte", "comme l'explique X": covers the clause beside it."""
    words = s.words
    begin = as_at + 1 if "out_of" not in words.tags[as_at + 1] else as_at + 2  # "wie | aus | einem Bericht hervorgeht"
    who = read(words, begin, group_start(s, at), s.first)
    last = stop
    if who is None or (who.cls is None and words.low[as_at + 1 : as_at + 2] == ["l'"]):
        last = phrase_end(s, stop)
        who = read(words, stop, last, s.first) or who
    if who is None:
        return None
    while last < s.last and words.low[last] not in {",", ";", ":", "."} and last - stop < 10:
        last += 1
    return Frame(as_at, last, words.span(group_start(s, at), stop), who, "reported", stance, around(s, as_at, last))
