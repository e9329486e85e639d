"""The measure of forms of mood: what a treebank names, what ours finds, and the rows that come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy import measure_forms
from benchmarks.forms import Count, counted, gold, sentences

#: Sentences of our own; "du" is two words in one, and the last conditional is of the first person.
OWN = """\
# text = Le prix du pain serait fixé.
1\tLe\tle\tDET\t_\t_\t2\tdet\t_\t_
2\tprix\tprix\tNOUN\t_\t_\t7\tnsubj\t_\t_
3-4\tdu\t_\t_\t_\t_\t_\t_\t_\t_
3\tde\tde\tADP\t_\t_\t5\tcase\t_\t_
4\tle\tle\tDET\t_\t_\t5\tdet\t_\t_
5\tpain\tpain\tNOUN\t_\t_\t2\tnmod\t_\t_
6\tserait\têtre\tAUX\t_\tMood=Cnd|Person=3|VerbForm=Fin\t7\taux\t_\t_
7\tfixé\tfixer\tVERB\t_\t_\t0\troot\t_\t_
8\t.\t.\tPUNCT\t_\t_\t7\tpunct\t_\t_

# text = Je serais parti mais il avait voulu.
1\tJe\tje\tPRON\t_\t_\t3\tnsubj\t_\t_
2\tserais\têtre\tAUX\t_\tMood=Cnd|Person=1|VerbForm=Fin\t3\taux\t_\t_
3\tparti\tpartir\tVERB\t_\t_\t0\troot\t_\t_
4\tmais\tmais\tCCONJ\t_\t_\t7\tcc\t_\t_
5\til\til\tPRON\t_\t_\t7\tnsubj\t_\t_
6\tavait\tavoir\tAUX\t_\tMood=Ind|Person=3\t7\taux\t_\t_
7\tvoulu\tvouloir\tVERB\t_\t_\t3\tconj\t_\t_
8\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_

"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fr_own-test.conllu").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_forms_are_found_where_they_stand() -> None:
    first, second = sentences(OWN)
    assert gold(*first, frozenset({"Mood=Cnd"})) == {first[0].index("serait")}
    assert gold(*second, frozenset({"Mood=Cnd", "Person=3"})) == set()


def test_a_form_of_another_person_is_neither_right_nor_wrong(folder: Path) -> None:
    ours, floor = counted([folder / "fr_own-test.conllu"], "fr", third=True)
    assert ours == [Count(1, 1, 1), Count(0, 0, 0)]
    assert floor == [Count(1, 1, 1), Count(0, 0, 0)]
    _, floor = counted([folder / "fr_own-test.conllu"], "fr", third=False)
    assert floor == [Count(1, 1, 1), Count(1, 1, 1)]


def test_the_rows_have_an_interval_and_a_floor_and_name_what_is_not_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = measure_forms(folder)
    assert {(row.language, row.of, row.measure) for row in rows} == {
        ("fr", of, measure)
        for of in ("forms of mood, 2", "forms of mood, 1 of the third person")
        for measure in ("precision", "recall", "F1")
    }
    assert all(row.low is not None and row.high is not None and row.floor is not None for row in rows)
    assert "de_*.conllu" in capsys.readouterr().err
