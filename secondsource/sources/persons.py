"""Who a noun phrase means: the class, the grade and the name of a source.

The classes and grades are those of the definition; which noun speaks for which class is data (lang/*/lexicon.toml).
"""

from __future__ import annotations

from secondsource.model import Grade, Source, SourceClass, Span
from secondsource.record import record, replace
from secondsource.sources.bounds import core, head_begins, is_at
from secondsource.sources.nobody import is_aside, is_thing, no_noun, no_subject, only_whose
from secondsource.sources.outlets import OUTLET, in_quotes, outlet_in, speaks_itself
from secondsource.sources.standing import SPEAKERS, is_firm, is_somebody, noun_of, of_owner, stands_for, whose_tally
from secondsource.sources.unnamed import (
    grade,
    heads,
    is_close,
    is_plural,
    is_unnamed,
    names_of,
    outside_name,
    stands_alone,
)
from secondsource.text.lexicon import NONE, Tags, fold, union
from secondsource.text.names import (
    QUOTES,
    is_acronym,
    is_body,
    key_of,
    office_of,
    outlet_key,
    proper,
)
from secondsource.text.words import Words

#: Nobody is named in more words than this.
LONGEST = 60
#: What says of unnamed sources how many they are, and that they are others.
HOW_MANY = frozenset({"many", "indef", "other"})
#: "Three cellmates of the man": so many words, and the second may be a form of these kinds only.
COUNTED = 5
#: "The authors", "the two authors": no more words.
SHORT = 3
PRONOUN = frozenset({"pron"})
NOUN = frozenset({"plural", "participle", "nominal"})


@record(frozen=True, slots=True)
class Person:
    """A noun phrase as a source. `cls` is None for a pronoun or a bare role: somebody named before."""

    span: Span
    text: str
    cls: SourceClass | None
    key: str
    grade: Grade | None = None
    plural: bool = False
    second_hand: bool = False
    named: bool = False
    measures: bool = False  # a body that measures: weather, statistics, prices
    interested: bool = False  # unnamed, and close to a party
    body: bool = False  # named by an acronym: no person
    loose: bool = False  # a spokesman, and the phrase does not say whose
    surname: str = ""  # of a person who is named beside his office
    accused: bool = False  # somebody who has just answered what is said of him
    channel: bool = False  # the publishing agency itself: no node that counts beside another (docs/sourcing.md)

    def source(self, id_: str, cls: SourceClass | None = None) -> Source:
        """The record, once the phrase is resolved. `cls`: what it is towards one claim, where that differs."""
        own = cls or self.cls or "none"
        begin, end = self.span
        return Source(id_, begin, end, self.text, own, self.key, self.grade, self.plural, self.second_hand)


def called(words: Words, who: Person, *tags: str) -> bool:
    """Whether the phrase that names a source has a word with one of these tags."""
    first, last = words.words_in(who.span)
    return any(tag in words.tags[at] for at in range(first, last) for tag in tags)


def last_heard(words: Words, first: int, last: int) -> Person:
    """Whoever was heard last, where a pronoun speaks, or a verb without a subject."""
    span = words.span(first, last)
    return Person(span, words.text[slice(*span)], None, "")


def read(words: Words, first: int, last: int, sentence: int) -> Person | None:
    """The source named by the words [first, last) of a sentence; None where they name nobody."""
    if last - first > LONGEST:
        return None
    first, last = core(words, first, last, sentence)
    if first >= last:
        return None
    span = words.span(first, last)
    text = words.text[span[0] : span[1]]
    if (whose := whose_tally(words, first, last)) is not None and (who := read(words, *whose, sentence)) is not None:
        return replace(who, span=span, text=text)
    head = head_begins(words, first, last)
    tags = words.tags[head:last]
    every, begins = union(tags), union(words.begins[first:last])
    if tags[0] & {"pron", "first_person"} and (last - first == 1 or words.tags[first + 1] & {"where", "same_as"}):
        return Person(span, text, None, "")  # "er gegenüber der Rundschau"
    if is_aside(words, first, last) or no_subject(words, first):
        return None
    if (last - first == 1 and "both_of" in tags[0]) or stands_alone(words, first, last):
        return Person(span, text, "anonymous", f"anonymous:{fold(text)}", "B")
    if words.capital_nouns and "det" in tags[0] and no_noun(words, first, last):
        return None
    if last - first == 1 and ({"det", "indef"} <= tags[0] or {"demonstrative", "told_noun"} <= tags[0]):
        return None  # "confirme | une attaque", ", | das | sagte niemand": an article is nobody
    noun_at, cls = noun_of(words, head, last)
    if head > first and (owner := of_owner(words, first, head, last, noun_at)) is not None:
        cls = owner
    if (
        (words.head_last or words.capital_nouns)
        and noun_at is not None
        and "anon" in every
        and heads(words, noun_at, last)
    ):
        noun_at, cls = None, None  # "government sources"
    if words.head_last and noun_at is not None and is_somebody(words, first, last, noun_at, cls):
        noun_at, cls = None, None
    outlet = None if begins.isdisjoint(OUTLET) else outlet_in(words, first, last)
    outlet = outlet or in_quotes(words, first, last)
    beside = union(words.tags[first : outlet[0]] + words.tags[outlet[1] : last]) if outlet else NONE
    if "own_reporter" in every or "reporter" in beside:  # not "the Hollywood Reporter"
        agency = outlet is None or "own_reporter" in every or "agency" in words.begins[outlet[0]]
        paper = "" if agency or outlet is None else outlet_key(words.text[slice(*words.span(*outlet))])
        return Person(span, text, "witness", paper or "witness", named=True)
    measures = "measurer" in begins and any("measurer" in found for found in words.begins[head:last])
    house = noun_at is not None and not words.capital_nouns and "inst" in words.tags[noun_at]  # "l'istituto"
    cls = "official" if measures and (cls != "expert" or house) else cls
    names = names_of(words, proper(words, first, last, sentence), head, last, sentence)
    if names and cls is None and noun_at is None and only_whose(words, head, names[0]):
        names = []  # "le industrie | di Porto Marghera"
    if measures and ("causes" in begins or (cls == "expert" and names)):  # "the Syrian Observatory for Human Rights"
        measures, cls = False, "expert" if cls == "expert" else "party"
    if outlet and speaks_itself(words, outlet, names, noun_at, cls, every):
        return Person(span, text, "outlet", outlet_key(words.text[slice(*words.span(*outlet))]), named=True)
    key = surname = key_of(words, names, noun_at, first, last)
    if names and noun_at is not None and cls == "official":
        key = office_of(words, noun_at, first, last) or key
    elif not names and cls in ("official", "party"):
        key = office_of(words, first if noun_at is None else noun_at, first, last) or key
    plural = is_plural(words, first, last, noun_at)
    spokesman = "spokes" in every and cls is not None
    if "anon" in every and noun_at is not None:
        tags = outside_name(words, head, noun_at, tags)
    authors = len(tags) <= SHORT and {"author", "plural"} <= tags[-1]
    if authors and not names and noun_at is None:
        return Person(span, text, "document", key, named=True)  # a document and what its authors say of it are one
    after = tags[noun_at + 1 - head :] if words.head_last and noun_at is not None else tags  # "the student newspaper"
    press = "release" in every or (
        cls == "outlet" and not any("anon" in t and not t & {"many", "outlet"} for t in after)
    )
    if not (names or spokesman or press) and is_unnamed(tags, None if noun_at is None else noun_at - head, plural):
        return _unnamed(words, first, last, Person(span, text, None, key, plural=plural), tags)
    if cls is None and "release" in every:
        return Person(span, text, "party", "release", named=True, loose=True)  # it is its issuer speaking
    if names and noun_at is not None and _works_there(words, head, noun_at, cls):
        cls = None
    if cls is None and names and "legal_form" not in every and _is_body(words, names, first):
        return Person(span, text, "named", key, named=True, body=True)
    firm = cls is None and not names and is_firm(words, head, last)  # "the carrier": that was named before
    every = every - {"inst"} if not names and is_at(words, first, last) else every  # "a welder at the plant"
    cls = "party" if firm else _named_class(words, names, cls, every)
    if cls is None:
        if words.capital_nouns:  # "ein Kellner" is called by his noun
            nouns = (at for at in range(first, last) if words.capital(at) and "det" not in words.tags[at])  # not "Der"
            key = next((fold(words.low[at]) for at in nouns), key)
        if words.capital_nouns and is_thing(words, first, last):
            return None
        commas = (at for at in range(head, last) if words.low[at] == ",")
        aside = next((at for at in commas if any(map(words.figure, range(at, last)))), last)  # "…, âgé de 58 ans"
        return _described(Person(span, text, None, f"anonymous:{key}", plural=plural), words.tags[head:aside])
    cls = (stands_for(words, first, last) or cls) if cls == "named" else cls
    its = "own" in tags[0] or (cls == "official" and "own" in tags[min(1, len(tags) - 1)])  # "il suo presidente"
    loose = firm or (its and "boss" in every)
    loose = loose or ("spokes" in every and not every & {"inst", "official", "outlet", "any_firm"})
    loose = loose and not any(words.tags[at - 1] & {"genitive", "adp", "of"} for at in names if at > first)
    key = outlet_key(key) if cls == "outlet" and QUOTES.search(key) else key  # "die „Bild“-Zeitung"
    many = plural and not names and cls != "document"
    return Person(
        span, text, cls, key, None, many, named=bool(names), measures=measures, loose=loose, surname=surname
    )  # fmt: skip


def _unnamed(words: Words, first: int, last: int, who: Person, tags: list[Tags]) -> Person:
    """Somebody without a name; the key is the noun that he is called by."""
    every = union(words.begins[first:last])
    nouns = [at for at in range(first, last) if "anon" in words.tags[at]]
    kinds = [at for at in nouns if words.tags[at].isdisjoint(HOW_MANY)] or nouns  # "altri residenti" are residents
    called = fold(words.low[kinds[0]]) if kinds else who.key
    told, close = "told" in every, "near" in every and is_close(tags)
    key, rank = f"anonymous:{called}", grade(tags, every, who.plural)
    return Person(who.span, who.text, "anonymous", key, rank, who.plural, told, interested=close)


def _works_there(words: Words, head: int, noun_at: int, cls: SourceClass | None) -> bool:
    """ "A doctor at the hospital, Eva Berg": where somebody works who has a name; he does not speak for it."""
    if cls not in ("official", "party") or words.begins[noun_at].isdisjoint(("inst", "firm", "any_firm")):
        return False
    before = [at for at in range(head, noun_at) if "anon" in words.tags[at]]
    inside = any("adp" in words.tags[at] for at in range(before[0], noun_at)) if before else False
    return inside and words.tags[before[0]].isdisjoint(SPEAKERS)


def _named_class(words: Words, names: list[int], cls: SourceClass | None, every: Tags) -> SourceClass | None:
    """The class of a name that no noun explains, or that means more than its noun."""
    if cls is None and names:
        if "legal_form" in every:
            return "party"  # "the Brandt AG"
        return "official" if _is_country(words, names) else "named"
    if cls is None:
        return "party" if "inst" in every else None
    return "named" if names and cls == "document" and every & {"role", "title"} else cls


def _is_body(words: Words, names: list[int], first: int) -> bool:
    if _is_country(words, names):
        return False
    return all(is_acronym(words, at) for at in names) or is_body(words, names, first)


def _described(who: Person, tags: list[Tags]) -> Person | None:
    """Somebody who has neither name nor class: "the woman" was named before, "a woman" is unnamed."""
    if not tags:
        return None  # "da, | tre milioni": an aside, and nobody before it
    if len(tags) > 3 and "det" in tags[0] and "indef" in tags[1] and "pron" in tags[3]:
        return _described(who, tags[1:4])  # "l'un d'eux"
    if len(tags) <= 3 and "latter" in tags[-1] and (len(tags) > 1 or "demonstrative" in tags[0]):
        return who  # "ce dernier", "celui-ci", "the latter": as a pronoun
    adp = next((at for at, found in enumerate(tags) if "adp" in found and (at or "det" not in found)), len(tags))
    timed = any(found & {"time", "number_word"} for found in tags[:adp]) and "-" not in who.text  # "the 61-year-old"
    timed = timed and "role" not in tags[-1]  # "der 58 Jahre alte Kassier"
    if "number_word" in tags[0] and 1 < len(tags) <= COUNTED and tags[1] <= NOUN:
        return Person(who.span, who.text, "anonymous", who.key, "B", who.plural)  # "three cellmates"
    if len(tags) == 3 and tags[0] & {"number_word", "indef"} and "of" in tags[1] and tags[2] - {"plural"} <= PRONOUN:
        return Person(who.span, who.text, "anonymous", who.key, "A")  # "one of them"
    if "det" not in tags[0] or len(tags) >= 8 or timed:
        return None
    if "thing" in tags[-1] and not any("adp" in found for found in tags[1:]):
        return None  # "a decision" says nothing
    if not who.plural and "indef" not in tags[0]:
        own = "own" in tags[0] | tags[min(1, len(tags) - 1)]
        return Person(who.span, who.text, None, who.key, "A", loose=own)  # "its head"
    return Person(who.span, who.text, "anonymous", who.key, "B" if who.plural else "A", who.plural)


def _is_country(words: Words, names: list[int]) -> bool:
    return "country" in words.begins[names[0]]
