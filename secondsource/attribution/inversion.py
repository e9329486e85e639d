"""Who says so by the order of words, whatever the verb: ", soupire la géologue X", "X mahnt zur Vorsicht: …"."""

from __future__ import annotations

from secondsource.attribution.spoken import VERBAL, can_speak, is_person, part_end
from secondsource.clauses.borders import has_verb
from secondsource.clauses.frame import Frame
from secondsource.clauses.opening import doer, itself
from secondsource.clauses.subjects import subject, subject_after
from secondsource.model import ASKABLE, AttributionType
from secondsource.record import replace
from secondsource.sources.persons import Person, last_heard, read
from secondsource.sources.windows import NEAR, SOON
from secondsource.text.phrases import VERBS, Sentence, finite, left, phrase_end
from secondsource.text.words import Words

#: The most words before a colon, and somebody's words, that only say who speaks.
LONGEST = 12
#: What does things to people, and does not speak.
NO_SPEECH = frozenset({"event", "violence", "death", "accusation", "health", "future"})
#: What somebody does, and does not say.
DEEDS = NO_SPEECH | {"act", "does", "scheduled", "foreseen", "operation"}
ENDS = frozenset({",", ".", ";", "–", "—", ":", "!", "?"})
CLAUSE_OPENS = frozenset({"after", "if", "that", "as", "wh", "rel", "comma_rel"})
SPEAKER = frozenset({"det", "many", "anon", "role", "title", "official", "party", "expert", "spokes", "inst"})
NO_VERB = frozenset({"det", "adp", "conj", "rel", "that", "pron", "number_word", "split", "comma_rel", "time", "month"})


def inverted(s: Sentence, at: int) -> Frame | None:
    """What is told, a comma or a closing quote mark, then verb and subject to the end of the part."""
    words = s.words
    if at <= s.first + 2 or words.capital(at):
        return None
    quoted = _quoted(s, at)
    if not quoted and (words.low[at - 1] != "," or _waits(s, at)):
        return None
    if (frame := _by_pronoun(s, at)) is not None:
        return frame
    itself = _of_reflexive(s, at)
    begin = itself if itself > 0 else _subject(s, at)
    if begin < 0:
        return None
    last = begin + 1 if _pronoun(words, begin) else phrase_end(s, begin)
    who = read(words, begin, last, s.first) if last > begin else None
    spoken = words.capital_nouns and (quoted or _indirect(s, at, last))
    if who is None or not _ends(s, last, over=spoken):
        return None
    if words.head_last and not quoted and not words.capital(begin) and words.tags[begin] & {"det", "many"} != {"det"}:
        return None  # "…, | understaffed offices", "…, | requires some thought"
    if (itself > 0 or begin == at + 1 or _parted(s, at, begin)) and (end := _named_inside(s, at, who, begin, last)) > 0:
        return Frame(at, end, words.span(at, begin), who, "reported", "affirms", (s.first, s.last))
    inset = not quoted and _inset(s, at, begin, last)
    if not (inset or (spoken and who.cls is None) or can_speak(words, who, begin, last)):
        return None
    if inset:
        who = replace(who, cls="anonymous", grade="B", plural=True) if who.cls is None else who
        return Frame(at, last, words.span(at, begin), who, "reported", "affirms", (s.first, s.last))
    if spoken:
        last = _rest(s, last)
    first = left(s, at - 1)
    opens = words.tags[first] & CLAUSE_OPENS and "det" not in words.tags[first]
    opens = opens or (
        "that" in words.tags[first - 1] and not has_verb(s, s.first, first - 1)
    )  # "Dès que le car part, …"
    if not quoted and (opens or not (spoken or has_verb(s, s.first, at - 1))):
        return None
    kind: AttributionType = "quote" if quoted else "reported"
    reach = (s.first, s.last) if spoken and last < s.last - 2 else (s.first, at)
    rebuts = any("contrary" in words.begins[i] for i in range(begin, last))  # "hielt Alonzo | dagegen"
    return Frame(at, last, words.span(at, begin), who, kind, "affirms", reach, rebuts=rebuts)


def _waits(s: Sentence, at: int) -> bool:
    """ "Karl Ott, der zwei Millionen stahl, | verlässt das Gericht": who is told of is about to do something."""
    words, first = s.words, left(s, at - 1)
    opens = first - 1 if "rel" in words.tags[first - 1] else first
    if opens <= s.first or words.low[opens - 1] != "," or words.begins[opens].isdisjoint(("rel", "comma_rel", "if")):
        return False
    return not has_verb(s, s.first, opens - 1)


def _indirect(s: Sentence, at: int, last: int) -> bool:
    """Whether what stands before the verb is told in indirect speech, or what follows who says so is."""
    words = s.words
    before = [i for i in range(s.first, at - 1) if finite(words, i)]
    if before:
        return any("konjunktiv1" in words.tags[i] and not words.capital(i) for i in before)
    after = _rest(s, last) + 1
    return after < s.last - 1 and "konjunktiv1" in words.tags[after] and words.low[after - 1] == ","


def _rest(s: Sentence, at: int) -> int:
    """Where the part of the sentence ends that says who says so: "hielt sie | fest", "rief Tobler | dazwischen"."""
    words = s.words
    return next((i for i in range(at, s.last) if words.low[i] in ENDS or s.inside(i)), s.last)


def _inset(s: Sentence, at: int, begin: int, last: int) -> bool:
    """ "Les réserves, | calculent les réviseurs, | suffisent": a verb, an article and its noun between two commas."""
    words = s.words
    if begin + 1 >= s.last or ("plural" not in words.tags[begin] and "plural" not in words.tags[begin + 1]):
        return False
    if words.head_last or words.capital_nouns or last - at > SOON or begin != at + 1 or last >= s.last - 2:
        return False
    if words.low[at - 1] != "," or words.low[last] != "," or words.tags[at] & {"passive", "participle"}:
        return False
    return has_verb(s, last, s.last) and not any(words.tags[i] & {"time", "month"} for i in range(begin, last))


def _by_pronoun(s: Sentence, at: int) -> Frame | None:
    """ "…, assure-t-il.", "…, a-t-elle juré mardi.": nobody asks, so somebody says what stands before the comma."""
    words = s.words
    hung = next((i for i in range(at + 1, min(at + SOON, s.last)) if _hyphened(words, i)), -1)
    if hung < 0 or words.low[s.last - 1] == "?" or not has_verb(s, s.first, at - 1):
        return None
    last = part_end(s, hung)
    if any(words.finite[i] and not words.tags[i].isdisjoint(VERBS) for i in range(hung, last)):
        return None  # as speaking.verbal has it
    kind: AttributionType = "quote" if _quoted(s, at) else "reported"
    who = last_heard(words, hung, hung + 1)
    frame = Frame(at, last, words.span(at, last), who, kind, "affirms", (s.first, at))
    return replace(frame, itself=itself(s, body=False))


def colon(s: Sentence, at: int) -> Frame | None:
    """The subject before a colon, where after it somebody speaks: in quote marks, or in indirect speech."""
    words = s.words
    if at <= s.first or at + 2 >= s.last:
        return None
    told = range(at + 1, min(at + NEAR, s.last))
    quoted = s.inside(at + 1)
    if not quoted and not any("konjunktiv1" in words.tags[i] and not words.capital(i) for i in told):
        return None
    verb = next((i for i in range(left(s, at), at) if finite(words, i)), -1)
    if verb < 0:
        return _label(s, at) if quoted and at - s.first <= LONGEST else None
    first, who = subject(s, verb)
    if who is None or not can_speak(words, who, first, verb):
        return None
    kind: AttributionType = "quote" if s.inside(at + 1) else "reported"
    return Frame(s.first, at + 1, words.span(verb, at), who, kind, "affirms", (at + 1, s.last))


def _label(s: Sentence, at: int) -> Frame | None:
    """ "The mayor: "…"", "Wirt Beat Hug: «…»": nothing but who speaks before the colon."""
    words = s.words
    who = read(words, s.first, at, s.first)
    if who is None or who.cls in ("document", "outlet", "social") or not can_speak(words, who, s.first, at):
        return None
    if not is_person(words, s.first, at):
        return None  # "Fazit: …", "Titre : …"
    return Frame(s.first, at + 1, words.span(at, at + 1), who, "quote", "affirms", (at + 1, s.last))


def _quoted(s: Sentence, at: int) -> bool:
    """Whether somebody's words end right before."""
    if s.words.low[at - 1][0].isalnum() and not s.inside(at - 1):
        return False  # "“…,” the | company said"
    return True in s.quoted[max(0, at - 3 - s.first) : at - s.first]


def _subject(s: Sentence, at: int) -> int:
    """Where the subject begins after the verb group at `at`; -1 where no verb that may speak stands there."""
    words = s.words
    told = _quoted(s, at)
    begin = at
    while begin < min(at + SOON, s.last - 1) and not words.capital(begin):
        tags = words.tags[begin]
        if words.low[begin][0] == "-":
            break
        aside = {"reflexive", "adverb", "neg"} | ({"clitic"} if begin == at else set())
        if (
            tags & aside
            and not ("det" in tags and begin > at)
            and words.tags[begin + 1] & (VERBAL - {"participle", "nominal"})
        ):
            begin += 1
            continue
        if not tags & VERBAL or (tags & NO_SPEECH and not told) or (tags & NO_VERB and "say" not in tags):
            break
        begin += 1
    several = begin - at > 1 and "infinitive" not in words.tags[begin - 1]  # "croit savoir"
    spoke = not several or told or _counted(s, at, begin) or _parted(s, at, begin)
    if begin == at or begin >= s.last or not spoke:
        return -1  # with an auxiliary it may as well be another thing that the subject did
    if words.capital(begin) and not words.tags[at] & {"fin", "sure"}:
        return -1  # "place Ferrer"
    if begin == at + 1 and "passive" in words.tags[at] and not words.capital_nouns:
        return -1  # "A ordinarlo, nel 1985, | fu il capoclan"
    while begin < s.last - 1 and words.tags[begin] & {"time", "month", "adverb"} and "det" not in words.tags[begin]:
        begin += 1
    opens = words.tags[begin] & SPEAKER and "passive" not in words.tags[begin]  # "era | stato aperto"
    opens = opens and ("of" not in words.tags[begin] or "many" in words.tags[begin])  # "rue | de la Justice"
    return begin if opens or _pronoun(words, begin) or words.capital(begin) or words.low[begin][0] == "-" else -1


def _of_reflexive(s: Sentence, at: int) -> int:
    """ "…, s'alarme | la fédération", "…, s'est indigné en séance | le conseiller": who speaks; -1 for nobody.

    A reflexive verb takes no other object. Not where it does something: "…, si è dimesso il sindaco".
    """
    words = s.words
    if "reflexive" not in words.tags[at] or words.capital_nouns or at + 3 >= s.last:
        return -1
    helped = "passive" in words.tags[at + 1] and "participle" in words.tags[at + 2]
    verb = at + 2 if helped else at + 1
    found = words.tags[verb]
    if found.isdisjoint(VERBAL) or (found & DEEDS and found.isdisjoint(VERBS)):
        return -1
    begin = subject_after(s, verb + 1)
    tags = words.tags[begin] if begin < s.last else frozenset[str]()
    opens = ("det" in tags and "adp" not in tags) or (begin < s.last and words.capital(begin))
    return begin if opens else -1


def _named_inside(s: Sentence, at: int, who: Person | None, begin: int, last: int) -> int:
    """Where the part ends of who speaks between what he says and its verb; 0 for none.

    "Le pont, | s'agace l'élu Marc Roy, | n'a jamais été contrôlé", "La faute, | tranche la Cour, | incombe à la ville".
    """
    words, end = s.words, _rest(s, last)
    if who is None or who.cls not in ASKABLE or end >= s.last - 2 or words.low[end] != ",":
        return 0
    if words.head_last or words.capital_nouns or any(words.finite[i] for i in range(last, end)):
        return 0
    plain = "reflexive" in words.tags[at] or words.tags[at].isdisjoint(DEEDS | {"participle", "passive", "gerund"})
    begun = any(finite(words, i) for i in range(s.first, at))
    if not plain or (begun and "reflexive" not in words.tags[at]) or not has_verb(s, end, s.last):
        return 0
    return end if can_speak(words, who, begin, last) else 0


def _counted(s: Sentence, at: int, begin: int) -> bool:
    """ "…, a compté | un médecin de l'hôpital.": an auxiliary, a participle, and somebody at the end: who speaks."""
    words = s.words
    if words.capital_nouns or words.head_last or words.low[at - 1] != "," or "passive" in words.tags[at]:
        return False
    if words.tags[at].isdisjoint(("stable", "fin")) or "participle" not in words.tags[begin - 1]:
        return False
    if any(not words.tags[i].isdisjoint(NO_SPEECH) for i in range(at, begin)) or phrase_end(s, begin) < s.last - 1:
        return False
    verb = next((i for i in range(s.first, at) if finite(words, i)), at)
    if "many" in words.tags[begin] or any("rel" in words.tags[i] for i in range(s.first, verb)):
        return False  # "Les agents qui l'ont vu, ont envoyé plusieurs patrouilles."
    named = words.capital(begin) and words.capital(begin + 1)
    return named or doer(s) is None  # "Le maire est entré, a salué le préfet."


def _parted(s: Sentence, at: int, begin: int) -> bool:
    """ "Le pont, | a juré | Marc Roy, était sûr": auxiliary, participle and who speaks between subject and verb."""
    words = s.words
    if words.capital_nouns or words.head_last or begin != at + 2 or words.low[at - 1] != ",":
        return False
    if "stable" not in words.tags[at] or "passive" in words.tags[at] or "participle" not in words.tags[at + 1]:
        return False
    if not words.tags[at + 1].isdisjoint(DEEDS) or any(words.finite[s.first : at]):
        return False
    end = phrase_end(s, begin)
    return end < s.last - 2 and words.low[end] == ","


def _pronoun(words: Words, at: int) -> bool:
    """ "hielt | sie | fest"."""
    tags = words.tags[at]
    return words.capital_nouns and "pron" in tags and tags.isdisjoint(("reflexive", "rel", "impersonal_pron", "det"))


def _hyphened(words: Words, at: int) -> bool:
    """ "assure-t-il": the pronoun hangs on the verb."""
    return words.low[at][0] == "-" and "pron" in words.tags[at]


def _ends(s: Sentence, at: int, *, over: bool) -> bool:
    """Whether the part ends here, over where and when it was said; `over`: or over anything that is no other verb."""
    words = s.words
    if over:
        return not any(finite(words, i) for i in range(at, _rest(s, at)))
    for i in range(at, min(at + 8, s.last)):
        if words.low[i] in ENDS or s.inside(i):
            return True
        if i == at and not words.tags[i] & {"adp", "time", "month", "adverb"}:
            return False
    return at >= s.last - 1
