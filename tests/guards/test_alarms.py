"""Rules and dashboard ask for numbers there are, and Prometheus's own tool loads them and lets them
ring.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests import programs
from tests.conftest import PROJECT
from web import metrics

DEPLOY = PROJECT / "deploy"


def told_names() -> set[str]:
    """Every number that `/metrics` may tell, with what a histogram adds to its name."""
    source = (PROJECT / "web" / "metrics.py").read_text()
    names = {*re.findall(r'_gauge\(\s*"([a-z_]+)"', source), *metrics.COUNTERS}
    names |= {
        f"{name}{end}" for name in metrics.HISTOGRAMS for end in ("_bucket", "_sum", "_count")
    }
    return {f"clausewatch_{name}" for name in names}


def test_rules_and_dashboard_ask_only_for_numbers_there_are() -> None:
    board = json.loads((DEPLOY / "grafana.json").read_text())
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"][0]["rules"]

    asked = [rule["expr"] for rule in rules]
    asked += [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert set(re.findall(r"clausewatch_[a-z_]+", " ".join(asked))) <= told_names()
    assert all(rule["annotations"]["do"] for rule in rules)
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_prometheus_loads_the_rules_and_the_questions_of_the_dashboard(tmp_path: Path) -> None:
    promtool = programs.found("promtool", "prometheus")
    board = json.loads((DEPLOY / "grafana.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    records = [
        {"record": f"clausewatch:asked_{number}", "expr": expression}
        for number, expression in enumerate(asked)
    ]
    questions = tmp_path / "board.yaml"
    questions.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": records}]}))

    for file, count in ((DEPLOY / "alerts.yaml", 11), (questions, len(asked))):
        checked = subprocess.run(
            [promtool, "check", "rules", file], capture_output=True, text=True, timeout=60
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert f"{count} rules found" in checked.stdout


ALARMS = {
    "ClausewatchCanarySilent": ("clausewatch_canary_late", "0", "1"),
    "ClausewatchLettersWait": ("clausewatch_delivery_wait_seconds", "30", "3601"),
    "ClausewatchLedgerStands": ("clausewatch_ledger_lag_seconds", "30", "3601"),
    "ClausewatchDiskFills": ("clausewatch_disk_days_left", "300", "2"),
    "ClausewatchLooksStand": ("clausewatch_lane_wait_seconds", "30", "3601"),
    "ClausewatchNobodyIsTold": ("clausewatch_changes_unannounced_age_seconds", "30", "901"),
    "ClausewatchMailServerRests": ("clausewatch_breaker_open", "0", "1"),
    "ClausewatchLedgerRefuses": ("clausewatch_ledger_refuses", "0", "1"),
    "ClausewatchNotStamped": ("clausewatch_ledger_stamp_age_seconds", "600", "86401"),
}


def test_every_alarm_rings_when_it_should_and_only_then(tmp_path: Path) -> None:
    promtool = programs.found("promtool", "prometheus")
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"][0]["rules"]
    given = [
        {"series": name, "values": f"{well}x120 {ill}x120"} for name, well, ill in ALARMS.values()
    ]
    looks = 'clausewatch_looks_total{outcome="%s"}'
    given += [
        {"series": looks % "same", "values": "0+10x120 1200x120"},
        {"series": looks % "unreachable", "values": "0x120 0+10x120"},
        {"series": "clausewatch_policies", "values": "5x240"},
    ]
    names = [rule["alert"] for rule in rules if rule["alert"] != "ClausewatchAway"]
    asked = [
        {"alertname": name, "eval_time": when, "exp_alerts": [expected(rules, name)] if on else []}
        for when, on in (("1h55m", False), ("3h55m", True))
        for name in names
    ]
    silence = [{"alertname": "ClausewatchAway", "eval_time": "10m"}]
    silence[0]["exp_alerts"] = [expected(rules, "ClausewatchAway")]  # type: ignore[assignment]
    file = tmp_path / "alarms.yaml"
    file.write_text(
        yaml.safe_dump(
            {
                "rule_files": [str(DEPLOY / "alerts.yaml")],
                "evaluation_interval": "1m",
                "tests": [
                    {"interval": "1m", "input_series": given, "alert_rule_test": asked},
                    {"interval": "1m", "input_series": [], "alert_rule_test": silence},
                ],
            }
        )
    )

    tried = subprocess.run(
        [promtool, "test", "rules", file], capture_output=True, text=True, timeout=60
    )

    assert {*ALARMS, "ClausewatchLooksFail"} == set(names)
    assert tried.returncode == 0, tried.stdout + tried.stderr


def expected(rules: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The alarm as Prometheus would hand it on."""
    (rule,) = (one for one in rules if one["alert"] == name)
    return {"exp_labels": rule["labels"], "exp_annotations": rule["annotations"]}
