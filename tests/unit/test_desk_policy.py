"""A policy of the desk's own reaches who reads, who corroborates, who is started, and who asks what it is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from schemas.claims import Origin
from secondsource import policy as policies
from secondsource.errors import BadConfiguration
from streams import settings, stack
from streams.app import Worker
from streams.commands.up import up
from streams.commands.worker import worker
from streams.crew import Crew
from streams.reading import Task, read
from streams.stack import POLICY, Stack
from tests.wirecopy import copies


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "desk.toml"
    path.write_text("threshold = 100\n", encoding="utf-8")
    return str(path)


def test_who_reads_and_who_corroborates_go_by_it(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task(copies(1)[0].value, Origin(topic="wire.articles", partition=0, offset=0), 1, 1)
    for path, queued in (("", [True]), (own, [False])):
        monkeypatch.setenv(POLICY, path)
        assert [claim["queued"] for claim in json.loads(read(task).record)["review"]["claims"]] == queued
        made = Worker(settings.read("k:9092", "redis://r"))
        assert (made.handler._evidence._policy.threshold == 100) != queued[0]


def test_up_hands_it_on_to_its_workers_and_to_the_commands_of_the_folder(own: str, tmp_path: Path) -> None:
    crew = Crew(tmp_path, 1, print, lambda done, of: None, policy=own)
    assert crew.environ[POLICY] == own
    assert POLICY not in Crew(tmp_path, 1, print, lambda done, of: None).environ
    Stack("k:9092", "redis://r", {"up": os.getpid()}, own).save(tmp_path)
    assert stack.find({}, tmp_path).policy == own
    assert stack.find({POLICY: "other.toml"}, tmp_path).policy == "other.toml"


@pytest.mark.parametrize("command", [up, worker])
def test_one_that_is_not_there_is_told_before_anything_starts(command: object) -> None:
    with pytest.raises(BadConfiguration, match="no policy file nowhere"):
        command.main(["--policy", "nowhere.toml"], standalone_mode=False)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "treshold = 90",
            "there is no table 'treshold'; did you mean threshold? there are threshold, weakness, ",
        ),
        (
            "[harms]\nsport = 0.1",
            "there is no table 'harms'; did you mean harm? there are threshold, weakness, ",
        ),
        ("sport = 0.1", "there is no table 'sport'; there are threshold, weakness, "),
        ("harm = 0.1", "there is no table 'harm'; there are threshold, weakness, "),
        ("threshold = true", "threshold must be a whole number from 0 to 100"),
        ("[harm]\nsport = true", "harm.sport must be a number of 0 or more"),
        ("[harm]\nsport = nan", "harm.sport must be a number of 0 or more"),
        ("[harm]\nsport = inf", "harm.sport must be at most 1"),
        ("[deadline]\nhours = inf", "deadline.hours must be more than 1, and at most 8760"),
        ("[deadline]\nhours = 1", "deadline.hours must be more than 1, and at most 8760"),  # nothing to fall over
        pytest.param(f"[deadline]\nhours = {'9' * 400}", "deadline.hours must be more than 1", id="400 digits"),
        pytest.param(f"threshold = {'9' * 5000}", "a number in it is too long to be read", id="5,000 digits"),
        pytest.param(f"harm = {'[' * 5000}{']' * 5000}", "nested too deep", id="deep"),
    ],
)
def test_what_is_not_in_a_policy_is_told_with_what_is(line: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadConfiguration, match=re.escape(told)):
        policies.load(str(path))
