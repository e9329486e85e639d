"""A word as it is written, with what is asked of every word and depends on nothing beside it: asked once a form."""

from __future__ import annotations

from secondsource.record import record
from secondsource.text.lexicon import Lexicon, Tags

#: Forms that may be the verb of a clause, and those of them that are settled by what bounds their part of a sentence.
VERB = frozenset({"sure", "verbal", "nominal", "fin_suffix"})
STOPS = frozenset(',;:.!?–—()«»“”„"…')
PARTS = frozenset({"conj", "that", "rel", "split", "if"})
FINITE = frozenset({"fin", "konjunktiv1", "konjunktiv2", "conditional"})
SAYS_OR_DOES = frozenset({"say", "confirm", "deny", "view", "act", "event"})


@record(frozen=True, slots=True)
class Form:
    """A word as it is written: its normal form and tags, before anything beside it is looked at."""

    low: str
    tags: Tags
    length: int
    capital: bool
    opens: bool  # a phrase may begin here
    unsettled: bool  # it has tags only where it is the verb, or where its particle follows
    parts: bool  # a part of a sentence ends before it, or with it
    verb: bool  # it may be the verb of a clause, as `VERB` has it
    finite: bool  # looks like a finite verb
    verbal: bool  # the same, or any form of a verb that says or does something


def form_of(low: str, tags: Tags, lexicon: Lexicon, *, length: int, capital: bool) -> Form:
    finite = bool(tags) and is_finite(tags, capital)
    return Form(
        low,
        tags,
        length,
        capital,
        opens=low in lexicon.phrases,
        unsettled=low in lexicon.where_verb or low in lexicon.apart,
        parts=low in STOPS or (bool(tags) and not tags.isdisjoint(PARTS)),
        verb=not (capital or not tags or tags.isdisjoint(VERB)),
        finite=finite,
        verbal=finite or (bool(tags) and does(tags, capital)),
    )


def is_finite(tags: Tags, capital: bool) -> bool:
    return not tags.isdisjoint(FINITE) and (not capital or "fin" in tags)


def does(tags: Tags, capital: bool) -> bool:
    """Whether a word is any form of a verb that says or does something."""
    return not (capital or tags.isdisjoint(SAYS_OR_DOES))
