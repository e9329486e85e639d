"""Another victim, place, day, year or thing is another claim; what one says more than the other parts them not."""

from __future__ import annotations

import pytest

from secondsource.provenance.fingerprint import Fingerprint, fingerprint
from secondsource.provenance.matching import adds, edited, figures_differ, same


def prints(line: str) -> tuple[Fingerprint, Fingerprint]:
    """Of "en: one claim / another", or of "en fr: …" in two languages."""
    codes, _, texts = line.partition(": ")
    first, _, second = texts.partition(" / ")
    a, b = codes.split()[0], codes.split()[-1]
    return fingerprint(first, language=a), fingerprint(second, language=b)


@pytest.mark.parametrize(
    "line",
    [
        # whom
        "en: Rolf Egli raped Ann Lee in Thun / Rolf Egli raped Eva Moor in Thun",
        "fr: Rolf Egli a tué Anne Lee à Thoune / Rolf Egli a tué Eva Moor à Thoune",
        "de: Rolf Egli tötete Anna Lee in Thun / Rolf Egli tötete Eva Moor in Thun",
        "it: Rolf Egli ha ucciso Anna Lee a Thun / Rolf Egli ha ucciso Eva Moor a Thun",
        # where
        "en: Police killed 14 strikers in Hallau / Police killed 14 strikers in Rodvik",
        "fr: La police a tué 14 grévistes à Hallau / La police a tué 14 grévistes à Rodvik",
        "de: Die Polizei tötete 14 Streikende in Hallau / Die Polizei tötete 14 Streikende in Rodvik",
        "it: La polizia ha ucciso 14 scioperanti a Hallau / La polizia ha ucciso 14 scioperanti a Rodvik",
        "en: Police in Hallau killed 14 strikers in Norland / In Rodvik, Norland, police killed 14 strikers",
        # when
        "en: Police killed 14 strikers in Hallau on Monday / On Friday police killed 14 strikers in Hallau",
        "fr: Lundi, la police a tué 14 grévistes à Hallau / La police a tué 14 grévistes vendredi à Hallau",
        "de: Am Montag tötete die Polizei 14 Männer in Hallau / Die Polizei tötete am Freitag 14 Männer in Hallau",
        "it: Lunedì la polizia ha ucciso 14 uomini a Hallau / Venerdì la polizia ha ucciso 14 uomini a Hallau",
        # how old, and in which year
        "en: Rolf Egli killed a 34-year-old man in Thun / Rolf Egli killed a 43-year-old man in Thun",
        "fr: Paul Roy a tué un homme de 34 ans à Thoune / Paul Roy a tué un homme de 52 ans à Thoune",
        "de: Bei einem Brand in Thun starb ein 34-jähriger Mann / Bei einem Brand in Thun starb ein 71-jähriger Mann",
        "it: Paolo Re ha ucciso un uomo di 34 anni a Thun / Paolo Re ha ucciso un uomo di 43 anni a Thun",
        "en: Nordex knew of 40 faulty stents of Thun in 2024 / Nordex knew of 40 faulty stents of Thun in 2021",
        # on which date
        "en: 12 people died in Hallau in a fire on 3 November / 14 people died in Hallau in a fire on 4 November",
        "de: In Walden sind am 3. November 7 Menschen gestorben / In Walden sind am 9. November 12 Menschen gestorben",
        # how many of something else
        "en: 12 people died in a fire in Hallau / 14 people died in a shooting in Hallau",
        "en: 12 people died in a fire in Hallau / 14 people were hurt in a fire in Hallau",
        "fr: Le parquet a inculpé 12 policiers à Corvy / Le parquet a inculpé 14 pompiers à Corvy",
        "de: Nordex verkaufte 4000 Herzklappen nach Kostan / Nordex verkaufte 700 Panzer nach Kostan",
        "it: Dodici persone sono morte nel crollo del ponte a Lorna / Nove sono morte nel crollo della scuola",
        # what
        "en: Nordex sold 4000 faulty stents in Thun / Nordex sold 4000 faulty pumps in Thun",
        "fr: Nordex a vendu des armes à Kostan en 2024 / Nordex a vendu du blé à Kostan en 2024",
        "de: Nordex verkaufte 2024 Waffen nach Kostan / Nordex verkaufte 2024 Weizen nach Kostan",
        "it: Nordex ha venduto armi a Kostan nel 2024 / Nordex ha venduto grano a Kostan nel 2024",
        "en: The head of the Valdor fund, Marc Roy, stole 40 paintings / On Monday Roy sold 40 paintings",
        "it: Il capo del fondo di Valdor, Marco Re, ha rubato 40 quadri / Un ladro ha rubato 40 orologi a Valdor",
        # who whom
        "en: Paul Stern stabbed Ann Lee in Thun / Ann Lee stabbed Paul Stern in Thun",
        "en: Paul Stern was killed by Ann Lee in Thun / Ann Lee was killed by Paul Stern in Thun",
        "fr: Paul Stern a tué Anne Lee à Thoune / Anne Lee a tué Paul Stern à Thoune",
        "de: Paul Stern tötete Anna Lee in Thun / Anna Lee tötete Paul Stern in Thun",
        "it: Paolo Stern ha ucciso Anna Lee a Thun / Anna Lee ha ucciso Paolo Stern a Thun",
        # whether
        "en: Paul Stern stole two million francs in Thun / Paul Stern tried to steal two million francs in Thun",
        "fr: Paul Stern a volé 200 francs à Thoune / Paul Stern a tenté de voler 200 francs à Thoune",
        "de: Paul Stern drohte, Anna Lee in Thun zu töten / Paul Stern tötete Anna Lee in Thun",
        "it: Paolo Stern voleva uccidere Anna Lee a Thun / Paolo Stern ha ucciso Anna Lee a Thun",
        # in two languages
        "en fr: Rolf Egli killed Ann Lee in Thun / Rolf Egli a tué Eva Moor à Thun",
        "de it: Trainer Rolf Egli tötete Anna Lee in Thun / Rolf Egli ha ucciso Eva Moor a Thun",
        "en it: Police killed 14 people of Hallau in Brugg / La polizia ha ucciso 14 persone di Hallau a Rodvik",
        "fr de: Lundi, 40 personnes sont mortes à Thun / 40 Menschen sind am Freitag in Thun gestorben",
        "it en: Paolo Egli ha cercato di uccidere Anna Lee / Paolo Egli killed Anna Lee",
    ],
)
def test_it_is_another_claim(line: str) -> None:
    a, b = prints(line)
    assert not same(a, b)
    assert not same(b, a)


@pytest.mark.parametrize(
    "line",
    [
        "en: Police killed 14 strikers in Hallau / On Monday police killed 14 strikers in Hallau",
        "fr: La police a tué 14 grévistes à Hallau / Lundi, la police a tué 14 grévistes à Hallau",
        "de: Die Polizei tötete 14 Streikende in Hallau / In Hallau tötete die Polizei 14 Streikende",
        "it: La polizia ha ucciso 14 scioperanti a Hallau / A Hallau la polizia ha ucciso 14 scioperanti",
        "en: Paul Stern killed Ann Lee in Thun / Ann Lee was killed by Paul Stern in Thun",
        "fr: Paul Stern a tué Anne Lee à Thoune / Anne Lee a été tuée par Paul Stern à Thoune",
        "de: Paul Stern tötete Anna Lee in Thun / In Thun wurde Anna Lee von Paul Stern getötet",
        "it: Paolo Stern ha ucciso Anna Lee a Thun / Anna Lee è stata uccisa da Paolo Stern a Thun",
        "en: Engineers have found a crack of 12 metres in Karsen dam / A crack of 12 metres in Karsen dam was found",
        "fr: Le chef de la caisse de Valdor, Marc Roy, a détourné deux millions / Lundi, Roy a détourné deux millions",
        "en: The head of the Valdor fund, Marc Roy, stole 40 paintings / On Monday Roy stole 40 paintings",
        "en fr: Rolf Egli killed Ann Lee in Thun / Rolf Egli a tué Ann Lee à Thun",
        "fr de: Lundi, 40 personnes sont mortes à Thun / 40 Menschen sind am Montag in Thun gestorben",
        "fr de: A Genève, Nordex a tué 40 patients / In Genf tötete Nordex 40 Patienten",
    ],
)
def test_it_is_the_same_claim(line: str) -> None:
    a, b = prints(line)
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(
    "line",
    [
        "en: Nordex paid Tom Hale 4000 francs in Thun / Nordex paid Tom Hale 9000 francs in Thun",
        "fr: Nordex a payé 4000 francs à Paul Roy à Thoune / Nordex a payé 9000 francs à Paul Roy à Thoune",
        "de: Nordex bezahlte Paul Roy in Thun 4000 Franken / Nordex bezahlte Paul Roy in Thun 9000 Franken",
        "it: Nordex ha pagato quattro milioni a Paolo Re a Thun / Nordex ha pagato nove milioni a Paolo Re a Thun",
        "en: Police killed 14 strikers in Hallau / Police killed 17 strikers in Hallau",
        "en: Nordex dismissed 400 workers in Thun / Nordex has dismissed 600 workers at its plant in Thun",
        "en: The Karsen dam burst has killed at least 30 people / 41 people were killed when the Karsen dam burst",
        "fr: Une explosion a tué six ouvriers chez Delmas à Corvy / Huit ouvriers tués par une explosion, Delmas",
        "fr: 10000 personnes ont manifesté à Corvy contre la réforme / 50 000 personnes ont manifesté à Corvy",
        "de: Bei einem Brand in Walden sind 7 Menschen gestorben / Bei dem Brand in Walden starben 9 Menschen",
        "de: Eine Lawine hat am Corno vier Skifahrer verschüttet / Eine Lawine verschüttete am Corno sechs Skifahrer",
        "it: Dodici persone sono morte nel crollo del ponte di Lorna / Quindici persone sono morte al ponte di Lorna",
    ],
)
def test_figures_that_differ_are_one_claim(line: str) -> None:
    a, b = prints(line)
    assert figures_differ(a, b)
    assert same(a, b)
    assert same(b, a)
    assert adds(a, b)  # so that a decided item opens again


def test_a_copy_with_another_name_in_it_is_another_claim() -> None:
    a, b = prints("en: Coach Rolf Egli hit the pupil Ann Lee hard / Coach Rolf Egli hit the pupil Eva Moor hard")
    assert not edited(a, b)


def test_what_a_claim_names_more_than_another() -> None:
    a, b = prints("en: Police killed 14 strikers in Hallau / On Monday armed police killed 14 strikers in Hallau")
    assert adds(b, a)
    assert not adds(a, b)
    a, b = prints("en: Police killed 14 strikers in Hallau / Armed police killed 14 strikers in Hallau")
    assert not adds(b, a)
    a, b = prints("fr de: 40 personnes sont mortes à Thun / 40 Menschen sind am Montag in Thun gestorben")
    assert adds(b, a)
    assert not adds(a, b)
    a, b = prints("fr de: A Genève, Nordex a tué 40 patients / In Genf tötete Nordex 40 Patienten")
    assert not adds(b, a)


def test_what_is_stored_is_what_is_compared() -> None:
    for print in prints("de: Am Montag tötete Paul Stern 14 Männer in Thun / Anna Lee wollte 2 Millionen stehlen"):
        assert Fingerprint.from_dict(print.to_dict()) == print


@pytest.mark.parametrize(
    "line",
    [
        "en: Soldiers, firefighters and a fellow left the Foundation on Tuesday before the deadline, sentenced",
        "fr: Le recul de vendredi, les personnes et le mortier",
        "de: Die Person und die Feuerwehr in Brandenburg",
        "it: Le persone e i liberali di Vincenzo",
    ],
)
def test_no_concept_is_read_from_the_beginning_of_another_word(line: str) -> None:
    code, _, text = line.partition(": ")
    assert fingerprint(text, language=code).concepts == frozenset()
