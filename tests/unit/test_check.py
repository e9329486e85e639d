"""`secondsource check`: a page that holds everything and runs nothing, a folder as a table, errors in one line."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from secondsource import Article, SecondsourceError, load, review
from secondsource.page import BOX, LABEL, STEP, page, runs
from secondsource.provenance.explaining import messages
from secondsource.text.language import CODES
from streams.commands.check import check
from streams.wording import desk_words

TEXT = (
    "Mayor took money, paper says\n\nThe mayor took bribes, the Lake Courier reported, citing two officials.\n\n"
    "Police said two people were hurt on Monday. <script>alert(1)</script> & \x00 \u202e \ud800 end."
)


def seen(text: str) -> str:
    return "".join("\ufffd" if c in "\x00\ud800" else c for c in text)


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_the_whole_text_and_every_reason(code: str) -> None:
    article = Article(TEXT)
    result = review(article, load("en"), ui_language=code)
    written = page(article, result, code)
    body = written[written.index("<article") : written.index("</article>")]
    body = re.sub(r'<span class="(mark|tip)".*?</span>', "", body)
    assert html.unescape(re.sub(r"<[^>]*>", "", body)) == seen(TEXT)
    for claim in result.claims:
        assert claim.why.text in html.unescape(written)


@pytest.mark.parametrize("code", CODES)
def test_a_page_names_what_was_found_and_the_factors_in_its_language(code: str) -> None:
    result, words = review(TEXT, load("en"), ui_language=code), messages(code)
    written = page(Article(TEXT), result, code)
    told = html.unescape(written[written.index("</article>") :])
    for claim in result.claims:
        found = claim.sourcing
        assert f"{words['page'][found.verdict]}, {words['kind'][found.kind]} ·" in told
        for factor in claim.priority.factors:
            assert f"<td>{words['factor'][factor.name]}</td>" in told
            assert f"<td>{words['cause'].get(factor.cause, '')}" in told
    names = [cell for row in re.findall(r"<tr>(.*?)</tr>", told) for cell in re.findall(r"<td>([^<\d]+)</td>", row)]
    assert names
    assert code == "en" or not {"salience", "weakness", "harm", "sourced", "default", "single/anonymous"} & set(names)


def test_a_page_runs_nothing_and_loads_nothing() -> None:
    written = page(Article(TEXT), review(TEXT, load("en")), "en")
    assert "<script" not in written
    assert not re.search(r"(src|href)=\"(?!#)", written)
    written.encode("utf-8")


def test_a_page_can_be_walked_by_keyboard() -> None:
    written = page(Article(TEXT), review(TEXT, load("en")), "en")
    tree = etree.HTML(written)
    claims = tree.xpath("//span[@tabindex='0']")
    assert claims
    for claim in claims:
        assert tree.xpath(f"//*[@id='{claim.get('aria-describedby')}']")[0].get("role") == "tooltip"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//a/@href")} <= set(ids)


def test_a_picture_has_a_box_a_node_and_an_arrow_an_edge() -> None:
    result = review(TEXT, load("en"))
    tree = etree.HTML(page(Article(TEXT), result, "en"))
    for claim in result.claims:
        drawn = tree.xpath(f"//section[@id='{claim.finding.id}']//svg")[0]
        assert len(drawn.xpath(".//rect")) == len(claim.sourcing.provenance.nodes) + 1
        assert len(drawn.xpath(".//path")) == len(claim.sourcing.provenance.edges)


DENIED = (
    "Director denies theft\n\nThe director took two million, two officials said on Monday. The director denied having "
    "taken two million.\n\nPolice said two people were hurt."
)


@pytest.mark.parametrize("code", CODES)
def test_a_page_begins_with_its_headline_and_figures_and_explains_numbers_and_grades(code: str) -> None:
    result, words = review(DENIED, load("en"), ui_language=code), messages(code)
    tree = etree.HTML(page(Article(DENIED), result, code))
    assert [tree.xpath("string(//h1)"), len(tree.xpath("//h1"))] == ["Director denies theft", 1]
    colon = words["page"]["colon"]
    figures = {"claims": 2, "queued": 2, "language": "en"}
    told = " · ".join(f"{words['index'][name]}{colon}{value}" for name, value in figures.items())
    assert tree.xpath("string(//p[@class='sum'])") == told
    assert [words["page"][name] for name in ("number", "grades")] == tree.xpath("//ul/li[not(*)]/text()")
    assert f"{words['page']['origins']}{colon}1" in tree.xpath("string(//section)")
    assert (colon[0] == "\xa0") == (code == "fr")
    one = etree.HTML(page(Article("Police said two people were hurt."), result, code))
    assert one.xpath("string(//h1)") == words["page"]["title"]


def test_the_picture_of_a_contested_claim_has_who_denies_it() -> None:
    result = review(DENIED, load("en"))
    tree = etree.HTML(page(Article(DENIED), result, "en"))
    contested = next(claim for claim in result.claims if claim.sourcing.verdict == "contested")
    drawn = tree.xpath(f"//section[@id='{contested.finding.id}']//svg")[0]
    assert drawn.xpath(".//g[@class='against']/title/text()") == ["denies: The director"]
    assert len(drawn.xpath(".//path[@class='against']")) == 1
    assert len(tree.xpath("//*[@class='against']")) == 2  # and no other claim has one


def test_no_verdict_is_called_as_an_outcome_is() -> None:
    for code in CODES:
        words = messages(code)["page"]
        assert code == "en" or not {words["corroborated"], words["contested"]} & set(
            desk_words(code)["outcome"].values()
        )


def test_the_runs_hold_the_text_once() -> None:
    result = review(TEXT, load("en"))
    assert "".join(text for run in runs(TEXT, result.claims) for text, _ in run.pieces) == TEXT


def test_a_folder_gives_a_table_with_totals(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The director would not say. Police said two people were hurt on Monday.")
    (tmp_path / "b.txt").write_text("Police said three people were killed on Monday.")
    out = CliRunner().invoke(check, [str(tmp_path), "--html", str(tmp_path / "out")], env={"COLUMNS": "150"})
    assert out.exit_code == 0, out.output
    assert "2 articles" in out.output
    assert (tmp_path / "out" / "a.txt.html").is_file()


def test_json_of_a_folder_is_one_line_an_article(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Police said two people were hurt on Monday.")
    out = CliRunner().invoke(check, [str(tmp_path), "--json"])
    assert [json.loads(line)["file"] for line in out.stdout.splitlines()] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("arguments", [[], ["nowhere.txt"], ["--text", "x", "--html", "/dev/null/x.html"]])
def test_an_error_is_one_line(arguments: list[str]) -> None:
    with pytest.raises(SecondsourceError) as raised:
        CliRunner().invoke(check, arguments, catch_exceptions=False)
    assert "\n" not in str(raised.value)


def test_a_page_is_written_over_a_page_and_over_nothing_else(tmp_path: Path) -> None:
    article, out = tmp_path / "a.txt", tmp_path / "out.html"
    article.write_text("Police said two people were hurt.")
    for _ in range(2):
        assert CliRunner().invoke(check, [str(article), "--html", str(out)]).exit_code == 0
    with pytest.raises(SecondsourceError, match="is there already"):
        CliRunner().invoke(check, [str(article), "--html", str(article)], catch_exceptions=False)
    assert article.read_text() == "Police said two people were hurt."


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb or #rgb, by WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(char * 2 for char in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_the_page_can_be_read_on_its_paper_by_day_by_night_and_printed() -> None:
    written = page(Article(TEXT), review(TEXT, load("en")), "en")
    palettes = [dict(re.findall(r"--(\w+): (#\w+)", part)) for part in re.findall(r":root \{([^}]*)\}", written)]
    assert len(palettes) == 3
    for palette in palettes:
        for name in palette.keys() - {"paper", "edge"}:
            lighter, darker = sorted((luminance(palette[name]), luminance(palette["paper"])), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, name


def test_a_label_of_a_picture_fits_into_its_box() -> None:
    assert BOX[0] >= 8 * LABEL + 8
    assert STEP[0] > BOX[0]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("The mayor reportedly stole two million.", "hearsay"),
        ("The mayor stole two million, police said.", "has a source"),
        ("The mayor reportedly stole two million. The mayor denied that he stole two million.", "denied"),
        ("The town, which had 4,000 inhabitants in 1950, lies on the lake.", "needs no source"),
    ],
)
def test_only_what_has_a_source_is_said_to_have_one(text: str, cause: str) -> None:
    claims = review(text, load("en")).claims
    assert claims
    for claim in claims:
        salience = next(factor for factor in claim.priority.factors if factor.name == "salience")
        assert messages("en")["cause"][salience.cause] == cause
