"""What a checker does with a claim in hand: longer, later, to a colleague, to the lead, with a note."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import click

from secondsource.errors import BadConfiguration, SecondsourceError
from streams.card import table
from streams.commands.bulk import ids_argument, move_many, yes_option
from streams.decision import EPILOG, answer, became, decide, told_why
from streams.desk import (
    brief,
    head_option,
    json_option,
    name,
    needed,
    on_item,
    on_queue,
    reason_option,
    say,
    token_of,
    token_option,
)
from streams.desk import colleague as one_person
from streams.filtering import filters
from streams.moments import ahead_ms, seconds
from streams.notices import Told, open_ones, read
from streams.paper import Paper
from streams.sealed import shown
from streams.standing import ID_SHOWN, until_ms
from streams.terminal import folded, padded, visible
from streams.times import local
from workers.errors import HoldTooLong
from workers.policy import DAY_S, HOUR_S
from workers.private import PrivateNotes, rewrite
from workers.private import erase as forget
from workers.queue import ClaimQueue
from workers.records import Filter, Row

#: The secret that private notes are sealed with.
SECRET = "SECONDSOURCE_NOTES_SECRET"
#: What an operator has yet to do when notes were erased.
STILL_IN_FILE = "Redis's append-only file has them until an operator gives it BGREWRITEAOF, once it does no such thing"
#: So many items in one hand, and of the last notices, are shown.
HELD, NOTICES = 200, 20
#: The longest that something is parked: until the same court has sat again, say.
PARKED_MAX_S = 366 * DAY_S


@click.command()
@name
@json_option
def mine(who: str | None, as_json: bool) -> None:
    """What is in your hands, until when, and what you were told."""
    checker = needed(who)

    async def look(queue: ClaimQueue) -> tuple[list[Row], list[Told]]:
        rows = (await queue.page(Filter(holder=checker), None, HELD)).rows
        return sorted(rows, key=lambda row: row.deadline_ms), await read(queue, checker, NOTICES)

    rows, told = on_queue(look)
    if as_json:
        for row in rows:
            click.echo(json.dumps({**brief(row), "token": row.token}, ensure_ascii=False))
        for notice, by, settled in told:
            more = {"by": by, "settled": settled}
            click.echo(json.dumps({"notice": notice.what, **asdict(notice), **more}, ensure_ascii=False))
        return
    Paper().print(table([shown(row) for row in rows], whole=True))
    click.echo(f"{len(rows)} in your hands", err=True)
    for one in open_ones(told):
        head = f"{local(one.notice.at_ms)}  {one.notice.id[:ID_SHOWN]}  "
        click.echo(folded(head + one.words(), len(head)))


@click.command()
@click.argument("id")
@click.option("--for", "span", required=True, help="How long from now: 45m, 3h.")
@token_option
@name
@json_option
def hold(id: str, span: str, token: int | None, who: str | None, as_json: bool) -> None:
    """Keep a claim for so long, without a further sign of you."""
    checker, hold_s = needed(who), seconds(span)

    async def keep(queue: ClaimQueue, id: str) -> int:
        held = await token_of(queue, id, checker, token)
        try:
            return await queue.hold(id, held, checker, hold_s)
        except HoldTooLong as error:
            longest = f"{queue.policy.hold_max_s / HOUR_S:g}h"
            raise HoldTooLong(f"{id}: {longest} is the longest that anybody may hold it; else `park` it") from error

    id, ends_ms = on_item(id, keep, log=True)
    say(id, f"yours until {local(ends_ms)}", as_json, hold_until_ms=ends_ms)


@click.command()
@ids_argument
@click.option("--until", required=True, help="17:30, 2026-12-01 08:00, or a span such as 2h.")
@token_option
@reason_option
@click.option("--head", is_flag=True, help="As the desk head: what nobody holds; by IDs, or all that the filters find.")
@filters
@yes_option
@name
@json_option
def park(
    ids: tuple[str, ...],
    until: str,
    token: int | None,
    reason: str,
    head: bool,
    yes: bool,
    who: str | None,
    as_json: bool,
    **wanted: Any,
) -> int:
    """Put a claim aside until a time; then it waits again."""
    checker, ends_ms = needed(who), ahead_ms(until, datetime.now().astimezone(), within_s=PARKED_MAX_S)
    if len(ids) == 1 and not any(wanted.values()):
        _park_one(ids[0], ends_ms, token, reason, head, checker, as_json)
        return 0
    if not ids and not any(wanted.values()):
        raise SecondsourceError("park what? give an ID, or with --head IDs or a filter; `park --help` has them")
    if not head or token is not None:
        raise SecondsourceError("several at once are for a desk head: give --head, and no --token")
    return move_many(
        ids, wanted, ("waiting",), lambda queue, id: queue.park(id, None, checker, ends_ms, reason), yes, as_json
    )


def _park_one(id: str, ends_ms: int, token: int | None, reason: str, head: bool, checker: str, as_json: bool) -> None:
    async def aside(queue: ClaimQueue, id: str) -> str:
        held = None if head else await token_of(queue, id, checker, token)
        return await queue.park(id, held, checker, ends_ms, reason)

    id, state = on_item(id, aside, log=True)
    say(id, f"{state} until {local(ends_ms)}", as_json, state=state, until_ms=ends_ms)


def known(colleague: str, people: Collection[str]) -> None:
    """Raises SecondsourceError where nobody of that name has ever held a claim: it may be a typing error."""
    if colleague in people:
        return
    near = " or ".join(get_close_matches(colleague, sorted(people)))
    meant = f"; did you mean {near}?" if near else ""
    raise SecondsourceError(
        f"nobody called {colleague!r} has held a claim at this desk{meant}; if the name is right, add --new-name"
    )


@click.command("hand-over")
@click.argument("id")
@click.argument("colleague")
@token_option
@reason_option
@head_option
@click.option("--new-name", is_flag=True, help="The colleague is new: nobody of that name has held a claim yet.")
@name
@json_option
def hand_over(
    id: str,
    colleague: str,
    token: int | None,
    reason: str,
    head: bool,
    new_name: bool,
    who: str | None,
    as_json: bool,
) -> None:
    """Give a claim that you hold to a colleague. Its draft and a hold go along, and they get a notice."""
    checker, colleague = needed(who), one_person(colleague)

    async def give(queue: ClaimQueue, id: str) -> tuple[int, int]:
        if (await queue.get(id)).holder == colleague:
            raise SecondsourceError(f"{id} is in the hands of {colleague} already")
        held = await token_of(queue, id, checker, token, head=head)
        if not new_name:
            known(colleague, await queue.people())
        new = await queue.hand_over(id, held, checker, colleague, reason, head=head)
        return new, until_ms(await queue.get(id))

    id, (new, ends_ms) = on_item(id, give, log=True)
    told = f"in the hands of {visible(colleague)} until {local(ends_ms)}"
    say(id, told, as_json, holder=colleague, token=new, until_ms=ends_ms)


@click.command("second-opinion", epilog=EPILOG)
@answer("Why, in a sentence; hidden from the second reader.")
def second_opinion(id: str, outcome: str, who: str | None, as_json: bool, **given: Any) -> None:
    """Give your verdict blind. Another person answers without seeing it; where you differ, the lead decides."""
    id, told = decide(id, outcome, needed(who), second=True, **given)
    kept = "" if told.again and told.result == "second" else outcome  # which was kept before, nobody may read
    say(id, became(outcome, told), as_json, outcome=kept, result=told.result, state=told.state)


@click.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why you cannot judge it, in a sentence.")
@token_option
@click.option("--head", is_flag=True, help="As the desk head: an item that nobody holds.")
@name
@json_option
def escalate(id: str, reason: str, token: int | None, head: bool, who: str | None, as_json: bool) -> None:
    """Send a claim to the lead's lane: "I cannot judge this"."""
    checker = needed(who)
    told_why(reason)

    async def up(queue: ClaimQueue, id: str) -> str:
        held = None if head else await token_of(queue, id, checker, token)
        return await queue.escalate(id, held, checker, reason)

    id, state = on_item(id, up, log=True)
    say(id, "with the lead now", as_json, state=state, lane="lead")


def _secret() -> str:
    found = os.environ.get(SECRET, "")
    if not found:
        raise BadConfiguration(f"private notes are sealed with a secret of the desk: set {SECRET}")
    return found


async def _erase(queue: ClaimQueue, id: str) -> tuple[int, bool]:
    """How many notes are gone, and whether Redis writes its file anew without them."""
    gone = await forget(queue, id)
    return gone, bool(gone) and await rewrite(queue)


@click.command()
@click.argument("id")
@click.argument("text", required=False)
@click.option("--private", is_flag=True, help=f"Sealed with {SECRET}, never in the log; without TEXT, read them.")
@click.option("--erase", is_flag=True, help="Erase the private notes of the item for good.")
@name
@json_option
def note(id: str, text: str | None, private: bool, erase: bool, who: str | None, as_json: bool) -> None:
    """Add a note to an item's trail, or a private one. A private one never reaches the log."""
    if erase and text is not None:
        raise SecondsourceError("--erase erases all private notes of the item and takes no TEXT; nothing was erased")
    if erase:
        id, (gone, anew) = on_item(id, _erase)
        file = "Redis writes its file anew without them" if anew else STILL_IN_FILE
        say(id, f"private notes erased: {gone}" + (f"; {file}" if gone else ""), as_json, erased=gone, rewriting=anew)
    elif private and text:
        id, _ = on_item(id, lambda queue, id: PrivateNotes(queue, _secret()).add(id, needed(who), text))
        say(id, "noted, in private", as_json, private=True)
    elif private:
        id, notes = on_item(id, lambda queue, id: PrivateNotes(queue, _secret()).read(id))
        if not notes:
            click.echo(f"{id}: no private notes", err=True)
        for one in notes:
            head = f"{local(one.at_ms)}  {padded(one.who, 12)} "
            told = folded(head + one.text, len(head))
            click.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else told)
    elif text and text.strip():
        id, _ = on_item(id, lambda queue, id: queue.note(id, needed(who), text), log=True)
        say(id, "noted in the trail", as_json, private=False)
    else:
        raise SecondsourceError("nothing to note: give TEXT, or --private to read the private notes")
