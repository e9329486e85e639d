"""What is fed, what is refused, and that a person is told in one line."""

from __future__ import annotations

import codecs
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from secondsource.errors import BadConfiguration
from streams import settings
from streams.embedded import free_port
from streams.feed import pieces, record
from tests.wirecopy import copies, piece


def secondsource(*words: str, stdin: bytes = b"", kafka: str = "") -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if k not in ("KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL")}
    if kafka:
        environ |= {"KAFKA_BOOTSTRAP_SERVERS": kafka, "REDIS_URL": "redis://127.0.0.1:1"}
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", *words], input=stdin, capture_output=True, env=environ, check=False
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_folder_is_fed_in_the_order_of_its_names_without_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "later").mkdir()
    for name in ("b.json", "a.txt", ".hidden", "later/c.bin"):
        (tmp_path / name).write_bytes(b"Bridge shut\n\nIt is.")
    assert [Path(found.name).name for found in pieces([str(tmp_path)])] == ["a.txt", "b.json", "c.bin"]


def test_what_lies_in_a_hidden_folder_is_no_copy(tmp_path: Path) -> None:
    hidden = tmp_path / ".secondsource" / "kafka"
    hidden.mkdir(parents=True)
    (hidden / "partition.metadata").write_text("version: 0\n")
    (tmp_path / "a.txt").write_text("One.")
    assert [piece.name for piece in pieces([str(tmp_path)])] == [str(tmp_path / "a.txt")]


def test_pages_that_check_wrote_are_no_copy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Bridge shut\n\nIt is.")
    assert secondsource("check", str(tmp_path / "a.txt"), "--html", str(tmp_path / "a.html")).returncode == 0
    assert [Path(found.name).name for found in pieces([str(tmp_path)])] == ["a.txt"]


def test_json_lines_are_a_piece_a_line(tmp_path: Path) -> None:
    fed = copies(3)
    (tmp_path / "day.jsonl").write_bytes(codecs.BOM_UTF8 + b"\n".join(copy.value for copy in fed) + b"\n")
    found = [record(made)[0] for made in pieces([str(tmp_path)])]
    assert [made.item for made in found] == [copy.item for copy in fed]


def test_an_object_over_several_lines_is_one_piece(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(json.loads(copies(1)[0].value), indent=1))
    assert [record(made)[0].item for made in pieces([str(tmp_path)])] == [copies(1)[0].item]


def test_the_key_is_the_item_and_the_value_the_bytes_as_they_came() -> None:
    value = piece("urn:valdor:9", "Head", "Body.", version=4)
    fed, outgoing = record(next(pieces(["-"], value)), "x.")
    assert outgoing is not None
    assert (outgoing.topic, outgoing.key, outgoing.value) == ("x.wire.articles", b"urn:valdor:9", value)
    assert fed.version == 4


def test_what_is_not_there_is_refused_and_the_rest_is_fed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Bridge shut\n\nIt is.")
    done = secondsource("feed", "--dry-run", "/nowhere.txt", str(tmp_path / "a.txt"))
    assert done.returncode == 2
    assert "a.txt: text:" in done.stdout
    assert done.stderr == "secondsource: /nowhere.txt: no such file or folder\n1 to feed, 1 refused\n"
    alone = secondsource("feed", "/nowhere.txt")  # no server is asked
    assert (alone.returncode, alone.stderr) == (2, "secondsource: /nowhere.txt: no such file or folder\n")


@pytest.mark.parametrize(
    ("stdin", "reason"),
    [
        (b"<nitf/>", "unknown-format"),
        (b"x" * 1_000_000, "too-large"),
        (b"\xff\xfe\xfd", "not-utf-8"),
        (b'{"a": ', "bad-json"),
        (b"", "empty"),
    ],
)
def test_copy_that_is_none_is_refused_with_its_reason_and_exit_code_2(stdin: bytes, reason: str) -> None:
    done = secondsource("feed", "--dry-run", "-", stdin=stdin)
    assert done.returncode == 2
    assert done.stderr.startswith(f"secondsource: -: {reason}: ")
    assert "Traceback" not in done.stderr


def test_a_broker_that_does_not_answer_is_one_line_that_says_what_to_do() -> None:
    kafka = f"127.0.0.1:{free_port()}"
    for words in (("feed", "-"), ("dead-letters", "list")):
        done = secondsource(*words, stdin=b"Bridge shut\n\nIt is.", kafka=kafka)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith(f"secondsource: Kafka at {kafka} does not answer")
        assert len(done.stderr.splitlines()) == 1


def test_a_file_that_the_system_refuses_is_named_in_words() -> None:
    done = secondsource("feed", "--dry-run", "x" * 300)
    assert done.returncode == 2
    assert done.stderr == f"secondsource: {'x' * 300}: {os.strerror(errno.ENAMETOOLONG)}\n"


def test_the_watchdog_waits_longer_than_a_batch_of_the_slowest_articles_and_can_be_switched_off() -> None:
    usual = settings.read("k:1", "redis://r", {})
    assert usual.watchdog_s > usual.batch * usual.article_s
    assert settings.read("k:1", "redis://r", {"SECONDSOURCE_WATCHDOG_S": "0"}).watchdog_s == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECONDSOURCE_BATCH", "many"),
        ("SECONDSOURCE_BATCH", "0"),
        ("SECONDSOURCE_PROCESSES", "0.5"),
        ("SECONDSOURCE_ARTICLE_S", "-1"),
    ],
)
def test_a_setting_that_is_no_number_above_zero_is_named(name: str, value: str) -> None:
    with pytest.raises(BadConfiguration, match=name):
        settings.read("k:1", "redis://r", {name: value})
