"""The vertex cut against a graph library, on drawn graphs."""

from __future__ import annotations

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from secondsource.provenance.cut import CLAIM, disjoint_paths

NAMES = "abcdefgh"
EDGES = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from([*NAMES, CLAIM])).filter(lambda e: e[0] != e[1]))


@settings(deadline=None, max_examples=300)
@given(edges=EDGES, origins=st.sets(st.sampled_from(NAMES), min_size=1))
def test_the_cut_is_that_of_a_graph_library(edges: set[tuple[str, str]], origins: set[str]) -> None:
    count, cut = disjoint_paths(edges, sorted(origins))
    drawn = networkx.DiGraph()
    for name in NAMES:
        drawn.add_edge((name, 0), (name, 1), capacity=1)
    for a, b in edges:
        drawn.add_edge((a, 1), CLAIM if b == CLAIM else (b, 0))
    for origin in origins:
        drawn.add_edge("start", (origin, 0))
    drawn.add_node(CLAIM)
    assert count == networkx.maximum_flow_value(drawn, "start", CLAIM) == len(cut)


@settings(deadline=None)
@given(edges=EDGES, origins=st.sets(st.sampled_from(NAMES), min_size=1))
def test_what_the_cut_takes_away_leaves_no_way(edges: set[tuple[str, str]], origins: set[str]) -> None:
    _, cut = disjoint_paths(edges, sorted(origins))
    left = networkx.DiGraph([edge for edge in edges if not set(edge) & set(cut)])
    left.add_nodes_from([CLAIM, *origins])
    assert not any(networkx.has_path(left, origin, CLAIM) for origin in origins - set(cut))


@settings(deadline=None)
@given(edges=EDGES, origins=st.sets(st.sampled_from(NAMES), min_size=1), names=st.permutations(NAMES))
def test_names_do_not_matter(edges: set[tuple[str, str]], origins: set[str], names: list[str]) -> None:
    new = dict(zip(NAMES, names, strict=True)) | {CLAIM: CLAIM}
    renamed = {(new[a], new[b]) for a, b in edges}
    assert disjoint_paths(edges, sorted(origins))[0] == disjoint_paths(renamed, [new[o] for o in origins])[0]
