"""Who holds something of somebody, or owns up to it, in a noun phrase: "Die Anklage wirft ihm Betrug vor".

The verb may stand in two parts ("macht … verantwortlich", "legt … zur Last") and its subject before or after it.
"""

from __future__ import annotations

from secondsource.clauses.borders import clause_end
from secondsource.clauses.frame import Frame
from secondsource.clauses.saying import speaks
from secondsource.clauses.subjects import subject, subject_after
from secondsource.record import replace
from secondsource.sources.persons import Person, read
from secondsource.text.lexicon import Tags, union
from secondsource.text.phrases import Sentence, finite, group_start, left, phrase_end

#: What opens a part of the sentence that is no main clause.
SUBORDINATE = frozenset({"after", "if", "that", "as", "wh", "rel"})
#: What is held of the world by whom it is asked, and not of a plan or a price.
HEAVY = frozenset({"accusation", "death", "violence", "war", "cause", "event"})
#: What somebody owns up to, or claims to have done.
HARM = frozenset({"death", "deed", "event", "violence", "war"})
#: Who looks into things, and finds a cause.
LOOKS_INTO = frozenset({"justice", "crews"})
#: What opens a clause and is no subject.
NO_SUBJECT = frozenset({"oblique", "adp", "as", "after", "time"})
#: What is not said, or not yet.
UNSURE = frozenset({"modal_aux", "could", "conditional_plain", "future"})


def holds(s: Sentence, at: int) -> Frame | None:
    """ "Als Ursache vermuten | die Ermittler | einen Defekt", "X bekannte sich zu …". The words stay in the claim."""
    words = s.words
    verb, comma = _main_verb(s, at), _clause_follows(s, at)
    to_do = comma > 0 and "accuses" in words.tags[at] and "that" not in words.tags[comma + 1]
    follows = words.tags[min(at + 1, s.last - 1)]
    passive = (
        words.head_last and "accuses" in words.tags[at] and "adp" in follows
    )  # "The attack, | blamed on rebels, …"
    if verb < 0 or not speaks(s, at) or (comma > 0 and not to_do) or passive:
        return None
    first, who = _holder(s, verb, at)
    end = clause_end(s, first, at)
    part = union(words.begins[first:end])
    if who is None or "neg" in words.tags[first] or not _may(words.tags[at], who, part):
        return None
    if words.tags[at] & {"admits", "owns"}:  # "Er hat die Tat gestanden": by whatever he is called
        himself = who.cls == "named" or (who.cls in (None, "anonymous") and not part.isdisjoint(HARM))
        cls, tells = "party" if himself else who.cls, "admits" in words.tags[at]
        who = replace(who, cls=cls, key=who.key or "accused", accused=tells)
    if to_do:  # "wirft ihm vor, | einen Putsch zu planen"
        return Frame(first, comma + 1, words.span(at, at + 1), who, "reported", "affirms", (comma + 1, s.last))
    return Frame(first, first, words.span(at, at + 1), who, "reported", "affirms", (first, end))


def _main_verb(s: Sentence, at: int) -> int:
    """The finite verb of the main clause that a verb stands in, alone or as a participle; -1 for none."""
    words, begin = s.words, left(s, at)
    verb = next((i for i in range(begin, at + 1) if finite(words, i)), -1)
    relative = begin > s.first and words.low[begin - 1] == "," and "comma_rel" in words.tags[begin]
    if verb < 0 or words.tags[verb] & UNSURE or (relative and not words.capital(begin + 1)):
        return -1
    if verb < at:
        return verb if "participle" in words.tags[at] and "passive" not in words.tags[verb] else -1
    return verb if at + 1 < s.last and words.low[at + 1][0].isalnum() else -1


def _holder(s: Sentence, verb: int, at: int) -> tuple[int, Person | None]:
    """Where the clause begins, and its subject: before the verb, or after it where something else opens the clause."""
    words = s.words
    first, who = subject(s, group_start(s, verb))
    begins = min(first, left(s, at))
    opens = words.tags[first]
    given = words.capital_nouns and "genitive" in opens and _feminine(s, first, verb)  # "Der Frau | wirft die Anklage"
    other = given or bool(opens & NO_SUBJECT) or who is None or not (who.cls or "pron" in opens)
    if not (other and words.capital_nouns) or verb + 1 >= s.last:
        return begins, who if who is not None and (who.cls or who.grade or "pron" in opens) else None
    begin = subject_after(s, verb + 1)
    end = phrase_end(s, begin)
    end = min(end, at) if begin < at else end
    able = begin < end and words.tags[begin].isdisjoint(("oblique", "adp"))
    after = read(words, begin, end, s.first) if able else None
    if after is None or not (after.cls or after.grade):  # "Den Diebstahl | gab der 30-Jährige zu"
        return begins, who if who is not None and who.grade and not given else None
    return begins, after


def _feminine(s: Sentence, first: int, last: int) -> bool:
    """Whether the first noun of a phrase is a feminine, before which "der" is no nominative."""
    noun = next((i for i in range(first, last) if s.words.capital(i) and "det" not in s.words.tags[i]), -1)
    return noun >= 0 and not s.words.tags[noun].isdisjoint(("fem", "feminine"))


def _clause_follows(s: Sentence, at: int) -> int:
    """The comma before it where a clause is held: "werfen ihm vor, | dass er …", "…, | Daten zu verkaufen"; else -1."""
    words = s.words
    comma = next((i for i in range(at, s.last) if words.low[i] == "," and not s.inside(i)), s.last - 1)
    if comma >= s.last - 2:
        return -1
    stop = next((i for i in range(comma + 1, s.last) if words.low[i] in ",;:."), s.last)
    to_do = "to" in words.tags[stop - 2] and stop > comma + 2
    return comma if "that" in words.tags[comma + 1] or to_do else -1


def _may(verb: Tags, who: Person, part: Tags) -> bool:
    """Whether what he holds is a claim of his: an accusation, an admission, an expert's judgment, a suspicion."""
    if "accuses" in verb or ("puts" in verb and "fault" in part):
        return True
    if "owns" in verb and who.cls in (None, "anonymous") and not who.plural and "deed" not in part:
        return False  # "the flood claimed 14 lives"
    if verb & {"admits", "owns"} and who.cls not in ("expert", "document", "outlet"):
        return "admits" in verb or not part.isdisjoint(HARM)
    if "complains" in verb:
        return not part.isdisjoint(HEAVY)
    if "rates" in verb and "held_for" in part:
        return who.cls == "expert"
    office = who.cls == "official" and not part.isdisjoint(LOOKS_INTO | HEAVY)
    return "supposes" in verb and (who.cls == "expert" or office)
