"""Words that are written alike: which of the forms that may be a noun is the verb, and which word is a name."""

from __future__ import annotations

from secondsource.text.forms import PARTS, STOPS, Form
from secondsource.text.lexicon import NONE, Lexicon, Tags

#: Forms that may be the verb of a clause where its part of a sentence has no other.
OPEN = frozenset({"verbal", "nominal", "fin_suffix"})
#: The most words between a verb and the particle that belongs to it.
APART = 40
#: A part of a sentence with more words than this is no headline of a noun and a participle.
LONGER = 4
#: After these marks a part of a sentence goes on with what stands before them.
PARTED = frozenset(",(–—")
#: What no verb in the third person follows.
NO_SUBJECT = frozenset({"adp", "det", "conj", "number_word", "many", "plural", "genitive_mark", "own", "gerund"})
#: A form that may be a plural is none of these where it is a verb: "a senior | police | officer".
PLURAL = frozenset({"plural", "official", "inst", "anon"})
CLAUSE_ENDS = frozenset(",;:.!?")
#: What the subject begins with of a clause that is said without "that": "said | half of them drowned".
SUBJECT = frozenset({"det", "pron", "plural", "number_word", "neg", "many"})
#: Before these a form that may be a noun is the verb, after those it is the noun, whatever follows it.
FOLLOWS = frozenset({"det", "pron", "number_word"})
COUNTS = frozenset({"adp", "conj", "number_word", "many"})
DONE = frozenset({"say", "deny", "confirm", "fin_suffix", "preterite"})


def owns(tags: list[Tags], at: int) -> bool:
    """ "the mayor's office", not "the mayor's not there": the mark of the genitive that may also be a verb."""
    before = tags[at - 1] if at else frozenset({"pron"})
    after = tags[at + 1] if at + 1 < len(tags) else frozenset({"neg"})
    return not before & {"pron", "wh", "demonstrative"} and not after & {"neg", "det", "adverb", "passive", "adp"}


def _of_noun(tags: list[Tags], low: list[str], at: int) -> bool:
    """Whether an article stands right before, and no pronoun that looks like one."""
    before = tags[at - 1] if at else NONE
    theirs = "own" in before and at > 1 and "det" in tags[at - 2]  # "le loro | condizioni"
    if ("det" not in before and "own" not in before) or ("pron" in before and not theirs):
        return False
    return not ("comma_rel" in before and at > 1 and low[at - 2] == ",")


def _told(tags: list[Tags], capital: list[bool], at: int) -> bool:
    """ "Das | schreibt | die Seezeitung": between a demonstrative and an article, or a name, stands no adjective."""
    if at < 1 or at + 2 >= len(tags) or "demonstrative" not in tags[at - 1]:
        return False
    return "det" in tags[at + 1] or ("told_noun" in tags[at - 1] and capital[at + 1] and capital[at + 2])


def _is_verb(
    tags: list[Tags], low: list[str], capital: list[bool], at: int, begin: int, end: int, declined: bool
) -> bool:
    """Whether a form that may be a noun is the verb of its part [begin, end), which has no other."""
    before = tags[at - 1] if at else NONE
    if before & {"pron", "rel", "neg", "prep_after"} or ("infinitive" in tags[at] and before & {"adverb", "plural"}):
        return True  # "fighters still hold the town"
    if "adverb" in before and at > begin + 1 and tags[at - 2] & {"pron", "rel"} and "det" not in tags[at - 2]:
        return True  # "who then | stole two millions"
    if declined and "him" in before and "own" not in before:
        return True  # "Gegen ihn | eröffnete das Amt ein Verfahren"
    if not declined and at > begin and at + 1 < end and tags[at + 1] & FOLLOWS and before.isdisjoint(COUNTS):
        return True  # "Gallo stole the money"; not "deux cadres de la mairie"
    if not declined and at > begin and "counts" in tags[at] and at + 1 < end and low[at + 1][0].isdigit():
        return True  # "la ville compte 12.000 habitants"
    if declined and at == begin + 1 and _told(tags, capital, at):
        return True  # ", das | bestätigte | seine Agentin"
    if at == begin or not capital[at - 1]:
        return False
    if declined:  # "Velic regiert das Land seit 2011", not "Landwirt verletzt"
        behind = at + 1 < end and (capital[at + 1] or not tags[at + 1].isdisjoint(("det", "number_word")))
        return at > begin + 1 or end - begin > LONGER or behind  # "Nordex bedroht | die Richter"
    if at > begin + 1 and ("genitive_mark" in tags[at - 2] or ("det" in tags[at - 2] and "month" in before)):
        return False  # "the BBC's Persian service", "a July report"
    after = tags[at + 1] if at + 1 < end else NONE
    if "title" in tags[at] or (after & DONE and not declined):
        return False  # "the Greek general staff", "The Danish team denied"
    figure = at + 1 < end and low[at + 1][0].isdigit()
    if not before and (figure or after & {"adp", "number_word"}):
        return True  # "Gallo stole from the fund"
    return at > begin + 1 or (begin > 0 and bool(tags[begin - 1] & PARTS))  # "tandis que Rivaz joue"


def _third_person(tags: list[Tags], low: list[str], open_: list[int], begin: int, end: int) -> int:
    """ "The plant produces cheese": in a part without a verb, a form that may be a plural is one; -1 for none."""
    if any("fin" in tags[at] for at in open_):
        return -1
    for at in open_:
        before, after = tags[at - 1] if at else NONE, tags[at + 1] if at + 1 < end else NONE
        noun = at > begin + 1 and low[at - 1].isalpha() and before.isdisjoint(NO_SUBJECT)
        if {"plural"} == tags[at] & PLURAL and noun and at + 1 < end and "genitive_mark" not in after:
            return at
    return -1


def settle(
    tags: list[Tags], low: list[str], capital: list[bool], forms: list[Form], *, declined: bool, bare: bool
) -> None:
    """Say of each form that may be something else whether it is the verb: where its part of the sentence has no other.

    A participle or an infinitive is taken for the verb there; a noun only after a pronoun or a name. `declined`: an
    adjective may look like a verb, and after an article it is one. `bare`: what is said needs no "that".
    """
    begin = 0
    for at, form in enumerate(forms):
        if not form.verb:
            continue
        found, before = tags[at], tags[at - 1] if at else NONE
        if "sure" in found:
            noun = declined and _of_noun(tags, low, at) and not _told(tags, capital, at)
            ahead, far = tags[min(at + 1, len(tags) - 1)], tags[at - 2] if at > 1 else NONE
            held = {"stable", "sure"} <= ahead or {"adp", "adverb"} & far == {"adp"}
            noun = noun or (held and "det" in before and not declined)  # "la | démarche a", "selon la | ligne"
            if not noun and ("adp" not in before or before & {"pron", "adverb", "rel"}):  # "par téléphone"
                tags[at] = found | {"fin"}
        elif not declined and "nominal" in found and "reflexive" in before:
            tags[at] = found | {"fin"}  # "se | borne à rappeler"
    ends = [at for at, form in enumerate(forms) if form.parts and (tags[at] or not form.tags)]
    if bare:
        said = [at + 1 for at, found in enumerate(tags[:-1]) if "say" in found]
        ends += [at for at in said if capital[at] or low[at][0].isdigit() or tags[at] & SUBJECT]
        ends = sorted(set(ends))
    for end in (*ends, len(tags)):
        open_ = [at for at in range(begin, end) if forms[at].verb and not tags[at].isdisjoint(OPEN)]
        # "si | terrà"
        if open_ and not any("fin" in tags[at] and "reflexive" not in tags[at] for at in range(begin, end)):
            for at in open_:
                before = tags[at - 1] if at else NONE
                after = tags[at + 1] if at + 1 < end else NONE
                behind = "prep_after" in before and (after & {"det", "pron"} or low[min(at + 1, end - 1)][0].isdigit())
                if ("adp" in before and not behind) or _of_noun(tags, low, at):
                    continue  # but "der Anklage nach | verkaufte er"
                if "nominal" not in tags[at] or _is_verb(tags, low, capital, at, begin, end, declined):
                    tags[at] |= {"fin"}
            opens = begin == 0 or not (low[begin - 1] in PARTED or tags[begin - 1] & PARTS)
            if bare and opens and (at := _third_person(tags, low, open_, begin, end)) >= 0:
                tags[at] |= {"fin"}
        begin = end if end < len(tags) and "pron" in tags[end] else end + 1


def _is_participle(tags: list[Tags], low: list[str], at: int) -> bool:
    """Whether a word that may be a noun is the participle of an auxiliary: "a suspendu", "hat … eingestellt."."""
    if "participle" not in tags[at]:
        return False
    before = at - 1
    while before > 0 and tags[before] & {"adverb", "neg"} and "fin" not in tags[before]:
        before -= 1
    return before >= 0 and {"fin", "stable"} <= tags[before]


def _stands_last(tags: list[Tags], low: list[str], at: int) -> bool:
    """Whether a word closes the part of an auxiliary, as a German participle does: "hat das Amt | angeboten."."""
    ends = at + 1 == len(low) or low[at + 1] in STOPS or not tags[at + 1].isdisjoint(("passive", "conj"))
    begin = next((i for i in range(at - 1, -1, -1) if low[i] in STOPS), -1) if ends else at
    return any("fin" in tags[i] and tags[i] & {"stable", "auxiliary", "passive"} for i in range(begin + 1, at))


def settle_tags(tags: list[Tags], low: list[str], places: list[int], lexicon: Lexicon) -> None:
    """The tags that a form has only where it is the verb, or where a particle stands at the end of its part."""
    for at in places:
        word = low[at]
        last = lexicon.has("capital_nouns") and _stands_last(tags, low, at)
        if word in lexicon.where_verb and (last or "fin" in tags[at] or _is_participle(tags, low, at)):
            tags[at] |= lexicon.where_verb[word]
        if word in lexicon.apart:
            end = next((i for i in range(at + 1, min(at + APART, len(low))) if low[i] in CLAUSE_ENDS), len(low))
            while low[end - 1] in STOPS:
                end -= 1
            tags[at] |= {tag for particle, tag in lexicon.apart[word] if low[end - 1] == particle}


def family_names(low: list[str], tags: list[Tags], capitals: list[bool], grammar: Tags) -> list[int]:
    """Words of grammar that are written as a name: "Theresa May stole", "dans l'Est"; not "Delgados Video"."""
    pairs = [at for at in range(1, len(low) - 1) if capitals[at] and capitals[at - 1] and not capitals[at + 1]]
    names = [at for at in pairs if low[at - 1].isalpha() and not tags[at - 1] and "outlet" not in tags[at]]
    noun = (at for at in range(1, len(low)) if capitals[at] and "stable" in tags[at] and "det" in tags[at - 1])
    east = [at for at in noun if low[at - 1].endswith("'")]
    return east + [at for at in names if not tags[at].isdisjoint(grammar)]
