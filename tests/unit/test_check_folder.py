"""`secondsource check` on a folder, on several files, and the pages that it writes of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from lxml import etree

from secondsource.provenance.explaining import messages
from secondsource.text.language import CODES
from streams.commands.check import check
from streams.commands.feed import feed
from tests.checking import RUMOUR, refused, run


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
