"""How many independent sources: properties of the graph, and the table of verdicts row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondsource import policy as policies
from secondsource.model import Attribution, Finding, Source, SourceClass, Sourcing, Stance
from secondsource.provenance.verdict import judge

POLICY = policies.load()


def source(number: int, cls: SourceClass, key: str | None = None, **more: object) -> Source:
    text = key or f"{cls} {number}"
    return Source(f"s{number}", number, number + 1, text, cls, text, **more)  # type: ignore[arg-type]


def finding(*attributions: Attribution, marks: Mapping[str, tuple[tuple[int, int], ...]] | None = None) -> Finding:
    return Finding("c1", 0, 50, "The bridge was closed.", attributions=attributions, marks=marks or {})


def said(*sources: Source, stance: Stance = "affirms") -> list[Attribution]:
    return [Attribution(one, "reported", stance) for one in sources]


def relay(number: int, parent: str) -> Attribution:
    return Attribution(source(number, "outlet"), "reported", parent=parent)


def marked(*names: str) -> dict[str, tuple[tuple[int, int], ...]]:
    return dict.fromkeys(names, ((0, 5),))


# The graph of attributions ---------------------------------------------------------------------------------------

CLASSES: list[SourceClass] = ["official", "named", "expert", "party", "document", "outlet", "anonymous", "social"]


@st.composite
def attributions(draw: st.DrawFn) -> list[Attribution]:
    """Up to six sources, some known through an earlier one."""
    out: list[Attribution] = []
    for number in range(draw(st.integers(1, 6))):
        cls = draw(st.sampled_from(CLASSES))
        key = draw(st.sampled_from(["one", "two", None]))
        parents = [a.source.id for a in out]
        parent = draw(st.sampled_from([None, *parents]))
        stance = draw(st.sampled_from(["affirms", "confirms", "partly"]))
        out.append(Attribution(source(number, cls, key and f"{cls} {key}"), "reported", stance, parent=parent))
    return out


@settings(deadline=None)
@given(found=attributions(), order=st.randoms(use_true_random=False))
def test_the_order_of_attributions_does_not_matter(found: list[Attribution], order: object) -> None:
    mixed = list(found)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    a, b = judge([finding(*found)]), judge([finding(*mixed)])
    assert (a.verdict, a.kind, a.origins, a.weakness) == (b.verdict, b.kind, b.origins, b.weakness)
    assert set(a.flags) == set(b.flags)


@settings(deadline=None)
@given(found=attributions(), known=st.integers(0, 5))
def test_a_relay_of_what_all_rests_on_never_raises_the_count(found: list[Attribution], known: int) -> None:
    before = judge([finding(*found)])
    cut = {s for node in before.provenance.nodes if node.id in before.provenance.cut for s in node.sources}
    through = sorted(cut)[known % len(cut)]
    assert judge([finding(*found, relay(90, through))]).origins <= before.origins


@settings(deadline=None)
@given(sources=st.lists(st.sampled_from(CLASSES), min_size=1, max_size=4), relays=st.lists(st.integers(0, 3)))
def test_relays_of_roots_that_speak_for_themselves_add_nothing(sources: list[SourceClass], relays: list[int]) -> None:
    roots = said(*(source(n, cls) for n, cls in enumerate(sources)))
    more = [relay(50 + n, roots[at % len(roots)].source.id) for n, at in enumerate(relays)]
    assert judge([finding(*roots, *more)]).origins == judge([finding(*roots)]).origins == len(roots)


def test_a_second_way_past_a_newspaper_that_two_officials_share_counts() -> None:
    paper = [Attribution(source(1, "outlet"), "reported")]
    paper += [Attribution(source(n, "official", f"official {n}"), "reported", parent="s1") for n in (2, 3)]
    assert judge([finding(*paper, relay(4, "s2"))]).origins == 2


@settings(deadline=None)
@given(found=attributions(), cls=st.sampled_from(CLASSES))
def test_an_independent_origin_never_lowers_the_count(found: list[Attribution], cls: SourceClass) -> None:
    more = Attribution(source(90, cls, "somebody new"), "reported")
    assert judge([finding(*found, more)]).origins == judge([finding(*found)]).origins + 1


@settings(deadline=None)
@given(found=attributions())
def test_weakness_is_a_share(found: list[Attribution]) -> None:
    assert 0 <= judge([finding(*found)]).weakness <= 1


@settings(deadline=None)
@given(found=attributions())
def test_an_article_that_copies_another_adds_nothing(found: list[Attribution]) -> None:
    """The same attributions once more, in another article: the same keys, so the same nodes."""
    one = judge([finding(*found), finding(*found)])
    assert one.origins <= judge([finding(*found)]).origins


# Merging -------------------------------------------------------------------------------------------------------------

MERGED = [
    ("one person twice", said(source(1, "named", "Ada Roth"), source(2, "named", "Ada Roth")), 1),
    ("a minister and the ministry", said(source(1, "official", "ministry"), source(2, "official", "ministry")), 1),
    ("two officials through one paper", [relay(1, "s2"), *said(source(2, "official"), source(3, "official", "x"))], 2),
    ("eight outlets of one paper", [*said(source(1, "outlet")), *(relay(n, "s1") for n in range(2, 9))], 1),
    ("two people of two institutions", said(source(1, "official", "police"), source(2, "official", "court")), 2),
]


@pytest.mark.parametrize(("what", "found", "count"), MERGED, ids=[case[0] for case in MERGED])
def test_merging(what: str, found: list[Attribution], count: int) -> None:
    assert judge([finding(*found)]).origins == count


def test_sources_that_cite_each_other_are_one() -> None:
    """Two mentions of one person, the second known through a paper that cites the first."""
    circle = [*said(source(1, "named", "Ada Roth")), relay(2, "s1")]
    circle.append(Attribution(source(3, "named", "Ada Roth"), "reported", parent="s2"))
    assert judge([finding(*circle)]).origins == 1


def test_a_plain_report_adds_nothing_to_one_that_names_its_source() -> None:
    plain = Finding("c2", 0, 50, "The bridge has been shut.", channel="Daily Ledger")
    assert judge([finding(*said(POLICE)), plain]).origins == 1


def test_two_plain_reports_are_two_unless_one_took_over_the_words() -> None:
    first = Finding("c1", 0, 50, "The bridge was closed on Monday morning.", channel="Northwire")
    copied = Finding("c2", 0, 50, "The bridge was closed Monday morning.", channel="Daily Ledger")
    anew = Finding("c3", 0, 50, "Since dawn nobody crosses the river at Karsen.", channel="Daily Ledger")
    assert judge([first, copied]) == judge([first])
    assert judge([first, anew]).origins == 2


def test_a_report_that_cites_an_outlet_of_the_cluster_adds_nothing() -> None:
    first = replace(finding(*said(POLICE)), channel="Northwire")
    citing = replace(finding(*said(source(9, "outlet", "Northwire"))), channel="Daily Ledger")
    assert judge([first, citing]).origins == 1


def test_an_institution_is_one_in_two_languages_and_a_person_keeps_her_name() -> None:
    first = replace(finding(*said(POLICE)), language="en")
    abroad = replace(finding(*said(source(9, "official", "polizei"))), language="de")
    person = replace(finding(*said(source(8, "named", "Ada Roth"))), language="de")
    assert judge([first, abroad]).origins == 1
    assert judge([first, person]).origins == 2


def test_two_officials_quoted_through_one_newspaper_are_one_source() -> None:
    paper = source(1, "outlet")
    found = [Attribution(paper, "reported", parent=None)]
    found += [Attribution(source(n, "official", f"official {n}"), "reported", parent="s1") for n in (2, 3)]
    assert judge([finding(*found)]).origins == 1


def test_unnamed_sources_of_two_articles_are_one_unless_first_hand() -> None:
    bare = [source(n, "anonymous", f"people {n}", grade="B") for n in (1, 2)]
    assert judge([finding(*said(one)) for one in bare]).origins == 1
    seen = [source(n, "anonymous", f"anonymous:doctor {n}", grade="A") for n in (1, 2)]
    assert judge([finding(*said(one)) for one in seen]).origins == 2


# The table -----------------------------------------------------------------------------------------------------------

POLICE = source(1, "official", "police")
TABLE = [
    ("contested/–", 0.6, [*said(POLICE), *said(source(2, "party"), stance="denies")], ()),
    ("contested/–", 1, said(source(2, "party"), stance="denies"), ()),
    ("vouched/witnessed", 0, said(source(1, "witness")), ()),
    ("vouched/witnessed", 0, [], ("public-record",)),
    ("vouched/own-act", 0, said(source(1, "own-act")), ()),
    ("vouched/established", 0.1, [], ("background",)),
    ("corroborated/mixed", 0.15, said(POLICE, source(2, "party")), ()),
    ("corroborated/anonymous-only", 0.65, said(source(1, "anonymous", grade="B"), source(2, "anonymous")), ()),
    ("corroborated/outlets-only", 0.5, said(source(1, "outlet"), source(2, "outlet")), ()),
    ("corroborated/outlets-only", 0.5, said(source(1, "outlet"), source(2, "outlet")), ("death",)),
    ("single/circular", 0.9, [*said(source(1, "outlet")), relay(2, "s1"), relay(3, "s1")], ()),
    ("single/official", 0.5, [*said(POLICE), relay(2, "s1"), relay(3, "s1")], ()),
    ("single/document", 0.2, said(source(1, "document", "ruling 4A_17/2026")), ()),
    ("single/document", 0.5, said(source(1, "document", "a report")), ()),
    ("single/named", 0.5, said(source(1, "named")), ()),
    ("single/expert", 0.5, said(source(1, "expert")), ()),
    ("single/party", 0.65, said(source(1, "party")), ()),
    ("single/official", 0.5, said(POLICE), ()),
    ("single/official", 0.6, said(POLICE), ("accusation",)),
    ("single/re-reported", 0.8, said(source(1, "outlet")), ()),
    ("single/anonymous", 0.75, said(source(1, "anonymous", grade="A")), ()),
    ("single/anonymous", 0.85, said(source(1, "anonymous", grade="B")), ()),
    ("single/anonymous", 0.95, said(source(1, "anonymous", grade="C")), ()),
    ("single/social", 0.9, said(source(1, "social")), ()),
    ("unsupported/rumour", 1, [], ("reportative",)),
    ("unsupported/asserted", 1, [], ("number",)),
]


@pytest.mark.parametrize(("row", "weakness", "found", "marks"), TABLE)
def test_the_table_of_verdicts(row: str, weakness: float, found: list[Attribution], marks: tuple[str, ...]) -> None:
    result = judge([finding(*found, marks=marked(*marks))])
    assert f"{result.verdict}/{result.kind}" == row
    assert result.weakness == weakness


def test_a_refusal_to_comment_is_no_denial() -> None:
    assert judge([finding(*said(POLICE), *said(source(2, "party"), stance="declines"))]).verdict == "single"


def test_a_doubt_of_an_expert_does_not_contest() -> None:
    assert judge([finding(*said(POLICE), *said(source(2, "expert"), stance="denies"))]).verdict == "single"


def test_a_contested_claim_counts_the_affirming_side_and_is_as_weak_as_it() -> None:
    rumour = judge([finding(*said(source(2, "party"), stance="denies"), marks=marked("reportative"))])
    assert (rumour.origins, rumour.weakness) == (0, 1)


FLAGS = [
    ("headline-overstates", said(POLICE), ("headline-plain",)),
    ("hedge-dropped", said(POLICE), ("hedge-dropped",)),
    ("plural-but-one", said(source(1, "anonymous", grade="B", plural=True)), ()),
    ("second-hand", said(source(1, "anonymous", grade="B", second_hand=True)), ()),
    ("no-reply-sought", said(POLICE), ("accusation", "identifiable")),
    ("number-mismatch", said(POLICE), ("number-mismatch",)),
    ("unverified", said(POLICE), ("unverifiable",)),
]


@pytest.mark.parametrize(("flag", "found", "marks"), FLAGS)
def test_a_flag_adds_what_the_policy_says(flag: str, found: list[Attribution], marks: tuple[str, ...]) -> None:
    result = judge([finding(*found, marks=marked(*marks))])
    assert result.flags == (flag,)
    assert result.weakness == pytest.approx(base(result, found, marks) + POLICY.flags[flag])


def base(result: Sourcing, found: list[Attribution], marks: tuple[str, ...]) -> float:
    if result.kind == "anonymous":
        return POLICY.grade["B"]
    return POLICY.special["official-accusation"] if "accusation" in marks else POLICY.weakness["single/official"]


@pytest.mark.parametrize("mark", ["headline-plain", "hedge-dropped"])
def test_what_is_corroborated_overstates_nothing(mark: str) -> None:
    assert judge([finding(*said(POLICE, source(2, "party")), marks=marked(mark))]).flags == ()


def test_flags_are_capped() -> None:
    every = marked("headline-plain", "hedge-dropped", "accusation", "identifiable", "number-mismatch", "unverifiable")
    assert judge([finding(*said(source(1, "social")), marks=every)]).weakness == 1


@pytest.mark.parametrize(
    ("one", "other", "origins"),
    [
        ("the director of the fund, Marc Tissot", "the director", 1),
        ("the union Unia", "the union", 1),
        ("the director of the fund", "the director of the museum", 2),
        ("the union Unia", "the union Syna", 2),
    ],
)
def test_a_shorter_description_in_another_article_is_no_second_source(one: str, other: str, origins: int) -> None:
    sources = [replace(source(n, "party", key=text), id=f"s{n}") for n, text in enumerate((one, other))]
    findings = [replace(finding(*said(s)), id=f"c{n}", channel=f"P{n}") for n, s in enumerate(sources)]
    assert judge(findings, POLICY).origins == origins
