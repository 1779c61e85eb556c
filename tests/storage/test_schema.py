"""The schema is the same however it is made; what does not fit is refused with a sentence."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, Table, func, select, text
from sqlmodel import SQLModel

from storage import schema, tables_found
from storage.database import Database
from storage.errors import DatabaseTooNewError, DatabaseTooOldError, DatabaseUnusableError
from storage.schema import SchemaState

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def emptied(database: Database) -> Database:
    """The same database without any table."""
    with database.engine.begin() as connection:
        SQLModel.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    return database


def is_in_the_metadata(name: str | None, kind: str, _: object) -> bool:
    """Each database's own index of words is not: it comes with `passage`."""
    return not (kind == "table" and (name or "").startswith(tables_found.WORDS))


def test_the_migrations_lead_to_exactly_the_tables_of_the_program(database: Database) -> None:
    emptied(database)

    schema.migrate(database)

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_in_the_metadata}
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    assert schema.state(database) is SchemaState.CURRENT


POINTING = ("policy", "source", "look", "snapshot", "person", "subscriber", "subscription")


def test_rows_that_point_to_others_live_through_every_migration(database: Database) -> None:
    emptied(database)
    schema.migrate(database, "0001")
    with database.engine.begin() as connection:
        oldest = MetaData()
        oldest.reflect(connection)
        for name in POINTING:
            table = oldest.tables[name]
            connection.execute(table.insert().values(**_made_up(table)))

    schema.migrate(database)

    with database.engine.connect() as connection:
        for name in POINTING:
            query = select(func.count()).select_from(SQLModel.metadata.tables[name])
            assert connection.execute(query).scalar_one() == 1, name
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def _made_up(table: Table) -> dict[str, object]:
    """One row that fits: every key and every pointer is 1."""
    by_type = {int: 1, bool: True, float: 1.0, bytes: b"1", datetime: NOON}
    return {
        column.name: by_type.get(column.type.python_type, "1")
        for column in table.columns
        if not column.nullable
    }


def test_a_new_database_is_made_by_the_first_command(database: Database) -> None:
    emptied(database)
    assert schema.state(database) is SchemaState.EMPTY

    schema.prepare(database, NOON)
    schema.prepare(database, NOON)

    assert schema.state(database) is SchemaState.CURRENT


def test_a_database_of_a_newer_version_is_refused_with_a_sentence(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNewError, match="newer Clausewatch; install that version"):
        schema.prepare(database, NOON)


def test_an_older_embedded_database_is_upgraded_after_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/clausewatch.db")
    schema.create(database)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "0002"))
    monkeypatch.setattr(schema, "migrate", lambda _: None)
    said: list[str] = []

    schema.prepare(database, NOON, said.append)

    copy = tmp_path / "clausewatch.db.before-20260301T120000Z"
    assert sqlite3.connect(copy).execute("SELECT version_num FROM alembic_version").fetchall()
    assert str(copy) in said[0]
    database.close()


def test_an_older_postgresql_database_waits_for_its_operator(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "0002"))
    if database.is_sqlite:
        with pytest.raises(DatabaseTooOldError):
            schema.check(database)
        return

    with pytest.raises(DatabaseTooOldError, match="clausewatch migrate"):
        schema.prepare(database, NOON)


def test_a_strange_database_is_not_taken_for_ours(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE policy (id)")
    connection.close()

    with pytest.raises(DatabaseUnusableError, match="not a Clausewatch database"):
        schema.prepare(Database(f"sqlite:///{file}"), NOON)
