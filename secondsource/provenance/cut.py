"""How many sources are independent: the most paths from origins to the claim that share no node (Menger's theorem)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence, Set

CLAIM = "claim"
#: A node of the flow: its side of entry (0) or of exit (1).
Place = tuple[str, int]


def disjoint_paths(edges: Set[tuple[str, str]], origins: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """The largest number of paths from origins to CLAIM that share no node, and a smallest set of nodes that cuts all.

    Maximum flow with every node split in two (capacity 1 inside, unlimited between), augmented along shortest paths.
    """
    each = set(origins)
    if len(edges) == len(each) and all((origin, CLAIM) in edges for origin in each):
        return len(each), tuple(sorted(each))  # each says so himself, or nobody does
    if len(each) == 1:
        return (1, tuple(each)) if CLAIM in led_to(edges, *each) else (0, ())
    residual: dict[Place, dict[Place, int]] = defaultdict(dict)

    def join(a: Place, b: Place, capacity: int) -> None:
        residual[a][b] = residual[a].get(b, 0) + capacity
        residual[b].setdefault(a, 0)

    names = sorted({name for pair in edges for name in pair if name != CLAIM} | each)
    many = len(names) + 1
    start, goal = ("", 0), (CLAIM, 0)
    for name in names:
        join((name, 0), (name, 1), 1)
    for origin, to in sorted(edges):
        join((origin, 1), (to, 0), many)
    for name in sorted(each):
        join(start, (name, 0), many)
    flow = 0
    while (path := _path(residual, start, goal)) is not None:
        for here, there in path:
            residual[here][there] -= 1
            residual[there][here] += 1
        flow += 1
    reached = _reach(residual, start)
    cut = tuple(name for name in names if (name, 0) in reached and (name, 1) not in reached)
    return flow, cut


def led_to(edges: Set[tuple[str, str]], begin: str) -> set[str]:
    """All nodes that a node leads to, itself too."""
    reached, waiting = set[str](), [begin]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [to for origin, to in edges if origin == key]
    return reached


def _path(residual: Mapping[Place, Mapping[Place, int]], start: Place, goal: Place) -> list[tuple[Place, Place]] | None:
    came = _reach(residual, start)
    if goal not in came:
        return None
    path = []
    at = goal
    while at != start:
        path.append((came[at], at))
        at = came[at]
    return path


def _reach(residual: Mapping[Place, Mapping[Place, int]], start: Place) -> dict[Place, Place]:
    came = {start: start}
    queue = deque([start])
    while queue:
        at = queue.popleft()
        for after, left in residual.get(at, {}).items():
            if left > 0 and after not in came:
                came[after] = at
                queue.append(after)
    return came
