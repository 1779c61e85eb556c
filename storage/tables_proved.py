"""Rows of what can be proved: the entries that enter the ledger."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import binary, utc


class EntryRow(SQLModel, table=True):
    """What happened, as kind, subject and digest without personal data, written in the transaction
    it speaks of.
    """

    __tablename__ = "entry"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    digest: bytes = binary()  # SHA-256 of the canonical JSON of what happened
    at: datetime = utc()
