"""Bytes to an article: the format is told by content; what is no article says why."""

from __future__ import annotations

import codecs
import json
from datetime import datetime, timezone
from unicodedata import normalize

import pytest

from schemas.article import NO_END, NO_END_MS
from schemas.topics import ARTICLE_MAX_BYTES
from schemas.wire.detect import decode
from schemas.wire.ninjs import KEYS, is_ninjs
from secondsource.errors import Rejected
from tests.poison import KINDS


def ninjs(**fields: object) -> bytes:
    return json.dumps({"uri": "urn:valdor:1", "pubstatus": "usable", "headline": "Head", **fields}).encode()


def test_ninjs_1_has_its_words_in_single_keys() -> None:
    article = decode(ninjs(version="3", body_text="One.\n\nTwo.", urgency="2", versioncreated="2026-03-01T08:00:00Z"))
    assert (article.text, article.title_end) == ("Head\n\nOne.\n\nTwo.", 4)
    assert (article.item, article.version, article.urgency, article.change) == ("urn:valdor:1", 3, 2, "update")
    assert article.published == datetime(2026, 3, 1, 8, tzinfo=timezone.utc)


@pytest.mark.parametrize("key", [*KEYS, "body_text", "body_xhtml", "body_html5"])
@pytest.mark.parametrize("id", ["uri", "guid"])
def test_an_id_and_one_key_of_its_own_make_it_ninjs(id: str, key: str) -> None:
    assert is_ninjs({id: "urn:valdor:1", key: "Bridge shut"})
    assert not is_ninjs({id: "urn:valdor:1", "title": "Bridge shut"})
    assert not is_ninjs({key: "Bridge shut"})


def test_ninjs_3_has_them_in_lists_and_writes_camel_case() -> None:
    article = decode(
        json.dumps(
            {
                "uri": "urn:valdor:2",
                "pubStatus": "usable",
                "headlines": [{"value": "Tête"}],
                "bodies": [{"contentType": "text/html", "value": "<p>Un &amp; deux.</p><p>Trois.</p>"}],
                "versionCreated": "2026-03-01T09:00:00+01:00",
                "infoSources": [{"name": "Valdor Presse"}],
            }
        ).encode()
    )
    assert article.text == "Tête\n\nUn & deux.\n\nTrois."
    assert article.provider == "Valdor Presse"


MISTYPED = {
    "item: valdor-17\nurgancy: 3\n---\nBridge shut": "'urgancy': did you mean urgency",
    "statsu: canceled\n---\nBridge shut": "'statsu': did you mean status",
    "item: valdor-17\ndesk: sport\n---\nBridge shut": "'desk': there are change, item",
}


@pytest.mark.parametrize(("text", "said"), MISTYPED.items())
def test_a_mistyped_field_is_refused_and_does_not_make_another_article(text: str, said: str) -> None:
    with pytest.raises(Rejected, match=said) as refused:
        decode(text.encode())
    assert refused.value.reason == "bad-field"


@pytest.mark.parametrize("text", ["Belmar: three hurt\n---\nIt is so.", "item: valdor-17\nBridge shut\n---\nIt is."])
def test_a_colon_in_a_headline_makes_no_field(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("fields", "status", "change"),
    [
        ({}, "usable", "new"),
        # no status is usable, one that nobody knows is held back
        ({"pubstatus": None}, "usable", "new"),
        ({"pubstatus": "vetted"}, "withheld", "hold"),
        ({"pubstatus": "canceled"}, "canceled", "kill"),
        # as NewsML-G2 writes it, and as people spell it
        ({"pubstatus": "Cancelled"}, "canceled", "kill"),
        ({"pubstatus": "stat:withheld"}, "withheld", "hold"),
        ({"pubstatus": "http://cv.iptc.org/newscodes/pubstatusg2/usable"}, "usable", "new"),
        ({"signal": "correction", "version": "2"}, "usable", "correction"),
    ],
)
def test_the_status_says_what_may_be_done(fields: dict[str, object], status: str, change: str) -> None:
    article = decode(ninjs(**fields))
    assert (article.status, article.change) == (status, change)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        # agencies count from 0, from 1, or in jumps
        ({"version": "0"}, {"version": "1"}),
        ({"version": 2}, {"version": 10}),
        ({"version": "300000007"}, {"version": "900000001"}),
        # where there is no number the time decides
        ({"versioncreated": "2026-03-01T08:00:00Z"}, {"versioncreated": "2026-03-01T08:00:07Z"}),
    ],
)
def test_versions_are_in_the_providers_order(earlier: dict[str, object], later: dict[str, object]) -> None:
    assert decode(ninjs(**earlier)).version < decode(ninjs(**later)).version


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({}, None),
        ({"embargoedUntil": None}, None),
        ({"embargoedUntil": ""}, None),
        ({"embargoedUntil": "2026-12-01T08:00:00+01:00"}, datetime(2026, 12, 1, 7, tzinfo=timezone.utc)),
        ({"embargoeduntil": "2026-12-01T08:00:00Z"}, datetime(2026, 12, 1, 8, tzinfo=timezone.utc)),
        ({"embargoed": "2026-12-01T08:00:00"}, datetime(2026, 12, 1, 8, tzinfo=timezone.utc)),
        (
            {"embargoed": "2026-12-01T08:00Z", "embargoedUntil": "2026-12-01T09:00Z"},
            datetime(2026, 12, 1, 9, tzinfo=timezone.utc),
        ),
        # what cannot be read has no end
        ({"embargoedUntil": "Friday, 5 p.m."}, NO_END),
        ({"embargoedUntil": True}, NO_END),
        ({"embargoed": 1798704000}, NO_END),
        ({"embargoed": ["2026-12-01T08:00Z"]}, NO_END),
        ({"embargoed": "2026-12-01T08:00Z", "embargoedUntil": "at dawn"}, NO_END),
    ],
)
def test_an_embargo_lasts_until_its_latest_time_or_without_end(
    fields: dict[str, object], until: datetime | None
) -> None:
    article = decode(ninjs(**fields))
    assert article.embargoed == until
    assert article.embargo_ms == (round(until.timestamp() * 1000) if until else 0)


@pytest.mark.parametrize("zone", ["Z", "+14:00", "-12:00"])
def test_the_last_moment_that_there_is_has_no_end_either(zone: str) -> None:
    assert decode(ninjs(embargoedUntil=f"9999-12-31T23:59:59{zone}")).embargo_ms == NO_END_MS


def test_a_revision_is_no_part_of_the_item_id() -> None:
    assert decode(ninjs(uri="urn:valdor:TX-7:12N")).item == decode(ninjs(uri="urn:valdor:TX-7:13N")).item


def test_plain_text_is_known_by_its_content() -> None:
    text = b"Bridge shut\n\nThe bridge is shut.\n"
    assert decode(text).item == decode(text).item
    assert decode(text).item != decode(text + b"Again.").item
    assert decode(text).headline == "Bridge shut"


def test_plain_text_may_say_what_it_is_before_a_rule() -> None:
    text = b"item: valdor-17\nversion: 2\nlanguage: en\npublished: 2026-03-01T08:00:00\n---\nBridge shut\n\nIt is.\n"
    article = decode(text)
    assert (article.item, article.version, article.language) == ("valdor-17", 2, "en")
    assert article.text.startswith("Bridge shut")
    assert article.published == datetime(2026, 3, 1, 8, tzinfo=timezone.utc)


def test_a_mark_of_utf_8_before_it_makes_no_other_copy() -> None:
    kill = decode(codecs.BOM_UTF8 + ninjs(version="2", pubstatus="canceled"))
    assert (kill.format, kill.item, kill.status) == ("ninjs", "urn:valdor:1", "canceled")
    assert decode(codecs.BOM_UTF8 + b"item: a\nstatus: canceled\n---\n").status == "canceled"
    with pytest.raises(Rejected, match="HTML"):
        decode(codecs.BOM_UTF8 + b"<!doctype html><p>Bridge shut</p>")


@pytest.mark.parametrize("word", ["canceled", "cancelled", "Canceled", "stat:canceled", "CANCELLED"])
def test_a_kill_is_one_however_it_is_spelt(word: str) -> None:
    assert decode(f"item: a\nstatus: {word}\n---\n".encode()).status == "canceled"
    with pytest.raises(Rejected, match="no line ---"):
        decode(f"status: {word}\nBridge shut".encode())


def test_a_status_that_nobody_knows_is_told_with_those_there_are() -> None:
    with pytest.raises(Rejected, match="status: 'killed' is not usable, withheld or canceled"):
        decode(b"status: killed\n---\nBridge shut")


@pytest.mark.parametrize(
    "text",
    [
        "item: valdor-17\nversion: 2\nstatus: canceled",
        "item: valdor-17\nversion: 2\nstatus: canceled\n",
        "status: canceled\nitem: valdor-17\n\nBridge shut\n",
        "status: withheld\nBridge shut",
        "item: valdor-17\nstaus: canceled\n",
    ],
)
def test_fields_without_the_rule_are_no_article(text: str) -> None:
    with pytest.raises(Rejected) as caught:
        decode(text.encode())
    assert caught.value.reason == "bad-field"


@pytest.mark.parametrize(
    "text",
    ["Update: bridge shut\nPolice: no hurt\n\nIt is.", "Note: bridge shut\n\nIt is.", "Status: unclear\nIt is shut."],
)
def test_a_headline_with_a_colon_is_no_field(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(("reason", "value"), KINDS, ids=lambda v: v if isinstance(v, str) else "")
def test_what_is_no_article_says_why(reason: str, value: bytes | None) -> None:
    with pytest.raises(Rejected) as caught:
        decode(value)
    assert caught.value.reason == reason
    assert caught.value.detail


@pytest.mark.parametrize(
    "value",
    [
        ninjs(version="²"),
        ninjs(version="9" * 5000),
        ninjs(version={"a": 1}),
        ninjs(urgency=True),
        ninjs(urgency="²"),
        ninjs(urgency="9" * 5000),
        ninjs(urgency=float("inf")),
        ninjs(bodies=None, headlines=[None]),
        ninjs(subject=[{"name": None}, 7]),
        b'{"uri": "u", "pubstatus": "usable", "headline": "\\ud800"}',
        b'{"uri": "u", "pubstatus": "usable", "headline": "a\\u0000b"}',
        b'{"uri": "u", "pubstatus": "usable", "headline": NaN, "body_text": "One."}',
    ],
)
def test_odd_fields_are_read_or_refused_and_never_a_fault(value: bytes) -> None:
    try:
        article = decode(value)
    except Rejected:
        return
    assert article.model_dump_json(by_alias=True).encode()


def test_a_number_that_is_too_long_to_be_read_is_told_as_that() -> None:
    with pytest.raises(Rejected, match="bad-json: a number in it is too long to be read"):
        decode(b'{"uri": "u", "pubstatus": "usable", "headline": "Head", "urgency": ' + b"9" * 5000 + b"}")


@pytest.mark.parametrize(
    ("given", "read"), [(2, 2), ("2", 2), ("02", 2), (0, None), (10, None), ("²", None), (True, None)]
)
def test_an_urgency_is_a_whole_number_from_1_to_9_or_none(given: object, read: int | None) -> None:
    urgency = decode(ninjs(urgency=given)).urgency
    assert urgency == read
    assert type(urgency) is type(read)


def test_the_largest_article_is_still_read() -> None:
    body = ("It rained. " * 90_000)[: ARTICLE_MAX_BYTES - 200]
    assert decode(ninjs(body_text=body)).text


def test_accents_typed_as_marks_of_their_own_are_put_onto_their_letters() -> None:
    headline, body = "Zoé licenciée", "Étienne l'a dit."
    apart = [normalize("NFD", text) for text in (headline, body)]
    for value in (ninjs(headline=apart[0], body_text=apart[1]), "\n\n".join(apart).encode()):
        article = decode(value)
        assert article.text == f"{headline}\n\n{body}"
        assert article.headline in ("", headline)
        assert article.title_end in (0, len(headline))
