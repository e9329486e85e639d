"""`secondsource check`: the review of articles, without any server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.wire.detect import decode
from secondsource import policy as policies
from secondsource.errors import Rejected, SecondsourceError
from secondsource.model import Article, Claim, Review
from secondsource.page import Entry, headline, index, page
from secondsource.provenance.explaining import found_words, messages
from secondsource.review import as_dict, review
from secondsource.text import language as languages
from secondsource.text import parsing
from secondsource.text.language import CODES
from streams.feed import EMPTY, files_of
from streams.pages import INDEX, address, page_of, write
from streams.paper import Paper
from streams.progress import Progress, if_slow
from streams.settings import PIPELINES
from streams.stack import POLICY
from streams.summary import COLUMNS, STYLES, Row, row, table, totals
from streams.terminal import one_line, visible
from streams.withdrawing import withdraw
from streams.wording import desk_words


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--text", help="The text itself, in place of a file.")
@click.option("--json", "as_json", is_flag=True, help="Print the review as JSON (docs/review.md), one line an article.")
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    help="Write one self-contained page (for several files: a folder).",
)
@click.option("--lang", help="The language of the text; found by itself if left out.")
@click.option(
    "--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of what is printed."
)
@click.option(
    "--pipelines",
    envvar=PIPELINES,
    default="",
    help='spaCy pipelines for names and subjects: "fr=fr_core_news_sm de=FOLDER".',
)
@click.option("--policy", "policy_file", envvar=POLICY, help=f"A policy file (TOML); also {POLICY}.")
def check(
    files: tuple[str, ...],
    text: str | None,
    as_json: bool,
    html: Path | None,
    lang: str | None,
    ui_lang: str,
    pipelines: str,
    policy_file: str | None,
) -> int:
    """Review one article or many, without a server.

    One: FILE, "-" for standard input, or --text. Several: files, or all of a folder.
    """
    policy = policies.load(policy_file or None)
    parsers = parsing.named(pipelines, CODES)

    def read(copy: Copy) -> Review:
        article = copy.article
        code = languages.short(lang or languages.detect(article.text, article.language))
        language = languages.load(code, parsers.get(code))
        result = review(article, language, policy, ui_language=ui_lang)
        return withdraw(result, article, policy, ui_lang) if copy.withdrawn else result

    if "" in files:
        raise SecondsourceError(EMPTY)
    if text is not None and files:
        raise SecondsourceError("give a file or --text, not both")
    if html is not None and not html.parent.is_dir():
        raise SecondsourceError(f"no folder {html.parent}: make it first, or name another place for --html")
    if len(files) > 1 or (files and Path(files[0]).is_dir()):
        if html is not None and html.exists() and not html.is_dir():
            raise SecondsourceError(f"{html} is a file: the pages of several articles need a folder")
        return _several(_named(files), read, as_json, html, lang, ui_lang)
    copy = _given(text) if text is not None else _read(files[0] if files else None)
    with if_slow(f"reading {len(copy.article.text):,} characters"):
        result = read(copy)
    doubtful = _is_doubtful(copy.article, result, lang)
    if doubtful:
        click.echo(f"secondsource: {_doubt(result)}", err=True)
    if html is not None:
        write(html, page(copy.article, result, ui_lang, withdrawn=copy.withdrawn, doubtful=doubtful))
        click.echo(one_line(f"written: {html}"), err=True)
    if as_json:
        click.echo(json.dumps(_told(result, copy, doubtful), ensure_ascii=False))
    elif html is None:
        show(Paper(), copy.article, result, ui_lang, withdrawn=copy.withdrawn)
    return 0


@dataclass(frozen=True, slots=True)
class Copy:
    """An article, and whether its provider killed it or holds it back."""

    article: Article
    withdrawn: bool = False


def _given(text: str) -> Copy:
    if not text.strip():
        raise SecondsourceError("nothing to check: the text is empty")
    return Copy(Article(text))


def _named(files: Sequence[str]) -> dict[str, Path]:
    """What to call each file, and where it is: files as they are given, those of a folder by their path in it."""
    found: dict[str, Path] = {}
    for folder in map(Path, files):
        if not folder.is_dir():
            found[str(folder)] = folder
            continue
        inside = files_of(folder)
        if not inside:
            raise SecondsourceError(f"the folder {folder} holds no file to check")
        found |= {str(path if len(files) > 1 else path.relative_to(folder)): path for path in inside}
    return found


def _is_doubtful(article: Article, result: Review, lang: str | None) -> bool:
    """Whether a text seems to be in no language of ours; not where the person named one."""
    return lang is None and bool(article.text.strip()) and not languages.resembles(article.text, result.language)


def _doubt(result: Review) -> str:
    return f"this looks like none of {', '.join(CODES)}; read as {result.language}: do not rely on it"


def _several(
    paths: Mapping[str, Path],
    read: Callable[[Copy], Review],
    as_json: bool,
    html: Path | None,
    lang: str | None,
    ui_lang: str,
) -> int:
    """A row an article and the totals; a file that holds no article is told and passed over: 2 if any was."""
    rows: list[Row] = []
    notes: list[str] = []
    with Progress("checked", len(paths)) as progress:
        for name, path in paths.items():
            try:
                copy = _read(str(path))
            except SecondsourceError as error:
                notes.append(f"passed over {error}")
            else:
                result = read(copy)
                is_so = {"withdrawn": copy.withdrawn, "doubtful": _is_doubtful(copy.article, result, lang)}
                rows.append(row(name, result, headline=headline(copy.article), **is_so))
                if is_so["doubtful"]:
                    notes.append(f"{name}: {_doubt(result)}")
                if html is not None:
                    write(html / page_of(name), page(copy.article, result, ui_lang, **is_so))
                if as_json:
                    told = {"file": name, **_told(result, copy, is_so["doubtful"])}
                    click.echo(json.dumps(told, ensure_ascii=False))
            progress.step()
    for line in notes:
        click.echo(one_line(f"secondsource: {line}"), err=True)
    if not rows:
        raise SecondsourceError("none of these files holds an article")
    if html is not None:
        entries = [
            Entry(one_line(r.name), r.headline, address(r.name), r.language, r.counts, r.withdrawn, r.doubtful)
            for r in rows
        ]
        write(html / INDEX, index(entries, COLUMNS, totals(rows), ui_lang))
        click.echo(one_line(f"written: {len(rows)} pages in {html}; begin with {html / INDEX}"), err=True)
    if not as_json:
        Paper().print(table(rows, ui_lang))
    return 2 if len(rows) < len(paths) else 0


def _told(result: Review, copy: Copy, doubtful: bool) -> dict[str, Any]:
    """As `--json` prints it. A notice that kills an article may have no text, and so no claims to tell it by."""
    return {**as_dict(result), "withdrawn": copy.withdrawn, "language_in_doubt": doubtful}


def _read(file: str | None) -> Copy:
    if file is None:
        raise SecondsourceError("nothing to check: give a FILE, a folder, - for standard input, or --text")
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except FileNotFoundError:
        raise SecondsourceError(f"no file {file}") from None
    except OSError as error:
        raise SecondsourceError(f"cannot read {file}: {error.strerror}") from error
    name = "standard input" if file == "-" else file
    try:
        article = decode(raw)
    except Rejected as refused:
        raise SecondsourceError(f"{name}: {refused}") from refused
    return Copy(article.to_model(), article.status != "usable")


def counted(claims: int, ui_lang: str = "en") -> str:
    """So many claims, in words."""
    words = desk_words(ui_lang)["check"]
    return words[f"claims_{claims}" if claims < 2 else "claims_n"].format(count=claims)


def verdict_words(claim: Claim, ui_lang: str) -> str:
    """What was found; in English by the names of docs/sourcing.md, by which filters and JSON call it."""
    verdict, kind = claim.sourcing.verdict, claim.sourcing.kind
    return f"{verdict}/{kind}" if ui_lang == "en" else found_words(verdict, kind, messages(ui_lang))


def show(console: Console, article: Article, result: Review, ui_lang: str = "en", *, withdrawn: bool = False) -> None:
    """The text with its claims in colour, then each with its reason: those for the queue, and the others."""
    words = desk_words(ui_lang)["check"]
    most_urgent_first = sorted(result.claims, key=lambda claim: -claim.priority.score)
    queued = [claim for claim in most_urgent_first if claim.queued]
    others = [claim for claim in most_urgent_first if not claim.queued]
    console.print(_coloured(article.text, result.claims))
    console.print()
    if withdrawn:
        console.print(words["withdrawn"], style="bold")
    told = {"claims": counted(len(result.claims), ui_lang), "queued": len(queued), "language": result.language}
    console.print(words["queued" if queued else "none"].format(**told))
    if queued:
        console.print("", _listed(queued, ui_lang), sep="\n")
    if queued and others:
        console.print(f"\n{words['others']}")
    if others:
        console.print("", _listed(others, ui_lang), sep="\n")


def _listed(claims: Sequence[Claim], ui_lang: str) -> Table:
    """A claim a row, with its priority and verdict, and the reason below."""
    rows = Table.grid()
    rows.add_column(width=4)
    rows.add_column()
    for claim in claims:
        score = Text(f"{claim.priority.score:3d}", style="bold" if claim.queued else "")
        verdict = (verdict_words(claim, ui_lang), _style(claim))
        rows.add_row(score, Text.assemble(verdict, "  ", visible(claim.finding.text)))
        rows.add_row("", Text(visible(claim.why.text), style="dim"))
    return rows


def _style(claim: Claim) -> str:
    """The colour of a claim, by its verdict; bold is for the queue."""
    style = STYLES.get(claim.sourcing.verdict, "")
    return style if claim.queued else f"{style} not bold"


def _coloured(text: str, claims: tuple[Claim, ...]) -> Text:
    out = Text(visible(text))
    for claim in claims:
        out.stylize(_style(claim), claim.finding.start, claim.finding.end)
        for attribution in claim.finding.attributions:
            out.stylize("underline", attribution.source.start, attribution.source.end)
    out.rstrip()
    return out
