"""The database as one file while others write: SQLite's own backup, or pg_dump; and back.

Both are one steady view. Every table is counted and hashed in that same view, so that what is
restored can be compared row by row.
"""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from storage.database import Database, copy_sqlite
from storage.errors import DumpError
from storage.moving import Moved, counted_all

SQLITE_MEMBER, POSTGRES_MEMBER = "database.sqlite", "database.pgdump"


def member_of(database: Database) -> str:
    """Under which name this kind of database lies in a backup."""
    return SQLITE_MEMBER if database.is_sqlite else POSTGRES_MEMBER


def dump(database: Database, file: Path, environ: Mapping[str, str]) -> list[Moved]:
    """Write the database to a file; every table of ours with its count and hash."""
    if database.file is not None:
        return _dump_sqlite(database.file, file)
    return _dump_postgres(database, file, environ)


def load(database: Database, file: Path, environ: Mapping[str, str]) -> None:
    """Fill an empty PostgreSQL database from a dump: all of it, or nothing."""
    _run(
        ["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
         "--dbname", _plain_url(database), str(file)],
        database, environ,
    )  # fmt: skip


def faults_of(file: Path) -> Iterator[str]:
    """What SQLite itself finds wrong with a file of its own."""
    with closing(sqlite3.connect(file)) as connection:
        for (said,) in connection.execute("PRAGMA integrity_check"):
            if said != "ok":
                yield f"integrity: {said}"
        for table, row, *_ in connection.execute("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} points to nothing"


def _dump_sqlite(running: Path, file: Path) -> list[Moved]:
    copy_sqlite(running, file)
    copied = Database(f"sqlite:///{file}")
    try:
        with copied.own_errors(), copied.engine.connect() as connection:
            return counted_all(connection)
    finally:
        copied.close()  # the last to close folds the journal into the file


def _dump_postgres(database: Database, file: Path, environ: Mapping[str, str]) -> list[Moved]:
    steady = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with database.own_errors(), steady.connect() as connection:
        view = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        _run(
            ["pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={view}", "--file", str(file), "--dbname", _plain_url(database)],
            database, environ,
        )  # fmt: skip
        return counted_all(connection)


def _plain_url(database: Database) -> str:
    """The address as PostgreSQL's programs take it, without the password: arguments are public."""
    url = database.url.set(drivername="postgresql", password=None)
    return str(url.render_as_string(hide_password=False))


def _run(command: list[str], database: Database, environ: Mapping[str, str]) -> None:
    password = database.url.password
    secret = {"PGPASSWORD": str(password)} if password else {}
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and an address from the settings
            command, env={**environ, **secret}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise DumpError(
            f"{command[0]} is not installed: install PostgreSQL's client programs, of the "
            "server's version or a newer one (Debian: postgresql-client)"
        ) from error
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[0]
        raise DumpError(f"{command[0]} failed at {database.place}: {said}")
