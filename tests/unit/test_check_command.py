"""`secondsource check` as somebody uses it who has not read its docs."""

from __future__ import annotations

import io
import json
import os
import random
import sys
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from secondsource.errors import SecondsourceError
from secondsource.provenance.explaining import messages
from secondsource.text.language import CODES
from streams import progress
from streams.commands import check as command
from streams.commands.check import check
from streams.commands.feed import feed
from streams.wording import desk_words
from tests.shell import until

RUMOUR = "Le directeur aurait détourné deux millions de francs.\n"
REPORT = "The mayor is said to have stolen 2 million, sources said.\n"


def run(*args: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(check, [str(arg) for arg in args], input=stdin, env={"COLUMNS": "80"})


def refused(*args: str | Path, stdin: bytes | None = None) -> str:
    """The line that the person is told."""
    done = run(*args, stdin=stdin)
    assert isinstance(done.exception, SecondsourceError), done.output
    return str(done.exception)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "rumour.txt").write_text(RUMOUR, encoding="utf-8")
    (tmp_path / "sub" / "a-report-whose-name-is-longer-than-any-column.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path


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


def test_several_files_are_a_table_as_a_folder_is(copy: Path) -> None:
    (copy / "picture.png").write_bytes(b"\x89PNG")
    by_folder = run(copy)
    assert "2 articles" in by_folder.output
    assert "passed over" in by_folder.output
    assert "picture.png: not-text-item" in by_folder.output
    by_name = run(copy / "rumour.txt", copy / "sub", copy / "picture.png")
    assert "2 articles" in by_name.output


def test_a_file_that_is_not_there_does_not_stop_the_others_and_ends_with_code_2(copy: Path) -> None:
    done = check.main([str(copy / "rumour.txt"), str(copy / "mistyped.txt")], standalone_mode=False)
    assert done == 2
    assert check.main([str(copy / "rumour.txt"), str(copy / "sub")], standalone_mode=False) == 0


def test_a_table_of_eighty_columns_shows_each_heading_whole(copy: Path) -> None:
    output = run(copy).output
    assert "sub/a-rep…lumn.txt" in output
    assert "rumour.txt " in output
    for heading in ("article", "claims", "queued", "unsupported", "contested", "single", "top"):
        assert heading in output


def test_pages_are_said_to_be_written(copy: Path) -> None:
    done = run(copy / "rumour.txt", "--html", copy / "page.html")
    assert f"written: {copy / 'page.html'}" in done.stderr
    assert (copy / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    (copy / "page.html").unlink()
    done = run(copy, "--html", copy / "pages")
    assert f"written: 2 pages in {copy / 'pages'}; begin with {copy / 'pages' / 'index.html'}" in done.stderr
    assert (copy / "pages" / "rumour.txt.html").is_file()


def test_the_pages_of_several_go_into_no_file(copy: Path) -> None:
    file = copy / "rumour.txt"
    told = f"{file} is a file: the pages of several articles need a folder"
    assert refused(copy, "--html", file) == refused(file, file, "--html", file) == told
    assert file.read_text(encoding="utf-8") == RUMOUR


def test_a_folder_that_is_not_there_is_not_made_for_a_page_or_for_the_folder_of_pages(copy: Path) -> None:
    nowhere = copy / "nowhere"
    for given in ([copy / "rumour.txt"], [copy]):
        told = refused(*given, "--html", nowhere / "page")
        assert told == f"no folder {nowhere}: make it first, or name another place for --html"
    assert not nowhere.exists()


def test_pages_of_an_earlier_check_are_passed_over_without_a_word(copy: Path) -> None:
    run(copy, "--html", copy / "pages")
    (copy / "saved.html").write_text("<html><p>The mayor left.</html>", encoding="utf-8")
    again = run(copy)
    assert "2 articles" in again.output
    assert "rumour.txt.html" not in again.stderr
    assert "saved.html: unknown-format: this is a page of HTML" in again.stderr


@pytest.mark.parametrize("code", CODES)
def test_the_pages_of_a_folder_have_a_table_that_leads_to_each(copy: Path, code: str) -> None:
    pages = copy / "pages"
    (copy / "50% & <more> #1?.txt").write_text(RUMOUR, encoding="utf-8")
    (copy / "index").write_text(RUMOUR, encoding="utf-8")
    run(copy, "--html", pages, "--ui-lang", code)
    tree = etree.HTML((pages / "index.html").read_text(encoding="utf-8"))
    links = tree.xpath("//a")
    assert sorted("".join(link.itertext()) for link in links) == sorted(
        ["50% & <more> #1?.txt", "index", "rumour.txt", "sub/a-report-whose-name-is-longer-than-any-column.txt"]
    )
    assert all((pages / unquote(link.get("href"))).is_file() for link in links)
    assert "index.html" not in [link.get("href") for link in links]
    assert [cell.text for cell in tree.xpath("//tbody/tr[3]/td")][1:-1] == ["fr", "1", "1", "1", "0", "0"]
    assert [cell.text for cell in tree.xpath("//tfoot//td")][1:3] == ["4", "4"]


@pytest.mark.parametrize(
    ("name", "shown", "link"),
    [
        (b"bad\xff.txt", "bad\ufffd.txt", "bad%FF.txt.html"),
        (b"two\nlines.txt", "two␊lines.txt", "two%0Alines.txt.html"),
        (b"re\x1b[31md.txt", "re␛[31md.txt", "re%1B%5B31md.txt.html"),
    ],
)
def test_a_name_that_is_no_text_or_of_two_lines_has_its_row_its_page_and_one_line(
    tmp_path: Path, name: bytes, shown: str, link: str
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / os.fsdecode(name)).write_text(RUMOUR, encoding="utf-8")
    (copy / os.fsdecode(b"empty-" + name)).write_bytes(b"")
    done = run(copy, "--html", tmp_path / "pages")
    assert done.stdout.splitlines()[3].split()[0] == shown
    told, written = done.stderr.splitlines()
    assert told == f"secondsource: passed over {copy}/empty-{shown}: empty: there is nothing in it"
    assert written.startswith("written: 1 pages in")
    cells = etree.HTML((tmp_path / "pages" / "index.html").read_text(encoding="utf-8")).xpath("//tbody//a")
    assert [(cell.get("href"), "".join(cell.itertext())) for cell in cells] == [(link, shown)]
    assert (tmp_path / "pages" / os.fsdecode(name + b".html")).is_file()
    page = tmp_path / os.fsdecode(name + b".html")
    assert run(copy / os.fsdecode(name), "--html", page).stderr.splitlines() == [f"written: {tmp_path}/{shown}.html"]
    fed = CliRunner().invoke(feed, ["--dry-run", str(copy)])
    assert fed.stdout.startswith(f"{copy}/{shown}: ")
    assert fed.stderr.startswith(f"secondsource: {copy}/empty-{shown}: empty")


def test_the_table_of_pages_has_the_headline_above_the_name_of_the_file(copy: Path) -> None:
    (copy / "rumour.txt").write_text(f"Two millions are gone\n\n{RUMOUR}", encoding="utf-8")
    run(copy, "--html", copy / "pages")
    cells = etree.HTML((copy / "pages" / "index.html").read_text(encoding="utf-8")).xpath("//tbody/tr/td[1]")
    assert ["".join(cell.itertext()) for cell in cells] == [
        "Two millions are gonerumour.txt", "sub/a-report-whose-name-is-longer-than-any-column.txt",
    ]  # fmt: skip
    assert cells[0].xpath("a")[0].get("href") == "rumour.txt.html"


@pytest.mark.parametrize("status", ["canceled", "withheld"])
@pytest.mark.parametrize("code", CODES)
def test_an_article_that_was_killed_or_held_is_withdrawn_wherever_it_is_shown(
    copy: Path, status: str, code: str
) -> None:
    notice = copy / "killed.txt"
    notice.write_text(f"status: {status}\n---\n{RUMOUR}", encoding="utf-8")
    told = messages(code)["why"]["withdrawn/–"]
    shown = run(notice).output
    assert "withdrawn: the provider killed the article or holds it back" in shown
    assert "1 claim, none for the queue; read as fr." in shown
    assert json.loads(run(notice, "--json").stdout)["withdrawn"] is True
    assert [json.loads(line)["withdrawn"] for line in run(copy, "--json").stdout.splitlines()].count(True) == 1
    claim = json.loads(run(notice, "--json", "--ui-lang", code).stdout)["claims"][0]
    assert (claim["verdict"], claim["kind"], claim["queued"]) == ("withdrawn", "–", False)
    assert claim["why"]["text"] == told
    lines = run(copy).stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if "killed.txt" in line)
    assert lines[at].split() == ["killed.txt", "fr", "1", "0", "0", "0", "0", "0"]
    assert lines[at + 1].split() == ["withdrawn"]
    run(copy, "--html", copy / "pages", "--ui-lang", code)
    body = etree.HTML((copy / "pages" / "killed.txt.html").read_text(encoding="utf-8"))
    assert body.xpath("string(//*[@class='notice'])") == told
    table = etree.HTML((copy / "pages" / "index.html").read_text(encoding="utf-8"))
    assert table.xpath("//tr[.//strong]//a/@href") == ["killed.txt.html"]
    assert not etree.HTML((copy / "pages" / "rumour.txt.html").read_text(encoding="utf-8")).xpath(
        "//*[@class='notice']"
    )


def test_a_cancel_notice_without_a_text_is_withdrawn(copy: Path) -> None:
    (copy / "notice.txt").write_text("status: canceled\n---\n", encoding="utf-8")
    assert "withdrawn" in run(copy / "notice.txt").output
    assert "withdrawn" in run(copy).output
