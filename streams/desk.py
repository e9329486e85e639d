"""What the commands of the desk share: the queue, who asks, and how items are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timezone
from typing import Any, TypeVar

import click
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from secondsource.errors import SecondsourceError, Unavailable
from secondsource.language import CODES
from streams import stack
from streams.broker import Sender
from streams.publishing import Publisher
from streams.settings import read
from streams.terminal import visible
from workers.queue import ClaimQueue
from workers.records import Row
from workers.relay import relay

T = TypeVar("T")
WHO = "SECONDSOURCE_CHECKER"
SPEAKS = "SECONDSOURCE_LANGUAGES"
STYLES = {"unsupported": "bold red", "contested": "bold magenta", "single": "bold yellow", "corroborated": "green"}
#: How long a person waits for the log to confirm a verdict.
LOG_S = 6.0
#: A longer claim is shortened in a table.
CLAIM_MAX = 160

name = click.option("--as", "who", envvar=WHO, help=f"The checker's name, or {WHO}.")
language_option = click.option("--language", type=click.Choice(CODES, case_sensitive=False), help="Only this language.")
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


def listed(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def languages(text: str) -> list[str]:
    """The codes of languages, in capitals or not. Raises SecondsourceError on one that is none of ours."""
    codes = [code.lower() for code in listed(text)]
    for code in codes:
        if code not in CODES:
            raise SecondsourceError(f"no language {code!r}; there are {', '.join(CODES)}")
    return codes


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


async def token_of(queue: ClaimQueue, id: str, who: str, token: int | None) -> int:
    """The token of the lease: as given, else that of the item if this person holds it."""
    if token is not None:
        return token
    row = await queue.get(id)
    if row.state != "leased" or row.holder != who:
        holder = f"{row.holder} holds it" if row.holder else f"it is {row.state}"
        raise SecondsourceError(f"{id} is not in your hands ({holder}); take it with `secondsource next`")
    return row.token
