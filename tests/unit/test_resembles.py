"""A text in a language that is not read is told as such, and none of ours is."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from secondsource.text.language import CODES, detect, resembles
from streams.commands.check import check


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(check, [str(arg) for arg in args], env={"COLUMNS": "80"})


@pytest.mark.parametrize(
    "text",
    [
        "Hello",
        "12.3.",
        "Según fuentes policiales, el ministro fue detenido ayer por la noche en su casa. La fiscalía pidió una pena.",
        "Dos personas murieron el lunes en un choque de autobuses, según fuentes cercanas a la investigación.",
        "Dues persones van morir dilluns en un accident, segons fonts properes a la investigació de la policia.",
        "De burgemeester zou twee miljoen euro hebben verduisterd, aldus bronnen rond het onderzoek.",
        "市長は二百万ユーロを横領したとされる。",
    ],
)
def test_a_text_in_no_language_of_ours_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    code = detect(text)
    told = f"this looks like none of fr, de, it, en; read as {code}: do not rely on it"
    assert run("--text", text).stderr == f"secondsource: {told}\n"
    assert run("--text", text, "--lang", "en").stderr == ""
    (tmp_path / "other.txt").write_text(text, encoding="utf-8")
    lines = run(tmp_path).stderr.splitlines()
    assert [line for line in lines if "none of" in line] == [f"secondsource: other.txt: {told}"]


@pytest.mark.parametrize("code", CODES)
def test_our_own_examples_resemble_their_language(code: str) -> None:
    lines = files("secondsource.lang").joinpath(code, "examples.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert all(resembles(" ".join(texts[at : at + 4]), code) for at in range(len(texts) - 3))
    assert not any(resembles(" ".join(texts), other) for other in CODES if other != code)
