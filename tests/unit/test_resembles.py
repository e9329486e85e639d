"""A text in a language that is not read is told as such, and none of ours is."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from secondsource.provenance.explaining import messages
from secondsource.text.language import CODES, detect, resembles
from streams.commands.check import check
from streams.wording import desk_words


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


SPANISH = "Según fuentes policiales, el ministro fue detenido ayer por la noche en su casa. La fiscalía pidió una pena."


@pytest.mark.parametrize("code", CODES)
def test_whoever_sees_the_page_the_table_or_the_json_alone_is_told_too(tmp_path: Path, code: str) -> None:
    copy, pages = tmp_path / "copy", tmp_path / "pages"
    copy.mkdir()
    (copy / "other.txt").write_text(SPANISH, encoding="utf-8")
    (copy / "ours.txt").write_text("The minister is said to have taken two million francs, a source said.", "utf-8")
    words, labels = desk_words(code)["table"], messages(code)
    lines = run(copy, "--ui-lang", code).stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if "other.txt" in line)
    assert lines[at + 1].strip() == words["doubt"]
    assert sum(words["doubt"] in line for line in lines) == 1
    assert [json.loads(line)["language_in_doubt"] for line in run(copy, "--json").stdout.splitlines()] == [True, False]
    assert json.loads(run(copy / "other.txt", "--json").stdout)["language_in_doubt"] is True
    assert json.loads(run(copy / "other.txt", "--json", "--lang", "fr").stdout)["language_in_doubt"] is False
    run(copy, "--html", pages, "--ui-lang", code)
    run(copy / "other.txt", "--html", pages / "one.html", "--ui-lang", code)
    told = labels["page"]["doubt"].format(languages="fr, de, it, en", language=detect(SPANISH))
    for name, said in (("other.txt.html", told), ("one.html", told), ("ours.txt.html", "")):
        page = etree.HTML((pages / name).read_text(encoding="utf-8"))
        assert page.xpath("string(//*[@class='notice'])") == said
    table = etree.HTML((pages / "index.html").read_text(encoding="utf-8"))
    assert table.xpath("//tr[.//strong]//a/@href") == ["other.txt.html"]
    assert table.xpath("string(//tr//strong)") == labels["index"]["doubt"]


@pytest.mark.parametrize("code", CODES)
def test_our_own_examples_resemble_their_language(code: str) -> None:
    lines = files("secondsource.lang").joinpath(code, "examples.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert all(resembles(" ".join(texts[at : at + 4]), code) for at in range(len(texts) - 3))
    assert not any(resembles(" ".join(texts), other) for other in CODES if other != code)
