"""What a source says, beside its verb: where it begins and ends, and whether it is said at all."""

from __future__ import annotations

from secondsource.clauses.edges import AUXILIARY
from secondsource.clauses.infinitives import NOTHING, Start, gerund, infinitive, past_infinitive, past_place, pointed_at
from secondsource.clauses.withheld import WITHHELD, withholds
from secondsource.sources.windows import FAR, NEAR
from secondsource.text.lexicon import NONE
from secondsource.text.names import MARKS
from secondsource.text.phrases import VERB_FORMS, VERBS, Sentence, finite, left, points_back, skip

#: What may stand between a verb and its "that".
WHEN = frozenset({"adp", "time", "month", "adverb", "also", "as", "conj", "gerund", "neg"})
#: Among so many words of a clause stands its verb: after a comma, and right after the verb of saying.
CLAUSE_LOOK, VERB_LOOK = 11, 14
#: What shows that a verb belongs to another clause than what is said.
OF_ANOTHER = frozenset({"det", "rel", "pron", "conj", "split", "wh"})
#: What follows a relative pronoun, and no article.
OF_WHICH = frozenset({"adp", "pron", "reflexive", "adverb", "time", "neg"})
#: After these stands a noun.
OF_NOUN = frozenset({"adp", "own", "conj"})
#: Nouns for where somebody said it: "told the Ledger in an interview | published | Monday that".
SAID_IN = frozenset({"interviews", "statement", "document", "release"})
#: In no more words after a verb of saying nothing is said.
SHORTEST = 3


def content_start(s: Sentence, stop: int) -> Start:
    """Where what is said begins, after the verb of saying that ends before `stop`."""
    stop = skip(s, stop, "on_his_part")  # "dit | de son côté | tester"
    for shape in SHAPES:
        if (found := shape(s, stop)) is not None:
            return found
    return NOTHING


def _marked(s: Sentence, stop: int) -> Start | None:
    """After a word or a mark that says so: "that", a colon, a quote mark, a comma."""
    words = s.words
    for at in range(stop, min(stop + FAR, s.last)):
        low, tags = words.low[at], words.tags[at]
        if (end := words.end_of(at, "whereby")) > at and end < s.last and not s.inside(at):
            return end, True  # "denied reports according to which | he resigned"
        as_well = "that" in tags and at > stop and words.end_of(at - 1, "conj") > at  # "ainsi | que pour la rue"
        if "that" in tags and not (s.inside(at) or as_well or (words.head_last and "adp" in words.tags[at - 1])):
            return _after_that(s, stop, at)
        if "how" in tags and _tells_how(s, stop, at):
            return at, True
        if low == ":" and at + 1 < s.last:
            return at + 1, True
        if not tags.isdisjoint(("conj", "split")) and _another_says(s, stop, at):
            return NOTHING
        if s.inside(at):
            if words.head_last and any(finite(words, i) for i in range(stop + 1, at)):
                return stop, True  # "said | it had asked for reasons and would “use every tool”"
            return (at, True) if at - stop < NEAR else NOTHING
        if low == ",":
            return _after_comma(s, stop, at)
        if low in ";.!?–—(":
            return None
    return None


def _tells_how(s: Sentence, stop: int, how: int) -> bool:
    """ "Survivors described | how the boat sank": not "explained how to swim", "ha detto, come previsto, che"."""
    words = s.words
    near = range(how + 1, min(how + FAR, s.last))
    end = next((i for i in near if words.low[i] in MARKS), near.stop)
    beside = how == stop or "tells" in words.tags[stop - 1] or not words.tags[stop].isdisjoint(("addressee", "time"))
    return beside and words.low[how - 1] != "," and any(finite(words, i) for i in range(how + 1, end))


def _another_says(s: Sentence, stop: int, conj: int) -> bool:
    """ "confirmed an attack but | denied that files had leaked": what follows is what the second verb says."""
    words = s.words
    if any(finite(words, i) and words.tags[i - 1].isdisjoint(("det", "own")) for i in range(stop, conj)):
        return False  # "said he was ill and | denied that …": what was said goes on
    near = range(conj + 1, min(conj + 3, s.last))
    return any((finite(words, i) and words.begins[i] & VERBS) or "deny" in words.tags[i] for i in near)


def _after_that(s: Sentence, stop: int, that: int) -> Start:
    words, opens = s.words, that + 1
    if words.head_last and opens < s.last and finite(words, opens):
        return that, True  # "says | that is untrue"
    if that == stop and words.head_last:
        end = next((i + 1 for i in range(opens, s.last - 1) if "conj" in words.tags[i]), s.last)
        if (end == s.last or words.tags[end] & VERBS) and points_back(words, that, end):
            return NOTHING  # "rejected that on Telegram | and said …"
    object_ = not words.head_last and "det" in words.tags[stop] and "adp" not in words.tags[stop]
    if object_ and that > stop + 1 and opens < s.last and finite(words, opens) and words.low[that - 1] != ",":
        return NOTHING  # "indique le rôle | qu'ont joué les banques"
    verbs = [i for i in range(stop + 1, that - 1) if finite(words, i)]
    verbs = [i for i in verbs if "participle" not in words.tags[i] or words.tags[i - 1].isdisjoint(SAID_IN)]
    second = words.head_last and (verbs or _relative(s, stop, that))
    return (stop, True) if second else (opens, True)  # "said | he was told by police that …"


def _relative(s: Sentence, stop: int, that: int) -> bool:
    """ "said | more than half received less than the light that they need": what is said began before."""
    tags = s.words.tags  # not "told the mayor that", "said on Monday that", "said, when asked, that"
    told = "tells" in tags[stop - 1] or not WHEN.isdisjoint(tags[that - 1] | tags[stop])
    return that > stop + 2 and s.words.low[stop][0].isalnum() and not told


def _after_comma(s: Sentence, stop: int, comma: int) -> Start | None:
    words, opens = s.words, comma + 1
    if opens < s.last and "that" in words.tags[opens]:
        return opens + 1, True
    if words.capital_nouns and (over := _over_aside(s, comma)) > 0:
        return over, True  # "sagte Weiss, Chef des Amts, dass | …"
    if words.capital_nouns and not words.tags[stop - 1].isdisjoint(("modal_aux", "professes")):
        return None  # "will laut »Kurier«, der …, | sein Werk schließen"
    if words.capital_nouns and opens < s.last and words.tags[opens] & VERBS and not words.capital(opens):
        return None  # "bestätigte einen Angriff, | bestritt aber, dass …"
    if words.capital_nouns and not _of_modal(s, stop - 1) and _clause_follows(s, opens):
        told = "of" in words.tags[stop] or any(words.figure(i) for i in range(stop, comma))
        told = told and stop < comma  # "spricht von Betrug, | die Regierung weist das zurück"
        return None if told and not any("konjunktiv1" in words.tags[i] for i in range(opens, s.last)) else (opens, True)
    if opens < s.last and (s.inside(opens) or _to_have(s, opens)):
        return opens, True
    return (over, True) if (over := _over_aside(s, comma)) > 0 else None


def _at_once(s: Sentence, stop: int) -> Start | None:
    """ "WHO say | iodine deficiency is …": nothing stands between the verb and what is said."""
    words = s.words
    if not words.head_last or stop >= s.last - 2:
        return None
    passive = "passive" in words.tags[stop - 2]  # "the jury was told | he"
    begin = _told_to(s, stop) if "tells" in words.tags[stop - 1] and not passive else stop
    if begin >= s.last - 2:
        return None
    begin = past_place(s, begin)
    while begin < s.last - 1 and words.tags[begin] & {"time", "adverb"} and not words.finite[begin + 1]:
        if words.end_of(begin, "not_superlative") > begin:
            break  # "said | at least 12 people were hurt"
        begin += 1
    if words.low[begin] in MARKS:
        return None
    for at in range(begin + 1, min(begin + VERB_LOOK, s.last)):
        if words.low[at] in MARKS and words.low[at] != "-":  # "a 34-year-old man"
            break
        known = finite(words, at) or "preterite" in words.tags[at]  # "said Falk | stole 40 rifles"
        if known or (words.tags[at] & VERBS and "weak" not in words.tags[at] and at > begin + 1):
            return begin, known and _has_subject(s, stop - 1, begin, at)
    return (begin, False) if _plain(s, stop - 1, begin) else None


def _has_subject(s: Sentence, said: int, begin: int, verb: int) -> bool:
    """ "announced | it had taken the town", "warned | the dam could break"; not "announced the plan they had made"."""
    words, opens, within = s.words, s.words.tags[begin], range(begin + 1, verb)
    helps = words.tags[verb] & AUXILIARY and "genitive_mark" not in words.tags[verb]
    if not words.finite[said] or "accuse" in words.tags[said] or not helps:
        return False
    if "pron" in opens:
        return verb == begin + 1
    begins = bool(opens & {"det", "number_word", "plural"}) or words.low[begin][0].isdigit()
    return begins and not any(words.tags[i] & OF_ANOTHER and "adp" not in words.tags[i - 1] for i in within)


#: How what is said begins, in the order in which it is looked for.
SHAPES = (gerund, pointed_at, past_infinitive, infinitive, _marked, _at_once)


def _plain(s: Sentence, said: int, begin: int) -> bool:
    """ "say the water | smells of petrol", "said the driver, a man of 62, swerved": whatever verb we see in it."""
    words, who = s.words, said - 1
    if words.tags[said] & {"weak", "noun_verb", "view", "act"} or not words.finite[said] or who < s.first:
        return False
    opens = words.tags[begin] & {"det", "own", "pron", "number_word", "plural"} or words.low[begin][0].isdigit()
    opens = opens or (words.capital(begin) and "," in words.low[begin + 1 : begin + 3])  # "said Ada Lowe, 61, had left"
    where = any("adp" in words.tags[i] for i in range(said + 1, begin + 1))  # "said in | a filing on Friday"
    noun = words.tags[min(begin + 1, s.last - 1)] | words.tags[begin]
    told = bool(opens) and not where and noun.isdisjoint(("that", "told_noun", "charge"))
    stop = next((i for i in range(begin, s.last) if words.low[i] in ";.:"), s.last)
    verbs = (i for i in range(begin + 1, stop) if words.tags[i] & VERB_FORMS and "gerund" not in words.tags[i])
    told = told and any(
        words.tags[i - 1].isdisjoint(OF_NOUN) and not words.figure(i - 1) for i in verbs
    )  # not "said its duty to firms"
    return told and stop - begin > SHORTEST and words.low[who] not in MARKS and not s.inside(who)


def _over_aside(s: Sentence, comma: int) -> int:
    """Where what is said begins after an aside: "claims, letter in hand, that | …"; 0 where no aside stands there."""
    words = s.words
    commas = (i for i in range(comma + 1, min(comma + FAR, s.last - 1)) if words.low[i] == ",")
    close = next((i for i in commas if "that" in words.tags[i + 1]), -1)  # ", Chef des Amts, ohne Beweise zu nennen,"
    if close < 0:
        return 0
    if "gerund" not in words.tags[comma + 1] and any(finite(words, i) for i in range(comma + 1, close)):
        return 0  # but "said, asking not to be named, that"
    return close + 2


def _told_to(s: Sentence, at: int) -> int:
    """Where what is told begins: "told state television | the town was quiet"; the end of the sentence for none."""
    words = s.words
    named = at + 1 if "det" in words.tags[at] else at
    end = max(words.end_of(named, "agency"), words.end_of(named, "named_outlet"), named + 1)
    for begin in range(end, s.last):
        tags = words.tags[begin]
        if words.low[begin] in MARKS:
            break
        if finite(words, begin):
            return end
        if tags & {"det", "pron"} and not words.tags[begin - 1] & {"adp", "det"}:
            return begin
    return s.last


def _to_have(s: Sentence, at: int) -> bool:
    """ "wirft ihm vor, Kunden betrogen zu haben": what is said is an infinitive of the past at the end."""
    words = s.words
    return any(
        "perfect_inf" in words.tags[i]
        and "to" in words.tags[i - 1]
        and not any(finite(words, j) for j in range(at, i - 1))
        for i in range(at + 2, s.last)
    )


def _of_modal(s: Sentence, at: int) -> bool:
    """Whether a verb belongs to a modal before it: "konnte die Polizei informieren"."""
    words = s.words
    return "infinitive" in words.tags[at] and any(
        finite(words, i) and words.tags[i] & {"sure", "modal_aux"} for i in range(left(s, at), at)
    )


def _clause_follows(s: Sentence, at: int) -> bool:
    """Whether a clause, and no relative clause, begins after a comma (German needs no "that")."""
    tags, after = s.words.tags[at] if at < s.last else NONE, min(at + 1, s.last - 1)
    says = not s.words.capital(after) and s.words.tags[after] & VERBS
    if s.words.capital_nouns and at < s.last and _which(s, at):
        return False  # "verteidigte das Wort, | mit dem er …", "forderte ein Sturm, | der am Montag …"
    if at >= s.last or s.words.low[at] in MARKS or ("comma_rel" in tags and ("det" not in tags or says)):
        return False  # "schrieb an die Firma, | die bestreitet, dass"
    return any(finite(s.words, i) for i in range(at, min(at + CLAUSE_LOOK, s.last)))


def _which(s: Sentence, at: int) -> bool:
    """Whether a relative clause begins, also after a preposition, by what follows its pronoun; no indirect speech."""
    words = s.words
    which = min(at + ("adp" in words.tags[at]), s.last - 2)
    if "comma_rel" not in words.tags[which] or words.tags[which + 1].isdisjoint(OF_WHICH) or words.capital(which + 1):
        return False
    end = next((i for i in range(which, s.last) if words.low[i] == ","), s.last)
    return not any("konjunktiv1" in words.tags[i] for i in range(which, end))


def reach_end(s: Sentence, at: int, weak: bool = False) -> int:
    """What is said runs to the end of the sentence, to a new main clause after a semicolon, or "but gave no names".

    With a weak verb, and no "that", to what else happened: "warned | the storm was near, | and 14 people drowned".
    """
    words, withheld = s.words, not s.begins.isdisjoint(WITHHELD)
    while at < s.last and not ((words.low[at] == ";" and not s.inside(at)) or (withheld and withholds(s, at))):
        if weak and words.low[at] == "," and "conj" in words.tags[min(at + 1, s.last - 1)] and _new(s, at + 2):
            break
        at += 1
    return at


def _new(s: Sentence, at: int) -> bool:
    """Whether a clause with a subject of its own begins, and no pronoun goes on with who was told of."""
    words = s.words
    if at >= s.last or words.finite[at] or "pron" in words.tags[at]:
        return False
    verb = next((i for i in range(at + 1, s.last) if words.finite[i] or words.low[i] in MARKS), at)
    return words.finite[verb] and words.tags[verb].isdisjoint(("future", "conditional", "could", "forecast"))


def not_said(s: Sentence, group: int, at: int, opens: int) -> bool:
    """Whether a verb of saying is negated, conditional, to come or asked: what follows is not said by anybody."""
    words = s.words
    if words.low[opens - 1] == "," and "if" in words.tags[left(s, group)]:
        return True  # "Falls er sich bestätigt, wäre es …"
    asks = opens < s.last and not words.begins[opens].isdisjoint(("asks", "if", "wh"))  # "did not say | where he was"
    if not (asks or "that" in words.tags[opens - 1]) or words.low[s.last - 1] == "?":
        apart = s.inside(opens) or words.low[opens - 1] in MARKS
        negated = not apart and any("neg" in words.tags[i] for i in range(group, at))  # "did not say | he had fled"
        return negated or (words.low[s.last - 1] == "?" and not s.inside(opens))
    opening = words.tags[left(s, group)]
    unreal = {"neg", "modal_aux", "could", "conditional_plain"}
    before = any(words.tags[i] & unreal for i in range(group, at)) or "future" in words.tags[at]
    aside = next((i for i in range(at + 1, opens - 1) if words.low[i] == ","), opens - 1)
    negated = any("neg" in words.tags[i] for i in range(at + 1, aside))  # not "said, without naming a source, that"
    return before or "if" in opening or negated


def called_false(s: Sentence, opens: int) -> int:
    """Where what is called false begins: "said it was a lie that | …", "sagte, es sei falsch, dass | …"; else 0."""
    words, last = s.words, min(opens + NEAR, s.last - 1)
    false = next((i for i in range(opens, last) if "untrue" in words.tags[i] or "no_proof" in words.begins[i]), -1)
    if false < 0 or any("neg" in words.tags[i] and "no_proof" not in words.begins[i] for i in range(opens, false)):
        return 0
    thats = (i for i in range(false, min(false + 4, s.last - 1)) if "that" in words.tags[i])
    return next((i + 1 for i in thats if "conj" not in words.tags[i - 1]), 0)  # not "said it was a lie and | that …"
