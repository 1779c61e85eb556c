"""What doctor sees coming: a full disk, an old backup, a ledger that nobody outside stamps."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.backups import NOTE
from cli.doctor import _stamp_is_late
from storage import policies
from storage.database import Database
from tests.cli.conftest import Desk

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def finding(installation: Desk, what: str) -> list[dict[str, Any]]:
    """Return what doctor finds about one thing, whatever else it finds."""
    told = json.loads(installation.command("doctor", "--json").stdout)
    return [one for one in told if one["what"] == what]


def declare(installation: Desk) -> None:
    """Watch one policy."""
    installation.run(
        "add", "https://mill.example/terms", "--service", "Mill", "--type", "Terms of Service"
    )


def test_the_age_of_the_last_backup_is_said(installation: Desk) -> None:
    declare(installation)
    none = finding(installation, "backup")
    installation.run("backup", "now.backup")
    fresh = finding(installation, "backup")
    (installation.folder / NOTE).write_text('{"at": "2020-01-01T00:00:00+00:00", "file": "old"}')
    old = finding(installation, "backup")

    assert [one["grade"] for one in (*none, *fresh, *old)] == ["warn", "ok", "warn"]


def test_days_until_the_disk_is_full_are_worked_out_from_the_pace_so_far(
    installation: Desk,
) -> None:
    declare(installation)
    new = finding(installation, "disk")
    database = Database(f"sqlite:///{installation.folder}/clausewatch.db")
    with database.transaction() as tx:
        for row in policies.listed(tx):
            row.created_at -= timedelta(days=100)
            tx.add(row)
    database.close()
    later = finding(installation, "disk")

    assert len(new) == 1, "a pace of less than a day is no pace"
    assert "the disk is full in" in later[1]["says"]
    assert later[1]["grade"] == "ok"


@pytest.mark.parametrize(
    ("stamped", "opened", "late"),
    [
        (None, None, False),
        (None, "2026-11-22T11:00:00Z", False),
        (None, "2026-11-20T11:00:00Z", True),
        ("2026-11-22T01:00:00Z", "2026-01-01T00:00:00Z", False),
        ("2026-11-21T10:00:00Z", "2026-01-01T00:00:00Z", True),
    ],
)
def test_a_day_without_an_outside_stamp_is_a_fault(
    stamped: str | None, opened: str | None, late: bool
) -> None:
    told = {"stamped": {"size": 1, "at": stamped} if stamped else None, "opened_at": opened}

    assert _stamp_is_late(told, NOON) is late


def test_a_fleet_without_workers_is_a_fault_and_so_is_work_that_nobody_does(
    installation: Desk, postgres_template: Callable[[], str]
) -> None:
    address = postgres_template()
    installation.set("DATABASE_URL", address)
    before = finding(installation, "fleet")
    installation.command("migrate", "--fleet")
    alone = finding(installation, "fleet")
    _execute(address, "INSERT INTO procrastinate_workers DEFAULT VALUES")
    alive = finding(installation, "fleet")
    _execute(
        address,
        "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'tell');"
        "UPDATE procrastinate_events SET at = now() - interval '10 minutes'",
    )
    late = finding(installation, "fleet")

    assert before == []
    assert [one["grade"] for one in (*alone, *alive, *late)] == ["fail", "ok", "fail"]
    assert "clausewatch worker" in alone[0]["says"]
    assert "workers that live: 1" in alive[0]["says"]
    assert "mail has waited for 10 minutes" in late[0]["says"]


def _execute(address: str, statements: str) -> None:
    import psycopg

    schema = "-c search_path=clausewatch_engine"
    with psycopg.connect(address, autocommit=True, options=schema) as connection:
        connection.execute(statements.encode())
