"""Which figures count or measure something that can be checked: no date, no time of day, no age, no mere duration."""

import pytest

from secondsource import load, review

NO_FIGURE = [
    ("fr", "La gardienne du refuge de Plan-Bois, 41 ans, descendait seule."),
    ("fr", "Le bureau de poste ferme à 17 heures."),
    ("de", "Der Wirt der Schattenhütte stand 33 Jahre lang am Herd."),
    ("de", "Gegen 20 Uhr war das Tal wieder offen."),
    ("it", "La funivia del Pizzo Fosco resta chiusa per 12 giorni."),
    ("en", "Mary Colfe, 57, runs the ferry."),
    ("en", "The ferry waited for six hours."),
]
FIGURE = [
    ("fr", "L'orage a renversé 41 arbres."),
    ("de", "Der Sturm knickte 33 Masten."),
    ("it", "La frana ha travolto 12 auto."),
    ("en", "The storm sank 57 boats, and three ferries."),
]


def figures(code: str, text: str) -> bool:
    return any(claim.finding.type == "number" for claim in review(text, load(code)).claims)


@pytest.mark.parametrize(("code", "text"), NO_FIGURE)
def test_no_figure(code: str, text: str) -> None:
    assert review(text, load(code)).claims
    assert not figures(code, text)


@pytest.mark.parametrize(("code", "text"), FIGURE)
def test_figure(code: str, text: str) -> None:
    assert figures(code, text)
