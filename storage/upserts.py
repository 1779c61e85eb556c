"""INSERT … ON CONFLICT, which SQLAlchemy spells once for each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_into(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what becomes of a row that is there already."""
    if dialect != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # a command on SQLite need not wait for it: 30 ms

    return postgresql.insert(table)
