"""Who stands as the subject of a verb, before it or after it, and the two sources of one subject."""

from __future__ import annotations

from secondsource.clauses.edges import (
    after_circumstance,
    antecedent,
    first_verb,
    is_name,
    noun_phrase,
    over_as,
    over_relative,
    over_time,
    own_part,
    relative_ends,
    second_verb,
    segment_before,
    was_asked,
    which_noun,
)
from secondsource.clauses.nearest import in_place, over_dashes, own_subject, told_by_pronoun
from secondsource.model import ASKABLE
from secondsource.sources.persons import Person, read
from secondsource.sources.windows import SOON
from secondsource.text.lexicon import NONE
from secondsource.text.names import MARKS, is_acronym
from secondsource.text.phrases import GROUP, VERBS, Sentence, finite, group_start, left, phrase_end, skip

#: Nouns before a name between commas that is his: "the firm's founder, Ada Lowe, said".
TITLED = frozenset({"role", "spokes", "official", "boss", "expert", "kin"})
#: Who has no name, and stands without an article.
UNNAMED = frozenset({"anon", "many"})
#: What may stand before a subject.
SKIPPED = frozenset({"conj", "adverb", "front", "also", "split"})
#: And in German, where the verb stands last: "nachdem | die Anwältin", "wenn | er".
FIRST = frozenset({"adp", "time", "adverb", "front"})
OPENS = frozenset({"after", "if"})
#: "Hours after | the FT", "Two years ago | the mayor".
LATER = frozenset({"after", "ago"})
#: What may stand between a verb and the subject after it.
OVER = frozenset({"time", "month", "adverb", "both"})
#: The most words of a circumstance between a verb and its subject.
CIRCUMSTANCE = 7


def clause_subject(s: Sentence, at: int) -> tuple[int, Person | None]:
    """Who stands first in the clause, before its finite verb; in German behind it, where nobody else can say so."""
    first = left(s, at)
    verb = next((i for i in range(first, at + 1) if finite(s.words, i)), first)
    last = at if at > verb + 1 else s.last
    if verb > first and s.words.capital_nouns and s.words.tags[first] & FIRST and "," not in s.words.low[verb:last]:
        begin = subject_after(s, verb + 1)  # "Gegen ihn ermittelt | die Staatsanwaltschaft"
        end = next((i for i in range(begin + 1, s.last) if "adp" in s.words.tags[i]), s.last)
        return first, read(s.words, begin, min(end, phrase_end(s, begin)), s.first) if begin < s.last else None
    if verb == first or s.words.tags[first] & {"adp", "time"}:
        return first, None
    return first, read(s.words, first, verb, s.first)


def subject(s: Sentence, group: int) -> tuple[int, Person | None]:
    """The subject before a verb group: where its part of the sentence begins, and who it is."""
    first, who = _subject(s, group)
    begin, end = parsed_subject(s, group, min(group + GROUP, s.last), 1)
    if begin < end <= group and (parsed := read(s.words, begin, end, s.first)) is not None:
        return min(first, begin), parsed
    return first, who


def _main_subject(s: Sentence, group: int) -> Person | None:
    """Who speaks in a part without a subject of its own: "The defence pleaded not guilty, saying that …"."""
    words = s.words
    if (first := _first_of_two(s, group)) > 0:
        return _subject(s, first)[1]
    gerund = "gerund" in s.begins and any("gerund" in words.tags[i] for i in range(group, min(group + 2, s.last)))
    if not gerund or group <= s.first + 2 or left(s, group) < group:
        return None
    verbs = (i for i in range(group - 1, s.first, -1) if words.tags[i] & VERBS)
    said = next((i for i in verbs if finite(words, i) or words.finite[i - 1]), -1)
    if said > 0 and _verb_first(s, group_start(s, said)):
        begin = subject_after(s, said + 1)
        if (who := read(words, begin, phrase_end(s, begin), s.first)) is not None:
            return who
    for verb in (said, *verbs) if said > 0 else ():
        if (who := _subject(s, verb)[1]) is not None:
            return who  # "More were killed, the colonel said, adding that …"
    verb = next((i for i in range(s.first + 1, group - 1) if finite(words, i)), -1)
    return read(words, s.first, verb, s.first) if verb > 0 else None


def _verb_first(s: Sentence, group: int) -> bool:
    """ "Lo | ha annunciato la Questura", "…, | a indiqué la préfecture", "C'est ce qu' | a dit le maire"."""
    words, before = s.words, group - 1
    if words.head_last or words.capital_nouns or group <= s.first:
        return False
    if words.low[before] == ",":
        return True in words.finite[s.first : before]  # not "Certains, élus ici, | évoquent"
    return not words.tags[before].isdisjoint(("clitic", "rel", "that"))


def _first_of_two(s: Sentence, group: int) -> int:
    """Where the verb group begins that has the subject of this one: "confirmed an attack but | denied that"; else 0."""
    words, before = s.words, group - 1
    if before <= s.first + 1 or group + 1 >= s.last:
        return 0
    if "conj" in words.tags[before] and (teller := _of_that(s, group)) > 0:
        return group_start(s, teller)
    if "split" not in words.tags[before]:
        return 0
    verbs = (i for i in range(before - 1, s.first, -1) if words.tags[i] & VERBS)
    said = next((i for i in verbs if words.tags[i - 1].isdisjoint(("det", "adp"))), 0)
    if not said or any("that" in words.tags[i] or s.inside(i) for i in range(said, before)):
        return 0
    return group_start(s, said)


def _of_that(s: Sentence, group: int) -> int:
    """The verb that a first "that" hangs on, where a second one follows: "said that … and | added that …"; else 0."""
    words = s.words
    if not any("that" in words.tags[i] for i in range(group + 1, min(group + 1 + SOON, s.last))):
        return 0
    thats = (i for i in range(group - 2, s.first + 1, -1) if "that" in words.tags[i])
    return next((i - 1 for i in thats if words.tags[i - 1] & VERBS and not s.inside(i)), 0)


def subject_after(s: Sentence, at: int) -> int:
    """Where the subject begins that stands after its verb, over a time or a circumstance between the two.

    "a déclaré lundi sous couvert d'anonymat un médecin"
    """
    words = s.words
    begin, end = parsed_subject(s, at - 1, max(s.first, at - GROUP) - 1, -1)
    if at <= begin < end:
        return begin
    stops = {"det"} if words.capital_nouns else {"det", "where"}
    begin = over_time(words, at)
    while begin < s.last and words.tags[begin] & OVER and words.tags[begin].isdisjoint(stops):
        begin += 1  # "riferiscono | sia gli ispettori sia il pilota"; not "s'indigne | en séance le maire"
    if begin < s.last and "adp" in words.tags[begin]:
        own = words.capital_nouns  # "warnt vor voreiligen | Folgen": the noun of the preposition is no subject
        for after in range(begin + 1, min(begin + CIRCUMSTANCE, s.last)):
            if words.low[after] in MARKS:
                break
            if words.tags[after - 1] & {"outlet", "inst"} and words.begins[after] & {"agency", "named_outlet"}:
                continue  # "à l'agence Keystone-ATS"
            tags = words.tags[after]
            before = words.capital(after - 1) and not words.capital_nouns  # "au Financial | Chronicle"
            named = words.capital(after) and (not before or is_acronym(words, after - 1))
            opens = ("det" in tags and "adp" not in tags) or named or tags & UNNAMED
            if opens and not own and not words.tags[after - 1] & {"adp", "det"}:
                return after
            own = own and not words.capital(after)
    return begin


def parsed_subject(s: Sentence, first: int, end: int, step: int) -> tuple[int, int]:
    """The subject of the first word here that has one by the parse; (0, 0) for none, or a relative pronoun."""
    words = s.words
    if words.parse is None:
        return 0, 0
    subjects = words.parse.subjects
    begin, end = next((subjects[at] for at in range(first, end, step) if at in subjects), (0, 0))
    relative = end - begin == 1 and words.tags[begin] & {"rel", "comma_rel", "that"}
    return (begin, end) if s.first <= begin < end <= s.last and not relative else (0, 0)


def _subject(s: Sentence, group: int) -> tuple[int, Person | None]:
    """By the rules: what stands before the verb group. Steps over appositions between commas."""
    words = s.words
    if (main := _main_subject(s, group)) is not None:
        return group, main
    first = left(s, group)
    said = first < group - 1 and words.low[first - 1] == "," and "conj" in words.tags[group - 1]
    if s.first < first and said and words.tags[first] & VERBS:
        return group - 1, _subject(s, first)[1]  # "The spokesman, Ivo Adan, | denied the town had fallen and said"
    first = own_part(s, first, group)
    if words.head_last and first == group - 1 > s.first + 1 and "conj" in words.tags[first]:
        verbs = (i for i in range(s.first + 1, first - 1) if finite(words, i))  # "shut the plant, and | says it …"
        return first, next((who for i in verbs if (who := _subject(s, group_start(s, i))[1]) is not None), None)
    if (told := _told_of(s, first, group)) is not None:
        return told
    if words.capital_nouns and s.first < first < group and words.finite[first]:
        noun = segment_before(s, first)  # "Der Wirt, der als Zeuge geladen ist, | hat alles bestritten"
        if "comma_rel" not in words.tags[noun]:
            return _subject(s, first)
        return (begin := left(s, noun - 1)), read(words, begin, noun - 1, s.first)
    if first < group:
        return _before_verb(s, _with_name(s, first, group), group)
    if (over := over_dashes(s, first)) > 0:  # "officials in Leeds – where it is made – | said"
        return _subject(s, over)
    first, aside = _apposed_to(s, first, group)
    if first == s.first and was_asked(words, first):
        return group, None  # "Intervistato dalla Rai, | ha ribadito"
    if first < aside < group and ("adp" in words.begins[aside] and words.tags[aside].isdisjoint(("of", "number_word"))):
        return first, read(words, first, aside - 1, s.first)  # "Kern, in an interview with the Ledger, accused"
    return _before_verb(s, first, group)


def _told_of(s: Sentence, first: int, group: int) -> tuple[int, Person | None] | None:
    """Whom a relative clause or an aside right before the verb tells of, who is its subject; None for nobody."""
    words = s.words
    begin, end = antecedent(s, first, group)
    if begin < end and (who := read(words, begin, end, s.first)) is not None:
        denies = any("deny" in words.begins[i] for i in range(group, min(group + GROUP, s.last)))
        if who.cls in ASKABLE or not (denies or who.cls is None):
            return first, who
    begin, end = over_as(s, first, group)
    if begin < end and (who := read(words, begin, end, s.first)) is not None:
        return group, who
    if (noun := over_relative(s, first, group)) < first:
        return noun, read(words, noun, first - 1, s.first)
    return (first, read(words, *which_noun(s, first, group), s.first)) if relative_ends(s, first, group) else None


def _apposed_to(s: Sentence, first: int, group: int) -> tuple[int, int]:
    """Where the subject begins that ends with an apposition before a comma and the verb, and where that begins."""
    words = s.words
    first = aside = segment_before(s, first)
    while words.tags[first] & {"conj"} and (before := segment_before(s, first)) < first:
        first = before
    first = segment_before(s, first)
    near = range(first, min(first + 2, group)) if words.head_last else ()
    if any(words.tags[i] & TITLED for i in near):  # "Ann Cole, | director of the fund, | a charity, said"
        before = segment_before(s, first)
        first = before if is_name(words, before, first - 1) else first
    return first, aside


def _with_name(s: Sentence, first: int, group: int) -> int:
    """Where the subject begins whose second half stands before the verb: "Ann Cole, | the mayor", "the mayor, | Bo"."""
    words, before = s.words, segment_before(s, first)
    if before == first:
        return first
    if words.tags[first] & {"det", "role", "spokes"} or words.low[first].isdigit():
        return before if is_name(words, before, first - 1) and not in_place(words, before) else first
    other = words.tags[before] & {"adp", "time", "rel"} or words.end_of(before, "prep")  # "In a letter to the court, …"
    titled = not other and any(words.tags[i] & TITLED for i in range(before, first))
    return before if titled and is_name(words, first, group) else first


def _before_verb(s: Sentence, first: int, group: int) -> tuple[int, Person | None]:
    """The subject in the words [first, group) of a part, without what opens it and what else stands before the verb."""
    words = s.words
    start = _past_opening(s, first, group)
    if (joined := second_verb(s, start, group)) > 0:
        return joined, read(words, start, first_verb(words, start, group), s.first)
    if start < group and "rel" in words.tags[start]:
        return first, None
    if words.head_last and first == left(s, group) and start < group:
        start = own_subject(s, begin := start, group)
        if start < 0:
            return first, None
        teller = next((i for i in range(start - 1, begin, -1) if words.tags[i] & VERBS), 0)
        if teller and told_by_pronoun(s, begin, group):
            return first, _subject(s, group_start(s, teller))[1]  # "Staff said | they felt": who said it
    opens = words.tags[start] if start < group else NONE
    if {"oblique", "masc"} <= opens or ("oblique" in opens and start + 1 == group):
        return first, None  # "Dem «Kurier» | sagte ein Zeuge", "Den Wirt | rügt das Amt": stands after the verb
    if words.capital_nouns:
        if words.tags[start - 1] & OPENS and first < start and "," not in words.low[group : group + SOON]:
            return first, None  # "Als Grund | gab die Firma an", where no clause ends with its verb
        start, end = noun_phrase(s, start, group)
        return first, read(words, start, end, s.first) if start < end else None
    who = read(words, start, group, s.first)
    circumstance = opens & {"adp", "time"} and not opens & {"pron", "role"}
    if circumstance and (who is None or "det" not in opens):
        start = after_circumstance(words, start, group)
        who = read(words, start, group, s.first) if start > 0 else None
    return first, who


def _past_opening(s: Sentence, first: int, group: int) -> int:
    """Behind what opens a part and is no subject: a conjunction, an adverb, a time, "hours after"."""
    words, start = s.words, skip(s, skip(s, first, "split"), "on_his_part")  # "là où | l'ONG", "Da parte sua | Bo"
    skipped = SKIPPED | OPENS if words.capital_nouns else SKIPPED
    while start < group and words.tags[start] & skipped and words.tags[start].isdisjoint(("pron", "det")):
        start += 1
    start = over_time(words, start) if start < group - 1 else start
    later = next((i + 1 for i in range(start, min(start + SOON, group - 1)) if words.tags[i] & LATER), start)
    start = later if any("time_unit" in words.tags[i] for i in range(start, later)) else start  # "hours after | the FT"
    which = words.capital_nouns and start > s.first and words.low[start - 1] == "," and start + 1 < group
    return start + (which and "wh" in words.tags[start])  # ", was | Kabul | bestritt"
