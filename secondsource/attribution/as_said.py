"""Who says so behind "as", and what "according to which" is said of: "comme l'a écrit X", "ein Bericht, wonach …"."""

from __future__ import annotations

from secondsource.attribution.circles import circle
from secondsource.clauses.borders import relative_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.opening import itself
from secondsource.clauses.pairs import apart, two_sources
from secondsource.clauses.saying import ends
from secondsource.clauses.subjects import clause_subject
from secondsource.model import ASKABLE, Stance
from secondsource.record import replace
from secondsource.sources.bounds import CLOSING
from secondsource.sources.persons import Person, last_heard, read
from secondsource.sources.windows import FAR, NEAR, SOON
from secondsource.text.lexicon import Tags
from secondsource.text.names import MARKS
from secondsource.text.phrases import VERBS, Sentence, around, group_start, left, phrase_end
from secondsource.text.words import Words

#: What ends a sentence.
STOPS = frozenset(".!?")
#: Nouns of what, or of whom, something is said according to which.
ISSUERS = ("party", "expert")
WHEREBY = frozenset({"document", "anon", "official", "expert", "party", "role", "kin"})
#: The same, of an outlet; a document that it has seen comes first.
PAPERS = frozenset({"outlet", "masthead"})


def as_opens(s: Sentence, first: int, at: int, stop: int) -> int:
    """Where "as" opens the part that says who says so; -1 for nowhere."""
    words = s.words
    if "as" not in s.begins:
        return -1
    found = [i for i in range(first, at) if "as" in words.tags[i]]
    joined = (i for i in found if "conj" in words.tags[i - 1])  # "come risulta dal piano e | come conferma il comando"
    as_at = next(joined, found[0] if found else -1)
    if as_at < 0 and words.capital_nouns and ends(s, stop):
        return _as_before(s, first)
    return as_at


def _as_before(s: Sentence, first: int) -> int:
    """ ", | wie der Leiter des Amtes, Emil Frei, vor Journalisten erklärte": "as" before an apposition; -1 for none."""
    words = s.words
    for at in range(first - 1, s.first, -1):
        if words.finite[at] or s.inside(at):
            return -1
        if "as" in words.tags[at] and words.low[at - 1] == ",":
            return at
    return -1


def as_said(s: Sentence, as_at: int, at: int, stop: int, stance: Stance) -> Frame | None:
    """ "As X said", "wie die Polizei mitteilte", "comme l'explique X": covers the clause beside it."""
    words = s.words
    begin = as_at + 1 if "out_of" not in words.tags[as_at + 1] else as_at + 2  # "wie | aus | einem Bericht hervorgeht"
    end = group_start(s, at)
    if "impersonal_pron" in words.tags[begin] and begin + 1 < end and "adp" in words.tags[begin + 1]:
        known = circle(words, begin + 1, end, s.first)  # "wie es | in der Branche | heisst"
        who: Person | None = known or last_heard(words, begin, begin + 1)  # "wie | es | am Montag mitteilte"
    else:
        from_at = next((i for i in range(begin + 1, end) if words.end_of(i, "prep")), end)
        who = read(words, begin, from_at, s.first)  # "wie Reuters | unter Berufung auf zwei Beamte | meldet"
    pair, last = two_sources(s, begin, end), stop  # "wie | Polizei und Spital übereinstimmend | mitteilen"
    if who is None:
        last = phrase_end(s, stop)
        comma = next((i for i in range(stop, s.last) if words.low[i] == ","), s.last - 1)
        joint = next((i for i in range(stop, comma) if _and_as(words, i)), 0)
        who = read(words, stop, joint or last, s.first)
        last = joint or last
    if who is None:
        return None
    if (
        last < s.last - 3
        and _and_as(words, last)
        and (two := _as_well(s, last + 1)) is not None
        and two.who is not None
    ):
        repeats = any("repeats" in words.tags[i] for i in range(last, two.last))
        headed = any(
            words.tags[i] & {"boss", "own", "agency"} for i in range(as_at, two.last)
        )  # "and as its head said"
        second = two.who if two.who.cls in ASKABLE and apart(words, who, two.who) and not (repeats or headed) else None
        return replace(two, first=as_at, who=who, reach=around(s, as_at, two.last), second=second)
    while last < s.last and words.low[last] not in {",", ";", ":", "."} and last - stop < 10:
        last += 1
    cue, own = words.span(group_start(s, at), stop), itself(s, body=True) if who.cls is None else None
    who, second = pair or (who, None)
    return Frame(as_at, last, cue, who, "reported", stance, around(s, as_at, last), itself=own, second=second)


def _and_as(words: Words, at: int) -> bool:
    """ "come ha scritto X | e come | ha ammesso Y"."""
    return "conj" in words.tags[at] and "as" in words.tags[at + 1]


def _as_well(s: Sentence, as_at: int) -> Frame | None:
    """What a second "as" tells: "comme l'a écrit X et | comme l'a admis Y |"."""
    words, end = s.words, min(as_at + NEAR, s.last)
    verb = next((i for i in range(as_at + 1, end) if words.tags[i] & {"say", "confirm"}), -1)
    return as_said(s, as_at, verb, verb + 1, "affirms") if verb > 0 else None


def whereby(s: Sentence, at: int) -> Frame | None:
    """ "a report according to which the lake is clean", "un diplomate selon lequel …": who or what says so.

    What stands in a document is said by the party that issued it.
    """
    words = s.words
    last = at - 1 if words.low[at - 1] == "," else at
    aside = next((i for i in range(last - 1, s.first, -1) if words.low[i] == ","), s.first)
    if aside > s.first and "participle" in words.tags[aside + 1]:
        last = aside  # "une étude, publiée dans la revue Nature, | selon laquelle"
    while words.capital_nouns and last > s.first + 1 and words.low[last - 1].isalpha() and not words.capital(last - 1):
        last -= 1  # "wies Berichte | zurück, denen zufolge"
    near = range(last - 1, max(s.first, last - FAR, left(s, last) - 1 if words.capital_nouns else 0), -1)
    noun = next((i for i in near if words.tags[i] & WHEREBY), -1)
    if noun < 0 or "document" not in words.tags[noun]:
        paper = next((i for i in near if i > noun and words.tags[i] & PAPERS), noun)
        noun = noun if any(words.finite[paper:last]) else paper
    if noun < 0:
        named = not words.capital_nouns and words.capital(last - 1) and words.capital(last - 2)
        noun = last - 2 if named and last - 2 > s.first else -1
    if noun < 0:
        return None
    first = noun
    while first > s.first and words.low[first - 1] not in MARKS and not words.finite[first - 1]:
        if "det" in words.tags[first] and _is_head(words.tags[first], words.tags[first - 1]):
            break
        first -= 1
    first += "adp" in words.tags[first] and "det" in words.tags[first + 1]  # "réagit à | des informations du Courrier"
    if words.low[first - 1] == "," and words.capital(first - 2) and "det" not in words.tags[first]:
        first -= 2  # "Anna Bo, | presidente della lega, secondo la quale"
        while first > s.first and words.capital(first - 1):
            first -= 1
    who = read(words, first, last, s.first)
    if who is None or (who.cls not in ("document", "anonymous", "outlet") and who.cls not in ASKABLE):
        return None
    if "eyes" in words.tags[at] and (phrase_end(s, first) != at - 1 or _of_judges(s, words.end_of(at, "whereby"))):
        return None  # "Il sindaco ha una malattia, | per la quale è in cura"
    if who.cls in ("party", "named") or "eyes" in words.tags[at]:
        return _of_whom(s, first, at, who)
    _, issuer = clause_subject(s, first)
    who = issuer if who.cls == "document" and issuer is not None and issuer.cls in ISSUERS else who
    end, first = words.end_of(at, "whereby"), left(s, first)  # that it was issued only says who the source is
    return Frame(first, end, words.span(at, end), who, "prepositional", "affirms", (end, s.last))


def _is_head(tags: Tags, before: Tags) -> bool:
    """Whether an article is of the head: "| une étude de l'université, selon laquelle", "après | des informations"."""
    if "of" in tags:
        return "adp" in before and "of" not in before
    return "indef" in tags or "of" not in before


def _of_judges(s: Sentence, begin: int) -> bool:
    """ "…, per il quale | il giudice ha disposto l'arresto"."""
    verb = next((i for i in range(begin, s.last) if s.words.finite[i]), begin)
    return any("justice" in s.words.tags[i] for i in range(begin, verb))


def _of_whom(s: Sentence, first: int, at: int, who: Person) -> Frame:
    """ "È intervenuta la preside, Anna Bo, | secondo la quale mancano le aule": whom a clause, or nothing, tells of."""
    words, end = s.words, s.words.end_of(at, "whereby")
    told = any(words.finite[s.first : at])
    stop = s.last if told else relative_end(s, at, s.last)  # "L'avocat, | selon lequel il ment, | a saisi le juge"
    begin = at if told or stop < s.last - 2 else left(s, first)
    return Frame(begin, end, words.span(at, end), who, "prepositional", "affirms", (end, stop))


def thus(s: Sentence, at: int) -> Frame | None:
    """ "«…». | Così il sindaco ha commentato la vicenda", "Così il sindaco.": whose words ended right before."""
    words = s.words
    before = at - 1 if at and words.low[at - 1] not in STOPS else at - 2
    if at != s.first or not words.pro_drop or before < 0 or words.low[before] not in CLOSING:
        return None
    verb = next((i for i in range(at + 1, s.last) if words.finite[i]), -1)
    if verb >= 0 and not any(words.tags[i] & VERBS for i in range(verb, min(verb + SOON, s.last))):
        return None
    begin = at + 1 if verb != at + 1 else verb + SOON - 1
    while begin < s.last - 1 and not ("det" in words.tags[begin] or words.capital(begin)):
        begin += 1
    who = None
    while begin < s.last - 1 and (who is None or who.cls not in ASKABLE):
        last = phrase_end(s, begin)
        who, begin = read(words, begin, last, s.first), max(last, begin + 1)
    if who is None or who.cls not in ASKABLE:
        return None
    end = next((i for i in range(max(verb, begin), s.last) if "rel" in words.tags[i]), s.last)
    return Frame(at, end, words.span(at, at + 1), who, "quote", "affirms", (at, at), closing=True)
