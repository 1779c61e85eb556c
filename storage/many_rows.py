"""Many rows by few statements, in as little time of a transaction as the database allows.

Numbers are reserved before the rows are written, so that rows can name each other and nothing has
to be read back; and rows go to the driver as they are, without the work of a mapper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Dialect, Table, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import Session, SQLModel

AT_ONCE = 500
"""What one statement names or writes: far below what either database takes as parameters."""

_One = TypeVar("_One")


def in_parts(everything: Iterable[_One]) -> Iterator[list[_One]]:
    """As many of them as one statement takes, until there are no more."""
    left = iter(everything)
    while part := list(islice(left, AT_ONCE)):
        yield part


def touched(result: object) -> int:
    """How many rows an update or a deletion changed."""
    assert isinstance(result, CursorResult)  # noqa: S101 - either answers with one
    return result.rowcount


def reserve(tx: Session, table: str, count: int) -> Sequence[int]:
    """So many ids of a table that no other row will get, in ascending order.

    SQLite numbers a row after the highest one, and who writes is alone. A server counts on its
    own, and what it counted once it gives to nobody else.
    """
    if not count:
        return ()
    connection = tx.connection()
    if connection.dialect.name == "sqlite":
        highest = connection.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}"))  # noqa: S608 - a table of ours
        first = int(highest.scalar_one()) + 1
        return range(first, first + count)
    rows = connection.execute(
        text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
        {"name": table, "count": count},
    )
    return sorted(rows.scalars())


def insert(tx: Session, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows whose cells stand in the order of `columns`; what is left out of these takes the
    table's own default.
    """
    if not rows:
        return
    connection = tx.connection()
    of_table = SQLModel.metadata.tables[table]
    same = _defaults(of_table, columns)
    names = (*columns, *same)
    turn = [_turned(of_table, name, connection.dialect) for name in names]
    sign = "?" if connection.dialect.name == "sqlite" else "%s"
    written = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([sign] * len(names))})"  # noqa: S608 - names of ours
    rest = tuple(same.values())
    places = [(place, one) for place, one in enumerate(turn) if one is not None]
    connection.exec_driver_sql(written, [_cells((*row, *rest), places) for row in rows])


_Turn = Callable[[Any], Any]


def _cells(cells: tuple[Any, ...], places: Sequence[tuple[int, _Turn]]) -> tuple[Any, ...]:
    if not places:
        return cells
    turned = list(cells)
    for place, turn in places:
        turned[place] = turn(turned[place])
    return tuple(turned)


def _turned(table: Table, name: str, dialect: Dialect) -> _Turn | None:
    """How a value of this column becomes what the driver takes, where it does not as it is."""
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)


def _defaults(table: Table, columns: Sequence[str]) -> Mapping[str, Any]:
    """What the other columns hold that may not be empty."""
    return {
        column.name: column.default.arg
        for column in table.c
        if column.name not in columns
        and not column.nullable
        and isinstance(column.default, ScalarElementColumnDefault)
    }
