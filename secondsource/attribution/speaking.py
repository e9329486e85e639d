"""Verbs of a source: who says, confirms or denies it, and what the verb covers."""

from __future__ import annotations

from collections.abc import Callable

from secondsource.attribution.accounts import about, accuses
from secondsource.attribution.circles import circle
from secondsource.attribution.closing import addresses, backward, pointing, said_before
from secondsource.attribution.deeds import deed_at
from secondsource.attribution.passives import passive
from secondsource.attribution.replying import beside_his_name, confirmation, denial, goes_on, in_passing, of_claim
from secondsource.attribution.retort import turns_down
from secondsource.attribution.stances import attributes, holds_nothing, kinds_of, not_denied, stance_of, stands_bare
from secondsource.clauses.borders import clause_end
from secondsource.clauses.content import called_false, content_start, not_said, reach_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import answers_back, apart, deed_end, governed, speaks, suffered
from secondsource.clauses.subjects import subject
from secondsource.clauses.tellers import heard, in_court, unsaid
from secondsource.model import AttributionType, Stance
from secondsource.record import replace
from secondsource.sources.bounds import CLOSING, OPENING
from secondsource.sources.persons import Person, last_heard, read
from secondsource.sources.windows import SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import VERBS, Sentence, finite, group_start, left, phrase_end
from secondsource.text.words import Words

#: A verb and what it says: where its group begins, where it stands and ends, its stance, whether it is a view.
Told = Callable[[Sentence, int, int, int, Stance, bool], Frame | None]
FOUND = frozenset({"told_noun", "finds"})
SAID = frozenset({"infinitive", "gerund", "perfect_aux", "sure", "verbal", "participle", "modal_aux"})


def verbal(s: Sentence, at: int) -> Frame | None:
    """What a verb of a source tells, and who says so, whatever the order of words."""
    words = s.words
    if decline := words.end_of(at, "decline"):
        return _declines(s, at, decline)
    court = in_court(s, at)
    stop = at + 1 if court else 0
    for tag in VERBS:
        stop = max(stop, words.end_of(at, tag))
    if not stop:
        return _by_infinitive(s, at)
    kinds = kinds_of(words, at)
    view = kinds == {"view"}
    if (suffered(s, at) or stands_bare(s, at)) if words.capital_nouns else view and apart(s, stop):
        return None
    stance = stance_of(words, at, stop, kinds)
    done_by = stance == "denies" and "by" in words.tags[min(stop, s.last - 1)]  # "une annonce démentie | par l'armée"
    if done_by and (told := passive(s, at, stop, stance)) is not None:
        return told
    if not court and not speaks(s, at):
        return None if view else passive(s, at, stop, stance)
    if not view and words.capital_nouns and (told := passive(s, at, stop, stance)) is not None:
        return told
    group = group_start(s, at)
    if (view and holds_nothing(s, at, stop)) or attributes(s, group, at, stop, stance):
        return None
    if stance == "confirms" and words.head_last and "neg" in words.tags[left(s, group)]:
        return None  # "Neither police nor prosecutors confirmed | the death"
    if stance == "denies" and (not_denied(s, group, at, stop) or turns_down(s, group, stop)):
        return None
    if stance == "denies" and (told := beside_his_name(s, group, stop)) is not None:
        return told
    if stance == "denies" and content_start(s, stop)[0] < 0:
        charge = words.head_last and of_claim(s, left(s, group), group)  # ", a charge | it denies"
        ends = words.low[min(stop, s.last - 1)] in MARKS | {"."}
        which = words.head_last and "rel" in words.tags[group - 1] and not ends
        if charge or which or in_passing(s, group, stop) is not None:
            return denial(s, group, stop)
    if stance == "confirms" and _of_deed(s, group, stop) and (done := confirmation(s, group, stop)) is not None:
        return done
    if (told := pointing(s, _part(s, group), group, at, stop, stance)) is not None:
        return told
    frame = _told(s, group, at, stop, stance, view)
    if court:
        return frame and replace(frame, type="impersonal")
    if frame is None and stance == "confirms":
        frame = confirmation(s, group, stop)
    return frame or (denial(s, group, stop) if stance == "denies" else None)


def _of_deed(s: Sentence, group: int, stop: int) -> bool:
    """ "Confirmed | the arrest"; "The report's author, Susan Hale, | confirmed | the finding"."""
    words = s.words
    aside = group > s.first and words.low[group - 1] == "," and not any(words.finite[s.first : group])
    told = stop == s.last - 3 and "det" in words.tags[stop] and not words.begins[stop + 1].isdisjoint(FOUND)
    return deed_at(s, stop)[1] > 0 or (aside and told and words.head_last)


def _declines(s: Sentence, at: int, end: int) -> Frame:
    """ "The ministry | declined to comment"."""
    first, who = subject(s, group_start(s, at))
    last = clause_end(s, first, at) if s.words.capital_nouns else s.last
    return Frame(first, last, s.words.span(at, end), who, "reported", "declines", (first, last), nominal=True)


def _told(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """What stands before the verb or behind it and is said: a clause, or a noun phrase."""
    words, first = s.words, left(s, group)
    order: tuple[Told, ...] = (backward, _forward) if said_before(s, group, at, stop) else (_forward, backward)
    if first > s.first and words.low[first - 1] == "," and not any(words.finite[s.first : group]):
        order = (*order[:1], about, *order[1:])  # "Devant les députés, il | a fait état de trois attentats"
    frame = next((found for shape in order if (found := shape(s, group, at, stop, stance, view)) is not None), None)
    frame = frame or accuses(s, group, at, stop) or about(s, group, at, stop, stance, view)
    frame = frame and _relative(s, frame, first)
    if frame is not None and stance == "denies" and frame.who is not None and not _says_what(words, frame):
        end = min(goes_on(s, stop), frame.reach[1])  # "rejected the charge | and spoke of an accident"
        frame = replace(frame, last=end, reach=(frame.first, end), nominal=True)  # as replying.denial has it
    return frame


def _relative(s: Sentence, frame: Frame, first: int) -> Frame:
    """ "Dorn, who | told police he had been robbed, | was arrested": Dorn says it, and no more."""
    words = s.words
    if not words.head_last or "rel" not in words.tags[first] or first - 1 <= s.first or words.low[first - 1] != ",":
        return frame
    commas = (i for i in range(frame.last, s.last - 1) if words.low[i] == "," and not s.inside(i))
    end = next((i for i in commas if finite(words, i + 1) or words.tags[i + 1] & VERBS), -1)
    if end < 0 or frame.first < first:
        return frame
    who = read(words, left(s, first - 1), first - 1, s.first) if frame.who is None or frame.who.cls is None else None
    return replace(frame, who=who or frame.who, reach=(frame.reach[0], end))


def _by_infinitive(s: Sentence, at: int) -> Frame | None:
    """ "La ministre tient à | préciser | que …", "…, finit par | concéder | la laiterie"."""
    group, stop = governed(s, at), at + 1
    if group < 0:
        return None
    order = (backward, _forward) if said_before(s, group, at, stop) else (_forward, backward)
    shapes = (shape(s, group, at, stop, "affirms", True) for shape in order)  # whether he says it is known by now
    return next((replace(frame, view=False) for frame in shapes if frame is not None), None)


def _part(s: Sentence, group: int) -> int:
    """Where the part begins that a verb group stands in: behind a colon or a semicolon, or the sentence.

    Also behind a comma in "…, das bestätigte seine Agentin".
    """
    low, before = s.words.low, group - 1
    points = s.words.capital_nouns and before > s.first + 2 and low[before - 1] == "," and s.words.finite[group]
    if points and {"demonstrative", "told_noun"} <= s.words.tags[before]:
        return before
    return next((i + 1 for i in range(group - 1, max(s.first, group - 3), -1) if low[i] in ":;"), s.first)


def _says_what(words: Words, frame: Frame) -> bool:
    """Whether what is denied is a clause: "that he stole it", "having stolen it"; not "any theft", "that"."""
    told = [at for at in range(*frame.reach) if not frame.first <= at < frame.last and words.low[at][0].isalpha()]
    if len(told) > 2 and "det" in words.tags[told[0]] and "charge" in words.tags[told[1]]:
        return "conj" not in words.tags[told[2]]  # "rejected the charge and spoke of an accident"
    return len(told) > 1 and any(words.finite[at] or words.tags[at] & SAID for at in told)


def _forward(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """Subject, verb, then what is said: after "that", a colon, a quote mark, a comma, or at once."""
    words = s.words
    opens, reported = content_start(s, stop)
    bare = stance == "denies" and (colon := _colon(words, stop, s.last)) > 0
    if bare:
        opens, reported = colon + 1, True  # "widersprachen umgehend: …"
    unnamed = any("anonymity" in words.begins[i] for i in range(stop, min(opens + 1, s.last)))
    if opens < 0 or (unnamed and words.tags[opens - 1].isdisjoint(("that", "split")) and words.low[opens - 1] != ":"):
        return None  # "said on | condition of anonymity because he was not allowed to speak"
    marked = (
        opens >= s.last
        or s.inside(opens)
        or any(not words.tags[i].isdisjoint(("that", "colon")) for i in range(stop, opens))
    )
    if not marked and heard(words, left(s, at), at):
        return None  # "Er habe daran geglaubt, | liess er erklären"
    first, who = subject(s, group)
    if who is None and words.capital_nouns and "out_of" in words.tags[first]:  # "Aus den Akten geht hervor, dass"
        paper = read(words, first + 1, group, s.first)
        who = paper if paper is not None and paper.cls is not None else None
    if _in_his_words(s, who, group):
        return None
    if not reported and "weak" in s.words.tags[at] and (who is None or who.cls != "document"):
        return None
    if first < s.last and "as" in words.tags[first]:
        return None
    main = words.capital_nouns and not marked and words.finite[min(opens, s.last - 1)]
    if main and words.tags[left(s, group)] & {"after", "if"}:
        return None  # "Als er die Lage erklären wollte, | fielen Schüsse"
    middle = stop
    while middle < opens and (words.low[middle] in MARKS or "reflexive" in words.tags[middle]):
        middle += 1  # "erinnerte sich | die Kassiererin, …"
    accuses = "accuse" in words.tags[at] and not words.head_last and stop + 1 < opens < s.last
    if accuses and "perfect_aux" in words.tags[opens]:
        opens = stop  # "accuse | l'opérateur d'avoir triché": begins with whom it is said of
        if who is None and (words.pro_drop or "rel" in words.tags[first]):
            who = last_heard(words, group, stop)  # "…, said the union, which | accuses the firm of …"
        if who is None:
            return None
    if who is None and "tells" not in words.tags[at]:  # verb first: "Am Montag sagte der Sprecher, …"
        who = _behind(s, first, group, middle, stop, opens)
        if who is None and not reported:
            return None
    if not view and not_said(s, group, at, opens):  # "did not say that", "if police say that": says nothing of it
        return Frame(first, s.last, words.span(group, stop), who, "reported", "declines", (first, s.last), nominal=True)
    if (false := called_false(s, opens)) > opens:
        opens, stance = false, "denies"
    kind: AttributionType = "quote" if opens < s.last and s.inside(opens) else "reported"
    view = view and not (kind == "quote" and "reflexive" in words.tags[at - 1])  # "se veut rassurant : « … »"
    bare_weak = words.head_last and "weak" in words.tags[at] and opens == stop
    reach = (opens, deed_end(s, opens) if stance == "denies" else reach_end(s, opens, bare_weak))
    opens_part = words.tags[begin := left(s, group)]
    which = begin > s.first and words.low[begin - 1] == "," and "comma_rel" in opens_part
    if words.capital_nouns and (which or opens_part & {"after", "if"}):
        commas = (i for i in range(opens + 1, reach[1] - 1) if words.low[i] == "," and words.finite[i + 1])
        reach = (opens, next(commas, reach[1]))  # "Nachdem er gesagt hatte, dass es brenne|, kam die Polizei"
    if stance == "denies" and words.low[opens - 1] == ":":
        stance = "affirms"  # "dementierte: …": what follows is said against it
    rebuts = bare or (stance != "denies" and answers_back(s, at, opens))
    return Frame(first, opens, words.span(group, stop), who, kind, stance, reach, view, rebuts=rebuts)


def _behind(s: Sentence, first: int, group: int, middle: int, stop: int, opens: int) -> Person | None:
    """Who speaks between the verb and what is said; else in what circle it is said, or who was heard last."""
    words = s.words
    it = words.capital_nouns and middle + 1 < opens and "impersonal_pron" in words.tags[middle]
    middle += it and "det" in words.tags[middle + 1]  # "hält es | der Präsident | für möglich, dass"
    end = min(phrase_end(s, middle), opens) if middle < opens and "that" not in words.tags[middle] else middle
    if words.capital_nouns and middle + 1 < end and "pron" in words.tags[middle]:
        end = middle + 1  # "gab | er | jedoch bekannt, …"
    who = read(words, middle, end, s.first) if middle < end and not addresses(words, middle) else None
    if who is not None or not words.pro_drop:
        return who
    if first < group and "by" in words.tags[first]:
        who = circle(words, first, group, s.first)  # "Dalla Farnesina | fanno sapere che"
    return last_heard(words, group, stop) if who is None and unsaid(s, first, group) else who


def _in_his_words(s: Sentence, who: Person | None, group: int) -> bool:
    """ "«The clerk», said the judge, «took it»": who stands in quote marks before a verb outside is told of."""
    words = s.words
    if who is None or group < s.first + 3 or words.low[group - 1] != "," or words.low[group - 2] not in CLOSING:
        return False
    return words.low[words.word_at(who.span[0]) - 1] in OPENING


def _colon(words: Words, at: int, last: int) -> int:
    """Where a colon stands so soon after a verb that nothing is said between the two; -1 for nowhere."""
    end = min(at + SOON, last - 1)
    return next((i for i in range(at, end) if words.low[i] == ":" and not any(words.finite[at:i])), -1)
