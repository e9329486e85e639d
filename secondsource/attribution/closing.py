"""Who said what was told before it: "Das meldet SPA.", "…, ont-ils indiqué", "…, wie die Polizei mitteilte"."""

from __future__ import annotations

from secondsource.attribution.as_said import as_opens, as_said
from secondsource.attribution.circles import circle
from secondsource.attribution.citing import over_verb
from secondsource.attribution.replying import whoever
from secondsource.clauses.edges import apposed, of_subject, participle_opens
from secondsource.clauses.frame import Frame
from secondsource.clauses.nearest import told_by_pronoun
from secondsource.clauses.opening import itself, of_somebody
from secondsource.clauses.saying import answers_back, ends
from secondsource.clauses.subjects import subject, subject_after
from secondsource.clauses.tellers import apposition, heard, only_tells, told_before
from secondsource.model import AttributionType, Stance
from secondsource.record import replace
from secondsource.sources.persons import Person, last_heard, read
from secondsource.sources.windows import NEAR, SOON
from secondsource.text.names import outlet_key
from secondsource.text.phrases import QUOTES, VERBS, Sentence, around, finite, left, phrase_end
from secondsource.text.words import Words

CLOSE = frozenset('»”"›')
ASIDE_ENDS = frozenset({",", ";", ".", "–", "—", ":"})
#: The most words after the verb of who says so, when and where.
PART = 14
#: Who tells what he saw.
SEES = frozenset({"witness", "official", "expert"})
#: To whom something is told that all may hear.
PRESS = frozenset({"agency", "named_outlet", "outlet", "press"})


def closes(s: Sentence, at: int) -> Frame | None:
    """ "Zu diesem Schluss kommt eine Studie": a sentence that only says who told what stands before it."""
    words = s.words
    end = words.end_of(at, "closes")
    before = words.low[at - 1] if at > s.first else ""
    after = before == ":" or (before in (";", ",") and any(words.finite[s.first : at]))  # "…: lo scrive il Corriere"
    if at > s.first and not after:
        return None
    said = next((i for i in range(end + 1, s.last) if words.tags[i] & VERBS), -1)
    if words.head_last and "wh" in words.tags[end - 1]:  # "That is what the Courier reports", not "is what he wants"
        who = read(words, end, said, s.first) if said > 0 else None
        return None if who is None or who.cls is None else _closing(s, at, end, who)
    end = over_verb(s, end)
    out = next((i for i in range(end, s.last - 2) if "out_of" in words.tags[i]), -1)
    if out >= 0:  # "Das geht … aus internen E-Mails hervor"
        end = out + 1
    begin = subject_after(s, end)  # "Lo scrive oggi | il Corriere", "Lo riferisce all'Afp | una fonte"
    last = phrase_end(s, begin)
    who = read(words, begin, last, s.first)
    if who is None or who.cls is None:
        return None
    if after:
        return Frame(at, last, words.span(at, end), who, "reported", "affirms", (s.first, at - 1))
    if (last := _citing(s, last)) < s.last - 2 and s.words.low[last] == ":":  # "Lo rende noto la Questura: …"
        if s.last - last <= SOON:  # "A dirlo è la Questura: | due feriti"
            return Frame(at, at, words.span(at, end), who, "reported", "affirms", (at, s.last))
        return Frame(at, last + 1, words.span(at, end), who, "reported", "affirms", (last + 1, s.last))
    if last < s.last - 2 and words.end_of(last + 1, "whereby"):  # "A dirlo è la Questura, | secondo la quale …"
        return replace(_closing(s, at, end, who), last=last)
    return _closing(s, at, end, who)


def _citing(s: Sentence, at: int) -> int:
    """Where the colon stands behind whom a source has it from: "Lo scrive X, | che cita due diplomatici: …"."""
    words = s.words
    cites = at < s.last - 2 and words.low[at] == "," and words.begins[at + 1] | words.begins[at + 2]
    colons = (i for i in range(at, s.last) if words.low[i] == ":" and not s.inside(i))
    return next(colons, at) if cites and cites & {"refers", "prep"} else at


def _closing(s: Sentence, at: int, end: int, who: Person) -> Frame:
    return Frame(at, _adding(s, end), s.words.span(at, end), who, "reported", "affirms", (at, at), closing=True)


def _adding(s: Sentence, at: int) -> int:
    """Where more is told: "Lo riferisce la Questura, | precisando che …"; else where the sentence ends."""
    words = s.words
    commas = (i for i in range(at, s.last - 3) if words.low[i] == "," and "gerund" in words.tags[i + 1])
    return next((i for i in commas if words.tags[i + 1] & VERBS and "that" in words.tags[i + 2]), s.last)


def pointing(s: Sentence, begin: int, group: int, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "Das meldet SPA.", "Lo riferiscono i carabinieri": a part of the sentence that only points to what was told."""
    words = s.words
    if stance == "denies" or group > begin + 1 or at > begin + 2 or not _points(s, begin):
        return None
    first = subject_after(s, stop)
    end = _citing(s, phrase_end(s, first))
    told = end < s.last - 2 and words.low[end] == ":"  # "Das sagte die Polizei: …"
    aside = words.capital_nouns and begin > s.first and words.low[begin - 1] == ","  # "…, das bestätigte seine Agentin"
    who = read(words, first, phrase_end(s, first), s.first) if not addresses(words, min(first, s.last - 1)) else None
    clause = end < s.last and finite(words, end) and "refers" not in words.begins[end]  # "… und | stützt sich auf X"
    if who is None or who.cls is None or clause or (stance == "confirms" and not told and not aside):
        return None
    cue = words.span(begin, stop)
    if told:
        return Frame(begin, end + 1, cue, who, "reported", stance, (end + 1, s.last))
    if begin > s.first:
        return Frame(begin, s.last, cue, who, "reported", stance, (s.first, begin - 1))
    return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.first), closing=True)


def _points(s: Sentence, at: int) -> bool:
    """ "That", "Das", "Lo": a part that begins with what was told before it; not "Er hält die Studie für gut"."""
    words, tags = s.words, s.words.tags[at]
    clitic = "clitic" in tags or (tags == {"adverb"} and "clitic" in words.tags[at + 1])  # "Ce | lo ripetono i vicini"
    return {"demonstrative", "told_noun"} <= tags or (words.pro_drop and clitic)


def said_before(s: Sentence, group: int, at: int, stop: int) -> bool:
    """Whether what is said stands before the verb, and what follows it only tells who said it."""
    that = stop < s.last and "that" in s.words.tags[stop]  # ", adding that …"
    return (_closes(s, group) and not that) or _inserted(s, group, stop)


def _closes(s: Sentence, group: int) -> bool:
    """Whether a verb stands right after the comma that ends a whole clause: "…, writes the Courier, which cites X"."""
    words = s.words
    if group <= s.first + 2 or words.low[group - 1] != "," or s.inside(group - 1):
        return False
    if words.capital_nouns and words.low[group - 2] in QUOTES and s.inside(group - 3):
        return True  # "„…“, sagte ein Händler, den …"
    before = left(s, group - 1)
    opens = words.tags[before] & {"as", "rel", "after", "if"} or participle_opens(words, before)
    if any("anonymity" in words.begins[at] for at in range(before, group)):
        return False  # "A doctor, not allowed to speak to the media, | said 12 people had died"
    return not opens and any(finite(words, at) for at in range(before, group - 1))


def _inserted(s: Sentence, group: int, stop: int) -> bool:
    """ "Der Tresor, | sagte Reed, | sei offen gewesen": who says it stands inside what is said, whose verb follows."""
    words = s.words
    if not words.capital_nouns or group <= s.first + 1 or words.low[group - 1] != "," or s.inside(group - 1):
        return False
    comma = next((i for i in range(stop, min(stop + NEAR, s.last - 1)) if words.low[i] == ","), -1)
    return comma > stop and words.finite[comma + 1] and not any(words.finite[i] for i in range(s.first, group))


def backward(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """What is said, then a part of the sentence that says who: ", said X", ", X said", "wie X mitteilte"."""
    words, first = s.words, left(s, group)
    if (opens := as_opens(s, first, at, stop)) >= 0:
        return as_said(s, opens, at, stop, stance)
    quoted = first > s.first and (s.inside(first - 1) or s.inside(first - 2))
    aside = first > s.first + 1 and (words.low[first - 1] in {",", "–", "—", "-"} or s.inside(first - 1))
    inverted = group == first and aside  # ", a annoncé l'office"
    saw = words.end_of(at, "saw") > at
    weak = "weak" in words.tags[at] and not (quoted or inverted or ends(s, stop))
    if inverted and group == at and words.pro_drop and words.tags[at] & {"participle", "fin", "sure"} == {"participle"}:
        return None  # "Tangenti, | chieste sei condanne"
    if inverted and not quoted and (of_subject(s, group) or apposed(s, group) or apposition(s, group, stop)):
        return None
    behind = not (inverted or words.finite[first] or words.low[first] in CLOSE)
    gerund = "gerund" in words.tags[at] and not (inverted or quoted)  # "les traces | indiquant la route sont nettes"
    if gerund or (behind and (heard(words, first, at) or not only_tells(s, first, group, stop, quoted=quoted))):
        return None
    if words.head_last and told_by_pronoun(s, first, group) and not quoted:
        return None  # "…, a decision | he disclosed"
    negated = any("neg" in words.tags[i] for i in range(group, at)) and "infinitive" not in words.tags[at]
    if inverted and not quoted and stance == "affirms" and negated:
        return None  # "i sensori, si legge in una nota, | non avevano rilevato nulla"
    if not aside or weak or ("accuse" in words.tags[at] and not quoted and not told_before(s, first)):
        return None
    if (on := _on(s, first, stop)) is not None:
        return on
    _, who = subject(s, group) if first < group else (first, None)
    after = next((i for i in range(first, at) if words.low[i][0] == "-" and "pron" in words.tags[i]), -1)
    if after >= 0:  # "a-t-il dit à la presse"
        who = read(words, after, after + 1, s.first)
    last = stop
    if inverted and not quoted and (named := _named_before(s, group, at, stop, who)) is not None:
        first, who = named
    if who is None and "gerund" in words.tags[group]:
        return None  # ", annunciando querela": what, not who
    if who is None:
        who, last = _named_after(s, group, stop, stance, inverted)
    last = _part_end(s, stop, last)
    if who is not None and who.named and "scoops" in words.begins[group]:
        who = replace(who, cls="outlet", key=outlet_key(who.text))  # "…, croit savoir | Le Canard enchaîné"
    if who is None or (who.cls is None and not who.text) or (saw and who.cls not in SEES):
        return None
    if last < s.last - 2 and not (words.low[last] in ASIDE_ENDS or s.inside(last) or words.end_of(last, "prep")):
        return None
    who = of_somebody(words, who)
    kind: AttributionType = "quote" if s.inside(max(s.first, first - 2)) else "reported"
    reach = (s.first, s.last) if last < s.last - 2 else around(s, first, last)
    rebuts = stance == "affirms" and answers_back(s, at, max(stop, last))
    frame = Frame(first, last, words.span(group, stop), who, kind, stance, reach, view, rebuts=rebuts)
    if who.cls is not None:
        return frame
    return replace(frame, itself=itself(s, body=words.head_last and "impersonal_pron" in words.tags[first]))


def _on(s: Sentence, first: int, stop: int) -> Frame | None:
    """ "…, confirme-t-on | côté turc", "…, dit-on | à la mairie": nobody says it, in a circle or a place."""
    words = s.words
    hung = next((i for i in range(stop, min(stop + 2, s.last)) if "impersonal_pron" in words.tags[i]), -1)
    if hung < 0 or words.low[hung][0] != "-" or words.capital_nouns:
        return None
    begin, last = hung + 1, _part_end(s, stop, hung + 1)
    while begin < last and words.tags[begin] & {"time", "month"} and "adp" not in words.tags[begin]:
        begin += 1
    who = circle(words, begin, last, s.first)
    office = read(words, begin + 1, last, s.first) if who is not None and not who.named and begin + 1 < last else None
    who = office if office is not None and office.cls == "official" else who  # "à la préfecture"
    if who is None and begin < last and "adp" in words.tags[begin]:
        place = last_heard(words, begin, last)  # "au greffe", "aux CFF"
        who = replace(place, cls="anonymous", grade="C", key=f"anonymous:{place.text.lower()}")
    reach = (s.first, s.last) if last < s.last - 2 else (s.first, first)
    return Frame(first, last, words.span(first, stop), who, "impersonal", "affirms", reach)


def _named_before(s: Sentence, group: int, at: int, stop: int, who: Person | None) -> tuple[int, Person] | None:
    """ "…, | Anna Weiss, the mayor, | said.": who speaks, and where he begins, before the comma that opens the part."""
    words = s.words
    tells = "tells" in words.tags[at]
    where = words.head_last and stop < s.last and "adp" in words.tags[stop]  # "…, Anna Weiss, 61, said by telephone"
    if not (tells or where or ends(s, stop)):
        return None
    begin, before = subject(s, group)
    begins = begin > s.first + 1 and (words.low[begin - 1] == "," or words.low[begin - 1] in CLOSE)
    named = before is not None and before.cls is not None and begins and (tells or who is None)
    return (begin, before) if named and before is not None else None


def _named_after(s: Sentence, group: int, stop: int, stance: Stance, inverted: bool) -> tuple[Person | None, int]:
    """ "…, a déclaré | le maire |": who speaks, behind the verb, and where he ends."""
    words, begin = s.words, subject_after(s, _over_aside(s, stop) if inverted else stop)
    last = begin if begin < s.last and words.low[begin] == "," else phrase_end(s, begin)
    told_to = begin < s.last and addresses(words, begin)
    given = begin < s.last and words.capital_nouns and "oblique" in words.tags[begin]  # "bestätigte | einen Angriff"
    who = read(words, begin, last, s.first) if not (told_to or given) else None
    if who is None and inverted and not given and stance != "denies" and words.low[min(last, s.last - 1)] in ASIDE_ENDS:
        who = whoever(s, begin, last)  # ", ont indiqué les deux camps"
    press = told_to and any(words.begins[i] & PRESS for i in range(begin, last))
    if who is None and inverted and words.pro_drop and begin < s.last and "by" in words.tags[begin]:
        who = read(words, begin + 1, last, s.first)  # "…, spiegano | dalla Farnesina"
    quoted = group >= s.first + 2 and (s.inside(group - 2) or words.low[group - 2] in CLOSE)
    where = quoted and begin < s.last and not words.tags[begin].isdisjoint(("where", "gerund"))  # "in aula"
    if who is None and inverted and words.pro_drop and (where or ends(s, last if press else stop)):
        who = last_heard(words, group, stop)  # "…, ha aggiunto alla radio."
    return who, last


def _over_aside(s: Sentence, stop: int) -> int:
    """Where who speaks begins behind an aside: "…», confie, | sous couvert d'anonymat, | un cadre"; else `stop`."""
    words = s.words
    if stop >= s.last or words.low[stop] != "," or words.head_last or words.capital_nouns:
        return stop
    close = next((i for i in range(stop + 1, min(stop + NEAR, s.last - 2)) if words.low[i] == ","), -1)
    if close < 0 or any(finite(words, i) for i in range(stop + 1, close)):
        return stop
    opens = words.tags[close + 1]
    somebody = ("det" in opens and "adp" not in opens) or words.capital(close + 1)
    told = read(words, close + 1, phrase_end(s, close + 1), s.first) if somebody else None
    return close + 1 if told is not None and ends(s, phrase_end(s, close + 1)) else stop


def addresses(words: Words, at: int) -> bool:
    """ "ha detto | all'Afp", "a raconté | au juge": to whom, and not who; but "affirment | des habitants"."""
    tags = words.tags[at]
    return "adp" in tags and ("det" not in tags or tags.isdisjoint(("by", "indef", "of")))


def _part_end(s: Sentence, stop: int, last: int) -> int:
    """Where the part of the sentence ends that says who says so, over where, when and to whom."""
    words = s.words
    while last < min(stop + PART, s.last) and words.low[last] not in ASIDE_ENDS and not s.inside(last):
        if words.end_of(last, "prep"):
            return last  # "écrit le journal en se référant à …"
        last += 1
    return last
