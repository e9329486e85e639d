"""A checker's first commands. For one trusted machine: who you say you are is who you are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import click

from secondsource.errors import SecondsourceError
from streams.arrival import coming
from streams.card import ORDER, card, keep, table
from streams.decision import EPILOG, answer, became, decide, outcomes_text
from streams.desk import (
    SPEAKS,
    brief,
    every,
    head_option,
    json_option,
    language_option,
    languages,
    listed,
    logged,
    name,
    needed,
    on_item,
    on_queue,
    reason_option,
    say,
    token_of,
    token_option,
    ui_language_option,
)
from streams.paper import Paper
from streams.sealed import shown, told
from streams.standing import ID_SHOWN, line, stands, until_ms
from streams.terminal import visible
from streams.times import local
from workers.errors import WrongState
from workers.queue import ClaimQueue
from workers.records import STATES, Event, Filter, Lease, Row
from workers.relay import desk_event


@click.command("next")
@name
@click.option("--languages", "speaks", envvar=SPEAKS, default="", help=f"Languages you read, with commas, or {SPEAKS}.")
@click.option("--topics", "on", multiple=True, help="Topics you check, with commas; may be given again, for one each.")
@click.option("--strict", is_flag=True, help="Only your languages and topics, however long others wait; but any alert.")
@click.option("--lead", is_flag=True, help="Also from the lead's lane, of any language: what others could not judge.")
@click.option("--item", "id", help="This item, by its id, and no other.")
@ui_language_option
@json_option
def next_(
    who: str | None,
    speaks: str,
    on: tuple[str, ...],
    strict: bool,
    lead: bool,
    id: str | None,
    ui_lang: str,
    as_json: bool,
) -> int:
    """Take the most urgent claim that you can check."""
    checker, codes = needed(who), languages(speaks)

    async def take(queue: ClaimQueue, chosen: str = "") -> Taken:
        checks = topics(on, await queue.counts("lane")) if on else []
        if chosen:
            lease: Lease | None = await queue.take_item(chosen, checker)
        else:
            lease = await queue.take(checker, codes, checks, lead=lead, relax=not strict)
        above = lease and lease.row.lane in ("alert", "lead")  # these are of any topic
        fits = lease and (chosen or above or not checks or lease.row.item.topic in checks)
        lanes = [] if fits else [lane for lane in sorted((await queue.stats()).lanes) if _reads(lane, codes, lead)]
        held = await queue.page(Filter(holder=checker))
        others = len([row for row in held.rows if lease is None or row.id != lease.id])
        return Taken(lease, checks, lanes, others, await queue.trail(lease.id) if lease else ())

    lease, checks, lanes, held, trail = on_item(id, take, log=True)[1] if id else on_queue(take, log=True)
    wanted = f" in {', '.join(codes + checks)}" if codes + checks else ""
    others = f"; what waits is in {', '.join(lanes)}" if lanes else ""
    if held:
        click.echo(f"in your hands already: {held}; see `secondsource mine`", err=True)
    if lease is None:
        soon = f"; {told}" if (told := coming()) else ""
        click.echo(visible(f"nothing waits{wanted} for you{others}{soon}"), err=True)
        return 1
    if others:
        click.echo(visible(f"nothing waits{wanted}: this is long past its deadline{others}"), err=True)
    try:
        if as_json:
            click.echo(json.dumps({**brief(lease.row), "token": lease.token, **logged()}, ensure_ascii=False))
        else:
            card(lease.row, ui_lang, lease.token, trail)
            click.echo("\n" + keep(lease.presence_until_ms, lease.id, ui_lang))
            click.echo(f"secondsource verdict {lease.id[:ID_SHOWN]} OUTCOME --reason …")
            click.echo(outcomes_text(ui_lang))
    except OSError as error:  # a closed pipe, a full disk
        told = f"{lease.id} is in your hands, but was not shown: {error.strerror}; see `secondsource mine`"
        raise SecondsourceError(told) from error
    return 0


class Taken(NamedTuple):
    lease: Lease | None
    topics: list[str]  # that were asked for
    lanes: list[str]  # where else something waits, when nothing does where it was asked for
    held: int  # other items in this person's hands
    trail: tuple[Event, ...]


def topics(given: Iterable[str], lanes: Iterable[str]) -> list[str]:
    """Each as it is where a lane has that very name; any other is a list with commas."""
    there = {lane.partition("/")[2] for lane in lanes} - {""}
    return [topic for text in given for topic in ([text] if text in there else listed(text))]


def _reads(lane: str, codes: list[str], lead: bool) -> bool:
    """Whether a lane is one for a person who reads these languages; none are all."""
    return lead if lane == "lead" else not codes or lane.partition("/")[0] in (*codes, "alert")


@click.command()
@click.argument("id")
@ui_language_option
@json_option
def show(id: str, ui_lang: str, as_json: bool) -> None:
    """The card of one item."""

    async def look(queue: ClaimQueue, id: str) -> tuple[Row, tuple[Event, ...]]:
        return await queue.get(id), await queue.trail(id)

    _, (row, trail) = on_item(id, look)
    if embargo := told(row):
        raise SecondsourceError(f"{row.id} is {embargo}; its card is shown to nobody before")
    if as_json:
        click.echo(json.dumps({**brief(row), "card": row.item.card}, ensure_ascii=False))
    else:
        card(row, ui_lang, trail=trail)


@click.command(epilog=EPILOG)
@answer("Why, in a sentence.")
def verdict(id: str, outcome: str, who: str | None, as_json: bool, **given: Any) -> None:
    """Give a verdict on a claim that you hold."""
    id, told = decide(id, outcome, needed(who), **given)
    say(id, became(outcome, told), as_json, outcome=outcome, result=told.result, state=told.state)


@click.command()
@click.argument("id")
@reason_option
@head_option
@name
@json_option
def undo(id: str, reason: str, head: bool, who: str | None, as_json: bool) -> None:
    """Take your verdict back; the item is yours again. A desk head may take back anybody's."""

    async def back(queue: ClaimQueue, id: str) -> tuple[int, int]:
        try:
            token = await queue.undo(id, needed(who), reason, head=head)
        except WrongState as error:
            row = await queue.get(id)
            if "first_by" in row.fields:
                raise
            raise SecondsourceError(f"{id}: there is no verdict to take back: {stands(row)}") from error
        return token, until_ms(await queue.get(id))

    id, (token, ends_ms) = on_item(id, back, log=True)
    told = f"yours{'' if head else ' again'} until {local(ends_ms)}, token {token}; `hold` keeps it longer"
    say(id, told, as_json, token=token, until_ms=ends_ms)


@click.command()
@click.argument("id")
@token_option
@reason_option
@head_option
@name
@json_option
def release(id: str, token: int | None, reason: str, head: bool, who: str | None, as_json: bool) -> None:
    """Put a claim back into its lane."""
    checker = needed(who)

    async def let_go(queue: ClaimQueue, id: str) -> str:
        held = await token_of(queue, id, checker, token, head=head)
        return await queue.release(id, held, checker, reason, head=head)

    id, state = on_item(id, let_go, log=True)
    say(id, state, as_json, state=state)


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
            async for row in every(of, Filter(state=one, language=language)):
                found.append(row)
                if limit and len(found) > limit:
                    return found
        return found

    found = on_queue(rows)
    more = " of more, `--limit 0` shows all" if limit and len(found) > limit else ""
    found = found[: limit or None]
    if as_json:
        for row in found:
            click.echo(json.dumps(brief(row), ensure_ascii=False))
        return
    Paper().print(table([shown(row) for row in found], whole=state != "waiting"))
    click.echo(f"{len(found)} shown{more}{f', {ORDER}' if state == 'waiting' else ''}", err=True)


@click.command()
@click.argument("id")
@json_option
def audit(id: str, as_json: bool) -> None:
    """Who did what to an item, oldest first."""
    _, events = on_item(id, lambda queue, id: queue.trail(id))
    for event in events:
        if as_json:
            told = desk_event(event, "").model_dump(by_alias=True, exclude={"desk", "fields", "body"})
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(line(event))
