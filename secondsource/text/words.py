"""A text as words with tags: one pass, and everything after works on these lists."""

from __future__ import annotations

import re

from secondsource.model import Span
from secondsource.record import record
from secondsource.text.forms import Form, does, is_finite
from secondsource.text.homographs import family_names, owns, settle, settle_tags
from secondsource.text.language import Language, runs_of
from secondsource.text.lexicon import NONE, Tags
from secondsource.text.parsing import Parse, parse
from secondsource.text.places import STEP, near_of
from secondsource.text.quotes import turn_marks

#: Half a character: it cannot be written as UTF-8, and stands for one place as its substitute does.
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
#: Behind what a sentence begins.
BEGINS = frozenset('.!?:«“"-–—')
#: Tags of a word that is no name, unless it is written as one.
GRAMMAR = frozenset({"could", "modal_aux", "future", "adp", "prep", "prep_post", "document", "hope", "neg", "as"})
VERB = frozenset({"fin", "passive", "present", "plural", "past_fin"})
NO_RELEASE = VERB | {"outlet", "press", "infinitive"}  # what a word of a press release is not
NO_HOUSE = frozenset({"neg", "without"})  # what a word of the name of a house is not
#: What a noun is not, where every noun is written with a capital.
NO_NOUN = frozenset({"fin", "konjunktiv1", "sure", "modal_aux", "passive", "view"})


@record(frozen=True, slots=True)
class Words:
    """Parallel lists, one entry a word or mark. `start`, `end`: string indices into the text.

    All but `start` and `end` have one entry more, a full stop without tags: what a rule finds that looks behind the
    last word, or, at index -1, before the first one.
    """

    text: str
    low: list[str]
    start: list[int]
    end: list[int]
    tags: list[Tags]
    phrases: dict[int, list[tuple[str, int]]]  # word -> (tag, end word) of the phrases that begin there
    begins: list[Tags]  # the tags of the word and of every phrase that begins there
    head_last: bool  # a noun phrase has its head last ("police spokesman")
    capital_nouns: bool  # every noun is written with a capital
    pro_drop: bool  # a verb needs no pronoun ("ha aggiunto")
    capitals: list[bool]  # written with a capital
    finite: list[bool]  # looks like a finite verb
    verbal: list[bool]  # the same, or any form of a verb that says or does something
    near: list[int]  # the first word from every `STEP`th character on
    parse: Parse | None = None  # names and subjects, where a pipeline is configured

    def __len__(self) -> int:
        return len(self.start)

    def span(self, first: int, last: int) -> Span:
        """Characters of the words [first, last)."""
        return (self.start[first], self.end[last - 1])

    def word_at(self, place: int) -> int:
        """The first word that does not begin before this character."""
        at = self.near[place // STEP] if place > 0 else 0
        while at < len(self.start) and self.start[at] < place:
            at += 1
        return at

    def words_in(self, span: Span) -> tuple[int, int]:
        """The words [first, last) that begin inside a part of the text."""
        return self.word_at(span[0]), self.word_at(span[1])

    def end_of(self, at: int, tag: str) -> int:
        """Where the phrase or word with this tag that begins at `at` ends; 0 where there is none."""
        if tag not in self.begins[at]:
            return 0
        longest = at + 1 if tag in self.tags[at] else 0
        if at in self.phrases:
            for name, end in self.phrases[at]:
                longest = max(longest, end) if name == tag else longest
        return longest

    def capital(self, at: int) -> bool:
        return self.capitals[at]

    def figure(self, at: int) -> bool:
        """Whether a word is a number, in digits or in letters."""
        return self.low[at][0].isdigit() or "number_word" in self.tags[at]


def words_of(text: str, language: Language) -> Words:
    """Cut a text without lone surrogates into words and tag them. White space is left out."""
    runs, starts = runs_of(text)
    forms, start, end = list[Form](), list[int](), list[int]()
    for number, cut in enumerate(language.cut(runs)):
        for form, place in cut:
            forms.append(form)
            start.append(starts[number] + place)
            end.append(starts[number] + place + form.length)
    low, tags = [form.low for form in forms], [form.tags for form in forms]
    capitals = [form.capital for form in forms]
    turn_marks(low, start, end)
    lexicon = language.lexicon
    for at in family_names(low, tags, capitals, GRAMMAR - {"document"} if lexicon.has("capital_nouns") else GRAMMAR):
        if "\n" not in text[end[at - 1] : start[at]]:  # a headline ends with a name, and the text begins with "Selon"
            tags[at] = NONE
    if "genitive_mark" in lexicon.entries:
        for at, found_tags in enumerate(tags):
            if "genitive_mark" in found_tags and owns(tags, at):
                tags[at] = found_tags - VERB
    if lexicon.has("capital_nouns"):
        for at in [at for at, capital in enumerate(capitals) if capital and not tags[at].isdisjoint(NO_NOUN)]:
            if at and low[at - 1] not in BEGINS and "\n" not in text[end[at - 1] : start[at]]:
                tags[at] -= NO_NOUN  # "der Stand", "der Zeuge"
    settle(tags, low, capitals, forms, declined=lexicon.has("capital_nouns"), bare=lexicon.has("head_last"))
    settle_tags(tags, low, [at for at, form in enumerate(forms) if form.unsettled], lexicon)
    phrases: dict[int, list[tuple[str, int]]] = {}
    for at, form in enumerate(forms):
        if form.opens and (found := lexicon.phrases_at(low, at)):
            phrases[at] = found
            for i in [i for tag, last in found if tag == "release" for i in range(at, last)]:
                tags[i] -= NO_RELEASE  # "a | press release | from Medix"
            for i in [i for tag, last in found if tag == "party" for i in range(at, last)]:
                tags[i] -= NO_HOUSE  # "Médecins | sans frontières | affirme"
    begins = tags.copy()
    for at, found in phrases.items():
        begins[at] |= {tag for tag, _ in found}
    finite, verbal = [form.finite for form in forms], [form.verbal for form in forms]
    for at, form in enumerate(forms):
        if form.tags is not tags[at]:
            finite[at] = is_finite(tags[at], capitals[at])
            verbal[at] = finite[at] or does(tags[at], capitals[at])
    if lexicon.has("pro_drop"):  # "Abbiamo trovato due armi": a sentence may begin with its verb
        for at in [at for at, capital in enumerate(capitals) if capital and "sure" in tags[at]]:
            finite[at] = verbal[at] = not at or low[at - 1] in BEGINS or text[end[at - 1] : start[at]].count("\n") > 0
    parsed = parse(language.pipeline, text, start, end) if language.pipeline is not None else None
    switches = lexicon.has("head_last"), lexicon.has("capital_nouns"), lexicon.has("pro_drop")
    near = near_of(start, len(text))
    low.append(".")
    for all_tags in (tags, begins):
        all_tags.append(NONE)
    for flags in (capitals, finite, verbal):
        flags.append(False)
    return Words(text, low, start, end, tags, phrases, begins, *switches, capitals, finite, verbal, near, parsed)
