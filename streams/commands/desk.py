"""A checker's first commands. For one trusted machine: who you say you are is who you are."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console

from secondsource.language import CODES
from streams.decision import EPILOG, OUTCOMES_TEXT, decide
from streams.desk import (
    SPEAKS,
    brief,
    card,
    json_option,
    language_option,
    languages,
    listed,
    local,
    name,
    needed,
    on_queue,
    queue_table,
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
@click.option("--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of the reason.")
@json_option
def next_(
    who: str | None, speaks: str, topics: str, strict: bool, lead: bool, id: str | None, ui_lang: str, as_json: bool
) -> int:
    """Take the most urgent claim that you can check."""
    codes, checks = languages(speaks), listed(topics)

    async def take(queue: ClaimQueue) -> tuple[Lease | None, list[str]]:
        if id:
            return await queue.take_item(id, needed(who)), []
        found = await queue.take(needed(who), codes, checks, lead=lead, relax=not strict)
        return found, [] if found else sorted((await queue.stats()).lanes)

    lease, lanes = on_queue(take, log=True)
    if lease is None:
        wanted = f" in {', '.join(codes + checks)}" if codes + checks else ""
        others = f"; what waits is in {', '.join(lanes)}" if lanes else ""
        click.echo(visible(f"nothing waits{wanted} for you{others}"), err=True)
        return 1
    if as_json:
        click.echo(json.dumps({**brief(lease.row), "token": lease.token}, ensure_ascii=False))
    else:
        card(lease.row, ui_lang, lease.token)
        keep = f"secondsource hold {lease.id} --for 2h"
        click.echo(f"\nyours until {local(lease.presence_until_ms)}; longer with `{keep}`")
        click.echo(f"secondsource verdict {lease.id} OUTCOME --reason …")
        click.echo(OUTCOMES_TEXT)
    return 0


@click.command()
@click.argument("id")
@click.option("--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of the reason.")
@json_option
def show(id: str, ui_lang: str, as_json: bool) -> None:
    """The card of one item."""
    row = on_queue(lambda queue: queue.get(id))
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
    given = decide(id, outcome, reason, evidence, token, needed(who))
    click.echo(f"{id}: {outcome}, saved ({given.result})")


@click.command()
@click.argument("id")
@name
def undo(id: str, who: str | None) -> None:
    """Take your verdict back; the item is yours again."""
    token = on_queue(lambda queue: queue.undo(id, needed(who)), log=True)
    click.echo(f"{id}: yours again, token {token}")


@click.command()
@click.argument("id")
@click.option("--token", type=int, help="The fence token; yours is known without.")
@reason_option
@name
def release(id: str, token: int | None, reason: str, who: str | None) -> None:
    """Put a claim back into its lane."""
    checker = needed(who)

    async def let_go(queue: ClaimQueue) -> str:
        return await queue.release(id, await token_of(queue, id, checker, token), checker, reason)

    click.echo(f"{id}: {on_queue(let_go, log=True)}")


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
    Console(highlight=False).print(queue_table(found))
    click.echo(f"{len(found)} shown", err=True)


@click.command()
@click.argument("id")
@json_option
def audit(id: str, as_json: bool) -> None:
    """Who did what to an item, oldest first."""

    async def trail(of: ClaimQueue) -> Any:
        await of.get(id)
        return await of.trail(id)

    for event in on_queue(trail):
        if as_json:
            click.echo(json.dumps(desk_event(event, "").model_dump(exclude={"desk", "fields"}), ensure_ascii=False))
        else:
            data = ", ".join(f"{key} {value}" for key, value in event.data.items() if value)
            what = f"{event.from_state or '·'} → {event.to_state}"
            line = f"{local(event.at_ms)}  {event.what:12} {event.who:12} {what:22} {event.reason} {data}"
            click.echo(visible(line).rstrip())
