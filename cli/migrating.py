"""Bringing the engine's tables along when the schema is migrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli import say
from cli.errors import WrongUsageError

if TYPE_CHECKING:
    from storage.database import Database


def engine_too(database: Database, fleet: bool | None, *, check: bool = False) -> None:
    """Put the engine in, take it out, or keep it up to date where it is.

    `fleet` is what was asked for: True, False, or None for as it is.
    """
    if database.is_sqlite:
        if fleet:
            raise WrongUsageError(
                "A fleet needs PostgreSQL: set CLAUSEWATCH_DATABASE_URL=postgresql://…."
            )
        return
    try:
        from cli import engine_schema
    except ModuleNotFoundError as absent:
        if fleet:
            raise WrongUsageError(
                f"{absent.name} is not installed: a fleet needs the extra `fleet` "
                "(pip install 'clausewatch[fleet]')."
            ) from None
        return
    there = engine_schema.is_there(database)
    if check:
        if fleet or there:
            engine_schema.check(database)
    elif fleet is False:
        if engine_schema.remove(database):
            say.talk("The engine for workers is out; `clausewatch serve` does everything.")
    elif (fleet or there) and engine_schema.prepare(database):
        say.talk("The engine for workers is ready; start them with `clausewatch worker`.")
