"""One article as one self-contained HTML page: claims by verdict, sources underlined, why, and a picture of each graph.

No script and nothing loaded from elsewhere; explanations open on hover and by keyboard. Jinja escapes every text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise

from jinja2 import Environment, StrictUndefined, Template

from secondsource.model import Article, Claim, Provenance, Review, Span
from secondsource.provenance.explaining import cause_words, found_words, messages

#: Sizes of a picture, in user units of the SVG: a box, and the room from one box to the next.
BOX = (206, 34)
STEP = (251, 52)
#: Characters of a label that fit into a box, at eight units each: names may be in capitals.
LABEL = 24


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    label: str
    full: str
    cut: bool
    claim: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Text that belongs to one claim, or to none: pieces of text, each a source's name or not."""

    claim: Claim | None
    opens: bool  # this is the claim itself, not another mention of it
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table of several pages: its address as a link has it, and figures by column."""

    name: str
    address: str
    language: str
    counts: Mapping[str, int]
    withdrawn: bool = False


def index(entries: Sequence[Entry], columns: Sequence[str], totals: Mapping[str, int | str], ui_language: str) -> str:
    """The HTML of the table that leads to several pages."""
    tables = messages(ui_language)
    html = _template("index.html").render(
        rows=entries,
        columns=columns,
        totals=totals,
        ui=tables["index"],
        labels=tables["page"],
        ui_language=ui_language,
    )
    return html.translate(_UNFIT)


def page(article: Article, review: Review, ui_language: str, *, withdrawn: bool = False) -> str:
    """The HTML of one review; labels and reasons in `ui_language`. `withdrawn`: the article was killed or held."""
    claims = sorted(review.claims, key=lambda claim: (-claim.queued, -claim.priority.score, claim.finding.start))
    tables = messages(ui_language)
    title = article.text[: article.title_end or len(article.text)].strip().split("\n", 1)[0]
    html = _template("page.html").render(
        review=review,
        title=title[:120],
        runs=list(runs(article.text, review.claims)),
        claims=claims,
        drawn={claim.finding.id: picture(claim.sourcing.provenance, tables) for claim in claims},
        box=BOX,
        notice=tables["why"]["withdrawn/–"] if withdrawn else "",
        ui=tables["page"],
        factors=tables["factor"],
        found=partial(found_words, words=tables),
        because=partial(cause_words, words=tables),
        ui_language=ui_language,
    )
    return html.translate(_UNFIT)


#: Characters that no HTML document may hold; they are shown as the sign for an unknown one.
_UNFIT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000)), "\ufffd")


@cache
def _template(name: str) -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("secondsource").joinpath("page", name).read_text(encoding="utf-8")
    return environment.from_string(source)


def runs(text: str, claims: Sequence[Claim]) -> Iterator[Run]:
    """The whole text in order, cut where a claim, a mention or a source begins or ends."""
    places = [(c.finding.start, c.finding.end, c, True) for c in claims]
    places += [(start, end, c, False) for c in claims for start, end in c.finding.mentions]
    sources = sorted({(a.source.start, a.source.end) for c in claims for a in c.finding.attributions})
    at = 0
    for start, end, claim, opens in sorted(places, key=lambda place: (place[0], not place[3])):
        if start < at:
            continue
        if start > at:
            yield Run(None, False, _pieces(text, at, start, sources))
        yield Run(claim, opens, _pieces(text, start, end, sources))
        at = end
    if at < len(text):
        yield Run(None, False, _pieces(text, at, len(text), sources))


def _pieces(text: str, start: int, end: int, sources: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    inside = [(a, b) for a, b in sources if a < end and b > start]
    bounds = sorted({start, end, *(min(max(edge, start), end) for span in inside for edge in span)})
    pairs = pairwise(bounds)
    return tuple((text[a:b], any(s <= a and b <= e for s, e in inside)) for a, b in pairs)


def picture(graph: Provenance, tables: Mapping[str, Mapping[str, str]]) -> Picture:
    """Origins on the left, relays between, the claim on the right; nodes of the cut are drawn heavier."""
    ahead: dict[str, list[str]] = {}
    for origin, to in graph.edges:
        ahead.setdefault(origin, []).append(to)
    distance: dict[str, int] = {"claim": 0}
    front = ["claim"]
    while front:
        front = [node for node, after in ahead.items() if node not in distance and set(after) & set(front)]
        distance.update(dict.fromkeys(front, max(distance.values()) + 1))
    deepest = max(distance.values())
    columns: dict[int, int] = {}
    at: dict[str, tuple[int, int]] = {}
    for node in [n.id for n in graph.nodes] + ["claim"]:
        layer = deepest - distance.get(node, deepest)
        at[node] = (layer * STEP[0] + 2, columns.get(layer, 0) * STEP[1] + 2)
        columns[layer] = columns.get(layer, 0) + 1
    boxes = [Box(*at[n.id], _fit(n.label), n.label, n.id in graph.cut, False) for n in graph.nodes]
    boxes.append(Box(*at["claim"], tables["page"]["claim"], tables["page"]["claim"], False, True))
    middle = BOX[1] // 2
    arrows = [
        Arrow(at[a][0] + BOX[0], at[a][1] + middle, at[b][0], at[b][1] + middle)
        for a, b in graph.edges
        if a in at and b in at
    ]
    width = deepest * STEP[0] + BOX[0] + 4
    return Picture(width, max(columns.values()) * STEP[1], tuple(boxes), tuple(arrows))


def _fit(label: str) -> str:
    label = " ".join(label.split())
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
