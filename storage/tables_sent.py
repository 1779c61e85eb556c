"""Rows of how mail leaves: the servers it goes to, and how fast they take it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import long_text, utc


class RelayRow(SQLModel, table=True):
    """One mail server as the last worker that used it saw it: for the operator, decides nothing."""

    __tablename__ = "relay"

    name: str = Field(primary_key=True)
    breaker: str = "closed"  # closed, open, half_open
    failures: int = 0  # in a row
    per_minute: float | None = None
    says: str = long_text(default="")  # its last words when it failed; never an address
    changed_at: datetime = utc()  # since when the breaker stands so
    seen_at: datetime = utc()
    accepted_at: datetime | None = utc(nullable=True)


class ThrottleRow(SQLModel, table=True):
    """How fast one domain is written to at present: a token bucket that all workers draw from."""

    __tablename__ = "throttle"

    key: str = Field(primary_key=True)  # keyed hash of the domain: some domains are a person's
    per_minute: float
    tokens: float
    at: datetime = utc()
