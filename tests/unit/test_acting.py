"""Whether somebody does in a clause what its verb says, in the active voice."""

import pytest

from secondsource import load
from secondsource.clauses.acting import acts
from secondsource.clauses.clause import clause_of
from secondsource.text.lexicon import BadConfiguration, Lexicon
from secondsource.text.words import words_of

ACTS = [
    ("en", "The council has also approved the plan", True),
    ("en", "The permit was also withdrawn on Monday", False),  # nobody acts in the passive
    ("en", "The council did not approve the plan", False),  # what was not done
    ("en", "The minister, who was in Rome, signed the treaty", True),  # the verb of the relative clause is not its own
    ("fr", "Le conseil a finalement approuvé le plan", True),
    ("fr", "Les ministres se sont réunis à Vienne", True),  # a reflexive is no passive
    ("fr", "Le comité a été invité à Vienne", False),
    ("de", "Am Montag kündigte die Regierung eine Reform an", True),  # verb and particle apart
    ("de", "Am Montag kündigte die Regierung dem Verwalter", False),  # another verb
    ("de", "Die Reform wurde angekündigt", False),
    ("it", "Il governo ha immediatamente approvato il decreto", True),
    ("it", "Il presidente si è dimesso ieri", True),
]


@pytest.mark.parametrize(("code", "text", "expected"), ACTS)
def test_who_acts(code: str, text: str, expected: bool) -> None:
    words = words_of(text, load(code))
    assert acts(words, clause_of(words, 0, len(words)), "act") is expected


def test_a_form_that_may_be_a_noun_has_the_tag_of_the_verb_only_where_it_is_the_verb() -> None:
    english = load("en")
    noun, verb = words_of("The release came late.", english), words_of("They release figures.", english)
    assert "act" not in noun.tags[1]
    assert "act" in verb.tags[1]


def test_a_verb_needs_a_table_of_forms() -> None:
    with pytest.raises(BadConfiguration, match="no table of forms"):
        Lexicon({"act": "~open"}, "outlets.toml")
