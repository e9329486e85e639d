"""Rules and dashboard speak of metrics that the monitor has, and the rules say what they should."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.lag import WORST
from tests.conftest import needs

DEPLOY = Path(__file__).parents[2] / "deploy"
MONITOR = (Path(__file__).parents[2] / "streams" / "metrics.py").read_text(encoding="utf-8")
METRIC = re.compile(r"\b(?:kafka|secondsource)_[a-z_]+\b")


def known(name: str) -> bool:
    """Whether the monitor makes this metric: by name, or one of the queue's histograms."""
    return f'"{name}"' in MONITOR or bool(
        re.fullmatch(r"secondsource_queue_time_to_(take|verdict)_seconds_bucket", name)
    )


def expressions() -> list[str]:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text(encoding="utf-8"))
    board: dict[str, Any] = json.loads(
        (DEPLOY / "grafana" / "dashboards" / "secondsource.json").read_text(encoding="utf-8")
    )
    found = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return found + [target["expr"] for panel in board["panels"] for target in panel["targets"]]


@pytest.mark.parametrize("expression", expressions())
def test_only_metrics_that_exist_are_asked_for(expression: str) -> None:
    names = METRIC.findall(expression)
    assert names
    assert all(known(name) for name in names), names
    for state in re.findall(r'state="(\w+)"', expression):
        assert state in WORST


def test_every_alert_has_a_case() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text(encoding="utf-8"))
    cases = yaml.safe_load((DEPLOY / "prometheus" / "rules_test.yml").read_text(encoding="utf-8"))
    fired = {case["alertname"] for one in cases["tests"] for case in one["alert_rule_test"] if case["exp_alerts"]}
    assert {rule["alert"] for group in rules["groups"] for rule in group["rules"]} == fired


def test_the_panels_of_the_dashboard_lie_beside_each_other() -> None:
    board = json.loads((DEPLOY / "grafana" / "dashboards" / "secondsource.json").read_text(encoding="utf-8"))
    source = yaml.safe_load((DEPLOY / "grafana" / "provisioning" / "datasources" / "prometheus.yml").read_text())
    cells: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        own = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not own & cells, panel["title"]
        assert max(x for x, _ in own) < 24
        assert panel["datasource"]["uid"] == source["datasources"][0]["uid"]
        cells |= own
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def panels(kind: str) -> list[dict[str, Any]]:
    board = json.loads((DEPLOY / "grafana" / "dashboards" / "secondsource.json").read_text(encoding="utf-8"))
    return [panel for panel in board["panels"] if panel["type"] == kind]


def test_what_is_shown_as_of_now_is_of_now() -> None:
    """The last value of a range would show a state for an hour after it has gone."""
    assert all(target["instant"] and not target["range"] for panel in panels("stat") for target in panel["targets"])


@pytest.mark.parametrize("state", WORST)
def test_only_what_is_well_is_green(state: str) -> None:
    (panel,) = (panel for panel in panels("stat") if panel["title"] == "State")
    colour = panel["fieldConfig"]["defaults"]["color"]["fixedColor"]
    for one in panel["fieldConfig"]["overrides"]:
        if re.search(one["matcher"]["options"].strip("/"), f"secondsource claims: {state}"):
            colour = one["properties"][0]["value"]["fixedColor"]
    bad = state in ("TRUNCATED", "STALLED", "STOPPED", "REWOUND")
    assert (colour == "green") == (state == "OK")
    assert (colour == "red") == bad


@pytest.mark.parametrize("what", [("test", "rules", "rules_test.yml"), ("check", "config", "prometheus.yml")])
def test_prometheus_takes_the_rules_and_they_fire_when_they_should(what: tuple[str, ...]) -> None:
    promtool = needs("promtool", "prometheus")
    folder = DEPLOY / "prometheus"
    done = subprocess.run(
        [promtool, *what],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
