"""Reportative mood: verb forms that say "so I was told" without saying by whom.

Which forms a language has is data: `conditional` and `conditional_not` (regular expressions for one word), the
subjunctive forms of indirect speech, `soll` with a perfect infinitive.
"""

from __future__ import annotations

from typing import Literal

from secondsource.record import record
from secondsource.text.words import Words

Reading = Literal["reportative", "hedge", "other"]
FORMS = frozenset({"conditional", "soll", "konjunktiv1", "konjunktiv2"})

#: So many words behind a clause, the auxiliary of its "soll" may stand at the end of the sentence.
FAR = 40
PAST = frozenset({"participle", "nominal", "verbal"})
#: What stands before "haben soll" where it is a deed, and no plan: not "fertig sein soll".
DONE = frozenset({"participle", "perfect_inf", "event", "violence", "accusation"})


@record(frozen=True, slots=True)
class Mood:
    """One verb form: words [first, last), its form and how it is read here."""

    first: int
    last: int
    form: str
    reading: Reading


def moods(words: Words, first: int, last: int) -> tuple[Mood, ...]:
    """The moods in the words [first, last) of one sentence."""
    places = [at for at in range(first, last) if not words.tags[at].isdisjoint(FORMS)]
    if not places:
        return ()
    found: list[Mood] = []
    condition = any(words.begins[at] & {"if", "conditional_case"} for at in range(first, last))
    for at in places:
        tags = words.tags[at]
        if "conditional" in tags and "conditional_not" not in tags:
            found.append(Mood(at, at + 1, "conditional", _conditional(words, at, last, condition)))
        elif "soll" in tags:
            found.append(Mood(at, at + 1, "soll", _soll(words, at, last)))
        elif words.capital_nouns and words.capital(at):
            continue  # "die Nähe" is no verb
        elif "konjunktiv1" in tags and any("first_person" in found for found in words.tags[max(0, at - 1) : at + 2]):
            continue  # "ich warte"
        elif at and words.end_of(at - 1, "conditional_case") > at:
            continue  # "es | sei | denn"
        elif "konjunktiv1" in tags:
            found.append(Mood(at, at + 1, "konjunktiv1", "other" if condition and first == at else "reportative"))
        elif "konjunktiv2" in tags:
            unreal = condition or _unreal(words, at, last)
            found.append(Mood(at, at + 1, "konjunktiv2", "other" if unreal else "reportative"))
    return tuple(found)


def _unreal(words: Words, at: int, last: int) -> bool:
    """ "Das | hätte | man sehen können": what might have been, by two infinitives at the end."""
    end = last
    while end > at + 1 and not words.low[end - 1][0].isalpha():
        end -= 1
    both = end - at > 2 and "modal_participle" in words.tags[end - 1] and words.low[end - 2][0].isalpha()
    return both and "auxiliary" in words.tags[at] and not words.capital(end - 2)


def _conditional(words: Words, at: int, last: int, condition: bool) -> Reading:
    if words.tags[at] & {"could", "should"}:
        return "hedge"
    if any("modal_participle" in words.tags[i] for i in range(at + 1, min(at + 3, last))):
        return "other"  # "aurait pu", "avrebbe potuto": what might have been
    if condition or _plain_after(words, at):
        return "other"
    if any("first_person" in words.tags[i] for i in range(max(0, at - 3), at)):
        return "other"
    return "reportative"


def _plain_after(words: Words, at: int) -> bool:
    """Whether the words beside the form make it a wish, a comparison or a future seen from the past."""
    before = words.tags[at - 1] if at else frozenset()
    after = words.tags[at + 1] if at + 1 < len(words) else frozenset()
    if "conditional_plain" in before or "conditional_wish" in after | words.tags[at]:
        return True
    if at > 1 and "neg" in before:
        before = words.tags[at - 2]  # "des listes qui | n'éliraient qu'un député"
    return "conditional_rel" in before and "conditional_state" not in words.tags[at]


def _soll(words: Words, at: int, last: int) -> Reading:
    end = at + 1
    while end < last and words.low[end] not in ".;":
        end += 1
    if any("until" in words.tags[i] for i in range(at + 1, end)):
        return "other"  # "soll bis 2028 fertig sein": a plan
    tail = range(max(at + 1, end - 4), end)
    if "perfect_inf" in words.tags[at - 1] and (end == at + 1 or words.low[at + 1] == ","):  # "geschlagen haben soll"
        had = "own" not in words.tags[at - 1] and not words.capital(at - 2)  # "getrunken haben soll", not "fertig sein"
        return "reportative" if at > 1 and (had or words.tags[at - 2] & DONE) else "other"
    inner = (i for i in range(at + 2, end - 1) if words.low[i + 1] == ",")  # "soll geflohen sein, heisst es"
    told = any("perfect_inf" in words.tags[i] and words.tags[i - 1] & PAST for i in inner)
    if told or any(words.tags[i] & {"perfect_inf", "state_inf"} for i in tail):
        return "reportative"
    return "reportative" if end == last and _done_later(words, last) else "other"


def _done_later(words: Words, at: int) -> bool:
    """ "soll ihn gepackt, | geschlagen und beraubt haben": the auxiliary of all stands at the end of the sentence."""
    end = next((i for i in range(at, min(at + FAR, len(words))) if words.low[i] in ".;"), at)
    done = end > at + 1 and "perfect_inf" in words.tags[end - 1] and words.tags[at - 1] & PAST
    return bool(done) and not any(words.finite[i] for i in range(at, end - 2))
