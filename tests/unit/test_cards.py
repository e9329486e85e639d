"""A claim's card in four languages, and tables of many within 100 columns, with times that have a zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from string import Formatter
from typing import get_args

import pytest
from rich.console import Console

from schemas.verdict import OUTCOMES
from secondsource.model import Kind, SourceClass, Verdict
from secondsource.policy import load as policy
from secondsource.provenance.explaining import messages
from secondsource.text.language import CODES
from streams import card as cards
from streams.decision import outcomes_text
from streams.desk import brief
from streams.standing import line, place, said, stands
from streams.wording import desk_words
from tests.contract.desks import an_item
from workers.records import STATES, Event, Row

NOON_MS = 1_800_014_400_000
SOURCE = {"text": "un proche du dossier", "class": "anonymous", "grade": "C", "stance": "denies"}


@pytest.fixture(autouse=True)
def lugano(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk whose zone is known."""
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def a_row(state: str = "leased", holder: str = "ana", lane: str = "fr/economy") -> Row:
    why = {code: f"why in {code}" for code in CODES}
    item = an_item("3f2a9c01aa77bb55", 95, card={"why": why, "sources": [SOURCE]}, flags=["hedge-dropped"])
    return Row(item, state, lane, 95, NOON_MS, NOON_MS + 300_000, holder)  # type: ignore[arg-type]


def colon(code: str) -> str:
    """As it stands where all white space was made one space."""
    return messages(code)["page"]["colon"].replace("\xa0", " ")


@pytest.mark.parametrize("code", CODES)
def test_the_card_speaks_the_language_that_is_asked_for(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = replace(a_row(), fields={"presence_until_ms": str(NOON_MS)})
    event = Event("c1", 2, NOON_MS, "noted", "bo", 7, "see the ruling", "leased", "leased", {}, {})
    cards.card(row, code, 7, [event])
    told, words = capsys.readouterr().out, messages(code)
    assert words["card"]["until"].format(time="2027-01-15 13:00 CET") in " ".join(told.split())
    assert f"2027-01-15 13:00 CET  bo  {desk_words(code)['move']['noted']}: see the ruling" in told
    for name in ("published", "queued", "due", "flags", "leased", "denies"):
        assert words["card"][name] in told
    assert words["page"]["unsupported"] in told
    assert f"why in {code}" in told
    others = {messages(other)["card"]["due"] for other in CODES} - {words["card"]["due"]}
    assert not [word for word in others if word in told]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("state", STATES)
def test_every_state_and_stance_has_a_word(code: str, state: str) -> None:
    stances = {"affirms", "confirms", "denies", "declines", "partly"}
    assert {state, *stances} <= messages(code)["card"].keys()


@pytest.mark.parametrize("code", CODES)
def test_every_class_of_source_and_every_factor_has_a_word(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = messages(code)
    assert set(get_args(SourceClass)) == words["class"].keys()
    assert {*policy().interest, "salience", "weakness"} == words["factor"].keys()
    factors = [{"name": name, "value": 0.5, "cause": "x"} for name in words["factor"]]
    row = a_row()
    item = row.item.model_copy(update={"card": {"sources": [SOURCE], "factors": factors}, "source": "anonymous:proche"})
    cards.card(replace(row, item=item), code)
    told = " ".join(capsys.readouterr().out.split())
    assert f"{words['class']['anonymous']} C{colon(code)}un proche" in told
    assert not [name for name in words["factor"].values() if f"{name} 0.50" not in told]
    assert "source:anonymous:proche" in told


#: Why a factor has its value, beside the rows of the policy.
CAUSES = {"lead", "first-third", "later", "age", "default", "denied", "hedged", "unneeded", "number-mismatch", "none"}


@pytest.mark.parametrize("code", CODES)
def test_every_verdict_kind_flag_and_cause_has_a_word(code: str) -> None:
    words = messages(code)
    assert set(get_args(Verdict)) <= words["page"].keys()
    assert set(get_args(Kind)) == words["kind"].keys()
    assert policy().flags.keys() == words["flag"].keys()
    assert CAUSES | policy().salience.keys() | policy().harm.keys() | policy().novelty.keys() == words["cause"].keys()


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_the_card_has_no_name_of_the_machine(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = messages(code)
    causes = {"harm": "accusation-private", "weakness": "unsupported/rumour"}
    factors = [{"name": name, "value": 0.5, "cause": cause} for name, cause in causes.items()]
    row = a_row()
    cards.card(replace(row, item=row.item.model_copy(update={"card": {"factors": factors}})), code)
    told = " ".join(capsys.readouterr().out.split())
    found = f"{words['page']['unsupported']}, {words['kind']['rumour']}"
    for name in (found, f"({found})", words["flag"]["hedge-dropped"], f"({words['cause']['accusation-private']})"):
        assert name in told
    assert not [name for name in ("unsupported", "rumour", "hedge-dropped", "accusation-private") if name in told]


def test_a_time_has_its_zone(capsys: pytest.CaptureFixture[str]) -> None:
    assert cards.local(NOON_MS) == "2027-01-15 13:00 CET"
    cards.card(a_row(), "en")
    assert "to do by 2027-01-15 13:05 CET" in " ".join(capsys.readouterr().out.split())
    assert "3f2a9c01 --for 2h" in cards.keep(NOON_MS, "3f2a9c01aa77bb55", "en")


@pytest.mark.parametrize("whole", [False, True])
def test_a_table_fits_100_columns_and_begins_with_when_each_is_due_by_which_it_is_sorted(whole: bool) -> None:
    out = Console(width=100, record=True, force_terminal=False)
    out.print(cards.table([a_row(), a_row("waiting", "", "it/" + "a" * 40)], whole=whole))
    lines = out.export_text().splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0].split()[:3] == ["due", "(CET)", "P"]
    assert lines[1].startswith("01-15 13:05  95")
    assert lines[1].rstrip().endswith("3f2a9c01")
    assert ("leased · ana · fr/economy" in "\n".join(lines)) == whole


def test_without_a_style_the_claim_stands_on_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    claim = "Three were hurt."
    there = {"paragraph": f"It rained. {claim} It cleared.", "at": [11, 11 + len(claim)]}
    row = a_row()
    cards.card(replace(row, item=row.item.model_copy(update={"claim": claim, "card": there})), "en")
    lines = capsys.readouterr().out.splitlines()
    assert (lines[lines.index(f"»{claim}«") - 1], lines[lines.index(f"»{claim}«") + 1]) == ("", "")
    cards.card(replace(row, item=row.item.model_copy(update={"claim": there["paragraph"], "card": there})), "en")
    assert "»" not in capsys.readouterr().out  # it is the whole paragraph


@pytest.mark.parametrize("code", CODES)
def test_the_desk_has_the_same_words_in_every_language(code: str) -> None:
    told, english = desk_words(code), desk_words("en")
    assert {table: row.keys() for table, row in told.items()} == {table: row.keys() for table, row in english.items()}
    for table, row in english.items():
        assert {name: slots(text) for name, text in told[table].items()} == {n: slots(text) for n, text in row.items()}


def slots(text: str) -> set[str]:
    return {slot for _, slot, _, _ in Formatter().parse(text) if slot}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("became", "what"), cards.BECAME.items())
def test_what_became_of_a_claim_in_hand_is_on_its_card(
    became: str, what: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    row = replace(a_row(), fields={"next": became})
    event = Event("c1", 2, NOON_MS, what, "stream", 7, "killed", "leased", "leased", {}, {})
    cards.card(row, code, trail=[event])
    words = desk_words(code)
    told = words["meanwhile"][became].format(reason=words["reason"]["killed"])
    assert told in " ".join(capsys.readouterr().out.split())
    for told in (place(row), stands(row)):
        assert f"{became} meanwhile" in told
    assert brief(row)["meanwhile"] == became


def test_why_a_claim_in_hand_was_withdrawn_is_told_as_it_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    event = Event("c1", 2, NOON_MS, "withdrawn", "stream", 7, "corroborated/mixed", "leased", "leased", {}, {})
    cards.card(replace(a_row(), fields={"next": "withdrawn"}), "en", trail=[event])
    assert "(corroborated, several sources)" in capsys.readouterr().out


READINGS = [
    ({"first_by": "bo"}, "fr/economy", "second"),
    ({"first": "refuted", "first_by": "bo", "second": "confirmed", "second_by": "cy"}, "lead", "differ"),
    ({}, "lead", "lead"),
    ({}, "fr/economy", ""),
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("fields", "lane", "reader"), READINGS)
def test_as_which_reader_one_reads_it_is_on_its_card(
    fields: dict[str, str], lane: str, reader: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    row = replace(a_row(lane=lane), fields=fields)
    cards.card(row, code)
    told = " ".join(capsys.readouterr().out.split())
    assert [name for name, text in desk_words(code)["reading"].items() if text in told] == [reader] * bool(reader)
    assert brief(row)["reading"] == reader
    assert ("second opinion" in place(row)) == (reader == "second")
    if reader == "second":  # the second reader learns of neither what nor who
        assert not [name for name in ("refuted", "bo ") if name in told or name in str(brief(row))]
    cards.card(replace(row, state="done"), code)
    assert not [
        text for text in desk_words(code)["reading"].values() if text in " ".join(capsys.readouterr().out.split())
    ]


@pytest.mark.parametrize("code", CODES)
def test_the_other_articles_that_make_the_claim_are_on_its_card(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    other = {
        "item": "urn:lac:1",
        "provider": "Agence du Lac",
        "language": "fr",
        "claim": "Trois cadres sont visés",
        "sources": [{"text": "le parquet", "stance": "denies"}],
    }
    row, words, say = a_row(), desk_words(code)["others"], messages(code)["card"]
    cards.card(replace(row, item=row.item.model_copy(update={"card": {"articles": 4, "others": [other] * 2}})), code)
    out = capsys.readouterr().out
    told = " ".join(out.split())
    assert words["also"].format(count=3) in told
    denies = f"{say['denies']}{colon(code)}le parquet"
    assert told.count(f"fr · Agence du Lac · urn:lac:1 · »Trois cadres sont visés« · {denies}") == 2
    assert words["more"].format(count=1) in told
    assert max(map(len, out.splitlines())) <= 100
    cards.card(replace(row, item=row.item.model_copy(update={"card": {"articles": 3}})), code)  # of an older version
    assert words["also"].format(count=2) in capsys.readouterr().out
    cards.card(replace(row, item=row.item.model_copy(update={"card": {"articles": 1, "others": []}})), code)
    assert words["also"].split("{")[0] not in capsys.readouterr().out


def test_the_other_articles_are_folded_once_at_the_window(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    other = {"item": "urn:lac:1", "provider": "", "language": "fr", "claim": "x" * 9 + " y" * 40, "sources": []}
    row = a_row()
    cards.card(replace(row, item=row.item.model_copy(update={"card": {"others": [other]}})), "en")
    lines = [line for line in capsys.readouterr().out.splitlines() if " y y" in line or "«" in line]
    assert len(lines) == 3
    assert all(line.startswith("      ") and len(line) <= 60 for line in lines[1:])
    assert lines[2].endswith(" y«")


@pytest.mark.parametrize("code", CODES)
def test_what_a_machine_calls_things_by_is_explained(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    row, keys = a_row(), desk_words(code)["keys"]
    dated = row.item.model_copy(update={"source": "police", "version": NOON_MS // 1000, "published_ms": NOON_MS})
    cards.card(replace(row, item=dated), code, 7)
    told = " ".join(capsys.readouterr().out.split())
    assert keys["source"].format(key="police") in told
    assert keys["token"].format(token=7) in told
    assert str(NOON_MS // 1000) not in told
    cards.card(replace(row, item=dated.model_copy(update={"version": 3})), code)
    assert " v3" in capsys.readouterr().out


@pytest.mark.parametrize("code", CODES)
def test_the_outcomes_are_told_in_the_language_of_the_card(code: str) -> None:
    told = " ".join(outcomes_text(code).split())
    words, meant = desk_words(code)["outcomes"], desk_words(code)["outcome"]
    named = [outcome if code == "en" else f"{outcome} ({meant[outcome]})" for outcome in OUTCOMES]
    assert words["all"].format(outcomes=", ".join(named)) in told
    assert words["needs"].format(outcome="duplicate", need="of") in told


@pytest.mark.parametrize("code", CODES)
def test_a_decided_card_has_the_outcome(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    fields = {"outcome": "confirmed-with-change", "decided_by": "ana"}
    cards.card(replace(a_row("done", ""), fields=fields), code)
    outcome = desk_words(code)["outcome"]["confirmed-with-change"]
    assert f"{messages(code)['card']['done']} ({outcome}), ana" in " ".join(capsys.readouterr().out.split())


GIVEN = {"outcome": "refuted", "result": "late"}


@pytest.mark.parametrize("code", CODES)
def test_every_outcome_result_and_told_move_has_a_name(code: str) -> None:
    words = desk_words(code)
    assert set(words["outcome"]) == set(OUTCOMES)
    event = Event("c1", 3, NOON_MS, "verdict-late", "ana", 7, "rang", "done", "done", {}, GIVEN)
    [told] = said([event], code)
    outcome = f"{words['outcome']['refuted']} ({words['result']['late']})"
    assert told.endswith(f"ana  {words['move']['verdict-late']}: {outcome}: rang")


def test_a_long_note_of_the_trail_stands_below_its_head() -> None:
    noted = Event("c1", 2, NOON_MS, "noted", "ana", 7, "short", "leased", "leased", {}, {})
    assert line(noted) == "2027-01-15 13:00 CET  noted        ana          leased → leased        short"
    head, *below = line(replace(noted, reason="they ring back at noon, \n" * 12)).splitlines()
    assert head.endswith("leased → leased")
    assert len(below) > 2
    assert {len(one) - len(one.lstrip()) for one in below} == {24}
    assert max(map(len, below)) <= 100
