"""The fact-checker's commands. For one trusted machine: who you say you are is who you are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timezone
from typing import Any, TypeVar

import click
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.verdict import OUTCOMES
from secondsource.errors import SecondsourceError, Unavailable
from secondsource.language import CODES
from streams import stack
from streams.broker import Sender
from streams.publishing import Publisher
from streams.settings import read
from streams.terminal import visible
from workers.queue import ClaimQueue
from workers.records import STATES, Filter, Row
from workers.relay import desk_event, relay

T = TypeVar("T")
WHO = "SECONDSOURCE_CHECKER"
SPEAKS = "SECONDSOURCE_LANGUAGES"
STYLES = {"unsupported": "bold red", "contested": "bold magenta", "single": "bold yellow", "corroborated": "green"}
#: How long a person waits for the log to confirm a verdict.
LOG_S = 6.0
#: A longer claim is shortened in a table.
CLAIM_MAX = 160

name = click.option("--as", "who", envvar=WHO, help=f"The checker's name, or {WHO}.")
json_option = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
reason_option = click.option("--reason", default="", help="Why, in a sentence.")


def on_queue(work: Callable[[ClaimQueue], Awaitable[T]], *, log: bool = False) -> T:
    """Runs `work` on the desk's queue; with `log`, what it did is in Kafka before this returns, or a line says not."""
    found = stack.find()
    settings = read(found.kafka, found.redis)

    async def go() -> T:
        queue = await ClaimQueue.open(settings.redis, settings.desk)
        sender = Sender(settings.kafka)
        try:
            answer = await work(queue)
            if log:
                try:
                    await asyncio.wait_for(relay(queue, Publisher(sender, settings.prefix)), LOG_S)
                except (KafkaError, OSError, asyncio.TimeoutError, TimeoutError, Unavailable):
                    click.echo("kept here, not yet in the log: Kafka does not answer; a worker will send it", err=True)
            return answer
        finally:
            await sender.close()
            await queue.close()

    return asyncio.run(go())


def needed(who: str | None) -> str:
    """The checker's name. Raises SecondsourceError with how to give it."""
    if not who:
        raise SecondsourceError(f"who are you? give --as NAME, or set {WHO}")
    return who


def brief(row: Row) -> dict[str, Any]:
    """A row as `queue --json` prints it."""
    item = row.item
    return {
        "id": row.id,
        "item": item.item,
        "version": item.version,
        "claim": item.claim,
        "verdict": item.verdict,
        "kind": item.kind,
        "flags": item.flags,
        "priority": row.priority,
        "state": row.state,
        "lane": row.lane,
        "language": item.language,
        "provider": item.provider,
        "holder": row.holder,
        "queued_ms": row.queued_ms,
        "deadline_ms": row.deadline_ms,
        "why": item.card.get("why", {}),
    }


def local(ms: int | None) -> str:
    """A time as a person at this desk reads it."""
    if not ms:
        return "–"
    return datetime.fromtimestamp(ms / 1000, timezone.utc).astimezone().strftime("%Y-%m-%d %H:%M")


def queue_table(rows: Sequence[Row]) -> Table:
    """Rows of the queue as people read them: two lines each, within 100 columns."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("P", justify="right", no_wrap=True)
    table.add_column("claim, and why it is here", max_width=74)
    table.add_column("id", no_wrap=True)
    for row in rows:
        item = row.item
        claim = item.claim if len(item.claim) <= CLAIM_MAX else item.claim[: CLAIM_MAX - 1] + "…"
        kind = (f"{item.verdict}/{item.kind} ", STYLES.get(item.verdict, ""))
        why = item.card.get("why", {}).get("en", "")
        table.add_row(str(row.priority), Text.assemble(kind, visible(claim), "\n", (visible(why), "dim")), row.id)
    return table


def card(row: Row, ui_lang: str, token: int = 0) -> None:
    """One claim as a person works on it."""
    out = Console(highlight=False)
    item, shown = row.item, row.item.card
    verdict_text = (f"{item.verdict}/{item.kind}", STYLES.get(item.verdict, ""))
    state = f"  {row.state} by {visible(row.holder)}" if row.holder else f"  {row.state}"
    out.print(Text.assemble((f" {row.priority} ", "bold reverse"), " ", verdict_text, state))
    out.print(Text(visible(shown.get("headline", "")), style="bold"))
    paragraph = Text(visible(shown.get("paragraph", item.claim)))
    if at := shown.get("at"):
        paragraph.stylize("bold underline", at[0], at[1])
    out.print(paragraph)
    out.print()
    out.print(Text(visible(shown.get("why", {}).get(ui_lang, "")), style="italic"))
    for source in shown.get("sources", []):
        grade = f" {source['grade']}" if source.get("grade") else ""
        out.print(f"  {source['stance']:9} {source['class']}{grade}: {visible(source['text'])}", markup=False)
    factors = "  ".join(f"{f['name']} {f['value']:.2f} ({f['cause']})" for f in shown.get("factors", []))
    out.print(Text(visible(factors), style="dim"))
    if item.flags:
        out.print(Text("flags: " + ", ".join(item.flags), style="dim"))
    times = f"published {local(item.published_ms)} · queued {local(row.queued_ms)} · to do by {local(row.deadline_ms)}"
    origin = visible(f"{item.provider or 'no provider'} · {item.item} v{item.version}")
    out.print(Text(f"{origin} · {times}", style="dim"))
    out.print(Text(f"id {row.id}" + (f" · token {token}" if token else ""), style="dim"))


@click.command("next")
@name
@click.option("--languages", envvar=SPEAKS, default="", help=f"Languages you read, with commas, or {SPEAKS}.")
@click.option("--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of the reason.")
@json_option
def next_(who: str | None, languages: str, ui_lang: str, as_json: bool) -> int:
    """Take the most urgent claim that you can check."""
    speaks = [code.strip() for code in languages.split(",") if code.strip()]
    lease = on_queue(lambda queue: queue.take(needed(who), speaks), log=True)
    if lease is None:
        click.echo("nothing waits" + (f" in {', '.join(speaks)}" if speaks else ""), err=True)
        return 1
    if as_json:
        click.echo(json.dumps({**brief(lease.row), "token": lease.token}, ensure_ascii=False))
    else:
        card(lease.row, ui_lang, lease.token)
        click.echo(f"\nyours until {local(lease.hold_until_ms)}: secondsource verdict {lease.id} OUTCOME --reason …")
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


async def _token(queue: ClaimQueue, id: str, who: str, token: int | None) -> int:
    """The token of the lease: as given, else that of the item if this person holds it."""
    if token is not None:
        return token
    row = await queue.get(id)
    if row.state != "leased" or row.holder != who:
        holder = f"{row.holder} holds it" if row.holder else f"it is {row.state}"
        raise SecondsourceError(f"{id} is not in your hands ({holder}); take it with `secondsource next`")
    return row.token


@click.command()
@click.argument("id")
@click.argument("outcome")
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.option("--evidence", multiple=True, help="A URL; may be given again.")
@click.option("--token", type=int, help="The fence token that `next` showed; yours is known without.")
@name
def verdict(id: str, outcome: str, reason: str, evidence: tuple[str, ...], token: int | None, who: str | None) -> None:
    """Give a verdict on a claim that you hold."""
    if outcome not in OUTCOMES:
        raise SecondsourceError(f"no outcome {outcome!r}; there are {', '.join(OUTCOMES)}")
    checker = needed(who)

    async def give(queue: ClaimQueue) -> Any:
        held = await _token(queue, id, checker, token)
        return await queue.verdict(id, held, checker, outcome, reason=reason, evidence=evidence)

    given = on_queue(give, log=True)
    if given.result == "late":
        click.echo(f"{id}: the token is stale; your verdict is kept as late and not applied", err=True)
        raise click.exceptions.Exit(2)
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
        return await queue.release(id, await _token(queue, id, checker, token), checker, reason)

    click.echo(f"{id}: {on_queue(let_go, log=True)}")


@click.command()
@click.option(
    "--state", default="waiting", show_default=True, help="waiting, leased, parked, done, withdrawn … or all."
)
@click.option("--limit", default=50, show_default=True, help="Rows; 0 is all.")
@click.option("--language", help="Only this language.")
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
