"""A copy adds nothing and takes nothing away: which articles are one text, and what is made of a claim told twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondsource import policy as policies
from secondsource.model import Attribution, Finding, Source, SourceClass, Sourcing
from secondsource.provenance.explaining import explain, messages
from secondsource.provenance.fingerprint import fingerprint
from secondsource.provenance.matching import edited, same, worded
from secondsource.provenance.reuse import COPIED_WINDOWS, WINDOW, copied, sketch
from secondsource.provenance.verdict import judge

POLICY = policies.load()
WORDS = st.text("abcdefgh", min_size=2, max_size=6)
SENTENCES = st.lists(st.lists(WORDS, min_size=4, max_size=12).map(" ".join), min_size=4, max_size=40)


# One text ------------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(article=SENTENCES, head=SENTENCES, cut=st.integers(0, 3))
def test_a_copy_with_another_head_and_a_cut_tail_is_one_text(article: list[str], head: list[str], cut: int) -> None:
    kept = article[: len(article) - cut]
    alone = sketch(". ".join(article))
    assume(len(sketch(". ".join(kept))) > COPIED_WINDOWS + WINDOW)
    assert copied(alone, sketch("«" + ".\n\n".join(kept).upper() + "»"))
    other = sketch("\n".join([head[0], *kept]))
    assert copied(alone, other) == copied(other, alone)


@settings(deadline=None)
@given(article=SENTENCES, other=SENTENCES, shared=WORDS)
def test_one_sentence_in_common_does_not_make_it_one_text(article: list[str], other: list[str], shared: str) -> None:
    common = f"two workers were slightly hurt {shared}"
    assume(not set(sketch(". ".join(article))) & set(sketch(". ".join(other))))
    texts = (". ".join([*article[:2], common, *article[2:]]), ". ".join([*other, common]))
    assert not copied(*map(sketch, texts))


def test_a_long_article_is_known_by_its_first_half_also_where_not_all_windows_are_kept() -> None:
    words = [f"{a}{b}" for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrstuvwxyz0123456789"]
    assert copied(sketch(" ".join(words)), sketch("Quite another head. " + " ".join(words[: len(words) // 2])))
    assert not copied(sketch(" ".join(words)), sketch(" ".join(reversed(words))))


def test_words_alone_join_claims_of_one_text_and_names_or_numbers_those_of_two() -> None:
    hurt = fingerprint("Two passengers were treated for hypothermia", language="en")
    again = fingerprint("two passengers “were treated” for hypothermia.", language="en")
    assert worded(hurt) == worded(again) != worded(fingerprint("Two passengers were treated", language="en"))
    assert not same(hurt, again)
    assert edited(hurt, fingerprint("Two passengers were treated there for hypothermia", language="en"))
    for other in ("Three passengers were treated for hypothermia", "Two passengers were not treated for hypothermia"):
        assert not edited(hurt, fingerprint(other, language="en"))
        assert worded(fingerprint(other, language="en")) != worded(hurt)
    assert worded(fingerprint("Two passengers were treated for hypothermia", language="de")) != worded(hurt)


# One claim -----------------------------------------------------------------------------------------------------------

CLASSES: list[SourceClass] = ["official", "named", "expert", "party", "document", "outlet", "anonymous", "witness"]
TOLD = ("background", "public-record", "public-act", "legal-status", "number", "accusation", "reportative", "event")
CLAIM = "The operator runs nine vessels on the lake."
#: The same, as an editor of another desk leaves it.
EDITED = "The operator runs nine vessels on the large lake."


def finding(id: str, channel: str, attributions: list[Attribution], marks: set[str], text: str = CLAIM) -> Finding:
    """As the stream makes it: the ids of its sources are those of its article."""
    own = tuple(
        replace(a, source=replace(a.source, id=f"{id}/{a.source.id}"), parent=a.parent and f"{id}/{a.parent}")
        for a in attributions
    )
    spans = dict.fromkeys(sorted(marks), ((0, 5),))
    return Finding(id, 0, 50, text, attributions=own, marks=spans, channel=channel, language="en")


@st.composite
def told(draw: st.DrawFn) -> list[Attribution]:
    out: list[Attribution] = []
    for number in range(draw(st.integers(0, 4))):
        cls = draw(st.sampled_from(CLASSES))
        name = draw(st.sampled_from(["Ada Roth", "Ben Frei", "the operator", "it"]))
        grade = draw(st.sampled_from(["A", "B", "C"])) if cls == "anonymous" else None
        key = f"anonymous:{name}" if cls == "anonymous" else name.lower()
        made = Source(f"s{number}", number, number + 1, name, cls, key, grade)
        parent = draw(st.sampled_from([None, *(a.source.id for a in out)]))
        out.append(Attribution(made, "reported", draw(st.sampled_from(["affirms", "denies"])), parent=parent))
    return out


def verdict(found: Sourcing) -> tuple[object, ...]:
    return found.verdict, found.kind, found.origins, found.weakness, set(found.flags), found.level


@settings(deadline=None)
@given(told=told(), marks=st.sets(st.sampled_from(TOLD)), order=st.permutations(["Anda", "Bora", "Cima"]))
def test_a_claim_that_others_copy_is_judged_as_if_it_had_come_once(
    told: list[Attribution], marks: set[str], order: list[str]
) -> None:
    alone = judge([finding("a", "Anda", told, marks)], POLICY)
    copies = [finding(name.lower(), name, told, marks) for name in order]
    assert verdict(judge(copies, POLICY)) == verdict(alone)


@settings(deadline=None)
@given(told=told(), marks=st.sets(st.sampled_from(TOLD)), lost=st.integers(0, 3), edit=st.sampled_from([CLAIM, EDITED]))
def test_a_copy_that_lost_some_sources_or_was_edited_raises_no_count_and_queues_nothing_that_is_vouched_for(
    told: list[Attribution], marks: set[str], lost: int, edit: str
) -> None:
    first = finding("a", "Anda", told, marks)
    copy = finding("b", "Bora", told[: len(told) - lost], marks, edit)
    alone, both = judge([first], POLICY), judge([first, copy], POLICY)
    assert both.origins <= max(alone.origins, judge([copy], POLICY).origins)
    assert verdict(both) == verdict(judge([copy, first], POLICY))
    if alone.verdict == "vouched":
        assert both.verdict == "vouched"


@settings(deadline=None)
@given(key=st.sampled_from(["roth", "ministry", "he"]), text=st.sampled_from(["the ministry of energy", "he"]))
def test_who_is_called_alike_in_a_copy_is_one_whatever_the_reader_took_him_for(key: str, text: str) -> None:
    first = Attribution(Source("s1", 0, 1, text, "official", "ada roth"), "reported")
    cut = Attribution(Source("s1", 0, 1, text, "party", key), "reported")
    assert judge([finding("a", "Anda", [first], set()), finding("b", "Bora", [cut], set())], POLICY).origins == 1


def test_background_in_two_wordings_stays_background_and_is_not_queued() -> None:
    first = finding("a", "Anda", [], {"background"})
    anew = finding("b", "Bora", [], {"background"}, "Nine ships belong to the firm.")
    both = judge([first, anew], POLICY)
    assert (both.verdict, both.kind, both.origins) == ("vouched", "established", 0)
    assert judge([first, finding("b", "Bora", [], {"number"}, "Nine ships belong to the firm.")]).verdict != "vouched"
    cut = judge([first, finding("b", "Bora", [], {"number"})], POLICY)  # the cut text no longer shows that it is known
    assert (cut.verdict, cut.kind) == ("vouched", "established")


@pytest.mark.parametrize("marks", [set(), {"number"}, {"reportative"}])
def test_nobody_is_said_to_be_named_in_another_article_who_is_not(marks: set[str]) -> None:
    copies = [finding("a", "Anda", [], marks), finding("b", "Bora", [], marks, EDITED)]
    found = judge(copies, POLICY)
    assert (found.verdict, found.origins) == ("unsupported", 0)
    for code in ("fr", "de", "it", "en"):
        assert explain(copies[0], found, code).text != messages(code)["why"]["single/elsewhere"]
