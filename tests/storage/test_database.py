"""The one door: what happens inside a transaction happens wholly, and errors say what to do."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import policies, schema
from storage.database import Database
from storage.errors import (
    DatabaseAwayError,
    DatabaseDamagedError,
    DatabaseLockedError,
    DatabaseUnusableError,
    DiskFullError,
)
from tests.storage.test_policies import MILL, NOON


def add_and_fail(database: Database) -> None:
    with database.transaction() as tx:
        policies.add(tx, MILL, NOON)
        raise RuntimeError("in the middle")


def fill(database: Database) -> None:
    """Write until SQLite has no page left."""
    with database.transaction() as tx:
        pages = tx.execute(text("PRAGMA page_count")).scalar()
        tx.execute(text(f"PRAGMA max_page_count = {pages}"))
        for number in range(200):
            wanted = replace(MILL, id=f"p{number}", service="x" * 999)
            policies.add(tx, wanted, NOON)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        add_and_fail(database)

    with database.reading() as tx:
        assert policies.listed(tx) == []


def test_times_come_back_as_they_went_in(database: Database) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    with database.transaction() as tx:
        policies.add(tx, MILL, moment)

    with database.reading() as tx:
        assert policies.get(tx, MILL.id).created_at == moment


def test_a_time_without_zone_never_reaches_the_database(database: Database) -> None:
    with pytest.raises(Exception, match="time without zone"), database.transaction() as tx:
        policies.add(tx, MILL, NOON.replace(tzinfo=None))


def test_the_embedded_database_is_durable_and_overwrites_what_is_deleted(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/clausewatch.db")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}

    with database.transaction() as tx:
        found = {name: tx.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}

    assert found == wanted
    database.close()


def test_a_locked_database_asks_to_try_again(tmp_path: Path) -> None:
    file = tmp_path / "clausewatch.db"
    database = Database(f"sqlite:///{file}", busy_timeout_s=0.05)
    schema.prepare(database, NOON)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseLockedError, match="another process") as error:
        add_and_fail(database)

    assert error.value.try_later
    with database.reading() as tx:
        assert policies.listed(tx) == []  # readers are not kept out
    other.close()
    database.close()


def test_a_full_disk_says_so_and_loses_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/clausewatch.db")
    schema.prepare(database, NOON)
    with database.transaction() as tx:
        policies.add(tx, MILL, NOON)

    with pytest.raises(DiskFullError, match="free some space") as error:
        fill(database)

    assert error.value.try_later
    with database.reading() as tx:
        assert [row.id for row in policies.listed(tx)] == [MILL.id]
    database.close()


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    file = tmp_path / "clausewatch.db"
    file.write_bytes(b"this is a letter, not a database" * 100)

    with pytest.raises(DatabaseDamagedError, match="restore a backup"):
        schema.prepare(Database(f"sqlite:///{file}"), NOON)


def test_a_server_that_is_away_asks_to_try_again() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/clausewatch")

    with pytest.raises(DatabaseAwayError, match="see that its server runs"):
        schema.prepare(database, NOON)


@pytest.mark.parametrize("url", ["nonsense", "mysql://a@b/c", ""])
def test_an_address_that_is_none_is_refused_with_the_forms_that_are(url: str) -> None:
    with pytest.raises(DatabaseUnusableError, match="sqlite:///"):
        Database(url)


def test_a_password_is_never_shown() -> None:
    shown = Database("postgresql://ada:s3cret@db.example/clausewatch").place

    assert "s3cret" not in shown
