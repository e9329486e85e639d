"""The messages that travel, and their JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from schemas import generate, topics
from schemas.claims import ClaimsRecord, Origin
from schemas.dead_letter import DeadLetter
from schemas.verdict import DeskEvent
from schemas.wire.detect import decode
from secondsource.review import ENGINE, as_dict, review
from streams.commands.dead_letters import line
from tests.wirecopy import copies


def test_the_schemas_that_are_checked_in_are_those_of_the_models() -> None:
    stored = {path.name: path.read_text(encoding="utf-8") for path in Path(generate.FOLDER).glob("*.json")}
    assert stored == generate.documents(), "run `python -m schemas.generate`"


def test_a_claims_record_fits_its_schema_and_comes_back_as_it_was() -> None:
    article = decode(copies(1)[0].value)
    origin = Origin(topic="wire.articles", partition=0, offset=7)
    record = ClaimsRecord(
        article=article,
        review=as_dict(review(article.to_model())),
        engine=ENGINE,
        received_ms=1,
        reviewed_ms=2,
        origin=origin,
    )
    schema = json.loads((generate.FOLDER / "claims.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(record.to_bytes()), schema)
    assert ClaimsRecord.from_bytes(record.to_bytes()) == record


@pytest.mark.parametrize(
    "data", [{}, {"outcome": "duplicate"}, {"outcome": "duplicate", "of": "c2"}, {"outcome": "confirmed", "change": 1}]
)
def test_a_verdict_may_lack_what_was_not_asked_for_once(data: dict[str, object]) -> None:
    told = {"desk": "main", "id": "c1", "seq": 2, "at_ms": 1, "what": "verdict", "who": "ana", "to_state": "done"}
    event = DeskEvent.from_bytes(json.dumps(told | {"data": data}).encode())
    schema = json.loads((generate.FOLDER / "desk-event.json").read_text(encoding="utf-8"))
    fits = jsonschema.Draft202012Validator(schema).is_valid(json.loads(event.to_bytes()))
    assert fits == (data.get("change") != 1)


@pytest.mark.parametrize("value", [None, b"", b"\xff\x00{"])
def test_a_dead_letter_keeps_the_bytes_and_the_way_back(value: bytes | None) -> None:
    letter = DeadLetter(
        reason="not-utf-8",
        detail="byte 0 is not UTF-8",
        origin=Origin(topic="wire.articles", partition=3, offset=99),
        at_ms=5,
        key=b"k",
        value=value,
    )
    assert DeadLetter.from_record(b"k", value, letter.headers()) == letter


def test_what_a_stranger_wrote_among_the_dead_letters_is_told_as_far_as_it_goes() -> None:
    headers = [("partition", b"two"), ("offset", None), ("at-ms", b"9" * 40), ("detail", b"\x1b[2J\xff")]
    letter = DeadLetter.from_record(None, b"x", headers)
    assert (str(letter.origin), letter.at_ms, letter.reason) == ("?--1--1", 0, "unknown")
    assert "\x1b" not in line(letter)


def test_a_dead_letter_has_room_for_the_largest_record() -> None:
    assert topics.DEAD_LETTERS.max_bytes >= topics.ARTICLES.max_bytes + 64 * 1024
    assert topics.ARTICLES.max_bytes > topics.ARTICLE_MAX_BYTES
