"""What a desk head does with one item or with many: parked ones back, dead letters buried and driven again."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import click

from secondsource.errors import QueueError, SecondsourceError
from streams.card import table
from streams.decision import told_why
from streams.desk import and_log, json_option, logged, name, needed, on_queue, or_where_it_stands, reason_option
from streams.filtering import filters, read_filter
from streams.paper import Paper
from streams.progress import Progress
from streams.sealed import found as may_be_found
from streams.sealed import shown
from streams.terminal import one_line
from workers.calls.desk import new_request
from workers.queue import ClaimQueue
from workers.records import Filter, Row, State

#: So many of what would be moved are shown, and so many are looked at in one trip.
SHOWN, PAGE = 10, 500
ids_argument = click.argument("ids", nargs=-1, metavar="[ID]...")
yes_option = click.option("--yes", is_flag=True, help="Move what the filters find; without it they are only counted.")

Move = Callable[[ClaimQueue, str], Awaitable[State]]


class Found(NamedTuple):
    ids: list[str]
    first: list[Row]  # the first of them, to be shown


def of_many(*more: Callable[[Any], Any]) -> Callable[[Callable[..., int]], click.Command]:
    """A command on ids, or on what filters find; `more` are options of its own."""

    def made(command: Callable[..., int]) -> click.Command:
        for option in reversed((ids_argument, filters, yes_option, *more, name, json_option)):
            command = option(command)
        return click.command()(command)

    return made


@of_many(reason_option)
def wake(ids: tuple[str, ...], yes: bool, reason: str, who: str | None, as_json: bool, **wanted: Any) -> int:
    """Parked items wait again before their time. By ID, or all that the filters find."""
    head = needed(who)
    return move_many(ids, wanted, ("parked",), lambda queue, id: queue.wake(id, head, reason), yes, as_json)


@of_many(reason_option)
def redrive(ids: tuple[str, ...], yes: bool, reason: str, who: str | None, as_json: bool, **wanted: Any) -> int:
    """Dead letters of the queue wait again. By ID, or all that the filters find; `queue --state dead` lists them."""
    head = needed(who)
    return move_many(ids, wanted, ("dead",), lambda queue, id: queue.redrive(id, head, reason), yes, as_json)


@of_many(click.option("--reason", required=True, help="Why nobody shall check it, in a sentence."))
def bury(ids: tuple[str, ...], yes: bool, reason: str, who: str | None, as_json: bool, **wanted: Any) -> int:
    """What waits or is parked becomes a dead letter. Nobody takes those. By ID, or what the filters find."""
    head = needed(who)
    told_why(reason)
    if not ids and not any(wanted.values()):
        raise SecondsourceError("bury what? give ids, or a filter such as --source; `bury --help` has them")
    return move_many(
        ids, wanted, ("waiting", "parked"), lambda queue, id: queue.bury(id, None, head, reason), yes, as_json
    )


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--reason", required=True, help="Who says that it is free, in a sentence.")
@name
@json_option
def thaw(ids: tuple[str, ...], reason: str, who: str | None, as_json: bool) -> int:
    """Lift an embargo. What it kept back waits now; a later version of the article without one does the same."""
    head = needed(who)
    told_why(reason)

    def lift(queue: ClaimQueue, id: str) -> Awaitable[State]:
        return queue.thaw(id, f"thaw/{new_request()}", head, reason)

    return move_many(ids, {}, (), lift, True, as_json)


def move_many(
    ids: Sequence[str], wanted: dict[str, Any], states: Sequence[State], move: Move, yes: bool, as_json: bool
) -> int:
    """Moves the items of these ids, or with `yes` what a filter finds in these states. The command's exit code."""
    if ids and any(wanted.values()):
        raise SecondsourceError("ids or filters? give one of them")
    if ids:
        answers = on_queue(lambda queue: move_all(queue, list(dict.fromkeys(ids)), move, named=True), log=True)
        return _tell(answers, as_json, each=True)
    asked = read_filter(**wanted)
    if not yes:
        return _count(on_queue(lambda queue: find(queue, asked, states)), states, as_json)

    async def work(queue: ClaimQueue) -> dict[str, Any]:
        return await move_all(queue, (await find(queue, asked, states)).ids, move)

    return _tell(on_queue(work, log=True), as_json)


async def find(queue: ClaimQueue, wanted: Filter, states: Sequence[State]) -> Found:
    """What the filter finds in these states, each once, though items move; by what it says, none under embargo."""
    found: dict[str, None] = {}
    first: list[Row] = []
    with Progress("claims looked through", 0) as bar:
        for state in states:
            cursor: str | None = None
            while True:
                page = await queue.page(replace(wanted, state=state), cursor, PAGE)
                rows = [row for row in page.rows if may_be_found(row, wanted)]
                first += rows[: SHOWN - len(first)]
                found |= dict.fromkeys(row.id for row in rows)
                bar.step(page.looked)
                cursor = page.cursor
                if cursor is None:
                    break
    return Found(list(found), first)


async def move_all(queue: ClaimQueue, ids: Sequence[str], move: Move, *, named: bool = False) -> dict[str, Any]:
    """The new state or the QueueError of each; `named`: by how ids begin. A refusal does not stop the others."""

    async def one(start: str) -> tuple[str, State]:
        id = await queue.find(start) if named else start
        return id, await or_where_it_stands(queue, id, move)

    with Progress("moved", len(ids)) as bar:
        answers = await queue.bulk(ids, one, bar.step)
    told = [(start, answer) if isinstance(answer, QueueError) else answer for start, answer in answers.items()]
    return dict(told)


def _count(found: Found, states: Sequence[State], as_json: bool) -> int:
    which = " or ".join(states)
    if as_json:
        click.echo(json.dumps({"found": len(found.ids), "moved": 0}))
        return 0
    if found.first:
        Paper().print(table([shown(row) for row in found.first], whole=True))
    more = "; the same with --yes moves them" if found.ids else ""
    click.echo(f"{len(found.ids)} {which}, {len(found.first)} shown{more}", err=True)
    return 0


def _tell(answers: dict[str, Any], as_json: bool, *, each: bool = False) -> int:
    """What became of each: `each` on a line, else those that were refused, with a sum. 2 if any was refused."""
    refused = {id: error for id, error in answers.items() if isinstance(error, QueueError)}
    for id, answer in answers.items():
        if as_json:
            told = {"error": str(answer)} if id in refused else {"state": answer, **logged()}
            click.echo(json.dumps({"id": id, **told}, ensure_ascii=False))
        elif id in refused:
            click.echo(one_line(f"secondsource: {answer}"), err=True)
        elif each:
            click.echo(f"{id}: {and_log(answer)}")
    if not each:
        click.echo(f"{len(answers) - len(refused)} moved, {len(refused)} refused", err=True)
    return 2 if refused else 0
