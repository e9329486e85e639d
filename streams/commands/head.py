"""What a desk head looks at: lists, figures, what another threshold would queue."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from schemas import topics
from schemas.claims import ClaimsRecord
from secondsource import policy as policies
from secondsource.review import is_queued
from streams.access import Kafka
from streams.card import table
from streams.desk import brief, every, json_option, on_queue
from streams.filtering import filters, read_filter
from streams.log import records
from streams.moments import seconds
from streams.paper import Paper
from streams.progress import Progress
from streams.sealed import found, shown
from streams.settings import Settings, here
from streams.stack import KAFKA
from streams.terminal import visible
from streams.times import about, span
from workers.queue import ClaimQueue
from workers.records import STATES, Filter, Page, Row, Stats

#: The thresholds that `dial` shows beside the one that is asked for.
STEPS = range(20, 71, 5)
#: The widest bar of `dial`.
BAR = 40
#: Of less copy no rate an hour can be told.
LITTLE_S = 3600
#: The times that the queue counts, and what each is counted of.
COUNTED = {"time_to_take": "takes", "time_to_verdict": "answers (first opinions and undone ones too)"}


@click.command("list")
@click.option("--id", "id_", help="This item.")
@filters
@click.option("--lane", help="A lane, as `stats` names it.")
@click.option("--holder", help="In whose hands.")
@click.option("--state", type=click.Choice(STATES), help="Where it stands.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Rows.")
@click.option("--after", "cursor", help="Go on where a list ended: the cursor that it printed.")
@json_option
def list_(id_: str | None, limit: int, cursor: str | None, as_json: bool, **wanted: Any) -> None:
    """Items of any state, by any of their fields, page by page."""
    asked = read_filter(**wanted)

    async def pages(queue: ClaimQueue) -> tuple[Page, list[str]]:
        rows: list[Row] = []
        at = cursor
        wanted = replace(asked, id=await queue.find(id_)) if id_ else asked
        with Progress("claims looked through", 0) if wanted.words else nullcontext() as bar:
            while len(rows) < limit:
                page = await queue.page(wanted, at, limit - len(rows))
                rows += [row for row in page.rows if found(row, wanted)]
                at = page.cursor
                if bar:
                    bar.step(page.looked)
                if at is None:
                    break
        lanes = sorted((await queue.stats()).lanes) if asked.lane else []
        rows.sort(key=lambda row: (row.lane != "alert", row.deadline_ms))
        return Page(tuple(rows), at), lanes

    page, lanes = on_queue(pages)
    if as_json:
        for row in page.rows:
            click.echo(json.dumps(brief(row), ensure_ascii=False))
    else:
        Paper().print(table([shown(row) for row in page.rows], whole=True))
    more = f"; go on with --after {page.cursor}" if page.cursor else ""
    empty = asked.lane and asked.lane not in lanes
    nothing = (
        visible(f"; nothing waits in {asked.lane}; in these it does: {', '.join(lanes) or 'none'}") if empty else ""
    )
    click.echo(f"{len(page.rows)} shown{more}{nothing}", err=True)


@click.command()
@json_option
def stats(as_json: bool) -> None:
    """The desk at a glance. What waits in each lane and how long, who holds how many, how long claims take."""

    async def look(queue: ClaimQueue) -> tuple[Stats, dict[str, int], str]:
        held = Counter([row.holder async for row in every(queue, Filter(state="leased"))])
        return await queue.stats(), dict(held.most_common()), await queue.unsafe()

    found, holders, unsafe = on_queue(look, any_server=True)
    if as_json:
        click.echo(json.dumps({**_figures(found), "holders": holders, "unsafe": unsafe}, ensure_ascii=False))
        return
    if unsafe:
        click.echo(f"warning: {unsafe}", err=True)
    out = Paper()
    lanes = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("lane", "ready", "oldest", "overdue now"):
        lanes.add_column(column, justify="left" if column == "lane" else "right")
    for lane, row in sorted(found.lanes.items()):
        lanes.add_row(visible(lane), str(row.waiting), span(row.oldest_ms / 1000), str(row.overdue))
    out.print(lanes if found.lanes else "nothing waits")
    states = "  ".join(f"{state} {number}" for state, number in found.states.items() if number)
    out.print(f"\n{states or 'no items'}")
    if holders:
        out.print(Text("in hand: " + "  ".join(f"{visible(who)} {number}" for who, number in holders.items())))
    for name_, figure in _figures(found)["times"].items():
        counted, title = COUNTED[name_], name_.replace("_", " ")
        told = (
            f"mean {span(figure['mean_seconds'])} of {figure['count']} {counted}" if figure["count"] else "nothing yet"
        )
        out.print(f"{title}: {told}")
    missed, ran_out = (found.counters.get(name_, 0) for name_ in ("deadline_missed", "lease_expired"))
    out.print(f"taken for the first time after their deadline: {missed}  leases that ran out: {ran_out}")
    if found.audit_backlog:
        out.print(f"not yet in the log: {found.audit_backlog} events, the oldest {span(found.audit_oldest_ms / 1000)}")


def _figures(found: Stats) -> dict[str, Any]:
    """The desk as `stats --json` prints it; times in seconds."""
    times = {}
    for name_ in COUNTED:
        count = sum(n for key, n in found.counters.items() if key.startswith(f"{name_}_bucket:"))
        total_s = found.counters.get(f"{name_}_ms_sum", 0) / 1000
        times[name_] = {"count": count, "mean_seconds": round(total_s / count, 1) if count else None}
    lanes = {
        lane: {"ready": row.waiting, "oldest_seconds": row.oldest_ms / 1000, "overdue": row.overdue}
        for lane, row in found.lanes.items()
    }
    return {
        "at_ms": found.at_ms,
        "states": dict(found.states),
        "lanes": lanes,
        "times": times,
        "counters": {key: n for key, n in found.counters.items() if ":" not in key and not key.endswith("_sum")},
        "log_backlog": found.audit_backlog,
    }


@click.command()
@click.argument("threshold", type=click.IntRange(0, 100))
@click.option("--over", "back", default="24h", show_default=True, help="How far back to count.")
@json_option
def dial(threshold: int, back: str, as_json: bool) -> None:
    """How many claims an hour another THRESHOLD would queue. Counted on the copy that came."""
    settings, hours = here([KAFKA]), seconds(back) / 3600
    counts, articles, began_ms = asyncio.run(_scores(settings, hours))
    copy_s = max(60.0, datetime.now().timestamp() - began_ms / 1000) if began_ms else hours * 3600
    counted_on = _time_of(copy_s, hours * 3600, back)
    hours = min(hours, copy_s / 3600)
    now = policies.load(settings.policy or None).threshold
    rates = {step: _rate(counts, step, hours) for step in sorted({*STEPS, threshold, now})}
    if as_json:
        told = [{"threshold": step, "items_per_hour": rate} for step, rate in rates.items()]
        click.echo(json.dumps({"now": now, "asked": threshold, "articles": articles, "hours": hours, "steps": told}))
        return
    most = max(rates.values()) or 1
    out = Paper()
    for step, rate in rates.items():
        mark = "now" if step == now else "asked" if step == threshold else ""
        out.print(f"{step:3}  {about(rate):>6}/h  {'█' * round(BAR * rate / most):{BAR}}  {mark}".rstrip())
    said = f"about {about(rates[now])} items an hour at {now}, {about(rates[threshold])} at {threshold}"
    out.print(f"{said}: {articles} articles in {counted_on}")
    where = settings.policy or "a file for `up --policy FILE` or SECONDSOURCE_POLICY"
    click.echo(visible(f"to change it: `threshold = {threshold}` in {where}, and start the workers anew"), err=True)


def _time_of(copy_s: float, asked_s: float, back: str) -> str:
    """What was counted on: the time that was asked for, or what there is of it, which may be too little."""
    if asked_s <= copy_s:
        return back
    guess = ", too little for more than a guess" if copy_s < LITTLE_S else ""
    return f"the {span(copy_s)} since the first copy came{guess}"


def _rate(counts: Counter[int], threshold: int, hours: float) -> float:
    return round(sum(n for score, n in counts.items() if score >= threshold) / hours, 2)


async def _scores(settings: Settings, hours: float) -> tuple[Counter[int], int, int]:
    """Scores of the claims that are flagged at any threshold, how many articles they are of, and when the first of all
    copy was read: ms since 1970, 0 where there is none.
    """
    since_ms = max(0, round((datetime.now().timestamp() - hours * 3600) * 1000))
    scores: dict[str, list[int]] = {}
    whatever = replace(policies.load(settings.policy or None), threshold=0)
    with Progress("articles counted", 0) as bar:

        def total(number: int) -> None:
            bar.reach(0, number)

        topic = settings.prefix + topics.CLAIMS.name
        async for record in records(settings.kafka, topic, since_ms=since_ms, told=total):
            bar.step()
            told = ClaimsRecord.from_bytes(record.value) if record.value else None
            if told is not None and told.review is not None:  # the last version of an article counts
                scores[told.article.item] = [
                    claim["priority"]["score"]
                    for claim in told.review["claims"]
                    if is_queued(claim["verdict"], claim["kind"], tuple(claim["flags"]), 0, whatever)
                ]
    began_ms = await _first_ms(settings.kafka, topic)
    return Counter(score for found in scores.values() for score in found), len(scores), began_ms


async def _first_ms(kafka: Kafka, topic: str) -> int:
    """When the first record of any partition was written; 0 where there is none."""
    firsts: dict[int, int] = {}
    async for record in records(kafka, topic, first=True):
        firsts.setdefault(record.partition, record.timestamp)
    return min(firsts.values(), default=0)
