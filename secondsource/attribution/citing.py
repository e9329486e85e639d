"""Cues that stand beside what they vouch for: "according to X", "X zufolge", "on a appris", "reporters saw"."""

from __future__ import annotations

from secondsource.attribution.circles import TOLD, whose
from secondsource.attribution.extents import (
    NAMED,
    before_circumstance,
    before_count,
    described,
    over_told,
    past_title,
)
from secondsource.attribution.relays import seen_by
from secondsource.clauses.borders import awaits_participle, has_verb, opens_relative
from secondsource.clauses.frame import Frame
from secondsource.clauses.subjects import clause_subject
from secondsource.model import AttributionType
from secondsource.sources.persons import Person, last_heard, read
from secondsource.sources.windows import SOON
from secondsource.text.names import MARKS
from secondsource.text.phrases import Sentence, around, finite, left, phrase_end

#: What stands before a source.
BEFORE = frozenset({"prep", "prep_initial"})
#: Of whom several may be the source: "selon deux policiers".
PEOPLE = frozenset({"anon", "official", "expert", "party", "document"})
#: What begins no noun that tells of a name.
NO_NOUN = frozenset(
    {"det", "adp", "conj", "split", "pron", "adverb", "also", "time", "month", "neg", "fin", "rel", "as"}
)
SO_AFTER = frozenset({",", "”", "“", "»", '"', "«", "–", "-"})


def prepositional(s: Sentence, at: int) -> Frame | None:
    """Cues that stand beside their clause: before a noun phrase, after it, or grown together with it."""
    return _by_him(s, at) or _said_noun(s, at) or before(s, at) or _after(s, at) or _so(s, at)


def _by_him(s: Sentence, at: int) -> Frame | None:
    """ "À l'en croire, …", "a suo giudizio": whoever spoke last, with no verb of saying."""
    words, end = s.words, s.words.end_of(at, "by_him")
    if not end:
        return None
    who = last_heard(words, at, end)
    return Frame(at, end, who.span, who, "prepositional", "affirms", around(s, at, end))


def _said_noun(s: Sentence, at: int) -> Frame | None:
    """ "nach Polizeiangaben": cue and source in one word."""
    words = s.words
    if s.begins.isdisjoint(TOLD) or ("adp" not in words.tags[at] and not words.end_of(at, "prep")):
        return None
    if words.capital_nouns and words.tags[at].isdisjoint(("prep", "prep_after", "out_of")):
        return None  # "stieß in Wirtschaftskreisen auf Ablehnung"
    for noun in range(at + 1, min(at + 4, s.last)):
        if noun == words.end_of(at, "prep") or finite(words, noun - 1):
            return None  # "nach Angaben aus Regierungskreisen", "in Lyon kamen Medienberichten zufolge"
        known = whose(words, at + 1, noun + 1)
        if known is not None or "said_noun" in words.tags[noun]:
            who = known or read(words, at + 1, noun + 1, s.first)
            if who is None or who.cls is None:
                return None
            cue = words.span(at, noun + 1)
            return Frame(at, noun + 1, cue, who, "prepositional", "affirms", around(s, at, noun + 1))
    return None


def before(s: Sentence, at: int) -> Frame | None:
    """ "according to X": the cue stands before the source."""
    words = s.words
    if words.begins[at].isdisjoint(BEFORE):
        return None
    end = words.end_of(at, "prep")
    opens = at == s.first or words.low[at - 1] in {";", ",", "–"} or "conj" in words.tags[at - 1]
    det = at > s.first and "det" in words.tags[at - 1] and "adp" not in words.tags[at - 1]
    if end and det and not words.capital_nouns:
        return None  # "è il | secondo | della Svizzera"
    if not end and opens and not _of_court(s, at):
        end = words.end_of(at, "prep_initial")
    if not end:
        return None
    if words.end_of(at, "own_word"):
        return _own_word(s, at, end)
    named = end < s.last and words.capital(end) and not words.capital_nouns
    whose = end < s.last and (named or words.tags[end] & {"genitive", "of"})
    if words.end_of(at, "tentative") and not whose:
        return Frame(at, end, words.span(at, end), None, "impersonal", "affirms", around(s, at, end))
    end = over_verb(s, end)
    if (him := _him(s, end)) is not None:
        return Frame(at, end + 1, words.span(at, end), him, "prepositional", "affirms", around(s, at, end + 1))
    both = end < s.last and not words.begins[end].isdisjoint(("both", "both_of"))  # "according to | both X and Y"
    last = before_count(s, end, described(s, end + both))
    last = before_circumstance(words, end, past_title(words, end, last))
    counted = end < s.last and "number_word" in words.tags[end]
    if counted and not any(words.tags[i] & PEOPLE for i in range(end, last)):
        return None  # "nach ersten Angaben neun Verletzte": what follows is no source
    who = read(words, end, last, s.first) if last > end else None
    # "de source policière": the cue is the source
    cue = read(words, at, last, s.first) if who is None or who.cls is None else None
    who = cue if cue is not None and (cue.cls is not None or who is None) else who
    if who is None or (last == end and who.cls is None):
        return None
    if words.end_of(at, "proves") and who.cls != "document":
        return None  # "comme le montre | l'exemple de Berne"
    shows = last < s.last and not words.tags[last].isdisjoint(("say", "shown"))
    shows = shows or any(not words.tags[i].isdisjoint(("say", "shown", "finds")) for i in range(end + 1, last))
    if "seen" in words.tags[at] and shows:
        return None  # "an internal report | seen by Reuters | shows"
    last, seen = seen_by(s, end, last) if who.cls == "document" else (last, None)
    if seen is not None and seen.first < last:
        who = read(words, end, seen.first, s.first) or who
    paper = who.cls == "document" or (who.cls == "outlet" and words.capital_nouns)
    last = over_told(s, at, last, paper=paper)
    reach = around(s, at, last)
    return Frame(at, last, words.span(at, end), who, "prepositional", "affirms", reach, behind=seen)


def _of_court(s: Sentence, at: int) -> bool:
    """ "Per l'imprenditore | il pm ha chiesto tre anni", ", per il socio due": for whom something is asked in court."""
    words = s.words
    last = phrase_end(s, at + 2)
    if not has_verb(s, last, s.last):
        return True
    verb = next((i for i in range(last, s.last) if words.finite[i]), last)
    return words.low[min(last, s.last - 1)] != "," and any("justice" in words.tags[i] for i in range(last, verb))


def _him(s: Sentence, at: int) -> Person | None:
    """ "Selon | lui, …", "according to | him", "| Ihm zufolge": a pronoun that is no subject."""
    words = s.words
    if at >= s.last or "him" not in words.tags[at]:
        return None
    goes_on = at + 1 < s.last and words.low[at + 1][0].isalnum() and "prep_post" not in words.tags[at + 1]
    return None if goes_on else last_heard(words, at, at + 1)


def _own_word(s: Sentence, at: int, end: int) -> Frame | None:
    """ "Die Firma hat nach eigenen Angaben 340 Leute": whom the clause tells of says so."""
    who = clause_subject(s, at)[1]
    if who is None:
        return None
    return Frame(at, end, s.words.span(at, end), who, "prepositional", "affirms", around(s, at, end))


def over_verb(s: Sentence, at: int) -> int:
    """Where the source begins after "secondo quanto denuncia", "selon ce qu'a dit", "secondo quanto riferito da"."""
    words = s.words
    begin = at
    while begin < min(at + SOON, s.last) and not words.capital(begin):
        tags = words.tags[begin]
        noun = tags & {"pron", "role"} or ("official" in tags and not finite(words, begin))  # "per l'| accusa"
        if noun or not (finite(words, begin) or tags & {"say", "participle", "wh", "that"}):
            break
        begin += 1
    said = any("say" in words.tags[i] for i in range(at, begin))
    if not said:
        return at
    return begin + 1 if begin < s.last and "by" in words.tags[begin] else begin


def _after(s: Sentence, at: int) -> Frame | None:
    """ "X zufolge": the cue stands after the source."""
    words = s.words
    if words.tags[at].isdisjoint(("prep_post", "prep_after")):
        return None
    first = at
    while first > s.first and at - first < 9 and not finite(words, first - 1):
        named = words.low[first - 1] in NAMED or (words.low[first - 2] in NAMED and first - 1 > s.first)
        if words.low[first - 1] in MARKS and not named:
            break
        first -= 1  # "Der «Talheimer Zeitung» zufolge"
    first += words.capital_nouns and "impersonal_pron" in words.tags[first]  # "kam es | Berichten zufolge zu …"
    who = (_him(s, first) if first + 1 == at else None) or whose(words, max(at - 2, first), at)
    who = who or read(words, first, at, s.first)
    if who is None or ("prep_after" in words.tags[at] and not _stands_after(s, who, first, at)):
        return None
    last = over_told(s, at, at + 1, paper=True) if who.cls == "document" else at + 1
    return Frame(first, last, words.span(at, at + 1), who, "prepositional", "affirms", around(s, first, last))


def _stands_after(s: Sentence, who: Person, first: int, at: int) -> bool:
    """ "Der Polizei | nach | war er betrunken", "waren dem Bericht | nach | nur zwei dicht": nach governs no noun."""
    words = s.words
    given = words.tags[first] & {"oblique", "own"} or (
        "genitive" in words.tags[first] and words.tags[first + 1] & {"fem", "feminine"}
    )
    if not given or who.cls is None or who.cls == "named" or at + 2 >= s.last:
        return False
    if (first == s.first or words.low[first - 1] == "," or "conj" in words.tags[first - 1]) and finite(words, at + 1):
        return True
    after = range(at + 1, at + 3)
    lone = not any(words.capital(i) or words.low[i] in MARKS or words.tags[i] & {"det", "adp", "as"} for i in after)
    return who.cls == "document" and "adp" not in words.tags[first - 1] and lone and first > s.first


def _so(s: Sentence, at: int) -> Frame | None:
    """ "…, so der Sprecher": at the end of the sentence, or between what is said and its verb."""
    words = s.words
    if "so_cue" not in words.tags[at] or at == s.first or words.low[at - 1] not in SO_AFTER:
        return None
    last = described(s, at + 1)
    whose = at + 3 if at + 3 < last and words.capital_nouns and "genitive" in words.tags[at + 3] else 0
    told = whose and words.tags[at + 2] & {"charge", "allegation", "told_noun"}
    who = read(words, whose if told else at + 1, last, s.first)  # "so die Vorwürfe | der Anwältin"
    if last < s.last and words.end_of(last, "prep"):  # "so der Betriebsrat | unter Verweis auf die Direktion"
        last = next((i for i in range(last, s.last) if words.low[i] in ",;." and not s.inside(i)), s.last)
    closed = last < s.last - 2 and words.low[last] == ","
    rest = last < s.last - 2 and (not closed or True in words.finite[last : s.last])
    rest = rest and not (closed and words.capital_nouns and opens_relative(s, last + 1, s.last))  # "so Kern, die …"
    inside = closed and words.finite[last + 1] and not any(words.finite[s.first : at])  # "Drei Kühe, so X, | seien tot"
    parted = closed and awaits_participle(s, left(s, at - 1), at - 1)  # "Drei sind, so X, | gestorben"
    if who is None or (rest and not inside and not parted):
        return None
    kind: AttributionType = "prepositional" if parted else "reported"
    reach = (s.first, s.last if inside or parted else at)
    return Frame(at, last + parted, words.span(at, at + 1), who, kind, "affirms", reach)
