"""The schema's version: whether this program and this database understand each other, and how to
make them.

A new database is made from the tables at once and stamped with the newest revision; the migrations
lead an old one to the very same schema (`tests/storage/test_schema.py` compares). Alembic is
loaded only where there is something to migrate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from storage.database import Database, copy_sqlite
from storage.errors import DatabaseTooNewError, DatabaseTooOldError, DatabaseUnusableError

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""Every revision in order; a new one is a file in `migrations/versions` and one more name here."""

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(Enum):
    """How a database's schema stands to this program."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


def state(database: Database) -> SchemaState:
    """How the database's schema stands to this program; nothing is changed."""
    with database.own_errors(), database.engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        if "alembic_version" not in names:
            if "policy" in names:
                raise DatabaseUnusableError(
                    f"{database.place}: tables without a schema version; this is not a "
                    "Clausewatch database"
                )
            return SchemaState.EMPTY
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision == REVISIONS[-1]:
        return SchemaState.CURRENT
    return SchemaState.OLDER if revision in REVISIONS else SchemaState.NEWER


def check(database: Database) -> None:
    """Refuse a database this program does not fit, with a sentence that says what to do."""
    found = state(database)
    if found is SchemaState.NEWER:
        raise DatabaseTooNewError(
            f"{database.place} was written by a newer Clausewatch; install that version or "
            "restore a backup"
        )
    if found is not SchemaState.CURRENT:
        raise DatabaseTooOldError(
            f"{database.place} has {'no' if found is SchemaState.EMPTY else 'an older'} schema; "
            "make a backup, "
            "then run `clausewatch migrate`"
        )


def prepare(database: Database, now: datetime, say: Callable[[str], None] = lambda _: None) -> None:
    """Make a database ready for use: a new one is created; an older SQLite file is copied aside
    and upgraded.

    An older PostgreSQL database, which others may be using, and a newer one of any kind are
    refused.
    """
    found = state(database)
    if found is SchemaState.EMPTY:
        create(database)
    elif found is SchemaState.OLDER and database.file is not None:
        copy = backup_copy(database.file, now)
        say(f"upgrading {database.file}; the state before is kept in {copy}")
        migrate(database)
    else:
        check(database)


def create(database: Database) -> None:
    """Every table of this program, in an empty database; harmless where another was first."""
    from storage import tables as tables  # fills the metadata; most commands need few of them

    with (
        database.own_errors(),
        database.engine.execution_options(writes=True).begin() as connection,
    ):
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        if inspect(connection).has_table("alembic_version"):
            return
        SQLModel.metadata.create_all(connection)
        connection.execute(
            text(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
                "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
            )
        )
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": REVISIONS[-1]}
        )


ADVISORY_KEY = 0x636C617573650001
"""Two processes that start on an empty PostgreSQL database create it one after the other."""


def migrate(database: Database, to: str = "head") -> None:
    """Run the migrations that are missing, in one transaction."""
    from alembic import command  # 0.1 s to load: only where something is migrated
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with (
        database.own_errors(),
        database.engine.connect().execution_options(writes=True) as connection,
        _pointers_loose(connection),
        connection.begin(),
    ):
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if database.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise DatabaseUnusableError(
                f"{database.place} cannot be upgraded: rows in it point to nothing; it was left as "
                "it is. Restore a backup that `clausewatch restore` accepts, or report this"
            )


@contextmanager
def _pointers_loose(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which rows that point to it would forbid.

    Its manual asks for this order: no enforcement before the transaction begins, a check of every
    pointer before it ends (lang_altertable, section 7).
    """
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def backup_copy(file: Path, now: datetime) -> Path:
    """A whole copy of an SQLite database beside it, made while others may be using it."""
    copy = file.with_name(f"{file.name}.before-{now:%Y%m%dT%H%M%SZ}")
    copy_sqlite(file, copy)
    return copy
