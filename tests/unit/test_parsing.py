"""A spaCy pipeline that the configuration names tells names and subjects; without one all works as before.

The pipeline is trained here, from a handful of sentences of our own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import training
from secondsource import load, review
from secondsource.attribution.frames import frames
from secondsource.errors import BadConfiguration
from secondsource.sources.persons import read
from secondsource.text.language import CODES, Language
from secondsource.text.lexicon import NONE
from secondsource.text.parsing import Parse, named
from secondsource.text.phrases import Sentence
from secondsource.text.words import words_of
from streams import settings
from streams.commands.check import check
from streams.settings import PIPELINES

#: A word, its part of speech, the number of its head, its relation.
TOLD = (
    "Le/DET/2/det {0}/NOUN/4/nsubj est/AUX/4/aux tombé/VERB/0/root vendredi/NOUN/4/obl ,/PUNCT/7/punct "
    "{1}/VERB/4/parataxis dans/ADP/10/case sa/DET/10/det lettre/NOUN/7/obl {2}/PROPN/7/nsubj {3}/PROPN/11/flat "
    "./PUNCT/4/punct"
)
PLAIN = "{2}/PROPN/2/nsubj {1}/VERB/0/root dans/ADP/5/case sa/DET/5/det lettre/NOUN/2/obl ./PUNCT/2/punct"
FILLED = [
    ("pont", "écrit", "Nadia", "Ferrand"),
    ("mur", "écrit", "Paul", "Roche"),
    ("toit", "assure", "Anna", "Keller"),
    ("pont", "affirme", "Marc", "Duval"),
]
TEXT = "Le mur est tombé vendredi, écrit dans sa lettre Nadia Ferrand."


def conllu(sentence: str) -> str:
    rows = [word.rsplit("/", 3) for word in sentence.split()]
    lines = [
        f"{number}\t{word}\t{word}\t{pos}\t_\t_\t{head}\t{relation}\t_\t_"
        for number, (word, pos, head, relation) in enumerate(rows, 1)
    ]
    return "\n".join(lines) + "\n\n"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a pipeline that knows a few sentences by heart."""
    folder = tmp_path_factory.mktemp("treebank")
    told = "".join(conllu(pattern.format(*words)) for words in FILLED for pattern in (TOLD, PLAIN))
    (folder / "own-ud-train.conllu").write_text(told, encoding="utf-8")
    nlp = training.blank("fr", width=32, rarest=1)
    known = list(training.examples(nlp, training.treebank(folder, "train")))
    losses = list(training.train(nlp, known, epochs=60))
    assert losses[-1] < losses[0] / 10
    nlp.to_disk(folder / "fr")
    return str(folder / "fr")


@pytest.fixture(scope="module")
def parsed(pipeline: str) -> Language:
    return load("fr", pipeline)


def sources(language: Language) -> list[tuple[str, str]]:
    return [
        (a.source.cls, a.source.text) for claim in review(TEXT, language).claims for a in claim.finding.attributions
    ]


def test_the_words_of_a_text_carry_its_names_and_subjects(parsed: Language) -> None:
    words = words_of(TEXT, parsed)
    assert words.parse is not None
    assert [words.low[at] for at in sorted(words.parse.names)] == ["nadia", "ferrand"]
    subject = words.parse.subjects[words.low.index("écrit")]
    assert words.low[slice(*subject)] == ["nadia", "ferrand"]


def test_a_subject_far_behind_its_verb_is_the_source(parsed: Language) -> None:
    assert sources(parsed) == [("named", "Nadia Ferrand")]


@pytest.mark.parametrize(
    "text",
    [
        "Nadia Ferrand et Paul Roche ont dit que le mur est tombé vendredi.",
        "Le mur est tombé vendredi, écrit Nadia Ferrand chez Paul Roche.",
    ],
)
def test_the_parse_is_believed_who_the_subject_of_a_verb_is(text: str) -> None:
    """What it says is not what the rules say, and none but it can know."""
    words = words_of(text, load("fr"))
    name = words.low.index("paul")
    verb = next(at for at, low in enumerate(words.low) if low in ("dit", "écrit"))
    told = replace(words, parse=Parse(frozenset({name, name + 1}), {verb: (name, name + 2)}))
    (frame,) = frames(Sentence(told, 0, len(told), [False] * len(told), NONE.union(*told.begins)))
    assert frame.who is not None
    assert frame.who.text == "Paul Roche"


def test_the_parse_is_believed_which_words_are_a_name() -> None:
    words = words_of("Nadia Ferrand", load("fr"))
    (by_rules, by_parse) = (read(w, 0, 2, 0) for w in (words, replace(words, parse=Parse(frozenset(), {}))))
    assert by_rules is not None
    assert by_rules.named
    assert by_parse is None or not by_parse.named


def test_a_language_without_a_pipeline_is_as_it_was(parsed: Language) -> None:
    assert load("fr").pipeline is None
    assert words_of(TEXT, load("fr")).parse is None


def test_a_text_that_a_parse_cannot_hold_is_read_by_the_rules(
    parsed: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondsource.text.parsing.LONGEST_WORDS", 5)
    assert words_of(TEXT, parsed).parse is None


def test_strange_texts_are_parsed_too(parsed: Language) -> None:
    for text in ("", " ", "\u200b", "« " * 50, "x" * 2000, "a\n\n\n.", "\ud800 dit-il"):
        review(text, parsed)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("fr=fr_no_such_pipeline", "no spaCy pipeline 'fr_no_such_pipeline' for fr"),
        ("fr=no/such/folder", "no spaCy pipeline 'no/such/folder' for fr"),
        ("ru=ru_core_news_sm", "not 'ru=ru_core_news_sm'"),
        ("fr_core_news_sm", "CODE=NAME"),
    ],
)
def test_a_pipeline_that_is_not_there_is_said_so(setting: str, told: str) -> None:
    with pytest.raises(BadConfiguration, match=told):
        named(setting, CODES)
    with pytest.raises(BadConfiguration, match=told):
        settings.read("k:9092", "redis://r", {PIPELINES: setting})


def test_a_pipeline_of_another_language_is_refused(pipeline: str) -> None:
    with pytest.raises(BadConfiguration, match="reads 'fr', and is named for de"):
        load("de", pipeline)


def test_check_takes_the_pipelines_of_its_option_and_of_the_environment(pipeline: str) -> None:
    wanted = "Nadia Ferrand"
    for given in ({"args": ["--pipelines", f"fr={pipeline}"]}, {"args": [], "env": {PIPELINES: f"fr={pipeline}"}}):
        args = [*given["args"], "--lang", "fr", "--text", TEXT]  # type: ignore[misc]
        done = CliRunner().invoke(check, args, env=given.get("env"))  # type: ignore[arg-type]
        assert f"Only source: {wanted}." in done.output


def test_a_folder_without_a_treebank_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(training.NoTreebank, match=r"no file \*train\*\.conllu"):
        training.treebank(tmp_path, "train")


def test_the_recipe_writes_a_pipeline_where_no_folder_is_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "".join(conllu(PLAIN.format(*words)) for words in FILLED) * training.RAREST
    for name in ("own-ud-train.conllu", "own-ud-test.conllu"):
        (tmp_path / name).write_text(told, encoding="utf-8")
    out = tmp_path / "build" / "fr"
    training.main(["--lang", "fr", "--treebank", str(tmp_path), "--out", str(out), "--epochs", "1"])
    assert (out / "config.cfg").is_file()
    assert "dep_las" in capsys.readouterr().out


def test_a_language_is_in_memory_once() -> None:
    """A worker asks with the pipeline that a setting names, the engine without: the same one."""
    assert load("fr", None) is load("fr") is load("fr-CH")
