"""Numbers are told to whoever has the token, and name nobody."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from storage import tallies
from storage.database import Database
from tests.conftest import missing
from web.app import create_app
from web.metrics import Outside, routes
from web.pages import Desk

TOKEN = "a-token-of-the-operator"
USUAL = Outside()
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINE = re.compile(r'clausewatch_[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [-+.e\d]+')


def ask(desk: Desk, token: str | None, header: str, outside: Outside = USUAL) -> httpx.Response:
    """Ask for the numbers."""
    app = create_app(desk, routes(token, lambda: outside))
    there = httpx.ASGITransport(app=app)

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=there, base_url="http://testserver") as client:
            return await client.get("/metrics", headers={"Authorization": header})

    return asyncio.run(asked())


def test_without_a_token_there_is_no_such_address(desk: Desk) -> None:
    assert ask(desk, None, "").status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer another", "Basic YTpi"])
def test_without_the_right_token_nothing_is_told(desk: Desk, header: str) -> None:
    answer = ask(desk, TOKEN, header)

    assert answer.status_code == 401
    assert "clausewatch_" not in answer.text


def test_every_line_is_in_the_text_format(desk: Desk) -> None:
    answer = ask(desk, TOKEN, f"Bearer {TOKEN}", Outside(refuses=True, disk_days=12.5))
    samples = [line for line in answer.text.splitlines() if not line.startswith("#")]

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert [line for line in samples if not LINE.fullmatch(line)] == []
    assert "clausewatch_ledger_refuses 1.0" in samples
    assert "clausewatch_disk_days_left 12.5" in samples
    assert any(line.startswith("clausewatch_changes_unannounced ") for line in samples)


def names(text: str) -> Iterator[str]:
    """Yield the names that were told."""
    yield from re.findall(r"^# TYPE (\S+) (?:gauge|counter|histogram)$", text, re.MULTILINE)


def test_no_name_is_told_twice(desk: Desk) -> None:
    told = list(names(ask(desk, TOKEN, f"Bearer {TOKEN}").text))

    assert len(told) == len(set(told)) > 10


def test_counters_are_the_sum_over_processes_and_outlive_them(database: Database) -> None:
    one, other = tallies.Tallies(), tallies.Tallies()
    for process, seconds in ((one, 0.2), (one, 0.2), (other, 7.0)):
        process.count("looks_total", 'outcome="same"')
        process.time("look_seconds", seconds)

    with database.transaction() as tx:
        tallies.add(tx, "a:1", one.take(), NOON)
        tallies.add(tx, "b:2", other.take(), NOON)
        tallies.add(tx, "a:1", one.take(), NOON)  # nothing since
        before = tallies.total(tx)
        tallies.fold(tx, NOON + timedelta(days=2))
        tallies.add(tx, "c:3", {("looks_total", 'outcome="same"'): 1.0}, NOON)
        after = tallies.total(tx)

    assert before["looks_total", 'outcome="same"'] == 3
    assert before["look_seconds_bucket", 'le="0.25"'] == 2
    assert before["look_seconds_bucket", 'le="+Inf"'] == before["look_seconds_count", ""] == 3
    assert before["look_seconds_sum", ""] == pytest.approx(7.4)
    assert after == before | {("looks_total", 'outcome="same"'): 4}


def test_the_parser_of_prometheus_reads_counters_and_histograms(desk: Desk) -> None:
    counted = tallies.Tallies()
    counted.count("looks_total", 'outcome="same"', 3)
    counted.count("looks_total", 'outcome="changed"')
    for seconds in (0.05, 0.4, 90.0):
        counted.time("look_seconds", seconds)
    with desk.database.transaction() as tx:
        tallies.add(tx, "a:1", counted.take(), NOON)

    text = ask(desk, TOKEN, f"Bearer {TOKEN}", Outside(disk_days=3.0)).text
    families = {one.name: one for one in text_string_to_metric_families(text)}

    assert families["clausewatch_looks"].type == "counter"
    assert sum(one.value for one in families["clausewatch_looks"].samples) == 4
    took = families["clausewatch_look_seconds"]
    buckets = [one for one in took.samples if one.name.endswith("_bucket")]
    assert took.type == "histogram"
    assert [one.labels["le"] for one in buckets][-2:] == ["60.0", "+Inf"]
    assert [one.value for one in buckets] == sorted(one.value for one in buckets)
    assert buckets[-1].value == 3


def test_prometheus_itself_finds_nothing_wrong_with_them(desk: Desk) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        missing("promtool is missing: install the package prometheus.")
    counted = tallies.Tallies()
    counted.time("look_seconds", 0.4)
    with desk.database.transaction() as tx:
        tallies.add(tx, "a:1", counted.take(), NOON)
    text = ask(desk, TOKEN, f"Bearer {TOKEN}").text

    checked = subprocess.run(
        [promtool, "check", "metrics"], input=text, capture_output=True, text=True, timeout=60
    )

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
