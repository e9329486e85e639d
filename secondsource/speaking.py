"""Verbs of a source: who says, confirms or denies it, and what the verb covers."""

from __future__ import annotations

from dataclasses import replace

from secondsource.frame import Frame
from secondsource.model import AttributionType, Stance
from secondsource.phrases import (
    GROUP,
    VERBS,
    Sentence,
    around,
    clause_subject,
    finite,
    group_start,
    left,
    parsed_subject,
    participle_opens,
    phrase_end,
    splits,
    subject,
)
from secondsource.sources import MARKS, Person, read

CLOSE = frozenset('»”"›')
ASIDE_ENDS = frozenset({",", ";", ".", "–", "—"})
#: The most words of whom somebody says something to.
TOLD_TO = 6
#: The most words between a verb and the clause it introduces.
LOOK = 16
#: The most words between an agent and the participle after it: "von einer Sprecherin am Montag bestätigt".
GROUP_LOOK = 12
#: The most words of a circumstance between a verb and its subject.
CIRCUMSTANCE = 7
#: A sentence no longer than this, and its subject only points back to what was told: "The report was confirmed by X."
POINTING = 14


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
    kinds = kinds or frozenset(tag for tag, _ in words.phrases.get(at, ()) if tag in VERBS)
    if words.capital_nouns and _suffered(s, at):
        return None
    stance: Stance = "denies" if "deny" in kinds else "confirms" if "confirm" in kinds else "affirms"
    if not _speaks(s, at):
        return None if kinds == {"view"} else _passive(s, at, stop, stance)
    if kinds != {"view"} and words.capital_nouns and (told := _passive(s, at, stop, stance)) is not None:
        return told
    view = kinds == {"view"}
    group = group_start(s, at)
    if group <= s.first + 1 and at <= s.first + 2 and _points(s) and stance != "denies":
        end = phrase_end(s, stop)
        who = read(words, stop, end, s.first)
        clause = end < s.last and finite(words, end)
        if who is not None and who.cls is not None and not clause and "that" not in words.tags[stop]:
            cue = words.span(s.first, stop)
            return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.first), closing=True)
    order = (_backward, _forward) if _closes(s, group) else (_forward, _backward)
    frame = next((found for shape in order if (found := shape(s, group, at, stop, stance, view)) is not None), None)
    frame = frame or _accuses(s, group, at, stop) or _about(s, group, at, stop, stance)
    if frame is None and stance == "confirms":
        frame = _confirmation(s, group, stop)
    return frame or (_denial(s, group, stop) if stance == "denies" and not _turns_down(s, stop) else None)


def _agent(s: Sentence, at: int) -> Person | None:
    """By whom it was done: "sono state arrestate dalla Guardia di finanza"."""
    words = s.words
    if not any("passive" in words.tags[i] for i in range(max(s.first, at - GROUP_LOOK), at)):
        return None
    by = next((i for i in range(at + 1, min(at + GROUP_LOOK, s.last)) if "by" in words.tags[i]), -1)
    who = read(words, by + 1, phrase_end(s, by + 1), s.first) if by > 0 else None
    return who if who is not None and who.cls == "official" else None


def _against(s: Sentence, at: int) -> bool:
    """Whether an inquiry is one against somebody: who only opens it, acts himself."""
    words = s.words
    if finite(words, at) or words.tags[at] & {"participle", "infinitive", "sure"} - {"nominal"}:
        return True  # "arrested", "charged"
    return any("against" in words.tags[i] for i in range(s.first, s.last)) or any(
        "onto" in words.tags[i] and words.capital(i + 1) and not words.capital_nouns
        for i in range(at + 1, min(at + 3, s.last - 1))
    )  # "an inquiry into Brandt Marine"


def _turns_down(s: Sentence, stop: int) -> bool:
    """ "rejected the bill": a decision, and no denial of what is told."""
    words = s.words
    told = [words.tags[at] for at in range(stop, min(stop + LOOK, s.last))]
    return any("motion" in tags for tags in told) and not any("charge" in tags for tags in told)


def _points(s: Sentence) -> bool:
    """ "That", "Das", "Lo": the sentence begins with what was told before it."""
    tags = s.words.tags[s.first]
    return "demonstrative" in tags or (s.words.pro_drop and "clitic" in tags)


def _suffered(s: Sentence, at: int) -> bool:
    """ "wurde im März gewarnt", "gewarnt wurde": whom the verb happens to is not who says it."""
    words = s.words
    if "fin" in words.tags[at]:
        return False
    if at + 1 < s.last and "passive" in words.tags[at + 1]:
        return not any("by" in words.tags[i] for i in range(max(s.first, at - GROUP_LOOK), at))
    begin = at
    while begin > s.first and words.low[begin - 1] not in ",;:":
        begin -= 1
    part = range(begin, at)
    return any("passive" in words.tags[i] for i in part) and not any("by" in words.tags[i] for i in part)


def _closes(s: Sentence, group: int) -> bool:
    """Whether a verb stands right after the comma that ends a whole clause: "…, writes the Courier, which cites X"."""
    words = s.words
    if group <= s.first + 2 or words.low[group - 1] != "," or s.inside(group - 1):
        return False
    before = left(s, group - 1)
    opens = words.tags[before] & {"as", "rel", "after", "if"} or participle_opens(words, before)
    return not opens and any(finite(words, at) for at in range(before, group - 1))


def _passive(s: Sentence, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "was confirmed by X", "wurde von X bestätigt": covers what X said, else the clause or the claims before it."""
    words = s.words
    if not any("passive" in words.tags[i] for i in range(max(s.first, at - GROUP_LOOK), at)):
        return None
    by = next((i for i in range(stop, min(stop + 3, s.last)) if "by" in words.tags[i]), -1)
    if by >= 0:
        last = phrase_end(s, by + 1)
    else:
        by = next((i for i in range(at - 1, max(s.first, at - GROUP_LOOK), -1) if "by" in words.tags[i]), -1)
        last = at if words.capital_nouns else -1
    who = read(words, by + 1, last, s.first) if 0 <= by < last else None
    if who is None or who.cls is None:
        return None
    last = max(last, stop)
    opens, reported = _content_start(s, last)
    cue = words.span(at, stop)
    if opens >= 0 and reported:
        return Frame(s.first, opens, cue, who, "reported", stance, (opens, _reach_end(s, opens)))
    if s.last - s.first <= POINTING and "det" in words.tags[s.first]:
        return Frame(s.first, s.last, cue, who, "reported", stance, (s.first, s.first), closing=True)
    return None


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
    return Frame(first, stop + 1, words.span(group, stop), who, "reported", stance, (stop + 1, s.last))


def _accuses(s: Sentence, group: int, at: int, stop: int) -> Frame | None:
    """ "The ministry accused the foundation of smuggling weapons": what is said begins with whom it is said of."""
    words = s.words
    if "accuse" not in words.tags[at] or stop >= s.last - 3:
        return None
    first, who = subject(s, group)
    if who is None or who.cls is None:
        return None
    return Frame(first, stop, words.span(group, stop), who, "reported", "affirms", (stop, s.last))


def _confirmation(s: Sentence, group: int, stop: int) -> Frame | None:
    """ "X confirmed this": adds X to what was told before; "X confirmed the arrest": what is told is the arrest."""
    words = s.words
    unsure = {"neg", "if", "could", "should", "modal_aux", "passive", "conditional_plain"}
    if any(words.tags[at] & unsure for at in range(max(s.first, group - GROUP_LOOK), stop)):
        return None  # false corroboration is the costliest error
    if _takes_back(s, stop):
        return None
    first, who = subject(s, group)
    if who is None or who.cls is None:
        who = read(words, begin := _subject_after(s, stop), phrase_end(s, begin), s.first)
    if who is None or who.cls in (None, "anonymous"):
        return None
    cue = words.span(group, stop)
    told = range(stop, min(stop + 3, s.last))
    points = any(words.tags[at] & {"demonstrative", "told_noun"} for at in told) or stop >= s.last - 1
    points = points or any(words.tags[at] & {"clitic"} for at in range(max(s.first, group - 2), stop))
    if points:
        return Frame(first, s.last, cue, who, "reported", "confirms", (first, s.last), nominal=True)
    who, second = _two(s, first, group) or (who, None)
    return Frame(first, stop, cue, who, "reported", "confirms", (stop, s.last), second=second)


def _denial(s: Sentence, group: int, stop: int) -> Frame | None:
    """ "X rejected all accusations": what is denied is not a clause but what the article says of X."""
    words = s.words
    first, who = subject(s, group)
    if who is None:
        who = read(words, stop, phrase_end(s, stop), s.first)
    if who is None:  # verb second: "In einem Gespräch wies der Geschäftsführer alle Vorwürfe zurück"
        verb = next((i for i in range(first, group) if finite(words, i) or words.tags[i] & VERBS), group)
        who = read(words, verb + 1, min(group, phrase_end(s, verb + 1)), s.first) if verb + 1 < group else None
    if who is None:
        return None
    return Frame(first, s.last, words.span(group, stop), who, "reported", "denies", (first, s.last), nominal=True)


def subject_is_source(s: Sentence, at: int) -> Frame | None:
    """A document and what stands in it; an authority and whom it charges. The words stay in the claim."""
    words = s.words
    wanted = "document" if "doc_verb" in words.tags[at] else "official" if words.end_of(at, "probe") > at else ""
    if not wanted:
        return None
    first, who = subject(s, group_start(s, at)) if wanted == "document" else clause_subject(s, at)
    if wanted == "official" and (agent := _agent(s, at)) is not None:
        who = agent
    if who is None or who.cls != wanted:
        return None
    if wanted == "official" and not _against(s, at):
        return None
    end = at
    while end < s.last and words.low[end] != ";" and not splits(s, end):
        end += 1
    return Frame(first, first, words.span(at, at + 1), who, "reported", "affirms", (first, end))


def estimates(s: Sentence, at: int) -> Frame | None:
    """Who puts a figure on something: "the farmers put the damage at 15 million". The words stay in the claim."""
    words = s.words
    if not _speaks(s, at):
        return None
    figure = next((i for i in range(at + 1, s.last) if words.low[i][0].isdigit() or "number_word" in words.tags[i]), -1)
    if figure < 0 or not any("onto" in words.tags[i] for i in range(at + 1, figure)):
        return None
    if any("that" in words.tags[i] for i in range(at + 1, figure)):
        return None
    first, who = subject(s, group_start(s, at))
    if who is None or who.cls in (None, "document") or "oblique" in words.tags[first]:
        begin = at + 1
        who = read(words, begin, phrase_end(s, begin), s.first) if words.capital_nouns else who
    if who is None or who.cls is None:
        return None
    return Frame(first, first, words.span(at, at + 1), who, "reported", "affirms", (first, _reach_end(s, at)))


def _speaks(s: Sentence, at: int) -> bool:
    """Whether the word is a verb here: no noun after an article, no passive."""
    words = s.words
    if words.capital(at) and (words.capital_nouns or at > s.first):
        return False
    if "accuse" in words.tags[at] and not words.head_last and _bare(s, at):
        return False  # "il pensionato accusato di …"
    before = at - 1
    if before == s.first and words.pro_drop and "clitic" in words.tags[before]:
        return True  # "Lo riferiscono i carabinieri"
    while before >= s.first and "adverb" in words.tags[before] and not words.tags[before] & {"fin", "passive"}:
        if "det" in words.tags[before] and (before == s.first or words.tags[before - 1] & {"adp", "conj"}):
            return False  # "l'accusé", not "il l'affirme"
        before -= 1
    if before < s.first:
        return True
    tags = words.tags[before]
    if "det" in tags and not tags & {"pron", "fin", "adverb"} and not (before == s.first and "demonstrative" in tags):
        return False
    if "adp" in tags and "fin" not in tags and "det" not in tags:
        return False
    return not ("passive" in tags and words.low[before] not in ("-t",))


def _bare(s: Sentence, at: int) -> bool:
    """Whether a participle has no auxiliary: it says what is said of the noun before it."""
    words = s.words
    return "participle" in words.tags[at] and not words.tags[at] & {"fin", "sure"} and group_start(s, at) == at


def _forward(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """Subject, verb, then what is said: after "that", a colon, a quote mark, a comma, or at once."""
    words = s.words
    opens, reported = _content_start(s, stop)
    if opens < 0:
        return None
    first, who = subject(s, group)
    if not reported and "weak" in s.words.tags[at] and (who is None or who.cls != "document"):
        return None
    if first > s.first and "as" in words.tags[first]:
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
    if not view and _not_said(s, group, at, opens):  # "did not say that", "if police say that": says nothing of it
        return Frame(first, s.last, words.span(group, stop), who, "reported", "declines", (first, s.last), nominal=True)
    if (false := _called_false(s, opens)) > opens:
        opens, stance = false, "denies"
    kind: AttributionType = "quote" if opens < s.last and s.inside(opens) else "reported"
    reach = (opens, _reach_end(s, opens))
    who, second = _two(s, first, group) or (who, None)
    if stance == "denies" and words.low[opens - 1] == ":":
        stance = "affirms"  # "dementierte: …": what follows is said against it
    rebuts = stance != "denies" and "rebut" in words.tags[at]
    return Frame(first, opens, words.span(group, stop), who, kind, stance, reach, view, rebuts=rebuts, second=second)


#: So many words into what is said, it may be called false: "it was a lie that …".
CALLED = 7


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


def _not_said(s: Sentence, group: int, at: int, opens: int) -> bool:
    """Whether a verb of saying is negated, conditional, to come or asked: what follows is not said by anybody."""
    words = s.words
    if "that" not in words.tags[opens - 1] or words.low[s.last - 1] == "?":
        return words.low[s.last - 1] == "?" and not s.inside(opens)
    opening = words.tags[left(s, group)]
    unreal = {"neg", "modal_aux", "could", "conditional_plain"}
    before = any(words.tags[i] & unreal for i in range(group, at)) or "future" in words.tags[at]
    return before or "if" in opening or any("neg" in words.tags[i] for i in range(at + 1, opens - 1))


def _called_false(s: Sentence, opens: int) -> int:
    """Where what is called false begins: "said it was a lie that | …", "sagte, es sei falsch, dass | …"; else 0."""
    words = s.words
    last = min(opens + CALLED, s.last - 1)
    false = next((i for i in range(opens, last) if words.tags[i] & {"lies"} or "no_proof" in words.begins[i]), -1)
    if false < 0 or any("neg" in words.tags[i] and "no_proof" not in words.begins[i] for i in range(opens, false)):
        return 0
    return next((i + 1 for i in range(false, min(false + 4, s.last - 1)) if "that" in words.tags[i]), 0)


def _two(s: Sentence, first: int, last: int) -> tuple[Person, Person] | None:
    """The two sources of one subject, each with its own article and of another class."""
    words = s.words
    for at in range(first + 2, last - 1):
        if "conj" in words.tags[at] and "det" in words.tags[at + 1] and "of" not in words.tags[at + 1]:
            one, two = read(words, first, at, s.first), read(words, at + 1, last, s.first)
            own = any("own" in words.tags[i] for i in (at + 1, at + 2)) and any(
                words.tags[i] & {"spokes", "official", "inst"} for i in range(at + 1, last)
            )  # "the army and its spokesman": one
            if one and two and one.cls and two.cls and not own and _apart(one, two):
                return one, two
    return None


def _apart(one: Person, two: Person) -> bool:
    """Whether two sources are two nodes: of another class, or unnamed and told apart by what they are."""
    if "anonymous" in (one.cls, two.cls):
        told_apart = one.cls == two.cls and one.key != two.key and not (one.plural or two.plural)
        return told_apart and "C" not in (one.grade, two.grade)
    return one.cls != two.cls


def _reach_end(s: Sentence, at: int) -> int:
    """What is said runs to the end of the sentence, or to a new main clause after a semicolon."""
    while at < s.last and not (s.words.low[at] == ";" and not s.inside(at)):
        at += 1
    return at


def _content_start(s: Sentence, stop: int) -> tuple[int, bool]:
    """(first word of what is said, whether a mark or a word says so); -1 where nothing follows."""
    words = s.words
    for infinitive in range(
        stop, min(stop + TOLD_TO, s.last - 2)
    ):  # "affirme avoir vu", "ha detto all'Ansa di aver visto"
        if "perfect_aux" in words.tags[infinitive]:
            before = words.tags[infinitive - 1]
            return (infinitive, True) if infinitive == stop or "of" in before else (-1, False)
        if words.low[infinitive] in MARKS or finite(words, infinitive):
            break
    for at in range(stop, min(stop + LOOK, s.last)):
        low, tags = words.low[at], words.tags[at]
        if "that" in tags and not s.inside(at):
            second = any(finite(words, i) for i in range(stop + 1, at - 1))  # also "said he was told by police that …"
            return (stop, True) if second and words.head_last else (at + 1, True)  # "claimed she was ill and that …"
        if low == ":" and at + 1 < s.last:
            return at + 1, True
        if s.inside(at):
            return (at, True) if at - stop < 9 else (-1, False)
        if low == ",":
            follows = range(at + 1, min(at + 12, s.last))
            if at + 1 < s.last and "that" in words.tags[at + 1]:
                return at + 2, True
            if (
                words.capital_nouns
                and not _infinitive(s, stop - 1)
                and _clause_follows(s, at + 1)
                and any(finite(words, i) for i in follows)
            ):
                return at + 1, True
            if at + 1 < s.last and (s.inside(at + 1) or _to_have(s, at + 1)):
                return at + 1, True
            break
        if low in ";.!?–—(":
            break
    if words.head_last and stop < s.last - 2:  # "WHO say iodine deficiency is …"
        begin = stop
        while begin < s.last and words.tags[begin] & {"time", "adverb"}:
            begin += 1
        if words.low[begin] in MARKS:
            return -1, False
        for at in range(begin + 1, min(begin + 14, s.last)):
            if words.low[at] in MARKS:
                break
            if finite(words, at) or (words.tags[at] & VERBS and "weak" not in words.tags[at] and at > begin + 1):
                return begin, False
    return -1, False


def _to_have(s: Sentence, at: int) -> bool:
    """ "wirft ihm vor, Kunden betrogen zu haben": what is said is an infinitive of the past at the end."""
    words = s.words
    return any(
        "perfect_inf" in words.tags[i]
        and "to" in words.tags[i - 1]
        and not any(finite(words, j) for j in range(at, i - 1))
        for i in range(at + 2, s.last)
    )


def _infinitive(s: Sentence, at: int) -> bool:
    """Whether a verb belongs to a modal before it: "konnte die Polizei informieren"."""
    words = s.words
    return "infinitive" in words.tags[at] and any(
        finite(words, i) and words.tags[i] & {"sure", "modal_aux"} for i in range(left(s, at), at)
    )


def _clause_follows(s: Sentence, at: int) -> bool:
    """Whether a clause, and no relative clause, begins after a comma (German needs no "that")."""
    if at >= s.last or s.words.low[at] in MARKS:
        return False
    return "comma_rel" not in s.words.tags[at] or "det" in s.words.tags[at]


def _backward(s: Sentence, group: int, at: int, stop: int, stance: Stance, view: bool) -> Frame | None:
    """What is said, then a part of the sentence that says who: ", said X", ", X said", "wie X mitteilte"."""
    words = s.words
    first = left(s, group)
    aside = first > s.first + 1 and (
        words.low[first - 1] in {",", "–", "—", "-"} or s.inside(first - 1) or words.low[first - 1] in CLOSE
    )
    as_at = next((i for i in range(first, at) if "as" in words.tags[i]), -1)
    if as_at >= 0:
        return _as(s, as_at, at, stop, stance)
    quoted = first > s.first and (s.inside(first - 1) or words.low[first - 1] in CLOSE or s.inside(first - 2))
    inverted = group == first and aside  # ", a annoncé l'office"
    saw = words.end_of(at, "saw") > at
    weak = "weak" in words.tags[at] and not (quoted or inverted or saw or _ends(s, stop))
    told = quoted or inverted or any(words.low[i][0].isalpha() for i in range(s.first + 1, first))  # not "However,"
    if not aside or weak or not told:
        return None
    _, who = subject(s, group) if first < group else (first, None)
    last = stop
    after = next((i for i in range(first, at) if words.low[i][0] == "-" and "pron" in words.tags[i]), -1)
    if after >= 0:  # "a-t-il dit à la presse"
        who = read(words, after, after + 1, s.first)
    if who is None:
        begin = _subject_after(s, stop)
        last = phrase_end(s, begin)
        told_to = begin < s.last and "adp" in words.tags[begin] and "det" not in words.tags[begin]
        who = read(words, begin, last, s.first) if not told_to else None  # "ha detto all'Afp"
    if who is None and inverted and words.pro_drop and _ends(s, stop):  # "…, ha aggiunto.": whoever spoke last
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
    rebuts = stance == "affirms" and "rebut" in words.tags[at]
    frame = Frame(first, last, words.span(group, stop), who, kind, stance, reach, view, rebuts=rebuts)
    if who.cls is None:
        return replace(frame, itself=_itself(s))
    pair = _two(s, last - (last - stop), last) if first < last else None
    return replace(frame, who=pair[0], second=pair[1]) if pair else frame


def _itself(s: Sentence) -> Person | None:
    """The subject of what is said, where it can speak: "The hospital is under attack, it said"."""
    first = s.first
    verb = next((i for i in range(first + 1, s.last) if finite(s.words, i)), first)
    who = read(s.words, first, verb, s.first)
    return who if who is not None and who.cls in ("official", "party", "named", "expert") else None


def _ends(s: Sentence, at: int) -> bool:
    """Whether nothing but a time follows before the sentence or its part ends."""
    words = s.words
    while at < s.last and words.tags[at] & {"time", "month", "adverb", "number_word"}:
        at += 1
    return at >= s.last or words.low[at] in {".", ",", ";", "–", "—", "»", "”", '"'}


def _subject_after(s: Sentence, at: int) -> int:
    """Where the subject begins that stands after its verb, over a time or a circumstance between the two.

    "a déclaré lundi sous couvert d'anonymat un médecin"
    """
    words = s.words
    begin, end = parsed_subject(s, range(at - 1, max(s.first, at - GROUP) - 1, -1))
    if at <= begin < end:
        return begin
    begin = at
    if begin < s.last and words.low[begin] == ",":
        return begin
    while begin < s.last and words.tags[begin] & {"time", "month", "adverb"} and "det" not in words.tags[begin]:
        begin += 1
    if begin < s.last and "adp" in words.tags[begin] and not words.end_of(begin, "prep"):
        for after in range(begin + 1, min(begin + CIRCUMSTANCE, s.last)):
            if words.low[after] in MARKS or words.low[after] == ".":
                break
            opens = ("det" in words.tags[after] and "adp" not in words.tags[after]) or words.capital(after)
            if opens and not words.tags[after - 1] & {"adp", "det"}:
                return after
    return begin


def _as(s: Sentence, as_at: int, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "As X said", "wie die Polizei mitteilte", "comme l'explique X": covers the clause beside it."""
    words = s.words
    who = read(words, as_at + 1, group_start(s, at), s.first)
    last = stop
    if who is None or (who.cls is None and words.low[as_at + 1 : as_at + 2] == ["l'"]):
        last = phrase_end(s, stop)
        who = read(words, stop, last, s.first) or who
    if who is None:
        return None
    while last < s.last and words.low[last] not in {",", ";", ":", "."} and last - stop < 10:
        last += 1
    return Frame(as_at, last, words.span(group_start(s, at), stop), who, "reported", stance, around(s, as_at, last))
