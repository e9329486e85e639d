"""One article as one self-contained HTML page: claims by verdict, sources underlined, why, and a picture of each graph.

No script and nothing loaded from elsewhere; explanations open on hover and by keyboard. Jinja escapes every text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise

from jinja2 import Environment, StrictUndefined, Template

from secondsource.model import Article, Claim, Review, Span
from secondsource.provenance.explaining import cause_words, found_words, messages
from secondsource.text.language import CODES

#: Sizes of a picture, in user units of the SVG: a box, and the room from one box to the next.
BOX = (206, 34)
STEP = (251, 52)
#: Characters of a label that fit into a box, at eight units each: names may be in capitals.
LABEL = 24
#: A longer first line is no headline.
HEADLINE = 200


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    label: str
    full: str
    kind: str  # "cut": all of it depends on this one; "goal": the claim; "against": denies it; or ""


@dataclass(frozen=True, slots=True)
class Arrow:
    x1: int
    y1: int
    x2: int
    y2: int
    kind: str


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
    headline: str
    address: str
    language: str
    counts: Mapping[str, int]
    withdrawn: bool = False
    doubtful: bool = False


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


def page(article: Article, review: Review, ui_language: str, *, withdrawn: bool = False, doubtful: bool = False) -> str:
    """The HTML of one review; labels and reasons in `ui_language`. `withdrawn`: the article was killed or held;
    `doubtful`: it seems to be in none of the languages that are read.
    """
    claims = sorted(review.claims, key=lambda claim: (-claim.queued, -claim.priority.score, claim.finding.start))
    tables, end = messages(ui_language), _headline_end(article, review.claims)
    html = _template("page.html").render(
        review=review,
        title=(headline(article) or article.text.strip().split("\n", 1)[0])[:120],
        headline=list(runs(article.text, review.claims, 0, end)),
        runs=list(runs(article.text, review.claims, end)),
        claims=claims,
        drawn={claim.finding.id: picture(claim, tables) for claim in claims},
        box=BOX,
        notice=tables["why"]["withdrawn/–"] if withdrawn else "",
        doubt=doubt(review.language, ui_language) if doubtful else "",
        ui=tables["page"],
        index=tables["index"],
        factors=tables["factor"],
        found=partial(found_words, words=tables),
        because=partial(cause_words, words=tables),
        ui_language=ui_language,
    )
    return html.translate(_UNFIT)


def doubt(language: str, ui_language: str) -> str:
    """What to say of a text that is like none of the languages that are read, and was read as one of them."""
    return messages(ui_language)["page"]["doubt"].format(languages=", ".join(CODES), language=language)


def headline(article: Article) -> str:
    """The first line of a text that has more of them; "" where it is one of its paragraphs."""
    text = article.text.lstrip()
    first, _, rest = text.partition("\n")
    is_one = article.title_end or (rest.strip() and len(first) <= HEADLINE and not first.rstrip().endswith("."))
    return first.strip() if is_one else ""


def _headline_end(article: Article, claims: Sequence[Claim]) -> int:
    """Where the headline ends in the text; 0 where there is none, or a claim goes on behind it."""
    first = headline(article)
    end = article.text.index(first) + len(first) if first else 0
    spans = (span for c in claims for span in ((c.finding.start, c.finding.end), *c.finding.mentions))
    return 0 if any(start < end < stop for start, stop in spans) else end


#: Characters that no HTML document may hold; they are shown as the sign for an unknown one.
_UNFIT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000)), "\ufffd")


@cache
def _template(name: str) -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("secondsource").joinpath("page", name).read_text(encoding="utf-8")
    return environment.from_string(source)


def runs(text: str, claims: Sequence[Claim], begin: int = 0, end: int | None = None) -> Iterator[Run]:
    """The text from `begin` to `end` in order, cut where a claim, a mention or a source begins or ends."""
    end = len(text) if end is None else end
    places = [(c.finding.start, c.finding.end, c, True) for c in claims]
    places += [(start, end, c, False) for c in claims for start, end in c.finding.mentions]
    sources = sorted({(a.source.start, a.source.end) for c in claims for a in c.finding.attributions})
    at = begin
    for start, stop, claim, opens in sorted(places, key=lambda place: (place[0], not place[3])):
        if start < at or stop > end:
            continue
        if start > at:
            yield Run(None, False, _pieces(text, at, start, sources))
        yield Run(claim, opens, _pieces(text, start, stop, sources))
        at = stop
    if at < end:
        yield Run(None, False, _pieces(text, at, end, sources))


def _pieces(text: str, start: int, end: int, sources: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    inside = [(a, b) for a, b in sources if a < end and b > start]
    bounds = sorted({start, end, *(min(max(edge, start), end) for span in inside for edge in span)})
    pairs = pairwise(bounds)
    return tuple((text[a:b], any(s <= a and b <= e for s, e in inside)) for a, b in pairs)


def picture(claim: Claim, tables: Mapping[str, Mapping[str, str]]) -> Picture:
    """Origins on the left, relays between, the claim on the right, with who denies it before it; nodes of the cut are
    drawn heavier.
    """
    graph, word = claim.sourcing.provenance, tables["card"]["denies"] + tables["page"]["colon"]
    denials = {a.source.key: a.source.text for a in claim.finding.attributions if a.stance == "denies"}
    against = {f"against {key}": word + text for key, text in denials.items()}
    labels = {**{n.id: n.label for n in graph.nodes}, **against, "claim": tables["page"]["claim"]}
    kinds = {**dict.fromkeys(graph.cut, "cut"), **dict.fromkeys(against, "against"), "claim": "goal"}
    edges = [*graph.edges, *((node, "claim") for node in against)]
    at, deepest = _places(labels, edges)
    boxes = [Box(*at[node], _fit(label), label, kinds.get(node, "")) for node, label in labels.items()]
    middle = BOX[1] // 2
    arrows = [
        Arrow(at[a][0] + BOX[0], at[a][1] + middle, at[b][0], at[b][1] + middle, "against" if a in against else "")
        for a, b in edges
        if a in at and b in at
    ]
    height = max(y for _, y in at.values()) - 2 + STEP[1]
    return Picture(deepest * STEP[0] + BOX[0] + 4, height, tuple(boxes), tuple(arrows))


def _places(nodes: Iterable[str], edges: Sequence[tuple[str, str]]) -> tuple[dict[str, tuple[int, int]], int]:
    """Where each node is, in columns by how far it is from the claim; and how far the farthest is."""
    ahead: dict[str, list[str]] = {}
    for origin, to in edges:
        ahead.setdefault(origin, []).append(to)
    distance: dict[str, int] = {"claim": 0}
    front = ["claim"]
    while front:
        front = [node for node, after in ahead.items() if node not in distance and set(after) & set(front)]
        distance.update(dict.fromkeys(front, max(distance.values()) + 1))
    deepest = max(distance.values())
    columns: dict[int, int] = {}
    at: dict[str, tuple[int, int]] = {}
    for node in nodes:
        layer = deepest - distance.get(node, deepest)
        at[node] = (layer * STEP[0] + 2, columns.get(layer, 0) * STEP[1] + 2)
        columns[layer] = columns.get(layer, 0) + 1
    return at, deepest


def _fit(label: str) -> str:
    label = " ".join(label.split())
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
