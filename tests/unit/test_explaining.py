"""The line that says why: whole sentences, in four languages, each phrase on a place of the text."""

from __future__ import annotations

from string import Formatter

import pytest

from secondsource import load, review
from secondsource.model import Attribution, Finding, Phrase, Provenance, Source, Sourcing
from secondsource.policy import load as policy
from secondsource.provenance.explaining import explain, messages
from secondsource.text.language import CODES

NAMES = {"source", "outlet", "behind", "denier"}
CASES = sorted({*policy().weakness, "vouched/witnessed", "vouched/own-act", "vouched/established", "withdrawn/–"})


def said_by(*sources: tuple[str, str], stance: str = "affirms") -> Finding:
    """A claim at [100, 120) with sources of a class and a name, ten characters apart."""
    attributions = tuple(
        Attribution(Source(f"s{at}", 10 * at, 10 * at + 9, name, cls, name), "reported", stance)  # type: ignore[arg-type]
        for at, (cls, name) in enumerate(sources)
    )
    return Finding("c1", 100, 120, "x" * 20, attributions=attributions)


def judged(case: str, origins: int = 1, flags: tuple[str, ...] = ()) -> Sourcing:
    verdict, kind = case.split("/")
    return Sourcing(verdict, kind, origins, "E1", flags, 0.5, Provenance())  # type: ignore[arg-type]


def slots(pattern: str) -> list[tuple[str, str]]:
    """(the words before a slot, the slot) of a sentence."""
    return [(text, slot) for text, slot, _, _ in Formatter().parse(pattern) if slot]


#: The word between the two things that may have happened: the engine does not keep them apart.
EITHER = {"fr": " ou ", "de": " oder ", "it": " o ", "en": " or "}


@pytest.mark.parametrize("code", CODES)
def test_each_language_has_the_same_sentences_with_the_same_slots(code: str) -> None:
    ours, english = messages(code), messages("en")
    assert {name: list(table) for name, table in ours.items()} == {name: list(table) for name, table in english.items()}
    for table in ("why", "more", "list"):
        for key, pattern in ours[table].items():
            assert [slot for _, slot in slots(pattern)] == [slot for _, slot in slots(english[table][key])], key


@pytest.mark.parametrize("code", CODES)
def test_sentences_are_whole_and_names_stand_after_a_colon(code: str) -> None:
    """A name comes as the text has it: after "by" or "von" its article would be wrong."""
    for table in ("why", "more"):
        for key, pattern in messages(code)[table].items():
            assert pattern[0].isupper() or pattern.startswith("{origins} "), key
            assert pattern.endswith("."), key
            assert all(before.endswith(": ") for before, slot in slots(pattern) if slot in NAMES), key


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("case", CASES)
def test_every_verdict_has_a_sentence_whoever_is_named_here(case: str, code: str) -> None:
    """In a cluster of articles the source, or who denies, may stand in another one than this."""
    for finding in (said_by(), said_by(("named", "Ada Roth")), said_by(("named", "Ada Roth"), stance="denies")):
        why = explain(finding, judged(case, origins=2), code)
        assert why.text.endswith(".")
        assert not [part for part in ("{", ": .", ": ,") if part in why.text]
        assert why.spans


def test_names_are_listed_as_the_language_lists_them() -> None:
    four = said_by(*(("named", name) for name in ("Roth", "Lund", "Marsan", "Kline")))
    told = {code: explain(four, judged("corroborated/mixed", 4), code).text for code in CODES}
    assert told["fr"] == "4 sources indépendantes, ici : Roth, Lund, Marsan et d'autres."
    assert told["de"] == "4 unabhängige Quellen, hier: Roth, Lund, Marsan und andere."


def test_a_denial_that_stands_in_another_article_is_said_to() -> None:
    why = explain(said_by(("named", "Roth")), judged("contested/–"), "it")
    assert why.text == "Contestato: un altro articolo lo smentisce."


def test_an_outlet_is_told_apart_from_whom_it_cites() -> None:
    finding = said_by(("outlet", "Le Courrier"), ("anonymous", "deux personnes"))
    why = explain(finding, judged("single/re-reported"), "en")
    assert why.text == "Only source, what others report: Le Courrier. At its origin: deux personnes."
    assert why.spans == (Phrase(33, 44, (0, 9)), Phrase(61, 75, (10, 19)))


def test_who_told_an_outlet_is_the_source_and_the_outlet_the_way() -> None:
    why = explain(said_by(("official", "die Polizei"), ("outlet", "Der Bote")), judged("single/official"), "de")
    assert why.text == "Einzige Quelle, amtlich: die Polizei. Bekannt durch: Der Bote."


def test_a_sentence_without_a_name_stands_on_the_claim() -> None:
    why = explain(said_by(), judged("unsupported/asserted", 0), "en")
    assert why.spans == (Phrase(0, len(why.text), (100, 120)),)


@pytest.mark.parametrize("code", CODES)
def test_phrases_show_the_words_that_they_are_about(code: str) -> None:
    text = "Selon une source proche du dossier, trois cadres seraient visés par l'enquête."
    (claim,) = review(text, load("fr"), ui_language=code).claims
    source, hearsay = claim.why.spans
    assert claim.why.text[source.start : source.stop] == text[source.at[0] : source.at[1]]
    assert text[hearsay.at[0] : hearsay.at[1]] == "seraient"
    assert claim.why.text[hearsay.start : hearsay.stop] == messages(code)["more"]["hedged"]


@pytest.mark.parametrize("answer", ["declined to comment", "The mayor did not respond"])
@pytest.mark.parametrize("code", CODES)
def test_who_declines_and_who_is_silent_are_told_in_a_sentence_that_is_true_of_both(answer: str, code: str) -> None:
    text = f"The mayor took bribes, an official said. {'' if answer[0].isupper() else 'The mayor '}{answer}."
    (claim,) = review(text, load("en"), ui_language=code).claims
    said = messages(code)["more"]["no-reply"]
    (phrase,) = [p for p in claim.why.spans if claim.why.text[p.start : p.stop] == said]
    assert text[phrase.at[0] : phrase.at[1]] == answer
    assert EITHER[code] in said
