"""Headline, lead, paragraphs and dateline of copy, with blank lines or without, in whole or in cut lines."""

import textwrap

import pytest

from secondsource import load, review
from secondsource.text.layout import layout, unwrapped

LEAD = "Drei Menschen sind am Montag bei einem Brand in Arlen ums Leben gekommen, teilte die Polizei mit."
BODY = "Die Ursache des Feuers ist nach Angaben der Feuerwehr ein Defekt an einer Heizung im zweiten Stock."
MORE = "Eine Nachbarin hatte kurz nach zwei Uhr den Rauch bemerkt und die Feuerwehr gerufen, wie sie dem Radio sagte."
HEAD = "Drei Tote bei Brand in Arlen"


def laid_out(code: str, text: str) -> tuple[list[str], list[list[str]]]:
    """Lines of the headline, and the sentences of each paragraph."""
    page = layout(text, None, load(code))
    head = [text[start:end] for start, end in page.head]
    return head, [[text[start:end] for start, end in sentences] for sentences in page.paragraphs]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n\n{LEAD}\n\n{BODY}",
        f"{HEAD}\n{LEAD}\n\n{BODY}",
        f"{HEAD}\n{LEAD}\n{BODY}",
        f"{HEAD}\n\n{LEAD}\n{BODY}\n",
        f"{HEAD}\r\n\r\n{LEAD}\r\n{BODY}",
    ],
)
def test_a_line_of_prose_is_a_paragraph_and_no_headline(text: str) -> None:
    assert laid_out("de", text) == ([HEAD], [[LEAD], [BODY]])


def test_what_begins_with_prose_has_no_headline() -> None:
    assert laid_out("de", f"{LEAD}\n{BODY}\n\nDer Kanton hilft.") == ([], [[LEAD], [BODY], ["Der Kanton hilft."]])


def test_a_short_sentence_before_a_line_of_prose_is_no_headline() -> None:
    assert laid_out("de", f"{HEAD}\nDrei Menschen sind tot.\n{BODY}") == ([HEAD], [["Drei Menschen sind tot.", BODY]])


def test_lines_of_metadata_belong_to_the_headline() -> None:
    head, paragraphs = laid_out("de", f"{HEAD}\nVon Rosa Amrein\nMontag, 3. März 2025\n{LEAD}\n\n{BODY}")
    assert head == [HEAD, "Von Rosa Amrein", "Montag, 3. März 2025"]
    assert paragraphs == [[LEAD], [BODY]]


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\r\n\r\n"])
@pytest.mark.parametrize("width", [58, 64, 72, 80])
def test_cut_lines_are_read_as_whole_ones(width: int, gap: str) -> None:
    whole = f"{HEAD}\n\n{LEAD}\n\n{BODY} {MORE}"
    cut = gap.join(textwrap.fill(part, width) for part in whole.split("\n\n"))
    if gap.startswith("\r"):
        cut = cut.replace("\r\n", "\n").replace("\n", "\r\n")
    assert len(unwrapped(cut)) == len(cut)
    found = [(" ".join(claim.finding.text.split()), claim.sourcing.kind) for claim in review(cut, load("de")).claims]
    assert found == [(claim.finding.text, claim.sourcing.kind) for claim in review(whole, load("de")).claims]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n\n{LEAD}\n\n{BODY}",
        "Die Rangliste:\n1. Arlen\n2. Bruck\n3. Chur\n",
        "Auf dem Podium sassen zwei Frauen aus Arlen:\nAmrein, die den Verein leitet\nund Keller, die ihn leiten will",
    ],
)
def test_lines_that_were_not_cut_stay(text: str) -> None:
    assert unwrapped(text) == text


@pytest.mark.parametrize(
    ("code", "dateline"),
    [
        ("de", "Bern (sda)"),
        ("de", "Bern, 12. Nov. (Keystone-SDA) -"),
        ("de", "Bern/Zürich (sda/dpa)"),
        ("de", "St. Gallen, 12.11.2026 (sda)"),
        ("de", "Berlin (dpa/bb) -"),
        ("de", "BERLIN –"),
        ("it", "LUGANO -"),
        ("it", "(ANSA) - ROMA, 12 NOV -"),
        ("it", "Roma, 12 nov. (Adnkronos) -"),
        ("en", "PORT ALDERN, Nov 29 -"),
        ("en", "PORT ALDERN, Nov. 29 (AP) —"),
        ("en", "NAIROBI, Kenya (AP) —"),
        ("en", "MASERU, Lesotho —"),
        ("fr", "PARIS, 12 nov 2026 (AFP) -"),
        ("fr", "Lausanne, 12 novembre (Keystone-ATS)"),
        ("fr", "Genève —"),
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(code: str, dateline: str) -> None:
    assert laid_out(code, f"{dateline} {LEAD}")[1] == [[LEAD]]


@pytest.mark.parametrize(
    "sentence",
    [
        "Keller (SP) sagte am Montag im Rat, das Gesetz sei gut.",
        "Amrein – die den Verein leitet – trat am Montag zurück.",
        "Der Rat - so der Präsident am Montag in Arlen - hat entschieden.",
        "Die Bank (Arlen) Deutschland hat am Montag geschlossen.",
    ],
)
def test_a_name_at_the_beginning_is_no_dateline(sentence: str) -> None:
    assert laid_out("de", sentence)[1] == [[sentence]]
