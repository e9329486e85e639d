"""What spaCy's tables tell of a word form, and what the sentence decides."""

import pytest

from secondsource import load
from secondsource.text.phrases import finite
from secondsource.text.words import words_of

SENTENCES = [
    ("en", "The mayor began a tour and visitors left.", "began left"),
    ("en", "The village was sealed off by troops.", "was"),
    ("en", "Officials believe the reports.", "believe"),
    ("fr", "Le tribunal examine la demande du parquet.", "examine"),
    ("fr", "La commune explique le retard, les riverains attendent.", "explique attendent"),
    ("de", "Die Behörden kommen zum Schluss, dass niemand half.", "kommen half"),
    ("de", "Der geplanten Brücke fehlt das Geld.", "fehlt"),
    ("de", "Das Dorf wurde gestern geräumt.", "wurde"),
    ("it", "Il tribunale esamina la domanda e lo annulla.", "esamina annulla"),
    ("it", "La ditta ha chiuso il cantiere.", "ha"),
    ("it", "Il Comune garantisce il servizio, i tecnici intendono riaprire.", "garantisce intendono"),
    ("it", "Le piogge pongono un limite.", "pongono"),
    ("it", "I lavori costerebbero troppo, il ponte resterà chiuso.", "costerebbero resterà"),
    ("de", "Halter regiert den Kanton seit acht Jahren.", "regiert"),
    ("de", "Landwirt verletzt", ""),
    ("en", "Gallo stole the money.", "stole"),
    ("en", "Gallo stole 40,000 dollars.", "stole"),
    ("en", "Haben stole from the fund.", "stole"),
    ("en", "The winger tore a ligament.", "tore"),
    ("en", "Our growers still want the hall, and the town keeps its school.", "want keeps"),
]


@pytest.mark.parametrize(("code", "text", "verbs"), SENTENCES)
def test_the_verbs_of_a_clause(code: str, text: str, verbs: str) -> None:
    words = words_of(text, load(code))
    assert " ".join(words.low[at] for at in range(len(words)) if finite(words, at)) == verbs
