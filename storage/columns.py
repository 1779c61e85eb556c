"""Kinds of columns that mean the same on both databases, and how constraints are named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

# A migration can only drop or alter a constraint whose name it knows.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out.

    SQLite keeps whole microseconds since 1970 (8 bytes instead of 26, and in order).
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(
            BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)
        )

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> Any:  # int or datetime, as the database keeps it
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone reached the database: {value!r}")
        return (value - EPOCH) // MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, _: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, int):
            return EPOCH + timedelta(microseconds=value)
        aware: datetime = value
        return aware.astimezone(UTC)


def utc(*, nullable: bool = False, index: bool = False) -> Any:  # SQLModel's Field is untyped too
    """A column for an aware UTC time."""
    return Field(default=None, sa_column=Column(UtcDateTime, nullable=nullable, index=index))


def long_text(*, nullable: bool = False, default: str | None = None) -> Any:
    """A column for text of any length."""
    return Field(default=default, sa_column=Column(Text, nullable=nullable))


def binary(*, nullable: bool = False, unique: bool = False) -> Any:
    """A column for bytes of any length."""
    return Field(default=None, sa_column=Column(LargeBinary, nullable=nullable, unique=unique))
