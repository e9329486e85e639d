"""Who does what in a clause: its subject, and the verb that says what the subject does.

Surface rules over tags: the words before the finite verb are the subject, or in a language that puts the verb second
those after it where the clause opens with something else.
"""

from __future__ import annotations

from secondsource.clauses.clause import CIRCUMSTANCE, Clause
from secondsource.sources.persons import Person, called, read
from secondsource.sources.windows import NEAR
from secondsource.text.phrases import finite
from secondsource.text.words import Words

#: Nouns of those who can decide and act.
ACTORS = frozenset({"inst", "official", "party", "outlet", "role", "agency", "country", "anon", "expert", "spokes"})
#: Who has what to change: bodies and firms, no single person.
BODIES = frozenset({"inst", "official", "party", "outlet", "agency", "country", "firm"})
NOBODY: frozenset[str] = frozenset()
#: What does not stand between an auxiliary and its participle, unless it is an adverb too.
OUTSIDE = frozenset({"det", "adp", "conj", "rel", "that", "number_word"})
#: What stands before a subject and does not belong to it.
BEFORE = frozenset({"conj", "split", "also", "adverb", "time"})
#: What opens a clause, and is no subject: "am Montag", "den Schaden".
NO_SUBJECT = frozenset({"adp", "time", "adverb", "also", "oblique"})
#: What counts a subject, or leaves open who it is.
OPEN = frozenset({"indef", "many", "number_word", "neg", "impersonal_pron"})
#: Among so many words of a subject it is said that he is a man, or 27 years old: nobody known.
AGED = 6
#: The most words from an auxiliary to its participle.
GROUP = 5
#: What is no present tense of doing something.
NOT_NOW = frozenset(
    {"past_fin", "fin_suffix", "preterite", "imperfect", "future", "modal_aux", "conditional", "konjunktiv1",
     "konjunktiv2", "passive", "stable", "present", "participle", "pluperfect"}
)  # fmt: skip
#: Whom somebody meets, and what he leaves behind, is no public act behind who did it; nor is what does harm.
NO_DEED = frozenset({"speaks", "leaves"})
GRAVE = frozenset({"war", "violence", "death", "health", "accusation", "untrue", "money", "suspicion", "cause"})
#: What a body is called when it is told of again, and who speaks for it.
HOUSE = ("any_firm", "firm", "boss", "spokes")


def acts(words: Words, clause: Clause, tag: str) -> bool:
    """Whether an actor does, in the active voice, what a verb with this tag says: "der Bundesrat ernannte …"."""
    if tag not in clause.begins or "neg" in words.tags[clause.first]:
        return False  # "No group has claimed the attack"
    verb = clause.verb
    if verb < 0:
        return _headline(words, clause, tag)
    done = _done(words, clause, verb, tag)
    return (done >= 0 and not _passive(words, verb, done)) or (words.pro_drop and _cleft(words, clause, tag))


def _cleft(words: Words, clause: Clause, tag: str) -> bool:
    """ "A tagliare il nastro è stato | il sindaco": who did it stands last, a body or an office; no harm, no sum."""
    first, verb = clause.first, clause.verb
    if not first + 3 <= verb < clause.last - 1 or "adp" not in words.tags[first] or "stable" not in words.tags[verb]:
        return False
    opens = words.begins[first + 1]
    if "closes" in words.begins[first]:
        return False  # "A confermarlo è la procura": who says it
    if opens.isdisjoint(("infinitive", "inf_suffix")) or tag not in opens or not opens.isdisjoint(NO_DEED):
        return False
    did = range(verb + (2 if "participle" in words.tags[verb + 1] else 1), min(verb + NEAR, clause.last))
    harm = any(not words.begins[at].isdisjoint(GRAVE) for at in range(first + 2, verb))
    return not harm and bool(did) and "indef" not in words.tags[did[0]] and any(words.begins[i] & BODIES for i in did)


def is_passive(words: Words, clause: Clause) -> bool:
    """ "The contract was forged": the subject is not who did it."""
    verb = clause.verb
    if verb >= 0 and "passive" not in words.tags[verb] and not words.capital_nouns:  # "a | été ouverte"
        last = min(verb + 3, clause.last)  # not "devait être ouverte"
        verb = next((at for at in range(verb + 1, last) if words.tags[at] >= {"passive", "participle"}), -1)
    if verb < 0 or "passive" not in words.tags[verb]:
        return False
    last = clause.last if words.capital_nouns else min(verb + 1 + GROUP, clause.last)
    return any("participle" in tags and "passive" not in tags for tags in words.tags[verb + 1 : last])


def disowns(words: Words, clause: Clause) -> bool:
    """ "n'avoir jamais employé d'enfants", "it never hired minors": what one says not to have done is no act."""
    if not clause.tags.isdisjoint(("plan", "future", "forecast", "decides", "outstanding")):
        return False
    verb = max(clause.first, clause.verb)
    group = words.tags[max(clause.first, verb - 1) : min(verb + GROUP, clause.last)]
    return any({"never", "adverb"} <= tags for tags in group)


def has_done(words: Words, clause: Clause) -> bool:
    """ "Le comité a obtenu le report", "reserved an area of sea": what is done and over, in the active voice.

    Not what is or was going on, nor what nobody did.
    """
    verb = clause.verb
    if verb < 0 or is_passive(words, clause):
        return False
    tags, end = words.tags[verb], clause.last
    near = range(verb + 1, min(verb + 1 + GROUP, end))
    if any("neg" in words.tags[at] for at in range(max(clause.first, verb - 1), near.stop)):
        return False
    was = "past_fin" in tags and "pluperfect" not in tags and "stable" in tags  # "war gefahren"
    if was or tags & {"passive", "modal_aux", "imperfect", "future", "present"}:
        return False
    if tags.isdisjoint(("stable", "pluperfect")):
        return bool(tags & {"past_fin", "fin_suffix", "preterite"})
    if any("passive" in words.tags[at] for at in near):
        return False
    if words.capital_nouns:  # the participle stands last, known to us or not
        return verb < end - 1 and not words.capital(end - 1) and words.tags[end - 1].isdisjoint(OUTSIDE)
    return any("participle" in words.tags[at] and not words.capital(at) for at in near)


def under_way(words: Words, clause: Clause) -> bool:
    """ "is pulling its staff out", "verlegt ihre Kurse": what the subject does these days, in the active voice."""
    verb = clause.verb
    if verb < 0:
        return False
    tags = words.tags[verb]
    follows = range(verb + 1, min(verb + 3, clause.last))
    if words.head_last:
        return "passive" in tags and "present" in tags and any("gerund" in words.tags[at] for at in follows)
    return "fin" in tags and tags.isdisjoint(NOT_NOW)


def has_object(words: Words, clause: Clause) -> bool:
    """Whether a noun phrase without a preposition stands after the verb group: "has shut | a plant"."""
    begin = clause.verb + 1
    for at in range(begin, min(begin + GROUP, clause.last)):
        tags, before = words.tags[at], words.tags[at - 1]
        noun = not tags.isdisjoint(("det", "own", "many", "number_word")) or words.low[at][0].isdigit()
        noun = noun or (words.capital(at) and not tags & {"month", "time"})
        if noun and "adp" not in tags:
            return before.isdisjoint(("adp", "conj")) or at == begin
    return False


def is_certain(words: Words, clause: Clause) -> bool:
    """Whether the subject is somebody known, by name or with a definite article: no count of people, no "a man"."""
    first, verb = clause.first, clause.verb
    at = first
    if words.capital_nouns and (_opens(words, verb, first) or words.tags[first] & NO_SUBJECT):
        at = verb + 1
    elif "adp" in words.tags[first] and "det" not in words.tags[first]:
        at = next((i + 1 for i in range(first, verb) if words.low[i] == ","), verb)
    while at < verb and words.tags[at] & BEFORE and not words.tags[at] & {"det", "pron"}:
        at += 1
    if at >= clause.last or at == verb or words.low[at][0].isdigit() or words.tags[at] & OPEN:
        return False
    if "det" in words.tags[at]:
        return not any(words.tags[i] & {"private", "time_unit"} for i in range(at + 1, min(at + AGED, clause.last)))
    end = clause.last if at > verb else verb
    for i in range(at, end - 1):
        if "adp" in words.tags[i]:
            break
        if words.capital(i) and words.capital(i + 1):
            return True  # a full name
    follows = min(at + 1, clause.last - 1)
    alone = words.capital(at) and "plural" not in words.tags[at] and not words.capital_nouns
    return alone and (follows == verb or words.low[follows] == ",")


def will(words: Words, clause: Clause) -> bool:
    """Whether it is told in the future tense, or as what is meant to be ("soll")."""
    future = {"future", "fin"}
    if clause.verb >= 0 and "soll" in words.tags[clause.verb]:
        return True
    # "Pour une raison que l'enquête devra établir, …"
    return future <= clause.tags and any(future <= words.tags[at] for at in clause.places if at >= clause.verb)


def _headline(words: Words, clause: Clause, tag: str) -> bool:
    """A headline without an auxiliary: "Minister abgewählt" has no actor, "Rat genehmigt Budget" has one."""
    at = next((i for i in clause.places if tag in words.begins[i] and not words.capital(i)), -1)
    return at > clause.first and any(_actor(words, i, clause.first) for i in range(clause.first, at))


def _done(words: Words, clause: Clause, verb: int, tag: str) -> int:
    """Where the verb stands that says what is done: the finite verb itself, or what its auxiliary belongs to."""
    if tag in words.begins[verb]:
        return verb
    if any("neg" in words.tags[at] for at in range(verb, min(verb + GROUP, clause.last))):
        return -1  # what was not done is no act
    if words.capital_nouns:
        return next((i for i in range(clause.last - 1, max(verb, clause.last - 4), -1) if tag in words.begins[i]), -1)
    for at in range(verb + 1, min(verb + 1 + GROUP, clause.last)):
        if tag in words.begins[at]:
            return at if not words.tags[at - 1] & {"adp", "det"} or words.tags[at - 1] & {"adverb"} else -1
        outside = words.tags[at] & OUTSIDE and not words.tags[at] & {"adverb", "neg"}
        if outside or words.capital(at) or not words.low[at][0].isalpha():
            return -1
    return -1


def _passive(words: Words, verb: int, done: int) -> bool:
    """In the passive nobody acts."""
    if done == verb or "infinitive" in words.tags[done] or (words.head_last and "gerund" in words.tags[done]):
        return False
    if words.capital_nouns:
        follows = words.tags[done + 1] if done + 1 < len(words) else frozenset()
        return "passive" in words.tags[verb] or "passive" in follows  # "konnte erreicht werden"
    if verb > 0 and "reflexive" in words.tags[verb - 1]:
        return False
    return any("passive" in words.tags[at] for at in range(verb, done))


def has_actor(words: Words, clause: Clause, verb: int, bodies: frozenset[str] = NOBODY) -> bool:
    """Whether the subject is somebody who can act; with `bodies`, whether it has one of these tags."""
    first = clause.first
    opens = words.tags[first]
    after = _opens(words, verb, first) or (words.capital_nouns and bool(opens & NO_SUBJECT))
    subject = range(verb + 1, min(verb + 1 + NEAR, clause.last)) if after else range(first, verb)
    if bodies:
        return any(words.begins[at] & bodies for at in subject)
    return any(_actor(words, at, first) for at in subject)


def _opens(words: Words, verb: int, first: int) -> bool:
    """Whether a main clause begins with its verb: "Als der Wirt sprach, | fielen Schüsse"."""
    return verb == first or (words.low[verb - 1] == "," and not words.tags[first].isdisjoint(CIRCUMSTANCE))


def _actor(words: Words, at: int, first: int) -> bool:
    tags = words.tags[at]
    if words.begins[at] & ACTORS or ("pron" in tags and "impersonal_pron" not in words.begins[at]):
        return True
    if not words.capital(at) or tags & {"det", "adp", "time", "adverb", "month", "conj", "after", "if"}:
        return False
    follows = at + 1 < len(words) and words.capital(at + 1)
    if words.capital_nouns or at == first:  # a common noun, or the first word of a sentence
        return follows or (at == first and at + 1 < len(words) and finite(words, at + 1))
    return True


def to_come(words: Words, clause: Clause) -> bool:
    """A dated event to come: "Les ministres se réuniront le 12 juin", "Die Minister treffen sich am 12. Juni"."""
    dated = {"month"} if words.capital_nouns else {"month", "time"}  # German has the present tense for what is to come
    past = {"participle", "fin_suffix", "past_fin", "passive", "since"}  # "hat seit März nicht bezahlt"
    ahead = will(words, clause) or (words.capital_nouns and clause.tags.isdisjoint(past))
    return ahead and not clause.tags.isdisjoint(dated)


def in_its_name(words: Words, clause: Clause, who: Person, *, announced: bool) -> bool:
    """Whether it may be his own act, or his house's; not "Telor will cut 400 jobs, the union announced".

    What he only says and does not announce is his where a body did it: "Orvex has closed its plant, the company said".
    """
    if not announced:
        does = (acts(words, clause, "act") or acts(words, clause, "does")) and "effect" not in clause.begins
        if not (does and who.cls == "party" and called(words, who, *HOUSE)):
            return False
    told = read(words, clause.first, clause.verb, clause.first)
    body = told is not None and (told.cls == "party" or (told.cls == "named" and " " not in told.text))
    if not (announced or body):
        return False
    if told is None or told.cls in (None, "anonymous") or told.key == who.key:
        return True
    if who.cls == "official":
        return (told.cls == "official" and not told.named) or (told.named and called(words, who, "portfolio"))
    if called(words, who, "labour"):  # "Les salariés du dépôt Marnet ont reconduit leur grève, a annoncé le syndicat"
        return "det" in words.tags[clause.first] and told.cls == "named" and not words.capital(clause.first + 1)
    return (called(words, who, "boss") or not who.named) and told.cls in ("party", "named")
