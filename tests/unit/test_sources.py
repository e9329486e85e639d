"""One institution is one source, whoever speaks for it: the costliest error is to count two where there is one."""

from __future__ import annotations

import pytest

from secondsource import load, review

ONE = [
    (
        "en",
        "Fourteen people were hurt, the coastguard said. Fourteen people were hurt, coastguard spokeswoman Ailsa Munro"
        " said. Fourteen people were hurt, Munro said.",
    ),
    ("en", "The bridge is closed, police in Northport said. The bridge is closed, police said."),
    ("en", "Four soldiers were hurt, the defence minister said. Four soldiers were hurt, the defence ministry said."),
    ("en", "The bridge is closed, Capt. Ann Bell said. The bridge is closed, the fire brigade said."),
    (
        "fr",
        "Neuf personnes ont été blessées, a indiqué la police cantonale. Neuf personnes ont été blessées, a précisé"
        " le porte-parole de la police, Luc Ferrand.",
    ),
    (
        "fr",
        "Deux soldats ont été blessés, a annoncé le ministre de la défense. Deux soldats ont été blessés, a annoncé le"
        " ministère de la défense.",
    ),
    (
        "de",
        "Drei Menschen wurden verletzt, teilte die Polizei mit. Drei Menschen wurden verletzt, sagte ein Sprecher der"
        " Polizei.",
    ),
    (
        "it",
        "Tre uomini sono stati arrestati, ha detto la polizia. Tre uomini sono stati arrestati, ha confermato il"
        " portavoce della polizia, Luca Bruni.",
    ),
]
TWO = [
    ("en", "The driver was detained, the prosecutor said. The driver was detained, the lawyer of the family said."),
    ("fr", "Le pont est fermé, affirme le maire. Le pont est fermé, affirme le comité de quartier."),
    ("de", "Amnesty teilte mit, dass der Stollen leer ist. Human Rights Watch teilte mit, dass der Stollen leer ist."),
    (
        "en",
        "Capt. Ann Bell of the navy said the bridge was closed. Capt. Tom Reed of the fire brigade said the bridge was"
        " closed.",
    ),
    ("en", "Amnesty said the mine was empty. Human Rights Watch said the mine was empty."),
]
#: A text, and the words that name its source, neither more nor fewer.
WHOLE = [
    ("fr", "Cent produits ont été revus, écrit l'Office Agrovia jeudi dans un communiqué.", "l'Office Agrovia"),
    ("fr", "La rivière est polluée, écrivait la Commission européenne début mars.", "la Commission européenne"),
    ("fr", "Trois communes sont touchées, a déclaré son porte-parole à Keystone-ATS.", "son porte-parole"),
    ("fr", "La démarche a révélé que la route est sûre.", "La démarche"),
    ("fr", "La salle est vide, selon les pompiers.", "les pompiers"),
    ("fr", "D'après nos confrères de Radio L'Est Libre, la ville dort.", "nos confrères de Radio L'Est Libre"),
    ("fr", "Le maire de Lens, Paul Rey, élu en 2020, explique que la salle sera fermée.", "Paul Rey"),
    (
        "fr",
        "La loi n'a été revue que lorsque l'Agence des forêts a averti le pays que le versant bougeait.",
        "l'Agence des forêts",
    ),
]


@pytest.mark.parametrize(("code", "text"), ONE)
def test_one_institution_is_one_source(code: str, text: str) -> None:
    claims = review(text, load(code)).claims
    assert all(claim.sourcing.origins <= 1 for claim in claims)
    assert not [claim for claim in claims if claim.sourcing.verdict == "corroborated"]


@pytest.mark.parametrize(("code", "text"), TWO)
def test_two_institutions_are_two_sources(code: str, text: str) -> None:
    first = review(text, load(code)).claims[0]
    assert (first.sourcing.verdict, first.sourcing.origins) == ("corroborated", 2)


def test_the_word_before_our_own_reporter_is_no_part_of_him() -> None:
    claim = review("Auf dem Marktplatz brannten drei Stände, wie ein Reporter sah.", load("de")).claims[0]
    assert [attribution.source.text for attribution in claim.finding.attributions] == ["ein Reporter"]


@pytest.mark.parametrize(("code", "text", "source"), WHOLE)
def test_a_source_is_named_by_its_own_words(code: str, text: str, source: str) -> None:
    claims = review(text, load(code)).claims
    assert source in {attribution.source.text for claim in claims for attribution in claim.finding.attributions}


def test_an_article_is_nobodys_name() -> None:
    text = "Ein Koch sagte, das Dach habe gebrannt. Ein Priester bestritt, dass das Dach gebrannt habe."
    claim = review(text, load("de")).claims[0]
    assert claim.sourcing.verdict == "contested"
    assert [a.source.key for a in claim.finding.attributions] == ["anonymous:koch", "anonymous:priester"]


def test_a_rank_is_nobodys_name() -> None:
    told = "Capt. Ann Bell said the bridge was closed. Capt. Tom Reed {} that the bridge was closed."
    claim = review(told.format("denied"), load("en")).claims[0]
    assert claim.sourcing.verdict == "contested"
    claim = review(told.format("confirmed"), load("en")).claims[0]  # of one force, for all that is said
    assert [(a.source.key, claim.sourcing.origins) for a in claim.finding.attributions] == [("bell", 1)] * 2
