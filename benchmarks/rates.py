"""What the bench of the queue has measured: a line a run, ours beside each peer, and the picture."""

from __future__ import annotations

from typing import NamedTuple

PULLERS = (1, 50, 300)
HEAD = f"{'':18} pullers    push/s   pairs/s   B/item   p50 ms   p99 ms double"


class Figures(NamedTuple):
    name: str
    pullers: int
    push_per_s: float
    pairs_per_s: float
    bytes_per_item: float
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    double: int = 0


def line(row: Figures) -> str:
    times = f"{row.p50_ms:8.1f} {row.p99_ms:8.1f} {row.double:6d}" if row.p99_ms else f"{'':8} {'':8} {'':6}"
    rates = f"{row.push_per_s:9,.0f} {row.pairs_per_s:9,.0f} {row.bytes_per_item:8,.0f}"
    return f"{row.name:18} {row.pullers:7} {rates} {times}"


def people(pullers: int) -> str:
    return "1 puller" if pullers == 1 else f"{pullers} pullers"


def best_of(rows: list[Figures]) -> dict[str, Figures]:
    """The row of each library with the most pairs a second."""
    best: dict[str, Figures] = {}
    for row in rows:
        if row.name not in best or row.pairs_per_s > best[row.name].pairs_per_s:
            best[row.name] = row
    return best


def ratios(rows: list[Figures]) -> list[str]:
    """Our pairs a second beside those of each peer: at the same number of pullers, and best beside best."""
    rates = {(row.name, row.pullers): row.pairs_per_s for row in rows}
    best = best_of(rows)
    told = []
    for name in (name for name in best if name != "Secondsource"):
        same = [f"{rates['Secondsource', n] / rates[name, n]:.2f}" for n in PULLERS if (name, n) in rates]
        whole = best["Secondsource"].pairs_per_s / best[name].pairs_per_s
        told.append(f"pairs/s, times {name}: {' / '.join(same)} at 1 / 50 / 300 pullers, {whole:.2f} best beside best")
    return [*told, "goal: 5 times the best"]


def chart(rows: list[Figures], conditions: str) -> str:
    """Bars of pairs a second, the best of each library."""
    best = best_of(rows)
    most = max(row.pairs_per_s for row in best.values())
    bars = []
    for number, row in enumerate(sorted(best.values(), key=lambda row: -row.pairs_per_s)):
        y, width = 44 + number * 30, 400 * row.pairs_per_s / most
        colour = "#0b6e4f" if row.name == "Secondsource" else "#9aa5b1"
        bars.append(f'<text x="118" y="{y + 15}" text-anchor="end">{row.name}</text>')
        bars.append(f'<rect x="126" y="{y}" width="{width:.0f}" height="21" fill="{colour}"/>')
        bars.append(f'<text x="{132 + width:.0f}" y="{y + 15}">{row.pairs_per_s:,.0f} ({people(row.pullers)})</text>')
    height = 76 + len(best) * 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {height}" font-family="sans-serif" font-size="13">'
        f'<rect width="680" height="{height}" fill="#fff"/>'
        '<text x="12" y="26" font-size="15">Take and answer, a second, one client (best of 1, 50, 300 pullers)</text>'
        + "".join(bars)
        + f'<text x="12" y="{height - 12}" font-size="11" fill="#555">{conditions}</text></svg>\n'
    )
