"""Where a sentence says who says so: cue, source and the words they cover.

Shapes, the same in the four languages; which words are cues is data. `Frame.first:last` are the words that are no part
of any claim; `reach` is the part of the sentence that the source vouches for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from secondsource.attribution import unlisted
from secondsource.attribution.accounts import colon_told, describes, in_eyes_of
from secondsource.attribution.as_said import thus, whereby
from secondsource.attribution.beside import parted, seconded
from secondsource.attribution.circles import impersonal
from secondsource.attribution.citing import before, prepositional
from secondsource.attribution.closing import closes
from secondsource.attribution.doers import announces, blames, earns, estimates, reports, subject_is_source, utters
from secondsource.attribution.holding import holds
from secondsource.attribution.inversion import colon, inverted
from secondsource.attribution.passives import arrives, this_is
from secondsource.attribution.pictures import in_papers, own_eyes, reporter_saw, shown
from secondsource.attribution.pointers import said_so
from secondsource.attribution.relays import known_through, quotes, relies, told_to
from secondsource.attribution.replying import calls_false, fronted
from secondsource.attribution.scoops import scoop
from secondsource.attribution.speaking import verbal
from secondsource.attribution.spoken import whose_words
from secondsource.attribution.voided import revised
from secondsource.clauses.frame import Frame, cue_tags
from secondsource.clauses.pairs import two_sources
from secondsource.record import replace
from secondsource.text.phrases import VERBS, Sentence
from secondsource.text.tables import Table

#: Where it begins whom a source has it from.
FROM = frozenset({"refers", "prep"})
#: Verbs by which a reporter tells what he has not seen himself.
TELLS = frozenset({"say", "confirm", "utter"})
#: Verbs of owning up to something.
OWNED = frozenset({"admits", "owns"})
Shape = Callable[[Sentence, int], Frame | None]


def frames(sentence: Sentence) -> list[Frame]:
    """All frames of one sentence, in text order. Two overlap only where one stands inside the other.

    "The Courier, citing officials, reported that": the outer frame begins first.
    """
    if (alone := scoop(sentence) or said_so(sentence)) is not None:
        return [alone]
    found: list[Frame] = []
    for frame in _candidates(sentence):
        inside = [other for other in found if other.last > frame.first]
        if inside and frame.first == frame.last and frame.who is not None and frame.who.cls == "outlet":
            if all(other.type == "prepositional" for other in inside):  # "The BBC, citing medics, put the toll at 19"
                found = [other for other in found if other not in inside]
                found.append(replace(frame, last=inside[-1].last, behind=inside[0]))
            continue
        if all(frame.first <= other.first and other.last <= frame.last for other in inside):
            deeper = _behind(sentence, frame) if frame.behind is None else None
            found.append(replace(frame, behind=deeper) if deeper is not None else frame)
    if any(sentence.quoted):
        found += [frame for frame in whose_words(sentence) if not any(_touch(frame, other) for other in found)]
    if not found and (alone := earns(sentence) or in_papers(sentence)) is not None:
        found.append(alone)
    found = [_of_two(sentence, frame) for frame in found]
    found = [replace(frame, told=told) if (told := told_to(sentence, frame)) is not None else frame for frame in found]
    found = [_by_paper(sentence, frame) for frame in found]
    found = [known_through(sentence, frame) for frame in found] if "seen" in sentence.begins else found
    if len(found) > 1:
        found.sort(key=lambda frame: (frame.first, -frame.last))
    found = seconded(sentence, found)
    if not sentence.begins.isdisjoint(OWNED):
        found = [frame for frame in found if not any(_tells_of(sentence, other, frame) for other in found)]
    return revised(sentence, parted(sentence, found))


def _of_two(s: Sentence, frame: Frame) -> Frame:
    """The frame with both of its sources, where its phrase names two: "said the police and a neighbour"."""
    if frame.who is None or frame.who.cls is None or frame.second is not None or frame.stance == "declines":
        return frame
    first, last = s.words.words_in(frame.who.span)
    if "both" in s.begins and s.words.word_at(frame.cue[0]) < first:
        last = max(last, frame.last)  # "hanno riferito | sia | la polizia | che l'ospedale"
        first -= "both" in s.words.begins[first - 1]
    pair = two_sources(s, first, last)
    return replace(frame, who=pair[0], second=pair[1]) if pair is not None else frame


def _by_paper(s: Sentence, frame: Frame) -> Frame:
    """The frame with the outlet as its source, where its reporter only says it: "said | a reporter for the Ledger"."""
    who = frame.who
    if who is None or who.cls != "witness" or who.key == "witness" or "saw" in s.begins:
        return frame
    tells = frame.type == "prepositional" or not cue_tags(s.words, frame).isdisjoint(TELLS)
    return replace(frame, who=replace(who, cls="outlet")) if tells else frame


def _tells_of(s: Sentence, teller: Frame, frame: Frame) -> bool:
    """ "The suspect admitted the deed, | said the prosecutor": who tells that somebody owned up is the source."""
    if frame.first < frame.last or s.words.tags[s.words.word_at(frame.cue[0])].isdisjoint(OWNED):
        return False
    if teller.first == teller.last or teller.who is None or frame.who is None or teller.who.key == frame.who.key:
        return False
    return teller.reach[0] <= frame.first < teller.reach[1]


def _touch(one: Frame, other: Frame) -> bool:
    """Whether two frames share words, or the other covers where the one stands."""
    inside = other.reach[0] <= one.first and one.last <= other.reach[1] and other.type == "quote"
    return (one.first < other.last and other.first < one.last) or inside


def _behind(s: Sentence, frame: Frame) -> Frame | None:
    """Whom an outlet has it from, inside its frame: "Lo scrive X, che cita Y", "wie X unter Berufung auf Y meldet"."""
    if frame.who is None:
        return None
    begins = s.words.begins
    for at in range(frame.first, frame.last):
        if begins[at].isdisjoint(FROM) or s.inside(at) or frame.cue[0] == s.words.start[at]:
            continue
        inner = relies(s, at) or before(s, at)
        if inner is not None and inner.who is not None and inner.who.cls is not None and not inner.closing:
            return inner if inner.who.key != frame.who.key else None
    return None


def _candidates(s: Sentence) -> Iterator[Frame]:
    skip, begins = s.first, s.words.begins
    for at in range(s.first, s.last):
        if at < skip or not begins[at] or s.inside(at):
            continue
        if s.words.low[at - 1] == "-" and at > s.first + 1 and s.words.end[at - 2] == s.words.start[at - 1]:
            continue  # "the so-|called"
        for shape in SHAPES.of(begins[at]):
            if (frame := shape(s, at)) is not None:
                yield frame
                skip = max(skip, frame.last)
                break


#: The shapes, in the order in which they are tried at a word, each with the tags of which one begins there.
SHAPES: Table[Shape] = Table(
    (closes, "closes"),
    (arrives, "tidings"),
    (this_is, "passive"),
    (thus, "so_cue"),
    (whereby, "whereby"),
    (shown, "shown"),
    (blames, "blames"),
    (estimates, "estimate"),
    (impersonal, "impersonal"),
    (prepositional, "adp prep prep_initial prep_post so_cue by_him"),
    (own_eyes, "self"),
    (reporter_saw, "saw"),
    (quotes, "as_saying"),
    (relies, "refers"),
    (fronted, "calls deny dismisses"),
    (calls_false, "calls dismisses"),
    (verbal, " ".join(VERBS | {"decline", "to_say", "told"})),
    (holds, "accuses admits complains owns puts rates supposes"),
    (reports, "say confirm"),
    (announces, "done_to"),
    (subject_is_source, "doc_verb probe"),
    (utters, "utter"),
    (inverted, "fin sure verbal nominal reflexive clitic"),
    (colon, "colon"),
    (unlisted.that_clause, "that"),
    (unlisted.indirect, "konjunktiv1"),
    (unlisted.past_infinitive, "perfect_inf"),
    (unlisted.professes, "perfect_inf"),
    (unlisted.as_last, "as"),
    (colon_told, "colon"),
    (in_eyes_of, "eyes"),
    (describes, "describes"),
    (unlisted.what_called, "what"),
)
