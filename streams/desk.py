"""What the commands of the desk share: the queue, who asks, and an item as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar
from unicodedata import normalize

import click
from aiokafka.errors import KafkaError

from secondsource.errors import SecondsourceError, Unavailable
from secondsource.text.language import CODES
from streams.broker import Sender
from streams.door import TIMEOUTS
from streams.publishing import Publisher
from streams.sealed import ends_ms, shown
from streams.settings import here
from streams.standing import meanwhile, reading, stands, until_ms
from workers.errors import WrongState
from workers.queue import ClaimQueue
from workers.records import Filter, Row
from workers.relay import relay

T = TypeVar("T")
WHO = "SECONDSOURCE_CHECKER"
SPEAKS = "SECONDSOURCE_LANGUAGES"
#: Who moves items, and is nobody.
OURS = ("stream", "timer", "rebuild")
#: Under this name a command's context keeps whether the log has what it did.
LOGGED = "secondsource.logged"
#: How long a person waits for the log to confirm a verdict.
LOG_S = 6.0
#: Items that are asked for in one trip.
PAGE = 200

name = click.option("--as", "who", envvar=WHO, help=f"The checker's name, or {WHO}.")
language_option = click.option("--language", type=click.Choice(CODES, case_sensitive=False), help="Only this language.")
token_option = click.option("--token", type=int, help="The token that `next` showed; yours is known without.")
ui_language_option = click.option(
    "--ui-lang", type=click.Choice(CODES), default="en", show_default=True, help="Language of the card."
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")
head_option = click.option("--head", is_flag=True, help="As the desk head: what somebody else has.")
reason_option = click.option("--reason", default="", help="Why, in a sentence.")


def on_queue(work: Callable[[ClaimQueue], Awaitable[T]], *, log: bool = False, any_server: bool = False) -> T:
    """Runs `work` on the desk's queue; with `log`, what it did is in Kafka before this returns, or a line says not.

    `any_server`: also on a Redis that would lose claims.
    """
    settings = here()

    async def go() -> T:
        queue = await ClaimQueue.open(settings.redis, settings.desk, any_server=any_server)
        sender = Sender(settings.kafka)
        try:
            answer = await work(queue)
            if log:
                keep_logged(await unsent(queue, Publisher(sender, settings.prefix)))
            return answer
        finally:
            await sender.close()
            await queue.close()

    return asyncio.run(go())


def keep_logged(why_not: str) -> None:
    """Keeps for `logged` whether the log has what this command did, and says why not where it has not."""
    if context := click.get_current_context(silent=True):
        context.meta[LOGGED] = not why_not
    if why_not:
        click.echo(f"kept here, not yet in the log: {why_not}; a worker will send it", err=True)


def logged() -> dict[str, bool]:
    """Whether the log has what this command did, as its JSON tells it; nothing where nothing is for the log."""
    context = click.get_current_context(silent=True)
    return {"logged": context.meta[LOGGED]} if context and LOGGED in context.meta else {}


def and_log(what: str) -> str:
    """What was done, with the words that the log has not got it where that is so."""
    return what if logged().get("logged", True) else f"{what}; not in the log yet"


async def unsent(queue: ClaimQueue, publisher: Publisher) -> str:
    """Sends what the log has not got yet. Why it has not got it then, "" where it has."""
    try:
        await asyncio.wait_for(relay(queue, publisher), LOG_S)
    except Unavailable as error:  # Redis may have gone after the move
        return str(error)
    except TIMEOUTS:
        return f"Kafka has not taken it within {LOG_S:.0f} s"
    except (KafkaError, OSError):
        return "Kafka does not answer"
    return ""


def on_item(start: str, work: Callable[[ClaimQueue, str], Awaitable[T]], *, log: bool = False) -> tuple[str, T]:
    """As on_queue, for the item whose id is, or alone begins with, `start`. Its id, and what `work` answers."""

    async def go(queue: ClaimQueue) -> tuple[str, T]:
        id = await queue.find(start)
        return id, await or_where_it_stands(queue, id, work)

    return on_queue(go, log=log)


async def or_where_it_stands(queue: ClaimQueue, id: str, work: Callable[[ClaimQueue, str], Awaitable[T]]) -> T:
    """What `work` answers. Where the item's state does not allow it, the error says where it stands and what to do."""
    try:
        return await work(queue, id)
    except WrongState as error:
        raise WrongState(f"{id}: {stands(await queue.get(id))}") from error


async def every(queue: ClaimQueue, wanted: Filter) -> AsyncIterator[Row]:
    """The items that a filter finds, page after page."""
    page = await queue.page(wanted, None, PAGE)
    while True:
        for row in page.rows:
            yield row
        if page.cursor is None:
            return
        page = await queue.page(wanted, page.cursor, PAGE)


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
    """The checker's name. Raises SecondsourceError with how to give it, and on one of the queue's own."""
    if not who or not one_name(who):
        raise SecondsourceError(f"who are you? give --as NAME, or set {WHO}")
    return colleague(who)


def colleague(given: str) -> str:
    """A person's name. Raises SecondsourceError on one under which the queue itself moves items."""
    if one_name(given) in OURS:
        raise SecondsourceError(f"{given!r} is no person: the queue has moves of its own under that name")
    return one_name(given)


def one_name(given: str) -> str:
    """A name as it is known: one space more, or é typed as e and an accent, makes no other person."""
    return " ".join(normalize("NFC", given).split())


def brief(row: Row) -> dict[str, Any]:
    """A row as `queue --json` prints it."""
    row = shown(row)
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
        "until_ms": until_ms(row) or None,
        "embargo_ms": ends_ms(row) or None,
        "meanwhile": meanwhile(row),
        "reading": reading(row),
        "source": item.source,
        "topic": item.topic,
        "outcome": row.fields.get("outcome", ""),
        "decided_by": row.fields.get("decided_by", ""),
        "queued_ms": row.queued_ms,
        "deadline_ms": row.deadline_ms,
        "why": item.card.get("why", {}),
    }


def say(id: str, what: str, as_json: bool, **more: Any) -> None:
    """What was done with an item, as a line or as JSON."""
    row = {"id": id, **more, **logged()}
    click.echo(json.dumps(row, ensure_ascii=False) if as_json else f"{id}: {and_log(what)}")


async def token_of(queue: ClaimQueue, id: str, who: str, token: int | None, *, head: bool = False) -> int:
    """The token of the lease: as given, else that of the item if this person, or with `head` anybody, holds it."""
    return token if token is not None else token_in(await queue.get(id), who, head=head)


def token_in(row: Row, who: str, *, head: bool = False) -> int:
    """The token of the lease. Raises SecondsourceError where neither this person nor, with `head`, anybody holds it."""
    if row.state == "leased" and (head or row.holder == who):
        return row.token
    if head:
        raise SecondsourceError(f"{row.id} is in nobody's hands: {stands(row)}")
    if reading(row) == "second" and row.fields["first_by"] == who:
        raise SecondsourceError(f"{row.id} is not in your hands: you gave the first opinion, another gives the second")
    aside = "; a desk head may `release` or `hand-over` it with --head" if row.state == "leased" else ""
    raise SecondsourceError(f"{row.id} is not in your hands: {stands(row)}{aside}")
