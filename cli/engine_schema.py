"""The engine's own tables, in a schema of their own inside our PostgreSQL database, and the two
triggers that wake it.

A trigger defers the job in the very transaction that makes it necessary, whoever writes it: a
worker, a page or a command, none of which knows that there is an engine (ADR 21). The jobs
hold ids and nothing else. Without the engine there are no triggers, and nothing else differs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, LiteralString

from procrastinate.schema import SchemaManager
from sqlalchemy import text

from storage.errors import DatabaseTooOldError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

SCHEMA: LiteralString = "clausewatch_engine"
LOCK = 7_305_114_020  # whoever prepares the engine holds it: two workers may start at once

WAKING: LiteralString = """
CREATE FUNCTION clausewatch_engine.change_waits() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
    'mail', 'announce', 10, NULL, NULL, jsonb_build_object('change', NEW.id), NULL
  )::procrastinate_job_to_defer_v1]);
  RETURN NULL;
END $$;

CREATE FUNCTION clausewatch_engine.deliveries_wait() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE waiting bigint;
BEGIN
  SELECT count(*) INTO waiting FROM fresh
   WHERE state = 'pending' AND due_at <= clock_timestamp() + interval '5 seconds';
  IF waiting > 0 THEN
    PERFORM procrastinate_defer_jobs_v1(ARRAY(
      SELECT ROW(
        'mail', 'deliver', 10, NULL, NULL, '{}'::jsonb, NULL
      )::procrastinate_job_to_defer_v1
        FROM generate_series(1, LEAST(8, 1 + waiting / 200))
    ));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER clausewatch_change_waits AFTER INSERT ON change
  FOR EACH ROW EXECUTE FUNCTION clausewatch_engine.change_waits();
CREATE TRIGGER clausewatch_deliveries_wait AFTER INSERT ON delivery
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION clausewatch_engine.deliveries_wait();

CREATE TABLE clausewatch_engine.applied (migration text PRIMARY KEY);
"""


def is_there(database: Database) -> bool:
    """Whether this database has the engine's tables."""
    if database.is_sqlite:
        return False
    with database.own_errors(), database.engine.connect() as connection:
        return _is_there(connection)


def missing(database: Database) -> list[str]:
    """The engine's own migrations that this database still lacks, in order."""
    with database.own_errors(), database.engine.connect() as connection:
        done = set(connection.scalars(text(f"SELECT migration FROM {SCHEMA}.applied")))  # noqa: S608 - our own constant
    return [name for name in _migrations() if name not in done]


def check(database: Database) -> None:
    """Refuse a database without the engine, or with an older one, with a sentence."""
    if not is_there(database):
        raise DatabaseTooOldError(
            f"{database.place} has no engine for workers yet; run `clausewatch migrate --fleet`"
        )
    if missing(database):
        raise DatabaseTooOldError(
            f"{database.place} has an older engine; stop the workers, then run `clausewatch "
            "migrate`"
        )


def prepare(database: Database) -> bool:
    """Make or upgrade the engine's tables; False where nothing was to be done."""
    with database.own_errors(), database.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if not _is_there(connection):
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
            _within(connection, SchemaManager.get_schema())
            _within(connection, WAKING)
            _note(connection, list(_migrations()))
            return True
        done = set(connection.scalars(text(f"SELECT migration FROM {SCHEMA}.applied")))  # noqa: S608 - our own constant
        lacking = [name for name in _migrations() if name not in done]
        for name in lacking:
            _within(connection, _migrations()[name])
        _note(connection, lacking)
        return bool(lacking)


def remove(database: Database) -> bool:
    """Take the engine out again, with its triggers; our own rows are the truth and stay."""
    with database.own_errors(), database.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if not _is_there(connection):
            return False
        connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")
        return True


def _is_there(connection: Connection) -> bool:
    return connection.scalar(text("SELECT to_regnamespace(:name)"), {"name": SCHEMA}) is not None


def _migrations() -> dict[str, str]:
    """The engine's migrations by name, in the order in which they are applied."""
    folder = Path(SchemaManager.get_migrations_path())
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))}


def _within(connection: Connection, statements: str) -> None:
    """Run statements whose names mean the engine's schema first, then ours."""
    connection.exec_driver_sql(f'SET LOCAL search_path = {SCHEMA}, "$user", public')
    connection.exec_driver_sql(statements.replace("%", "%%"))
    connection.exec_driver_sql("SET LOCAL search_path = DEFAULT")


def _note(connection: Connection, names: list[str]) -> None:
    for name in names:
        connection.execute(text(f"INSERT INTO {SCHEMA}.applied VALUES (:name)"), {"name": name})  # noqa: S608 - our own constant
