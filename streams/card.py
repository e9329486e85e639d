"""Items as people read them in a terminal: a claim's card, and tables of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, get_args

from rich.table import Table
from rich.text import Text

from secondsource.provenance.explaining import cause_words, found_words, messages
from streams.paper import Paper
from streams.standing import ID_SHOWN, meanwhile, place, reading, said, until_ms
from streams.summary import STYLES
from streams.terminal import WIDTH, folded, one_line, visible
from streams.times import local, short
from streams.wording import desk_words, outcome_words, reason_words
from workers.records import Alert, Event, Row

#: A longer claim is shortened in a table.
CLAIM_MAX = 160
#: How what waits is sorted: a higher priority is due sooner, but what came long ago stands above it.
ORDER = "in the order of taking: alerts, then what is due first"


def table(rows: Sequence[Row], *, whole: bool = False) -> Table:
    """Two lines a row, within 100 columns: why it is here, or with `whole` where it stands and with whom."""
    zone = datetime.now().astimezone().strftime("%Z")
    found = Table(box=None, header_style="bold", pad_edge=False)
    found.add_column(f"due ({zone})", no_wrap=True, min_width=11)
    found.add_column("P", justify="right", no_wrap=True)
    found.add_column("claim, and where it stands" if whole else "claim, and why it is here", max_width=70)
    found.add_column("id", no_wrap=True)
    told = _told(rows)
    for row in rows:
        item = row.item
        claim = item.claim if len(item.claim) <= CLAIM_MAX else item.claim[: CLAIM_MAX - 1] + "…"
        kind = (f"{item.verdict}/{item.kind} " if item.verdict else "", STYLES.get(item.verdict, ""))
        below = place(row) if whole else _why(row, "en")
        words = Text.assemble(kind, visible(claim), ("\n" + visible(below) if below else "", "dim"))
        found.add_row(short(row.deadline_ms), str(row.priority), words, row.id[:told])
    return found


def _told(rows: Sequence[Row]) -> int:
    """How much of each id is shown: ID_SHOWN characters, or as many as tell these apart."""
    ids, most = {row.id for row in rows}, ID_SHOWN
    while len({id[:most] for id in ids}) < len(ids):
        most += 1
    return most


def _why(row: Row, ui_lang: str) -> str:
    why: str = row.item.card.get("why", {}).get(ui_lang, "")
    return why


def card(row: Row, ui_lang: str, token: int = 0, trail: Iterable[Event] = ()) -> None:
    """One claim as a person works on it, with what was said of it so far."""
    out, trail = Paper(), tuple(trail)
    item, shown, words = row.item, row.item.card, messages(ui_lang)
    say, classes, names, keys = words["card"], words["class"], words["factor"], desk_words(ui_lang)["keys"]
    colon = words["page"]["colon"]
    verdict_text = (found_words(item.verdict, item.kind, words), STYLES.get(item.verdict, ""))
    out.print(Text.assemble((f" {row.priority} ", "bold reverse"), " ", verdict_text, f"  {_state(row, ui_lang)}"))
    for line in _notes(row, trail, ui_lang):
        out.print(Text(one_line(line), style="bold red"))
    if headline := shown.get("headline"):
        out.print(Text(visible(headline), style="bold"))
    paragraph = Text(visible(shown.get("paragraph", item.claim)))
    if at := shown.get("at"):
        paragraph.stylize("bold underline", at[0], at[1])
    out.print(paragraph)
    if at and not out.color_system and item.claim != paragraph.plain:  # no style marks it
        out.print()
        out.print(Text(visible(f"»{item.claim}«")))
    out.print()
    if why := _why(row, ui_lang):
        out.print(Text(visible(why), style="italic"))
    for source in shown.get("sources", []):
        grade = f" {source['grade']}" if source.get("grade") else ""
        stance = say.get(source["stance"], source["stance"])
        out.print(
            f"  {stance:10} {classes.get(source['class'], source['class'])}{grade}{colon}{visible(source['text'])}",
            markup=False,
        )
    for line in _others(shown, say, ui_lang):
        out.print(Text(folded(line, 6, min(WIDTH, out.width))))
    if item.source:
        out.print(Text(visible("  " + keys["source"].format(key=item.source)), style="dim"))
    factors = "  ".join(
        f"{names.get(f['name'], f['name'])} {f['value']:.2f} ({cause_words(f['cause'], words)})"
        for f in shown.get("factors", [])
    )
    if factors:
        out.print(Text(visible(factors), style="dim"))
    if item.flags:
        flags = (words["flag"].get(flag, flag) for flag in item.flags)
        out.print(Text(f"{say['flags']}{colon}{', '.join(flags)}", style="dim"))
    out.print(Text(visible(f"{item.provider or say['unsaid']} · {item.item}{_version(row)}"), style="dim"))
    times = {"published": item.published_ms, "queued": row.queued_ms, "due": row.deadline_ms}
    out.print(Text(" · ".join(f"{say[name]} {local(ms)}" for name, ms in times.items()), style="dim"))
    out.print(Text(f"id {row.id}" + (f" · {keys['token'].format(token=token)}" if token else ""), style="dim"))
    if told := said(trail, ui_lang):
        out.print()
    for line in told:
        out.print(Text(one_line(line)))


#: Why an item is one, in the trail.
ALERTS = get_args(Alert)[1:]
#: What the trail calls that which a holder's item becomes.
BECAME = {"withdrawn": "withdrawn", "frozen": "frozen", "merged": "merged-into"}


def _notes(row: Row, trail: Sequence[Event], ui_lang: str) -> Iterator[str]:
    """What nobody may miss who works on it."""
    words = desk_words(ui_lang)
    raised = [event.reason for event in trail if event.reason in ALERTS]
    if row.lane == "alert" and raised:
        yield words["alert"]["alert"].format(reason=reason_words(raised[-1], ui_lang))
    if reader := reading(row):
        yield words["reading"][reader]
    if became := meanwhile(row):
        reasons = [event.reason for event in trail if event.what == BECAME.get(became)]
        yield words["meanwhile"][became].format(reason=reason_words(reasons[-1] if reasons else "", ui_lang))


def _others(shown: Mapping[str, Any], say: Mapping[str, str], ui_lang: str) -> Iterator[str]:
    """The other articles that make the claim, a line each: language, provider, id, words, sources."""
    words, listed, colon = desk_words(ui_lang)["others"], shown.get("others", []), messages(ui_lang)["page"]["colon"]
    count = max(shown.get("articles", 1) - 1, len(listed))
    if not count:
        return
    yield "  " + words["also"].format(count=count)
    for one in listed:
        sources = (f"{say.get(source['stance'], source['stance'])}{colon}{source['text']}" for source in one["sources"])
        told = (one["language"], one["provider"] or say["unsaid"], one["item"], f"»{one['claim']}«", *sources)
        yield "    " + " · ".join(told)
    if listed and count > len(listed):
        yield "    " + words["more"].format(count=count - len(listed))


def _version(row: Row) -> str:
    """The version of the article, but where its provider counts none, so that it is the time when it was published."""
    version, published_ms = row.item.version, row.item.published_ms
    return "" if published_ms is not None and version == published_ms // 1000 else f" v{version}"


def _state(row: Row, ui_lang: str) -> str:
    """Where it stands, what was decided, with or by whom, until when."""
    say = messages(ui_lang)["card"]
    who, outcome = row.holder or row.fields.get("decided_by", ""), row.fields.get("outcome", "")
    state = say[row.state] + (f" ({outcome_words(outcome, ui_lang)})" if outcome else "")
    state = say["by"].format(state=state, holder=visible(who)) if who else state
    return f"{state}, {say['until'].format(time=local(until_ms(row)))}" if until_ms(row) else state


def keep(until_ms: int, id: str, ui_lang: str) -> str:
    """How long a claim that was just taken is somebody's, and how to have it longer."""
    command = f"secondsource hold {id[:ID_SHOWN]} --for 2h"
    return messages(ui_lang)["card"]["yours"].format(time=local(until_ms), command=command)
