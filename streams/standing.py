"""Where an item stands and what was said of it, in words: for refusals, tables, cards and the trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len

from schemas.article import NO_END_MS
from streams.terminal import WIDTH, folded, one_line, padded
from streams.times import local, short
from streams.wording import desk_words, outcome_words
from workers.records import Event, Row

#: So much of an id is shown; every command takes it for the whole.
ID_SHOWN = 8
#: Where a record of the trail goes on, on the lines after its first: behind the zone of its time.
INDENT = 24
#: How each state is told to somebody who wanted something else of the item.
STANDS = {
    "waiting": "it waits in {lane}; take it with `secondsource next --item {id}`",
    "leased": "{holder} holds it until {until}",
    "parked": "it is parked until {until}; take it with `secondsource next --item {id}`",
    "frozen": "it is under embargo until {until}",
    "done": "{decided_by} decided it at {decided}: {outcome}; within ten minutes of that `undo` takes it back",
    "withdrawn": "it was withdrawn: nothing is left to check",
    "merged": "it is a part of {merged_into} now",
    "dead": "it is a dead letter; `secondsource redrive {id}` lets it wait again",
}
WITHOUT_END = "it is under embargo until somebody lifts it, as `secondsource thaw {id}` does"


def until_ms(row: Row) -> int:
    """When a lease runs out, or a parked or frozen item comes back; 0 where nothing is to come."""
    if row.state not in ("leased", "parked", "frozen"):
        return 0
    found = int(float(row.fields.get("presence_until_ms") or row.fields.get("due_ms") or 0))
    return found if found < NO_END_MS else 0


def meanwhile(row: Row) -> str:
    """What the item becomes when its holder lets it go: "", or withdrawn, frozen, merged."""
    return row.fields.get("next", "") if row.state == "leased" else ""


def reading(row: Row) -> str:
    """As which reader it is read, where that is not the first: "second", "differ" for two who do, "lead", or ""."""
    if row.state not in ("waiting", "leased", "parked", "frozen"):
        return ""
    if "second" in row.fields:
        return "differ"
    return "second" if "first_by" in row.fields else "lead" if row.lane == "lead" else ""  # `first` is not shown


def stands(row: Row) -> str:
    """Why it cannot be had as somebody wanted it, and what to do."""
    told = {name: row.fields.get(name, "") for name in ("outcome", "decided_by", "merged_into")}
    decided = local(int(row.fields.get("decided_ms") or 0))
    times = {"until": local(until_ms(row)), "decided": decided}
    sentence = WITHOUT_END if row.state == "frozen" and not until_ms(row) else STANDS[row.state]
    found = sentence.format(id=row.id[:ID_SHOWN], lane=row.lane, holder=row.holder, **told, **times)
    return f"{found}; {meanwhile(row)} meanwhile" if meanwhile(row) else found


def place(row: Row) -> str:
    """In one line of a table: state, what became of it meanwhile, who has or had it, until when, lane."""
    became = f"{meanwhile(row)} meanwhile" if meanwhile(row) else ""
    outcome = ", ".join(filter(None, (row.fields.get("outcome"), row.fields.get("decided_by"))))
    due = f"until {short(until_ms(row))}" if until_ms(row) else ""
    second = "second opinion" if reading(row) == "second" else ""
    return " · ".join(filter(None, (row.state, second, became, row.holder, outcome, due, row.lane)))


def line(event: Event) -> str:
    """One record of the trail; what does not fit beside its head stands below it."""
    moved = f"{event.from_state or '·'} → {event.to_state}"
    head = one_line(f"{local(event.at_ms)}  {event.what:12} {padded(event.who, 12)} {moved:22} ")
    told = one_line(words(event))
    if cell_len(head + told) <= WIDTH:
        return f"{head}{told}".rstrip()
    return f"{folded(head.rstrip(), INDENT)}\n{folded(' ' * INDENT + told, INDENT)}"


def words(event: Event, ui_lang: str = "en") -> str:
    """What a person gave with it: the outcome, the reason, the addresses. In English the outcome is as it is typed."""
    data, tables = dict(event.data), desk_words(ui_lang)
    outcome, result = data.pop("outcome", ""), data.pop("result", "")
    outcome, result = outcome_words(outcome, ui_lang), tables["result"].get(result, result)
    evidence = [_address(one) for one in data.pop("evidence", [])]
    data.pop("given_token", "")  # the event has it
    head = f"{outcome} ({result})" if outcome else result
    change = data.pop("change", "")
    rest = [
        tables["move"]["change"].format(change=change) if change else "",
        tables["move"]["until"].format(time=local(data.pop("until_ms"))) if "until_ms" in data else "",
        *(f"{name} {value}" for name, value in data.items() if value),
    ]
    return "; ".join(filter(None, (": ".join(filter(None, (head, event.reason))), *evidence, *rest)))


def _address(one: Any) -> str:
    return one if isinstance(one, str) else str(one.get("url", one) if isinstance(one, dict) else one)


#: A move by which an item comes back -> that by which it went.
BACK = {"woken": "parked", "redriven": "buried"}


def said(trail: Iterable[Event], ui_lang: str) -> list[str]:
    """Those of the trail in which somebody said something: verdicts, reasons, notes. For the card.

    That a verdict was undone is told where the verdict is: a second reader learns of neither. That it came back, where
    it is told that it went.
    """
    told: list[Event] = []
    for event in trail:
        undone = event.what == "undone" and any(before.data.get("outcome") for before in told)
        back = event.what in BACK and any(before.what == BACK[event.what] for before in told)
        if undone or back or event.data.get("outcome") or (event.who != "stream" and _reason(event)):
            told.append(event)
    moves = desk_words(ui_lang)["move"]
    return [
        f"{local(event.at_ms)}  {event.who}  "
        + ": ".join(filter(None, (moves.get(event.what, event.what), words(event, ui_lang))))
        for event in told
    ]


def _reason(event: Event) -> str:
    """`chosen` is how it was taken, and no reason."""
    return "" if event.what in ("taken", "expired") else event.reason
