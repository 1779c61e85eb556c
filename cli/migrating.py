"""Bringing the engine's tables along when the schema is migrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli import say
from cli.errors import WrongUsageError
from cli.extras import FLEET, ExtraMissingError, extra

if TYPE_CHECKING:
    from storage.database import Database


def check_engine(database: Database, fleet: bool | None) -> None:
    """Refuse a database whose engine does not fit, or has none where one was asked for."""
    if database.is_sqlite and not fleet:
        return
    _refuse_sqlite(database)
    with extra("fleet", FLEET, "a fleet"):
        from cli import engine_schema
    if fleet or engine_schema.is_there(database):
        engine_schema.check(database)


def migrate_engine(database: Database, fleet: bool | None) -> None:
    """Put the engine in (True), take it out (False), or keep it up to date where it is (None)."""
    if database.is_sqlite and not fleet:
        return
    _refuse_sqlite(database)
    try:
        with extra("fleet", FLEET, "a fleet"):
            from cli import engine_schema
    except ExtraMissingError:
        if fleet is None:
            return  # nobody here can have put an engine in
        raise
    if fleet is False:
        if engine_schema.remove(database):
            say.talk("The engine for workers is out; `clausewatch serve` does everything.")
    elif (fleet or engine_schema.is_there(database)) and engine_schema.prepare(database):
        say.talk("The engine for workers is ready; start them with `clausewatch worker`.")


def move_installation(source: str, target: str) -> list[dict[str, object]]:
    """Copy everything from one database into another, new one; each table with its proof."""
    from storage.database import Database
    from storage.moving import move

    if source == target:
        raise WrongUsageError("--from and --to name the same database.")
    there, here = Database(source), Database(target)
    try:
        moved = move(there, here, say.talk)
    finally:
        there.close()
        here.close()
    say.talk(
        f"All of it is in {here.place}, the same rows and hashes on both sides. Set "
        "CLAUSEWATCH_DATABASE_URL to it, keep the data folder with its keys, and keep "
        f"{there.place} until you have looked."
    )
    return [{"table": one.table, "rows": one.rows, "sha256": one.sha256} for one in moved]


def _refuse_sqlite(database: Database) -> None:
    if database.is_sqlite:
        raise WrongUsageError(
            "A fleet needs PostgreSQL: set CLAUSEWATCH_DATABASE_URL=postgresql://…. On SQLite "
            "`clausewatch serve` does everything in one process."
        )
