"""The database: one door to it, the same for SQLite and PostgreSQL.

SQLite keeps what was acknowledged through a power loss (WAL, synchronous=FULL), overwrites what is
deleted (secure_delete), and takes its one write lock when a transaction begins, not in its middle
(BEGIN IMMEDIATE), so that waiting happens at the door.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from storage.errors import (
    DatabaseAwayError,
    DatabaseDamagedError,
    DatabaseLockedError,
    DatabaseUnusableError,
    DiskFullError,
    StorageError,
)

BUSY_TIMEOUT_S = 15.0
"""How long a writer waits for another one before it gives up with `DatabaseLockedError`."""

LEAST_FREE = 1 << 20
"""Bytes below which a disk counts as full when SQLite cannot open its files."""

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-8000",  # KiB
)


class Database:
    """A database at `url`. It is opened by the first transaction; `schema.prepare` sees to its
    tables before that.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._busy_timeout_s = busy_timeout_s
        self.engine = self._open_engine()
        self._writer = self.engine.execution_options(writes=True)

    @property
    def place(self) -> str:
        """Where it is, as settings write it and fit to be shown: without a password."""
        plain = self.url.set(drivername=self.url.get_backend_name())
        shown: str = plain.render_as_string(hide_password=True)
        return shown

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for a server or for memory."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything inside happens, or nothing does. Rows stay readable afterwards."""
        with self._session(self._writer) as session:
            yield session
            session.commit()

    def note_down(self, statement: Executable) -> None:
        """Write what can be worked out anew: it is in the order of everything else, but nobody
        waits for the disk, so a loss of power may take it back.
        """
        with self.own_errors(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                connection.execute(statement)
                connection.commit()
                return
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA synchronous=NORMAL")
            try:
                with connection.execution_options(writes=True).begin():
                    connection.execute(statement)
            finally:
                raw.execute("PRAGMA synchronous=FULL")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One steady view of the data; nothing is written."""
        with self._session(self.engine) as session:
            yield session

    def clock(self) -> datetime | None:
        """The server's time in UTC; None for SQLite, which has no clock of its own."""
        if self.is_sqlite:
            return None
        with self.own_errors(), self.engine.connect() as connection:
            told: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return told.astimezone(UTC)

    def scrub(self) -> bool:
        """Leave nothing of what was deleted in SQLite's write-ahead log; False where somebody else
        reads just now and it has to be asked again.

        A server has its own ways (`VACUUM`, the rotation of its log): docs/operating.md.
        """
        if not self.is_sqlite:
            return True
        with self.own_errors(), self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA busy_timeout=200")  # who writes meanwhile is not kept waiting
            try:
                (is_busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.execute(f"PRAGMA busy_timeout={round(self._busy_timeout_s * 1000)}")
        return not is_busy

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def _session(self, bind: Engine) -> Iterator[Session]:
        with self.own_errors(), Session(bind, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def own_errors(self) -> Iterator[None]:
        """Name what the driver says in our words; errors in what was asked pass as they are, for
        they are bugs.
        """
        try:
            yield
        except PoolTimeout as error:
            raise DatabaseLockedError(
                f"{self.place}: every connection is in use; try again"
            ) from error
        except DBAPIError as error:
            own = self._disk_is_full(error) or _own_error(error, self.place)
            if own is None:
                raise
            raise own from error

    def _disk_is_full(self, error: DBAPIError) -> DiskFullError | None:
        """A disk without any room at all is an I/O error to SQLite, which cannot even open its
        files.
        """
        said = str(error.orig)
        if self.file is None or not ("disk I/O" in said or "unable to open" in said):
            return None
        try:
            free = shutil.disk_usage(self.file.parent).free
        except OSError:
            return None
        return DiskFullError(_full(self.place)) if free < LEAST_FREE else None

    def _open_engine(self) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True)
        if self.file is not None:
            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseUnusableError(
                    f"{self.file}: its folder cannot be made ({error.strerror}); choose another "
                    "place "
                    "with --data or CLAUSEWATCH_DATABASE_URL"
                ) from error
        engine = create_engine(self.url, connect_args={"timeout": self._busy_timeout_s})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _with_driver(url: str) -> Any:  # SQLAlchemy's URL
    """`postgresql://…` and `postgres://…` mean psycopg 3."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnusableError(
            "the database address is not one: write sqlite:///path/to/file.db or "
            "postgresql://user@host/name"
        ) from error
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseUnusableError(
            f"{parsed.get_backend_name()} is not supported: write sqlite:///path/to/file.db or "
            "postgresql://…"
        )
    return parsed


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # we begin ourselves
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def copy_sqlite(file: Path, copy: Path) -> None:
    """A whole copy of an SQLite file, made in one step while others use it (in WAL mode nobody who
    writes waits for it); nothing is left of a copy that failed.
    """
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        own = _own_sqlite_error(str(error), str(copy))
        raise own or error from error


def _full(place: str) -> str:
    return f"{place}: no room left to write; free some space, nothing kept so far is lost"


def _own_error(error: DBAPIError, place: str) -> StorageError | None:
    """The driver's error in our tree; None for what is a bug of ours (a broken constraint, a wrong
    statement).
    """
    said = str(error.orig)
    if isinstance(error.orig, sqlite3.Error):
        return _own_sqlite_error(said, place)
    state = getattr(error.orig, "sqlstate", None)
    if state in ("40001", "40P01", "55P03"):
        return DatabaseLockedError(f"{place}: another writer was first; try again")
    if state == "53100":
        return DiskFullError(
            f"{place}: the database server has no room left; free some space and try again"
        )
    if error.connection_invalidated or state is None or state[:2] in ("08", "57"):
        first_line = said.splitlines()[0] if said else "no answer"
        return DatabaseAwayError(
            f"{place}: the database does not answer ({first_line}); see that its server runs"
        )
    if state[:2] in ("28", "3D"):
        return DatabaseUnusableError(
            f"{place}: the server refuses us ({said.splitlines()[0]}); check user and name"
        )
    return None


def _own_sqlite_error(said: str, place: str) -> StorageError | None:
    if "locked" in said or "busy" in said:
        return DatabaseLockedError(
            f"{place}: another process has been writing for too long; try again, or stop that "
            "process"
        )
    if "full" in said:
        return DiskFullError(_full(place))
    if "malformed" in said or "not a database" in said or "disk I/O error" in said:
        return DatabaseDamagedError(
            f"{place}: the file is damaged or its disk fails ({said}); stop all processes and "
            "restore a backup"
        )
    if "unable to open" in said or "readonly" in said:
        return DatabaseUnusableError(
            f"{place}: cannot be opened for writing ({said}); check that folder and file belong "
            "to this user"
        )
    return None
