"""The commands as a person uses them, on one stack: `up`, the next five of the README, the day of a desk, `demo`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams import stack
from streams.stack import running
from tests.shell import CLEAN, ROOT, lines, run, until


class Up:
    """`secondsource up` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "streams.cli", "up", "--workers", "2"]
        environment = {**CLEAN, "PYTHONPATH": str(ROOT)}
        with (folder / "up.log").open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        until(lambda: len(self.pids().get("workers", ())) == 2, f"up does not start; see {folder}/up.log")

    def pids(self) -> dict[str, Any]:
        path = self.folder / stack.FILE
        return json.loads(path.read_text(encoding="utf-8"))["pids"] if path.exists() else {}

    def told(self) -> str:
        """What it has said so far."""
        return (self.folder / "up.log").read_text(encoding="utf-8")

    def children(self) -> list[int]:
        pids = self.pids()
        return [pids["kafka"], pids["redis"], *pids["workers"]]


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, kafka: str) -> Iterator[Up]:
    """Started after the session's broker could be: where there is none, these tests are skipped like the others."""
    started = Up(tmp_path_factory.mktemp("up"))
    yield started
    children = started.children()
    started.process.send_signal(signal.SIGINT)
    started.process.wait(60)
    until(lambda: not any(running(pid) for pid in children), "a child outlives Ctrl-C")


def lag_of(folder: Path, **more: str) -> int | None:
    found = lines(run(folder, "lag", "--json", **more))[0]["groups"]
    if len({group["topic"] for group in found}) != 2:
        return None
    return sum(group["lag"] for group in found)


def test_from_copy_to_a_verdict(up: Up) -> None:
    fed = run(up.folder, "feed", str(ROOT / "examples" / "first"), "--json")
    assert len(lines(fed)) == 25
    until(lambda: lag_of(up.folder) == 0, "the stream does not come to rest")
    waiting = lines(run(up.folder, "queue", "--json", "--limit", "0"))
    assert waiting
    assert {"id", "item", "version", "claim", "verdict", "kind", "priority", "state"} <= set(waiting[0])
    assert not [row for row in waiting if row["item"].endswith(("rumeur-maire", "minister-dead"))], (
        "a killed story waits"
    )
    assert len({row["id"] for row in waiting}) == len(waiting)

    taken = lines(run(up.folder, "next", "--json", "--as", "ana"))[0]
    assert taken["id"] == waiting[0]["id"]
    card = run(up.folder, "show", taken["id"]).stdout
    assert taken["item"] in card
    assert run(up.folder, "show", taken["id"][:8]).stdout == card
    given = run(up.folder, "verdict", taken["id"], "confirmed", "--reason", "rang them", "--as", "ana")
    assert "saved" in given.stdout
    assert "not yet in the log" not in given.stderr
    trail = [event["what"] for event in lines(run(up.folder, "audit", taken["id"], "--json"))]
    assert trail[-2:] == ["taken", "verdict"]
    assert run(up.folder, "undo", taken["id"], "--as", "ana").returncode == 0
    assert run(up.folder, "release", taken["id"], "--as", "ana").returncode == 0
    assert run(up.folder, "dead-letters", "list").returncode == 0

    again = run(up.folder, "feed", str(ROOT / "examples" / "first"))
    assert again.returncode == 0
    until(lambda: lag_of(up.folder) == 0, "the stream does not come to rest")
    now = lines(run(up.folder, "queue", "--json", "--limit", "0"))
    assert {row["id"] for row in now} == {row["id"] for row in waiting}, "the same copy again changes the queue"


def test_the_day_of_a_checker_and_of_a_desk_head(up: Up) -> None:
    def done(*args: str, **more: str) -> Any:
        """The one JSON object that a command prints."""
        return lines(run(up.folder, *args, "--json", **more))[0]

    waiting = lines(run(up.folder, "list", "--state", "waiting", "--limit", "100", "--json"))
    first, second, third, fourth = (row["id"] for row in waiting[:4])
    ana = ("--as", "ana")
    assert done("next", "--item", first, *ana)["id"] == first
    until_ms = done("hold", first, "--for", "3h", *ana)["hold_until_ms"]
    give = ("hand-over", first, "ben", "--reason", "end of my shift", *ana)
    refused = run(up.folder, *give)
    assert (refused.returncode, "--new-name" in refused.stderr) == (2, True)
    handed = done(*give, "--new-name")
    assert (handed["holder"], handed["until_ms"]) == ("ben", until_ms)
    held, *_, told = lines(run(up.folder, "mine", "--as", "ben", "--json"))
    assert (held["id"], held["token"]) == (first, handed["token"])
    assert (told["id"], told["notice"], told["reason"]) == (first, "handed-over", "end of my shift")
    refused = run(up.folder, "next", "--item", first, *ana)
    assert (refused.returncode, "ben holds it until" in refused.stderr) == (2, True)
    assert done("second-opinion", first, "confirmed", "--reason", "rang them", "--as", "ben")["result"] == "second"
    assert done("next", "--item", second, *ana)["id"] == second
    assert done("park", second, "--until", "2h", "--reason", "they call back", *ana)["state"] == "parked"
    assert done("park", third, "--until", "2h", "--head", *ana)["state"] == "parked"
    assert done("next", "--item", fourth, *ana)["id"] == fourth
    assert done("escalate", fourth, "--reason", "law", *ana)["lane"] == "lead"
    assert [row["id"] for row in lines(run(up.folder, "list", "--lane", "lead", "--json"))] == [fourth]
    assert done("next", "--lead", "--item", fourth, "--as", "chief")["id"] == fourth
    assert done("note", fourth, "see the ruling of May", *ana)["private"] is False
    card = run(up.folder, "show", fourth).stdout
    assert "escalated: law" in card
    assert "noted: see the ruling of May" in card
    sourced = next(row for row in waiting if row["source"])
    subject = f"source:{sourced['source']}"
    assert subject in " ".join(run(up.folder, "show", sourced["id"]).stdout.split())
    assert sourced["id"] in [row["id"] for row in lines(run(up.folder, "list", "--source", subject, "--json"))]
    ruled = ("verdict", fourth, "refuted", "--reason", "it is not so", "--as", "chief")
    assert done(*ruled)["state"] == "done"
    assert run(up.folder, *ruled).stdout == f"{fourth}: refuted, saved before, and not again\n"
    assert done("show", fourth)["decided_by"] == "chief"
    assert done("undo", fourth, "--as", "chief")["until_ms"] > 0
    assert done("release", fourth, "--as", "chief")["state"] == "waiting"

    secret = {"SECONDSOURCE_NOTES_SECRET": "a secret of the desk, long enough"}
    assert done("note", fourth, "the clerk's number", "--private", *ana, **secret)["private"] is True
    assert done("note", fourth, "--private", *ana, **secret)["text"] == "the clerk's number"
    assert done("note", fourth, "--erase", *ana)["erased"] == 1
    assert run(up.folder, "note", fourth, "--private", *ana).returncode == 2

    assert run(up.folder, "note", fourth, "rang\n2026-11-28 12:44 UTC  verdict  bo", *ana).returncode == 0
    trail = run(up.folder, "audit", fourth).stdout
    assert "rang␊2026-11-28 12:44 UTC verdict bo" in " ".join(trail.split())
    assert max(map(len, trail.splitlines())) <= 100

    figures = done("stats")
    assert figures["states"]["parked"] == 2
    assert figures["times"]["time_to_take"]["count"] >= 3
    chief = ("--as", "chief")
    assert done("wake", *chief) == {"found": 2, "moved": 0}
    again = {"id": third, "state": "waiting", "logged": True}
    assert done("wake", third, "--reason", "they called", *chief) == again
    assert done("bury", third, "--reason", "a hoax", *chief)["state"] == "dead"
    assert done("redrive", "--yes", *chief) == again
    assert run(up.folder, "wake", third, *chief).returncode == 2
    assert [event["what"] for event in lines(run(up.folder, "audit", third, "--json"))][-3:] == [
        "woken", "buried", "redriven",
    ]  # fmt: skip
    rates = {step["threshold"]: step["items_per_hour"] for step in done("dial", "60")["steps"]}
    assert rates[20] >= rates[35] >= rates[60]
    assert 0 < done("dial", "60")["hours"] < 1  # since the first copy came
    assert "since the first copy came" in " ".join(run(up.folder, "dial", "60").stdout.split())
    assert done("dial", "60", "--over", "99999999d")["articles"] > 0  # from before there were clocks
    (up.folder / "desk.toml").write_text("threshold = 55\n", encoding="utf-8")
    assert done("dial", "60", SECONDSOURCE_POLICY="desk.toml")["now"] == 55
    assert done("mute", "topic:sport", "--until", "3d", "--reason", "a live blog", *ana)["until_ms"] > 0
    muted = done("mute")
    assert (muted["subject"], muted["who"], muted["reason"]) == ("topic:sport", "ana", "a live blog")
    ended = {"subject": "topic:sport", "until_ms": 0, "moved": 0}
    assert ended.items() <= done("mute", "topic:sport", "--end", *ana).items()
    looked = done("lag", "--way")
    lanes = {lane["name"]: lane["waiting"] for lane in looked["lanes"]}
    assert lanes == {name: lane["ready"] for name, lane in done("stats")["lanes"].items()}
    way = looked["way"]
    seen = {step["name"]: step["count"] for step in way["steps"]}
    assert min(seen.values()) > 0, seen
    assert way["dead_letters"] >= 0
    for command in (["stats"], ["lag", "--way"], ["dial", "60"], ["list"], ["mute"], ["mine", *ana]):
        shown = run(up.folder, *command, COLUMNS="100")
        assert shown.returncode == 0, shown.stderr
        assert max((len(line) for line in shown.stdout.splitlines()), default=0) <= 100, command
    ids = set()
    cursor: list[str] = []
    while True:
        page = run(up.folder, "list", "--limit", "5", "--json", *cursor)
        ids |= {row["id"] for row in lines(page)}
        if "--after" not in page.stderr:
            break
        cursor = ["--after", page.stderr.split("--after ")[1].split()[0]]
    assert ids >= {row["id"] for row in waiting}


def test_a_worker_that_dies_is_started_again(up: Up) -> None:
    before = up.pids()["workers"]
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(set(up.pids()["workers"]) - {before[0]}) == 2, "no new worker")


def test_up_says_when_the_workers_read(up: Up) -> None:
    until(lambda: "the workers read\n" in up.told(), "the workers do not join")
    before = up.told().split("the workers read\n")[0]
    assert "the workers are joining" in before
    assert "\n    secondsource feed PATH\n" in before


def test_a_second_stack_in_the_folder_is_refused(up: Up) -> None:
    done = run(up.folder, "up")
    assert done.returncode == 2
    assert f"already (`up` is process {up.process.pid})" in done.stderr


def test_kill_9_of_up_leaves_no_child(kafka: str, tmp_path: Path) -> None:
    started = Up(tmp_path)
    children = started.children()
    started.process.kill()
    started.process.wait()
    done = run(tmp_path, "queue")
    assert done.returncode == 2
    assert "has ended: run `secondsource up`" in done.stderr
    until(lambda: not any(running(pid) for pid in children), "a child outlives kill -9 of up")


def test_the_demo_shows_the_whole_way_and_what_to_type_next(up: Up, tmp_path: Path) -> None:
    done = run(tmp_path, "demo")
    assert done.returncode == 0, done.stderr
    for said in ("25 pieces fed", "claims wait", "verdict: confirmed", "STOPPED", "lag: 0 records"):
        assert said in done.stdout, said
    waited = [line for line in done.stderr.splitlines() if line.startswith("the workers ")]
    assert waited, "what it waits for is told"
    assert not list((tmp_path / stack.FOLDER).iterdir()), "it leaves nothing behind"
    typed = [line.strip() for line in done.stdout.partition("second terminal:")[2].splitlines() if line.strip()]
    pasted = subprocess.run(
        ["bash", "-e", "-c", "\n".join(typed)], cwd=up.folder, env=CLEAN, capture_output=True, text=True, timeout=240
    )
    assert pasted.returncode == 0, pasted.stderr
    assert "25 fed" in pasted.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["verdict", "nope", "confirmed", "--reason", "x", "--as", "ana"], "nope"),
        (["verdict", "nope", "perhaps", "--reason", "x", "--as", "ana"], "perhaps"),
        (["show", "nope"], "nope"),
        (["show", "no\nsuch \x1b[31mitem"], "no␊such ␛[31mitem"),
        (["audit", "nope"], "nope"),
        (["next"], "--as NAME"),
        (["dead-letters", "show", "nope"], "nope"),
    ],
)
def test_an_unknown_item_is_told_in_one_line(up: Up, args: list[str], said: str) -> None:
    done = run(up.folder, *args)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_topic_on_which_nothing_waits_is_told(up: Up) -> None:
    done = run(up.folder, "next", "--topics", "ecnomy", "--strict", "--as", "ana")
    assert done.returncode == 1
    assert "nothing waits in ecnomy" in done.stderr
    assert "; what waits is in " in done.stderr


def test_a_lane_in_which_nothing_waits_is_told(up: Up) -> None:
    done = run(up.folder, "list", "--lane", "fr/ecnomy")
    assert done.returncode == 0
    assert "0 shown; nothing waits in fr/ecnomy; in these it does: " in done.stderr
    lane = done.stderr.rstrip().rpartition(" ")[2]
    assert "nothing waits" not in run(up.folder, "list", "--lane", lane).stderr


def test_a_stale_token_is_kept_as_late_and_not_applied(up: Up) -> None:
    taken = lines(run(up.folder, "next", "--json", "--as", "ana"))[0]
    done = run(up.folder, "verdict", taken["id"], "refuted", "--reason", "x", "--as", "ana", "--token", "999999")
    assert done.returncode == 2
    assert "late" in done.stderr
    assert lines(run(up.folder, "show", taken["id"], "--json"))[0]["state"] == "leased"
    assert run(up.folder, "release", taken["id"], "--as", "ana").returncode == 0
