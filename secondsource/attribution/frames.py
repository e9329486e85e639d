"""Where a sentence says who says so: cue, source and the words they cover.

Shapes, the same in the four languages; which words are cues is data. `Frame.first:last` are the words that are no part
of any claim; `reach` is the part of the sentence that the source vouches for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from secondsource.attribution import unlisted
from secondsource.attribution.accounts import colon_told, denial_comes, describes, in_eyes_of
from secondsource.attribution.beside import parted
from secondsource.attribution.circles import impersonal
from secondsource.attribution.citing import before, prepositional
from secondsource.attribution.closing import closes
from secondsource.attribution.dismissing import calls_false, fronted
from secondsource.attribution.doers import announces, blames, earns, estimates, reports, subject_is_source, utters
from secondsource.attribution.holding import holds
from secondsource.attribution.inversion import colon, inverted
from secondsource.attribution.pictures import in_papers, own_eyes, shown
from secondsource.attribution.relays import quotes, relies, told_to
from secondsource.attribution.seconding import seconded
from secondsource.attribution.speaking import verbal
from secondsource.attribution.spoken import whose_words
from secondsource.attribution.whereby import whereby
from secondsource.clauses.frame import Frame
from secondsource.record import replace
from secondsource.text.lexicon import Tags
from secondsource.text.phrases import VERBS, Sentence

#: Where it begins whom a source has it from.
FROM = frozenset({"refers", "prep"})
Shape = Callable[[Sentence, int], Frame | None]


def frames(sentence: Sentence) -> list[Frame]:
    """All frames of one sentence, in text order. Two overlap only where one stands inside the other.

    "The Courier, citing officials, reported that": the outer frame begins first.
    """
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
    if True in sentence.quoted:
        found += [frame for frame in whose_words(sentence) if not any(_touch(frame, other) for other in found)]
    if not found and (alone := earns(sentence) or in_papers(sentence)) is not None:
        found.append(alone)
    found = [replace(frame, told=told) if (told := told_to(sentence, frame)) is not None else frame for frame in found]
    found = seconded(sentence, sorted(found, key=lambda frame: (frame.first, -frame.last)))
    return parted(sentence, found)


def _touch(one: Frame, other: Frame) -> bool:
    """Whether two frames share words, or the other covers where the one stands."""
    inside = other.reach[0] <= one.first and one.last <= other.reach[1] and other.type == "quote"
    return (one.first < other.last and other.first < one.last) or inside


def _behind(s: Sentence, frame: Frame) -> Frame | None:
    """Whom an outlet has it from, inside its frame: "Lo scrive X, che cita Y", "wie X unter Berufung auf Y meldet"."""
    if frame.who is None or frame.who.cls not in ("outlet", None):
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
    skip = s.first
    shapes_at = map(shapes_of, s.words.begins[s.first : s.last])
    for at, (shapes, quoted) in enumerate(zip(shapes_at, s.quoted, strict=True), s.first):
        if quoted or not shapes or at < skip:
            continue
        for shape in shapes:
            if (frame := shape(s, at)) is not None:
                yield frame
                skip = max(skip, frame.last)
                break


@lru_cache(maxsize=1 << 14)
def shapes_of(tags: Tags) -> tuple[Shape, ...]:
    """The shapes that may begin at a word with these tags."""
    return tuple(shape for wanted, shape in SHAPES if not wanted.isdisjoint(tags))


#: The shapes, in the order in which they are tried at a word, each with the tags of which one begins there.
SHAPES: tuple[tuple[Tags, Shape], ...] = (
    (frozenset({"closes"}), closes),
    (frozenset({"whereby"}), whereby),
    (frozenset({"shown"}), shown),
    (frozenset({"blames"}), blames),
    (frozenset({"estimate"}), estimates),
    (frozenset({"impersonal"}), impersonal),
    (frozenset({"adp", "prep", "prep_initial", "prep_post", "so_cue", "by_him"}), prepositional),
    (frozenset({"self"}), own_eyes),
    (frozenset({"as_saying"}), quotes),
    (frozenset({"refers"}), relies),
    (frozenset({"calls", "deny", "dismisses"}), fronted),
    (frozenset({"calls", "dismisses"}), calls_false),
    (VERBS | {"decline", "to_say", "told"}, verbal),
    (frozenset({"accuses", "admits", "complains", "owns", "puts", "rates", "supposes"}), holds),
    (frozenset({"say", "confirm"}), reports),
    (frozenset({"done_to"}), announces),
    (frozenset({"doc_verb", "probe"}), subject_is_source),
    (frozenset({"utter"}), utters),
    (frozenset({"fin", "sure", "verbal", "nominal", "reflexive", "clitic"}), inverted),
    (frozenset({"colon"}), colon),
    (frozenset({"fin", "sure", "verbal", "nominal", "fin_suffix"}), unlisted.after_quote),
    (frozenset({"that"}), unlisted.that_clause),
    (frozenset({"konjunktiv1"}), unlisted.indirect),
    (frozenset({"perfect_inf"}), unlisted.past_infinitive),
    (frozenset({"perfect_inf"}), unlisted.professes),
    (frozenset({"as"}), unlisted.as_last),
    (frozenset({"colon"}), colon_told),
    (frozenset({"eyes"}), in_eyes_of),
    (frozenset({"describes"}), describes),
    (frozenset({"denial"}), denial_comes),
    (frozenset({"what"}), unlisted.what_called),
)
