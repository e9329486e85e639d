"""`secondsource check`: the review of articles, without any server."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from schemas.wire.detect import decode
from secondsource import language as languages
from secondsource import policy as policies
from secondsource.errors import SecondsourceError
from secondsource.language import CODES
from secondsource.model import Article, Claim, Review
from secondsource.review import as_dict, review

STYLES = {"unsupported": "bold red", "contested": "bold magenta", "single": "bold yellow", "corroborated": "green"}


@click.command()
@click.argument("file", required=False)
@click.option("--text", help="The text itself, in place of a file.")
@click.option("--json", "as_json", is_flag=True, help="Print the review as JSON (docs/review.md).")
@click.option("--lang", help="The language of the text; found by itself if left out.")
@click.option("--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of the reasons.")
@click.option("--policy", "policy_file", help="A policy file (TOML) laid over the default one.")
def check(
    file: str | None, text: str | None, as_json: bool, lang: str | None, ui_lang: str, policy_file: str | None
) -> None:
    """Review one article: FILE, "-" for standard input, or --text."""
    article = Article(text) if text is not None else _read(file)
    language = languages.load(lang or languages.detect(article.text, article.language))
    result = review(article, language, policies.load(policy_file), ui_language=ui_lang)
    if as_json:
        click.echo(json.dumps(as_dict(result), ensure_ascii=False))
    else:
        show(Console(highlight=False), article, result)


def _read(file: str | None) -> Article:
    if file is None:
        raise SecondsourceError("nothing to check: give a FILE, - for standard input, or --text")
    if file == "-":
        return decode(sys.stdin.buffer.read()).to_model()
    path = Path(file)
    if not path.is_file():
        raise SecondsourceError(f"no file {file}")
    return decode(path.read_bytes()).to_model()


def show(console: Console, article: Article, result: Review) -> None:
    """The text with what is queued in colour, and why, most urgent first."""
    queued = [claim for claim in result.claims if claim.queued]
    console.print(_coloured(article.text, result.claims))
    console.print()
    if not queued:
        console.print(f"{len(result.claims)} claims, none for the queue.")
        return
    console.print(f"{len(result.claims)} claims, {len(queued)} for the queue:\n")
    for claim in sorted(queued, key=lambda c: -c.priority.score):
        verdict = f"{claim.sourcing.verdict}/{claim.sourcing.kind}"
        style = STYLES.get(claim.sourcing.verdict, "")
        console.print(
            Text.assemble((f"{claim.priority.score:3d} ", "bold"), (verdict, style), "  ", claim.finding.text)
        )
        console.print(Text(f"    {claim.why.text}", style="dim"))


def _coloured(text: str, claims: tuple[Claim, ...]) -> Text:
    out = Text(text)
    for claim in claims:
        style = STYLES.get(claim.sourcing.verdict, "")
        if style and claim.queued:
            out.stylize(style, claim.finding.start, claim.finding.end)
        for attribution in claim.finding.attributions:
            out.stylize("underline", attribution.source.start, attribution.source.end)
    return out
