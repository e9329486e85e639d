"""`secondsource check` as somebody uses it who has not read its docs."""

from __future__ import annotations

import io
import random
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from secondsource.provenance.explaining import messages
from secondsource.text.language import CODES
from streams import progress
from streams.commands import check as command
from streams.wording import desk_words
from tests.checking import RUMOUR, refused, run
from tests.shell import until


def test_the_answer_says_in_which_language_the_text_was_read(copy: Path) -> None:
    assert "1 claim, 1 for the queue; read as fr:" in run(copy / "rumour.txt").output
    assert "no claims, none for the queue; read as en." in run("--text", "Is this the end of it?").output


def test_what_is_not_for_the_queue_is_listed_after_it(copy: Path) -> None:
    report = "The company said it had shut down the site. The director is said to have stolen 2 million."
    others = desk_words("en")["check"]["others"]
    queued, told = run("--text", report).output.split(f"\n{others}\n")
    assert " unsupported/rumour  The director" in queued
    assert "vouched/own-act" not in queued
    assert " 0 vouched/own-act  it had shut down the site" in told
    assert "unsupported" not in told
    alone = run("--text", report.split(". ")[0] + ".").output
    assert "vouched/own-act  it had shut down the site" in alone
    assert others not in alone


@pytest.mark.parametrize("code", CODES)
def test_the_answer_is_in_the_language_that_is_asked_for(copy: Path, code: str) -> None:
    words, page, kind = desk_words(code), messages(code)["page"], messages(code)["kind"]
    (copy / "killed.txt").write_text(f"status: canceled\n---\n{RUMOUR}", encoding="utf-8")
    (copy / "other.txt").write_text("Unas fuentes lo dijeron ayer por la noche a los vecinos.", encoding="utf-8")
    told = {"claims": words["check"]["claims_1"], "queued": 1, "language": "fr"}
    output = run(copy / "rumour.txt", "--ui-lang", code).output
    assert words["check"]["queued"].format(**told) in output
    found = "unsupported/rumour" if code == "en" else f"{page['unsupported']}, {kind['rumour']}"
    assert f" {found}  Le directeur" in output
    killed = run(copy / "killed.txt", "--ui-lang", code).output
    assert words["check"]["withdrawn"] in " ".join(killed.split())
    assert words["check"]["none"].format(**told) in killed
    table = run(copy, "--ui-lang", code).stdout
    assert all(words["table"][name].format(count=4) in table for name in words["table"])
    assert max(map(len, table.splitlines())) <= 80


def test_a_claim_of_two_lines_stays_beside_its_priority(copy: Path) -> None:
    claim = "Le directeur de la caisse de pension aurait détourné deux millions de francs au bord du lac."
    lines = run("--text", claim).output.splitlines()
    told = lines[lines.index("") + 3 :]
    assert len(told) > 3
    assert [line[:4].strip() != "" for line in told] == [True, *[False] * (len(told) - 1)]


def test_a_reason_of_two_lines_stays_below_its_claim(copy: Path) -> None:
    lines = run(copy / "rumour.txt").output.splitlines()
    assert all(line.startswith("    ") for line in lines[lines.index("") + 4 :])
    assert len(lines[lines.index("") + 4 :]) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty: there is nothing in it"),
        (b" \n", "empty: there is nothing in it"),
        (RUMOUR.encode("latin-1"), "save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "not-text-item: this is a PNG picture: there is no text in it"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "this is a JPEG picture"),
        (b'{"uri": "u", "headline": ', "it is cut off or damaged: send it whole"),
        (b'{"uri": "u", "titel": "Bridge shut"}', "the keys uri, titel; ninjs has uri or guid, and one of headline, "),
        (b"published: noon\n---\nBridge shut", "published: 'noon' is not a time such as 2026-03-01T08:00:00+01:00"),
        (b"urgency: high\n---\nBridge shut", "urgency: 'high' is not a whole number from 1"),
        (b"<nitf/>", "looks like xml"),
        (b"\n<!DOCTYPE html>\n<p>The mayor left.", "this is a page of HTML: save it as text"),
        (b"<?xml version='1.0'?><!-- a > b --><html><body/></html>", "this is a page of HTML"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "this is a PDF file: export it as text"),
        (b"%PDF-1.7\n" + b"\xe2" * 1_000_000, "this is a PDF file: export it as text"),
        (b"PK\x03\x04\x14\x00\x06\x00", "this is a Word file or another archive: export it as text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "this is an old Word file"),
        (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00>\x00", "not-text: this is no text"),
        (b"\x01" + random.Random(0).randbytes(3_000), "not-text: this is no text"),
        (("\ufeff" + RUMOUR).encode("utf-16-le"), "save it as UTF-8"),
        (b"\x01WAB123\r\n\x02Bridge shut\x03", "looks like iptc7901"),
        (b"{\\rtf1\\ansi The mayor left.}", "this is an RTF file: export it as text"),
        (b"a " * 500_000, "the limit is 900,000; cut it into articles"),
    ],
)
def test_a_file_that_is_no_article_is_named_with_what_to_do(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "copy.txt"
    file.write_bytes(content)
    line = refused(file)
    assert line.startswith(str(file))
    assert told in line
    assert refused("-", stdin=content).startswith("standard input")


class Window(io.StringIO):
    """A terminal, by its own account."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_is_said_that_an_article_is_read_where_that_takes_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Window())
    with progress.if_slow("quick"):
        pass
    assert not sys.stderr.getvalue()
    monkeypatch.setattr(progress, "SLOW_S", 0.0)
    with progress.if_slow("reading 12 characters"):
        until(lambda: "reading 12 characters" in sys.stderr.getvalue(), "nothing is said")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.if_slow("reading"):
        pass
    assert not sys.stderr.getvalue()


def test_an_article_is_read_with_a_word_where_that_takes_seconds(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(command, "if_slow", lambda what: nullcontext(said.append(what)))
    assert run(copy / "rumour.txt").exit_code == 0
    assert said == [f"reading {len(RUMOUR)} characters"]


def test_what_cannot_be_meant_is_said_so(copy: Path) -> None:
    assert "give a FILE, a folder" in refused()
    assert "no file" in refused(copy / "nowhere.txt")
    assert "the text is empty" in refused("--text", " ")
    assert "not both" in refused(copy / "rumour.txt", "--text", RUMOUR)
    assert "no language 'xx'" in refused(copy / "rumour.txt", "--lang", "xx")
    (copy / "none").mkdir()
    assert "holds no file" in refused(copy / "none")
