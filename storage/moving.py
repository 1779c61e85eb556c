"""Moving an installation from one database into another, with proof that nothing was lost.

Every row is copied as it is and then read again from both sides; the counts and a SHA-256 over the
rows in the order of their keys must agree. What is derived (the words that search finds) is made
anew in the new database's own way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlmodel import SQLModel

from storage import passages, schema
from storage import tables as tables  # fills the metadata
from storage.database import Database
from storage.errors import StorageError

BATCH = 500
DERIVED = frozenset({"passage"})
"""Tables that are made anew instead of copied."""


class NotEmptyError(StorageError):
    """{place} is not empty; an installation is moved into a new database only."""


class NotTheSameError(StorageError):
    """Something was lost on the way: {what}. Nothing was changed in the database we came from."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One table: how many rows, and the hash over them, the same on both sides."""

    table: str
    rows: int
    sha256: str


def move(
    source: Database, target: Database, say: Callable[[str], None] = lambda _: None
) -> list[Moved]:
    """Copy everything from `source` into the new `target`; all of it, or nothing.

    Nobody else may write meanwhile: an embedded database is held, of a server the workers must be
    stopped.
    """
    schema.check(source)
    if schema.state(target) is schema.SchemaState.EMPTY:
        schema.create(target)
    schema.check(target)
    _refuse_unless_empty(target)
    with (
        source.own_errors(),
        source.engine.execution_options(writes=True).begin() as reading,
        target.own_errors(),
        target.transaction() as tx,
    ):
        writing = tx.connection()
        moved = []
        for table in _tables():
            _copy(reading, writing, table)
            before, after = _counted(reading, table), _counted(writing, table)
            if before != after:
                raise NotTheSameError(
                    f"something was lost on the way: {table.name} has {before.rows} rows there and "
                    f"{after.rows} here, or other words in them. Nothing was changed in "
                    f"{source.place}, and {target.place} is still empty"
                )
            moved.append(after)
            if after.rows:
                say(f"{table.name}: {after.rows} rows, sha256 {after.sha256[:16]}")
        if not target.is_sqlite:
            _go_on_counting(writing)
        say(f"search: {passages.rebuild(tx)} passages made anew")
    return moved


def _tables() -> list[Table]:
    """Every table that is copied, those that others point to first."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in DERIVED]


def _refuse_unless_empty(target: Database) -> None:
    with target.own_errors(), target.engine.connect() as connection:
        for table in _tables():
            if connection.scalar(select(func.count()).select_from(table)):
                raise NotEmptyError(
                    f"{target.place} is not empty ({table.name} has rows); an installation is "
                    "moved into a new database only"
                )


def _copy(reading: Connection, writing: Connection, table: Table) -> None:
    for batch in _rows(reading, table):
        writing.execute(insert(table), [dict(row) for row in batch])


def counted_all(connection: Connection) -> list[Moved]:
    """Every table that is copied, with its count and the hash over its rows."""
    return [_counted(connection, table) for table in _tables()]


def _counted(connection: Connection, table: Table) -> Moved:
    digest, count = hashlib.sha256(), 0
    for batch in _rows(connection, table):
        for row in batch:
            digest.update(json.dumps(dict(row), sort_keys=True, default=_plain).encode() + b"\n")
        count += len(batch)
    return Moved(table.name, count, digest.hexdigest())


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Every row in the order of its key, a batch at a time.

    Keys that are texts are ordered by their bytes on both sides.
    """
    plain = connection.dialect.name == "sqlite"
    order = [
        column.collate("C") if column.type.python_type is str and not plain else column
        for column in table.primary_key.columns
    ]
    query = select(table).order_by(*order)
    result = connection.execute(query, execution_options={"yield_per": BATCH})
    yield from (list(part) for part in result.mappings().partitions(BATCH))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"a column holds {type(value).__name__}")


def _go_on_counting(writing: Connection) -> None:
    """PostgreSQL's sequences go on after the largest number that was copied."""
    for table in _tables():
        for column in table.primary_key.columns:
            name = writing.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": f'"{table.name}"', "column": column.name},
            )
            if name is not None:
                largest = writing.scalar(select(func.max(column)))
                if largest is not None:
                    writing.execute(
                        text("SELECT setval(:name, :largest)"), {"name": name, "largest": largest}
                    )
