"""A checker's first commands. For one trusted machine: who you say you are is who you are."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console

from secondsource.language import CODES
from streams.card import ID_SHOWN, card, keep, local, table
from streams.decision import EPILOG, OUTCOMES_TEXT, decide
from streams.desk import (
    SPEAKS,
    brief,
    json_option,
    language_option,
    languages,
    listed,
    name,
    needed,
    on_item,
    on_queue,
    reason_option,
    token_of,
)
from streams.terminal import visible
from workers.queue import ClaimQueue
from workers.records import STATES, Filter, Lease, Row
from workers.relay import desk_event


@click.command("next")
@name
@click.option("--languages", "speaks", envvar=SPEAKS, default="", help=f"Languages you read, with commas, or {SPEAKS}.")
@click.option("--topics", default="", help="Topics you check, with commas; a lane is a language and a topic.")
@click.option("--strict", is_flag=True, help="Keep to your languages and topics, however long the others wait.")
@click.option("--lead", is_flag=True, help="Also from the lead's lane: what others could not judge.")
@click.option("--item", "id", help="This item, by its id, and no other.")
@click.option("--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of the card.")
@json_option
def next_(
    who: str | None, speaks: str, topics: str, strict: bool, lead: bool, id: str | None, ui_lang: str, as_json: bool
) -> int:
    """Take the most urgent claim that you can check."""
    codes, checks = languages(speaks), listed(topics)

    async def take(queue: ClaimQueue) -> tuple[Lease | None, list[str]]:
        if id:
            return await queue.take_item(await queue.find(id), needed(who)), []
        found = await queue.take(needed(who), codes, checks, lead=lead, relax=not strict)
        fits = found and (not checks or found.row.item.topic in checks)
        return found, [] if fits else sorted((await queue.stats()).lanes)

    lease, lanes = on_queue(take, log=True)
    wanted = f" in {', '.join(codes + checks)}" if codes + checks else ""
    others = f"; what waits is in {', '.join(lanes)}" if lanes else ""
    if lease is None:
        click.echo(visible(f"nothing waits{wanted} for you{others}"), err=True)
        return 1
    if others and not id:
        click.echo(visible(f"nothing waits{wanted}: this is long past its deadline{others}"), err=True)
    if as_json:
        click.echo(json.dumps({**brief(lease.row), "token": lease.token}, ensure_ascii=False))
    else:
        card(lease.row, ui_lang, lease.token)
        click.echo("\n" + keep(lease.presence_until_ms, lease.id, ui_lang))
        click.echo(f"secondsource verdict {lease.id[:ID_SHOWN]} OUTCOME --reason …")
        click.echo(OUTCOMES_TEXT)
    return 0


@click.command()
@click.argument("id")
@click.option("--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of the card.")
@json_option
def show(id: str, ui_lang: str, as_json: bool) -> None:
    """The card of one item."""
    _, row = on_item(id, lambda queue, id: queue.get(id))
    if as_json:
        click.echo(json.dumps({**brief(row), "card": row.item.card}, ensure_ascii=False))
    else:
        card(row, ui_lang)


@click.command(epilog=EPILOG)
@click.argument("id")
@click.argument("outcome")
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.option("--evidence", multiple=True, help="A URL; may be given again.")
@click.option("--token", type=int, help="The fence token that `next` showed; yours is known without.")
@name
def verdict(id: str, outcome: str, reason: str, evidence: tuple[str, ...], token: int | None, who: str | None) -> None:
    """Give a verdict on a claim that you hold."""
    id, given = decide(id, outcome, reason, evidence, token, needed(who))
    click.echo(f"{id}: {outcome}, saved ({given.result})")


@click.command()
@click.argument("id")
@name
def undo(id: str, who: str | None) -> None:
    """Take your verdict back; the item is yours again."""
    id, token = on_item(id, lambda queue, id: queue.undo(id, needed(who)), log=True)
    click.echo(f"{id}: yours again, token {token}")


@click.command()
@click.argument("id")
@click.option("--token", type=int, help="The fence token; yours is known without.")
@reason_option
@name
def release(id: str, token: int | None, reason: str, who: str | None) -> None:
    """Put a claim back into its lane."""
    checker = needed(who)

    async def let_go(queue: ClaimQueue, id: str) -> str:
        return await queue.release(id, await token_of(queue, id, checker, token), checker, reason)

    id, state = on_item(id, let_go, log=True)
    click.echo(f"{id}: {state}")


@click.command()
@click.option("--state", type=click.Choice([*STATES, "all"]), default="waiting", show_default=True, help="Which items.")
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="Rows; 0 is all.")
@language_option
@json_option
def queue(state: str, limit: int, language: str | None, as_json: bool) -> None:
    """What waits, in the order in which it will be taken."""
    states: list[Any] = [state] if state != "all" else list(STATES)

    async def rows(of: ClaimQueue) -> list[Row]:
        found: list[Row] = []
        for one in states:
            cursor: str | None = None
            while limit == 0 or len(found) < limit:
                page = await of.page(Filter(state=one, language=language), cursor, 200)
                found += page.rows
                cursor = page.cursor
                if cursor is None:
                    break
        return found if limit == 0 else found[:limit]

    found = on_queue(rows)
    if as_json:
        for row in found:
            click.echo(json.dumps(brief(row), ensure_ascii=False))
        return
    Console(highlight=False).print(table(found, whole=state != "waiting"))
    click.echo(f"{len(found)} shown", err=True)


@click.command()
@click.argument("id")
@json_option
def audit(id: str, as_json: bool) -> None:
    """Who did what to an item, oldest first."""
    _, events = on_item(id, lambda queue, id: queue.trail(id))
    for event in events:
        if as_json:
            click.echo(json.dumps(desk_event(event, "").model_dump(exclude={"desk", "fields"}), ensure_ascii=False))
        else:
            data = ", ".join(f"{key} {value}" for key, value in event.data.items() if value)
            what = f"{event.from_state or '·'} → {event.to_state}"
            line = f"{local(event.at_ms)}  {event.what:12} {event.who:12} {what:22} {event.reason} {data}"
            click.echo(visible(line).rstrip())
