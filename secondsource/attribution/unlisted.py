"""Verbs of no list: by the form of the sentence, who somebody is that can speak, and what follows his verb, he says so.

"The ombudsman griped that …", ""…," Bergdahl mused.", "wie die Forscherin herausfand", "legt ihm zur Last, … zu haben".
"""

from __future__ import annotations

from secondsource.clauses.borders import INDIRECT, SUBORDINATE, has_verb, opens_relative
from secondsource.clauses.content import reach_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.subjects import subject
from secondsource.model import ASKABLE, Stance
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import FAR, NEAR
from secondsource.text.names import COMMON, MARKS
from secondsource.text.phrases import VERB_FORMS, VERBS, Sentence, finite, left, phrase_end

#: What is no verb of saying, whoever is its subject: it does something, or the word before "that" is no verb.
NO_SPEECH = VERBS | {"no_speech", "modal_aux", "decline", "neg", "expects", "hope", "impersonal"}
#: What is no verb after who has spoken.
NO_VERB = COMMON | {"adp", "pron", "gerund", "passive"}
#: What a name is made of beside words with a capital.
NAME = COMMON | {"adp", "genitive_mark", "conj"}
#: What is done, and not said.
DEEDS = frozenset({"event", "act", "violence", "death", "accusation", "health"})
#: With one of these the clause before indirect speech tells what somebody did, and stays a claim.
DOES = DEEDS | {"act", "does", "trial"}
#: Verbs of giving something a name.
CALLS = frozenset({"calls", "say", "doc_verb"})
#: "Is": who is charged says nothing by it.
IS = frozenset({"present", "stable"})
#: What no source begins with.
NO_NAME = frozenset({"so", "so_cue", "adverb", "time", "adp", "as", "if"})
#: The most words from the verb of a main clause to the comma before "dass".
REST = 9
STOPS = frozenset({".", "!", "?", "…"})


def that_clause(s: Sentence, at: int) -> Frame | None:
    """ "The ombudsman griped | that 14 wards were closed", "Der Ombudsmann moserte, | dass …"."""
    words = s.words
    comma = words.low[at - 1] == ","
    if comma != words.capital_nouns or at < s.first + 2 or at >= s.last - 2:
        return None
    end = at - 1 if comma else at
    verb = _verb_of_main(s, end) if comma else _verb_before(s, end)
    return _told(s, verb, end, at + 1) if has_verb(s, at + 1, s.last) else None


def indirect(s: Sentence, at: int) -> Frame | None:
    """ "Ein Sprecher moserte, | die Halle sei fast leer gewesen": indirect speech with the verb in second place."""
    words = s.words
    if words.capital(at) or at + 1 >= s.last or words.low[at + 1] in MARKS:
        return None
    opens = left(s, at)
    if not 0 < at - opens < INDIRECT or opens < s.first + 3 or words.low[opens - 1] != ",":
        return None
    if words.tags[opens] & SUBORDINATE or opens_relative(s, opens, s.last):
        return None
    verb = _verb_of_main(s, opens - 1)
    frame = _told(s, verb, opens - 1, opens)
    if frame is None or frame.who is None or not words.tags[verb].isdisjoint(("konjunktiv1", "konjunktiv2")):
        return None
    begin, end = frame.who.span
    behind = (i for i in range(verb + 1, opens) if not begin <= words.start[i] < end and "adp" not in words.tags[i - 1])
    does = any(words.figure(i) or "det" in words.tags[i] for i in behind) or not words.tags[verb].isdisjoint(DOES)
    return replace(frame, first=opens) if does else frame  # "Die Firma entließ 30 Leute, | der Markt sei eingebrochen"


def _told(s: Sentence, verb: int, end: int, opens: int) -> Frame | None:
    """Who says what begins at `opens`, with a verb that may say something and ends his part of the sentence."""
    words = s.words
    if verb < 0 or any(not words.tags[i].isdisjoint(NO_SPEECH) for i in range(verb, end)):
        return None
    first, who = _speaker(s, verb, end)
    stance = _of_charge(s, first, end) if words.capital_nouns else "affirms"
    part = words.begins[first:end]
    suspected = any("hearsay" in found and "accuses" not in found for found in part)  # "steht im Verdacht, … zu haben"
    suspected = suspected or ("suspicion" in part[-1] and any(found >= IS for found in part))  # "ist angeklagt"
    if who is None or stance is None or suspected or any("neg" in found for found in part):
        return None
    return Frame(first, opens, words.span(verb, end), who, "reported", stance, (opens, reach_end(s, opens - 1)))


def past_infinitive(s: Sentence, at: int) -> Frame | None:
    """ "Die Anklage legt ihm zur Last, | 740.000 Euro auf eigene Konten umgeleitet zu haben": said of somebody."""
    words = s.words
    if at < s.first + 4 or "to" not in words.tags[at - 1]:
        return None
    comma = next((i for i in range(at - 2, s.first, -1) if words.low[i] in MARKS and not s.inside(i)), -1)
    if comma < s.first + 2 or words.low[comma] != "," or any(finite(words, i) for i in range(comma + 1, at - 1)):
        return None
    return _told(s, _verb_of_main(s, comma), comma, comma + 1)


def _of_charge(s: Sentence, first: int, comma: int) -> Stance | None:
    """Who "wehrt sich gegen den Vorwurf, | Geld genommen zu haben" denies it; who is faced with it says nothing."""
    words, part = s.words, range(first, comma)
    if not any(words.tags[i] & {"charge", "allegation"} for i in part):
        return "affirms"
    if any("against" in words.tags[i] for i in part):
        return "denies"
    return None if any("reflexive" in words.tags[i] for i in part) else "affirms"


def professes(s: Sentence, at: int) -> Frame | None:
    """ "Zeugen wollen | einen Lieferwagen gesehen haben": "a claim about oneself" (docs/sourcing.md, "Attribution")."""
    words = s.words
    if at < s.first + 3 or "to" in words.tags[at - 1]:
        return None
    begin = left(s, at)
    verb = next((i for i in range(at - 1, begin - 1, -1) if "professes" in words.tags[i]), -1)
    if verb < 0:
        return None
    first, who = subject(s, verb) if verb > begin else (verb, None)
    who = who or read(words, verb + 1, phrase_end(s, verb + 1), s.first)
    plan = any("until" in words.tags[i] for i in range(begin, at))
    if who is None or plan or "neg" in words.tags[first]:
        return None  # "will bis Mai 40 Brücken saniert haben", "niemand will etwas gesehen haben"
    return Frame(first, verb + 1, words.span(verb, verb + 1), who, "mood", "affirms", (verb + 1, at + 1))


def what_called(s: Sentence, at: int) -> Frame | None:
    """ "…, in what | residents | called | the heaviest bombardment since August": what they say is a noun phrase."""
    words = s.words
    if at + 3 >= s.last:
        return None
    near = range(at + 2, min(at + NEAR, s.last - 2))
    verb = next((i for i in near if finite(words, i) or words.tags[i] & CALLS), -1)
    who = read(words, at + 1, verb, s.first) if verb > 0 else None
    if who is None or who.cls in (None, "document") or not words.tags[verb] & CALLS:
        return None
    last = verb + 1
    first = at - 1 if at > s.first and "adp" in words.tags[at - 1] else at
    end = next((i for i in range(last, s.last) if words.low[i] == "," and first == s.first), s.last)
    return Frame(first, last, words.span(verb, last), who, "reported", "affirms", (last, end))


def as_last(s: Sentence, at: int) -> Frame | None:
    """ "…, wie die Forscherin Lena Kuss herausfand", "Wie das Archiv bezeugt, …": the verb stands last in its part."""
    words = s.words
    if not words.capital_nouns or at + 3 > s.last or not (at == s.first or words.low[at - 1] == ","):
        return None
    end = next((i for i in range(at + 1, s.last) if words.low[i] in {",", ";", ":"} | STOPS), s.last)
    verb = end - 1
    if verb - at < 2 or verb - at > FAR or words.capital(verb) or words.tags[verb].isdisjoint(VERB_FORMS):
        return None
    part = range(at + 1, end)
    learnt = "learns" in words.tags[verb]  # "wie der Kurier aus Parteikreisen | erfuhr"
    said = part if not learnt else range(at + 1, verb)
    if any(not words.tags[i].isdisjoint(NO_SPEECH) or "passive" in words.tags[i] or s.inside(i) for i in said):
        return None
    begin, reach = at + 1, (end, s.last) if at == s.first else (s.first, at)
    if learnt and (told := _learnt(s, begin, verb)) is not None:
        return replace(told, first=at, last=end, cue=words.span(verb, end), reach=reach)
    if at > s.first and (words.tags[at - 2] & VERB_FORMS or not any(finite(words, i) for i in range(s.first, at - 1))):
        return None  # "Der Film zeigt, wie die Familie lebte"
    who = _able(s, read(words, begin, min(verb, phrase_end(s, begin)), s.first), begin)
    if who is None or who.cls is None or (learnt and who.cls != "outlet"):
        return None
    return Frame(at, end, words.span(verb, end), who, "reported", "affirms", reach)


def _learnt(s: Sentence, first: int, verb: int) -> Frame | None:
    """ "wie | die SDA aus Militärkreisen | erfuhr": from whom, and the outlet that it is known through."""
    words = s.words
    source = next((at for at in range(first + 1, verb) if words.tags[at] & {"adp", "from"}), verb)
    outlet = read(words, first, source, s.first)
    who = read(words, source + 1, verb, s.first) if source + 1 < verb else None
    if outlet is None or outlet.cls != "outlet" or who is None or who.cls is None:
        return None
    through = Frame(first, source, words.span(first, source), outlet, "reported", "affirms", (first, source))
    return Frame(source, verb, words.span(source, verb), who, "reported", "affirms", (source, verb), behind=through)


def _verb_before(s: Sentence, end: int) -> int:
    """The verb that stands right before "that", with an adjective or a time after it at most; -1 for none."""
    words = s.words
    for at in range(end - 1, max(s.first, end - 4), -1):
        tags = words.tags[at]
        if "social" in tags and "adp" in words.tags[at - 1]:
            return _verb_before(s, at - 1)  # "posted | on X | that"
        if words.low[at] in MARKS or words.capital(at) or tags & {"so", "adp", "det", "passive"}:
            return -1
        if finite(words, at) or "participle" in tags:
            helped = "participle" in tags and not finite(words, at)
            at -= helped
            return at - ("reflexive" in words.tags[at - 1]) if not helped or finite(words, at) else -1
        as_well = at == end - 1 and "also" in tags and not words.head_last  # "ainsi | que"
        if as_well or not tags & {"adverb", "time", "manner"}:
            return -1
    return -1


def _verb_of_main(s: Sentence, end: int) -> int:
    """The finite verb of the main clause that ends before the comma at `end`; -1 where none may say something."""
    words = s.words
    first = left(s, end)
    verb = next((i for i in range(first, end) if finite(words, i)), -1)
    if verb < 0:  # in no table: what stands after the first noun
        bare = (i for i in range(first + 1, end) if words.capital(i - 1) and not (words.capital(i) or words.tags[i]))
        verb = next((i for i in bare if words.low[i].isalpha()), -1)
    if words.capital_nouns and "that" in words.tags[first - 1] and "pron" not in words.tags[first - 1]:
        return -1  # "führte dazu, dass | Schöffen urteilten, ohne …"
    if verb < 0 or end - verb > REST or "passive" in words.tags[verb] or words.tags[end - 1] & {"so", "adp"}:
        return -1
    return verb


def _speaker(s: Sentence, verb: int, end: int) -> tuple[int, Person | None]:
    """Where the part begins in which he stands, and who it is that may say something: before the verb, or after it."""
    words = s.words
    first, who = subject(s, verb)
    if who is None and words.capital_nouns and words.tags[first] & {"adp", "oblique"}:
        who = read(words, first + 1, verb, s.first)
        if who is not None and (who.cls == "document" or ("eyes" in words.tags[first] and who.cls in ASKABLE)):
            return first, who  # "Dem Bericht ist zu entnehmen, dass …", "Für die Historikerin steht fest, dass …"
        who = None
    if who is None and words.capital_nouns and verb + 1 < end:
        begin = verb + 1
        who = read(words, begin, min(end, phrase_end(s, begin)), s.first)
        return first, _able(s, who, begin)
    return first, _able(s, who, first)


def _able(s: Sentence, who: Person | None, first: int) -> Person | None:
    """Somebody who can speak: a source of some class, a name and no more, or a pronoun that means a person."""
    words = s.words
    opens = words.tags[first]
    article = {"adverb", "det"} <= opens  # "la procura": the form may be a pronoun elsewhere
    if who is None or who.cls in ("witness", "social") or (opens & NO_NAME and "pron" not in opens and not article):
        return None
    if who.cls == "named" and not words.capital_nouns:
        begin = words.word_at(who.span[0])
        end = next((i for i in range(begin, s.last) if words.low[i] == "," or words.start[i] >= who.span[1]), s.last)
        return who if all(words.capital(i) or words.tags[i] & NAME for i in range(begin, end)) else None
    if who.cls is None:
        person = opens & {"pron"} and not opens & {"impersonal_pron", "rel", "det", "reflexive"}
        return who if person else None
    return who
