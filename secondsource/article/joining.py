"""The same told twice in one article is one claim: headline and body, a second telling, a denial of what was said."""

from __future__ import annotations

from secondsource.article.retelling import HARM, nobody_harmed, retold
from secondsource.article.scope import Heard
from secondsource.claims.checkability import Reading
from secondsource.clauses.clause import Clause, clause_of
from secondsource.model import Span
from secondsource.provenance.fingerprint import figure_of
from secondsource.record import record, replace
from secondsource.text.lexicon import union
from secondsource.text.words import Words

NO_HOLE = (0, 0)
#: What is no news.
SETTLED = frozenset({"background", "public-record"})
#: How somebody's own deed is told.
DEEDS = frozenset({"public-act", "own-plan"})
#: So many words after a clause begins it is called false, and so many after that "that" stands.
FALSE = 4
#: Harm that is lost where only the headline tells it.
GRAVE = frozenset({"death", "accusation", "violence"})
GRAMMAR = frozenset(
    {"det", "adp", "conj", "pron", "fin", "that", "rel", "comma_rel", "neg", "adverb", "say", "passive", "other"}
)
STEM = 6
HEAD_OVERLAP = 0.34
SAME_OVERLAP = 0.6
#: The same, where their figures differ.
OTHER_FIGURE = 0.75
#: What "there had been no losses" names beside the harm.
BESIDE_HARM = HARM | {"demonstrative", "perfect_aux", "auxiliary", "stable"}
#: So much of the shorter of two, when the later one is what somebody denies.
DENIED_OVERLAP = 0.5
#: So many claims of the body are compared.
HEAD_LOOK, SAME_LOOK = 25, 40
#: So many claims back stands one that "there were no casualties" answers.
LAST = 2
#: So many letters are of a noun, in the singular and the plural.
CUT = 4


@record(frozen=True, slots=True)
class Draft:
    """A claim on its way: the clause as heard, and where it stands."""

    heard: Heard
    span: Span
    stems: frozenset[str]
    head: bool
    paragraph: int
    mentions: tuple[Span, ...] = ()
    plain_head: tuple[Span, ...] = ()  # mentions in the headline that state as fact
    also: tuple[Heard, ...] = ()  # the same told again, by whom
    negated: bool = False
    refers: bool = False  # its subject is a pronoun
    numbers: frozenset[str] = frozenset()
    said: str = ""  # its words in lower case


def stems(words: Words, places: list[int]) -> frozenset[str]:
    """The words of content, cut to their first letters: enough to see that two clauses say the same."""
    found: set[str] = set()
    for at in places:
        low, tags = words.low[at], words.tags[at]
        figure = low[0].isdigit() or "number_word" in tags
        if (figure or len(low) > 3) and tags.isdisjoint(GRAMMAR):
            found.add(figure_of(low) if figure else low[:STEM])
    return frozenset(found)


def draft_of(words: Words, heard: Heard, span: Span, head: bool, paragraph: int) -> Draft:
    clause, opens = heard.reading.clause, words.tags[heard.reading.clause.first]
    kept, said = stems(words, clause.places), " ".join([words.low[at] for at in clause.places])
    numbers = frozenset([stem for stem in kept if stem[0].isdigit()])
    refers = not opens.isdisjoint(("pron", "demonstrative")) and "det" not in opens
    negated = ("neg" in clause.tags) != _called_false(words, clause)
    return Draft(heard, span, kept, head, paragraph, negated=negated, refers=refers, numbers=numbers, said=said)


def _called_false(words: Words, clause: Clause) -> bool:
    """ "Il est faux que l'usine ait perdu …": what the clause tells is not so."""
    near = range(clause.first, min(clause.first + FALSE, clause.last))
    false = next((at for at in near if "untrue" in words.tags[at]), -1)
    return false >= 0 and any("that" in words.tags[at] for at in range(false + 1, min(false + FALSE, clause.last)))


def run_on(words: Words, drafts: list[Draft]) -> list[Draft]:
    """What "and" joins as one claim: a sentence is split "when sourcing or checkability differ" (docs/sourcing.md).

    "Her flat was turned upside down | and two laptops were taken" is one; not where half of it is told elsewhere too.
    """
    out: list[Draft] = []
    for draft in drafts:
        if out and _goes_on(words, out[-1], draft):
            out[-1] = _both(words, out[-1], draft)
        else:
            out.append(draft)
    return out


def _both(words: Words, first: Draft, second: Draft) -> Draft:
    one, two = first.heard.reading, second.heard.reading
    marks = {name: [*one.marks.get(name, ()), *two.marks.get(name, ())] for name in (*one.marks, *two.marks)}
    hole = one.clause.hole if one.clause.hole != NO_HOLE else two.clause.hole
    clause = clause_of(words, one.clause.first, two.clause.last, one.clause.relative, hole)
    reading = Reading(clause, "", one.way, marks, (*one.moods, *two.moods))
    span = first.span[0], second.span[1]
    made = draft_of(words, replace(first.heard, reading=reading), span, first.head, first.paragraph)
    return replace(made, also=tuple(replace(heard, reading=reading) for heard in first.also))


def _goes_on(words: Words, one: Draft, two: Draft) -> bool:
    """Whether two clauses stand beside each other with nothing between that parts them, and are told alike."""
    first, second = one.heard.reading, two.heard.reading
    last, begin = first.clause.last, second.clause.first
    if one.mentions or two.mentions or begin - last != 1 or one.heard.frames != two.heard.frames:
        return False  # somebody may vouch for one half only
    if first.way in DEEDS or "that" in words.tags[begin]:
        return False  # two deeds are two claims, and so are "that … | and that …"
    if first.way != second.way or [m.form for m in first.moods] != [m.form for m in second.moods]:
        return False
    own = words.tags[begin] & {"pron", "first_person", "det"}  # "and | she was forced to work"
    return "conj" in words.tags[last] and (not own or "det" in own)


def join(words: Words, drafts: list[Draft]) -> list[Draft]:
    """Headline mentions go to the body claim that says the same; a body claim told twice is one.

    What the body does not tell is no claim, but for harm of which it tells nothing at all.
    """
    body = [draft for draft in drafts if not draft.head]
    heads = [draft for draft in drafts if draft.head]
    if not body:
        return heads
    mentions: dict[int, list[Span]] = {}
    plain: dict[int, list[Span]] = {}
    dropped = _told_again(words, body, mentions)
    grave = union([frozenset(draft.heard.reading.marks) for draft in body])
    stems = union([draft.stems for draft in body])
    alone: list[Draft] = []
    for draft in heads:
        scores = [
            (len(draft.stems & other.stems) / max(1, len(draft.stems)), -number)
            for number, other in enumerate(body[:HEAD_LOOK])
            if number not in dropped
        ]
        best = max(scores, default=(0.0, 0))
        if best[0] <= OTHER_FIGURE and _untold(draft, grave, stems):
            alone.append(draft)
        elif best[0] >= HEAD_OVERLAP:
            mentions.setdefault(-best[1], []).append(draft.span)
            if not draft.heard.frames and not draft.heard.reading.marks.keys() & {"reportative", "hedge"}:
                plain.setdefault(-best[1], []).append(draft.span)
    return alone + [
        replace(draft, mentions=tuple(sorted(mentions[number])), plain_head=tuple(plain.get(number, ())))
        if number in mentions
        else draft
        for number, draft in enumerate(body)
        if number not in dropped
    ]


def _untold(head: Draft, grave: frozenset[str], stems: frozenset[str]) -> bool:
    """Whether a headline tells of a death that the body does not have, or of other harm in words that it does not."""
    more = (head.heard.reading.marks.keys() & GRAVE) - grave
    return "death" in more or (bool(more) and len(head.stems & stems) < HEAD_OVERLAP * len(head.stems))


def _told_again(words: Words, body: list[Draft], mentions: dict[int, list[Span]]) -> set[int]:
    """The claims that an earlier one says already: their spans become its mentions, their sources its own.

    What a source denies is not told again but contested; figures that differ are kept as a mismatch.
    """
    dropped: set[int] = set()
    told: dict[str, list[int]] = {}  # a stem, or all that is said -> the drafts that have it
    for number, draft in enumerate(body):
        begin = max(0, number - SAME_LOOK)
        alike = set(range(begin, number)) if draft.refers else set[int]()
        alike.update(range(max(begin, number - LAST), number) if draft.negated else ())
        for key in (*draft.stems, draft.said):
            if (with_it := told.get(key)) is None:
                told[key] = [number]
                continue
            alike.update(with_it)
            with_it.append(number)
            if len(with_it) > SAME_LOOK:
                del with_it[0]
        near = sorted([n for n in alike if n >= begin and n not in dropped])
        earlier = next((n for n in reversed(near) if _same(words, body[n], draft)), -1)
        if earlier < 0:
            continue
        mentions.setdefault(earlier, []).append(draft.span)
        dropped.add(number)
        body[earlier] = _with(body[earlier], draft)
    return dropped


def _same(words: Words, a: Draft, b: Draft) -> bool:
    """Whether two clauses say the same, or the opposite, or the same with another figure."""
    if ("unaware" in a.heard.reading.clause.begins) != ("unaware" in b.heard.reading.clause.begins):
        return False  # "he knew nothing of any bribes"
    common = len(a.stems & b.stems)
    if _denied(b) and not _denied(a):
        if b.refers and a.paragraph == b.paragraph:
            return len(b.stems) < 2 or common > 0  # "The mayor denied that it was ever closed."
        return a.said == b.said or common >= max(1, DENIED_OVERLAP * min(len(a.stems), len(b.stems)))
    if a.said == b.said and not b.refers:
        return True
    if b.negated and not a.negated and b.heard.frames and _contrary(words, a, b):
        return True
    if common < SAME_OVERLAP * max(len(a.stems) - len(a.numbers), len(b.stems) - len(b.numbers)):
        return _retold(words, a, b)  # most have a word in common, and no more
    other = bool(a.numbers and b.numbers) and a.numbers != b.numbers
    first, second = (a.stems - a.numbers, b.stems - b.numbers) if a.numbers != b.numbers else (a.stems, b.stems)
    union = len(first | second)
    alike = union > 1 and len(first & second) >= (OTHER_FIGURE if other else SAME_OVERLAP) * union
    return alike or _retold(words, a, b)


def _retold(words: Words, a: Draft, b: Draft) -> bool:
    """Whether a count is told again in other words: what is known, or of earlier, is another."""
    shared = a.numbers & b.numbers
    if not shared or a.negated != b.negated or b.heard.reading.way in SETTLED:
        return False
    if a.numbers - b.numbers and b.numbers - a.numbers:
        return False
    return retold(words, a.heard.reading.clause, b.heard.reading.clause, shared)


def _contrary(words: Words, a: Draft, b: Draft) -> bool:
    """Whether another source says of the same that it was not so: "no soldiers were killed", "I have not resigned".

    It names nothing that the first does not name: "no civilians were killed" tells of others.
    """
    (_, who), told = b.heard.frames[0], a.heard.frames
    if who is None or any(other is not None and other.key == who.key for _, other in told):
        return False
    clause, near = b.heard.reading.clause, b.paragraph - a.paragraph <= 1
    first, last = words.words_in(who.span)
    himself = stems(words, list(range(first, last)))
    if nobody_harmed(a.heard.reading.clause, clause):
        others = [at for at in clause.places if words.begins[at].isdisjoint(BESIDE_HARM)]
        known = {stem[:CUT] for stem in a.stems | himself}
        return near and all(stem[:CUT] in known for stem in stems(words, others))
    return near and not himself.isdisjoint(a.stems) and bool(b.stems) and b.stems <= a.stems


def _denied(draft: Draft) -> bool:
    return bool(draft.heard.frames) and draft.heard.frames[0][0].stance == "denies"


def _with(draft: Draft, again: Draft) -> Draft:
    """The claim with what the later telling adds."""
    heard = again.heard
    reading = draft.heard.reading
    if heard.frames and again.negated != draft.negated and not _denied(again):
        turned = tuple((replace(frame, stance="denies"), who) for frame, who in heard.frames)
        heard = replace(heard, frames=turned)
    marks = dict(reading.marks)
    if again.numbers and draft.numbers not in (again.numbers, frozenset()):
        marks["number-mismatch"] = [again.span]
    for name in ("accusation", "death", "health"):
        if name in again.heard.reading.marks:
            marks.setdefault(name, []).extend(again.heard.reading.marks[name])
    first = replace(draft.heard, reading=replace(reading, marks=marks))
    vouches = heard.frames and not heard.frames[0][0].view  # who doubts or hopes it does not say it
    return replace(draft, heard=first, also=(*draft.also, heard) if vouches else draft.also)
